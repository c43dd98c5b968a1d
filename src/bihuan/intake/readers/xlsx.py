"""Reader of .xlsx: every visible sheet as one table, as text.

Excel keeps 15 significant digits. A whole number below 10^15 is therefore exact and becomes text as it stands, with
a doubt noted when it is long; a longer one, or one that ends in a row of zeros, has lost digits.
"""

import io
import re
from datetime import date, datetime, time

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bihuan.intake.readers.blocks import Blocks, Doubt, Grid, GridKind
from bihuan.intake.readers.container import damaged, open_zip, unpack
from bihuan.intake.readers.text import printable
from bihuan.intake.refusal import not_readable
from bihuan.kernel.findings import Finding, note

MOST_CELLS = 12_000_000
_EXACT_BELOW = 10**15
_LONG_FROM = 10**11
# 1.2021E+14 read back as a number is 120210000000000: seven zeros at the end are no serial number.
_ZEROS_OF_A_LOSS = 10**7
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
# How a workbook writes characters that XML forbids or hides: _x0000_, _x000D_, &#1;. Seldom there, and costly to drop.
_ODD_CHARACTER = re.compile(rb"_x00[01][0-9A-Fa-f]_|&#|\xef\xbf[\xbe\xbf]")
Value = int | float | str | bool | date | datetime | time | object


def read(content: bytes) -> Blocks:
    """The visible sheets that hold anything. A hidden sheet is left out and noted."""
    parts = unpack(open_zip(content), lambda name: name.endswith((".xml", ".rels")) and "/media/" not in name)
    for name, data in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _refuse_vast(data)
    odd = any(_ODD_CHARACTER.search(data) for data in parts.values())
    workbook = _workbook(content)
    grids: list[Grid] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            findings.append(
                note(
                    "sheet-hidden",
                    f"工作表“{sheet.name}”是隐藏的，未读取；如需导入请取消隐藏。",
                    where=sheet.name,
                )
            )
            continue
        grid = _grid(workbook.get_sheet_by_name(sheet.name))
        if odd:
            grid.rows = [[printable(cell) for cell in row] for row in grid.rows]
        if grid.rows:
            grids.append(grid)
    return Blocks(tuple(grids), tuple(findings))


def _workbook(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as problem:
        # A panic of the Rust reader is no Exception; anything but a wish to stop means a broken file.
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from problem


def _refuse_vast(sheet: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than a machine should be asked to hold.

    The Rust reader allocates the whole rectangle, so one cell at XFD1048576 would take the process down.
    """
    cells = _CELL.findall(sheet)
    columns = {letters for letters, _ in cells}
    last_row = max(map(int, {digits for _, digits in cells}), default=0)
    if last_row * max(map(_column_number, columns), default=0) > MOST_CELLS:
        raise not_readable(
            "sheet-too-large",
            f"工作表的范围过大（到第{last_row}行），多半是远处留有无用的单元格；请删去多余的行和列后再导入。",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _grid(sheet: CalamineSheet) -> Grid:
    values = sheet.to_python(skip_empty_area=False)
    grid = Grid(GridKind.SHEET, sheet.name, [])
    for at, row in enumerate(values):
        grid.rows.append(
            [value if type(value) is str else _text(value, grid, at, n) for n, value in enumerate(row)]
        )
    _fill_merged(grid, sheet.merged_cell_ranges or [])
    while grid.rows and not any(grid.rows[-1]):
        grid.rows.pop()
    return grid


def _text(value: Value, grid: Grid, row: int, column: int) -> str:
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
        return repr(value)
    whole = int(value)
    if abs(whole) >= _EXACT_BELOW or (abs(whole) >= _LONG_FROM and whole % _ZEROS_OF_A_LOSS == 0):
        grid.doubts[row, column] = Doubt.DIGITS_LOST
    elif abs(whole) >= _LONG_FROM:
        grid.doubts[row, column] = Doubt.LONG_NUMBER
    return str(whole)


def _fill_merged(grid: Grid, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    filled = 0
    for (top, left), (bottom, right) in ranges:
        bottom = min(bottom, len(grid.rows) - 1)
        right = min(right, len(grid.rows[0]) - 1) if grid.rows else -1
        filled += max(0, bottom - top + 1) * max(0, right - left + 1)
        if filled > MOST_CELLS:
            raise damaged()
        if bottom < top or right < left:
            continue
        text = grid.rows[top][left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid.rows[row][column] = text
                if row > top:
                    grid.covered.add((row, column))
