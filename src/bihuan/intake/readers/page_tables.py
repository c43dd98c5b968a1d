"""Tables of single pages → tables of the file: those that go on over the page are put together again, the header
that is repeated there is dropped, and a row that the page broke becomes one row."""

import re
from collections.abc import Mapping
from itertools import pairwise

from bihuan.intake.column_names import known_name
from bihuan.intake.readers.blocks import Grid, GridKind
from bihuan.intake.readers.page_lines import Line, is_full, lines_of, text_of
from bihuan.intake.readers.page_rules import Cell, Lattice, Table, which
from bihuan.intake.readers.page_words import Page, Word

# Points by which the columns of one table may differ from page to page.
_NEAR = 4.0
_MOST_HEADER_ROWS = 4
_FEWEST_NAMES = 2
_FIGURE = re.compile(r"[\d.,%:/年月日-]*\d[\d.,%:/年月日-]*")
_MOST_PADDING = 8.0
_BLANKS = re.compile(r"\s+")
_ENDED = tuple("。；;！？!?")


def drawn_table(lattice: Lattice, page: Page, number: int, words: list[Word]) -> Table:
    """The table that ``lattice`` draws, with its text. ``words`` are single characters; those inside are taken."""
    cells, owner = lattice.cells()
    held: list[list[Word]] = [[] for _ in cells]
    for word in words:
        row = which(lattice.ys, (word.y0 + word.y1) / 2)
        column = which(lattice.xs, (word.x0 + word.x1) / 2)
        if row is not None and column is not None:
            held[owner[row, column]].append(word)
    for cell, inside in zip(cells, held, strict=True):
        cell.lines = lines_of(inside)
    height = len(lattice.ys) - 1
    places = [(page.number, number, row) for row in range(height)]
    table = Table(page.number, number, lattice.ys[0], lattice.ys[-1], list(lattice.xs), places, cells)
    return _without_slits(table)


def _without_slits(table: Table) -> Table:
    """Without rows that hold nothing in any cell of their own: a double line, or the edge of the page."""
    filled = {at for cell in table.cells if cell.lines for at in range(cell.row, cell.row + cell.rows)}
    kept = [at for at in range(len(table.places)) if at in filled]
    return table if len(kept) == len(table.places) else _of_rows(table, kept)


def _of_rows(table: Table, kept: list[int]) -> Table:
    """``table`` with these of its rows."""
    below = {at: n for n, at in enumerate(kept)}
    cells = []
    for cell in table.cells:
        rows = [below[at] for at in range(cell.row, cell.row + cell.rows) if at in below]
        if rows:
            cells.append(Cell(rows[0], cell.column, len(rows), cell.columns, cell.x0, cell.x1, cell.lines))
    places = [table.places[at] for at in kept]
    return Table(table.page, table.number, table.top, table.bottom, table.edges, places, cells, table.ruled)


def go_together(first: Table, second: Table) -> bool:
    """Whether ``second``, at the head of a page, goes on where ``first`` ended at the foot of the page before."""
    if first.ruled != second.ruled:
        return False
    if first.ruled:
        return _columns_in(first, second) is not None or _columns_in(second, first) is not None
    return len(first.edges) == len(second.edges) and all(
        second.edges[n] < first.edges[n + 1] and first.edges[n] < second.edges[n + 1]
        for n in range(len(first.edges) - 1)
    )


def _columns_in(wide: Table, narrow: Table) -> list[int] | None:
    """For each edge of ``narrow`` the same edge of ``wide``; None when it has one that ``wide`` has not."""
    shift = wide.edges[0] - narrow.edges[0]
    if abs(wide.edges[-1] - narrow.edges[-1] - shift) > _NEAR:
        return None
    found = []
    for edge in narrow.edges:
        at = min(range(len(wide.edges)), key=lambda n: abs(wide.edges[n] - edge - shift))
        if abs(wide.edges[at] - edge - shift) > _NEAR:
            return None
        found.append(at)
    return found


def put_together(first: Table, second: Table) -> Table:
    """Both as one table, in the columns of whichever has more of them."""
    if first.ruled and len(first.edges) < len(second.edges):
        first = _widened(first, second)
    elif first.ruled and len(second.edges) < len(first.edges):
        second = _widened(second, first)
    second = _of_rows(second, list(range(_repeated_rows(first, second), len(second.places))))
    if not second.places:
        return first
    if _is_broken(first, second):
        _mend(first, second)
        second = _of_rows(second, list(range(1, len(second.places))))
    else:
        _fill_down(first, second)
    shift = len(first.places)
    for cell in second.cells:
        cell.row += shift
    first.places += second.places
    first.cells += second.cells
    first.bottom = second.bottom
    return first


def _widened(table: Table, wide: Table) -> Table:
    to = _columns_in(wide, table) or list(range(len(table.edges)))
    for cell in table.cells:
        cell.columns = to[cell.column + cell.columns] - to[cell.column]
        cell.column = to[cell.column]
    table.edges = wide.edges
    return table


def _repeated_rows(first: Table, second: Table) -> int:
    """How many of the first rows of ``second`` are the header of ``first`` over again.

    Rows of data may be alike, too: a row goes only where it names columns, or stands above or below one that does.
    """
    most = min(_MOST_HEADER_ROWS, len(first.places), len(second.places))
    before, after = _row_texts(first, most), _row_texts(second, most)
    alike = next((n for n in range(most) if before[n] != after[n]), most)
    heads = [
        at for at in range(alike) if _names_columns(before[at]) or _stands_over_figures(first, at, alike)
    ]
    if not heads:
        return 0
    end = max(cell.row + cell.rows for cell in first.cells if cell.row <= heads[-1])
    while end < alike and _counts_columns(before[end]):
        end += 1
    return min(end, alike)


def _row_texts(table: Table, rows: int) -> list[dict[int, str]]:
    """The texts of the first rows by their columns, each in the row its cell begins in."""
    texts: list[dict[int, str]] = [{} for _ in range(rows)]
    for cell in table.cells:
        if cell.row < rows:
            texts[cell.row][cell.column] = _BLANKS.sub("", "".join(line.text for line in cell.lines))
    return texts


def _names_columns(row: Mapping[int, str]) -> bool:
    return sum(known_name(text) is not None for text in row.values()) >= _FEWEST_NAMES


def _stands_over_figures(table: Table, at: int, below: int) -> bool:
    """Whether the words of row ``at`` stand in a column that holds figures in every row from ``below`` on."""
    figures: dict[int, bool] = {}
    words: set[int] = set()
    for cell in table.cells:
        text = _BLANKS.sub("", "".join(line.text for line in cell.lines))
        is_figure = _FIGURE.fullmatch(text) is not None
        if cell.row == at and text and not is_figure:
            words.add(cell.column)
        elif cell.row >= below:
            figures[cell.column] = figures.get(cell.column, True) and is_figure
    return any(figures.get(column, False) for column in words)


def _counts_columns(row: Mapping[int, str]) -> bool:
    """Whether the row below the names only counts them: 1, 2, 3 …"""
    texts = [row[column] for column in sorted(row)]
    return texts == [str(n) for n in range(1, len(texts) + 1)]


def _is_broken(first: Table, second: Table) -> bool:
    """Whether the first row of ``second`` is the rest of the last row of ``first``.

    Then its first cell, that every row fills, is blank, and of the others some are blank, or one goes on in the
    middle of a sentence.
    """
    last = {cell.column: cell for cell in _cells_over(first, len(first.places) - 1)}
    rest = {cell.column: cell for cell in _cells_over(second, 0)}
    lead = rest.get(0)
    if lead is None or lead.lines or lead.rows > 1 or not _always_filled(first):
        return False
    if last.keys() != rest.keys():
        return False
    others = [(last[column], cell) for column, cell in rest.items() if column]
    if any(not cell.lines for _, cell in others):
        return True
    return any(
        above.lines and not above.lines[-1].text.endswith(_ENDED) and _full(above, cell)
        for above, cell in others
    )


def _full(above: Cell, below: Cell) -> bool:
    room = (above.x1 - above.x0) - 2 * _MOST_PADDING
    return is_full(above.lines[-1], below.lines[0], room)


def _always_filled(table: Table) -> bool:
    return all(cell.lines for cell in table.cells if cell.column == 0)


def _cells_over(table: Table, row: int) -> list[Cell]:
    return [cell for cell in table.cells if cell.row <= row < cell.row + cell.rows]


def _mend(first: Table, second: Table) -> None:
    last = {cell.column: cell for cell in _cells_over(first, len(first.places) - 1)}
    for cell in _cells_over(second, 0):
        last[cell.column].lines += cell.lines


def _fill_down(first: Table, second: Table) -> None:
    """A cell merged over the page break: what is blank on the new page stands for the cell above it."""
    if not _always_filled(first):
        return
    last = {cell.column: cell for cell in _cells_over(first, len(first.places) - 1)}
    lead = next((cell for cell in second.cells if cell.row == 0 and cell.column == 0), None)
    above = last.get(0)
    if lead is not None and above is not None and not lead.lines and lead.columns == above.columns:
        above.rows += lead.rows
        second.cells.remove(lead)


def as_grid(table: Table) -> tuple[Grid, list[tuple[str, str]]]:
    """The table as every reader gives it, and what in it was recognised without being sure: (place, text)."""
    name = f"第{table.page}页表{table.number}"
    places = [f"第{page}页表{number}第{row + 1}行" for page, number, row in table.places]
    width = len(table.edges) - 1
    rows = [[""] * width for _ in table.places]
    grid = Grid(GridKind.DOCUMENT, name, rows, row_places=places)
    padding = _padding(table)
    unsure = []
    for cell in table.cells:
        text = text_of(cell.lines, cell.x1 - cell.x0 - 2 * padding)
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                rows[row][column] = text
                if row > cell.row:
                    grid.covered.add((row, column))
        if any(line.sure < LEAST_SURE for line in cell.lines):
            unsure.append((grid.place(cell.row, cell.column), text))
    return grid, unsure


# Below this a recognised line is named, to be looked at first.
LEAST_SURE = 0.85


def _padding(table: Table) -> float:
    """How far text stays away from the sides of its cell, in this table."""
    gaps = [
        gap for cell in table.cells for line in cell.lines for gap in (line.x0 - cell.x0, cell.x1 - line.x1)
    ]
    return min(max(min(gaps, default=0.0), 0.0), _MOST_PADDING)


def unruled_table(page: Page, number: int, rows: list[list[list[Line]]], edges: list[float]) -> Table:
    """A table whose columns were found by what stands below each other: rows of cells of lines."""
    cells = [
        Cell(at, column, 1, 1, edges[column], edges[column + 1], lines)
        for at, row in enumerate(rows)
        for column, lines in enumerate(row)
    ]
    places = [(page.number, number, at) for at in range(len(rows))]
    every = [line for row in rows for lines in row for line in lines]
    top, bottom = min(line.y0 for line in every), max(line.y1 for line in every)
    return Table(page.number, number, top, bottom, edges, places, cells, ruled=False)


def middles(spans: list[tuple[float, float]]) -> list[float]:
    """The edges of columns that reach over ``spans``: half-way between two of them."""
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]
    return [spans[0][0], *between, spans[-1][1]]
