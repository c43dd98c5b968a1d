"""What ``bihuan triage evaluate`` does: decided opinions in, figures out. Learns and suggests as the product does."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bihuan.intake.readers.text import decode
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding
from bihuan.management.terminal import aligned
from bihuan.sorting.learner import Learner, Suggestion
from bihuan.sorting.measure import Measured, measure
from bihuan.sorting.message import Message
from bihuan.sorting.task import Duty, Task

TASKS = (Task.CATEGORY, Task.TYPE, Task.DEPARTMENT)
LABELS: Mapping[Task, tuple[str, ...]] = {
    Task.CATEGORY: ("category", "一级标签", "类别", "分类"),
    Task.TYPE: ("type", "类型", "意见类型"),
    Task.DEPARTMENT: ("department", "unit", "责任单位", "承办单位", "答复单位", "部门"),
}
SUBJECT = ("subject", "title", "留言主题", "主题", "标题")
BODY = ("body", "text", "content", "留言详情", "意见建议内容", "内容", "详情")
SPLIT = "split"
LEARN, TRY = "train", "dev"
UNIT, KEYWORDS, LAWS = ("unit", "单位"), ("keywords", "关键词"), ("laws", "法律法规", "依据")
_BETWEEN = re.compile(r"[、，,；;|\s]+")
_BETWEEN_LAWS = re.compile(r"[；;\n|]+")
_LONGEST_CELL = 10_000_000

Decided = tuple[Message, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its message, its label, its part (train, dev or nothing)."""

    message: Message
    label: str
    part: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The figures of one run, how many decisions were learned, how often the texts were tried, and the seconds."""

    task: Task
    learned: int
    folds: int
    figures: Measured
    without_repeats: Measured
    train_seconds: float
    predict_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "task": self.task.value,
            "learned": self.learned,
            "folds": self.folds,
            **self.figures.as_dict(),
            "without_repeats": {
                "n": self.without_repeats.n,
                "accuracy": self.without_repeats.accuracy,
                "macro_f1": self.without_repeats.macro_f1,
                "top3": self.without_repeats.top3,
            },
            "train_seconds": round(self.train_seconds, 3),
            "predict_seconds": round(self.predict_seconds, 3),
        }


def evaluate(
    task: Task, train: Sequence[Path], test: Path | None, duties: Path | None, folds: int
) -> Evaluated:
    """Learn from ``train``, suggest for ``test``. The same file twice: its column ``split`` says which rows are which.
    Without ``test`` the rows of ``train`` are tried ``folds`` times, each time with another part held back."""
    list_of_duties = tuple(read_duties(duties)) if duties else ()
    rows = {path.resolve(): list(read_rows(path, task)) for path in (*train, *([test] if test else []))}
    if test is None:
        return _held_back(
            task, [row for path in train for row in rows[path.resolve()]], list_of_duties, folds
        )
    taught = [row for path in train for row in _part(path, test, rows[path.resolve()], LEARN)]
    asked = (
        _part(test, test, rows[test.resolve()], TRY)
        if test.resolve() in _resolved(train)
        else rows[test.resolve()]
    )
    said, spent = _learned_and_said(task, list_of_duties, taught, asked)
    return _evaluated(task, len(taught), 1, said, asked, taught, spent)


def _resolved(paths: Sequence[Path]) -> list[Path]:
    return [path.resolve() for path in paths]


def _part(path: Path, test: Path, rows: list[Row], part: str) -> list[Row]:
    """All rows, or those of one part where one file is both."""
    if path.resolve() != test.resolve():
        return rows
    chosen = [row for row in rows if row.part == part]
    if not chosen:
        raise not_readable(
            "same-file",
            f"“{path.name}”既用于学习又用于检验，但没有标明 {LEARN}、{TRY} 的“{SPLIT}”列；"
            "请另选检验文件，或者不填 --test，由程序轮流留出检验。",
            where=path.name,
        )
    return chosen


def _held_back(task: Task, rows: list[Row], duties: tuple[Duty, ...], folds: int) -> Evaluated:
    at = spread([row.label for row in rows], folds)
    said: list[Suggestion] = [Suggestion(())] * len(rows)
    spent = (0.0, 0.0)
    for fold in range(folds):
        out = [number for number, of in enumerate(at) if of == fold]
        taught = [row for row, of in zip(rows, at, strict=True) if of != fold]
        found, seconds = _learned_and_said(task, duties, taught, [rows[number] for number in out])
        spent = (spent[0] + seconds[0], spent[1] + seconds[1])
        for number, suggestion in zip(out, found, strict=True):
            said[number] = suggestion
    repeated = _repeated(rows)
    fresh = [number for number, row in enumerate(rows) if _substance(row) not in repeated]
    return Evaluated(
        task, len(rows) * (folds - 1) // folds, folds, measure(said, [row.label for row in rows]),
        measure([said[number] for number in fresh], [rows[number].label for number in fresh]), *spent,
    )  # fmt: skip


def spread(labels: Sequence[str], folds: int) -> list[int]:
    """A fold for each row: the rows of every label in turn, so that each fold has some of them."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, hash_of(label) % folds) + 1
        found.append(seen[label] % folds)
    return found


def hash_of(label: str) -> int:
    """Where the turn of a label begins: the same on every machine."""
    return sum(label.encode())


def _learned_and_said(
    task: Task, duties: tuple[Duty, ...], taught: Sequence[Row], asked: Sequence[Row]
) -> tuple[list[Suggestion], tuple[float, float]]:
    begun = perf_counter()
    learner = Learner(task, duties)
    learner.fit([(row.message, row.label) for row in taught])
    ready = perf_counter()
    said = learner.suggest([row.message for row in asked])
    return said, (ready - begun, perf_counter() - ready)


def _evaluated(
    task: Task,
    learned: int,
    folds: int,
    said: Sequence[Suggestion],
    asked: Sequence[Row],
    taught: Sequence[Row],
    spent: tuple[float, float],
) -> Evaluated:
    known = {_substance(row) for row in taught}
    fresh = [number for number, row in enumerate(asked) if _substance(row) not in known]
    return Evaluated(
        task, learned, folds, measure(said, [row.label for row in asked]),
        measure([said[number] for number in fresh], [asked[number].label for number in fresh]), *spent,
    )  # fmt: skip


def _substance(row: Row) -> str:
    """What is left of a text without signs and numbers: equal in texts that were sent again."""
    return "".join(re.findall(r"[\u4e00-\u9fff]", row.message.body))[:60]


def _repeated(rows: Sequence[Row]) -> set[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for row in rows:
        said = _substance(row)
        (again if said in seen else seen).add(said)
    return again


# ── files ──


def read_rows(path: Path, task: Task) -> Iterator[Row]:
    """The decided messages of a CSV. Raises NotReadable, with file, line and column."""
    lines = _lines(path)
    head = [cell.strip().lower() for cell in next(lines, (0, []))[1]]
    label_at = _column(path, head, LABELS[task])
    body_at = _column(path, head, BODY)
    subject_at = next((head.index(name) for name in SUBJECT if name in head), None)
    part_at = head.index(SPLIT) if SPLIT in head else None
    none = True
    for number, cells in lines:
        label, body = _cell(cells, label_at), _cell(cells, body_at)
        subject = _cell(cells, subject_at)
        if not label:
            raise _empty(path, number, head[label_at])
        if not body and not subject:
            raise _empty(path, number, head[body_at])
        none = False
        yield Row(Message(subject, body), label, _cell(cells, part_at))
    if none:
        raise not_readable("no-rows", f"“{path.name}”只有表头，没有数据；请核对文件。", where=path.name)


def read_duties(path: Path) -> Iterator[Duty]:
    """A duty list: a unit a line, with its keywords and laws."""
    lines = _lines(path)
    head = [cell.strip().lower() for cell in next(lines, (0, []))[1]]
    unit_at, words_at = _column(path, head, UNIT), _column(path, head, KEYWORDS)
    laws_at = next((head.index(name) for name in LAWS if name in head), None)
    for number, cells in lines:
        if not (unit := _cell(cells, unit_at)):
            raise _empty(path, number, head[unit_at])
        yield Duty(
            unit,
            tuple(word for word in _BETWEEN.split(_cell(cells, words_at)) if word),
            tuple(law.strip() for law in _BETWEEN_LAWS.split(_cell(cells, laws_at)) if law.strip()),
        )


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line of the file it ends on."""
    try:
        text = decode(path.read_bytes())
    except OSError as problem:
        raise not_readable(
            "file-unread", f"文件“{path}”不能打开：{problem.strerror}；请核对路径后重试。", where=path.name
        ) from problem
    except NotReadable as refusal:
        raise NotReadable([_of_file(finding, path) for finding in refusal.findings]) from refusal
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as problem:
        raise not_readable(
            "csv-broken",
            f"“{path.name}”第{reader.line_num}行不能按 .csv 读取；请核对该行的引号是否成对。",
            where=path.name,
        ) from problem


def _of_file(finding: Finding, path: Path) -> Finding:
    return Finding(
        finding.code, finding.severity, f"“{path.name}”：{finding.message}", path.name, finding.clause
    )


def _column(path: Path, head: Sequence[str], names: Sequence[str]) -> int:
    for name in names:
        if name in head:
            return head.index(name)
    wanted = "、".join(f"“{name}”" for name in names)
    raise not_readable(
        "column-missing",
        f"“{path.name}”第1行（表头）中没有需要的列；请加上以下列名之一：{wanted}。",
        where=path.name,
    )


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _empty(path: Path, number: int, column: str) -> NotReadable:
    return not_readable(
        "cell-empty", f"“{path.name}”第{number}行的“{column}”为空；请补全后重试。", where=path.name
    )


# ── for a person ──


def lines_of(found: Evaluated) -> list[str]:
    """The figures as a table."""
    figures, fresh = found.figures, found.without_repeats
    how = f"轮流留出 {found.folds} 次" if found.folds > 1 else f"学习 {found.learned} 条"
    table = [("名称", "条数", "准确率", "召回率", "F1")]
    table += [
        (label, str(of.n), f"{of.precision:.3f}", f"{of.recall:.3f}", f"{of.f1:.3f}")
        for label, of in figures.per_class.items()
    ]
    right = f"正确率 {figures.accuracy:.3f}，宏平均 F1 {figures.macro_f1:.3f}，前三项含正确答案 {figures.top3:.3f}"
    spoken = f"达到把握门槛的占 {figures.coverage:.3f}，其中正确 {figures.precision_spoken:.3f}"
    return [
        f"检验 {figures.n} 条（{how}）：{right}",
        f"不计重复来件 {fresh.n} 条：正确率 {fresh.accuracy:.3f}，宏平均 F1 {fresh.macro_f1:.3f}",
        f"把握程度误差 {figures.calibration_error:.3f}（{figures.bins} 档）；{spoken}",
        f"学习 {found.train_seconds:.1f} 秒，建议 {found.predict_seconds:.1f} 秒",
        "",
        *aligned(table),
    ]
