"""Tables of a web page with a stroke on a line of its own before every row and one cell a line behind it, or with a row
a line.

Empty cells come as a run of strokes behind the others of their row, wherever they stood: of a row that has some it is
not certain what stands where. Every row has as many cells as the header, or it is no such table.
"""

import re
from collections.abc import Sequence

from bihuan.intake.layouts.found import FEWEST_COLUMNS, MOST_COLUMNS, Found, is_foot
from bihuan.intake.layouts.pipes import stroked
from bihuan.intake.layouts.storeys import Storeys
from bihuan.kernel.numbers import squeeze

_MOST_HEADER_ROWS = 2
_MOST_LINES_OF_A_CELL = 20
_FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*[%％‰]?|[-—–/]")
# 污染类型 stands over the kinds of it; a number or a sum stands over nothing.
_GROUP = re.compile(r"(?:类型|类别|分类|种类|情况|其中|来源|方式|渠道|数量)$")
UNSURE = "有空格，各数字属于哪一列不能确定"


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose first row begins behind line ``at``."""
    if stroked(lines[at]).strip() == "|" and at + 1 < len(lines) and _is_cell(lines[at + 1]):
        rows, starts, end = _rows(lines, at)
    elif _is_cell(lines[at]) and stroked(lines[at]).rstrip().endswith("||"):
        rows, starts, end = _rows_of_lines(lines, at)
    else:
        return None
    width = len(rows[0]) if rows else 0
    if not FEWEST_COLUMNS <= width <= MOST_COLUMNS or any(len(row) != width for row in rows):
        return None
    heads = next((n for n, row in enumerate(rows) if any(map(_FIGURE.fullmatch, row))), 0)
    if not 1 <= heads <= _MOST_HEADER_ROWS or len(rows) == heads:
        return None
    unsure = tuple((n, UNSURE) for n, row in enumerate(rows) if n >= heads and "" in row and any(row[1:]))
    if heads == 1:
        return Found(rows, starts, end, 0.9, unsure=unsure) if all(rows[0]) else None
    header = _storeys([cell for cell in rows[0] if cell], [cell for cell in rows[1] if cell], width)
    if header is None:
        return None
    covered = frozenset((1, n) for n in header.covered)
    return Found([header.top, header.below, *rows[2:]], starts, end, 0.9, covered=covered, unsure=unsure)


def _is_cell(line: str) -> bool:
    text = stroked(line).strip()
    return bool(text.strip("| ")) and text.endswith("|") and not text.startswith("|")


def _rows(lines: Sequence[str], at: int) -> tuple[list[list[str]], list[int], int]:
    """The cells of every row, the line each began on, and the line behind the table."""
    rows: list[list[str]] = []
    starts: list[int] = []
    open_, n = "", at
    while n < len(lines) and not is_foot(lines[n]):
        text = stroked(lines[n]).strip()
        if text == "|":
            rows.append([])
            starts.append(n + 1)
        elif "|" in text:
            cells = [cell.strip() for cell in text.split("|")[:-1]]
            rows[-1] += [squeeze(open_ + cells[0]), *cells[1:]]
            open_ = ""
        elif text:
            # A cell of several lines is closed by a stroke soon; what is not stands behind the table.
            following = lines[n + 1 : n + _MOST_LINES_OF_A_CELL]
            if not next((stroked(line).strip() for line in following if "|" in stroked(line)), "|").rstrip(
                "|"
            ):
                break
            open_ += text
        n += 1
    return rows, starts, n


def _rows_of_lines(lines: Sequence[str], at: int) -> tuple[list[list[str]], list[int], int]:
    """The same where every row stands on one line."""
    n = at
    rows: list[list[str]] = []
    while n < len(lines) and _is_cell(lines[n]):
        cells = [squeeze(cell) for cell in stroked(lines[n]).strip().split("|")[:-1]]
        if rows and len(cells) != len(rows[0]):
            break
        rows.append(cells)
        n += 1
    return rows, list(range(at, n)), n


def _storeys(top: list[str], below: list[str], width: int) -> Storeys | None:
    """Both rows with every merged cell filled: one name of the upper row stands over all of the lower. Where
    several do, the lower names say enough by themselves."""
    groups = len(top) - (width - len(below))
    if groups < 1 or len(top) < FEWEST_COLUMNS - 1:
        return None
    over = [n for n, name in enumerate(top) if n and _GROUP.search(name)]
    if len(over) != groups or (groups > 1 and over[-1] - over[0] != groups - 1):
        return None
    first, last = over[0], over[-1]
    names = top[first : last + 1]
    grouped = names * len(below) if groups == 1 else below
    upper = [*top[:first], *grouped, *top[last + 1 :]]
    lower = [*top[:first], *below, *top[last + 1 :]]
    inner = range(first, first + len(below)) if groups == 1 else range(0)
    return Storeys(upper, lower, frozenset(range(width)) - set(inner))
