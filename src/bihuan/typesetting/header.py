"""The columns of a table: which stand together on a page, and which headings they stand under. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Column, Sheet


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of the header: its words, where it begins, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def depth(columns: Iterable[Column]) -> int:
    """How many rows the header takes."""
    return 1 + max((len(column.above) for column in columns), default=0)


def header_cells(columns: Sequence[Column], cuts: Iterable[int] = ()) -> tuple[HeaderCell, ...]:
    """The cells of the header, row by row from the left; together they cover it without a gap.

    Neighbours under the same words share one cell, unless one of ``cuts`` (where a page ends, where repeated columns
    end) stands between them: a cell cut in two by a page would show its words on neither.
    """
    deep, cut = depth(columns), set(cuts)
    cells = [cell for row in range(deep - 1) for cell in _shared(columns, row, cut)]
    for at, column in enumerate(columns):
        row = len(column.above)
        cells.append(HeaderCell(column.heading, row, at, rows=deep - row))
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _shared(columns: Sequence[Column], row: int, cut: set[int]) -> Iterator[HeaderCell]:
    """The common headings of one row."""
    at = 0
    while at < len(columns):
        path = columns[at].above[: row + 1]
        end = at + 1
        if len(path) <= row:
            at = end
            continue
        while end < len(columns) and end not in cut and columns[end].above[: row + 1] == path:
            end += 1
        yield HeaderCell(path[row], row, at, columns=end - at)
        at = end


def parts_of(table: Table, sheet: Sheet) -> list[list[int]]:
    """Which columns stand together on a page: ``columns_a_page`` on the first, as many as fit on each that follows."""
    count = len(table.columns)
    first = table.columns_a_page
    if first is None or first >= count:
        return [list(range(count))]
    kept = list(range(min(table.kept, first)))
    parts, at = [list(range(first))], first
    while at < count:
        part, at = [*kept, at], at + 1
        begun = at
        while at < count and breadth(table, [*part, at]) <= sheet.body_width:
            part, at = [*part, at], at + 1
        whole = _whole_headings(table, begun, at)
        part, at = part[: len(part) - (at - whole)], whole
        parts.append(part)
    return parts


def _whole_headings(table: Table, begun: int, end: int) -> int:
    """Where a page that begins with the column ``begun`` and could hold those before ``end`` had better end.

    Before the common heading that would be torn, unless more than half of the page stayed empty then.
    """
    full = breadth(table, range(begun - 1, end))
    for at in range(end, begun - 1, -1):
        if breadth(table, range(begun - 1, at)) * 2 < full:
            break
        if at == len(table.columns) or not _torn(table, at):
            return at
    return end


def _torn(table: Table, at: int) -> bool:
    """Whether a page that ends before the column ``at`` cuts a common heading in two."""
    before, after = table.columns[at - 1].above, table.columns[at].above
    return bool(before) and before[:1] == after[:1]


def breadth(table: Table, part: Iterable[int]) -> float:
    """The columns ``part`` of the table together, in millimetres."""
    return sum(table.columns[at].width for at in part)
