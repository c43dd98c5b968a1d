"""Tables whose cells are told by upright strokes: ``a | b |``, with or without a stroke before the first cell.

Pages of offices arrive like this when they are copied: a cell of several lines stays broken over lines, a cell that
held a paragraph takes the following ones to a new line, and empty cells at the end of a row may be gone. The cells
are therefore counted: the header says how many a row has, and what begins like a row begins one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bihuan.intake.column_names import LONGEST_NAME, POSITION_NAMES, known_name, label
from bihuan.intake.layouts import shapes
from bihuan.intake.layouts.found import (
    FEWEST_COLUMNS,
    MOST_COLUMNS,
    Found,
    is_foot,
    is_key,
    is_position,
    joined,
    names_columns,
)
from bihuan.kernel.numbers import squeeze

_RULE = re.compile(r"[\s|+:=\-—─━]+")
_MOST_HEADER_LINES = 80
_STROKES = str.maketrans("｜│┃丨", "||||")


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose header begins on line ``at``."""
    if "|" not in stroked(lines[at]) or _is_rule(lines[at]):
        return None
    header, after = _header(lines, at)
    if not FEWEST_COLUMNS <= len(header) <= MOST_COLUMNS:
        return None
    known = names_columns(header)
    if not known and not _regular(lines, at, len(header)):
        return None
    first, last = stroked(lines[at]).strip(), stroked(lines[after - 1]).strip()
    table = _Table(header, leads=first.startswith("|"), ends=last.endswith("|"), at=at)
    end = table.read(lines, after)
    if len(table.rows) < 2:
        return None
    return Found(table.rows, table.starts, end, 0.95 if known else 0.5, complete=table.complete)


def stroked(line: str) -> str:
    """The line with every kind of upright stroke written ``|``."""
    return line.translate(_STROKES)


def without_strokes(line: str) -> str:
    """A line of a title row, without the strokes of its empty cells."""
    text = stroked(line)
    kept = [at for at, char in enumerate(text) if char != "|" and not char.isspace()]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(stroked(line)) is not None and bool(line.strip())


def _cells(line: str) -> list[str]:
    """The cells of a line that holds a whole row."""
    text = stroked(line).strip()
    text = text.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in text.split("|")]


def _header(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """The names of the columns and the line behind them; they may stand one a line."""
    whole = _cells(lines[at])
    if len(whole) >= FEWEST_COLUMNS:
        return _broken_header(lines, at) or (whole, at + 1)
    return _broken_header(lines, at) or ([], at)


def _broken_header(lines: Sequence[str], at: int) -> tuple[list[str], int] | None:
    """A header that goes on over lines until something begins like a row: a line that begins with a number."""
    if not names_columns(_cells(lines[at])[:1], 1):
        return None
    text = ""
    for n in range(at, min(len(lines), at + _MOST_HEADER_LINES)):
        line = stroked(lines[n])
        if n > at and "|" in line and _begins_rows(_first_cell(line)):
            names = [squeeze(cell) for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
            sure = is_key(_first_cell(line)) or _all_name(names)
            return (names, n) if names_columns(names) and sure else None
        if not _is_rule(line):
            text += line
    return None


def _all_name(names: Sequence[str]) -> bool:
    """Whether nearly all of them are names of columns, and none is a key before its value."""
    known = sum(known_name(name) is not None for name in names)
    return known * 3 >= len(names) * 2 and not any(name.endswith((":", "：")) for name in names)


def _begins_rows(first: str) -> bool:
    """Whether what a line begins with is no name any more: a number, or words too long for a name."""
    return is_key(first) or len(squeeze(first)) > LONGEST_NAME


def _first_cell(line: str) -> str:
    return line.strip().removeprefix("|").split("|", 1)[0]


def _regular(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether the lines below have as many cells: a table even when none of its columns is known."""
    below = [line for line in lines[at + 1 : at + 4] if line.strip() and not _is_rule(line)]
    return len(below) >= 2 and all(len(_cells(line)) == width for line in below)


@dataclass(slots=True)
class _Table:
    header: list[str]
    leads: bool
    ends: bool
    at: int
    rows: list[list[str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    open: str = ""
    complete: bool = True

    def read(self, lines: Sequence[str], start: int) -> int:
        """Take the rows from ``start`` on; the line behind the table."""
        self.rows, self.starts = [self.header], [self.at]
        n = start
        while n < len(lines):
            line = stroked(lines[n])
            if _is_rule(line) and not self._inside():
                n += 1
                continue
            if self._is_behind(line, lines, n):
                break
            self._take(line, n)
            n += 1
        if self._inside():
            self.complete = self._breaks_off_never() or (n < len(lines) and self._lacks_nothing())
            self._close_row()
        return n

    def _inside(self) -> bool:
        return bool(self.cells or self.open)

    def _is_behind(self, line: str, lines: Sequence[str], n: int) -> bool:
        if is_foot(line):
            return True
        if self._inside() or "|" in line or not line.strip():
            return False
        return self.ends or not self._goes_on(line, lines, n)

    def _goes_on(self, line: str, lines: Sequence[str], n: int) -> bool:
        """Whether a line without strokes still belongs to the last cell: the text broke off, or a row follows."""
        last = self.rows[-1][-1]
        following = next((text for text in lines[n + 1 : n + 6] if "|" in stroked(text)), "")
        return len(self.rows) > 1 and bool(last) and last[-1] not in "。；！？" and bool(following)

    def _take(self, line: str, n: int) -> None:
        if self._begins_row(line):
            if self._inside():
                self._close_row()
            if self.leads or line.lstrip().startswith("|"):
                line = line.lstrip().removeprefix("|")
        if not self._inside():
            if not line.strip():
                return
            if "|" not in line and not self.ends:
                self.rows[-1][-1] = joined(self.rows[-1][-1], line.strip())
                return
            self.starts.append(n)
        pieces = line.split("|")
        self.open = joined(self.open, pieces[0].strip())
        for piece in pieces[1:]:
            self.cells.append(self.open)
            self.open = piece.strip()
        self._close_full()

    def _begins_row(self, line: str) -> bool:
        """Between rows every line begins one; inside a row the next number does, or the header printed again."""
        if not self._inside():
            return True
        first = _first_cell(line)
        if label(first) == label(self.header[0]) and "|" in line:
            return True
        if len(self.cells) < 2 or "|" not in line or not is_position(first):
            return False
        above = squeeze(self.cells[0]).rstrip(".．、")
        return above.isdecimal() and int(squeeze(first).rstrip(".．、")) == int(above) + 1

    def _close_full(self) -> None:
        width = len(self.header)
        while len(self.cells) >= width:
            self.rows.append(self._placed(self.cells[:width]))
            self.cells = self.cells[width:]
            if self.cells or self.open:
                self.starts.append(self.starts[-1])
        if not self.ends and len(self.cells) == width - 1:
            self._close_row()

    def _placed(self, row: list[str]) -> list[str]:
        """A row that lost its 序号, and has an empty cell too many for it, stands one column to the right."""
        lost = label(self.header[0]) in POSITION_NAMES and len(squeeze(row[0])) > LONGEST_NAME
        return ["", *row[:-1]] if lost and not row[-1] else row

    def _close_row(self) -> None:
        self.cells.append(self.open)
        self.rows.append((self.cells + [""] * len(self.header))[: len(self.header)])
        self.cells, self.open = [], ""

    def _lacks_nothing(self) -> bool:
        """Whether the last row was closed, and only columns are missing that are often empty: 备注, 问责情况."""
        return not self.open and all(shapes.may_be_empty(name) for name in self.header[len(self.cells) :])

    def _breaks_off_never(self) -> bool:
        """A last row without its last cells is whole where other rows lack theirs too."""
        return not self.ends and any(len([c for c in row if c]) < len(self.header) for row in self.rows[1:])
