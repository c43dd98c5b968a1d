"""The records of an .xls workbook (BIFF 5 to 8): its sheets with their values, and what stands beside them.

Read here and not by a library: the one that reads .xlsx for us takes the whole process down over a broken .xls. What a
formula left as its value is read; no formula is looked at.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bihuan.intake.readers.sheets import Beside, Place, refuse_vast

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILEPASS, _CODEPAGE, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x2F, 0x42, 0x22, 0x41E, 0xE0, 0x85, 0xFC
_FORMULA, _STRING, _LABEL, _RSTRING, _LABELSST, _NUMBER, _RK, _MULRK, _BOOLERR = (
    0x06, 0x207, 0x204, 0xD6, 0xFD, 0x203, 0x27E, 0xBD, 0x205,
)  # fmt: skip
_ROW, _COLINFO, _MERGED = 0x208, 0x7D, 0xE5
_BIFF8, _BIFF5 = 0x0600, 0x0500
_WORKSHEET = 0x10
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CODEPAGES = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "big5", 1200: "utf-16-le", 1252: "cp1252"}
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
_SHEET_OF_CELLS = 0
_MOST_SHEETS, _MOST_COLUMNS = 1_000, 256
Value = str | float | bool | datetime


class Encrypted(Exception):
    """The workbook needs a password."""


@dataclass(slots=True)
class Sheet:
    """A worksheet: its cells by place, and what stands beside them."""

    name: str
    visible: bool
    cells: dict[Place, Value] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    def rows(self) -> list[list[Value]]:
        """The values row by row from the first cell of the sheet on."""
        height = max((row for row, _ in self.cells), default=-1) + 1
        width = max((column for _, column in self.cells), default=-1) + 1
        if width > _MOST_COLUMNS:
            raise ValueError("a cell where no sheet of this form has one")
        refuse_vast(height, width, filled=len(self.cells))
        values: list[list[Value]] = [[""] * width for _ in range(height)]
        for (row, column), value in self.cells.items():
            values[row][column] = value
        return values


@dataclass(slots=True)
class _Book:
    """What the records of the whole workbook say."""

    is_8: bool
    encoding: str = "gb18030"
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 -- a day on paper has no zone
    formats: dict[int, str] = field(default_factory=dict)
    dates: list[bool] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    bounds: list[tuple[int, bool, str]] = field(default_factory=list)


def sheets_of(stream: bytes) -> list[Sheet]:
    """The worksheets of a workbook stream. Raises Encrypted; ValueError, IndexError or struct.error when broken."""
    book = _book(stream)
    return [_sheet(stream, book, *bound) for bound in book.bounds[:_MOST_SHEETS]]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``at`` to the end of the substream that begins there; what is nested in it is left out."""
    depth = 0
    end = len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length:
            raise ValueError("a record that is cut off")
        at += 4 + length
        if kind == _BOF:
            depth += 1
        if depth == 1:
            yield kind, body
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
    raise ValueError("a substream without an end")


def _book(stream: bytes) -> _Book:
    kind, version = struct.unpack_from("<H2xH", stream, 0)
    if kind != _BOF or version not in (_BIFF8, _BIFF5):
        raise ValueError("no workbook of Excel 5 to 2003")
    book = _Book(is_8=version == _BIFF8)
    before = 0
    words: list[bytes] = []
    for kind, body in _records(stream, 0):
        if kind == _SST or (kind == _CONTINUE and before == _SST):
            words.append(body)
            kind = _SST
        elif kind in _ABOUT_BOOK:
            _ABOUT_BOOK[kind](book, body)
        before = kind
    book.strings = list(_shared_strings(words)) if words else []
    return book


def _is_locked(book: _Book, body: bytes) -> None:
    raise Encrypted


def _read_codepage(book: _Book, body: bytes) -> None:
    book.encoding = _CODEPAGES.get(struct.unpack_from("<H", body)[0], book.encoding)


def _read_datemode(book: _Book, body: bytes) -> None:
    if body[:1] == b"\x01":
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 -- a day on paper has no zone


def _read_format(book: _Book, body: bytes) -> None:
    book.formats[struct.unpack_from("<H", body)[0]] = _text(book, body, 2, 2 if book.is_8 else 1)


def _read_style(book: _Book, body: bytes) -> None:
    (number,) = struct.unpack_from("<2xH", body)
    book.dates.append(number in _BUILT_IN_DATES or _is_date(book.formats.get(number, "")))


def _read_bound(book: _Book, body: bytes) -> None:
    position, visibility, sort = struct.unpack_from("<IBB", body)
    if sort == _SHEET_OF_CELLS:
        book.bounds.append((position, visibility & 3 == 0, _text(book, body, 6, 1)))


_ABOUT_BOOK = {
    _FILEPASS: _is_locked,
    _CODEPAGE: _read_codepage,
    _DATEMODE: _read_datemode,
    _FORMAT: _read_format,
    _XF: _read_style,
    _BOUNDSHEET: _read_bound,
}


def _is_date(number_format: str) -> bool:
    """Whether a number of this format is shown as a day or a time."""
    plain, quoted, at = [], False, 0
    while at < len(number_format):
        mark = number_format[at]
        if mark == '"':
            quoted = not quoted
        elif mark in "\\_*":
            at += 1
        elif mark == "[" and "]" in number_format[at:]:
            at = number_format.index("]", at)
        elif not quoted:
            plain.append(mark.lower())
        at += 1
    return any(mark in "ymdhs" for mark in plain) and "general" not in "".join(plain)


def _text(book: _Book, body: bytes, at: int, size_of_length: int) -> str:
    """The string at ``at``, behind a length of one or two bytes."""
    length = int.from_bytes(body[at : at + size_of_length], "little")
    at += size_of_length
    if not book.is_8:
        return body[at : at + length].decode(book.encoding, "replace")
    wide = body[at] & 1
    at += 1 + (2 if body[at] & 8 else 0) + (4 if body[at] & 4 else 0)
    return (
        body[at : at + 2 * length].decode("utf-16-le", "replace")
        if wide
        else body[at : at + length].decode("latin-1")
    )


def _shared_strings(parts: list[bytes]) -> Iterator[str]:
    """The strings of the workbook. One that runs on into the next record says there anew how wide it is written."""
    (count,) = struct.unpack_from("<I", parts[0], 4)
    part, at = 0, 8
    for _ in range(count):
        if at >= len(parts[part]):
            part, at = part + 1, 0
            if part >= len(parts):
                return
        length, flags = struct.unpack_from("<HB", parts[part], at)
        at += 3
        runs = extra = 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", parts[part], at)
            at += 2
        if flags & 4:
            (extra,) = struct.unpack_from("<I", parts[part], at)
            at += 4
        pieces = []
        while True:
            size = 2 if flags & 1 else 1
            taken = parts[part][at : at + length * size]
            pieces.append(taken.decode("utf-16-le", "replace") if size == 2 else taken.decode("latin-1"))
            at += len(taken)
            length -= len(taken) // size
            if length <= 0:
                break
            part, flags, at = part + 1, parts[part + 1][0], 1
        yield "".join(pieces)
        left = 4 * runs + extra
        while left > len(parts[part]) - at:
            left -= len(parts[part]) - at
            part, at = part + 1, 0
            if part >= len(parts):
                return
        at += left


def _sheet(stream: bytes, book: _Book, position: int, visible: bool, name: str) -> Sheet:
    sheet = Sheet(name, visible)
    if not visible:
        return sheet
    formula: Place | None = None
    for kind, body in _records(stream, position):
        if kind == _BOF and struct.unpack_from("<2xH", body)[0] != _WORKSHEET:
            break
        if kind == _STRING and formula is not None:
            sheet.cells[formula] = _text(book, body, 0, 2)
        elif kind == _FORMULA:
            formula = _read_formula(sheet, book, body)
        elif kind in _CELLS:
            _read_cell(sheet, book, kind, body)
        else:
            _read_beside(sheet.beside, kind, body)
    return sheet


def _read_beside(beside: Beside, kind: int, body: bytes) -> None:
    if kind == _ROW:
        row, flags = struct.unpack_from("<H10xH", body)
        if flags & 0x20:
            beside.hidden_rows.add(row)
    elif kind == _COLINFO:
        first, last, flags = struct.unpack_from("<HH4xH", body)
        if flags & 1:
            beside.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind == _MERGED:
        ranges = struct.iter_unpack("<HHHH", body[2 : 2 + len(body[2:]) // 8 * 8])
        beside.merged += (((top, left), (bottom, right)) for top, bottom, left, right in ranges)


_CELLS = frozenset([_LABEL, _RSTRING, _LABELSST, _NUMBER, _RK, _MULRK, _BOOLERR])


def _read_cell(sheet: Sheet, book: _Book, kind: int, body: bytes) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    place, cells = (row, column), sheet.cells
    if kind == _LABELSST:
        cells[place] = book.strings[struct.unpack_from("<I", body, 6)[0]]
    elif kind in (_LABEL, _RSTRING):
        cells[place] = _text(book, body, 6, 2)
    elif kind == _NUMBER:
        cells[place] = _number(book, style, struct.unpack_from("<d", body, 6)[0])
    elif kind == _RK:
        cells[place] = _number(book, style, _rk(*struct.unpack_from("<I", body, 6)))
    elif kind == _MULRK:
        for n, (style, packed) in enumerate(
            struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])
        ):
            cells[row, column + n] = _number(book, style, _rk(packed))
    else:
        _flag_or_error(sheet, place, body[6], is_error=bool(body[7]))


def _read_formula(sheet: Sheet, book: _Book, body: bytes) -> Place | None:
    """Take the value a formula left. Returns its place when that is a text, which follows in a record of its own."""
    row, column, style = struct.unpack_from("<HHH", body)
    place = (row, column)
    if body[12:14] != b"\xff\xff":
        sheet.cells[place] = _number(book, style, struct.unpack_from("<d", body, 6)[0])
    elif body[6] == 0:
        return place
    elif body[6] in (1, 2):
        _flag_or_error(sheet, place, body[8], is_error=body[6] == 2)
    return None


def _flag_or_error(sheet: Sheet, place: Place, code: int, *, is_error: bool) -> None:
    if is_error:
        sheet.beside.errors[place] = _ERRORS.get(code, "#ERROR")
    else:
        sheet.cells[place] = bool(code)


def _rk(packed: int) -> float:
    """A number that was packed into four bytes."""
    if packed & 2:
        value = float((packed - (1 << 32) if packed >> 31 else packed) >> 2)
    else:
        (value,) = struct.unpack("<d", b"\x00\x00\x00\x00" + struct.pack("<I", packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


def _number(book: _Book, style: int, value: float) -> float | datetime:
    if style < len(book.dates) and book.dates[style] and 1 <= value < 2_958_466:
        return (book.epoch + timedelta(days=value) + timedelta(milliseconds=500)).replace(microsecond=0)
    return value
