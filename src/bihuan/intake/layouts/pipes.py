"""Tables whose cells are told by upright strokes: ``a | b |``, with or without a stroke before the first cell.

Pages of offices arrive like this when they are copied: a cell of several lines stays broken over lines, a cell that
held a paragraph takes the following ones to a new line, and empty cells at the end of a row may be gone. The cells
are therefore counted: the header says how many a row has, and what begins like a row begins one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
from bihuan.intake.layouts.storeys import Storeys, storeys
from bihuan.kernel.numbers import squeeze

_RULE = re.compile(r"[\s|+:=\-—─━]+")
_PAGE_INFO = re.compile(
    r"(?:索引号|信息索取号|公开(?:目录|形式|方式|日期|时间|责任部门|范围)|(?:成文|发文|发布|生成|印发)(?:日期|时间|单位|机构|字号)"
    r"|有效性|效力状态|文号|文件名称|名称|主题分类|主题词|内容概述|体裁分类|发布机关|制发单位)[:：]?"
)
_MOST_HEADER_LINES = 80
_LINES_OF_TWO_STOREYS = 6
# What stands in these columns tells whether a row stands where it should.
_CERTAIN = frozenset(
    {
        shapes.Shape.NUMBER,
        shapes.Shape.REGION,
        shapes.Shape.CATEGORY,
        shapes.Shape.VERDICT,
        shapes.Shape.STATE,
    }
)
HANGS = "缺少前面的单元格，按与上一行合并处理"
LOST = "的格数少于表头，哪些文字属于哪一列不能确定"
_STROKES = str.maketrans("｜│┃丨", "||||")


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose header begins on line ``at``."""
    if "|" not in stroked(lines[at]) or _is_rule(lines[at]):
        return None
    two = _two_storeys(lines, at)
    header, after = (two[0].below, two[1]) if two else _header(lines, at)
    if not FEWEST_COLUMNS <= len(header) <= MOST_COLUMNS:
        return None
    known = names_columns(header)
    if not known and _is_page_info(header):
        return None
    if not known and not _regular(lines, after - 1, len(header)):
        return None
    first = stroked(lines[at]).strip()
    # The last cells of two storeys may be empty; the rows below tell whether a stroke ends a line.
    last = lines[after - 1]
    if two:
        last = next(lines[n] for n in range(after, len(lines)) if lines[n].strip() and not _is_rule(lines[n]))
    table = _Table(header, leads=first.startswith("|"), ends=stroked(last).strip().endswith("|"), at=at)
    end = table.read(lines, after)
    if len(table.rows) < 2:
        return None
    found = Found(
        table.rows,
        table.starts,
        end,
        0.95 if known else 0.5,
        complete=table.complete,
        covered=frozenset(table.covered),
        unsure=tuple(table.unsure),
    )
    return _with_storeys(found, *two) if two else found


def _is_page_info(cells: Sequence[str]) -> bool:
    """Whether a line is one of the box above a published paper: 索引号, its number, 公开日期, the date …"""
    return any(_PAGE_INFO.fullmatch(squeeze(cell)) for cell in cells[::2])


def _two_storeys(lines: Sequence[str], at: int) -> tuple[Storeys, int, list[list[str]]] | None:
    """The header of two rows that begins on line ``at``, the line behind it, and both rows as they are printed."""
    texts = [n for n in range(at, min(len(lines), at + _LINES_OF_TWO_STOREYS)) if not _is_rule(lines[n])]
    rows = [n for n in texts if lines[n].strip()][:3]
    if len(rows) < 3 or rows[0] != at or any("|" not in stroked(lines[n]) for n in rows):
        return None
    top, below, first = (_cells_like(lines[n], lines[at]) for n in rows)
    if len(first) < FEWEST_COLUMNS or not _begins_rows(first[0]):
        return None
    found = storeys(top, below, len(first))
    return (found, rows[1] + 1, [top, below]) if found else None


def _cells_like(line: str, model: str) -> list[str]:
    """The cells of a line; a stroke at its edge parts an empty cell from the others where ``model`` has none there."""
    text, like = stroked(line).strip(), stroked(model).strip()
    text = text.removeprefix("|") if like.startswith("|") else text
    text = text.removesuffix("|") if like.endswith("|") else text
    return [cell.strip() for cell in text.split("|")]


def _with_storeys(found: Found, header: Storeys, after: int, printed: list[list[str]]) -> Found:
    """The table with both rows of its header at its head, and nowhere else."""
    again = [[squeeze(cell) for cell in row] for row in printed]
    kept = [n for n, row in enumerate(found.rows) if n and [squeeze(cell) for cell in row] not in again]
    place = {n: at for at, n in enumerate(kept, 2)}
    rows = [header.top, header.below, *(found.rows[n] for n in kept)]
    starts = [found.starts[0], after - 1, *(found.starts[n] for n in kept)]
    covered = {(1, n) for n in header.covered} | {(place[n], c) for n, c in found.covered if n in place}
    unsure = tuple((place[n], why) for n, why in found.unsure if n in place)
    return replace(found, rows=rows, starts=starts, covered=frozenset(covered), unsure=unsure)


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
    # Cells that a cell above reaches down into, and the rows of which that was only concluded.
    covered: set[tuple[int, int]] = field(default_factory=set)
    unsure: list[tuple[int, str]] = field(default_factory=list)

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
        if not is_position(above) and self.ends and label(self.header[0]) in POSITION_NAMES:
            above = squeeze(self.rows[-1][0]).rstrip(".．、")
        return (
            above.isdecimal() and is_position(above) and int(squeeze(first).rstrip(".．、")) == int(above) + 1
        )

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
        width = len(self.header)
        cells = [*self.cells, self.open] if self.open or not self.ends else self.cells
        if self._hangs(cells):
            lacks = width - len(cells)
            self.covered.update((len(self.rows), column) for column in range(lacks))
            self.unsure.append((len(self.rows), HANGS))
            cells = [*self.rows[-1][:lacks], *cells]
        elif self._lost_its_place(cells):
            self.unsure.append((len(self.rows), LOST))
        self.rows.append((cells + [""] * width)[:width])
        self.cells, self.open = [], ""

    def _hangs(self, cells: Sequence[str]) -> bool:
        """Whether the first cells of the row above reach down into this one, so that only the last are printed."""
        lacks = len(self.header) - len(cells)
        if not self._lost_its_place(cells) or lacks >= len(cells) or len(self.rows) < 2:
            return False
        below = [(cell, shapes.shape_of(name)) for cell, name in zip(cells, self.header[lacks:], strict=True)]
        return all(shapes.fits(cell, shape) for cell, shape in below if cell and shape in _CERTAIN)

    def _lost_its_place(self, cells: Sequence[str]) -> bool:
        """Whether a row of a counted table has fewer cells than the header, and does not begin with its position."""
        counted = label(self.header[0]) in POSITION_NAMES
        return self.ends and counted and 0 < len(cells) < len(self.header) and not is_position(cells[0])

    def _lacks_nothing(self) -> bool:
        """Whether the last row was closed, and only columns are missing that are often empty: 备注, 问责情况."""
        return not self.open and all(shapes.may_be_empty(name) for name in self.header[len(self.cells) :])

    def _breaks_off_never(self) -> bool:
        """A last row without its last cells is whole where other rows lack theirs too."""
        return not self.ends and any(len([c for c in row if c]) < len(self.header) for row in self.rows[1:])
