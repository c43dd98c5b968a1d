"""What a camera wrote beside a picture: when, where, with what. And a picture without any of it. Pure.

Nothing here is believed: a time that cannot be, or a place that is none, counts as not written.
"""

import io
import math
import re
import unicodedata
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.evidence.heic import open_heic
from bihuan.evidence.picture import MOST_PIXELS

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
# Before, there was no camera that writes; a clock that was never set begins in 1970 or 1980.
FIRST_YEAR = 1990
_MAKE, _MODEL, _EXIF_PART, _GPS_PART = 0x010F, 0x0110, 0x8769, 0x8825
_MOMENTS = ((0x9003, 0x9011), (0x9004, 0x9012))  # original, digitized: the moment and its offset
_MOMENT = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_QUALITY = 92


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a picture says of itself. ``taken_at`` knows its zone; places are WGS 84, in degrees."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    device: str = ""


NOTHING = PhotoFacts()


def read_exif(content: bytes) -> PhotoFacts:
    """The facts in a JPEG, PNG, WebP or HEIC. Whatever is missing, broken or impossible is left out; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _facts(content)
    except Exception:
        # The tags are anybody's bytes: what a broken one makes the reader raise is no matter of this picture's.
        return NOTHING


def _facts(content: bytes) -> PhotoFacts:
    tags = _tags(content)
    latitude, longitude = _place(tags.get_ifd(_GPS_PART))
    return PhotoFacts(
        _moment(tags.get_ifd(_EXIF_PART)), latitude, longitude, _device(tags.get(_MAKE), tags.get(_MODEL))
    )


def _tags(content: bytes) -> Any:
    from PIL import Image

    if content[4:8] == b"ftyp":
        tags = Image.Exif()
        tags.load(open_heic(content, MOST_PIXELS).exif)
        return tags
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
        # Where a PNG has none at its head Pillow decodes all of it to look behind.
        return picture.getexif() if picture.width * picture.height <= MOST_PIXELS else Image.Exif()


def _moment(tags: dict[int, Any]) -> datetime | None:
    for moment, offset in _MOMENTS:
        if found := _read_moment(tags.get(moment), tags.get(offset)):
            return found
    return None


def _read_moment(value: object, offset: object) -> datetime | None:
    """The moment of “2021:12:05 16:20:00” in its zone; without one, in the office's."""
    match = _MOMENT.match(_text(value))
    if match is None:
        return None
    try:
        moment = datetime(*(int(part or 0) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    if moment.year < FIRST_YEAR:
        return None
    return moment.replace(tzinfo=_zone(_text(offset))).astimezone(OFFICE_ZONE)


def _zone(offset: str) -> timezone | ZoneInfo:
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        return OFFICE_ZONE
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-ahead if match[1] == "-" else ahead)


def _place(tags: dict[int, Any]) -> tuple[float | None, float | None]:
    """Latitude and longitude; both or neither. A device without a fix writes 0, 0 or nothing."""
    latitude = _degrees(tags.get(2), _text(tags.get(1)), "NS", 90)
    longitude = _degrees(tags.get(4), _text(tags.get(3)), "EW", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(value: Any, side: str, sides: str, most: int) -> float | None:
    """Degrees, minutes, seconds as one signed number."""
    if not isinstance(value, tuple) or len(value) != 3 or side.upper() not in tuple(sides):
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or min(degrees, minutes, seconds) < 0 or found > most:
        return None
    return round(-found if side.upper() == sides[1] else found, 7)


def _device(make: object, model: object) -> str:
    """“HUAWEI P40”: the maker once, even where the model begins with it."""
    maker, name = _text(make), _text(model)
    words = name if name.lower().startswith(maker.lower()) else f"{maker} {name}"
    return words.strip()[:100]


def _text(value: object) -> str:
    """The words of a tag, without what cannot be printed."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    kept = (" " if unicodedata.category(sign).startswith("C") else sign for sign in value.split("\x00")[0])
    return " ".join("".join(kept).split())


def without_exif(content: bytes) -> bytes:
    """The same picture with nothing beside it: no time, place, device, words or small copy; turned the right way up.

    JPEG stays JPEG, PNG stays PNG, WebP stays WebP; HEIC becomes JPEG. Colours keep their profile. Raises ValueError
    for what is no whole picture: then there is nothing fit to be published.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _bare(content)
    except Exception as problem:
        raise ValueError("not a picture that can be shown") from problem


def _bare(content: bytes) -> bytes:
    from PIL import Image, ImageOps

    if content[4:8] == b"ftyp":
        content = open_heic(content, MOST_PIXELS).jpeg
    picture: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too large")
    # A telephone's file of several views counts as its first.
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if kind == "JPEG":
        upright = upright if upright.mode in ("L", "CMYK") else upright.convert("RGB")
    elif "transparency" in upright.info:
        upright = upright.convert("RGBA")
    # Pillow writes what it finds here beside the picture: words, XMP, and more with each version.
    upright.info = {"icc_profile": profile} if profile else {}
    stream = io.BytesIO()
    upright.save(stream, kind, icc_profile=profile, quality=_QUALITY, exif=b"")
    return stream.getvalue()
