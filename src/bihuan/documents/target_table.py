"""整改目标表: the notice's own table, its nine columns exactly. What is exported reads back to the same rows."""

import re

from django.db.models import QuerySet

from bihuan.cases.lifecycle import State
from bihuan.cases.models import LIMIT_LABELS, Case
from bihuan.documents import numbers
from bihuan.intake.cells import split_measures
from bihuan.intake.limits import parse_limit, print_limit
from bihuan.intake.models import Batch
from bihuan.intake.reading import LimitKind
from bihuan.kernel.numbers import DOCUMENT_NUMBER
from bihuan.people.order import place_in_tree
from bihuan.typesetting import docx, xlsx
from bihuan.typesetting.table import Align, Column, TablePaper, padded

# 225 mm together: the breadth of a landscape A4 between its margins.
COLUMNS = (
    Column("序号", 11, Align.CENTER),
    Column("问题编号", 31, Align.CENTER),
    Column("整改内容", 36),
    Column("意见建议类型", 18, Align.CENTER),
    Column("整改目标", 29),
    Column("整改措施", 42),
    Column("整改时限", 22, Align.CENTER),
    Column("责任部门", 21, Align.CENTER),
    Column("负责人", 15, Align.CENTER),
)
_KIND_OF_PAPER = re.compile(r"(?:整改)?(?:工作|实施)?(?:方案|计划)$|整改(?:目标表|任务表|销号管理台账|台账)$")
_YEAR = re.compile(r"〔(\d{4})〕")
_PARTS = re.compile(r"(?<=\S) (?=\S)")
_LIMIT_BREAKS = re.compile(r"(?<=^\d{4}年)(?=\d{1,2}月\d{1,2}日)|(?<=\S) (?=\S)")
# How measures are numbered: the first that reads back as the same measures is taken.
_NUMBERINGS = ("{}. ", "（{}）", "{}、")


def table(batch: Batch, cases: QuerySet[Case]) -> TablePaper:
    """The target table of ``cases``, all of ``batch``, in order. Withdrawn cases are no targets and are left out."""
    wanted = cases.exclude(state=State.WITHDRAWN).order_by("position")
    year = year_on_paper(batch)
    rows = tuple(cells(case, year) for case in with_elements(wanted))
    return TablePaper(
        name="整改目标表",
        title=f"{subject(batch)}整改目标表",
        columns=COLUMNS,
        rows=rows,
        attachment="附件",
        above=(f"文号：{batch.number}",),
        dated=batch.issued_on,
    )


def render_xlsx(batch: Batch, cases: QuerySet[Case]) -> bytes:
    """The target table as .xlsx. Raises Refused when a text is longer than a cell can hold."""
    return xlsx.render(table(batch, cases))


def render_docx(batch: Batch, cases: QuerySet[Case]) -> bytes:
    """The target table as .docx."""
    return docx.render_table(table(batch, cases))


def with_elements(cases: QuerySet[Case]) -> QuerySet[Case]:
    """``cases`` with everything loaded that ``cells`` looks at, in four statements."""
    loaded = cases.select_related("batch", "lead").prefetch_related("measures", "supporting__unit")
    return numbers.with_numbers(loaded)


def cells(case: Case, year: int | None) -> tuple[str, ...]:
    """The nine texts of a case (from ``with_elements``); ``year`` is the one a reader of the paper will assume."""
    return (
        str(case.position),
        numbers.in_a_cell(case),
        case.content,
        _broken(case.kind),
        case.target,
        measures_text([measure.text for measure in case.measures.all()]),
        stacked(limit_text(case, year)),
        units_text(case),
        padded(case.person_in_charge),
    )


def units_text(case: Case) -> str:
    """责任部门: who leads and who helps, each once."""
    return "、".join(dict.fromkeys([*([case.lead.name] if case.lead else []), *_supporting(case)]))


def supporting_text(case: Case) -> str:
    """配合单位: who helps."""
    return "、".join(dict.fromkeys(_supporting(case)))


def _supporting(case: Case) -> list[str]:
    units = sorted((row.unit for row in case.supporting.all()), key=lambda unit: place_in_tree(unit.path))
    return [unit.name for unit in units]


def _broken(kind: str) -> str:
    """建设性↵意见建议, as the notice prints it; a reader takes the break out again."""
    head = kind.removesuffix("意见建议")
    return f"{head}\n意见建议" if head and head != kind else kind


def stacked(limit: str) -> str:
    """2022年↵12月31日 and 立即整改↵长期执行, as the notice prints them; a reader joins them again."""
    return _LIMIT_BREAKS.sub("\n", limit)


def in_a_sentence(limit: str) -> str:
    """分阶段整改，2026年11月30日前完成: the parts of a limit as running text divides them."""
    return _PARTS.sub("，", limit)


def measures_text(measures: list[str]) -> str:
    """``1. …↵2. …``; a single measure stands without a number, unless it begins with one of its own."""
    if not measures:
        return ""
    if len(measures) == 1 and split_measures(measures[0]) == tuple(measures):
        return measures[0]
    texts = ["\n".join(mark.format(n) + text for n, text in enumerate(measures, 1)) for mark in _NUMBERINGS]
    return next((text for text in texts if split_measures(text) == tuple(measures)), texts[0])


def limit_text(case: Case, year: int | None) -> str:
    """The limit in the notice's words as long as they still say what is true.

    After an extension they do not, and 12月31日 without a year says nothing on a paper that names none.
    """
    kind = LimitKind(case.limit_kind) if case.limit_kind else None
    then = LimitKind(case.limit_then) if case.limit_then else None
    told = parse_limit(case.limit_text, year)
    if kind is None or (told.kind, told.date, told.then) == (kind, case.limit_date, then):
        return case.limit_text
    if kind is LimitKind.FIXED_DATE and case.limit_date is None:
        return case.limit_text or LIMIT_LABELS[kind]
    return print_limit(kind, case.limit_date, then)


def year_on_paper(batch: Batch) -> int | None:
    """The year by which a reader completes 12月31日: that of the document number printed above the table."""
    found = _YEAR.search(batch.number) if DOCUMENT_NUMBER.fullmatch(batch.number) else None
    return int(found[1]) if found else None


def subject(batch: Batch) -> str:
    """What the batch is about, as the beginning of a title: 临港产业园区2021年度社会评价意见建议.

    The notice's own table is the first to ask, so that 整改目标表 gets back the very title it came with.
    """
    tables = [title for title in batch.attachment_list() if title.endswith("目标表")]
    for title in (*tables, batch.plan_title, batch.title):
        if _KIND_OF_PAPER.search(title):
            return _KIND_OF_PAPER.sub("", title)
    return f"{batch.evaluation_year}年度社会评价意见建议" if batch.evaluation_year else ""
