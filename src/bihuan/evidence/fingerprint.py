"""What a picture is found again by, however it is doctored: local features, a small grey copy, a few tones. Pure.

The picture is brought to one area and turned grey. Of its SIFT features the best, spread over the picture, are kept;
each descriptor becomes ``BITS`` bits by planes that are fixed here. The second half of the planes is the mirror image
of the first, so that the bits of the mirrored picture are those of the picture with the halves exchanged.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bihuan.evidence.heic import open_heic
from bihuan.evidence.picture import MOST_PIXELS

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# The areas, in pixels, that every picture is brought to: for the features, and for the grey copy that is kept.
AREA = 440 * 330
COPY_AREA = 256 * 192
MOST_FEATURES = 208
BITS = 192
_HALF = BITS // 2
_VERSION = 1
_HEAD = struct.Struct("<BIIHHBBBB")
_LONGEST = 4  # a strip longer than this many times its height is squeezed
_FOUND = 420  # features looked at, of which the kept ones are chosen
_CELLS = 8
_COPY_QUALITIES = (60, 40, 25, 12, 0)
_COPY_BYTES = 5200
_FORMATS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = tuple(turn for number, turn in _TURNS.items() if number > 4)
# Where a grey value spans less than this, there is nothing to see.
_LEAST_SPAN = 4.0
# The mean of descriptors (square roots of shares, thousandths) over many photos: the upper two rows of four, columns,
# directions; the lower rows are their mirror image. Bits are taken around it, so that each is set in half of all.
_MEAN = (
    (
        (74, 57, 47, 50, 62, 43, 36, 48),
        (124, 76, 50, 51, 61, 47, 46, 74),
        (122, 68, 42, 46, 63, 54, 55, 82),
        (72, 45, 35, 44, 64, 55, 50, 59),
    ),
    (
        (94, 61, 50, 60, 76, 53, 40, 55),
        (162, 89, 56, 65, 79, 58, 52, 93),
        (160, 88, 49, 59, 83, 69, 60, 94),
        (90, 53, 40, 55, 81, 65, 52, 62),
    ),
)


class UnreadablePictureError(ValueError):
    """The bytes are no picture that can be opened: damaged, cut off, of another kind, or too many pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """A picture as it is compared. Built by ``fingerprint`` or ``from_bytes`` only.

    ``points``: x, y in the picture brought to ``AREA``, size, angle in degrees, a row each, the best first.
    ``bits``: the descriptors, a row each. ``copy``: the small grey picture, encoded. ``coarseness``: how coarsely a
    JPEG was compressed, 0 for other kinds. ``tint``: mean blueness, redness and colourfulness.
    """

    width: int
    height: int
    points: Floats
    bits: Bytes
    copy: bytes = field(repr=False)
    coarseness: int = 0
    tint: tuple[int, int, int] = (128, 128, 0)
    flipped: bool = False

    @property
    def scale(self) -> float:
        """How large a pixel of the picture is in the coordinates of ``points``."""
        return working_size(self.width, self.height, AREA)[0] / self.width

    def grey(self) -> Bytes:
        """The small grey picture."""
        with Image.open(io.BytesIO(self.copy), formats=["WEBP"]) as picture:
            grey = np.asarray(picture.convert("L"))
        return grey[:, ::-1] if self.flipped else grey

    def to_bytes(self) -> bytes:
        """As it is stored, at most 12 KB."""
        places = np.round(self.points[:, :2] * 64).astype("<u2")
        shape = np.stack([np.log2(self.points[:, 2]) * 32, self.points[:, 3] * (256 / 360)], axis=1)
        head = _HEAD.pack(
            _VERSION, self.width, self.height, len(self.points), len(self.copy), self.coarseness, *self.tint
        )
        bytes_of_shape = (np.round(shape).astype(np.int64) & 255).astype(np.uint8).tobytes()
        return head + places.tobytes() + bytes_of_shape + self.bits.tobytes() + self.copy

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The fingerprint that ``to_bytes`` stored. Raises ValueError for anything else."""
        try:
            version, width, height, count, length, coarseness, *tint = _HEAD.unpack_from(stored)
        except struct.error as problem:
            raise ValueError("no fingerprint") from problem
        features = count * (6 + BITS // 8)
        if version != _VERSION or len(stored) != _HEAD.size + features + length:
            raise ValueError("no fingerprint, or one of another version")
        at = _HEAD.size
        places = np.frombuffer(stored, "<u2", count * 2, at).reshape(-1, 2) / np.float32(64)
        shape = np.frombuffer(stored, np.uint8, count * 2, at + count * 4).reshape(-1, 2)
        points = np.column_stack([places, np.exp2(shape[:, :1] / 32), shape[:, 1:] * (360 / 256)])
        bits = np.frombuffer(stored, np.uint8, count * BITS // 8, at + count * 6).reshape(-1, BITS // 8)
        copy = stored[at + features :]
        return cls(
            width, height, points.astype(np.float32), bits, copy, coarseness, (tint[0], tint[1], tint[2])
        )


def mirrored(one: Fingerprint) -> Fingerprint:
    """The fingerprint of the picture as in a mirror."""
    points = one.points.copy()
    points[:, 0] = working_size(one.width, one.height, AREA)[0] - 1 - points[:, 0]
    points[:, 3] = (180 - points[:, 3]) % 360
    return replace(one, points=points, bits=np.roll(one.bits, _HALF // 8, axis=1), flipped=not one.flipped)


def working_size(width: int, height: int, area: int) -> tuple[int, int]:
    """The size of about ``area`` pixels that a picture of this size is brought to."""
    ratio = min(max(width / height, 1 / _LONGEST), _LONGEST)
    return round((area * ratio) ** 0.5), round((area / ratio) ** 0.5)


def fingerprint(content: bytes) -> Fingerprint:
    """The fingerprint of a JPEG, PNG, WebP or HEIC, as it is shown the right way up.

    Raises UnreadablePictureError for what is damaged, cut off, no picture, or has more than ``MOST_PIXELS``.
    """
    try:
        heic = content[4:8] == b"ftyp"
        jpeg = open_heic(content, MOST_PIXELS).jpeg if heic else content
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels and refuses from 179; the bound here lies between.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(jpeg), formats=_FORMATS) as picture:
                return _taken(picture)
    except UnreadablePictureError:
        raise
    except Exception as problem:
        # Whatever a broken or hostile file makes a decoder raise: it is not a picture that can be compared.
        raise UnreadablePictureError("not a picture that can be opened") from problem


def _taken(picture: Image.Image) -> Fingerprint:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise UnreadablePictureError(f"{width}x{height} pixels are more than {MOST_PIXELS}")
    tables: dict[int, Any] = getattr(picture, "quantization", {})
    coarseness = round(min(255.0, float(np.mean(tables.get(0, [0])))))
    turn = _turn(picture)
    size = working_size(width, height, AREA)
    # A JPEG is decoded at a half, a quarter or an eighth: all of its data is read, at a fraction of time and memory.
    picture.draft("RGB", size)
    small = _on_white(picture, size)
    if turn is not None:
        small = small.transpose(turn)
    if turn in _LYING:
        width, height = height, width
    grey = np.asarray(small.convert("L"))
    points, bits = _features(_sized(grey, working_size(width, height, AREA)))
    copy = _encoded(_sized(grey, working_size(width, height, COPY_AREA)))
    return Fingerprint(width, height, points, bits, copy, coarseness, _tint(small))


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How the camera says that the picture is to be turned; a broken note of it says nothing."""
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None


def _on_white(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in three colours, roughly reduced to ``size``; what is transparent becomes white."""
    if picture.mode.startswith(("I", "F")):  # deeper than eight bits; converting would cut off, not scale
        deep = np.asarray(picture, np.float32)
        span = max(float(deep.max() - deep.min()), 1.0)
        picture = Image.fromarray(((deep - deep.min()) * (255 / span)).astype(np.uint8))
    elif picture.mode not in ("L", "RGB", "RGBA", "CMYK", "YCbCr"):
        picture = picture.convert("RGBA")
    picture = picture.reduce(max(1, min(picture.width // size[0], picture.height // size[1])))
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    return picture.convert("RGB")


def _tint(picture: Image.Image) -> tuple[int, int, int]:
    small = picture.resize((16, 16), Image.Resampling.BOX).convert("YCbCr")
    colours = np.asarray(small, np.float32)[..., 1:] - 128
    blue, red = colours.reshape(-1, 2).mean(axis=0)
    fullness = np.hypot(colours[..., 0], colours[..., 1]).mean()
    return int(blue + 128), int(red + 128), min(255, int(fullness * 2))


def _sized(grey: Bytes, size: tuple[int, int]) -> Bytes:
    smaller = size[0] < grey.shape[1]
    sized = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return np.asarray(sized, np.uint8)


def _encoded(grey: Bytes) -> bytes:
    """The grey copy as WebP, as good as fits."""
    for quality in _COPY_QUALITIES:
        stream = io.BytesIO()
        Image.fromarray(grey).save(stream, "WEBP", quality=quality, method=2)
        if stream.tell() <= _COPY_BYTES:
            break
    return stream.getvalue()


def _features(grey: Bytes) -> tuple[Floats, Bytes]:
    low, high = np.percentile(grey[::3, ::3], (1, 99))
    if high - low < _LEAST_SPAN:
        return np.zeros((0, 4), np.float32), np.zeros((0, BITS // 8), np.uint8)
    # Few features in a pale or dark picture: its tones are spread first.
    spread = np.clip((grey.astype(np.float32) - low) * (255 / (high - low)), 0, 255).astype(np.uint8)
    keys, descriptors = cv2.SIFT.create(_FOUND, 3, 0.005).detectAndCompute(spread, None)
    if not keys:
        return np.zeros((0, 4), np.float32), np.zeros((0, BITS // 8), np.uint8)
    points = np.array([(*key.pt, key.size, key.angle, key.response) for key in keys], np.float32)
    best = _spread(points, grey.shape[1], grey.shape[0])
    shares = descriptors[best] / np.maximum(descriptors[best].sum(axis=1, keepdims=True), 1)
    mean, planes = _planes()
    bits = np.packbits((np.sqrt(shares) - mean) @ planes.T > 0, axis=1)
    return points[best, :4], bits


def _spread(points: Floats, width: int, height: int) -> NDArray[np.intp]:
    """The strong features first, but each cell of the picture in turn."""
    columns = (points[:, 0] * _CELLS / width).astype(np.intp).clip(0, _CELLS - 1)
    rows = (points[:, 1] * _CELLS / height).astype(np.intp).clip(0, _CELLS - 1)
    cells = rows * _CELLS + columns
    # Ties are broken by place, so that the order does not hang on how many threads looked.
    order = np.lexsort((points[:, 0], points[:, 1], -points[:, 4]))
    nth = np.zeros(len(points))
    seen = np.zeros(_CELLS * _CELLS)
    for at in order:
        nth[at] = seen[cells[at]]
        seen[cells[at]] += 1
    merit = points[:, 4] / (1 + nth)
    return order[np.argsort(-merit[order], kind="stable")][:MOST_FEATURES]


@lru_cache(maxsize=1)
def _planes() -> tuple[Floats, Floats]:
    """The mean descriptor, and the planes by which bits are taken: the same on every machine and for ever."""
    upper = np.array(_MEAN, np.float32) / np.float32(1000)
    mean = np.concatenate([upper, _mirror(upper)])
    chance = np.frombuffer(hashlib.shake_256(b"bihuan picture planes").digest(_HALF * 16), np.uint8)
    half = np.unpackbits(chance).reshape(_HALF, 4, 4, 8).astype(np.float32) * np.float32(2) - np.float32(1)
    planes = np.concatenate([half, _mirror(half)]).reshape(BITS, 128)
    return mean.ravel(), planes


def _mirror(descriptors: Floats) -> Floats:
    """Descriptors as they are of the mirrored picture: rows in reverse, directions the other way round."""
    return descriptors[..., ::-1, :, :][..., [0, 7, 6, 5, 4, 3, 2, 1]]
