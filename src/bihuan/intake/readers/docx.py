"""Reader of .docx: the body of its main part, nothing else.

Read with the standard library, after the container refused bombs and entities: Word's text is in few elements, and
this way no style, picture or macro of the file is ever touched.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from bihuan.intake.readers.blocks import Blocks, Grid, GridKind, Paragraph
from bihuan.intake.readers.container import MAIN_PART, open_zip, unpack
from bihuan.intake.refusal import not_readable

MOST_DOCUMENT = 60_000_000
MOST_SPAN = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Text that was moved away or deleted with tracked changes, and the second copy Word keeps of a text box.
_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "rPr", "pPr"}
_TRANSPARENT = {"sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo"}


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the document in order."""
    archive = open_zip(content)
    main = next(name for name in archive.namelist() if MAIN_PART.fullmatch(name))
    if archive.getinfo(main).file_size > MOST_DOCUMENT:
        raise not_readable("file-too-large", "文档正文过长，不像一份通知；请拆分后再导入。")
    xml = unpack(archive, main.__eq__)[main]
    root = ET.fromstring(xml)  # noqa: S314 -- entities and bombs were refused by unpack
    body = next(child for child in root if _tag(child) == "body")
    parts: list[Paragraph | Grid] = []
    lines = tables = 0
    for element in _children(body):
        if _tag(element) == "tbl":
            tables += 1
            parts.append(_grid(element, f"表{tables}"))
            continue
        for line in _text(element).split("\n"):
            if line := line.strip():
                lines += 1
                parts.append(Paragraph(line, f"第{lines}段"))
    return Blocks(tuple(parts))


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ET.Element, name: str) -> str | None:
    return element.get(_W + name) or element.get(_W_STRICT + name)


def _children(element: ET.Element) -> Iterator[ET.Element]:
    """The children, looking through content controls and tracked insertions."""
    for child in element:
        tag = _tag(child)
        if tag in _TRANSPARENT:
            yield from _children(child)
        elif tag not in _SKIPPED:
            yield child


def _text(element: ET.Element) -> str:
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces)


def _collect(element: ET.Element, pieces: list[str]) -> None:
    for child in element:
        tag = _tag(child)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "tab":
            pieces.append("\t")
        elif tag in ("br", "cr"):
            pieces.append("\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag not in _SKIPPED:
            _collect(child, pieces)
            if tag == "p":
                pieces.append("\n")


def _grid(table: ET.Element, name: str) -> Grid:
    """The table with merged cells filled, those merged downwards marked as covered."""
    grid = Grid(GridKind.DOCUMENT, name, [])
    for row in (child for child in _children(table) if _tag(child) == "tr"):
        at = len(grid.rows)
        cells: list[str] = [""] * _number(row, "trPr", "gridBefore", 0)
        for cell in (child for child in _children(row) if _tag(child) == "tc"):
            text = _cell_text(cell)
            if _continues(cell) and at and len(cells) < len(grid.rows[-1]):
                text = grid.rows[-1][len(cells)]
                grid.covered.add((at, len(cells)))
            cells.extend([text] * _number(cell, "tcPr", "gridSpan", 1))
        grid.rows.append(cells)
    return grid


def _property(element: ET.Element, holder: str, name: str) -> ET.Element | None:
    for child in element:
        if _tag(child) == holder:
            return next((inner for inner in child if _tag(inner) == name), None)
    return None


def _number(element: ET.Element, holder: str, name: str, otherwise: int) -> int:
    found = _property(element, holder, name)
    number = int(_attribute(found, "val") or otherwise) if found is not None else otherwise
    if not 0 <= number <= MOST_SPAN:
        raise ValueError(f"{name} of {number}")
    return number


def _continues(cell: ET.Element) -> bool:
    merge = _property(cell, "tcPr", "vMerge")
    return merge is not None and _attribute(merge, "val") in (None, "continue")


def _cell_text(cell: ET.Element) -> str:
    """The paragraphs of the cell, one a line. Word's own numbering is written out, as it is on paper."""
    lines = []
    counters: dict[str, int] = {}
    for child in _children(cell):
        text = _text(child).strip()
        if not text:
            continue
        if list_id := _list_id(child):
            counters[list_id] = counters.get(list_id, 0) + 1
            text = f"{counters[list_id]}. {text}"
        lines.append(text)
    return "\n".join(lines)


def _list_id(paragraph: ET.Element) -> str | None:
    numbering = _property(paragraph, "pPr", "numPr")
    if numbering is None:
        return None
    marks = {_tag(child): _attribute(child, "val") or "" for child in numbering}
    # numId 0 means: this paragraph is taken out of its list.
    return None if marks.get("numId", "0") == "0" else f"{marks['numId']}/{marks.get('ilvl', '0')}"
