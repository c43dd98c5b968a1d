"""销号管理台账: the nine columns of the target table, then the whole life of each case as it stands (S18, domain §5.1).

What the present round has not reached is an empty cell; what earlier rounds left behind is told in the remarks.
Contact details of citizens are never in it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from django.db.models import QuerySet

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, CaseRequest
from bihuan.closure.models import CloseOut
from bihuan.documents import target_table
from bihuan.documents.lives import Life, gather_lives
from bihuan.followup.models import LookBack
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.lasting.queries import in_words
from bihuan.typesetting import xlsx
from bihuan.typesetting.table import A3, Align, Column, TablePaper, padded, print_day
from bihuan.verification.models import Verification


def table(cases: QuerySet[Case], today: date) -> TablePaper:
    """The ledger of ``cases`` on ``today``, by batch and position. Several batches get a column that names theirs."""
    lives = list(gather_lives(cases, today))
    batches = {life.case.batch_id: life.case.batch for life in lives}
    columns, asked = [column for column, _ in LIFE], [ask for _, ask in LIFE]
    if len(batches) > 1:
        columns.append(Column("批次", 32, Align.CENTER))
        asked.append(lambda life: life.case.batch.number)
    years = (
        {key: target_table.year_on_paper(batch) for key, batch in batches.items()}
        if len(batches) == 1
        else {}
    )
    return TablePaper(
        name="销号管理台账",
        title=_title(list(batches.values())),
        columns=(*target_table.COLUMNS, *columns),
        rows=tuple(
            target_table.cells(life.case, years.get(life.case.batch_id)) + tuple(ask(life) for ask in asked)
            for life in lives
        ),
        above=(*_number(list(batches.values())), f"截至{print_day(today)}，共{len(lives)}项"),
        sheet=A3,
        columns_a_page=_ON_FIRST_PAGE,
        dated=today,
    )


def render_xlsx(cases: QuerySet[Case], today: date) -> bytes:
    """The ledger as .xlsx, with filters. Raises Refused when a text is longer than a cell can hold."""
    return xlsx.render(table(cases, today), filters=True)


def _title(batches: list[Batch]) -> str:
    return f"{target_table.subject(batches[0])}整改销号管理台账" if len(batches) == 1 else "整改销号管理台账"


def _number(batches: list[Batch]) -> tuple[str, ...]:
    return (f"文号：{batches[0].number}",) if len(batches) == 1 else ()


# ── what each column says ───────────────────────────────────────────────────────────────────────


def _day(moment: datetime | None) -> str:
    return day_of(moment).isoformat() if moment else ""


def _finished_on(life: Life) -> str:
    """The day the unit signed that the work is done; a verification that failed makes it undone again."""
    if life.submission is None:
        return ""
    verification: Verification | None = getattr(life.submission, "verification", None)
    return "" if verification and not verification.passed else _day(life.submission.signed_at)


def _verifying_unit(life: Life) -> str:
    if life.verification is not None:
        return life.verification.unit.name
    return life.case.verifying.name if life.case.verifying else ""


def _verdict(life: Life) -> str:
    if life.verification is None:
        return ""
    return "通过" if life.verification.passed else "不通过"


def _notice_days(life: Life) -> str:
    if life.notice is None:
        return ""
    ended = "（已终止）" if life.notice.ended_early_at else ""
    return f"{life.notice.starts_on}至\n{life.notice.ends_on}{ended}"


def _objections(life: Life) -> str:
    if life.notice is None:
        return ""
    if not life.objections:
        return "无"
    rulings = Counter(objection.get_ruling_display() for objection in life.objections)
    return f"{len(life.objections)}件（{_counted(rulings)}）"


def satisfaction(life: Life) -> str:
    """How many were satisfied, and how: 满意2、基本满意1. Empty before the first return visit."""
    return _counted(Counter(visit.get_satisfaction_display() for visit in life.visits))


def _counted(counts: Counter[str]) -> str:
    """成立1、不成立2."""
    return "、".join(f"{word}{number}" for word, number in counts.items())


def _approver(life: Life) -> str:
    return padded(life.close_out.decided_by.name) if life.close_out and life.close_out.decided_by else ""


def _remarks(life: Life) -> str:
    """What no other column tells: what was carried over, extensions, withdrawal, earlier close-outs, looks back."""
    remarks = _carried(life.case)
    for request in life.requests:
        if request.kind == CaseRequest.EXTENSION:
            remarks.append(f"经批准延期至{request.new_date}")
        else:
            remarks.append(f"经批准撤销：{redact(request.reason)}")
    remarks += [_revoked(row) for row in life.revoked]
    remarks += [_looked_back(row) for row in life.looks]
    return "\n".join(remarks)


def _carried(case: Case) -> list[str]:
    came, went = getattr(case, "carried_from", None), getattr(case, "carried_to", None)
    told = [f"由{came.earlier}转入"] if came else []
    return [*told, *([f"转入{went.later}继续办理：{redact(went.reason)}"] if went else [])]


def _revoked(row: CloseOut) -> str:
    return f"第{row.round}轮{row.number}于{_day(row.revoked_at)}撤销：{redact(row.revoked_reason)}"


def _looked_back(row: LookBack) -> str:
    return f"{row.looked_on}回头看，成效{'保持' if row.held else '未保持'}"


_C = Align.CENTER
LIFE: tuple[tuple[Column, Callable[[Life], str]], ...] = (
    (Column("进展", 40), lambda life: redact(life.report.text) if life.report else ""),
    (Column("进度%", 14, _C), lambda life: str(life.case.progress)),
    (Column("完成日期", 22, _C), _finished_on),
    (Column("核查单位", 22, _C), _verifying_unit),
    (
        Column("核查人员", 18, _C),
        lambda life: life.verification.verifiers if life.verification else "",
    ),
    (Column("核查日期", 22, _C), lambda life: _day(life.verification.at) if life.verification else ""),
    (Column("核查结论", 17, _C), _verdict),
    (Column("公示起止", 24, _C), _notice_days),
    (Column("公示异议", 20, _C), _objections),
    (Column("整改结果", 20, _C), lambda life: life.close_out.get_status_display() if life.close_out else ""),
    (Column("销号日期", 22, _C), lambda life: _day(life.close_out.decided_at) if life.close_out else ""),
    (Column("销号编号", 20, _C), lambda life: life.close_out.number if life.close_out else ""),
    (Column("批准人", 15, _C), _approver),
    (Column("备案日期", 22, _C), lambda life: life.filing.filed_on.isoformat() if life.filing else ""),
    (Column("备案号", 22, _C), lambda life: life.filing.number if life.filing else ""),
    (Column("备案机关", 22, _C), lambda life: life.filing.body if life.filing else ""),
    (Column("公开日期", 22, _C), lambda life: _day(life.statement.disclosed_at) if life.statement else ""),
    (Column("回访日期", 22, _C), lambda life: _day(life.visits[-1].at) if life.visits else ""),
    (Column("满意度", 18, _C), satisfaction),
    (Column("长效机制", 36), lambda life: "\n".join(in_words(row) for row in life.mechanisms)),
    (Column("亮灯", 14, _C), lambda life: life.lit.label),
    (Column("环节", 16, _C), lambda life: State(life.case.state).label),
    (Column("轮次", 12, _C), lambda life: str(life.case.round)),
    (Column("备注", 36), _remarks),
)
# The nine columns and how far the work is; on the second page the six steps.
_ON_FIRST_PAGE = len(target_table.COLUMNS) + 3
