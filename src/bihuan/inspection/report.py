"""核验意见及回复 of one visit as a table, to be saved and printed."""

from datetime import date

from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.rules import Verdict, days_late, wants_answer
from bihuan.kernel.clock import day_of
from bihuan.typesetting.table import Align, Column, TablePaper, print_day

_C = Align.CENTER
# 225 mm together: the breadth of a landscape A4 between its margins.
_COLUMNS = (
    Column("序号", 11, _C),
    Column("问题编号", 31, _C),
    Column("整改内容", 44),
    Column("责任单位", 24, _C),
    Column("核验结论", 18, _C),
    Column("核验意见", 36),
    Column("回复期限", 20, _C),
    Column("回复", 26),
    Column("回复情况", 15, _C),
)


def lateness(finding: InspectionFinding, today: date) -> int:
    """How many days late the finding was answered, or is still not answered."""
    return days_late(finding.answer_due_on, _answered_on(finding), today)


def state_of(finding: InspectionFinding, today: date) -> str:
    """Where the answer stands, in words."""
    answered_on, late = _answered_on(finding), lateness(finding, today)
    if answered_on is None and not wants_answer(finding.verdict, finding.answer_due_on):
        return "无需回复"
    return f"{'已' if answered_on else '待'}回复{f'，逾期{late}天' if late else ''}"


def report(inspection: Inspection, findings: list[InspectionFinding], today: date) -> TablePaper:
    """The findings of ``inspection``, item by item."""
    rows = tuple(
        (
            str(finding.case.position),
            finding.case.number,
            finding.case.content,
            finding.case.lead.name if finding.case.lead else "",
            Verdict(finding.verdict).label,
            finding.text,
            finding.answer_due_on.isoformat() if finding.answer_due_on else "",
            finding.answer,
            state_of(finding, today),
        )
        for finding in findings
    )
    above = (
        f"批次：{inspection.batch.number}",
        f"核验单位：{inspection.body}　　核验日期：{print_day(inspection.visited_on)}",
        f"核验人员：{inspection.inspectors}",
    )
    return TablePaper("现场核验意见", "整改事项现场核验意见及回复", _COLUMNS, rows, above=above, dated=today)


def _answered_on(finding: InspectionFinding) -> date | None:
    return day_of(finding.answered_at) if finding.answered_at else None
