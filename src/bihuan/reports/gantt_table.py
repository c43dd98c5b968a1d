"""挂图 as a list: the same days in words, to be filed or worked with. A3, one row a case."""

from collections.abc import Iterable
from datetime import date

from bihuan.cases.lifecycle import State, Step
from bihuan.intake.models import Batch
from bihuan.reports.gantt import GanttRow
from bihuan.supervision.lights import SCHEDULE_PROGRESS
from bihuan.typesetting.table import A3, Align, Column, TablePaper

_C = Align.CENTER
# What stands over each pair of days.
STEPS = {
    Step.RECTIFY: "整改完成",
    Step.VERIFY: "核查",
    Step.NOTICE: "公示",
    Step.CLOSE: "销号",
    Step.FILE: "备案",
    Step.DISCLOSE: "公开",
}
_COLUMNS = (
    Column("责任单位", 24),
    Column("序号", 10, _C),
    Column("问题编号", 34, _C),
    Column("整改内容", 56),
    Column("环节", 18, _C),
    Column("亮灯", 14, _C),
    Column("进度（%）", 12, _C),
    Column("交办日期", 22, _C),
    Column("整改时限", 22, _C),
    *(Column(word, 22, _C, (label,)) for label in STEPS.values() for word in ("计划", "实际")),
    Column("说明", 60),
)


def gantt_table(rows: Iterable[GanttRow], batch: Batch, today: date) -> TablePaper:
    """The rows with every day of plan and deed."""
    return TablePaper(
        "挂图作战表",
        "整改事项挂图作战表",
        _COLUMNS,
        tuple(_cells(row) for row in rows),
        above=(f"{batch.number}，截至{today}",),
        below=(f"注：计划日期自整改时限按工作日倒排。{SCHEDULE_PROGRESS}。",),
        sheet=A3,
        columns_a_page=9,
        dated=today,
    )


def _cells(row: GanttRow) -> tuple[str, ...]:
    case = row.case
    return (
        case.lead.name if case.lead else "",
        str(case.position),
        case.number,
        case.content,
        State(case.state).label,
        row.lit.label,
        str(case.progress),
        case.assigned_on.isoformat() if case.assigned_on else "",
        case.limit_date.isoformat() if case.limit_date else case.get_limit_kind_display(),
        *(day for pair in days_of(row) for day in pair),
        said_of(row),
    )


def days_of(row: GanttRow) -> list[tuple[str, str]]:
    """For each step its planned and its actual days, as words; empty where there are none."""
    planned = {each.step: (each.starts, each.ends) for each in row.schedule.steps} if row.schedule else {}
    return [(_words(planned.get(step)), _words(row.done.get(step))) for step in STEPS]


def said_of(row: GanttRow) -> str:
    """The sentences of a row: why its light is what it is, and whether the plan can still be kept."""
    late = row.schedule is not None and not row.schedule.possible
    return f"{row.lit.why}{row.schedule.why}" if row.schedule is not None and late else row.lit.why


def _words(span: tuple[date, date] | None) -> str:
    if span is None:
        return ""
    starts, ends = span
    return f"{starts}" if starts == ends else f"{starts}至{ends}"
