"""Tables without rulings: lines whose pieces stand below each other."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from bihuan.intake.readers.page_lines import Line
from bihuan.intake.readers.page_rules import Table, which
from bihuan.intake.readers.page_tables import middles, unruled_table
from bihuan.intake.readers.page_words import Page, Rule

FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2
# Between two rows there is this much more room than between two lines of one.
_WIDER = 1.35
# Lines further apart than this many of their own height belong to different things.
_APART = 4.5
_NEAR = 3.0

Span = tuple[float, float]


def table_at(lines: Sequence[Line], at: int, page: Page, number: int) -> tuple[Table | None, int]:
    """The table that begins with ``lines[at]``, and the line after it; (None, at) when none begins there."""
    if len(lines[at].pieces) < FEWEST_COLUMNS:
        return None, at
    end, spans = _reach(lines, at)
    while end > at and len(lines[end - 1].pieces) == 1 and _column(lines[end - 1].pieces[0], spans) == 0:
        end -= 1
    block = lines[at:end]
    rich = sum(len(line.pieces) >= FEWEST_COLUMNS for line in block)
    if len(spans) < FEWEST_COLUMNS or rich < _FEWEST_ROWS:
        return None, at
    rows = [_cells(row, spans) for row in _rows(block, spans, page.rules)]
    if len(rows) < _FEWEST_ROWS:
        return None, at
    return unruled_table(page, number, rows, middles(spans)), end


def _reach(lines: Sequence[Line], at: int) -> tuple[int, list[Span]]:
    """How far the columns that ``lines[at]`` begins go down, and where they stand."""
    spans: list[Span] = [(piece[0], piece[1]) for piece in lines[at].pieces]
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if line.middle - lines[end - 1].middle > _APART * line.size:
            break
        pieces = [(piece[0], piece[1]) for piece in line.pieces]
        wider = _united([*spans, *pieces])
        if len(wider) < FEWEST_COLUMNS or len(wider) < len(spans) or not _apart(pieces, wider):
            break
        spans = wider
        end += 1
    return end, spans


def _united(spans: list[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _apart(pieces: list[Span], spans: list[Span]) -> bool:
    """Whether no two pieces of one line fall into one column."""
    columns = [_column(piece, spans) for piece in pieces]
    return len(set(columns)) == len(columns)


def _column(piece: Sequence[float | str], spans: list[Span]) -> int:
    middle = (float(piece[0]) + float(piece[1])) / 2
    return next((n for n, (start, end) in enumerate(spans) if start <= middle <= end), -1)


def _rows(block: Sequence[Line], spans: list[Span], rules: Sequence[Rule]) -> list[list[Line]]:
    """The lines of each row: parted by rules, else by wider gaps, else where the first column is filled anew."""
    starts = [0.0, *_heights(block, rules), float("inf")]
    if len(starts) > _FEWEST_ROWS + 2:
        return [row for row in _by_height(block, starts) if row]
    gaps = [below.middle - above.middle for above, below in pairwise(block)]
    leads = [any(_column(piece, spans) == 0 for piece in line.pieces) for line in block]
    if all(leads):
        return [[line] for line in block]
    least = min(gaps)
    wide = [gap > least * _WIDER for gap in gaps]
    if any(wide) and sum(wide) + 1 >= sum(leads) and median(gaps) < least * _WIDER * 2:
        return _cut(block, wide)
    return _cut(block, leads[1:])


def _heights(block: Sequence[Line], rules: Sequence[Rule]) -> list[float]:
    """Where rules run right across between the lines of ``block``."""
    left, right = min(line.x0 for line in block), max(line.x1 for line in block)
    found = sorted(
        rule.y0
        for rule in rules
        if abs(rule.y1 - rule.y0) <= _NEAR
        and min(rule.x0, rule.x1) <= left + (right - left) * 0.1
        and max(rule.x0, rule.x1) >= right - (right - left) * 0.1
        and block[0].middle < rule.y0 < block[-1].middle
    )
    return [at for before, at in zip([0.0, *found], found, strict=False) if at - before > _NEAR]


def _by_height(block: Sequence[Line], starts: list[float]) -> list[list[Line]]:
    rows: list[list[Line]] = [[] for _ in starts[1:]]
    for line in block:
        row = which(starts, line.middle)
        if row is not None:
            rows[row].append(line)
    return rows


def _cut(block: Sequence[Line], before: Sequence[bool]) -> list[list[Line]]:
    """``block`` cut where ``before`` says so: its n-th value stands between the n-th line and the next."""
    rows = [[block[0]]]
    for line, cut in zip(block[1:], before, strict=True):
        if cut:
            rows.append([])
        rows[-1].append(line)
    return rows


def _cells(row: Sequence[Line], spans: list[Span]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in spans]
    for line in row:
        for left, right, text in line.pieces:
            share = (right - left) / len(text) if text else 0.0
            head = min(line.head, right - left) if left == line.x0 else share
            part = Line(left, line.y0, right, line.y1, line.size, text, head, (), line.sure)
            cells[_column((left, right), spans)].append(part)
    return cells
