"""Ruling lines → the cells they part: which tables stand on a page, and which cells are merged because a line is
missing between them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bihuan.intake.readers.page_lines import Line
from bihuan.intake.readers.page_words import Rule

# Points within which two lines are one, and two that end near each other meet.
_NEAR = 3.0
_SHORTEST = 4.0
# A line may miss this much of a cell's side and still close it.
_OPEN_SIDE = 12.0
# Beyond this a page is a drawing and no table.
_MOST_RULES = 1_500
_MOST_CELLS = 20_000


@dataclass(slots=True)
class Cell:
    """A cell, perhaps merged of several: where it begins, how far it reaches, how broad it is, its lines of text."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    x1: float
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table of one page, or of several joined. ``edges`` are where its columns begin and end; ``places`` tell for
    each row the page, and the row there. ``ruled``: its columns are drawn, not guessed."""

    page: int
    number: int
    top: float
    bottom: float
    edges: list[float]
    places: list[tuple[int, int, int]]
    cells: list[Cell]
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class _Track:
    """All rules at one height (or one distance from the left): from where to where they are drawn."""

    at: float
    spans: tuple[tuple[float, float], ...]

    def covers(self, place: float) -> bool:
        return any(start - _NEAR <= place <= end + _NEAR for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Lattice:
    """One table's lines: where they cross, and which pieces of them are drawn."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[_Track, ...]
    down: tuple[_Track, ...]

    def cells(self) -> tuple[list[Cell], dict[tuple[int, int], int]]:
        """The cells, from above to below and left to right, and which of them each (row, column) belongs to.

        Where a line is missing between two, they are one.
        """
        height, width = len(self.ys) - 1, len(self.xs) - 1
        owner: dict[tuple[int, int], int] = {}
        cells: list[Cell] = []
        for row in range(height):
            for column in range(width):
                if (row, column) in owner:
                    continue
                right = self._reach_right(row, column, width, owner)
                below = self._reach_down(row, column, right, height)
                owner |= {
                    (at, across): len(cells)
                    for at in range(row, below + 1)
                    for across in range(column, right + 1)
                }
                span = (below - row + 1, right - column + 1)
                cells.append(Cell(row, column, *span, self.xs[column], self.xs[right + 1]))
        return cells, owner

    def _reach_right(self, row: int, column: int, width: int, owner: dict[tuple[int, int], int]) -> int:
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        while (
            column + 1 < width
            and (row, column + 1) not in owner
            and not self._drawn(self.down, self.xs[column + 1], middle)
        ):
            column += 1
        return column

    def _reach_down(self, row: int, left: int, right: int, height: int) -> int:
        while row + 1 < height and not any(
            self._drawn(self.across, self.ys[row + 1], (self.xs[column] + self.xs[column + 1]) / 2)
            for column in range(left, right + 1)
        ):
            row += 1
        return row

    @staticmethod
    def _drawn(tracks: Sequence[_Track], at: float, place: float) -> bool:
        return any(abs(track.at - at) <= _NEAR and track.covers(place) for track in tracks)


def lattices_of(rules: Iterable[Rule]) -> list[Lattice]:
    """The tables that ``rules`` draw, from above to below. A frame around text is none, nor is a single row of it."""
    across = _tracks([(rule.y0 + rule.y1, rule.x0, rule.x1) for rule in rules if _is_across(rule)])
    down = _tracks([(rule.x0 + rule.x1, rule.y0, rule.y1) for rule in rules if _is_down(rule)])
    if len(across) + len(down) > _MOST_RULES:
        return []
    found = [lattice for group in _touching(across, down) if (lattice := _lattice(*group)) is not None]
    return sorted(found, key=lambda lattice: lattice.ys[0])


def _is_across(rule: Rule) -> bool:
    return abs(rule.y1 - rule.y0) <= _NEAR and abs(rule.x1 - rule.x0) >= _SHORTEST


def _is_down(rule: Rule) -> bool:
    return abs(rule.x1 - rule.x0) <= _NEAR and abs(rule.y1 - rule.y0) >= _SHORTEST


def _tracks(segments: list[tuple[float, float, float]]) -> list[_Track]:
    """Segments (twice the place, start, end) in one line are put together; each piece between gaps is a track."""
    tracks: list[_Track] = []
    segments.sort()
    at = 0
    while at < len(segments):
        end = at
        while end + 1 < len(segments) and segments[end + 1][0] / 2 - segments[at][0] / 2 <= _NEAR:
            end += 1
        group = segments[at : end + 1]
        place = sum(segment[0] for segment in group) / 2 / len(group)
        tracks.extend(_Track(place, (span,)) for span in _united((s[1], s[2]) for s in group))
        at = end + 1
    return tracks


def _united(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for start, end in sorted((min(span), max(span)) for span in spans):
        if united and start <= united[-1][1] + _NEAR:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _touching(across: list[_Track], down: list[_Track]) -> list[tuple[list[_Track], list[_Track]]]:
    """Tracks that meet, group by group."""
    leader = list(range(len(across) + len(down)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for n, horizontal in enumerate(across):
        for m, vertical in enumerate(down, len(across)):
            if horizontal.covers(vertical.at) and vertical.covers(horizontal.at):
                leader[lead(m)] = lead(n)
    groups: dict[int, tuple[list[_Track], list[_Track]]] = {}
    for n, track in enumerate((*across, *down)):
        groups.setdefault(lead(n), ([], []))[n >= len(across)].append(track)
    return list(groups.values())


def _lattice(across: list[_Track], down: list[_Track]) -> Lattice | None:
    if len(across) < 2 or not down:
        return None
    across, down = sorted(across, key=lambda t: t.at), sorted(down, key=lambda t: t.at)
    _close(across, down)
    _close(down, across)
    xs, ys = _places(down), _places(across)
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MOST_CELLS:
        return None
    return Lattice(xs, ys, tuple(across), tuple(down))


def _close(tracks: list[_Track], ends: list[_Track]) -> None:
    """Where ``tracks`` reach beyond the outermost of ``ends``, a side was left undrawn: it is put there."""
    low = min(span[0] for track in tracks for span in track.spans)
    high = max(span[1] for track in tracks for span in track.spans)
    whole = ((min(track.at for track in tracks), max(track.at for track in tracks)),)
    if ends[0].at - low > _OPEN_SIDE:
        ends.insert(0, _Track(low, whole))
    if high - ends[-1].at > _OPEN_SIDE:
        ends.append(_Track(high, whole))


def _places(tracks: Sequence[_Track]) -> tuple[float, ...]:
    """Where ``tracks`` stand, those within a hair of each other once."""
    places: list[float] = []
    for track in tracks:
        if not places or track.at - places[-1] > _NEAR:
            places.append(track.at)
    return tuple(places)


def which(edges: Sequence[float], place: float) -> int | None:
    """Between which of ``edges`` a place lies; None outside of them."""
    at = bisect_right(edges, place) - 1
    return at if 0 <= at < len(edges) - 1 else None
