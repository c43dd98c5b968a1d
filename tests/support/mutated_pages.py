"""PDF and pictures changed from within: references that go round in a circle, sizes that lie, drawing without end."""

import random
import re
import struct
import zlib

_REFERENCE = re.compile(rb"\b(\d{1,6}) 0 R")
_OBJECT = re.compile(rb"(?:^|\n)(\d{1,6}) 0 obj")
_FIGURE = re.compile(
    rb"/(Count|Length|Size|Prev|Rotate|W|Index|First|N|UserUnit|FirstChar|LastChar|Width|Height)\s+-?\d+"
)
_BOX = re.compile(rb"/(?:Media|Crop)Box\s*\[[^\]]*\]")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FIGURES = (b"0", b"-1", b"1", b"65536", b"2147483647", b"2147483648", b"99999999999", b"1e9")
_BOXES = (
    b"[0 0 1e9 1e9]",
    b"[0 0 0 0]",
    b"[9 9 -9 -9]",
    b"[nan nan nan nan]",
    b"[0 0 99999999999 1]",
    b"[]",
    b"[[[[",
    b"null",
)
_DRAWN = (
    b"q ", b"BT ", b"Q ", b"ET ", b"1e38 0 0 1e38 0 0 cm ", b"0 0 0 0 0 0 cm ", b"0 0 m 9e9 9e9 l S ",
    b"/Fm0 Do ", b"[[[[",
    b"<<<<", b"(((( ", b"0 0 1 1 re f ", b"(A) Tj ", b"1 Tr ", b"-9e9 Tc ", b"BI /W 99999 /H 99999 ID x EI ",
    b"/F9 1e9 Tf ",
    b"<D800DC00> Tj ", b"99999999999 TL T* ",
)  # fmt: skip


def reference_bent(content: bytes, chance: random.Random) -> bytes:
    """A reference leads to another object, maybe to the one it stands in: pages among their own pages."""
    found = list(_REFERENCE.finditer(content))
    numbers = [match[1] for match in _OBJECT.finditer(content)] or [b"1"]
    for _ in range(chance.choice((1, 1, 4))):
        if found:
            one = chance.choice(found)
            put = chance.choice(numbers).rjust(len(one[1]))[-len(one[1]) :]
            content = content[: one.start(1)] + put + content[one.end(1) :]
    return content


def figure_changed(content: bytes, chance: random.Random) -> bytes:
    """How many, how long, how large, how far turned."""
    found = list((_BOX if chance.random() < 0.3 else _FIGURE).finditer(content))
    if not found:
        return content
    one = chance.choice(found)
    name = re.match(rb"/[A-Za-z]+", one[0])
    assert name is not None
    put = name[0] + b" " + chance.choice(_BOXES if b"Box" in name[0] else _FIGURES)
    return content[: one.start()] + put + content[one.end() :]


def table_in_a_circle(content: bytes, chance: random.Random) -> bytes:
    """A table of objects whose predecessor is itself, or one that begins far behind the end."""
    at = len(content) + 1
    before = chance.choice((at, 0, 9, len(content) // 2, 10**10))
    extra = chance.choice((b"", b"/XRefStm %d" % at, b"/Encrypt 1 0 R", b"/Size 99999999"))
    head = b"\nxref\n0 %d\n" % chance.choice((0, 1, 9, 10**9))
    tail = b"trailer\n<< /Root 1 0 R /Size 9 /Prev %d %s >>\nstartxref\n%d\n%%%%EOF\n"
    return content + head + tail % (before, extra, chance.choice((at, 0, 10**10)))


def drawing_changed(content: bytes, chance: random.Random) -> bytes:
    """What is drawn on a page: packed streams are unpacked, changed and packed again."""
    found = list(_STREAM.finditer(content))
    if not found:
        return content
    one = chance.choice(found[:40])
    try:
        drawn, packed = zlib.decompress(one[1]), True
    except zlib.error:
        drawn, packed = one[1], False
    put = chance.choice(_DRAWN) * chance.choice((1, 10, 2_000, 60_000))
    places = [match.end() for match in re.finditer(rb"\s", drawn)] or [0]
    at = chance.choice(places)
    changed = drawn[:at] + b" " + put + drawn[at:] * chance.choice((1, 1, 1, 3, 60))
    return content[: one.start(1)] + (zlib.compress(changed) if packed else changed) + content[one.end(1) :]


def object_repeated(content: bytes, chance: random.Random) -> bytes:
    """An object again, under its own or another number."""
    found = list(re.finditer(rb"\d{1,6} 0 obj.*?endobj", content, re.DOTALL))
    if not found:
        return content
    one, number = chance.choice(found)[0], chance.choice(found)[0].split(b" ")[0]
    again = number + one[one.index(b" ") :]
    times = chance.choice((1, 1, 50))
    return content + b"\n" + (again + b"\n") * times + b"startxref\n0\n%%EOF\n"


PDF = (reference_bent, reference_bent, figure_changed, figure_changed, table_in_a_circle, drawing_changed,
       drawing_changed, object_repeated)  # fmt: skip

# ── pictures ─────────────────────────────────────────────────────────────────────────────────────

_SIDES = (0, 1, 7, 0x7FFF, 0xFFFF)


def segment_changed(content: bytes, chance: random.Random) -> bytes:
    """A segment of a JPEG: its length, its first words; the frame says how large the picture is."""
    found = [
        match.start()
        for match in re.finditer(rb"\xff[\xc0\xc2\xc4\xda\xdb\xdd\xe0\xe1\xfe]", content[:5_000])
    ]
    if not found:
        return content
    at = chance.choice(found)
    field = chance.choice((2, 4, 5, 7, 9))
    return content[: at + field] + struct.pack(">H", chance.choice(_SIDES)) + content[at + field + 2 :]


def chunk_changed(content: bytes, chance: random.Random) -> bytes:
    """A chunk of a PNG, its check sum put right: sizes that lie, chunks again and again."""
    chunks, at = [], 8
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    number = chance.randrange(len(chunks))
    name, body = chunks[number]
    if body and chance.random() < 0.7:
        place = chance.randrange(min(len(body), 24))
        lie = chance.choice((b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\xff\xff", b"\x10"))
        chunks[number] = (name, body[:place] + lie + body[place + len(lie) :])
    else:
        chunks[number:number] = [(name, body)] * chance.choice((1, 300))
    written = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    ]
    return content[:8] + b"".join(written)


def directory_changed(content: bytes, chance: random.Random) -> bytes:
    """The directory of a TIFF: its entries, how many they are, and the next directory, which may be itself."""
    (at,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, at)
    field = chance.choice((0, 2 + 12 * count, *(2 + 12 * n + k for n in range(count) for k in (0, 2, 4, 8))))
    lie = chance.choice((at, 8, 0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
    return content[: at + field] + struct.pack("<I", lie) + content[at + field + 4 :]
