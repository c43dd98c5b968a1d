"""Rows of an RTF table → a grid: cells stand between edges, and rows of one table may have other edges."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bihuan.intake.readers.blocks import Grid, GridKind
from bihuan.intake.refusal import not_readable

MOST_COLUMNS = 500
MOST_CELLS = 3_000_000
# Edges less than a millimetre apart are the same: twentieths of a point.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell of a row ends, and whether it only goes on: from its left neighbour, from the cell above."""

    right: int
    from_left: bool = False
    from_above: bool = False


@dataclass(frozen=True, slots=True)
class RtfRow:
    """A row: where its first cell begins, the places and the texts of its cells."""

    left: int
    places: tuple[Place, ...]
    texts: tuple[str, ...]


@dataclass(slots=True)
class RtfTable:
    """The rows of one table as they come."""

    rows: list[RtfRow] = field(default_factory=list)

    def grid(self, name: str) -> Grid:
        """The table with merged cells filled, those merged downwards marked as covered."""
        grid = Grid(GridKind.DOCUMENT, name, [])
        edges = _edges(self.rows)
        widest = max([len(edges) - 1, *(len(row.texts) for row in self.rows)])
        if widest > MOST_COLUMNS or widest * len(self.rows) > MOST_CELLS:
            raise not_readable(
                "file-too-large", "文档中的表格过大，不像一份通知或清单；请另存为 .xlsx 再导入。"
            )
        for row in self.rows:
            _add(grid, row, edges)
        return grid


def _edges(rows: Sequence[RtfRow]) -> list[int]:
    """All edges of all rows, those near each other once."""
    found: list[int] = []
    for edge in sorted({edge for row in rows for edge in (row.left, *(place.right for place in row.places))}):
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def _column(edges: Sequence[int], edge: int) -> int:
    at = bisect_left(edges, edge)
    return at if at < len(edges) and edges[at] == edge else at - 1


def _add(grid: Grid, row: RtfRow, edges: Sequence[int]) -> None:
    at = len(grid.rows)
    rights = [place.right for place in row.places]
    if len(rights) < len(row.texts) or any(b <= a for a, b in pairwise([row.left, *rights])):
        # Nothing is said of where its cells stand: one below the other they are counted.
        grid.rows.append(list(row.texts))
        return
    cells = [""] * _column(edges, row.left)
    text = ""
    for place, own in zip(row.places, row.texts, strict=False):
        text = text if place.from_left else own
        width = max(_column(edges, place.right) - len(cells), 0)
        if place.from_above and at and len(cells) < len(grid.rows[-1]):
            text = grid.rows[-1][len(cells)]
            grid.covered |= {(at, len(cells) + n) for n in range(width)}
        cells += [text] * width
    grid.rows.append(cells)
