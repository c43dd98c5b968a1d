"""Rows that stand on one line each, their cells a blank apart: an empty cell leaves no trace, a lost blank glues two.

The line says where a row begins and ends. Within it every word is given to a column so that the whole fits best; words
are cut only where a number, a date or a state says where. What could as well be read otherwise is told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bihuan.intake.layouts import shapes
from bihuan.intake.layouts.found import is_foot, is_key
from bihuan.intake.layouts.shapes import Shape

_Row = tuple[tuple[str, ...], ...]
# A reading of the rest of a row: how well it fits, and the words of each column.
_Reading = tuple[float, _Row]

# By so much the best reading must fit better than any other.
_MARGIN = 1.0
_CUT = -1.0
_MOST_WORDS = 60
_MOST_LOOKS = 2_000_000
_MOST_COLUMNS = 30
_MOST_FRAGMENTS = 3
_LONGEST_TO_CUT = 200
_SHORTEST_BROKEN = 6
# So many characters of a word cost as much as a look.
_LONG = 40
_STOPS = ("。", "；", "！", "？")
_CERTAIN = frozenset({Shape.POSITION, Shape.NUMBER, Shape.VERDICT, Shape.STATE, Shape.DATE, Shape.REGION})
_GLUED = re.compile(r"(\d{1,4})(?=[A-Za-z\u4e00-\u9fff]\S{2})")
# Between two letters or figures, and within a date, nothing is cut.
_WITHIN = re.compile(r"[A-Za-z0-9\-_/]{2}|\d[年月日.]|[年月]\d")
UNSURE = "各格之间缺少分隔，哪些文字属于哪一列不能确定"


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows: the words of each cell, the line each row began on, where the table ends, the unsure rows by number."""

    rows: list[_Row]
    starts: list[int]
    end: int
    unsure: list[int]


def rows_of_lines(lines: Sequence[str], start: int, names: Sequence[str]) -> Lines | None:
    """The rows below the header; None when they do not stand on one line each."""
    if len(names) > _MOST_COLUMNS:
        return None
    columns = _Columns(names)
    header = lines[start - 1].split()
    found = Lines([], [], start, [])
    words_of: list[list[str]] = []
    n, position = start, 0
    while n < len(lines) and not is_foot(lines[n]):
        if lines[n].strip() and lines[n].split() != header:
            words = _words(lines[n], columns, position)
            if words is None or len(words) > _MOST_WORDS:
                return None
            position = int(words[0].rstrip(".．、")) if columns.counted else 0
            words_of.append(words)
            found.starts.append(n)
        n += 1
    for words in words_of:
        row, sure = columns.placed(words) if columns.looks < _MOST_LOOKS else (columns.kept(words), False)
        if not sure:
            found.unsure.append(len(found.rows))
        found.rows.append(row)
    return replace(found, end=n) if found.rows else None


def _words(line: str, columns: "_Columns", before: int) -> list[str] | None:
    """The words of a line that begins a row, None for any other; ``before`` is the position of the row above."""
    words = line.split()
    if not columns.counted:
        return words if is_key(words[0]) else None
    if shapes.fits(words[0], Shape.POSITION):
        return words if before in (0, int(words[0].rstrip(".．、")) - 1) else None
    glued = _GLUED.match(words[0])
    if glued is None or before not in (0, int(glued[1]) - 1):
        return None
    return [glued[1], words[0][glued.end() :], *words[1:]]


@dataclass
class _Columns:
    """The columns of the table, and how words are placed in them."""

    names: Sequence[str]
    # How often a word was held against a column.
    looks: int = 0

    @cached_property
    def shapes(self) -> list[Shape]:
        """What stands in each column."""
        return [shapes.shape_of(name) for name in self.names]

    @cached_property
    def fields(self) -> list[str | None]:
        """What each column holds; None where that is not known."""
        return [shapes.field_of_name(name) for name in self.names]

    @cached_property
    def costs(self) -> list[float]:
        """What it costs to leave each column empty."""
        return [shapes.empty_cost(name) for name in self.names]

    @property
    def counted(self) -> bool:
        """Whether the first column counts the rows."""
        return self.shapes[0] is Shape.POSITION

    def placed(self, words: list[str]) -> tuple[_Row, bool]:
        """The words of each column, and whether they can only be read so."""
        if len(words) == len(self.names) and self._all_fit(words):
            return tuple((word,) for word in words), True
        best, *others = self._best(words, may_cut=True)
        if not others or best[0] - others[0][0] >= _MARGIN:
            return best[1], self._is_clean(best[1])
        return self._best(words, may_cut=False)[0][1], False

    def kept(self, words: list[str]) -> _Row:
        """The words as they stand, where to tell their columns would cost too much: behind the keys all in one cell."""
        if len(words) == len(self.names):
            return tuple((word,) for word in words)
        keys = 0
        while (
            keys < len(words)
            and self.shapes[keys] in shapes.KEYS
            and shapes.fits(words[keys], self.shapes[keys])
        ):
            keys += 1
        cells = [*((word,) for word in words[:keys]), tuple(words[keys:])]
        return (*cells, *[()] * (len(self.names) - len(cells)))

    def _best(self, words: list[str], *, may_cut: bool) -> list[_Reading]:
        placing = _Placing(self, words, may_cut=may_cut)
        best = placing.best()
        self.looks += placing.looks
        return best

    def _all_fit(self, words: Sequence[str]) -> bool:
        pairs = zip(words, self.shapes, strict=True)
        return all(shapes.fits(word, shape) for word, shape in pairs if shape in _CERTAIN)

    def _is_clean(self, row: _Row) -> bool:
        """Whether no cell holds what cannot stand there."""
        filled = [("".join(cell), shape) for cell, shape in zip(row, self.shapes, strict=True) if cell]
        strict = _CERTAIN - {Shape.REGION}
        return all(shapes.fits(text, shape) for text, shape in filled if shape in strict)


# What a reading takes, first things first: a column with words of its cell, and the rest.
_Taken = tuple[int, tuple[str, ...], "_Taken"] | None
# How well it fits, and what it takes.
_Way = tuple[float, _Taken]


class _Placing:
    """The two best readings of one row; every one of its states is looked at once."""

    def __init__(self, columns: _Columns, words: list[str], *, may_cut: bool) -> None:
        self.columns = columns
        self.words = words
        self.width = len(columns.names)
        self.may_cut = may_cut
        self.known: dict[tuple[int, int, int], list[_Way]] = {}
        self.known_on: dict[tuple[int, int, int], list[_Way]] = {}
        self.looks = 0

    def best(self) -> list[_Reading]:
        """The best reading of the row, and the next that differs."""
        ways = self._from(0, 0, 0) or [(0.0, None)]
        return [(fit, self._row(taken)) for fit, taken in ways]

    def _row(self, taken: _Taken) -> _Row:
        cells: list[tuple[str, ...]] = [()] * self.width
        while taken is not None:
            column, words, taken = taken
            cells[column] += words
        return tuple(cells)

    def _from(self, at: int, cut: int, column: int) -> list[_Way]:
        """The best readings from word ``at`` on, without its first ``cut`` characters, and from ``column`` on."""
        if column == self.width:
            return [(0.0, None)] if at == len(self.words) else []
        key = (at, cut, column)
        if key not in self.known:
            self.known[key] = self._two_best(self._choices(at, cut, column))
        return self.known[key]

    def _two_best(self, ways: Iterator[_Way]) -> list[_Way]:
        first = second = None
        for way in ways:
            self.looks += 1
            if first is None or way[0] > first[0]:
                first, second = way, first
            elif second is None or way[0] > second[0]:
                second = way
        return [way for way in (first, second) if way is not None]

    def _choices(self, at: int, cut: int, column: int) -> Iterator[_Way]:
        """What may stand in ``column``, and the best readings of what follows."""
        # A row of a counted table begins with its position, whatever else that could be.
        counts = not column and self.columns.counted and at < len(self.words)
        if not cut and not counts:
            cost = self.columns.costs[column]
            yield from ((cost + fit, rest) for fit, rest in self._from(at, 0, column + 1))
        if at == len(self.words):
            return
        first = self.words[at][cut:]
        shape = self.columns.shapes[column]
        if shape is Shape.WORDS:
            own = self._begins(first, column, begun=bool(cut))
            yield from self._taking(own, column, (first,), self._on(at + 1, cut, column))
        else:
            most = 1 if shape in shapes.KEYS else _MOST_FRAGMENTS
            for size in range(1, min(most, len(self.words) - at) + 1):
                self.looks += len(first) // _LONG
                taken = (first, *self.words[at + 1 : at + size])
                own = shapes.fit("".join(taken), shape) - 0.3 * (size - 1)
                yield from self._taking(own, column, taken, self._from(at + size, 0, column + 1))
        if self.may_cut and column + 1 < self.width and 1 < len(first) <= _LONGEST_TO_CUT:
            for end in self._cuts(first, column):
                own = _CUT + self._alone(first[:end], column, begun=bool(cut))
                yield from self._taking(own, column, (first[:end],), self._from(at, cut + end, column + 1))

    @staticmethod
    def _taking(own: float, column: int, words: tuple[str, ...], ways: Sequence[_Way]) -> Iterator[_Way]:
        return ((own + fit, (column, words, rest)) for fit, rest in ways)

    def _on(self, at: int, cut: int, column: int) -> list[_Way]:
        """The best readings behind a word of a cell of words: it ends, or goes on with word ``at``."""
        key = (at, cut, column)
        if key not in self.known_on:
            ways = list(self._from(at, 0, column + 1))
            if at < len(self.words):
                own = self._goes_on(self.words[at - 1][cut:], self.words[at], column)
                ways += self._taking(own, column, (self.words[at],), self._on(at + 1, 0, column))
            self.known_on[key] = self._two_best(iter(ways))
        return self.known_on[key]

    def _cuts(self, text: str, column: int) -> Iterator[int]:
        """Where ``text`` surely ends in ``column`` and what is left begins the next."""
        shape, following = self.columns.shapes[column], self.columns.shapes[column + 1]
        words = shape is Shape.WORDS
        if shape in _CERTAIN and shapes.fits(text, shape):
            return
        ends = self._may_end(text, shape, following)
        self.looks += len(ends)
        for end in ends:
            if _WITHIN.search(text[end - 1 : end + 1]):
                continue
            left, right = text[:end], text[end:]
            # 是 and 否 begin many words.
            if shape in _CERTAIN and end > 1 and shapes.fits(left, shape):
                yield end
            elif following in _CERTAIN and len(right) > 1 and shapes.fits(right, following):
                if (words and left.endswith(_STOPS)) or shapes.fits(left, shape):
                    yield end
            elif words and left.endswith(_STOPS) and following is not Shape.WORDS:
                yield end

    @staticmethod
    def _may_end(text: str, shape: Shape, following: Shape) -> list[int]:
        """Where it is worth looking for the end of a cell in ``text``."""
        ends: set[int] = set()
        if shape in _CERTAIN:
            most = min(len(text), shapes.LONGEST_FORM)
            ends.update(n for n in range(2, most) if shapes.may_end(text[n - 1], shape))
        if following in _CERTAIN and shapes.may_end(text[-1], following):
            ends.update(range(max(1, len(text) - shapes.LONGEST_FORM), len(text) - 1))
        if shape is Shape.WORDS and following is not Shape.WORDS:
            ends.update(n for n in range(1, len(text)) if text[n - 1] in _STOPS)
        return sorted(ends)

    def _alone(self, text: str, column: int, *, begun: bool) -> float:
        """How well one piece fits the column; ``begun``: it follows in the middle of a word."""
        shape = self.columns.shapes[column]
        return self._begins(text, column, begun=begun) if shape is Shape.WORDS else shapes.fit(text, shape)

    def _begins(self, text: str, column: int, *, begun: bool) -> float:
        """How well a piece begins a cell of words."""
        field = self.columns.fields[column]
        if field is None:
            return 0.0
        fit = shapes.begins_words(text, field) + shapes.fit_words(text)
        return fit - (2.0 if shapes.goes_on(text) and not begun else 0.0)

    def _goes_on(self, above: str, text: str, column: int) -> float:
        """How well a word goes on in a cell of words."""
        if self.columns.fields[column] is None:
            return -0.8
        broken = len(above) >= _SHORTEST_BROKEN and not above.endswith(_STOPS)
        return shapes.fit_words(text) + (1.2 if shapes.goes_on(text) else 0.6 if broken else -0.8)
