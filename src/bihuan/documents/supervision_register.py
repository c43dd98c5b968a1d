"""督促登记簿 as a list to be printed or filed."""

from collections.abc import Iterable
from datetime import date

from bihuan.kernel.clock import day_of
from bihuan.supervision.facts import taken_of
from bihuan.supervision.models import Supervision
from bihuan.typesetting.table import Align, Column, TablePaper

_C = Align.CENTER
_COLUMNS = (
    Column("序号", 11, _C),
    Column("编号", 32, _C),
    Column("方式", 14, _C),
    Column("督促对象", 34, _C),
    Column("事项", 36),
    Column("事由", 60),
    Column("发出日期", 22, _C),
    Column("回复期限", 22, _C),
    Column("回复日期", 22, _C),
    Column("状态", 20, _C),
)


def supervision_register(rows: Iterable[Supervision], today: date) -> TablePaper:
    """``rows`` are of ``supervision.queries.register``."""
    lines = tuple(
        (
            str(at),
            row.number,
            row.get_rung_display(),
            row.unit.name,
            str(row.case or row.batch),
            row.why,
            day_of(row.issued_at).isoformat(),
            row.reply_due_on.isoformat(),
            day_of(row.replied_at).isoformat() if row.replied_at else "",
            taken_of(row).stands(today).label,
        )
        for at, row in enumerate(rows, start=1)
    )
    above = (f"截至{today}，共{len(lines)}件",)
    return TablePaper("督促登记簿", "督促登记簿", _COLUMNS, lines, above=above, dated=today)
