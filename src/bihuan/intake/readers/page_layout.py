"""Pages of positioned text → paragraphs and tables, in the order a person reads them. Pure.

What a PDF, a scan or an OFD file holds is ink at places. The reader of such a format gives ``Page`` after ``Page``
(``page_words``); ``layout_of`` answers with what any other reader gives. Known here: tables with and without rulings,
merged cells, tables and rows that go on over the page with their header repeated there, several tables in a file;
running heads and page numbers are left out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.intake.readers.page_columns import FEWEST_COLUMNS, table_at
from bihuan.intake.readers.page_lines import Line, characters, is_full, joined, lines_of
from bihuan.intake.readers.page_rules import Lattice, Table, lattices_of, which
from bihuan.intake.readers.page_tables import LEAST_SURE, as_grid, drawn_table, go_together, put_together
from bihuan.intake.readers.page_words import Page, Rule, Word

__all__ = ["Layout", "Page", "Rule", "Word", "layout_of"]

_PAGE_NUMBER = re.compile(
    r"[—–－一\-·.\s]*\d{1,4}[—–－一\-·.\s]*|第?\s*\d{1,4}\s*页?\s*[/／共,，、 ]+\s*\d{1,4}\s*页?|第\s*\d{1,4}\s*页"
    r"|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)
_GOES_ON = re.compile(r"[（(]?(?:续表|接上[页表]|续上?[页表]?)\s*\d{0,2}[）)]?|[（(]续[）)]")
_DIGITS = re.compile(r"\d+")
# The part of a page, from its upper and its lower edge, where page numbers and running heads stand.
_EDGE = 0.12
_MOST_HEADS = 3
_ROWS_APART = 3.0
_SAME_PLACE = 4.0
_INDENT = 1.2
_MARGINS = 1.3
_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on the pages; ``unsure`` are the places, with their text, that were recognised without being sure."""

    parts: tuple[Paragraph | Grid, ...]
    unsure: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Leaf:
    """One page: its lines and tables from above to below, and how far to the right its text goes."""

    number: int
    width: float
    items: list[Line | Table]


def layout_of(pages: Iterable[Page]) -> Layout:
    """The paragraphs and tables of the pages. Places read 第2页第3段 and 第2页表1第3行第4列."""
    leaves: list[_Leaf] = []
    heads: list[Line] = []
    for page in pages:
        lines, tables = _lines_and_tables(page)
        kept, heads = _without_heads(lines, heads, page)
        leaves.append(_leaf(page, kept, tables))
    return _folded(leaves)


def _lines_and_tables(page: Page) -> tuple[list[Line], list[Table]]:
    words = characters(page.words)
    inside: list[list[Word]] = []
    lattices = lattices_of(page.rules)
    outside = words
    for lattice in lattices:
        inside.append([word for word in outside if _is_inside(word, lattice)])
        outside = [word for word in outside if not _is_inside(word, lattice)]
    tables = [
        drawn_table(lattice, page, number, held)
        for number, (lattice, held) in enumerate(zip(lattices, inside, strict=True), start=1)
        if held
    ]
    return lines_of(outside), tables


def _is_inside(word: Word, lattice: Lattice) -> bool:
    across = which((lattice.xs[0], lattice.xs[-1]), (word.x0 + word.x1) / 2)
    down = which((lattice.ys[0], lattice.ys[-1]), (word.y0 + word.y1) / 2)
    return across is not None and down is not None


def _without_heads(lines: list[Line], before: list[Line], page: Page) -> tuple[list[Line], list[Line]]:
    """The lines but page numbers and what already stood at the same edge of the page before; and the lines there."""
    edges = [*lines[:_MOST_HEADS], *lines[_MOST_HEADS:][-_MOST_HEADS:]]
    rows = _rows_of_columns(lines)
    dropped = [
        line
        for line in edges
        if _is_page_number(line, page) or (line not in rows and any(_same(line, other) for other in before))
    ]
    return [line for line in lines if line not in dropped], edges


def _rows_of_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines that are rows of a table without rulings: rows may be alike on every page."""
    rows = []
    for above, below in pairwise(lines):
        near = below.middle - above.middle < _ROWS_APART * below.size
        if near and min(len(above.pieces), len(below.pieces)) >= FEWEST_COLUMNS:
            rows += [above, below]
    return rows


def _is_page_number(line: Line, page: Page) -> bool:
    at_edge = not page.height * _EDGE < line.middle < page.height * (1 - _EDGE)
    return at_edge and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _same(line: Line, other: Line) -> bool:
    near = abs(line.middle - other.middle) < _SAME_PLACE and abs(line.x0 - other.x0) < _SAME_PLACE * 4
    return near and _DIGITS.sub("#", line.text) == _DIGITS.sub("#", other.text)


def _leaf(page: Page, lines: list[Line], tables: list[Table]) -> _Leaf:
    items: list[Line | Table] = []
    waiting = list(tables)
    at = 0
    while at < len(lines):
        while waiting and waiting[0].top < lines[at].middle:
            items.append(waiting.pop(0))
        table, after = table_at(_until_table(lines, waiting), at, page, len(tables) + 1)
        if table is None:
            items.append(lines[at])
            at += 1
        else:
            items.append(table)
            tables.append(table)
            at = after
    return _Leaf(page.number, page.width, _numbered([*items, *waiting]))


def _until_table(lines: list[Line], waiting: list[Table]) -> list[Line]:
    return [line for line in lines if line.middle < waiting[0].top] if waiting else lines


def _numbered(items: list[Line | Table]) -> list[Line | Table]:
    """``items`` with the tables counted from above."""
    number = 0
    for item in items:
        if isinstance(item, Table):
            number += 1
            item.number = number
            item.places = [(page, number, row) for page, _, row in item.places]
    return items


def _folded(leaves: Sequence[_Leaf]) -> Layout:
    fold = _Fold()
    for leaf in leaves:
        fold.turn_to(leaf)
        for item in leaf.items:
            if isinstance(item, Table):
                fold.add_table(item)
            else:
                fold.add_line(item)
    return fold.layout()


class _Fold:
    """Puts the items of all pages one behind the other, and together what the page break parted."""

    def __init__(self) -> None:
        self.done: list[_Text | Table] = []
        self.page = 0
        self.count = 0
        self.first_on_page = True
        self.right = 0.0
        self.left = 0.0
        self.page_width = 0.0

    def turn_to(self, leaf: _Leaf) -> None:
        lines = [item for item in leaf.items if isinstance(item, Line)]
        left = min((line.x0 for line in lines), default=0.0)
        wider = max((line.x1 for line in lines), default=0.0)
        new = leaf.width != self.page_width or not self.right
        if new and wider < leaf.width * _SHORT:
            # A page of short lines does not show how far its text may go; margins are nearly alike on both sides.
            wider = leaf.width - left * _MARGINS
        if new:
            self.right, self.left, self.page_width = wider, left, leaf.width
        else:
            self.right, self.left = max(self.right, wider), min(self.left, left or self.left)
        self.page, self.count, self.first_on_page = leaf.number, 0, True

    def add_table(self, table: Table) -> None:
        before = self.done[-1] if self.done else None
        if self.first_on_page and isinstance(before, Table) and go_together(before, table):
            self.done[-1] = put_together(before, table)
        else:
            self.done.append(table)
        self.first_on_page = False

    def add_line(self, line: Line) -> None:
        before = self.done[-1] if self.done else None
        if self.first_on_page and isinstance(before, Table) and _GOES_ON.fullmatch(line.text):
            return
        if isinstance(before, _Text) and self._continues(before, line):
            before.text = joined(before.text, line.text)
            before.last = line
            before.sure = min(before.sure, line.sure)
        else:
            self.count += 1
            self.done.append(_Text(line.text, line, f"第{self.page}页第{self.count}段", line.sure))
        self.first_on_page = False

    def _continues(self, before: "_Text", line: Line) -> bool:
        indent = line.x0 - self.left
        hanging = before.text.startswith("附件") and line.x0 > before.last.x0
        if indent > line.size * _INDENT and not hanging:
            return False
        if abs(line.size - before.last.size) > line.size * 0.15:
            return False
        room = self.right - before.last.x0
        return is_full(before.last, line, room)

    def layout(self) -> Layout:
        parts: list[Paragraph | Grid] = []
        unsure: list[tuple[str, str]] = []
        for item in self.done:
            if isinstance(item, Table):
                grid, doubted = as_grid(item)
                parts.append(grid)
                unsure.extend(doubted)
            elif text := item.text.strip():
                parts.append(Paragraph(text, item.where))
                if item.sure < LEAST_SURE:
                    unsure.append((item.where, text))
        return Layout(tuple(parts), tuple(unsure))


@dataclass(slots=True)
class _Text:
    """A paragraph that may still go on: its last line tells."""

    text: str
    last: Line
    where: str
    sure: float
