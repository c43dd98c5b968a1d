"""Scans of signed papers: a sheet with the QR code of a paper on it, as a scanner would save it."""

import io

from PIL import Image

from bihuan.issuing.facts import address_of
from bihuan.typesetting.qr import qr_png


def sheet(*codes: str) -> Image.Image:
    """A white sheet with the QR codes of these papers below one another."""
    page = Image.new("L", (900, 400 + 400 * len(codes)), 255)
    for at, code in enumerate(codes):
        picture = Image.open(io.BytesIO(qr_png(address_of(code)))).convert("L")
        page.paste(picture, (100, 200 + 400 * at))
    return page


def png_of(*codes: str) -> bytes:
    """The sheet as PNG."""
    return _saved(sheet(*codes), "PNG")


def jpeg_of(*codes: str) -> bytes:
    """The sheet as JPEG, a little askew, as it lay on the glass."""
    return _saved(sheet(*codes).rotate(4, expand=True, fillcolor=255), "JPEG")


def pdf_of(*codes: str) -> bytes:
    """A PDF of an empty page and the sheet."""
    stream = io.BytesIO()
    Image.new("L", (900, 1200), 255).save(stream, "PDF", save_all=True, append_images=[sheet(*codes)])
    return stream.getvalue()


def _saved(picture: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form)
    return stream.getvalue()
