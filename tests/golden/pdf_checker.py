"""Reads a PDF back and measures it with the ruler of GB/T 9704-2012 (domain §3.1). It knows nothing of how it was made.

All lengths are millimetres from the top left corner of the page. A line is measured by the squares of its characters:
a Chinese character fills a square as high as its size, 0.88 of it above the base line.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdftypes import resolve1

MM_A_POINT = 25.4 / 72
PITCH, CHARACTER = 225 / 22, 156 / 28
_ABOVE_BASE = 0.88
_DASH = "—"
_HALF_EMPTY = "，。、；：）》〕”’！？"


@dataclass(frozen=True)
class Line:
    """One line of text and the box around the squares of its characters. ``size`` is in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    fonts: frozenset[str]

    @property
    def middle(self) -> float:
        """Half-way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Rule:
    """A horizontal rule: its two ends, its place down the page, its thickness, its colour (red, green, blue)."""

    left: float
    right: float
    at: float
    thick: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class Page:
    """A page as it was measured. ``lines`` and ``rules`` from the top."""

    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, words: str) -> Line:
        """The first line that holds ``words``."""
        return next(line for line in self.lines if words in line.text)

    def set_in(self, size: float) -> tuple[Line, ...]:
        """The lines of one size."""
        return tuple(line for line in self.lines if abs(line.size - size) < 0.05)

    def number(self) -> Line:
        """The page number: the last line between two dashes."""
        return next(line for line in reversed(self.lines) if re.fullmatch(r"— \d+ —", line.text))


@dataclass(frozen=True)
class Font:
    """A font of the file: its name, its kind, whether its outlines are in the file."""

    name: str
    kind: str
    embedded: bool


@dataclass(frozen=True)
class Read:
    """A PDF file as it was read: pages, fonts, the packet of properties (XMP)."""

    pages: tuple[Page, ...]
    fonts: tuple[Font, ...]
    properties: str

    @property
    def archive_level(self) -> str:
        """What the file says it keeps to: ``2B`` for PDF/A-2b."""
        part = re.search(r"<pdfaid:part>(\d)</", self.properties)
        conformance = re.search(r"<pdfaid:conformance>(\w)</", self.properties)
        return (part[1] if part else "") + (conformance[1] if conformance else "")


def read(content: bytes) -> Read:
    """Everything that is measured."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        packet = resolve1(document.doc.catalog["Metadata"]).get_data().decode()
        pages = tuple(_page(page) for page in document.pages)
        fonts = {font.name: font for page in document.pages for font in _fonts(page)}
    return Read(pages, tuple(fonts.values()), packet)


def _page(page: Any) -> Page:
    rules = sorted((_rule(line) for line in page.lines if line["height"] < 0.1), key=lambda rule: rule.at)
    return Page(page.width * MM_A_POINT, page.height * MM_A_POINT, tuple(_lines(page)), tuple(rules))


def _lines(page: Any) -> Iterator[Line]:
    """Characters on one base line, one size and without a gap as broad as three characters are a line."""
    height = float(page.height)
    rows: dict[tuple[float, float], list[Any]] = {}
    for char in page.chars:
        base, size = height - char["matrix"][5], char["matrix"][0] * _scale(char)
        rows.setdefault((round(base, 2), round(size, 2)), []).append(char)
    for (base, size), chars in sorted(rows.items()):
        chars.sort(key=lambda char: char["x0"])
        run = [chars[0]]
        for before, char in pairwise(chars):
            if char["x0"] - before["x1"] > 3 * size:
                yield _line(run, base, size)
                run = []
            run.append(char)
        yield _line(run, base, size)


def _scale(char: Any) -> float:
    """The size in points: the matrix alone may be one and the size stand in the font."""
    return float(char["size"] / char["matrix"][0])


def _line(chars: list[Any], base: float, size: float) -> Line:
    top = (base - _ABOVE_BASE * size) * MM_A_POINT
    # A comma at the end of a line stands in the left half of its square; the right half is not printed on.
    empty = size / 2 if chars[-1]["text"] in _HALF_EMPTY else 0
    return Line(
        "".join(char["text"] for char in chars),
        chars[0]["x0"] * MM_A_POINT,
        (chars[-1]["x1"] - empty) * MM_A_POINT,
        top,
        top + size * MM_A_POINT,
        size,
        frozenset(char["fontname"].partition("+")[2] for char in chars),
    )


def _rule(line: Any) -> Rule:
    colour = line["stroking_color"]
    return Rule(
        line["x0"] * MM_A_POINT,
        line["x1"] * MM_A_POINT,
        line["top"] * MM_A_POINT,
        line["linewidth"] * MM_A_POINT,
        tuple(colour) if isinstance(colour, (tuple, list)) else (colour,),
    )


def _fonts(page: Any) -> Iterator[Font]:
    for reference in resolve1(page.page_obj.resources.get("Font", {})).values():
        font = resolve1(reference)
        inner = resolve1(resolve1(font["DescendantFonts"])[0]) if "DescendantFonts" in font else font
        descriptor = resolve1(inner.get("FontDescriptor", {}))
        embedded = any(key in descriptor for key in ("FontFile", "FontFile2", "FontFile3"))
        yield Font(str(font["BaseFont"].name), str(font["Subtype"].name), embedded)


# ── what the standard asks for ──────────────────────────────────────────────────────────────────


def complaints(found: Read) -> list[str]:
    """What an upright paper whose body fills its pages does not keep to. Empty when a ruler finds nothing."""
    told = [] if found.archive_level == "2B" else [f"not PDF/A-2b but {found.archive_level!r}"]
    told += [f"{font.name} is not embedded as a font" for font in found.fonts if not font.embedded]
    told += [f"{font.name} is drawn, not set" for font in found.fonts if font.kind == "Type3"]
    for number, page in enumerate(found.pages, 1):
        told += [f"page {number}: {text}" for text in (*_sheet(page), *_body(page), *_number(page, number))]
    return told


def _off(what: str, found: float, wanted: float, tolerance: float) -> Iterator[str]:
    if abs(found - wanted) > tolerance:
        yield f"{what} {found:.2f}, wanted {wanted:.2f}"


def _sheet(page: Page) -> Iterator[str]:
    yield from _off("width", page.width, 210, 0.1)
    yield from _off("height", page.height, 297, 0.1)


def _body(page: Page) -> Iterator[str]:
    """Margins, pitch, size and count of the lines of the body. A line stands in the middle of its pitch."""
    body = page.set_in(16)
    if not body:
        return
    half = PITCH / 2
    yield from _off("top margin (天头)", body[0].middle - half, 37, 0.2)
    yield from _off("left margin (订口)", min(line.left for line in body), 28, 0.2)
    # A page whose only line ends early says nothing of its right margin.
    if len(body) > 1:
        yield from _off("right margin", page.width - max(line.right for line in body), 26, 0.3)
    if body[-1].middle + half > 262.2:
        yield f"the body reaches down to {body[-1].middle + half:.2f}, wanted 262.00"
    for before, after in pairwise(body):
        lines = (after.middle - before.middle) / PITCH
        yield from _off("pitch", (after.middle - before.middle) / max(1, round(lines)), PITCH, 0.02)
    if len(body) > 22:
        yield f"{len(body)} lines, wanted 22"


def _number(page: Page, number: int) -> Iterator[str]:
    """— 1 —: 四号, its dashes 7 mm below the body, one character in, right on odd pages and left on even ones."""
    line = page.number()
    character = 14 * MM_A_POINT
    if line.text != f"{_DASH} {number} {_DASH}":
        yield f"the page number reads {line.text}"
    yield from _off("size of the page number", line.size, 14, 0.05)
    yield from _off("place of the page number", line.middle, 262 + 7, 0.5)
    if number % 2:
        yield from _off("right end of the page number", line.right, 184 - character, 0.5)
    else:
        yield from _off("left end of the page number", line.left, 28 + character, 0.5)
