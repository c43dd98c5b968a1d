"""Reader of .rtf, and of what offices call .doc and is RTF: its words and its tables in order.

Nothing is run, fetched or shown: pictures, embedded objects, fields, notes, headers and whatever a file adds for one
program alone are passed over. One look at every byte; the depth of its groups is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bihuan.intake.readers.blocks import Blocks, Grid, Paragraph
from bihuan.intake.readers.container import damaged
from bihuan.intake.readers.rtf_rows import Place, RtfRow, RtfTable
from bihuan.intake.readers.text import printable
from bihuan.intake.refusal import not_readable
from bihuan.kernel.findings import Finding, warn

MOST_DEPTH = 500
MOST_CELLS_IN_ROW = 500
# Signs and pieces of text between them, of what is shown; pictures are not counted.
MOST_SIGNS = 3_000_000

_SIGNS = (
    rb"\\(?P<word>[A-Za-z]{1,40})(?P<number>-?\d{1,10})?[ ]?"
    rb"|(?P<bytes>(?:\\'[0-9A-Fa-f]{2}){1,4000})|\\(?P<mark>[^A-Za-z])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<text>(?:%s[^\\{}\r\n]){1,4000})"
)
_TOKEN = re.compile(_SIGNS % b"", re.DOTALL)
# A character of two bytes that was written as it is may have a brace as its second.
_WIDE_TOKEN = re.compile(_SIGNS % rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|", re.DOTALL)
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,6})")
_UNSHOWN = re.compile(rb"[^\\{}]+")
_SILENT = frozenset(
    (
        b"annotation", b"atnid", b"atnauthor", b"colortbl", b"comment", b"fldinst", b"footer", b"footerf",
        b"footerl", b"footerr", b"footnote", b"ftncn", b"ftnsep", b"ftnsepc", b"header", b"headerf", b"headerl",
        b"headerr", b"info", b"nonesttables", b"nonshppict", b"objclass", b"objdata", b"objname", b"pict",
        b"shprslt", b"sp", b"stylesheet", b"tc", b"tcn", b"txe", b"xe",
    )
)  # fmt: skip
_SHOWN_THOUGH_STARRED = frozenset((b"shpinst",))
_NUMBERS = frozenset((b"listtext", b"pntext"))
_SAID = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": "\u3000", b"enspace": " ", b"qmspace": " ", b"nestcell": "\n",
    b"nestrow": "\n", b"softline": "\n",
}  # fmt: skip
_MARKS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_ENDS = frozenset((b"par", b"sect", b"page", b"column"))
# Character sets of fonts, and code pages of files, that write Chinese; a font of signs has signs of its own.
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 2: "latin-1"}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_NARROW = ("cp1252", "utf-8")
_HEAD = 2_000


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the document in order."""
    flow = _Flow(content)
    flow.read()
    return Blocks(tuple(flow.parts), tuple(flow.findings()))


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    silent: bool = False
    fonts: bool = False
    font: int = 0
    hidden: bool = False
    in_table: bool = False
    in_box: bool = False
    in_number: bool = False
    # How many characters stand behind one of Unicode for programs that do not know it.
    spare: int = 1


@dataclass(slots=True)
class _Flow:
    """What was read so far, and the line, the cell and the row that are being read."""

    content: bytes
    parts: list[Paragraph | Grid] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    charsets: dict[int, int] = field(default_factory=dict)
    code_page: str = "gb18030"
    default_font: int = 0
    raw: bytearray = field(default_factory=bytearray)
    said: list[str] = field(default_factory=list)
    to_skip: int = 0
    starred: bool = False
    opened: bool = False
    # The row that is being read: its cells, and where they stand as the last definition says.
    cells: list[str] = field(default_factory=list)
    left: int = 0
    places: list[Place] = field(default_factory=list)
    from_left: bool = False
    from_above: bool = False
    table: RtfTable = field(default_factory=RtfTable)
    lines: int = 0
    tables: int = 0
    lost: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Take in the whole file."""
        at, taken, content = 0, 0, self.content
        if page := _CODE_PAGE.search(content[:_HEAD]):
            self.code_page = _CODE_PAGES.get(int(page[1]), "cp1252")
        tokens = _TOKEN if self.code_page in _NARROW else _WIDE_TOKEN
        while at < len(content):
            if self.state.silent and (unshown := _UNSHOWN.match(content, at)):
                at = unshown.end()
                continue
            token = tokens.match(content, at)
            if token is None:
                raise damaged()
            at = token.end()
            if token["word"] == b"bin" and token["number"]:
                at += max(int(token["number"]), 0)
                continue
            taken += 1
            if taken > MOST_SIGNS:
                raise not_readable("file-too-large", "文档正文过长，不像一份通知；请拆分后再导入。")
            self._take(token)
            if token["brace"] == b"}" and not self.groups:
                self._end_line()
                return
        raise damaged()

    def findings(self) -> Iterator[Finding]:
        """Where characters could not be told from their bytes."""
        for where in dict.fromkeys(self.lost):
            yield warn(
                "characters-lost",
                f"{where}有无法识别的字符，文字可能缺失；请对照原件核对，或用 Word 打开后另存为 .docx 再导入。",
                where=where,
            )

    def _take(self, token: re.Match[bytes]) -> None:
        if (brace := token["brace"]) is not None:
            self._group(opens=brace == b"{")
        elif (word := token["word"]) is not None:
            self._word(word, int(token["number"]) if token["number"] else None)
        elif (mark := token["mark"]) is not None:
            self._mark(mark)
        elif (escaped := token["bytes"]) is not None:
            self._bytes(bytes.fromhex(escaped.replace(b"\\'", b"").decode()))
        elif (text := token["text"]) is not None:
            self._bytes(text)

    # ── groups ──

    def _group(self, *, opens: bool) -> None:
        self._decode()
        self.to_skip = 0
        self.starred, self.opened = False, opens
        if opens:
            if len(self.groups) >= MOST_DEPTH:
                raise not_readable(
                    "page-too-deep",
                    "RTF 文档的层次过深，不能完整读取；请用 Word 打开后另存为 .docx 再导入。",
                )
            self.groups.append(self.state)
        elif self.groups:
            inner, self.state = self.state, self.groups.pop()
            if inner.in_box and not self.state.in_box:
                self._say("\n")

    def _destination(self, word: bytes) -> None:
        """What the first word of a group makes of it."""
        starred, opened = self.starred, self.opened
        self.starred = self.opened = False
        if not opened:
            return
        if word == b"fonttbl":
            self.state = replace(self.state, fonts=True)
        elif word in _SILENT or (starred and word not in _SHOWN_THOUGH_STARRED):
            self.state = replace(self.state, silent=True)
        elif word == b"shptxt":
            self.state = replace(self.state, in_box=True)
        elif word in _NUMBERS:
            self.state = replace(self.state, in_number=True)

    # ── words ──

    def _word(self, word: bytes, number: int | None) -> None:
        if self.to_skip:
            self.to_skip -= 1
            return
        self._decode()
        self._destination(word)
        if self.state.silent:
            return
        if self.state.fonts:
            self._font_word(word, number)
        elif word in _SAID:
            self._say(" " if self.state.in_number and word == b"tab" else _SAID[word])
        elif word == b"u" and number is not None:
            self._say(chr(number & 0xFFFF))
            self.to_skip = self.state.spare
        elif word in _ENDS:
            self._end_line()
        elif word in (b"cell", b"row", b"trowd", b"cellx", b"trleft"):
            self._table_word(word, number or 0)
        elif word in (b"clmrg", b"clvmrg"):
            self.from_left = self.from_left or word == b"clmrg"
            self.from_above = self.from_above or word == b"clvmrg"
        else:
            self._property(word, number)

    def _font_word(self, word: bytes, number: int | None) -> None:
        if word == b"f" and number is not None:
            self.state = replace(self.state, font=number)
        elif word == b"fcharset" and number is not None:
            self.charsets[self.state.font] = number

    def _property(self, word: bytes, number: int | None) -> None:
        """What changes how the following is read."""
        on = number != 0
        if word == b"deff":
            self.default_font = number or 0
            self.state = replace(self.state, font=self.default_font)
        elif word == b"f":
            self.state = replace(self.state, font=number or 0)
        elif word == b"uc":
            self.state = replace(self.state, spare=min(max(number or 0, 0), 8))
        elif word == b"plain":
            self.state = replace(self.state, font=self.default_font, hidden=False)
        elif word in (b"v", b"deleted"):
            self.state = replace(self.state, hidden=on)
        elif word == b"pard":
            self.state = replace(self.state, in_table=False)
        elif word == b"intbl":
            self.state = replace(self.state, in_table=True)

    def _mark(self, mark: bytes) -> None:
        if mark == b"*":
            self.starred = True
            return
        if self.to_skip:
            self.to_skip -= 1
        elif self.state.silent or self.state.fonts:
            pass
        elif mark in b"\r\n":
            self._decode()
            self._end_line()
        elif mark in b"\\{}":
            # It may be the second byte of a character.
            self.raw += mark
        elif mark in _MARKS:
            self._decode()
            self._say(_MARKS[mark])

    # ── text ──

    def _bytes(self, text: bytes) -> None:
        if self.state.silent or self.state.fonts:
            return
        skipped = min(self.to_skip, len(text))
        self.to_skip -= skipped
        self.raw += text[skipped:]
        self.opened = False

    def _decode(self) -> None:
        if not self.raw:
            return
        encoding = _CHARSETS.get(self.charsets.get(self.state.font, 0), self.code_page)
        text = self.raw.decode(encoding, "replace")
        self.raw.clear()
        if "\ufffd" in text and not self.state.hidden:
            self.lost.append(f"第{self.lines + 1}段" if not self.state.in_table else f"表{self.tables + 1}")
        self._say(text)

    def _say(self, text: str) -> None:
        if not (self.state.silent or self.state.fonts or self.state.hidden):
            self.said.append(text)

    def _taken(self) -> list[str]:
        """The lines that were said since the last time."""
        text = "".join(self.said)
        self.said.clear()
        # Two halves of one character of Unicode.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = printable(text).replace("\xa0", " ")
        return [line for part in text.split("\n") if (line := part.strip())]

    def _end_line(self) -> None:
        if self.state.in_table or self.state.in_box:
            self._say("\n")
            return
        self._end_table()
        for line in self._taken():
            self.lines += 1
            self.parts.append(Paragraph(line, f"第{self.lines}段"))

    # ── tables ──

    def _table_word(self, word: bytes, number: int) -> None:
        if word == b"cell":
            self.cells.append("\n".join(self._taken()))
        elif word == b"row":
            self.table.rows.append(RtfRow(self.left, tuple(self.places), tuple(self.cells)))
            self.cells.clear()
        elif word == b"trowd":
            self.left, self.places = 0, []
            self.from_left = self.from_above = False
        elif word == b"trleft":
            self.left = number
        else:
            self.places.append(Place(number, self.from_left, self.from_above))
            self.from_left = self.from_above = False
        if max(len(self.cells), len(self.places)) > MOST_CELLS_IN_ROW:
            raise not_readable(
                "file-too-large", "文档中的表格过宽，不像一份通知或清单；请另存为 .xlsx 再导入。"
            )

    def _end_table(self) -> None:
        """The table that was being read ends here, with a row that lacks its end."""
        if self.cells:
            self.table.rows.append(RtfRow(self.left, tuple(self.places), tuple(self.cells)))
            self.cells.clear()
        if any(any(row.texts) for row in self.table.rows):
            self.tables += 1
            self.parts.append(self.table.grid(f"表{self.tables}"))
        self.table.rows.clear()
