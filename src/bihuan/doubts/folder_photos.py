"""The photos of a folder held against each other, and against what the papers of their item say of time."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from itertools import combinations

from bihuan.doubts import pictures
from bihuan.doubts.doubt import Doubt
from bihuan.doubts.folder_names import pairs_of
from bihuan.doubts.folder_reading import Folder, Piece
from bihuan.doubts.pictures import Match, PhotoKind
from bihuan.doubts.spoken_dates import Role
from bihuan.doubts.timeline import TELLING, Point, Timeline, claimed_done, clock_of, earliest, latest, said
from bihuan.doubts.timeline import Photo as TimedPhoto
from bihuan.kernel.clock import OFFICE_ZONE

# So many pictures that may be the same, itself among them, are looked at closely for each.
MOST_COMPARED = 8
# Of one file in more places than this, each place is told of with the first only.
MOST_PAIRED = 6
_LOOSE_FILES = "（文件夹本身）"


def timed_photos(pieces: Sequence[Piece]) -> Iterator[TimedPhoto]:
    """The photos of an item that are before or after, as the rules of dates see them."""
    before_of = _before_of(pieces)
    for piece in pieces:
        if piece.side:
            pair = before_of.get(piece.path)
            yield TimedPhoto(
                piece.path,
                before=piece.side.before,
                taken_at=piece.facts.taken_at,
                sha256=piece.sha256,
                pair=pair.path if pair else "",
            )


def _before_of(pieces: Sequence[Piece]) -> dict[str, Piece]:
    """For the path of each photo after, the photo before of its spot."""
    befores = [(piece, piece.side) for piece in pieces if piece.side and piece.side.before]
    afters = [(piece, piece.side) for piece in pieces if piece.side and not piece.side.before]
    pairs = pairs_of([side for _, side in befores], [side for _, side in afters])
    return {afters[to][0].path: befores[at][0] for at, to in pairs}


class Photos:
    """The photos of a folder, ready to be held against each other."""

    def __init__(self, folder: Folder) -> None:
        self._pieces: dict[int, list[Piece]] = defaultdict(list)
        for piece in folder.pieces:
            if piece.is_photo and piece.sha256:
                self._pieces[piece.item].append(piece)
        self._photos: dict[str, pictures.Photo] = {}
        for item, pieces in self._pieces.items():
            before_of = _before_of(pieces)
            for piece in pieces:
                name = folder.items[item] or _LOOSE_FILES
                self._photos[piece.path] = _photo(piece, name, before_of.get(piece.path))

    def reused(self) -> Iterator[Doubt]:
        """Each photo that stands for what it cannot stand for; each two photos are told of once."""
        shown: dict[str, list[Piece]] = defaultdict(list)
        for pieces in self._pieces.values():
            for piece in pieces:
                shown[piece.sha256].append(piece)
        for pieces in shown.values():
            pairs = (
                combinations(pieces, 2)
                if len(pieces) <= MOST_PAIRED
                else ((pieces[0], one) for one in pieces[1:])
            )
            for one, other in pairs:
                yield from self._used_twice(one, other, "")
        for first, second, changes in _alike([pieces[0] for pieces in shown.values()]):
            for one in shown[first.sha256][:MOST_PAIRED]:
                for other in shown[second.sha256][:MOST_PAIRED]:
                    yield from self._used_twice(one, other, changes)

    def _used_twice(self, one: Piece, other: Piece, changes: str) -> Iterator[Doubt]:
        first, second = self._photos[one.path], self._photos[other.path]
        # Of one item, what is after is held against what is before.
        if first.kind is PhotoKind.AFTER and second.kind is PhotoKind.BEFORE:
            first, second = second, first
        yield from pictures.reused(second, [Match(first, changes)])

    def odd(self, timeline: Timeline) -> Iterator[Doubt]:
        """Photos of one item whose time or place cannot be, by its own papers."""
        photos = [self._photos[piece.path] for piece in self._pieces.get(timeline.case_id or 0, [])]
        began = earliest([*said(timeline, Role.BEGAN, *TELLING), *said(timeline, Role.ASSIGNED)])
        claimed = latest(claimed_done(timeline))
        for photo in photos:
            yield from pictures.odd_times(
                photo,
                began_at=_moment(began, lambda point: datetime.combine(point.first, time.min)),
                claimed_at=_moment(claimed, lambda point: datetime.combine(point.last, time.max)),
            )
        yield from pictures.far_apart(photos)


def _moment(point: Point | None, of_day: Callable[[Point], datetime]) -> datetime | None:
    return of_day(point).replace(tzinfo=OFFICE_ZONE) if point and point.sure else None


def _photo(piece: Piece, item: str, before: Piece | None) -> pictures.Photo:
    kind = PhotoKind.OTHER
    if piece.side:
        kind = PhotoKind.BEFORE if piece.side.before else PhotoKind.AFTER
    return pictures.Photo(
        case_id=piece.item,
        sha256=piece.sha256,
        name=piece.name,
        item=item,
        kind=kind,
        pair_sha256=before.sha256 if before else "",
        taken_at=clock_of(TimedPhoto(piece.path, before=True, taken_at=piece.facts.taken_at)),
        latitude=piece.facts.latitude,
        longitude=piece.facts.longitude,
    )


def _alike(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Piece, str]]:
    """Two files that show one picture, and what was done to it."""
    from bihuan.evidence.fingerprint import Fingerprint
    from bihuan.evidence.likeness import likeness
    from bihuan.evidence.picture_index import PictureIndex

    index: PictureIndex[int] = PictureIndex()
    prints: list[tuple[Piece, Fingerprint]] = []
    for piece in pieces:
        if piece.fingerprint:
            index.add(len(prints), piece.fingerprint)
            prints.append((piece, piece.fingerprint))
    found_near = (
        (to, at) for to, (_, one) in enumerate(prints) for at in index.near(one, most=MOST_COMPARED)
    )
    near = sorted({(min(pair), max(pair)) for pair in found_near if pair[0] != pair[1]})
    with ThreadPoolExecutor(os.cpu_count() or 1) as lookers:
        found = lookers.map(lambda pair: likeness(prints[pair[0]][1], prints[pair[1]][1]), near)
        for (at, to), like in zip(near, found, strict=True):
            if like:
                yield prints[at][0], prints[to][0], like.words
