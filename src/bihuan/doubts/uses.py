"""Where else the files of a case were handed in, as they are or much like it: looked up once for all detectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.evidence.known import Arrived
from bihuan.evidence.models import Evidence

_BESIDE = ("case__batch__coordinator", "case__lead", "before", "blob__picture", "blob__writing")
# What only the indexes in memory look at.
_LEFT_OUT = ("blob__picture__fingerprint", "blob__writing__sketch")


@dataclass(frozen=True, slots=True)
class Uses:
    """By file (its hash): the files that may be like it, the likeliest first; every time it was handed in, in order."""

    near: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Evidence]]


def uses_of(pieces: Sequence[Evidence]) -> Uses:
    """The uses of these pieces' files in the whole ledger. The same few statements, whatever their number."""
    if not pieces:
        return Uses({}, {})
    # Imported here: OpenCV and numpy are no part of starting up.
    from bihuan.doubts.case_photos import near_pictures
    from bihuan.doubts.elsewhere import near_papers

    arrived = Arrived()
    near = near_pictures(pieces, arrived) | near_papers(pieces, arrived)
    wanted = {piece.blob_id for piece in pieces} | {sha256 for found in near.values() for sha256 in found}
    found = Evidence.objects.filter(blob__in=wanted).select_related(*_BESIDE).defer(*_LEFT_OUT).order_by("pk")
    rows: dict[str, list[Evidence]] = {}
    for row in found:
        rows.setdefault(row.blob_id, []).append(row)
    return Uses(near, rows)
