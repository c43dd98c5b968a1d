"""Tables whose cells are told by tabs: copied from a spreadsheet, or as Word leaves them when a file is saved as text.

Word puts one cell a line, each behind a tab, and an empty line between rows; a line without a tab continues the cell
above.
"""

from collections.abc import Sequence
from dataclasses import replace

from bihuan.intake.layouts.found import FEWEST_COLUMNS, Found
from bihuan.intake.layouts.storeys import storeys

# How far a cell may run on after an empty line before it is taken for the text behind the table.
_LOOK_AHEAD = 10


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table that begins on line ``at``."""
    if _has_inner_tabs(lines[at]):
        return _spread(lines, at)
    if lines[at].startswith("\t") and lines[at].strip():
        return _stacked(lines, at)
    return None


def _has_inner_tabs(line: str) -> bool:
    return line.strip("\n ").rstrip("\t").count("\t") >= FEWEST_COLUMNS - 1 and not line.startswith("\t")


def _spread(lines: Sequence[str], start: int) -> Found | None:
    rows, starts = [], []
    at = start
    while at < len(lines) and "\t" in lines[at].strip():
        rows.append([cell.strip() for cell in lines[at].rstrip("\n").split("\t")])
        starts.append(at)
        at += 1
    return _storeyed(Found(rows, starts, at, 0.9, visible=True)) if len(rows) > 1 else None


def _storeyed(found: Found) -> Found:
    """The table with the merged cells of a header of two rows filled."""
    if len(found.rows) < 3:
        return found
    header = storeys(found.rows[0], found.rows[1], len(found.rows[2]))
    if header is None:
        return found
    rows = [header.top, header.below, *found.rows[2:]]
    return replace(found, rows=rows, covered=frozenset((1, n) for n in header.covered))


def _stacked(lines: Sequence[str], start: int) -> Found | None:
    header, at = _row(lines, start, 0)
    width = len(header)
    if width < FEWEST_COLUMNS:
        return None
    rows, starts = [header], [start]
    end = at
    while at < len(lines):
        if not lines[at].strip() and not lines[at].startswith("\t"):
            at += 1
            continue
        if not lines[at].startswith("\t"):
            break
        began = at
        cells, at = _row(lines, at, width)
        for row in _cut(cells, width):
            rows.append(row)
            starts.append(began)
        end = at
    return _storeyed(Found(rows, starts, end, 0.9, visible=True))


def _row(lines: Sequence[str], at: int, width: int) -> tuple[list[str], int]:
    """The cells from ``at`` to the empty line that ends the row, and where that is."""
    cells: list[list[str]] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t"):
            cells.append([line.strip()])
        elif line.strip() and cells:
            cells[-1].append(line.strip())
        elif len(cells) >= width or not _row_goes_on(lines, at):
            break
        at += 1
    return ["\n".join(part for part in cell if part) for cell in cells], at


def _row_goes_on(lines: Sequence[str], blank: int) -> bool:
    """An unfinished row goes on after an empty line when plain lines lead to a further cell soon."""
    following = [line for line in lines[blank + 1 : blank + _LOOK_AHEAD] if line.strip()]
    if not following or following[0].startswith("\t"):
        return False
    return any(line.startswith("\t") for line in following)


def _cut(cells: list[str], width: int) -> list[list[str]]:
    """Rows of ``width``, also where the empty lines between them got lost."""
    if len(cells) > width and len(cells) % width == 0:
        return [cells[n : n + width] for n in range(0, len(cells), width)]
    return [cells]
