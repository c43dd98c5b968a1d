"""The photos of a case, and where each was used before: in any case of any batch, as it is or doctored."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from django.db import connection

from bihuan.cases.models import Case
from bihuan.doubts.case_words import local
from bihuan.doubts.pictures import Match, Photo, PhotoKind
from bihuan.doubts.uses import Uses
from bihuan.evidence.fingerprint import Fingerprint
from bihuan.evidence.known import Arrived, Shelf, Sort, by_parts
from bihuan.evidence.likeness import likeness
from bihuan.evidence.models import Evidence, EvidenceKind, Picture
from bihuan.evidence.picture_index import PictureIndex

MOST_COMPARED = 20
_KINDS = {EvidenceKind.PHOTO_BEFORE: PhotoKind.BEFORE, EvidenceKind.PHOTO_AFTER: PhotoKind.AFTER}
# What became of comparing two files: the changes in words, None for two pictures. Files never change.
_COMPARED: dict[tuple[str, str], str | None] = {}
_MOST_KEPT = 200_000


def photo_of(piece: Evidence, case: Case) -> Photo:
    """A piece of evidence whose picture was read, as the detectors take it."""
    picture = piece.blob.picture
    return Photo(
        case_id=case.pk,
        sha256=piece.blob_id,
        name=piece.name,
        item=str(case),
        unit=str(case.lead or ""),
        kind=_KINDS.get(EvidenceKind(piece.kind), PhotoKind.OTHER),
        round=piece.round,
        measure=piece.measure,
        pair_sha256=piece.before.blob_id if piece.before else "",
        taken_at=local(picture.taken_at) if picture.taken_at else None,
        added_at=local(piece.added_at),
        latitude=picture.latitude,
        longitude=picture.longitude,
    )


def matches(pieces: Sequence[Evidence], uses: Uses) -> dict[int, list[Match]]:
    """For each of some pictures, by its key, every other use of it in the ledger, the oldest first."""
    others = {piece.pk: _others(piece, uses) for piece in pieces}
    changes = _changes(
        {_ordered(piece, row) for piece in pieces for row in others[piece.pk] if row.blob_id != piece.blob_id}
    )
    return {piece.pk: list(_matches(piece, others[piece.pk], changes)) for piece in pieces}


def _others(piece: Evidence, uses: Uses) -> list[Evidence]:
    files = dict.fromkeys([piece.blob_id, *uses.near.get(piece.blob_id, ())])
    rows = [row for sha256 in files for row in uses.rows.get(sha256, ()) if row.pk != piece.pk]
    return sorted(rows, key=lambda row: row.pk)


def _matches(
    piece: Evidence, others: Sequence[Evidence], changes: Mapping[tuple[str, str], str | None]
) -> Iterator[Match]:
    for row in others:
        words = "" if row.blob_id == piece.blob_id else changes[_ordered(piece, row)]
        if words is not None:
            yield Match(photo_of(row, row.case), words)


def _ordered(one: Evidence, other: Evidence) -> tuple[str, str]:
    """What came first is taken for the picture that the other was made of."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    return first.blob_id, second.blob_id


def _changes(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """What was done to the first picture to make the second; None when they are two."""
    unknown = [pair for pair in pairs if pair not in _COMPARED]
    prints = dict(_fingerprints({sha256 for pair in unknown for sha256 in pair}))
    if len(_COMPARED) > _MOST_KEPT:
        _COMPARED.clear()
    found = {}
    for first, second in unknown:
        like = likeness(prints[first], prints[second])
        found[first, second] = like.words if like else None
    known = {pair: _COMPARED[pair] for pair in pairs if pair in _COMPARED}
    _COMPARED.update(found)
    return known | found


# ── the index ───────────────────────────────────────────────────────────────
def near_pictures(pieces: Iterable[Evidence], arrived: Arrived) -> dict[str, list[str]]:
    """For each picture among ``pieces``, by its hash, those that may be like it."""
    pictures = {piece.blob_id: piece.blob.picture for piece in pieces if hasattr(piece.blob, "picture")}
    prints = [Fingerprint.from_bytes(bytes(picture.fingerprint)) for picture in pictures.values()]
    return dict(zip(pictures, _pictures().ask(prints, arrived), strict=True)) if prints else {}


def _pictures() -> Shelf[PictureIndex[int], Fingerprint]:
    return _pictures_of(str(connection.settings_dict["NAME"]))


@cache
def _pictures_of(database: str) -> Shelf[PictureIndex[int], Fingerprint]:
    return Shelf(Sort(_fingerprints, _index_of, _find))


def _index_of(pictures: Iterable[tuple[int, Fingerprint]]) -> PictureIndex[int]:
    index: PictureIndex[int] = PictureIndex()
    for key, one in pictures:
        index.add(key, one)
    return index


def _find(index: PictureIndex[int], one: Fingerprint) -> list[int]:
    return index.near(one, most=MOST_COMPARED)


def _fingerprints(files: Collection[str]) -> Iterator[tuple[str, Fingerprint]]:
    for part in by_parts(files):
        rows = Picture.objects.filter(pk__in=part).values_list("pk", "fingerprint")
        for sha256, stored in rows.iterator():
            yield sha256, Fingerprint.from_bytes(bytes(stored))
