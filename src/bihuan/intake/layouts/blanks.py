"""Tables of fixed columns: cells stand below their names, told by runs of blanks.

A cell belongs to the column below whose name it stands; a Chinese character is two places wide. A line whose first
column is empty goes on with the cells of the row above.
"""

import re
import unicodedata
from collections.abc import Sequence

from bihuan.intake.layouts.found import FEWEST_COLUMNS, Found, is_foot, is_key, joined, names_columns

_RUN = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[\s=\-—─━_]+")
_MOST_EMPTY = 1


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose header stands on line ``at``."""
    header = _cells(lines[at])
    if len(header) < FEWEST_COLUMNS or not names_columns([text for text, _, _ in header]):
        return None
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


def _cells(line: str) -> list[tuple[str, int, int]]:
    """The runs of text of a line with the places they take, counted as a printer of fixed width counts."""
    line = line.replace("\u3000", "  ").rstrip()
    found = []
    for match in _RUN.finditer(line) if "  " in line else ():
        start = _width(line[: match.start()])
        found.append((match[0], start, start + _width(match[0])))
    return found


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _row(cells: Sequence[tuple[str, int, int]], columns: Sequence[tuple[int, int]]) -> list[str]:
    row = [""] * len(columns)
    for text, start, end in cells:
        n = max(range(len(columns)), key=lambda n: _nearness(start, end, columns[n]))
        row[n] = f"{row[n]} {text}".strip()
    return row


def _nearness(start: int, end: int, column: tuple[int, int]) -> tuple[int, int]:
    """How far a cell and a name stand over each other; without that, how near their beginnings are."""
    overlap = min(end, column[1]) - max(start, column[0])
    return (max(overlap, 0) if abs(start - column[0]) > 1 else 1000, -abs(start - column[0]))
