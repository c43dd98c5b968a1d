"""Papers as one Word document, in the look of GB/T 9704-2012 (domain §3.1). Fonts are named, never embedded. Pure.

The package is written by hand, from nothing: no template, so no name, program, theme or picture of anybody's template,
and no clock, so that the same papers make the same bytes.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from bihuan.typesetting.docx_blocks import section_blocks
from bihuan.typesetting.docx_media import Media
from bihuan.typesetting.docx_page import footer_xml, section_xml, settings_xml
from bihuan.typesetting.docx_text import NAMESPACE, styles_xml
from bihuan.typesetting.paper import Paper, PhotoOf, Section, as_paper, cleaned
from bihuan.typesetting.table import Sheet, TablePaper
from bihuan.typesetting.table import cleaned as cleaned_table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_UNDATED = date(2000, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_TITLE_LONGEST = 255


def nothing(sha256: str) -> None:
    """For papers without photos: there is none."""


def render(papers: Sequence[Paper], photo_of: PhotoOf = nothing) -> bytes:
    """``papers`` as one .docx; each begins on a new page, with page number 1."""
    papers = cleaned(papers)
    media, footers = Media(photo_of), _Footers()
    body = _body(papers, media, footers)
    pictures = media.pictures()
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(footers.names()),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _properties(papers),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": _relations(
            {"rIdStyles": ("styles", "styles.xml"), "rIdSettings": ("settings", "settings.xml")}
            | {name: ("footer", f"{name}.xml") for name in footers.names()}
            | {picture.relation: ("image", f"media/{picture.name}") for picture in pictures}
        ),
        "word/styles.xml": _HEAD + styles_xml(),
        "word/settings.xml": _HEAD + settings_xml(),
    }
    parts |= {f"word/{name}.xml": _HEAD + text for name, text in footers.texts()}
    parts |= {f"word/media/{picture.name}": picture.content for picture in pictures}
    return _zipped(parts)


def render_table(paper: TablePaper) -> bytes:
    """A paper that is one table, as .docx."""
    return render([as_paper(cleaned_table(paper))])


@dataclass(slots=True)
class _Footers:
    """The feet of pages, each in the document once, by what they say and how broad the sheet is."""

    _known: dict[tuple[str, float, bool], tuple[str, str]] = field(default_factory=dict)

    def of(self, foot: str, sheet: Sheet) -> tuple[str, str]:
        """The relations of the foot of odd and of even pages."""
        return self._one(foot, sheet, even=False), self._one(foot, sheet, even=True)

    def _one(self, foot: str, sheet: Sheet, *, even: bool) -> str:
        key = (foot, sheet.body_width, even)
        if key not in self._known:
            self._known[key] = (f"footer{len(self._known) + 1}", footer_xml(foot, sheet, even=even))
        return self._known[key][0]

    def names(self) -> list[str]:
        return [name for name, _ in self._known.values()]

    def texts(self) -> list[tuple[str, str]]:
        return list(self._known.values())


def _body(papers: Sequence[Paper], media: Media, footers: _Footers) -> str:
    """word/document.xml."""
    sections = [
        (section, paper.foot, at == 0)
        for paper in papers or (Paper("", "", ()),)
        for at, section in enumerate(paper.sections or (Section(()),))
    ]
    texts = []
    for at, (section, foot, first) in enumerate(sections, 1):
        properties = section_xml(section.sheet, footers.of(foot, section.sheet), foot, restart=first)
        texts.append(section_blocks(section, media, properties, last=at == len(sections)))
    return (
        f'{_HEAD}<w:document {NAMESPACE} xmlns:r="{_OFFICE}"><w:body>{"".join(texts)}</w:body></w:document>'
    )


def _content_types(footers: Sequence[str]) -> str:
    main = {"document": "document.main", "styles": "styles", "settings": "settings"}
    named = main | dict.fromkeys(footers, "footer")
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for name, kind in named.items()
    )
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "jpeg": "image/jpeg",
        "png": "image/png",
    }
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items())
        + overrides
        + '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _package_relations() -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _properties(papers: Sequence[Paper]) -> str:
    """A title and the day the paper speaks of; nobody's name, no program."""
    title = papers[0].title.replace("\n", "")[:_TITLE_LONGEST] if papers else ""
    dated = (papers[0].dated if papers else None) or _UNDATED
    moment = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{dated.isoformat()}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><cp:revision>1</cp:revision>{moment}</cp:coreProperties>"
    )


def _zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            # Fixed: it says on which system the file was made.
            info.create_system = 0
            archive.writestr(info, content)
    return stream.getvalue()
