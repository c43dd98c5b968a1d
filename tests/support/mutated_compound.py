"""Compound files changed from within: their chains and directory, the records of .xls, the tables of .doc."""

import random
import struct
from collections.abc import Iterator

from bihuan.intake.readers.ole import Compound
from tests.support.compound import compound_file

_LIES = (0, 1, 2, 0x7F, 0xFF, 0x100, 0x7FFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFE,
         0xFFFFFFFF)  # fmt: skip
_HEADER_FIELDS = (24, 26, 30, 32, 40, 44, 48, 56, 60, 64, 68, 72, *range(76, 100, 4))
_ENTRY_FIELDS = (64, 66, 68, 72, 76, 116, 120)
_NUMBERS = (
    float("nan"),
    float("inf"),
    -float("inf"),
    1e308,
    -1.0,
    2_958_466.0,
    2_958_465.9,
    60.0,
    0.5,
    1e-320,
)


def header_lies(content: bytes, chance: random.Random) -> bytes:
    """A field of the first 512 bytes."""
    return _put(content, chance.choice(_HEADER_FIELDS), "<I", chance.choice(_LIES))


def chain_bent(content: bytes, chance: random.Random) -> bytes:
    """A chain of sectors that bites its tail, crosses another or leads nowhere."""
    (first,) = struct.unpack_from("<I", content, 76)
    table = (first + 1) * 512
    for _ in range(chance.choice((1, 1, 4))):
        number = chance.randrange(128)
        to = chance.choice((number, max(number - 1, 0), chance.randrange(128), *_LIES))
        content = _put(content, table + 4 * number, "<I", to)
    return content


def entry_lies(content: bytes, chance: random.Random) -> bytes:
    """An entry of the directory: its kind, its neighbours (a circle), where its stream begins and how long it is."""
    (first,) = struct.unpack_from("<I", content, 48)
    number = chance.randrange(4)
    at = (first + 1) * 512 + 128 * number + chance.choice(_ENTRY_FIELDS)
    return _put(content, at, "<I", chance.choice((number, chance.randrange(4), *_LIES)))


def stream_changed(content: bytes, chance: random.Random) -> bytes:
    """What stands in the streams, in a shell that is whole."""
    compound = Compound(content)
    streams = {name: compound.read(name) for name in compound.names()}
    if "Workbook" in streams:
        streams["Workbook"] = _book_changed(streams["Workbook"], chance)
    elif "WordDocument" in streams and "1Table" in streams:
        chance.choice((_fib_changed, _text_marked, _tables_changed, _pages_changed))(streams, chance)
    return compound_file(streams)


COMPOUND = (*[stream_changed] * 7, header_lies, chain_bent, entry_lies)


def _put(content: bytes, at: int, form: str, value: int) -> bytes:
    size = struct.calcsize(form)
    return content[:at] + struct.pack(form, value) + content[at + size :]


# ── the records of a workbook ────────────────────────────────────────────────────────────────────

_BOF, _EOF, _BOUNDSHEET = 0x809, 0x0A, 0x85
_CELLS = (0x06, 0x204, 0xD6, 0xFD, 0x203, 0x27E, 0xBD, 0x205, 0x207)
_KINDS = (*_CELLS, _BOF, _EOF, 0x3C, 0x2F, 0x42, 0x22, 0x41E, 0xE0, _BOUNDSHEET, 0xFC, 0x208, 0x7D, 0xE5)
_Record = tuple[int, bytes]


def _records(stream: bytes) -> Iterator[_Record]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if not kind:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _book_changed(stream: bytes, chance: random.Random) -> bytes:
    records = list(_records(stream))
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(records))
        if chance.random() < 0.7:
            cells = [n for n, (kind, _) in enumerate(records) if kind in (*_CELLS, 0xFC, 0x208)]
            at = chance.choice(cells or [at])
        records[at : at + 1] = chance.choice(_RECORD_WAYS)(records[at], chance)
        if not records:
            return stream
    lying = chance.randrange(len(records)) if chance.random() < 0.15 else -1
    return _stream_of(records, lying, chance)


def _stream_of(records: list[_Record], lying: int, chance: random.Random) -> bytes:
    """The records in a row, the sheets found again where they begin; the record ``lying`` says another length."""
    written, begins, bounds = bytearray(), list[int](), list[int]()
    for number, (kind, body) in enumerate(records):
        body = body[:0xFFFF]
        if kind == _BOF:
            begins.append(len(written))
        elif kind == _BOUNDSHEET:
            bounds.append(len(written) + 4)
        length = chance.choice((0, len(body) // 2, len(body) + 1, 0xFFFF)) if number == lying else len(body)
        written += struct.pack("<HH", kind, length) + body
    if chance.random() < 0.9:
        for place, begin in zip(bounds, begins[1:], strict=False):
            written[place : place + 4] = struct.pack("<I", begin)
    return bytes(written)


def _word_changed(record: _Record, chance: random.Random) -> list[_Record]:
    kind, body = record
    changed = bytearray(body.ljust(8, b"\x00"))
    at = chance.randrange(0, len(changed) - 3)
    lie = chance.choice(_LIES)
    if chance.random() < 0.5:
        changed[at : at + 2] = struct.pack("<H", lie & 0xFFFF)
    else:
        changed[at : at + 4] = struct.pack("<I", lie)
    return [(kind, bytes(changed))]


def _repeated(record: _Record, chance: random.Random) -> list[_Record]:
    return [record] * chance.choice((2, 40, 3_000))


def _left_out(record: _Record, chance: random.Random) -> list[_Record]:
    return []


def _renamed(record: _Record, chance: random.Random) -> list[_Record]:
    return [(chance.choice(_KINDS), record[1])]


def _cut(record: _Record, chance: random.Random) -> list[_Record]:
    return [(record[0], record[1][: chance.randrange(len(record[1]) + 1)])]


def _continued(record: _Record, chance: random.Random) -> list[_Record]:
    at = chance.randrange(len(record[1]) + 1)
    return [(record[0], record[1][:at]), *[(0x3C, record[1][at:])] * chance.choice((1, 1, 300))]


def _number_put_in(record: _Record, chance: random.Random) -> list[_Record]:
    row, column = chance.choice((0, 7, 0x7FFF, 0xFFFF)), chance.choice((0, 3, 255, 256, 0xFFFF))
    head = struct.pack("<HHH", row, column, chance.choice((0, 15, 21, 0xFFFF)))
    number = struct.pack("<d", chance.choice(_NUMBERS))
    put = chance.choice(((0x203, head + number), (0x06, head + number + bytes(8)), (0xFD, head + b"\xff" * 4),
                         (0x06, head + b"\x00" * 6 + b"\xff\xff" + bytes(8)), (0x205, head + b"\x99\x01"),
                         (0x27E, head + b"\xff\xff\xff\xff"), (0xBD, head + b"\x00" * 6000)))  # fmt: skip
    return [record, put]


def _beside_put_in(record: _Record, chance: random.Random) -> list[_Record]:
    everywhere = struct.pack("<HHHH", 0, 0xFFFF, 0, 0xFFFF)
    put = chance.choice(((0xE5, b"\x00\x04" + everywhere * 1_000),
    (0x7D, struct.pack("<HHHHH", 0, 0xFFFF, 0, 0, 1)),
                         (0x208, struct.pack("<H10xHxx", 0xFFFF, 0x20)), (_BOF, b"\x00\x06\x10\x00"), (_EOF,
                         b"")))  # fmt: skip
    return [record, *[put] * chance.choice((1, 20, 400))]


_RECORD_WAYS = (
    _word_changed, _word_changed, _word_changed, _repeated, _renamed, _cut, _continued, _number_put_in, _number_put_in,
    _beside_put_in, _left_out,
)  # fmt: skip


# ── the tables of a document ─────────────────────────────────────────────────────────────────────

_FIRST_PAIR, _PAIRS, _TEXT_AT = 154, 93, 2048
_Streams = dict[str, bytes]


def _fib_changed(streams: _Streams, chance: random.Random) -> None:
    """Where things stand and how long they are: pairs of position and length, the length of each text."""
    document = streams["WordDocument"]
    for _ in range(chance.choice((1, 1, 4))):
        pair = _FIRST_PAIR + 8 * chance.choice((*range(_PAIRS), 1, 6, 12, 13, 31, 33)) + chance.choice((0, 4))
        at = chance.choice((pair, pair, pair, 10, *range(64, 110, 4)))
        lie = chance.choice((*_LIES, len(document), len(streams["1Table"]), chance.randrange(4096)))
        document = _put(document, at, "<I", lie)
    streams["WordDocument"] = document


def _text_marked(streams: _Streams, chance: random.Random) -> None:
    """Marks that mean something, in the text: ends of cells and paragraphs, fields that begin and never end."""
    document = bytearray(streams["WordDocument"])
    for _ in range(chance.choice((1, 5, 200))):
        at = _TEXT_AT + 2 * chance.randrange(max((len(document) - _TEXT_AT) // 4, 1))
        document[at : at + 2] = struct.pack(
            "<H", chance.choice((1, 5, 7, 8, 11, 12, 13, 14, 19, 20, 21, 40, 0xD800))
        )
    streams["WordDocument"] = bytes(document)


def _tables_changed(streams: _Streams, chance: random.Random) -> None:
    """Pieces, styles, indexes of pages."""
    streams["1Table"] = _words_changed(streams["1Table"], 0, chance)


def _pages_changed(streams: _Streams, chance: random.Random) -> None:
    """The pages that say which paragraph has which properties."""
    document = streams["WordDocument"]
    streams["WordDocument"] = _words_changed(document, max(len(document) - 4 * 512, 0), chance)


def _words_changed(stream: bytes, start: int, chance: random.Random) -> bytes:
    filled = [at for at in range(start, len(stream) - 4, 2) if stream[at] or stream[at + 1]] or [start]
    for _ in range(chance.choice((1, 1, 3, 10))):
        form = chance.choice(("<H", "<I", "<B"))
        lie = chance.choice((*_LIES, chance.randrange(4096)))
        stream = _put(stream, chance.choice(filled), form, lie & (256 ** struct.calcsize(form) - 1))
    return stream
