"""Keeps from the Rust reader of .xlsx what would make it ask for more memory than there is.

It makes room for whatever a workbook claims, and a process that gets no room is ended on the spot: no exception is
raised, nothing can be caught. So what it will believe is looked at first.
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from bihuan.intake.readers import sheets
from bihuan.intake.readers.container import damaged

# How nearly every program writes cells and rows, and what else may begin like them (columns, rows without a word);
# a sheet with others is looked through by an XML parser.
_PLAIN = ((b"<c", b'<c r="', b"<co"), (b"<row", b'<row r="', b"<row>"))
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_LETTERS = re.compile(rb'<c r="([^0-9"]*)')
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_MOST_LETTERS = 3
_TEXTS = re.compile(rb"[<:]sst\b[^>]*>")
_FIGURE = re.compile(rb"""ount\s*=\s*["']\s*\+?0*(\d+)""")
_TEXTS_TO_SPARE, _MOST_DIGITS = 100_000, 9


def refuse_what_takes_all_memory(
    names: Iterable[str], parts: Mapping[str, bytes], of_sheets: Iterable[str]
) -> None:
    """Refuse a workbook whose cells or texts claim more room than they need, or stand where they are not looked for.

    ``names`` are those of all parts, ``parts`` what could be read of them, ``of_sheets`` the parts that hold a sheet.
    """
    once = [name.lower() for name in names]
    if len(once) != len(set(once)) or not {path.lower() for path in of_sheets} <= {
        name.lower() for name in parts
    }:
        raise damaged()
    for data in parts.values():
        if b"sheetData" in data:
            _refuse_vast(data)
        if b"sst" in data:
            _refuse_lies(data)


def _refuse_lies(words: bytes) -> None:
    """Refuse a table of texts that claims far more texts than it holds: the Rust reader makes room for all of them."""
    room = words.count(b"<si") * 10 + _TEXTS_TO_SPARE
    for head in _TEXTS.findall(words):
        claimed = _FIGURE.findall(head)
        if b"&" in head or any(len(figure) > _MOST_DIGITS or int(figure) > room for figure in claimed):
            raise damaged()


def _refuse_vast(sheet: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than a machine should be asked to hold.

    The Rust reader allocates the whole rectangle, so one cell at XFD1048576 would take the process down.
    """
    if _is_plain(sheet):
        letters = set(_LETTERS.findall(sheet))
        if all(name.isalpha() and len(name) <= _MOST_LETTERS for name in letters):
            columns = max(map(column_number, letters), default=1)
            # Rows of fewer digits than this have room enough.
            digits = len(str(sheets.most_cells(sheet.count(b"<c ")) // columns))
            if not re.search(rb'r="[A-Za-z]*\d{%d}' % digits, sheet):
                return
    corner = _Corner()
    parser = expat.ParserCreate()
    parser.StartElementHandler = corner.see
    parser.ParseFile(io.BytesIO(sheet))
    sheets.refuse_vast(corner.rows, corner.columns, corner.filled)


def _is_plain(sheet: bytes) -> bool:
    """Whether every cell and row begins as nearly all do. Counting is many times faster than a search for others."""
    if any(sheet.count(any_) != sheet.count(plain) + sheet.count(other) for any_, plain, other in _PLAIN):
        return False
    return not ((b":c" in sheet or b":row" in sheet) and _PREFIXED.search(sheet))


@dataclass(slots=True)
class _Corner:
    """How far the cells of a sheet reach. A row or cell that does not say where it stands follows the one before."""

    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0
    filled: int = 0

    def see(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element that begins."""
        tag, place = name.rpartition(":")[2], attributes.get("r")
        self.filled += tag == "c"
        if tag == "row":
            self.row, self.column = (int(place) if place else self.row + 1), 0
        elif tag == "c" and place:
            found = _REFERENCE.fullmatch(place)
            if found is None:
                raise damaged()
            self.column, self.row = column_number(found[1].encode()), int(found[2])
        elif tag == "c":
            self.column += 1
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def column_number(letters: bytes) -> int:
    """Which column, counting from 1, the letters name."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
