"""Whether a picture is whole, is one picture, and can be opened on a server without harm. Pure.

The size is read from the head of the file, so that a small file that claims a huge picture is never decoded.
"""

import io
import warnings
from typing import Any

from bihuan.evidence.fault import ANIMATED, BOMB, DAMAGED, Fault
from bihuan.evidence.heic import open_heic

MOST_PIXELS = 100_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")


def picture_fault(content: bytes) -> Fault | None:
    """What is wrong with a JPEG, PNG, WebP or HEIC: too many pixels, animated, cut off or broken."""
    try:
        return _heic_fault(content) if content[4:8] == b"ftyp" else _plain_fault(content)
    except MemoryError:
        return BOMB
    except Exception:
        # Whatever a broken or hostile file makes a decoder raise: it is not a picture that can be shown.
        return DAMAGED


def _plain_fault(content: bytes) -> Fault | None:
    from PIL import Image

    with warnings.catch_warnings():
        # Pillow warns from 89 million pixels and refuses from 179; the bound here lies between.
        warnings.simplefilter("ignore")
        try:
            picture: Any = Image.open(io.BytesIO(content), formats=_FORMATS)
        except Image.DecompressionBombError:
            return Fault("picture-too-large", _too_large("179百万"))
        with picture:
            if fault := _size_fault(*picture.size):
                return fault
            # A telephone puts a second view or a film behind a JPEG; that is no animation.
            if picture.format not in ("JPEG", "MPO") and getattr(picture, "n_frames", 1) > 1:
                return ANIMATED
            # A JPEG is decoded at an eighth: all of its data is read, at a sixty-fourth of the memory.
            picture.draft("RGB", (picture.width // 8, picture.height // 8))
            picture.load()
    return None


def _heic_fault(content: bytes) -> Fault | None:
    photo = open_heic(content, MOST_PIXELS)
    return _size_fault(photo.width, photo.height)


def _size_fault(width: int, height: int) -> Fault | None:
    if width * height <= MOST_PIXELS:
        return None
    return Fault("picture-too-large", _too_large(f"{width}×{height}"))


def _too_large(size: str) -> str:
    return f"的像素过多（{size}），超过{MOST_PIXELS // 1_000_000}百万像素上限，请缩小后上传。"
