"""Reader of .txt: running text, and tables as Word leaves them when a file is saved as text.

Such a table has one cell a line, each behind a tab, and an empty line between rows; a line without a tab continues
the cell above. Lines with tabs inside (copied from a spreadsheet) are rows too.
"""

import re

from bihuan.intake.readers.blocks import Blocks, Grid, GridKind, Paragraph
from bihuan.intake.readers.text import decode

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
FEWEST_COLUMNS = 3
# How far a cell may run on after an empty line before it is taken for the text behind the table.
_LOOK_AHEAD = 10


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the text, without the bookmarks a converter leaves behind."""
    text = _BOOKMARK.sub("", decode(content)).replace("\x07", "").replace("\x0b", "\n").replace("\x0c", "\n")
    lines = text.split("\n")
    parts: list[Paragraph | Grid] = []
    tables = 0
    at = 0
    while at < len(lines):
        rows, after = _table_at(lines, at)
        if rows:
            tables += 1
            parts.append(Grid(GridKind.DOCUMENT, f"表{tables}", rows))
            at = after
            continue
        if stripped := lines[at].strip():
            parts.append(Paragraph(stripped, f"第{at + 1}行"))
        at += 1
    return Blocks(tuple(parts))


def _table_at(lines: list[str], at: int) -> tuple[list[list[str]], int]:
    if _has_inner_tabs(lines[at]):
        return _spread_table(lines, at)
    if lines[at].startswith("\t") and lines[at].strip():
        return _stacked_table(lines, at)
    return [], at


def _has_inner_tabs(line: str) -> bool:
    return line.strip().count("\t") >= FEWEST_COLUMNS - 1


def _spread_table(lines: list[str], at: int) -> tuple[list[list[str]], int]:
    rows = []
    while at < len(lines) and _has_inner_tabs(lines[at]):
        rows.append([cell.strip() for cell in lines[at].rstrip("\n").split("\t")])
        at += 1
    return (rows, at) if len(rows) > 1 else ([], at)


def _stacked_table(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    header, at = _stacked_row(lines, start, 0)
    width = len(header)
    if width < FEWEST_COLUMNS:
        return [], start
    rows = [header]
    end = at
    while at < len(lines):
        if not lines[at].strip() and not lines[at].startswith("\t"):
            at += 1
            continue
        if not lines[at].startswith("\t"):
            break
        cells, at = _stacked_row(lines, at, width)
        rows.extend(_cut(cells, width))
        end = at
    return rows, end


def _stacked_row(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
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


def _row_goes_on(lines: list[str], blank: int) -> bool:
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
