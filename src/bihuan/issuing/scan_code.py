"""Reading the code off a scan: the QR code at the end of a paper, found on pictures and on the pages of a PDF.

A scan comes from outside: sizes are bounded before anything is unpacked, and whatever a decoder stumbles over means
that the file cannot be read.
"""

import io
import re
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

MOST_PAGES = 5
# A page of A4 at 200 dots an inch has four million; a scanner's largest has a few dozen.
MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 3_000
_DOTS_A_POINT = 200 / 72
_PDF = "application/pdf"
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CODE = re.compile(r"/check/([0-9A-HJKMNP-TV-Z]{10})/?")


def codes_on(content: bytes, media_type: str) -> frozenset[str] | None:
    """The codes of papers in QR codes on the scan; empty when none can be read, None when the file does not open."""
    try:
        pictures = _pages(content) if media_type == _PDF else _picture(content)
        return frozenset(code for picture in pictures for code in _codes(picture))
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _codes(picture: Image.Image) -> Iterator[str]:
    for found in zxingcpp.read_barcodes(picture, formats=_QR):
        if match := _CODE.search(found.text):
            yield match[1]


def _picture(content: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
        yield picture.convert("L")


def _pages(content: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    try:
        if not len(document):
            raise ValueError("no pages")
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            scale = min(_DOTS_A_POINT, _LONGEST_SIDE / max(page.get_size()))
            yield page.render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()
