"""Photos of evidence, made fit for paper: a picture is asked for by its hash and comes as a small JPEG, or not at all.

What a camera wrote beside the picture (place, time, device) stays behind. A small picture is kept once made, in a
folder that may be emptied at any time: it is made anew when it is missing or damaged.
"""

import contextlib
import hashlib
import io
import os
import tempfile
import warnings
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from bihuan.evidence import blobs
from bihuan.evidence.heic import open_heic
from bihuan.evidence.picture import MOST_PIXELS

# On the long side, in pixels: two photos side by side on an A4 sheet are 75 mm each, so more than 300 a inch.
LONGEST = 1_000
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
# Behind the picture stands its own SHA-256, by which a damaged one is known; readers of JPEG do not mind.
_SEAL = hashlib.sha256().digest_size
# A part of its name: with other measures it is another picture.
_MEASURES = f"{LONGEST}-{_QUALITY}"


def photo_of(sha256: str) -> bytes | None:
    """The picture with this hash as JPEG, at most ``LONGEST`` pixels on the long side; the same bytes every time.

    None when there is no such file, when it is no whole picture, or when decoding it would take more memory than a
    server has to spare: beyond Pillow's own limit, for a JPEG beyond twice of it (that is decoded at an eighth).
    """
    kept = settings.VAR_DIR / "cache" / "photos" / f"{sha256}-{_MEASURES}.jpg"
    if not sha256 or not blobs.path_of(sha256).is_file():
        return None
    content = _sound(kept)
    if content is None:
        content = _made(sha256)
        if content is not None:
            _keep(kept, content)
    return content


def _sound(path: Path) -> bytes | None:
    """The picture kept at ``path``; None when there is none or it is not as it was written."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    content, seal = whole[:-_SEAL], whole[-_SEAL:]
    return content if content and hashlib.sha256(content).digest() == seal else None


def _keep(path: Path, content: bytes) -> None:
    """Write the picture, whole or not at all. A full or read-only disk costs time, never a paper."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(content + hashlib.sha256(content).digest())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _made(sha256: str) -> bytes | None:
    try:
        with warnings.catch_warnings():
            # Up to twice the limit Pillow only warns; what is done about it stands below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(_readable(blobs.path_of(sha256)), formats=_FORMATS) as picture:
                return _for_paper(picture) if _affordable(picture) else None
    except MemoryError:
        return None
    except Exception:
        # Whatever a broken or hostile file makes a decoder raise (OSError, SyntaxError, struct.error …): no paper
        # fails because of one picture.
        return None


def _readable(path: Path) -> Path | io.BytesIO:
    """The file itself; of a HEIC, which nothing here decodes, the same picture as JPEG."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head[4:] != b"ftyp":
        return path
    return io.BytesIO(open_heic(path.read_bytes(), MOST_PIXELS).jpeg)


def _affordable(picture: Image.Image) -> bool:
    limit = Image.MAX_IMAGE_PIXELS
    return picture.format == "JPEG" or limit is None or picture.width * picture.height <= limit


def _for_paper(picture: Image.Image) -> bytes:
    """The pixels of ``picture`` on white, the right way up, and nothing else of it."""
    picture.draft("RGB", (LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST, LONGEST))
    sheet = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    sheet.paste(seen, mask=seen.getchannel("A"))
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
