"""Reader of .html, and of what office systems call .xls and is a web page: its words and its tables in order.

Nothing is fetched, run or shown: scripts, styles and what the page itself hides are left out. A table that only
arranges the page is looked through; its words and the tables within it are read as if it were not there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bihuan.intake.readers.blocks import Blocks, Grid, GridKind, Paragraph
from bihuan.intake.readers.container import damaged
from bihuan.intake.readers.text import decode, printable
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, note

MOST_ELEMENTS = 2_000_000
MOST_CELLS = 3_000_000
_MOST_COLUMNS = 1_000
_MOST_ROWS_SPANNED = 65_000
_MOST_DEPTH = 300
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = re.compile("[\u200b\ufeff\xad]")
_SILENT = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "select",
        "option",
        "colgroup",
    ]
)
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
     "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav",
     "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"]
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE][+-]?\d+")
# A line break of the source between two Chinese characters is none of the text: Word breaks its lines anywhere.
_SOURCE_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the page in order."""
    return blocks_of(decode(content))


def blocks_of(page: str) -> Blocks:
    """The paragraphs and tables of a page that is text already."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    # A text that says how it was encoded would be believed; it is UTF-8 now.
    root = etree.fromstring(printable(page).encode("utf-8", "ignore"), parser)
    if any(fault.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for fault in parser.error_log):
        raise _too_deep()
    if root is None:
        raise damaged()
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise not_readable("file-too-large", "网页内容过多，不像一份通知或清单；请另存为 .xlsx 再导入。")
    flow = _Flow(_only_arranging(root))
    flow.read(root)
    flow.end_line()
    return Blocks(tuple(flow.parts), tuple(flow.findings))


def _too_deep() -> NotReadable:
    return not_readable(
        "page-too-deep",
        "网页的层次过深，不能完整读取；请用浏览器打开，把内容复制到 Word 或 Excel 中保存后再导入。",
    )


@dataclass(slots=True)
class _Size:
    """How large a table is, without and with the tables in it."""

    rows: int = 0
    columns: int = 0
    cells_in_row: int = 0
    characters: int = 0
    largest_inner: int = 0

    def grow(self, element: etree._Element) -> None:
        """Count an element that begins."""
        if element.tag == "tr":
            self.rows += 1
            self.cells_in_row = 0
        elif element.tag in ("td", "th"):
            self.cells_in_row += 1
            self.columns = max(self.columns, self.cells_in_row)
        if element.text and element.tag not in _SILENT:
            self.characters += len(element.text.strip())

    def take_in(self, inner: "_Size") -> None:
        """Count a table within, which ends. One of a single row or column is no table that matters."""
        self.characters += inner.characters
        own = inner.characters if inner.rows > 1 and inner.columns > 1 else 0
        self.largest_inner = max(self.largest_inner, own, inner.largest_inner)


def _only_arranging(root: etree._Element) -> set[etree._Element]:
    """The tables that only arrange the page: one column wide, or most of their words stand in a table within."""
    arranging: set[etree._Element] = set()
    around: list[_Size] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag == "table":
                around.append(_Size())
            if around:
                around[-1].grow(element)
            continue
        if element.tag == "table":
            size = around.pop()
            if size.columns < 2 or size.largest_inner * 2 > size.characters:
                arranging.add(element)
            if around:
                around[-1].take_in(size)
        if around and element.tail:
            around[-1].characters += len(element.tail.strip())
    return arranging


@dataclass(slots=True)
class _Flow:
    """What was read so far, and the line that is being read."""

    arranging: set[etree._Element]
    # Within a cell there are only lines: a table there is read row by row.
    in_cell: bool = False
    parts: list[Paragraph | Grid] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    # The number of an item of a list, until its first line is there.
    mark: str = ""
    lines: int = 0
    tables: int = 0
    cells: int = 0

    def read(self, element: etree._Element, depth: int = 0) -> None:
        """Take in the element, all but the text behind it."""
        tag = element.tag
        if tag == "table" and not self.in_cell and element not in self.arranging:
            self.end_line()
            self._add_table(element)
            return
        if depth > _MOST_DEPTH:
            raise _too_deep()
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        self._add(element.text, tag)
        number = _first_number(element)
        for child in element:
            if child.tag not in _SILENT and not _is_hidden(child):
                if number is not None and child.tag == "li":
                    self.end_line()
                    self.mark = f"{number}. "
                    number += 1
                self.read(child, depth + 1)
            self._add(child.tail, tag)
        if tag in _BLOCKS:
            self.end_line()

    def end_line(self) -> None:
        """The line that is being read ends here."""
        text = _visible("".join(self.pieces))
        self.pieces.clear()
        if text:
            self.lines += 1
            self.parts.append(Paragraph(self.mark + text, f"第{self.lines}段"))
            self.mark = ""

    def _add(self, text: str | None, tag: object) -> None:
        if not text:
            return
        first, *further = text.split("\n") if tag == "pre" else [text]
        self.pieces.append(first)
        for line in further:
            self.end_line()
            self.pieces.append(line)

    def _add_table(self, table: etree._Element) -> None:
        grid = Grid(GridKind.DOCUMENT, f"表{self.tables + 1}", [])
        spans: dict[int, tuple[int, str]] = {}
        hidden = 0
        for row in _own_rows(table):
            if _is_hidden(row):
                hidden += 1
            else:
                self._add_row(grid, row, spans)
        if not any(any(cells) for cells in grid.rows):
            return
        self.tables += 1
        self.parts.append(grid)
        if hidden:
            message = f"{grid.name}有{hidden}行在网页中是隐藏的，未读取；如需导入请取消隐藏后重新保存。"
            self.findings.append(note("rows-hidden", message, where=grid.name))

    def _add_row(self, grid: Grid, row: etree._Element, spans: dict[int, tuple[int, str]]) -> None:
        """Append a row. ``spans`` says of a column how many rows more its cell covers, and with which text."""
        cells: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th") or _is_hidden(cell):
                continue
            _go_on(grid, cells, spans)
            text = self._cell_text(cell)
            width = min(_number(cell, "colspan"), _MOST_COLUMNS)
            height = min(_number(cell, "rowspan"), _MOST_ROWS_SPANNED)
            if height > 1:
                spans |= {len(cells) + n: (height - 1, text) for n in range(width)}
            cells += [text] * width
        _go_on(grid, cells, spans)
        self.cells += len(cells)
        if self.cells > MOST_CELLS or len(cells) > _MOST_COLUMNS * 2:
            raise not_readable(
                "file-too-large", "网页中的表格过大，不像一份通知或清单；请另存为 .xlsx 再导入。"
            )
        grid.rows.append(cells)

    def _cell_text(self, cell: etree._Element) -> str:
        if len(cell):
            inner = _Flow(self.arranging, in_cell=True)
            inner.read(cell)
            text = "\n".join(line.text for line in inner.parts if isinstance(line, Paragraph))
        else:
            text = _visible(cell.text or "")
        # Excel and LibreOffice write beside a shortened number what it really is.
        exact = cell.get("x:num") or cell.get("sdval")
        return exact if exact and _SCIENTIFIC.fullmatch(text) else text


def _go_on(grid: Grid, cells: list[str], spans: dict[int, tuple[int, str]]) -> None:
    """Fill the cells that come next and are covered from above."""
    while len(cells) in spans:
        column = len(cells)
        left, text = spans.pop(column)
        if left > 1:
            spans[column] = (left - 1, text)
        grid.covered.add((len(grid.rows), column))
        cells.append(text)


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot") and not _is_hidden(child):
            yield from (row for row in child if row.tag == "tr")


def _number(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "").strip()
    return max(1, int(value)) if value.isascii() and value.isdecimal() and len(value) < 9 else 1


def _first_number(element: etree._Element) -> int | None:
    """With which number the items of a numbered list begin; None for anything else."""
    return _number(element, "start") if element.tag == "ol" else None


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


def _visible(source: str) -> str:
    """The words of a line as a browser shows them."""
    text = _BLANKS.sub(" ", _SOURCE_BREAK.sub("", source))
    return _INVISIBLE.sub("", text).replace("\xa0", " ").strip()
