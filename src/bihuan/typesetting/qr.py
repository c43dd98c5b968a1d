"""QR codes for paper: black on white with the quiet zone that ISO/IEC 18004 asks for. Pure; one address, one picture.

Error correction level M: a code as broad as a thumb is still read after a copier and a fold.
"""

import io
import struct
import zlib

import segno

QUIET = 4  # modules of white on every side
_DOTS_A_MODULE = (
    8  # a code of 25 mm then has as many dots as an office printer; and a byte of a PNG is a module
)
_MASK = 3  # every third diagonal turned over
_DARK, _LIGHT = b"\x00", b"\xff"


def qr_png(address: str) -> bytes:
    """A QR code that leads to ``address``, as PNG. Raises ValueError beyond 2,331 bytes, a code holds no more."""
    rows = _code(address).matrix
    breadth = len(rows) + 2 * QUIET
    white = b"\x00" + _LIGHT * breadth  # every line of a PNG begins with its filter: none
    side = _LIGHT * QUIET
    dark = [b"\x00" + side + b"".join(_DARK if module else _LIGHT for module in row) + side for row in rows]
    lines = b"".join(line * _DOTS_A_MODULE for line in [white] * QUIET + dark + [white] * QUIET)
    side_in_dots = breadth * _DOTS_A_MODULE
    header = struct.pack(">IIBBBBB", side_in_dots, side_in_dots, 1, 0, 0, 0, 0)  # one bit a dot, grey
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def qr_svg(address: str) -> bytes:
    """The same code as SVG, scalable (a viewBox, no size of its own). Raises as ``qr_png`` does."""
    stream = io.BytesIO()
    _code(address).save(
        stream, kind="svg", border=QUIET, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return stream.getvalue()


def _code(address: str) -> segno.QRCode:
    # To weigh all eight masks against each other takes four fifths of the time, and readers take any; blurred codes
    # with this one are read as often as with the one weighed best.
    # boost_error would raise the level where it is free: codes of one kind of paper would differ for no reason.
    return segno.make_qr(address, error="m", boost_error=False, mask=_MASK)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
