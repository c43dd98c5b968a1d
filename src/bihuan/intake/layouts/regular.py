"""Tables of figures, one cell a line, as a page of statistics is copied: names line by line, then cells line by line.

How many columns there are is told by what comes again: 序号 counts on every so many lines, or words and figures follow
each other in the same order row after row. Without that it is no table: nothing is guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bihuan.intake.column_names import POSITION_NAMES, known_name, label
from bihuan.intake.layouts.found import FEWEST_COLUMNS, Found, is_foot, is_position
from bihuan.kernel.numbers import squeeze

FEWEST_ROWS = 2
FEWEST_ROWS_WITHOUT_POSITION = 3
_MOST_COLUMNS = 20
_MOST_CELLS = 20_000
_LONGEST_NAME = 20
_LONGEST_CELL = 40
_FIGURE = re.compile(
    r"[-+]?\d[\d,，]*(?:\.\d+)?\s*(?:[%％‰]|件次?|条|个|起|人次?|万?元|宗|项|户|天)?|[-—–/]+|0"
)
_SENTENCE = re.compile(r"[。；！？]")
_SUMS = ("合计", "总计", "小计", "总数", "共计")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int

    @property
    def is_figure(self) -> bool:
        return _FIGURE.fullmatch(self.text) is not None


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose first name stands on line ``at``."""
    if not _may_begin(lines, at):
        return None
    if not any(cell.is_figure for cell in _cells(lines, at, 2 * _MOST_COLUMNS)):
        return None
    cells = _cells(lines, at, _MOST_CELLS)
    if label(cells[0].text) in POSITION_NAMES:
        return _counted(cells)
    widths = range(FEWEST_COLUMNS, min(_MOST_COLUMNS, _first_figure(cells)) + 1)
    return next((found for width in widths if (found := _periodic(cells, width))), None)


def _may_begin(lines: Sequence[str], at: int) -> bool:
    """Whether here and on the next two lines stands what can be a name, and nothing else."""
    following = [text for line in lines[at : at + 6] if (text := line.strip())][:3]
    return len(following) == FEWEST_COLUMNS and all(map(_may_be_name, following))


def _may_be_name(text: str) -> bool:
    return (
        len(text) <= _LONGEST_NAME
        and not _FIGURE.fullmatch(text)
        and not _SENTENCE.search(text)
        and not set("|\t:：") & set(text)
    )


def _cells(lines: Sequence[str], at: int, most: int) -> list[_Cell]:
    """At most so many short lines from ``at`` on, up to the first that can be no cell."""
    cells: list[_Cell] = []
    n = at
    while n < len(lines) and len(cells) < most:
        text = lines[n].strip()
        if text and (len(text) > _LONGEST_CELL or _SENTENCE.search(text) or "|" in text or is_foot(text)):
            break
        if text:
            cells.append(_Cell(text, n))
        n += 1
    return cells


def _first_figure(cells: Sequence[_Cell]) -> int:
    """How many cells stand before the first figure; 0 when there is none soon."""
    return next((n for n, cell in enumerate(cells[: 2 * _MOST_COLUMNS]) if cell.is_figure), 0)


# ── rows that are counted ──


def _counted(cells: Sequence[_Cell]) -> Found | None:
    """Below 序号 and the other names the rows count 1, 2, 3 … at one distance."""
    first = next((n for n, cell in enumerate(cells[: 2 * _MOST_COLUMNS]) if _counts(cell, 1)), 0)
    body = cells[first:]
    widths = [
        n for n, cell in enumerate(body[: _MOST_COLUMNS + 1]) if n >= FEWEST_COLUMNS and _counts(cell, 2)
    ]
    for width in widths:
        rows = FEWEST_ROWS
        while width * (rows + 1) <= len(body) and _counts(body[width * rows], rows + 1):
            rows += 1
        behind = body[width * rows : width * (rows + 1)]
        names = _names([cell.text for cell in cells[:first]], width)
        # Another distance to the next number: what follows would be lost.
        if (
            not names
            or any(_counts(cell, rows + 1) for cell in behind[1:])
            or not _has_figures(body, width, rows)
        ):
            continue
        found = _found(names, cells[0].line, body, rows)
        if len(behind) < width and behind and _counts(behind[0], rows + 1):
            return _broken_off(found, behind)
        return found
    return None


def _broken_off(found: Found, last: Sequence[_Cell]) -> Found:
    """The table with its last row, in the middle of which the text ends."""
    row = [*(cell.text for cell in last), *[""] * (len(found.rows[0]) - len(last))]
    starts = [*found.starts, last[0].line]
    return Found([*found.rows, row], starts, last[-1].line + 1, found.sure, complete=False)


def _has_figures(body: Sequence[_Cell], width: int, rows: int) -> bool:
    """Whether all rows are there, hold figures in one column besides their number, and the last is like the first."""
    if len(body) < width * rows:
        return False
    kinds = [[cell.is_figure for cell in body[width * n : width * (n + 1)]] for n in range(rows)]
    return kinds[0] == kinds[-1] and any(all(row[column] for row in kinds) for column in range(1, width))


def _names(texts: Sequence[str], width: int) -> list[str]:
    """The names of so many columns; those that were broken over two lines are put together where that is certain."""
    names = [squeeze(text) for text in texts]
    broken = [n for n, pair in enumerate(pairwise(names)) if known_name("".join(pair))]
    if len(names) > width and len(names) - width == len(broken):
        for n in reversed(broken):
            names[n : n + 2] = [names[n] + names[n + 1]]
    return names if len(names) == width and _are_names(names) else []


def _counts(cell: _Cell, number: int) -> bool:
    return is_position(cell.text) and squeeze(cell.text).rstrip(".．、") == str(number)


def _are_names(texts: Sequence[str]) -> bool:
    return all(map(_may_be_name, texts)) and len(set(texts)) == len(texts)


# ── rows that are alike ──


def _periodic(cells: Sequence[_Cell], width: int) -> Found | None:
    """Below ``width`` names every row begins with words and holds figures in the same columns."""
    names, body = [squeeze(cell.text) for cell in cells[:width]], cells[width:]
    if len(body) < width * FEWEST_ROWS_WITHOUT_POSITION or not _are_names(names):
        return None
    kinds = [cell.is_figure for cell in body]
    first = kinds[:width]
    if first[0] or sum(first) < FEWEST_COLUMNS - 1:
        return None
    rows = 1
    while kinds[width * rows : width * (rows + 1)] == first:
        rows += 1
    if rows < FEWEST_ROWS_WITHOUT_POSITION or any(known_name(body[width * n].text) for n in range(rows)):
        return None
    return _found(names, cells[0].line, body, rows)


# ── both ──


def _found(names: list[str], at: int, body: Sequence[_Cell], rows: int) -> Found:
    width = len(names)
    used = width * rows
    table = [names, *([cell.text for cell in body[n : n + width]] for n in range(0, used, width))]
    starts = [at, *(body[n].line for n in range(0, used, width))]
    if sums := _sums(body[used : used + width], width):
        table.append(sums)
        starts.append(body[used].line)
        used += 1 + sum(cell != sums[0] for cell in sums)
    left = any(cell.is_figure for cell in body[used : used + width])
    unsure = ((len(table) - 1, "以下还有数字，但格数与表头不符，未列入表中"),) if left else ()
    return Found(table, starts, body[used - 1].line + 1, 0.75, unsure=unsure)


def _sums(cells: Sequence[_Cell], width: int) -> list[str]:
    """The row of sums below the counted ones; its first word may reach over the words of the others."""
    if not cells or squeeze(cells[0].text) not in _SUMS:
        return []
    figures = 0
    while figures + 1 < len(cells) and cells[figures + 1].is_figure:
        figures += 1
    if not width - FEWEST_COLUMNS < figures < width:
        return []
    return [*[cells[0].text] * (width - figures), *(cell.text for cell in cells[1 : figures + 1])]
