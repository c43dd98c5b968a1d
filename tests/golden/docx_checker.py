"""Reads a Word document back as numbers and holds them to GB/T 9704-2012 (domain §3.1).

``geometry_of`` answers what stands where: millimetres, points, characters. ``departures`` says in sentences where a
document of ours leaves the standard; an empty list is a document that keeps it.
"""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_A_MM = 1440 / 25.4
_TWIPS_A_POINT = 20
_HALF = 2

# Width, height, top, bottom, left, right (5.1; turned for a sheet on its side).
SHEETS = {
    (210, 297): (37, 35, 28, 26),
    (297, 210): (28, 26, 35, 37),
    (420, 297): (28, 26, 35, 37),
}
BODY_STYLES = ("Body", "BodyFlush", "BodyRight")
# What a style of paragraph must be: Chinese font, points, alignment.
LOOKS = {
    "Body": ("仿宋_GB2312", 16, "both"),
    "BodyFlush": ("仿宋_GB2312", 16, "left"),
    "BodyRight": ("仿宋_GB2312", 16, "right"),
    "LetterNumber": ("仿宋_GB2312", 16, "center"),
    "PaperTitle": ("方正小标宋简体", 22, "center"),
    "PaperMark": ("黑体", 16, "left"),
    "TableHeading": ("黑体", 10.5, "center"),
    "FormLabel": ("黑体", 12, "center"),
    "Imprint": ("仿宋_GB2312", 14, "left"),
    "PageNumber": ("宋体", 14, "left"),
}
NUMBER_BELOW_BODY = 7  # millimetres
LINES, CHARACTERS = 22, 28


@dataclass(frozen=True)
class Page:
    """A section: its sheet, margins and place of the page number in millimetres; ``starts_at`` its first number."""

    width: float
    height: float
    margins: tuple[float, float, float, float]  # top, bottom, left, right
    number_below_body: float
    starts_at: int | None
    grid_pitch: float
    odd: "Foot"
    even: "Foot"

    @property
    def body(self) -> tuple[float, float]:
        """Width and height of the 版心."""
        top, bottom, left, right = self.margins
        return round(self.width - left - right, 1), round(self.height - top - bottom, 1)


@dataclass(frozen=True)
class Foot:
    """The foot of a page: on which side the number stands, how many of its characters in, and what is on the other."""

    side: str
    characters_in: float
    number: str
    font: str
    size: float
    opposite: str
    opposite_size: float


@dataclass(frozen=True)
class Run:
    """A piece of text in one look."""

    text: str
    font: str
    latin: str
    size: float
    colour: str
    bold: bool


@dataclass(frozen=True)
class Text:
    """A paragraph: points, and characters of its own size."""

    style: str
    runs: tuple[Run, ...]
    align: str
    above: float  # points of space above it
    pitch: float | None  # None: as high as what stands on it
    character: float  # points from character to character
    first_line: float
    left: float
    right: float
    new_page: bool
    rule: str  # colour of a line below it
    rule_below: float  # points between text and that line

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Grid:
    """A table: breadth in millimetres, repeated header rows, for each other row whether it is kept in one piece."""

    widths: tuple[float, ...]
    header: int
    kept: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, ...], ...]
    merged: tuple[tuple[str, ...], ...]
    rules: tuple[tuple[float, float], ...]  # millimetres: above and below the first cell of each row
    at_foot: bool


@dataclass(frozen=True)
class Geometry:
    """A whole document."""

    pages: tuple[Page, ...]
    texts: tuple[Text, ...]
    grids: tuple[Grid, ...]
    both_sides: bool  # odd and even pages differ

    def first(self, style: str) -> Text:
        """The first paragraph of a style."""
        return next(text for text in self.texts if text.style == style)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def geometry_of(content: bytes) -> Geometry:
    """What stands where in the .docx ``content``."""
    return _Document(content).geometry()


class _Document:
    """A package and its styles."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        styles = self.part("word/styles.xml")
        self.styles = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
        self.default = next(name for name, style in self.styles.items() if style.get(f"{_W}default"))
        self.defaults = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self.targets = {
            link.get("Id", ""): link.get("Target", "") for link in self.part("word/_rels/document.xml.rels")
        }

    def part(self, name: str) -> ET.Element:
        return ET.fromstring(self.archive.read(name))

    def geometry(self) -> Geometry:
        body = self.part("word/document.xml")[0]
        settings = self.part("word/settings.xml")
        return Geometry(
            tuple(self.page(section) for section in body.iter(f"{_W}sectPr")),
            tuple(self.text(paragraph) for paragraph in body.iter(f"{_W}p")),
            tuple(self.grid(table) for table in body.iter(f"{_W}tbl")),
            settings.find(f"{_W}evenAndOddHeaders") is not None,
        )

    # Properties are looked for where they are nearest: in place, in the style, in those it is based on.

    def chain(self, style: str) -> Iterator[ET.Element]:
        while style in self.styles:
            yield self.styles[style]
            based = self.styles[style].find(f"{_W}basedOn")
            style = based.get(f"{_W}val", "") if based is not None else ""

    def of_paragraph(self, own: ET.Element | None, style: str, tag: str, name: str = "val") -> str:
        places = [own, *(each.find(f"{_W}pPr") for each in self.chain(style))]
        return _nearest(places, tag, name)

    def of_run(self, own: ET.Element | None, character: str, style: str, tag: str, name: str = "val") -> str:
        chained = [*self.chain(character), *self.chain(style), *self.chain(self.default)]
        return _nearest([own, *(each.find(f"{_W}rPr") for each in chained), self.defaults], tag, name)

    def text(self, paragraph: ET.Element) -> Text:
        own = paragraph.find(f"{_W}pPr")
        style = _value(own, "pStyle") or self.default
        size = float(self.of_run(None, "", style, "sz")) / _HALF

        def length(tag: str, name: str) -> float:
            return float(self.of_paragraph(own, style, tag, name) or 0) / _TWIPS_A_POINT

        character = size + float(self.of_run(None, "", style, "spacing") or 0) / _TWIPS_A_POINT
        exact = self.of_paragraph(own, style, "spacing", "lineRule") == "exact"
        return Text(
            style,
            tuple(self.run(run, style) for run in paragraph.iter(f"{_W}r")),
            self.of_paragraph(own, style, "jc"),
            length("spacing", "before"),
            length("spacing", "line") if exact else None,
            character,
            round(length("ind", "firstLine") / character, 2),
            round(length("ind", "left") / character, 2),
            round(length("ind", "right") / character, 2),
            own is not None and own.find(f"{_W}pageBreakBefore") is not None,
            _value(own, "pBdr", "bottom", name="color"),
            float(_value(own, "pBdr", "bottom", name="space") or 0),
        )

    def run(self, run: ET.Element, style: str) -> Run:
        own = run.find(f"{_W}rPr")
        character = _value(own, "rStyle")

        def found(tag: str, name: str = "val") -> str:
            return self.of_run(own, character, style, tag, name)

        pieces = {f"{_W}t": None, f"{_W}br": "\n", f"{_W}tab": "\t"}
        text = "".join(pieces[each.tag] or each.text or "" for each in run if each.tag in pieces)
        return Run(
            text,
            found("rFonts", "eastAsia"),
            found("rFonts", "ascii"),
            float(found("sz")) / _HALF,
            found("color"),
            bool(found("b")),
        )

    def page(self, section: ET.Element) -> Page:
        sheet = [_mm(section, "pgSz", name) for name in ("w", "h")]
        top, bottom, left, right = (
            _mm(section, "pgMar", name) for name in ("top", "bottom", "left", "right")
        )
        feet = {
            link.get(f"{_W}type", ""): self.part(f"word/{self.targets[link.get(f'{_R}id', '')]}")
            for link in section.findall(f"{_W}footerReference")
        }
        lines = [self.text(each).pitch or 0 for each in feet["default"].iter(f"{_W}p")]
        starts = _value(section, "pgNumType", name="start")
        breadth = (sheet[0] - left - right) * _TWIPS_A_MM
        return Page(
            round(sheet[0], 1),
            round(sheet[1], 1),
            (round(top, 1), round(bottom, 1), round(left, 1), round(right, 1)),
            # Where the dashes stand: in the middle of the first line of the foot.
            round(bottom - _mm(section, "pgMar", "footer") - (sum(lines) - lines[0] / 2) * 25.4 / 72, 1),
            int(starts) if starts else None,
            float(_value(section, "docGrid", name="linePitch")) / _TWIPS_A_POINT,
            self.foot(feet["default"], breadth),
            self.foot(feet["even"], breadth),
        )

    def foot(self, part: ET.Element, breadth: float) -> Foot:
        """Where the number of a foot stands: at its beginning, or behind a tab to the right edge."""
        paragraphs = [self.text(each) for each in part.iter(f"{_W}p")]
        line = paragraphs[0]
        fields = [run for field in part.iter(f"{_W}fldSimple") for run in field]
        at = next(n for n, run in enumerate(part.iter(f"{_W}r")) if run in fields) - 1
        number = "".join(run.text for run in line.runs[at : at + 3])
        stop = part.find(f".//{_W}tab[@{_W}pos]")
        edge = float(stop.get(f"{_W}pos", "0")) if stop is not None else breadth
        behind_tab = any("\t" in run.text for run in line.runs[:at])
        inside = (breadth - edge) / _TWIPS_A_POINT / line.runs[at].size if behind_tab else line.left
        others = [
            *line.runs[:at],
            *line.runs[at + 3 :],
            *(run for each in paragraphs[1:] for run in each.runs),
        ]
        said = [run for run in others if run.text.strip()]
        return Foot(
            "right" if behind_tab else "left",
            round(inside, 2),
            number,
            line.runs[at + 1].font,
            line.runs[at + 1].size,
            "".join(run.text for run in said),
            said[0].size if said else 0,
        )

    def grid(self, table: ET.Element) -> Grid:
        rows = table.findall(f"{_W}tr")
        cells = [row.findall(f"{_W}tc") for row in rows]
        header = [row for row in rows if row.find(f"{_W}trPr/{_W}tblHeader") is not None]
        return Grid(
            tuple(
                round(float(column.get(f"{_W}w", "0")) / _TWIPS_A_MM, 1)
                for column in table.iter(f"{_W}gridCol")
            ),
            len(header),
            tuple(row.find(f"{_W}trPr/{_W}cantSplit") is not None for row in rows[len(header) :]),
            tuple(tuple(self.cell(cell) for cell in row) for row in cells),
            tuple(tuple(int(_value(cell, "tcPr", "gridSpan") or 1) for cell in row) for row in cells),
            tuple(tuple(_value(cell, "tcPr", "vMerge") for cell in row) for row in cells),
            tuple((_rule(row[0], "top"), _rule(row[0], "bottom")) for row in cells),
            _value(table, "tblPr", "tblpPr", name="tblpYSpec") == "bottom",
        )

    def cell(self, cell: ET.Element) -> str:
        return "\n".join(self.text(each).text for each in cell.iter(f"{_W}p"))


def _nearest(places: Sequence[ET.Element | None], tag: str, name: str) -> str:
    return next((value for place in places if (value := _value(place, tag, name=name))), "")


def _value(element: ET.Element | None, *path: str, name: str = "val") -> str:
    found = element.find("/".join(_W + tag for tag in path)) if element is not None else None
    return found.get(_W + name, "") if found is not None else ""


def _mm(section: ET.Element, tag: str, name: str) -> float:
    return float(_value(section, tag, name=name)) / _TWIPS_A_MM


def _rule(cell: ET.Element, side: str) -> float:
    """The thickness of a cell's border in millimetres."""
    return round(float(_value(cell, "tcPr", "tcBorders", side, name="sz") or 0) / 8 * 25.4 / 72, 2)


# ── judging ─────────────────────────────────────────────────────────────────────────────────────


def departures(content: bytes) -> list[str]:
    """Where the document leaves the standard, a sentence each."""
    found = geometry_of(content)
    sentences = [] if found.both_sides else ["odd and even pages do not differ"]
    for number, page in enumerate(found.pages, 1):
        sentences += [f"section {number}: {fault}" for fault in _page_faults(page)]
    for text in found.texts:
        sentences += [f"{text.style} {text.text[:12]!r}: {fault}" for fault in _text_faults(text)]
    broadest = max(page.body[0] for page in found.pages)
    for number, grid in enumerate(found.grids, 1):
        if sum(grid.widths) > broadest + 0.5:
            sentences.append(f"table {number}: {sum(grid.widths):.1f} mm broad on {broadest} mm")
    return list(dict.fromkeys(sentences))


def _page_faults(page: Page) -> Iterator[str]:
    wanted = SHEETS.get((round(page.width), round(page.height)))
    if page.margins != wanted:
        yield f"margins {page.margins}, not {wanted}"
    if page.number_below_body != NUMBER_BELOW_BODY:
        yield f"page number {page.number_below_body} mm below the body"
    for side, foot in (("right", page.odd), ("left", page.even)):
        if (foot.side, foot.characters_in) != (side, 1):
            yield f"page number {foot.characters_in} characters from the {foot.side}, not 1 from the {side}"
        if (foot.font, foot.size, foot.number) != ("宋体", 14, "— 1 —"):
            yield f"page number {foot.number!r} in {foot.font} {foot.size}"
    if (page.width, page.height) == (210, 297) and int(page.body[1] / 25.4 * 72 / page.grid_pitch) != LINES:
        yield f"a grid of {page.grid_pitch} points"


def _text_faults(text: Text) -> Iterator[str]:
    font, size, align = LOOKS.get(text.style, ("", 0, ""))
    for run in text.runs:
        if (
            font
            and run.text.strip()
            and not text.style.startswith("Page")
            and run.font not in _allowed(text.style)
        ):
            yield f"set in {run.font}"
        if font and run.text.strip() and text.style != "PageNumber" and run.size != size:
            yield f"set in {run.size} points, not {size}"
        if run.bold:
            yield "set in bold"
    if text.style in BODY_STYLES and text.text:
        if text.pitch is None or int(225 / 25.4 * 72 / text.pitch) != LINES:
            yield f"lines of {text.pitch} points"
        if int(156 / 25.4 * 72 / text.character) != CHARACTERS:
            yield f"characters of {text.character} points"
    if text.style == "Body" and text.first_line != 2:
        yield f"first line {text.first_line} characters in"
    if align and text.align != align:
        yield f"stands {text.align}, not {align}"


def _allowed(style: str) -> set[str]:
    """A level of the body may begin in 黑体 or 楷体."""
    return {LOOKS[style][0]} | ({"黑体", "楷体_GB2312"} if style == "Body" else set())
