"""The lists of a document as their figures are looked at: made of the tables that were seen. Pure."""

from collections.abc import Iterable

from bihuan.intake.figures.rows import Listed
from bihuan.intake.seen import Part, SeenTable, TableKind, data_rows

# Two rows under one number cannot be imported; that is said where they are read.
_NUMBERS_LOOKED_AT = frozenset({TableKind.TARGETS, TableKind.OPINIONS})
_LONG = 5000


def listed(table: SeenTable) -> Listed:
    """The table by its columns and rows."""
    rows = tuple((part.grid, at) for part in table.parts for at in _rows(part))
    return Listed(table.where, table.columns, rows, table.complete, known=table.kind in _NUMBERS_LOOKED_AT)


def _rows(part: Part) -> Iterable[int]:
    """The rows that hold an item. Of a list of thousands every row counts: to look at each twice would cost more."""
    first, last = part.header.first_row, len(part.grid.rows)
    return range(first, last) if last - first > _LONG else data_rows(part.grid, part.header)
