"""Small valid files to hand in as evidence. ``seed`` makes two of a kind differ."""

import io
from functools import cache

from pikepdf import Pdf
from PIL import Image

BLANK_PAGES: set[bytes] = set()  # each that was made


def png(seed: int = 0) -> bytes:
    """A picture of a few pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (6, 4), ((seed * 53) % 256, (seed * 97) % 256, 120)).save(stream, "PNG")
    return stream.getvalue()


def txt(text: str = "望海路路灯排查记录") -> bytes:
    """A text file."""
    return text.encode()


@cache
def pdf(seed: int = 0) -> bytes:
    """One blank page."""
    page = Pdf.new()
    # PostgreSQL gives keys out across tests: a seed may be large, a page may not.
    page.add_blank_page(page_size=(200 + seed % 10_000, 300 + seed // 10_000))
    stream = io.BytesIO()
    page.save(stream, deterministic_id=True)
    BLANK_PAGES.add(stream.getvalue())
    return stream.getvalue()
