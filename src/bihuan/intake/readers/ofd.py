"""Reader of .ofd (GB/T 33190), the national form of documents that are laid out in pages.

Such a file says of each character where it stands, and of each line where it is drawn; what that means as paragraphs
and tables is found by ``page_layout``. Seals, pictures and attachments are not opened.
"""

import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.container import damaged, open_zip, unpack
from bihuan.intake.readers.ofd_page import Drawing, Matrix, draw
from bihuan.intake.readers.page_layout import layout_of
from bihuan.intake.readers.page_words import Page
from bihuan.intake.refusal import not_readable
from bihuan.kernel.findings import Finding, warn

MOST_PAGES = 500
_POINTS = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_SHOWN_PAGES = 10


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of all pages in order."""
    package = _Package(unpack(open_zip(content), lambda name: name.lower().endswith(".xml")))
    pages: list[Page] = []
    pictures: list[int] = []
    for number, (area, drawing) in enumerate(package.pages(), start=1):
        if number > MOST_PAGES:
            raise not_readable("file-too-large", f"OFD 超过{MOST_PAGES}页，不像一份通知；请拆分后再导入。")
        if drawing.pictures and not drawing.words:
            pictures.append(number)
        width, height = area[2] * _POINTS, area[3] * _POINTS
        pages.append(Page(number, width, height, tuple(drawing.words), tuple(drawing.rules)))
    if not pages:
        raise damaged()
    return Blocks(layout_of(pages).parts, _not_read(pictures, len(pages)))


def _not_read(pictures: list[int], pages: int) -> tuple[Finding, ...]:
    """What is said of pages that hold pictures and no text."""
    if not pictures:
        return ()
    if len(pictures) == pages:
        raise not_readable(
            "pages-not-read",
            "OFD 各页都是图片，没有文字；请取得带文字的原件，或用阅读器导出为 PDF 后再导入。",
        )
    named = "、".join(f"第{number}页" for number in pictures[:_SHOWN_PAGES])
    more = "等" if len(pictures) > _SHOWN_PAGES else ""
    message = f"{named}{more}（共{len(pictures)}页）是图片，没有文字，未读取；请对照原件补录。"
    return (warn("pages-not-read", message, where=f"第{pictures[0]}页"),)


@dataclass(slots=True)
class _Package:
    """The parts of the file by their path. Paths are compared without regard to case, as readers of OFD do."""

    parts: dict[str, bytes]
    _by_path: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._by_path = {name.lower().lstrip("/"): data for name, data in self.parts.items()}

    def pages(self) -> Iterator[tuple[tuple[float, ...], Drawing]]:
        """The area of each page in millimetres, and what is drawn on it: on its templates first, then on itself."""
        for root in _all(self._part("", "OFD.xml"), "DocRoot"):
            path = _joined("", root.text or "")
            document = self._part("", path)
            whole = _area(_first(document, "CommonData"), _A4)
            templates = {each.get("ID"): each.get("BaseLoc", "") for each in _all(document, "TemplatePage")}
            for listed in _all(_first(document, "Pages"), "Page"):
                page = self._part(path, listed.get("BaseLoc", ""))
                area = _area(page, whole)
                drawing = Drawing()
                for use in (each for each in page if _tag(each) == "Template"):
                    if location := templates.get(use.get("TemplateID")):
                        self._draw(self._part(path, location), area, drawing)
                self._draw(page, area, drawing)
                yield area, drawing

    def _draw(self, page: ET.Element, area: tuple[float, ...], drawing: Drawing) -> None:
        placed = Matrix(_POINTS, 0, 0, _POINTS, -area[0] * _POINTS, -area[1] * _POINTS)
        for layer in _all(_first(page, "Content"), "Layer"):
            draw(layer, placed, drawing)

    def _part(self, beside: str, location: str) -> ET.Element:
        data = self._by_path.get(_joined(posixpath.dirname(beside), location).lower())
        if data is None:
            raise damaged()
        return ET.fromstring(data)  # noqa: S314 -- entities were refused by unpack


def _joined(folder: str, location: str) -> str:
    path = location.strip().replace("\\", "/")
    return posixpath.normpath(path if path.startswith("/") else posixpath.join("/", folder, path)).lstrip("/")


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: ET.Element | None, tag: str) -> Iterator[ET.Element]:
    return (each for each in element.iter() if _tag(each) == tag) if element is not None else iter(())


def _first(element: ET.Element | None, tag: str) -> ET.Element | None:
    return next(_all(element, tag), None)


def _area(element: ET.Element | None, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    box = _first(element, "PhysicalBox")
    numbers = tuple(map(float, (box.text or "").split())) if box is not None else ()
    return numbers if len(numbers) == len(_A4) and numbers[2] > 0 and numbers[3] > 0 else otherwise
