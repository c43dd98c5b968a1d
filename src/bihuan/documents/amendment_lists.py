"""清单对照 and 清单变更 as lists to be printed or filed."""

from collections.abc import Iterable, Iterator
from datetime import date

from bihuan.intake.models import Amendment, Batch
from bihuan.kernel.clock import day_of
from bihuan.triage.amendments import outcome
from bihuan.triage.list_diff import Change, ListDiff
from bihuan.triage.list_facts import decided_here
from bihuan.typesetting.table import Align, Column, TablePaper

_C = Align.CENTER
_DIFFERENCE = (
    Column("序号", 11, _C),
    Column("情况", 20, _C),
    Column("问题编号", 36, _C),
    Column("列", 26, _C),
    Column("原为", 60),
    Column("改为", 60),
    Column("本单位办理情况", 36),
    Column("出处", 26),
)
_AMENDMENTS = (
    Column("序号", 11, _C),
    Column("批次", 34, _C),
    Column("问题编号", 36, _C),
    Column("变更", 20, _C),
    Column("列", 24, _C),
    Column("原为", 50),
    Column("改为", 50),
    Column("本单位办理情况", 34),
    Column("来件", 36),
    Column("发现日期", 22, _C),
    Column("处理日期", 22, _C),
    Column("处理人", 18, _C),
    Column("处理意见", 40),
)


def list_difference(diff: ListDiff, batch: Batch, today: date) -> TablePaper:
    """Everything a file says otherwise of a batch, a line a column."""
    stored = [*(each.stored for each in diff.differences), *(each.stored for each in diff.renumbered)]
    decided = decided_here(each.key for each in stored)
    lines = tuple((str(at), *cells) for at, cells in enumerate(_lines(diff, decided), start=1))
    same = len(diff.unchanged) + len(diff.filled)
    above = (f"批次：{batch.number}", f"截至{today}，未变{same}条，以下共{len(lines)}行")
    return TablePaper("清单对照", "清单对照", _DIFFERENCE, lines, above=above, dated=today)


def _lines(diff: ListDiff, decided: dict[int, str]) -> Iterator[tuple[str, ...]]:
    for line in diff.new:
        yield "新增", line.number, "", "", line.text, "", line.where
    for each in diff.differences:
        told = decided.get(each.stored.key, "")
        if each.news:
            by = each.told_by or Change("", "", "")
            after = by.after or each.news.label
            yield each.news.label, each.stored.number, by.field, by.before, after, told, each.where
        for change in each.changes:
            yield "变更", each.stored.number, change.field, change.before, change.after, told, each.where
    for pair in diff.renumbered:
        number, told = pair.stored.called or pair.stored.number, decided.get(pair.stored.key, "")
        yield "疑似改号", number, "问题编号", number, pair.line.number, told, pair.line.where


def amendment_list(rows: Iterable[Amendment], today: date) -> TablePaper:
    """``rows`` are of ``triage.amendments.visible_amendments``."""
    amendments = list(rows)
    decided = decided_here({row.opinion_id for row in amendments})
    lines = tuple(
        (
            str(at),
            row.opinion.batch.number,
            row.opinion.number,
            row.get_kind_display(),
            row.field,
            row.before,
            outcome(row),
            decided.get(row.opinion_id, ""),
            f"{row.file.name} {row.place}".strip(),
            day_of(row.found_at).isoformat(),
            day_of(row.settled_at).isoformat() if row.settled_at else "",
            row.settled_by.name if row.settled_by else "",
            row.remark,
        )
        for at, row in enumerate(amendments, start=1)
    )
    above = (f"截至{today}，共{len(lines)}条",)
    return TablePaper("清单变更", "清单变更", _AMENDMENTS, lines, above=above, dated=today)
