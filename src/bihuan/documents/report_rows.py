"""书面报送 as the compiled report tells it: which unit sent its report when, and which has not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.documents.batch_facts import UnitPart
from bihuan.documents.scope import Scope
from bihuan.kernel.clock import day_of
from bihuan.people.models import Unit
from bihuan.reports.figures import Group
from bihuan.reports.submissions import Sent, Submitted
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, print_day

_C = Align.CENTER
# 156 mm together: an upright A4 between its margins.
_COLUMNS = (
    Column("序号", 12, _C),
    Column("责任单位", 42, _C),
    Column("事项\n（件）", 16, _C),
    Column("报送日期", 34, _C),
    Column("报送情况", 34, _C),
    Column("补充报送\n（次）", 18, _C),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A unit that owes a report: how many cases it tells of, and where the report stands."""

    unit: Unit
    cases: int
    submitted: Submitted


def report_rows(scope: Scope, units: Iterable[UnitPart]) -> tuple[ReportRow, ...]:
    """The units to which a case was handed, in the order of the tree. One statement."""
    sent: dict[int, list[Sent]] = defaultdict(list)
    # The rows of ``issuing``, a room above: asked of the batch, as everything a batch has.
    rows = scope.batch.reports.order_by("sequence").values_list("unit", "submitted_at", "sent_back_at")
    for unit, submitted_at, sent_back_at in rows:
        sent[unit].append(Sent(day_of(submitted_at), sent_back_at is not None))
    return tuple(
        ReportRow(part.unit, handed, Submitted(scope.batch.report_due_on, tuple(sent[part.unit.pk])))
        for part in units
        if part.unit is not None
        and (handed := sum(each.group is not Group.NOT_STARTED for each in part.told))
    )


def report_table(rows: Iterable[ReportRow], scope: Scope) -> Table:
    """报送情况表."""
    cells = tuple(
        (
            str(at), row.unit.name, str(row.cases), print_day(row.submitted.on) if row.submitted.on else "—",
            row.submitted.word(scope.today), str(row.submitted.supplements or "—"),
        )
        for at, row in enumerate(rows, 1)
    )  # fmt: skip
    return Table(_COLUMNS, cells, empty="暂无需要报送的责任单位")


def report_words(rows: tuple[ReportRow, ...]) -> dict[str, str]:
    """How many units owed a report, sent it in time or late, or have not sent it, and which those are."""
    came = [row for row in rows if row.submitted.on is not None]
    late = [row for row in came if row.submitted.was_late]
    missing = [row.unit.name for row in rows if row.submitted.on is None]
    return {
        "应报单位数": str(len(rows)),
        "已报单位数": str(len(came)),
        "按期报送单位数": str(len(came) - len(late)),
        "逾期报送单位数": str(len(late)),
        "未报单位数": str(len(missing)),
        "未报单位": "、".join(missing),
    }


OF_REPORTS = {
    "应报单位数": "应当书面报送整改完成情况的责任单位个数",
    "已报单位数": "已报送的单位个数，不含被退回的",
    "按期报送单位数": "在报送日期当日及以前报送的单位个数",
    "逾期报送单位数": "在报送日期以后报送的单位个数",
    "未报单位数": "尚未报送的单位个数",
    "未报单位": "尚未报送的单位，以顿号分开；没有的为空",
}
