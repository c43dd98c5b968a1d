"""Photos of evidence, made fit for paper: a picture is asked for by its hash and comes as a small JPEG, or not at all.

What a camera wrote beside the picture (place, time, device) stays behind.
"""

import io
import warnings

from PIL import Image, ImageOps

from bihuan.evidence import blobs

# On the long side, in pixels: two photos side by side on an A4 sheet are 75 mm each, so more than 300 a inch.
LONGEST = 1_000
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


def photo_of(sha256: str) -> bytes | None:
    """The picture with this hash as JPEG, at most ``LONGEST`` pixels on the long side; the same bytes every time.

    None when there is no such file, when it is no whole picture, or when decoding it would take more memory than a
    server has to spare: beyond Pillow's own limit, for a JPEG beyond twice of it (that is decoded at an eighth).
    """
    try:
        with warnings.catch_warnings():
            # Up to twice the limit Pillow only warns; what is done about it stands below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(blobs.path_of(sha256), formats=_FORMATS) as picture:
                return _for_paper(picture) if _affordable(picture) else None
    except MemoryError:
        return None
    except Exception:
        # Whatever a broken or hostile file makes a decoder raise (OSError, SyntaxError, struct.error …): no paper
        # fails because of one picture.
        return None


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
