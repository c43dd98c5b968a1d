"""What .xlsx and .xls share: the values of a sheet as text, merged cells filled, and what a person would not see.

Excel keeps 15 significant digits. A whole number below 10^15 is therefore exact and becomes text as it stands, with
a doubt noted when it is long; a longer one, or one that ends in a row of zeros, has lost digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from bihuan.intake.readers.blocks import Doubt, Grid, GridKind, column_letter
from bihuan.intake.refusal import not_readable
from bihuan.kernel.findings import Finding, note, warn

MOST_CELLS = 12_000_000
_EMPTY_MATTERS_FROM, _MOST_EMPTY = 1_000_000, 200
_MOST_MERGED = 2_000_000
_EXACT_BELOW = 10**15
_LONG_FROM = 10**11
# 1.2021E+14 read back as a number is 120210000000000: seven zeros at the end are no serial number.
_ZEROS_OF_A_LOSS = 10**7
_PLACES_TO_NAME = 5
Place = tuple[int, int]


@dataclass(slots=True)
class Beside:
    """What a sheet holds beside its values; rows and columns count from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    unvalued: list[Place] = field(default_factory=list)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


def grid_of(name: str, values: Iterable[Sequence[object]], beside: Beside) -> Grid:
    """The sheet as a table of text. Empty rows at its end are left out."""
    grid = Grid(GridKind.SHEET, name, [])
    rows = grid.rows
    for at, row in enumerate(values):
        rows.append(
            [value if type(value) is str else _text(value, grid, at, n) for n, value in enumerate(row)]
        )
    _fill_merged(grid, beside.merged)
    while rows and not any(rows[-1]):
        rows.pop()
    return grid


def findings_of(grid: Grid, beside: Beside) -> list[Finding]:
    """Hidden rows and columns, error values and formulas without a value: one finding a kind and sheet."""
    sheet, height = f"工作表“{grid.name}”", len(grid.rows)
    width = max(map(len, grid.rows), default=0)
    found = []
    if rows := [row for row in sorted(beside.hidden_rows) if row < height and any(grid.rows[row])]:
        named = _named([f"第{row + 1}行" for row in rows], "行")
        message = f"{sheet}的{named}是隐藏的，已一并读取；请核对是否应当导入。"
        found.append(note("rows-hidden", message, where=grid.place(rows[0])))
    if columns := [
        column for column in sorted(beside.hidden_columns) if column < width and _holds(grid, column)
    ]:
        named = _named([f"{column_letter(column)}列" for column in columns], "列")
        message = f"{sheet}的{named}是隐藏的，已一并读取；请核对是否应当导入。"
        found.append(note("columns-hidden", message, where=f"{sheet}{column_letter(columns[0])}列"))
    if errors := list(beside.errors):
        named = _named([f"{_cell(place)}（{beside.errors[place]}）" for place in errors], "处")
        message = f"{sheet}的{named}是错误值，按空白读取；请在原表更正公式或改填内容后重新导入。"
        found.append(warn("cell-error", message, where=grid.place(*errors[0])))
    if beside.unvalued:
        named = _named(list(map(_cell, beside.unvalued)), "处")
        message = (
            f"{sheet}的{named}是公式，文件中没有存下计算结果，按空白读取；请用 Excel 打开后保存，再重新导入。"
        )
        found.append(warn("formula-without-value", message, where=grid.place(*beside.unvalued[0])))
    return found


def hidden_sheet(name: str) -> Finding:
    """The note that a hidden sheet was left out."""
    message = f"工作表“{name}”是隐藏的，未读取；如需导入请取消隐藏。"
    return note("sheet-hidden", message, where=name)


def most_cells(filled: int) -> int:
    """How many cells a sheet may span of which so many are filled."""
    return min(MOST_CELLS, max(_EMPTY_MATTERS_FROM, filled * _MOST_EMPTY))


def refuse_vast(rows: int, columns: int, filled: int) -> None:
    """Refuse a sheet whose outermost cells span more than a machine should be asked to hold, or hardly hold a thing."""
    if rows * columns > most_cells(filled):
        raise not_readable(
            "sheet-too-large",
            f"工作表的范围过大（到第{rows}行），多半是远处留有无用的单元格；请删去多余的行和列后再导入。",
        )


def _text(value: object, grid: Grid, row: int, column: int) -> str:
    """``value`` as a person would write it; a number that may have lost digits leaves a doubt."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number_text(float(value), grid, row, column)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time.min else value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _number_text(value: float, grid: Grid, row: int, column: int) -> str:
    if not value.is_integer():
        return f"{value:.15g}"  # as Excel shows it, not as it is kept
    whole = int(value)
    if abs(whole) < _LONG_FROM:
        return str(whole)
    lost = abs(whole) >= _EXACT_BELOW or whole % _ZEROS_OF_A_LOSS == 0
    grid.doubts[row, column] = Doubt.DIGITS_LOST if lost else Doubt.LONG_NUMBER
    return str(whole)


def _fill_merged(grid: Grid, ranges: Iterable[tuple[Place, Place]]) -> None:
    filled = 0
    for (top, left), (bottom, right) in dict.fromkeys(ranges):
        bottom = min(bottom, len(grid.rows) - 1)
        right = min(right, len(grid.rows[0]) - 1) if grid.rows else -1
        if bottom < top or right < left:
            continue
        filled += (bottom - top + 1) * (right - left + 1)
        if filled > _MOST_MERGED:
            raise not_readable(
                "sheet-too-large",
                f"工作表“{grid.name}”的合并单元格范围过大（到第{bottom + 1}行）；请取消多余的合并后再导入。",
            )
        text = grid.rows[top][left]
        for row in range(top, bottom + 1):
            grid.rows[row][left : right + 1] = [text] * (right - left + 1)
            if row > top:
                grid.covered.update((row, column) for column in range(left, right + 1))


def _holds(grid: Grid, column: int) -> bool:
    return any(len(row) > column and row[column] for row in grid.rows)


def _cell(place: Place) -> str:
    return f"第{place[0] + 1}行{column_letter(place[1])}列"


def _named(places: list[str], counter: str) -> str:
    more = f"等{len(places)}{counter}" if len(places) > _PLACES_TO_NAME else ""
    return "、".join(places[:_PLACES_TO_NAME]) + more
