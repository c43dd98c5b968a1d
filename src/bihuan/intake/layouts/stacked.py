"""Tables that lost their lines: one cell a line, cells broken over lines, or a row of cells a blank apart.

The header is told by its names. Below it every piece of text is given to a column so that the whole fits best: a
number stands in the column of numbers, 基本属实 in that of 是否属实, long words in those of words. The best fit is
found column by column and piece by piece (Viterbi), so that a broken or an empty cell does not shift what follows.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bihuan.intake.column_names import known_name
from bihuan.intake.layouts import shapes
from bihuan.intake.layouts.found import MOST_COLUMNS, Found, is_foot, is_key, is_position
from bihuan.intake.layouts.one_line import UNSURE, rows_of_lines
from bihuan.kernel.numbers import squeeze

FEWEST_NAMES = 4
MOST_PIECES = 20_000
_MOST_FRAGMENTS = 3
_LONGEST_UNKNOWN = 10
_MOST_UNKNOWN = 4
_SHORTEST_BROKEN = 6
_LONGEST_SHORT = 200
# What it costs that the last row breaks off.
_BREAKS_OFF = -1.0
_NEVER = -1e9


_Cell = list[int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line or a word of the table; ``leads`` when its line begins with it."""

    text: str
    line: int
    leads: bool


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table whose header begins on line ``at``."""
    if not _may_begin(lines, at):
        return None
    names, after = _header(lines, at)
    key = next((n for n, name in enumerate(names) if shapes.shape_of(name) in shapes.KEYS), None)
    if not FEWEST_NAMES <= len(names) <= MOST_COLUMNS or len(set(names)) < len(names):
        return None
    if key != 0 or sum(map(_known, names)) * 5 < len(names) * 3:
        return None
    split = after == at + 1
    by_line = rows_of_lines(lines, after, names) if split else None
    if by_line is not None:
        starts = [at, *by_line.starts]
        unsure = tuple((n + 1, UNSURE) for n in by_line.unsure)
        # A line says itself where its row ends; only cells that are missing there can have been broken off.
        whole = bool(unsure) and unsure[-1][0] == len(by_line.rows)
        tail = itertools.takewhile(lambda n: not by_line.rows[-1][n], reversed(range(len(names))))
        whole = whole or all(shapes.may_be_empty(names[n]) for n in tail)
        found = _found(names, by_line.rows, starts, by_line.end)
        return replace(found, complete=whole, unsure=unsure)
    pieces, end = _pieces(lines, after, split=split)
    rows = _fit(pieces, names)
    if not rows:
        return None
    starts = [pieces[row[0][0]].line for row in rows]
    words = [[[pieces[n].text for n in cell] for cell in row] for row in rows]
    return _found(names, words, [at, *starts], end)


def _found(
    names: Sequence[str], rows: Sequence[Sequence[Sequence[str]]], starts: list[int], end: int
) -> Found:
    cells = [[_joined(cell, name) for cell, name in zip(row, names, strict=True)] for row in rows]
    whole = all(cell or shapes.may_be_empty(name) for cell, name in zip(cells[-1], names, strict=True))
    return Found([list(names), *cells], starts, end, 0.8, complete=whole)


def _may_begin(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()
    if not line or len(line) > 400 or "|" in line:
        return False
    first = line.split()[0]
    following = next((text.strip() for text in lines[at + 1 : at + 4] if text.strip()), "")
    return any(known_name(name) for name in (line, first, squeeze(line + following))) and (
        shapes.shape_of(first) in shapes.KEYS or shapes.shape_of(squeeze(line)) in shapes.KEYS
    )


def _known(name: str) -> bool:
    return known_name(name) is not None


def _header(lines: Sequence[str], at: int) -> tuple[tuple[str, ...], int]:
    """The names of the columns: all on one line, or one a line, each perhaps broken over some."""
    on_one = lines[at].split()
    if len(on_one) >= FEWEST_NAMES:
        names, used = _greedy(on_one, len(on_one))
        return (tuple(names), at + 1) if used == len(on_one) and len(names) >= FEWEST_NAMES else ((), at)
    places = [n for n in range(at, min(len(lines), at + 120)) if lines[n].strip()]
    texts = [lines[n].strip() for n in places]
    # Below the names the first row begins with its key.
    key = next((n for n, text in enumerate(texts) if n >= FEWEST_NAMES and is_position(text)), 0)
    names, used = _greedy(texts, key)
    return tuple(names), places[used - 1] + 1 if used else at


def _greedy(words: Sequence[str], end: int) -> tuple[list[str], int]:
    """As many names as the words make, up to three words each; short unknown ones between known ones and up to ``end``,
    where the header surely ends."""
    names: list[str] = []
    at = 0
    while at < len(words):
        if size := _name_size(words, at):
            names.append("".join(map(squeeze, words[at : at + size])))
        elif names and (size := _unknown(words, at, end)):
            names += map(squeeze, words[at : at + size])
        else:
            break
        at += size
    return names, at


def _unknown(words: Sequence[str], at: int, end: int) -> int:
    """How many short unknown names stand at ``at`` before the next known one or the end; 0 where neither follows."""
    for size in range(1, _MOST_UNKNOWN + 1):
        if at + size > len(words) or not _may_be_name(words[at + size - 1]):
            return 0
        if at + size == end or (at + size < len(words) and _name_size(words, at + size)):
            return size
    return 0


def _may_be_name(word: str) -> bool:
    return len(squeeze(word)) <= _LONGEST_UNKNOWN and not is_key(word)


def _name_size(words: Sequence[str], at: int) -> int:
    """Of how many words the name at ``at`` is made: the longest that is known; 0 for none."""
    sizes = range(min(_MOST_FRAGMENTS, len(words) - at), 0, -1)
    return next((size for size in sizes if known_name("".join(words[at : at + size]))), 0)


def _pieces(lines: Sequence[str], start: int, *, split: bool) -> tuple[list[_Piece], int]:
    """What stands below the header up to the foot of the page; a line a piece, or a word where cells share lines."""
    pieces: list[_Piece] = []
    n = start
    while n < len(lines) and len(pieces) < MOST_PIECES and not is_foot(lines[n]):
        words = lines[n].split() if split else [lines[n].strip()]
        pieces.extend(_Piece(word, n, leads=not k) for k, word in enumerate(words) if word)
        n += 1
    return pieces, n


def _joined(texts: Sequence[str], name: str) -> str:
    """The pieces of one cell; a word that was broken is put together again, a paragraph stays one."""
    if shapes.shape_of(name) is not shapes.Shape.WORDS:
        return squeeze("".join(texts))
    whole = ""
    for text in texts:
        whole += f"\n{text}" if whole and whole[-1] in "。；！？：" else text
    return whole


# ── the best fit ──


def _fit(pieces: Sequence[_Piece], names: Sequence[str]) -> list[list[_Cell]]:
    """For every row, for every column, the pieces that stand in it. Empty when nothing begins like a row."""
    if not pieces or not shapes.fits(pieces[0].text, shapes.shape_of(names[0])):
        return []
    table = _Fit(pieces, names)
    return table.rows()


class _Fit:
    """The table of best sums: ``best[n][c]`` for the first n pieces, the last of them in column c."""

    def __init__(self, pieces: Sequence[_Piece], names: Sequence[str]) -> None:
        self.pieces = pieces
        self.shapes = [shapes.shape_of(name) for name in names]
        self.fields = [shapes.field_of_name(name) for name in names]
        self.empty = [shapes.empty_cost(name) for name in names]
        self.width = len(names)
        self.best: list[list[float]] = [[_NEVER] * self.width]
        self.came: list[list[tuple[int, int]]] = [[(-1, -1)] * self.width]
        self.open: list[list[tuple[float, int]]] = [self._opened(0)]
        for n in range(1, len(pieces) + 1):
            self._step(n)

    def _opened(self, n: int) -> list[tuple[float, int]]:
        """For each column the best sum with which a cell may begin there after n pieces, and the column before."""
        best = self.best[n]
        if n == 0:
            return [(0.0, -1), *[(_NEVER, -1)] * (self.width - 1)]
        row_end = [best[c] + sum(self.empty[c + 1 :]) for c in range(self.width)]
        last = max(range(self.width), key=row_end.__getitem__)
        opened = [(row_end[last], last)]
        reach, before = _NEVER, -1
        for c in range(1, self.width):
            reach += self.empty[c - 1]
            if best[c - 1] >= reach:
                reach, before = best[c - 1], c - 1
            opened.append((reach, before))
        return opened

    def _step(self, n: int) -> None:
        best, came = [_NEVER] * self.width, [(-1, -1)] * self.width
        words = shapes.fit_words(self.pieces[n - 1].text)
        for c, shape in enumerate(self.shapes):
            if shape is shapes.Shape.WORDS:
                best[c], came[c] = self._in_words(n, c, words)
            else:
                best[c], came[c] = self._in_short(n, c, shape)
        self.best.append(best)
        self.came.append(came)
        self.open.append(self._opened(n))

    def _in_words(self, n: int, c: int, words: float) -> tuple[float, tuple[int, int]]:
        """Piece n goes on in a cell of words, or begins one."""
        above = self.pieces[n - 2].text if n > 1 else ""
        stops = above.endswith(("。", "；", "！", "？"))
        # A line that was broken is a full one; a short one is the last of its paragraph.
        broken = not stops and len(above) >= _SHORTEST_BROKEN
        text = self.pieces[n - 1].text
        further = shapes.goes_on(text)
        goes_on = self.best[n - 1][c] + words + (1.2 if further else 0.6 if broken else -0.8)
        opened, before = self.open[n - 1][c]
        # Nothing is known of how long the words of an unknown column are.
        cuts = not stops and before >= 0 and self.shapes[before] is shapes.Shape.WORDS
        cuts = cuts and self.fields[before] is not None
        begins = (
            opened + words + shapes.begins_words(text, self.fields[c]) - (2.0 if cuts or further else 0.0)
        )
        return (goes_on, (n - 1, c)) if goes_on >= begins else (begins, (n - 1, before))

    def _in_short(self, n: int, c: int, shape: shapes.Shape) -> tuple[float, tuple[int, int]]:
        """The last one, two or three pieces are one short cell."""
        found, came = _NEVER, (-1, -1)
        for size in range(1, min(_MOST_FRAGMENTS, n) + 1):
            first = self.pieces[n - size]
            opened, before = self.open[n - size][c]
            if c == 0 and not first.leads:
                continue
            text = "".join(piece.text for piece in self.pieces[n - size : n])
            if len(text) > _LONGEST_SHORT:
                break
            sum_ = opened + shapes.fit(text, shape) - 0.3 * (size - 1)
            if sum_ > found:
                found, came = sum_, (n - size, before)
        return found, came

    def rows(self) -> list[list[_Cell]]:
        """The way back from the best end."""
        n = len(self.pieces)
        ends = [self.best[n][c] + max(sum(self.empty[c + 1 :]), _BREAKS_OFF) for c in range(self.width)]
        c = max(range(self.width), key=ends.__getitem__)
        rows: list[list[_Cell]] = [[[] for _ in range(self.width)]]
        while n > 0:
            earlier, before = self.came[n][c]
            rows[0][c] = [*range(earlier, n), *rows[0][c]]
            if c == 0 and earlier > 0:
                rows.insert(0, [[] for _ in range(self.width)])
            n, c = earlier, before
        return rows
