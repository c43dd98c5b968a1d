"""The rules of 现场核验: what a filled-in check sheet or form has to say, and when a finding is answered. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.intake.dates import parse_day
from bihuan.kernel.codes import code_of, typed_code
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.numbers import fold_brackets, squeeze
from bihuan.kernel.words import Labelled

CLAUSE = "S22"
LONGEST_BODY, LONGEST_INSPECTORS, LONGEST_TEXT = 100, 200, 20_000


class Verdict(Labelled):
    """What the inspectors said of an item."""

    PASSED = "passed", "属实"
    PARTLY = "partly", "部分属实"
    FAILED = "failed", "不属实"
    NOT_SEEN = "not_seen", "未核验"


VERDICTS = {word.label: word for word in Verdict}
# What the unit has to answer.
OBJECTING = frozenset({Verdict.PARTLY, Verdict.FAILED})


@dataclass(frozen=True, slots=True)
class Line:
    """What was written of one item, as it was written; the places of its cells are by column."""

    where: str
    position: str = ""
    number: str = ""
    verdict: str = ""
    text: str = ""
    due: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str) -> str:
        """Where a cell stands; the line, where the cell is not known."""
        return self.places.get(column, self.where)


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole sheet or form as it was filled in. ``content`` is the file of a sheet; a form has none."""

    body: str
    inspectors: str
    visited_on: str
    lines: tuple[Line, ...]
    code: str = ""
    batch: str = ""
    made_on: str = ""
    content: bytes = b""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the batch."""

    key: int
    position: int
    number: str


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What a sheet is held against. ``elsewhere``: batches of the same office by the numbers of their items.

    ``told``: body, day and item of every finding of the batch.
    """

    batch: str
    items: tuple[Item, ...]
    today: date
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[tuple[str, date, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A line that was understood."""

    item: Item
    verdict: Verdict
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was understood, and everything that keeps it from being recorded."""

    body: str
    inspectors: str
    visited_on: date | None
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def pack_code(batch: str, position: int | None, made_on: date) -> str:
    """资料包编号: of the pack of a batch, or of its item at ``position``, made on that day."""
    return code_of("迎检资料", batch, str(position or ""), made_on.isoformat())


def check(filled: Filled, facts: InspectionFacts) -> Checked:
    """Read every line. A sheet of another pack is not read at all: its lines would say nothing here."""
    body, inspectors = squeeze(filled.body), " ".join(filled.inspectors.split())
    findings = _pack_findings(filled, facts) if filled.content else []
    if findings:
        return Checked(body, inspectors, None, (), tuple(findings))
    visited_on = parse_day(filled.visited_on)
    findings += [
        *_head_findings(body, inspectors),
        *_day_findings(filled.visited_on, visited_on, facts.today),
    ]
    if not filled.lines:
        findings.append(block("no-lines", "没有填写任何事项的核验结论，请填写后再登记。", clause=CLAUSE))
    rows: list[Row] = []
    first: dict[int, str] = {}
    known = _by_name(facts.items)
    for line in filled.lines:
        reader = _Reader(line, facts, known, visited_on, body)
        row = reader.row()
        findings += reader.findings
        if row is None:
            continue
        if (before := first.setdefault(row.item.key, line.where)) != line.where:
            message = f"第{row.item.position}项已在{before}填写，一个事项只能有一行，请删去重复的。"
            findings.append(block("item-twice", message, where=line.where, clause=CLAUSE))
            continue
        rows.append(row)
    return Checked(body, inspectors, visited_on, tuple(rows), tuple(findings))


def _by_name(items: Sequence[Item]) -> Mapping[tuple[str, str], list[Item]]:
    """The items by what a line may call them: looked up once, not for each line again."""
    known: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        known["position", str(item.position)].append(item)
        known["number", item.number].append(item)
    return known


def _head_findings(body: str, inspectors: str) -> Iterator[Finding]:
    if not body:
        yield block("body-missing", "请填写核验单位。", where="核验单位", clause=CLAUSE)
    for label, text, most in (("核验单位", body, LONGEST_BODY), ("核验人员", inspectors, LONGEST_INSPECTORS)):
        if len(text) > most:
            yield block("too-long", f"{label}超过{most}字，请精简。", where=label, clause=CLAUSE)


def _day_findings(written: str, day: date | None, today: date) -> Iterator[Finding]:
    if not written.strip():
        yield block("day-missing", "请填写核验日期。", where="核验日期", clause=CLAUSE)
    elif day is None:
        message = f"核验日期“{written[:30]}”不是一个日期，请写成“2022年11月20日”的形式。"
        yield block("day-unreadable", message, where="核验日期", clause=CLAUSE)
    elif day > today:
        yield block("day-in-the-future", f"核验日期{day}晚于今天，请核对。", where="核验日期", clause=CLAUSE)


def _pack_findings(filled: Filled, facts: InspectionFacts) -> list[Finding]:
    """Whether the sheet was given out with a pack of this batch, and holds no item beside those of its pack."""
    code, made_on = typed_code(filled.code), parse_day(filled.made_on)
    if not code or made_on is None:
        message = "没有找到资料包编号或者制表日期，请使用迎检资料所附的核验表，不要改动“核验信息”的前三项。"
        return [block("sheet-code-missing", message, where="核验信息", clause=CLAUSE)]
    batch = fold_brackets(squeeze(filled.batch))
    if batch and batch != facts.batch:
        message = f"该核验表属于批次{batch[:60]}的迎检资料，请到该批次登记。"
        return [block("sheet-of-another-batch", message, where="核验信息", clause=CLAUSE)]
    if code == pack_code(facts.batch, None, made_on):
        return []
    mine = [item for item in facts.items if code == pack_code(facts.batch, item.position, made_on)]
    if not mine:
        message = (
            "资料包编号与本批次的迎检资料不符，该核验表出自其他资料包，或者编号、制表日期被改动，请核对。"
        )
        return [block("sheet-of-another-pack", message, where="核验信息", clause=CLAUSE)]
    message = f"该核验表出自第{mine[0].position}项的迎检资料，不能填写其他事项，请删去这一行。"
    others = [line for line in filled.lines if squeeze(line.position) != str(mine[0].position)]
    return [block("item-not-in-pack", message, where=line.where, clause=CLAUSE) for line in others]


@dataclass(slots=True)
class _Reader:
    """Reads one line; ``findings`` are what is wrong with it."""

    line: Line
    facts: InspectionFacts
    known: Mapping[tuple[str, str], list[Item]]
    visited_on: date | None
    body: str
    findings: list[Finding] = field(default_factory=list)

    def row(self) -> Row | None:
        """The line, or None where its item or its verdict is not known."""
        item, verdict = self._item(), self._verdict()
        text, due_on = self.line.text.strip(), self._due()
        if len(text) > LONGEST_TEXT:
            self._refuse("text-too-long", f"核验意见超过{LONGEST_TEXT}字，请精简。", "text")
        if verdict in OBJECTING and not text:
            assert verdict is not None  # it is one of them
            self._refuse("text-missing", f"结论为“{verdict.label}”的，请写明核验意见。", "text")
        if item is None or verdict is None:
            return None
        if self.visited_on and (self.body, self.visited_on, item.key) in self.facts.told:
            message = f"{self.body}{self.visited_on}对第{item.position}项的核验意见已经登记，不能重复登记。"
            self._refuse("inspected-twice", message, "position")
        return Row(item, verdict, text, due_on)

    def _item(self) -> Item | None:
        position, number = squeeze(self.line.position), squeeze(self.line.number)
        if not position and not number:
            self._refuse("item-missing", "没有写明是哪一个事项，请填写序号。", "position")
            return None
        column, words = ("position", f"序号{position}") if position else ("number", f"问题编号{number}")
        found = self.known.get((column, position or number), [])
        if number in self.facts.elsewhere and not (found and found[0].number == number):
            other = self.facts.elsewhere[number]
            self._refuse("item-elsewhere", f"问题编号{number}是批次{other}的事项，请到该批次登记。", "number")
            return None
        if len(found) != 1:
            self._refuse("item-unknown", f"本批次没有{words[:40]}的事项，请核对。", column)
            return None
        if number and found[0].number != number:
            message = f"序号{position}的问题编号应为{found[0].number}，现为{number[:40]}，请核对是否有改动。"
            self._refuse("item-mismatch", message, "number")
            return None
        return found[0]

    def _verdict(self) -> Verdict | None:
        written = squeeze(self.line.verdict)
        words = "、".join(VERDICTS)
        if not written:
            message = f"没有核验结论，请从“{words}”中选择；未到现场核验的，选“{Verdict.NOT_SEEN.label}”。"
            self._refuse("verdict-missing", message, "verdict")
            return None
        if written not in VERDICTS:
            message = f"“{written[:20]}”不是核验结论，请从“{words}”中选择。"
            self._refuse("verdict-unknown", message, "verdict")
            return None
        return VERDICTS[written]

    def _due(self) -> date | None:
        written = self.line.due.strip()
        if not written:
            return None
        day = parse_day(written)
        if day is None:
            message = f"回复期限“{written[:30]}”不是一个日期，请写成“2022年12月10日”的形式。"
            self._refuse("due-unreadable", message, "due")
            return None
        if self.visited_on and day < self.visited_on:
            self._refuse("due-before-visit", f"回复期限{day}早于核验日期{self.visited_on}，请核对。", "due")
            return None
        return day

    def _refuse(self, code: str, message: str, column: str) -> None:
        self.findings.append(block(code, message, where=self.line.place(column), clause=CLAUSE))


def wants_answer(verdict: str, due_on: date | None) -> bool:
    """Whether a unit has to answer a finding: where something was found wanting, or an answer is asked for."""
    return verdict in {word.value for word in OBJECTING} or due_on is not None


def answer_gates(*, wanted: bool, answered: bool, text: str) -> Sequence[Finding]:
    """A finding is answered once, in words."""
    findings = []
    if not wanted:
        findings.append(block("no-answer-wanted", "该核验意见无需回复。", clause=CLAUSE))
    if answered:
        findings.append(block("already-answered", "该核验意见已经回复，请刷新页面核对。", clause=CLAUSE))
    if not text.strip():
        findings.append(block("answer-missing", "请填写回复内容。", clause=CLAUSE))
    elif len(text) > LONGEST_TEXT:
        findings.append(block("answer-too-long", f"回复超过{LONGEST_TEXT}字，请精简。", clause=CLAUSE))
    return findings


def days_late(due_on: date | None, answered_on: date | None, today: date) -> int:
    """How many days after its due day a finding was answered, or has not been answered yet; 0 when in time."""
    return max(0, ((answered_on or today) - due_on).days) if due_on else 0
