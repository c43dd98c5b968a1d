"""Photos that were used before, and photos whose time or place cannot be. Pure.

Whether two pictures are one is decided by ``evidence.likeness``; here it is decided whether that is wrong. A photo of
the state before may be handed in again in a later round of the same item, and a photo after may then stand for before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from math import asin, cos, radians, sin, sqrt

from bihuan.doubts.doubt import Doubt, Seen, plain, severe
from bihuan.kernel.words import Labelled

_FAR = 500
# Clocks of telephones and servers are never quite the same.
_CLOCKS_DIFFER = timedelta(minutes=10)
_EARTH = 6_371_000


class PhotoKind(Labelled):
    """What a photo was handed in as."""

    BEFORE = "before", "整改前图片"
    AFTER = "after", "整改后图片"
    OTHER = "other", "佐证图片"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo and what it was handed in for. ``item``, ``unit`` and ``batch`` as they are shown; moments are aware."""

    case_id: int
    sha256: str
    name: str
    item: str
    unit: str = ""
    batch: str = ""
    kind: PhotoKind = PhotoKind.OTHER
    round: int = 1
    measure: int | None = None
    # Of a photo after: the photo before of the same spot.
    pair_sha256: str = ""
    taken_at: datetime | None = None
    added_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None

    def seen(self, text: str = "") -> Seen:
        """The photo as one side of a doubt."""
        whose = "/".join(part for part in (self.batch, self.item, self.unit) if part)
        return Seen(f"{whose}/{self.kind.label}“{self.name}”", self.sha256, self.case_id, text)


@dataclass(frozen=True, slots=True)
class Match:
    """A photo handed in elsewhere that is the same picture; ``changes`` as ``Likeness.words`` says them."""

    other: Photo
    changes: str = ""


def reused(photo: Photo, matches: Sequence[Match]) -> Iterator[Doubt]:
    """Each use of the picture that one photo cannot stand for."""
    for match in matches:
        other = match.other
        same_file = other.sha256 == photo.sha256
        how = "文件完全相同" if same_file else f"为同一张照片，改动：{match.changes}"
        sides = photo.seen(), other.seen()
        if other.case_id != photo.case_id:
            where = "其他单位的" if other.unit != photo.unit else "其他"
            code = "photo-reused-exactly" if same_file else "photo-reused"
            message = (
                f"{photo.kind.label}“{photo.name}”与{where}事项“{other.item}”的“{other.name}”{how}，"
                "请到现场核实，并要求重新拍摄。"
            )
            yield severe(code, message, *sides)
        elif _after_is_before(photo, other):
            message = (
                f"整改后图片“{photo.name}”与整改前图片“{other.name}”{how}，不能证明已经整改，请到现场核实。"
            )
            yield severe("after-is-before", message, *sides)
        elif _twice_within(photo, other):
            code = "photo-reused-exactly" if same_file else "photo-reused"
            message = (
                f"{photo.kind.label}“{photo.name}”与本事项另一处使用的“{other.name}”{how}，"
                "同一张照片不能证明不同措施或者不同地点，请核实。"
            )
            yield severe(code, message, *sides)


def _after_is_before(photo: Photo, other: Photo) -> bool:
    return photo.kind is PhotoKind.AFTER and other.kind is PhotoKind.BEFORE


def _twice_within(photo: Photo, other: Photo) -> bool:
    """In one round, of one kind, for different measures or for different spots."""
    if photo.round != other.round or photo.kind is not other.kind:
        return False
    measures = photo.measure != other.measure and None not in (photo.measure, other.measure)
    return measures or photo.pair_sha256 != other.pair_sha256


def odd_times(photo: Photo, *, began_at: datetime | None, claimed_at: datetime | None) -> Iterator[Doubt]:
    """A photo after, taken before there was work or after it was declared done; a camera that runs ahead.

    ``began_at``: when the item was assigned or work began; ``claimed_at``: when it was declared done.
    """
    taken = photo.taken_at
    if taken is None:
        return
    side = photo.seen(f"拍摄于{taken:%Y-%m-%d %H:%M}")
    if photo.added_at and taken > photo.added_at + _CLOCKS_DIFFER:
        uploaded = f"{photo.added_at:%Y-%m-%d %H:%M}"
        message = f"“{photo.name}”的拍摄时间晚于上传时间（{uploaded}），设备时钟有误或者信息被改动。"
        yield plain("photo-device-clock", message, side)
    elif photo.kind is PhotoKind.AFTER and began_at and taken < began_at - _CLOCKS_DIFFER:
        message = (
            f"整改后图片“{photo.name}”拍摄于整改开始（{began_at:%Y-%m-%d %H:%M}）之前，不能反映整改后的情况。"
        )
        yield severe("photo-taken-before-work", message, side)
    elif photo.kind is PhotoKind.AFTER and claimed_at and taken > claimed_at + _CLOCKS_DIFFER:
        message = (
            f"整改后图片“{photo.name}”拍摄于申报完成（{claimed_at:%Y-%m-%d %H:%M}）之后，请核对完成时间。"
        )
        yield plain("photo-taken-after-claim", message, side)


def far_apart(photos: Sequence[Photo]) -> Iterator[Doubt]:
    """Of one item: the two photos of one spot far from each other; a photo far from all the others."""
    placed = [photo for photo in photos if photo.latitude is not None and photo.longitude is not None]
    told = set()
    for photo, other in combinations(placed, 2):
        distance = metres(photo, other)
        if distance > _FAR and photo.sha256 != other.sha256 and _of_one_spot(photo, other):
            told |= {photo.sha256, other.sha256}
            message = f"“{photo.name}”与“{other.name}”为同一处的整改前后图片，定位相距约{_said(distance)}，请核实地点。"
            yield plain("photo-far-from-place", message, photo.seen(_place(photo)), other.seen(_place(other)))
    for photo in placed if len(placed) > 2 else ():
        others = [other for other in placed if other is not photo]
        nearest = min(others, key=lambda other: metres(photo, other))
        # Only where the others lie together there is a place to be far from.
        together = all(metres(nearest, other) <= _FAR for other in others)
        if photo.sha256 not in told and together and (distance := metres(photo, nearest)) > _FAR:
            message = f"“{photo.name}”的定位距本事项其他图片约{_said(distance)}，请核实地点。"
            yield plain(
                "photo-far-from-place", message, photo.seen(_place(photo)), nearest.seen(_place(nearest))
            )


def _of_one_spot(one: Photo, other: Photo) -> bool:
    return one.pair_sha256 == other.sha256 or other.pair_sha256 == one.sha256


def metres(one: Photo, other: Photo) -> float:
    """How far apart two photos were taken, that both know their place."""
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    north, east, other_north, other_east = (radians(degrees or 0) for degrees in places)
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(min(1.0, half)))


def _said(distance: float) -> str:
    return f"{distance / 1000:.1f}公里" if distance >= 1000 else f"{round(distance, -1):.0f}米"


def _place(photo: Photo) -> str:
    return f"定位{photo.latitude:.5f}，{photo.longitude:.5f}"
