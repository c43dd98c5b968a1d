"""Columns of tables by the many names offices give them, and the header row among titles and notes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bihuan.intake.column_names import Aliases, by_name, field_of, label
from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.numbers import squeeze

# A whole notice may stand in the sheet above its table.
ROWS_TO_SEARCH = 100
MOST_HEADER_ROWS = 3
FEWEST_KNOWN = 2
TARGET_TABLE_MARKS = frozenset({"target", "measures", "limit", "units"})
TARGET_TABLE_NEEDED = ("content", "target", "measures", "limit", "units")
_LONGEST_GUESS = 20
_FIGURE = re.compile(r"[\d.,%:/-]+$")

# What a clerk said of the columns of a table: its signature → the printed name of a column → the field, or UNREAD.
ColumnMap = Mapping[str, Mapping[str, str]]
NO_CORRECTIONS: ColumnMap = {}
UNREAD = ""
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the first row of data, the printed names, and which column holds what.

    ``at`` is -1 for a table that goes on from the page before without printing its header again.
    """

    at: int
    first_row: int
    names: tuple[str, ...]
    columns: dict[str, int]
    unread: frozenset[int] = frozenset()

    def missing(self, needed: tuple[str, ...]) -> list[str]:
        """The needed fields that no column holds."""
        return [field for field in needed if field not in self.columns]

    def key_columns(self) -> tuple[int, ...]:
        """The columns that name a row: its number, its position."""
        return tuple(self.columns[field] for field in ("number", "position") if field in self.columns)

    def others(self) -> tuple[tuple[int, str], ...]:
        """The columns that no field was found for, by their printed names: kept as they stand."""
        known = {*self.columns.values(), *self.unread}
        return tuple((n, name) for n, name in enumerate(self.names) if name and n not in known)


def plain_label(text: str) -> str:
    """A printed column name: blanks removed, nothing else changed (T13)."""
    return squeeze(text)


def distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as keys: an empty one is called by its place, one that comes again is numbered."""
    found: dict[str, None] = {}
    for n, name in enumerate(names, 1):
        name = name or f"第{n}列"
        found[name if name not in found else f"{name}（第{n}列）"] = None
    return tuple(found)


def signature(names: tuple[str, ...]) -> str:
    """What a header is known by when the same sender sends it again: 64 hexadecimal digits."""
    return sha256_hex("｜".join(label(name) for name in names).encode())


def find_header(grid: Grid, aliases: Aliases, corrected: ColumnMap = NO_CORRECTIONS) -> Header | None:
    """The row that names most columns, with the rows below it that belong to a two-storey header.

    What a clerk said of these very columns goes before what their names say.
    """
    known = by_name(aliases)
    at, score = -1, FEWEST_KNOWN - 1
    for n, row in enumerate(grid.rows[:ROWS_TO_SEARCH]):
        fields = {field for cell in row if (field := field_of(cell, known))}
        if len(fields) > score:
            at, score = n, len(fields)
    if at < 0:
        return _by_correction(grid, aliases, corrected) if corrected else None
    while at and any((at, column) in grid.covered for column in range(len(grid.rows[at]))):
        at -= 1  # the lower of two storeys names more of them
    first_row = _first_row(grid, at, known)
    header = Header(at, first_row, _names(grid, at, first_row), _columns(grid, at, first_row, known))
    return _corrected(header, aliases, corrected)


def guess_header(grid: Grid) -> Header | None:
    """The first row that can be a header by its looks: several short texts, each another, none of them a figure."""
    for at, row in enumerate(grid.rows[:ROWS_TO_SEARCH]):
        cells = [squeeze(cell) for cell in row if cell.strip()]
        if len(cells) < FEWEST_KNOWN or len(set(cells)) < len(cells):
            continue
        if all(len(cell) <= _LONGEST_GUESS and not _FIGURE.match(cell) for cell in cells):
            top = at - 1 if at and any((at, column) in grid.covered for column in range(len(row))) else at
            return Header(top, at + 1, _names(grid, top, at + 1), {})
    return None


def _by_correction(grid: Grid, aliases: Aliases, corrected: ColumnMap) -> Header | None:
    header = guess_header(grid)
    if header is None or signature(header.names) not in corrected:
        return None
    return _corrected(header, aliases, corrected)


def _corrected(header: Header, aliases: Aliases, corrected: ColumnMap) -> Header:
    said = corrected.get(signature(header.names)) if corrected else None
    if not said:
        return header
    columns, unread = dict(header.columns), set()
    for n, name in enumerate(distinct(header.names)):
        if (word := said.get(name)) is None:
            continue
        columns = {field: column for field, column in columns.items() if column != n}
        if word == UNREAD:
            unread.add(n)
        elif field := _same_field(word, aliases):
            columns[field] = n
    return replace(header, columns=columns, unread=frozenset(unread))


def _same_field(word: str, aliases: Aliases) -> str | None:
    """The words of an opinion are called content where they are to be rectified and text in a list."""
    for field in (word, {"content": "text", "text": "content"}.get(word, "")):
        if field in aliases:
            return field
    return None


def _first_row(grid: Grid, header: int, known: dict[str, str]) -> int:
    """A row still belongs to the header when a header cell reaches down into it, or it names columns itself."""
    at = header + 1
    while at < min(len(grid.rows), header + MOST_HEADER_ROWS):
        row = grid.rows[at]
        reaches = any((at, column) in grid.covered for column in range(len(row)))
        repeats = sum(
            bool(cell) and cell == above for cell, above in zip(row, grid.rows[header], strict=False)
        )
        names = sum(field_of(cell, known) is not None for cell in row)
        if not ((reaches and repeats) or (names >= FEWEST_KNOWN and repeats < names)):
            break
        at += 1
    return at


def _names(grid: Grid, header: int, first_row: int) -> tuple[str, ...]:
    width = max(len(grid.rows[at]) for at in range(header, first_row))
    names = []
    for column in range(width):
        storeys = [_cell(grid.rows[at], column) for at in range(header, first_row)]
        names.append("".join(dict.fromkeys(plain_label(text) for text in storeys if text)))
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _columns(grid: Grid, header: int, first_row: int, known: dict[str, str]) -> dict[str, int]:
    """Field → column. The storeys together go before each alone, and of those the lowest that is known wins; of two
    columns for one field, the first."""
    columns: dict[str, int] = {}
    width = max(len(grid.rows[at]) for at in range(header, first_row))
    for column in range(width):
        storeys = [_cell(grid.rows[at], column) for at in range(header, first_row)]
        for name in ("".join(dict.fromkeys(filter(None, storeys))), *reversed(storeys)):
            field = field_of(name, known)
            if field is not None:
                columns.setdefault(field, column)
                break
    return columns


def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def others(row: list[str], columns: tuple[tuple[int, str], ...]) -> tuple[tuple[str, str], ...]:
    """What stands in the columns nobody knows, by their printed names; empty cells are left out."""
    width = len(row)
    return tuple((name, text) for n, name in columns if n < width and (text := row[n].strip()))


def is_header_again(grid: Grid, at: int, header: Header) -> bool:
    """Whether row ``at`` repeats the header or a storey of it, as tables do on a new page."""
    row = grid.rows[at]
    if header.at < 0:
        return _repeats(row, header)
    heads = (grid.rows[n] for n in range(header.at, header.first_row))
    return any(_same_labels(row, head) for head in heads)


def _same_labels(row: list[str], head: list[str]) -> bool:
    return len(row) == len(head) and all(
        cell == name or plain_label(cell) == plain_label(name) for cell, name in zip(row, head, strict=True)
    )


def _repeats(row: list[str], header: Header) -> bool:
    names = [plain_label(cell) for cell in row]
    return names[: len(header.names)] == list(header.names)


def is_aside(row: list[str]) -> bool:
    """Whether a row holds one single text: a title, a group heading, a remark under the table."""
    texts = {cell.strip() for cell in row if cell.strip()}
    return len(texts) <= 1
