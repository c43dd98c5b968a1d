"""Rows that a page broken in two: what stands below a new page without a number of its own goes on with the row above.

Some converters also give every line of a cell a row of its own. Such a row is put back where it belongs, and said.
"""

from bihuan.intake.columns import Header, is_header_again
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.seen import SeenTable, key_of
from bihuan.kernel.findings import Finding, note

_SENTENCE_END = ("。", "！", "？", ".", "!", "?", "；", ";")
_WORDS = ("text", "content", "reply", "checked", "handled", "measures")


_Place = tuple[Grid, int]


def join_fragments(table: SeenTable) -> list[Finding]:
    """Put every fragment of a row to the row above; the findings name them. Changes the rows of the grids."""
    findings: list[Finding] = []
    page_before: _Place | None = None
    for part in table.parts:
        grid, header = part.grid, part.header
        for at in _without_key(grid, header):
            above, top = _row_above(grid, at, header, page_before)
            if above is not None and _continues(above, grid, at, header, top=top):
                _join(above, grid.rows[at])
                findings.append(_said(grid, at, above))
                grid.rows[at] = [""] * len(grid.rows[at])
        page_before = _row_above(grid, len(grid.rows), header, page_before)[0]
    return findings


def _without_key(grid: Grid, header: Header) -> list[int]:
    """The rows that hold something but neither number nor position."""
    keys = header.key_columns()
    if not keys:
        return []
    first = keys[0]
    empty = [
        n for n, row in enumerate(grid.rows) if first >= len(row) or not row[first] or row[first].isspace()
    ]
    return [n for n in empty if n >= header.first_row and not key_of(grid, n, header) and any(grid.rows[n])]


def _row_above(grid: Grid, at: int, header: Header, page_before: _Place | None) -> tuple[_Place | None, bool]:
    """The row a fragment at ``at`` would belong to, and whether a new page stands between them."""
    top = False
    for n in range(at - 1, header.first_row - 1, -1):
        if not any(grid.rows[n]):
            continue
        if not is_header_again(grid, n, header):
            return (grid, n), top
        top = True
    return page_before, True


def _continues(above: _Place, grid: Grid, at: int, header: Header, *, top: bool) -> bool:
    """Whether a row without a number belongs to the row above: its words go on, or it is the top of a new page."""
    row, before = grid.rows[at], above[0].rows[above[1]]
    if any((at, n) in grid.covered for n in range(len(row))):
        return False
    filled = [n for n, cell in enumerate(row) if cell and not cell.isspace()]
    if len(filled) >= len(header.names) - len(header.key_columns()) or any(n >= len(before) for n in filled):
        return False
    if all(row[n] == row[filled[0]] for n in filled) and len(filled) > 1:
        return False  # one text over merged cells: a group heading
    words = [header.columns[field] for field in _WORDS if field in header.columns]
    unfinished = all(before[n].strip() and not before[n].rstrip().endswith(_SENTENCE_END) for n in filled)
    return unfinished or (top and any(before[n].strip() for n in filled)) or _more_of(words, filled, before)


def _more_of(words: list[int], filled: list[int], before: list[str]) -> bool:
    """Whether the row only adds to a later column of words of a row that has its first: a further measure."""
    return len(words) > 1 and set(filled) <= set(words[1:]) and all(before[n].strip() for n in filled)


def _join(above: _Place, row: list[str]) -> None:
    target = above[0].rows[above[1]]
    for n, cell in enumerate(row):
        if not (text := cell.strip()):
            continue
        mark = "\n" if target[n].rstrip().endswith(_SENTENCE_END) else ""
        target[n] = f"{target[n].rstrip()}{mark}{text}" if target[n] else text


def _said(grid: Grid, at: int, above: _Place) -> Finding:
    place = grid.place(at)
    message = f"{place}没有编号，内容接续{above[0].place(above[1])}，已并入该行；请核对。"
    return note("row-continued", message, where=place)
