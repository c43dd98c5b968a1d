"""Tables of fixed columns: cells stand below their names, told by runs of blanks.

A cell belongs to the column below whose name it stands; a Chinese character is two places wide. A line whose first
column is empty goes on with the cells of the row above.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from bihuan.intake.column_names import known_name
from bihuan.intake.layouts.found import FEWEST_COLUMNS, Found, is_foot, is_key, joined, names_columns

_RUN = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[\s=\-—─━_]+")
_MOST_EMPTY = 1
# A run of text and the places it takes.
_Cell = tuple[str, int, int]


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose header stands on line ``at``."""
    header = _cells(lines[at])
    if len(header) < FEWEST_COLUMNS or not names_columns([text for text, _, _ in header]):
        return None
    if (parted := _parted(header)) != header:
        found = _below(lines, at, parted)
        inner = [n for n, cell in enumerate(parted) if cell not in header]
        if found is not None and all(len({bool(row[n]) for n in inner}) == 1 for row in found.rows):
            return found
    return _below(lines, at, header)


def _parted(header: Sequence[_Cell]) -> list[_Cell]:
    """The names, with those nobody knows cut at their blanks: two names may stand only one blank apart."""
    cells: list[_Cell] = []
    for text, start, end in header:
        if " " not in text or known_name(text):
            cells.append((text, start, end))
            continue
        at = start
        for word in text.split(" "):
            cells.append((word, at, at + _width(word)))
            at += _width(word) + 1
    return cells


def _below(lines: Sequence[str], at: int, header: Sequence[_Cell]) -> Found | None:
    """The rows that stand below the names of the header."""
    columns = [(start, end) for _, start, end in header]
    rows, starts = [[text for text, _, _ in header]], [at]
    n, empty = at + 1, 0
    while n < len(lines) and empty <= _MOST_EMPTY and not is_foot(lines[n]):
        cells = _cells(lines[n])
        if not cells or _RULE.fullmatch(lines[n]):
            empty += 0 if cells else 1
            n += 1
            continue
        row = _row(cells, columns)
        if row[0] or row[1]:
            if not is_key(row[0] or row[1]):
                break
            rows.append(row)
            starts.append(n)
        elif len(rows) > 1 and len(cells) < len(columns):
            rows[-1] = [joined(above, below) for above, below in zip(rows[-1], row, strict=True)]
        else:
            break
        empty = 0
        n += 1
    return Found(rows, starts, n, 0.85) if len(rows) > 1 and _filled(rows) else None


def _filled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows have cells where the header has names: else they were not set below it."""
    return all(sum(map(bool, row)) * 2 >= len(row) for row in rows[1:])


def _cells(line: str) -> list[_Cell]:
    """The runs of text of a line with the places they take, counted as a printer of fixed width counts."""
    line = line.replace("\u3000", "  ").rstrip()
    found = []
    for match in _RUN.finditer(line) if "  " in line else ():
        start = _width(line[: match.start()])
        found.append((match[0], start, start + _width(match[0])))
    return found


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _row(cells: Sequence[_Cell], columns: Sequence[tuple[int, int]]) -> list[str]:
    row = [""] * len(columns)
    for cell in cells:
        for text, start, end in _cut(cell, columns):
            n = max(range(len(columns)), key=lambda n: _nearness(start, end, columns[n]))
            row[n] = f"{row[n]} {text}".strip()
    return row


def _cut(cell: _Cell, columns: Sequence[tuple[int, int]]) -> list[_Cell]:
    """The cell cut at its blanks where names stand one blank apart, too: else a blank is one of its words."""
    text, start, _ = cell
    close = [right for left, right in pairwise(columns) if right[0] - left[1] == 1]
    if " " not in text or not any(start < right[0] for right in close):
        return [cell]
    words: list[_Cell] = []
    at = start
    for word in text.split(" "):
        joins = bool(words) and not any(abs(at - right[0]) <= 1 for right in close)
        if joins:
            before, begun, _ = words.pop()
            words.append((f"{before} {word}", begun, at + _width(word)))
        else:
            words.append((word, at, at + _width(word)))
        at += _width(word) + 1
    return words


def _nearness(start: int, end: int, column: tuple[int, int]) -> tuple[int, int]:
    """How far a cell and a name stand over each other; without that, how near their beginnings are."""
    overlap = min(end, column[1]) - max(start, column[0])
    return (max(overlap, 0) if abs(start - column[0]) > 1 else 1000, -abs(start - column[0]))
