"""The picture of one page, made in a process of its own: ``python picture_child.py SECONDS PAGE DOTS TURNS < file``.

PAGE counts from 0, of a PDF or a .tif; any other picture is its own page 0. Writes a JPEG whose longer side is DOTS,
turned by so many quarters against the clock; for 0 DOTS only how many pages there are. Started by ``pictures`` and by
nobody else. Imports nothing of Bihuan.
"""

import io
import resource
import sys
from typing import Any

DAMAGED = 3
MOST_MEMORY = 3_000_000_000
MOST_DOTS = 120_000_000


def main() -> int:
    """Write the picture; any exit code but 0 says that there is none."""
    seconds, number, dots, turns = (int(word) for word in sys.argv[1:5])
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, seconds)):
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))
    content = sys.stdin.buffer.read()
    try:
        if not dots:
            sys.stdout.write(str(_count(content)))
            return 0
        page = (_of_pdf if content.startswith(b"%PDF") else _of_photo)(content, number, dots)
        page.rotate(turns * 90, expand=True).save(sys.stdout.buffer, "JPEG", quality=80)
    except Exception:  # whatever a decoder stumbles over, there is no picture
        return DAMAGED
    return 0


def _count(content: bytes) -> int:
    if content.startswith(b"%PDF"):
        import pypdfium2

        return len(pypdfium2.PdfDocument(content))
    return int(getattr(_photo(content), "n_frames", 1))


def _of_pdf(content: bytes, number: int, dots: int) -> Any:
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[number]
    scale = dots / max(*page.get_size(), 1.0)
    return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def _of_photo(content: bytes, number: int, dots: int) -> Any:
    from PIL import ImageOps

    picture = _photo(content)
    picture.seek(number)
    if picture.mode.startswith("I"):  # sixteen bits, of which only the darkest would not be white
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((dots, dots))
    return upright


def _photo(content: bytes) -> Any:
    from PIL import Image

    if content[4:8] == b"ftyp":
        from pi_heif import register_heif_opener  # type: ignore[import-untyped]

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    return Image.open(io.BytesIO(content))


if __name__ == "__main__":
    sys.exit(main())
