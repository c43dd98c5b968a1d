"""Tables of numbers: columns held against their 合计 row, rates against the counts beside them. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bihuan.intake.figures.rates import fits
from bihuan.intake.figures.said import Figure, narrowed, plain
from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.findings import Finding, note, warn
from bihuan.language.script import simplified

_NUMBER = re.compile(r"(?P<value>\d{1,12}(?:\.\d{1,4})?)(?P<unit>%|件|条|项|起|宗|个|户|人|家|份|次)?")
_TOTAL_ROW = re.compile(r"合计|总计|共计|总数|全[市县区州]|总和")
_SUBTOTAL = re.compile(r"小计|分计")
_RATE = re.compile(
    r"(?P<stem>按期办结|按时办结|按期|按时|办结|结案|满意|回复|签收|销号|整改|完成|属实|占)(?:率|比|百分比|%)"
)
_NOT_COUNTED = re.compile(
    r"序号|排名|名次|编号|年份|得分|分数|平均|率|比|%|备注|时间|日期|电话|金额|环比|同比|上月|上年"
)
_WHOLE_COLUMN = re.compile(
    r"(?:受理|交办|转办|接收|收到|派单|工单|办理|应办|登记|总)[\u4e00-\u9fff]{0,4}(?:数|量|件)?$|^(?:总数|总量|合计|小计)$"
)
_UNITS = re.compile(r"单位|部门|街道|乡镇|区域|地区|县区|区县")
_UNIT_HEADING = re.compile(rf"{_UNITS.pattern}|类型|类别|分类|名称|项目|来源|渠道")
MOST_ROWS = 600
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Statistics:
    """A table of numbers: the names of its rows and columns, and its values where they are numbers."""

    grid: Grid
    header: int
    columns: tuple[str, ...]
    rows: tuple[int, ...]
    total: int | None
    subtotals: tuple[int, ...]

    def value(self, row: int, column: int) -> Decimal | None:
        """The number in a cell; None when there is none."""
        cells = self.grid.rows[row]
        match = _NUMBER.fullmatch(narrowed(cells[column])) if column < len(cells) else None
        return Decimal(match["value"]) if match else None

    def name(self, row: int) -> str:
        """What the row is about."""
        return next(
            (cell.strip() for cell in self.grid.rows[row][:3] if re.search("[\u4e00-\u9fff]", cell)), ""
        )


def statistics_in(grid: Grid) -> Statistics | None:
    """The table as statistics, when most of what stands below its header is numbers."""
    if not 3 <= len(grid.rows) <= MOST_ROWS:
        return None
    for header in range(min(4, len(grid.rows) - 2)):
        names = tuple(re.sub(r"\s", "", simplified(cell)) for cell in grid.rows[header])
        if len(set(names)) < 2 or not any(_UNIT_HEADING.search(name) for name in names[:3]):
            continue
        below = range(header + 1, len(grid.rows))
        cells = [narrowed(cell) for row in below for cell in grid.rows[row] if cell.strip()]
        numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if numbers * 2 >= len(cells) and numbers >= 3:
            return _laid_out(grid, header, names, below)
    return None


def _laid_out(grid: Grid, header: int, names: tuple[str, ...], below: Sequence[int]) -> Statistics:
    heads = {
        row: "".join(re.sub(r"\s", "", simplified(cell)) for cell in grid.rows[row][:2]) for row in below
    }
    totals = [row for row in below if _TOTAL_ROW.search(heads[row])]
    subtotals = tuple(row for row in below if _SUBTOTAL.search(heads[row]))
    rows = tuple(row for row in below if row not in totals and row not in subtotals and any(grid.rows[row]))
    total = totals[0] if len(totals) == 1 else None
    return Statistics(grid, header, names, rows, total, subtotals)


def columns_against_total(table: Statistics) -> Iterator[Finding]:
    """What the rows make, against the 合计 row."""
    if table.total is None or (table.subtotals and len(table.subtotals) < 2):
        return
    summed = table.subtotals or table.rows
    by_unit = any(_UNITS.search(name) for name in table.columns[:3])
    for column, name in enumerate(table.columns):
        stated = table.value(table.total, column)
        values = [value for row in summed if (value := table.value(row, column)) is not None]
        if stated is None or _NOT_COUNTED.search(name) or len(values) < 2 or name in table.columns[:column]:
            continue
        made = sum(values, Decimal())
        if made == stated:
            continue
        place = table.grid.place(table.total, column)
        if made > stated and by_unit and _WHOLE_COLUMN.search(name):
            yield note(
                "units-above-total",
                f"{place}“{name}”合计写作{plain(stated)}，各行相加是{plain(made)}；可能有多个单位承办同一件或统计口径不同，请核对并注明口径。",
                where=place,
            )
        else:
            yield warn(
                "column-does-not-add-up",
                f"{place}“{name}”合计写作{plain(stated)}，各行相加是{plain(made)}；请向来文单位核对，系统不作改动。",
                where=place,
            )


def rates_against_counts(table: Statistics) -> Iterator[Finding]:
    """办结率 beside 受理 and 办结: one of the three is wrong where they do not fit."""
    for column, name in enumerate(table.columns):
        match = _RATE.search(name)
        if not match or match["stem"] == "占":
            continue
        stem = match["stem"]
        tops = [at for at, other in enumerate(table.columns) if _counts(other, stem)]
        wholes = [
            at
            for at, other in enumerate(table.columns)
            if at not in tops and _WHOLE_COLUMN.search(other) and not _NOT_COUNTED.search(other)
        ]
        if len(tops) == 1 and wholes:
            yield from _rates_of_column(table, column, tops[0], wholes)


def _counts(name: str, stem: str) -> bool:
    return (
        bool(re.search(rf"{stem}(?:数|量|件数|件)?(?:[(（]件[)）])?$", name))
        and not _RATE.search(name)
        and "不满意" not in name
        and "未" not in name
    )


def _rates_of_column(table: Statistics, column: int, top: int, wholes: Sequence[int]) -> Iterator[Finding]:
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    off: list[tuple[int, Decimal, Decimal, Decimal]] = []
    good = 0
    for row in rows:
        printed, done = table.value(row, column), table.value(row, top)
        bases = [value for at in wholes if (value := table.value(row, at))]
        if printed is None or done is None or not bases:
            continue
        if "%" not in table.grid.rows[row][column] and printed <= 1:
            printed *= _HUNDRED
        if any(fits(printed, done * _HUNDRED / base) for base in bases):
            good += 1
        else:
            off.append((row, printed, done, bases[0]))
    # Where most rows do not fit, the rate is of something else than these columns.
    for row, printed, done, base in off if good >= len(off) else ():
        place = table.grid.place(row, column)
        yield warn(
            "rate-does-not-fit",
            f"{place}“{table.name(row)}”的{table.columns[column]}写作{plain(printed)}%，按{table.columns[top]}{plain(done)}、"
            f"{table.columns[wholes[0]]}{plain(base)}应为{done * _HUNDRED / base:.1f}%；请向来文单位核对。",
            where=place,
        )


def finished_above_whole(table: Statistics) -> Iterator[Finding]:
    """A row in which more is finished than was received, and a rate above 100 %."""
    done = [
        at
        for at, name in enumerate(table.columns)
        if re.fullmatch(r"(?:已|按期|按时)?(?:办结|回复|签收|销号)(?:数|量|件数)?", name)
    ]
    whole = [
        at
        for at, name in enumerate(table.columns)
        if re.fullmatch(r"(?:受理|交办|转办|接收|收到|派单|应办)(?:数|量|总数|总量|件数|工单数?)?", name)
    ]
    for row in [*table.rows, *([table.total] if table.total is not None else [])]:
        for column in done if len(whole) == 1 else ():
            top, base = table.value(row, column), table.value(row, whole[0])
            if top is not None and base is not None and top > base:
                place = table.grid.place(row, column)
                yield warn(
                    "finished-above-received",
                    f"{place}“{table.name(row)}”的{table.columns[column]}{plain(top)}多于{table.columns[whole[0]]}{plain(base)}；"
                    "请核对是否含上期结转，并注明口径。",
                    where=place,
                )
        for column, name in enumerate(table.columns):
            rate = table.value(row, column)
            if rate and rate > _HUNDRED and re.search(r"(?:办结|满意|签收|回复|按期|按时|结案|属实)率", name):
                place = table.grid.place(row, column)
                yield warn(
                    "rate-above-hundred",
                    f"{place}“{table.name(row)}”的{name}写作{plain(rate)}%，超过100%；请核对。",
                    where=place,
                )


def total_against_text(table: Statistics, totals: Sequence[tuple[Decimal, str]]) -> Iterator[Finding]:
    """The 合计 of the table, where the text states a total of its own for the same."""
    if table.total is None or not totals:
        return
    for column, name in enumerate(table.columns):
        value = table.value(table.total, column)
        if value and _WHOLE_COLUMN.search(name) and not _NOT_COUNTED.search(name):
            if all(value != said for said, _ in totals) and len(totals) == 1:
                place = table.grid.place(table.total, column)
                yield note(
                    "table-differs-from-text",
                    f"{place}“{name}”合计{plain(value)}，与{totals[0][1]}不同；请核对统计口径。",
                    where=place,
                )
            return


def statistics_said(table: Statistics) -> Iterator[Figure]:
    """The numbers of the table, each named by its row and column."""
    for row in [*table.rows, *table.subtotals, *([table.total] if table.total is not None else [])]:
        for column, name in enumerate(table.columns):
            value = table.value(row, column)
            if value is not None and not re.search("序号|编号|电话", name):
                text = table.grid.rows[row][column]
                unit = "%" if "%" in narrowed(text) or "率" in name else ""
                yield Figure(
                    f"{table.name(row)}{name}", plain(value), unit, table.grid.place(row, column), text
                )
