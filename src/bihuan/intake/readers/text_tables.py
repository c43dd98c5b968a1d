"""Running text as paragraphs and the tables that can be told in it (``intake.layouts``)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

from bihuan.intake.layouts import find_table
from bihuan.intake.layouts.found import Found, is_key, names_columns
from bihuan.intake.layouts.pipes import stroked, without_strokes
from bihuan.intake.layouts.storeys import storeys
from bihuan.intake.readers.blocks import Grid, GridKind, Paragraph

LONGEST_LINE = 20_000
# How often lines may be looked at: a text made to be looked through again and again becomes paragraphs.
MOST_LOOKS = 1_000_000
# A title and who filled the list in may stand above its header.
_ROWS_TO_SEARCH = 10


class _Looked(Sequence[str]):
    """Lines that count how often they are looked at."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.looks = 0

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        self.looks += 1 if isinstance(at, int) else len(range(*at.indices(len(self.lines))))
        return self.lines[at]


def lay_out(lines: Sequence[str], places: Sequence[str], *, tables: int = 0) -> list[Paragraph | Grid]:
    """The lines, each with its place, as paragraphs and tables; ``tables`` is how many came before."""
    parts: list[Paragraph | Grid] = []
    at, looked = 0, _Looked(lines)
    while at < len(lines):
        may = len(lines[at]) <= LONGEST_LINE and looked.looks < MOST_LOOKS
        found = find_table(looked, at) if may else None
        if found is not None:
            tables += 1
            parts.append(_grid(found, places, tables))
            at = found.end
            continue
        line = lines[at]
        if text := without_strokes(line) if "|" in stroked(line) else line.strip():
            parts.append(Paragraph(text, places[at]))
        at += 1
    return parts


def _grid(found: Found, places: Sequence[str], number: int) -> Grid:
    name = f"表{number}"
    row_places = []
    if not found.visible:
        row_places = [f"{name}第{n}行（原文{places[start]}）" for n, start in enumerate(found.starts, 1)]
    return Grid(
        GridKind.DOCUMENT,
        name,
        found.rows,
        covered=set(found.covered),
        row_places=row_places,
        complete=found.complete,
        unsure=dict(found.unsure),
    )


def with_header_filled(grid: Grid) -> Grid:
    """A list whose header of two storeys has blanks for its merged cells, as .csv has, with these filled."""
    for at in range(min(_ROWS_TO_SEARCH, len(grid.rows) - 2)):
        top, below, first = grid.rows[at : at + 3]
        if not names_columns(top) or not first or not is_key(first[0]):
            continue
        header = None if _is_filled(grid, at) else storeys(top, below, len(first))
        if header is not None:
            rows = [*grid.rows[:at], header.top, header.below, *grid.rows[at + 2 :]]
            return replace(grid, rows=rows, covered=grid.covered | {(at + 1, n) for n in header.covered})
        return grid
    return grid


def _is_filled(grid: Grid, at: int) -> bool:
    return any((at + 1, column) in grid.covered for column in range(len(grid.rows[at])))
