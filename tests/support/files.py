"""Small valid files to hand in as evidence. ``seed`` makes two of a kind differ."""

import io

from PIL import Image


def png(seed: int = 0) -> bytes:
    """A picture of a few pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (6, 4), ((seed * 53) % 256, (seed * 97) % 256, 120)).save(stream, "PNG")
    return stream.getvalue()


def txt(text: str = "望海路路灯排查记录") -> bytes:
    """A text file."""
    return text.encode()


def pdf(seed: int = 0) -> bytes:
    """The least that begins like a PDF and ends like one."""
    return (
        b"%PDF-1.4\n"
        + f"%{seed}\n".encode()
        + b"1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
