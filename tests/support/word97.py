"""A writer of Word 97 documents (.doc): paragraphs and tables, also saved fast, in several pieces. For tests alone.

What is written is what the format asks for and no more: text, the pieces it stands in, where paragraphs belong to a row
and where a row ends, one style.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.support.compound import compound_file

_TEXT_AT = 2048
_PAGE = 512
_COLUMN = 1000  # twips
_RUNS_IN_PAGE = 8
_CELL_END, _PARAGRAPH_END = "\x07", "\r"


@dataclass(frozen=True)
class Cells:
    """A table: rows of text, lines parted by a line feed; ``down`` names the cells that continue the one above."""

    rows: Sequence[Sequence[str]]
    down: frozenset[tuple[int, int]] = frozenset()


@dataclass
class _Written:
    text: list[str] = field(default_factory=list)
    # Of each paragraph: how long it is, and its properties.
    paragraphs: list[tuple[int, bytes]] = field(default_factory=list)

    def paragraph(self, text: str, properties: bytes = b"") -> None:
        self.text.append(text)
        self.paragraphs.append((len(text), properties))


def word_file(parts: Sequence[str | Cells], *, pieces: int = 1) -> bytes:
    """The document; with several ``pieces`` its text stands in the file in another order than it is read."""
    written = _Written()
    for part in parts:
        if isinstance(part, str):
            written.paragraph(part + _PARAGRAPH_END)
        else:
            _write_table(written, part)
    written.paragraph(_PARAGRAPH_END)
    return _file(written, pieces)


def _write_table(written: _Written, table: Cells) -> None:
    in_row = struct.pack("<HBHI", 0x2416, 1, 0x6649, 1)  # sprmPFInTable, sprmPItap
    for at, row in enumerate(table.rows):
        for column, text in enumerate(row):
            *before, last = [""] if (at, column) in table.down else text.split("\n")
            for line in before:
                written.paragraph(line + _PARAGRAPH_END, in_row)
            written.paragraph(last + _CELL_END, in_row)
        definition = _row_definition(table, at, len(row))
        written.paragraph(_CELL_END, in_row + struct.pack("<HB", 0x2417, 1) + definition)  # sprmPFTtp


def _row_definition(table: Cells, at: int, columns: int) -> bytes:
    edges = struct.pack(f"<{columns + 1}h", *(n * _COLUMN for n in range(columns + 1)))
    cells = b""
    for column in range(columns):
        continues, begins = (at, column) in table.down, (at + 1, column) in table.down
        flags = 0x20 if continues else 0x60 if begins else 0  # fVertMerge, fVertRestart
        cells += struct.pack("<HH16x", flags, 0)
    body = bytes([columns]) + edges + cells
    return struct.pack("<HH", 0xD608, len(body) + 1) + body  # sprmTDefTable


def _file(written: _Written, pieces: int) -> bytes:
    text = "".join(written.text)
    cuts = [len(text) * n // pieces for n in range(pieces + 1)]
    spans = list(pairwise(cuts))
    document = bytearray(_TEXT_AT)
    starts: dict[int, int] = {}
    for number in reversed(range(pieces)):
        starts[number] = len(document)
        document += text[slice(*spans[number])].encode("utf-16-le")
    end_of_text = len(document)
    document += bytes(-len(document) % _PAGE)
    character_page = len(document) // _PAGE
    document += _page([(_TEXT_AT, end_of_text, b"")], size_of_entry=1)
    runs = _runs(written, spans, starts)
    paragraph_pages = []
    for at in range(0, len(runs), _RUNS_IN_PAGE):
        paragraph_pages.append((runs[at][0], len(document) // _PAGE))
        document += _page(runs[at : at + _RUNS_IN_PAGE], size_of_entry=13)
    table = bytearray()
    places = {
        1: _put(table, _styles()),
        6: _put(table, struct.pack("<IIHIHI", 0, len(text), 0, 0xFFFFFFFF, 0, 0)),
        12: _put(table, struct.pack("<III", _TEXT_AT, end_of_text, character_page)),
        13: _put(table, _page_index(paragraph_pages, end_of_text)),
        31: _put(table, bytes(500)),
        33: _put(table, _pieces(cuts, [starts[number] for number in range(pieces)])),
    }
    document[: len(_head(text, places, pieces))] = _head(text, places, pieces)
    return compound_file({"WordDocument": bytes(document), "1Table": bytes(table)})


def _runs(
    written: _Written, spans: Sequence[tuple[int, int]], starts: dict[int, int]
) -> list[tuple[int, int, bytes]]:
    """The paragraphs by their place in the file; one that runs over two pieces is named in both."""
    runs = []
    at = 0
    for length, properties in written.paragraphs:
        for number, (start, end) in enumerate(spans):
            first, last = max(at, start), min(at + length, end)
            if first < last:
                place = starts[number] + (first - start) * 2
                runs.append((place, place + (last - first) * 2, properties))
        at += length
    return sorted(runs)


def _page(runs: Sequence[tuple[int, int, bytes]], *, size_of_entry: int) -> bytes:
    """A page of 512 bytes that says which properties the text from each place on has."""
    page = bytearray(_PAGE)
    count = len(runs)
    struct.pack_into(f"<{count + 1}I", page, 0, *(run[0] for run in runs), runs[-1][1])
    page[-1] = count
    free = _PAGE - 2
    placed: dict[bytes, int] = {}
    for number, (_, _, properties) in enumerate(runs):
        if size_of_entry == 1:
            continue
        if properties not in placed:
            body = struct.pack("<H", 0) + properties
            body = (
                bytes([0, len(body) // 2]) + body
                if len(body) % 2 == 0
                else bytes([(len(body) + 1) // 2]) + body
            )
            free = (free - len(body)) // 2 * 2
            page[free : free + len(body)] = body
            placed[properties] = free // 2
        page[4 * (count + 1) + size_of_entry * number] = placed[properties]
    if free < 4 * (count + 1) + size_of_entry * count:
        raise ValueError("too much for one page")
    return bytes(page)


def _page_index(pages: Sequence[tuple[int, int]], end: int) -> bytes:
    starts, numbers = zip(*pages, strict=True)
    return struct.pack(f"<{len(pages) * 2 + 1}I", *starts, end, *numbers)


def _pieces(cuts: Sequence[int], starts: Sequence[int]) -> bytes:
    body = struct.pack(f"<{len(cuts)}I", *cuts) + b"".join(
        struct.pack("<HIH", 0, start, 0) for start in starts
    )
    return b"\x02" + struct.pack("<I", len(body)) + body


def _styles() -> bytes:
    head = struct.pack("<HHHHHH6x", 15, 10, 1, 0x5B, 15, 0)
    name = struct.pack("<H", 6) + "Normal\x00".encode("utf-16-le")
    normal = struct.pack("<HHHHH", 0, 0xFFF1, 2, 0, 0) + name + struct.pack("<HHH", 2, 0, 0)
    return (
        struct.pack("<H", len(head))
        + head
        + struct.pack("<H", len(normal))
        + normal
        + struct.pack("<14H", *[0] * 14)
    )


def _put(table: bytearray, data: bytes) -> tuple[int, int]:
    table += bytes(-len(table) % 4)
    at = len(table)
    table += data
    return at, len(data)


def _head(text: str, places: dict[int, tuple[int, int]], pieces: int) -> bytes:
    flags = 0x0200 | (0x0004 if pieces > 1 else 0)  # fWhichTblStm, fComplex
    head = struct.pack("<HHHHHHHI4x8x", 0xA5EC, 0x00C1, 0, 0x0804, 0, flags, 0x00BF, 0)
    head = head.ljust(32, b"\x00") + struct.pack("<H28x", 14) + struct.pack("<H12xI72x", 22, len(text))
    pairs = b"".join(struct.pack("<II", *places.get(number, (0, 0))) for number in range(93))
    return head + struct.pack("<H", 93) + pairs + struct.pack("<H", 0)
