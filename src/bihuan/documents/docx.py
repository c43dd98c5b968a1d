"""A table paper as .docx: landscape A4 with the margins of GB/T 9704 turned, fonts by their official names (domain §3).

The fonts are named, never embedded: the office's computers have them. Rows are written as XML, not cell by cell
through python-docx, which looks up the whole table for each cell.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from bihuan.documents.table import Align, Column, TablePaper, cleaned, ems, lines_needed, title_lines

SONG_TITLE, HEI, FANGSONG, SONG, LATIN = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体", "Times New Roman"
_TITLE, _MARK, _LINE, _BODY, _PAGE_NUMBER = 22, 16, 12, 10.5, 14  # 二号, 三号, 小四, 五号, 四号
_MM_A_POINT = 25.4 / 72
_TWIPS_A_MM = 1440 / 25.4
_PITCH = 16  # points from line to line in a cell
_CELL_MARGIN = 1  # millimetres, on every side
_NUMBER_BELOW_BODY = 7  # millimetres (GB/T 9704)
_NAMESPACE = nsdecls("w")
# A file made twice from the same rows is the same file: no clock is asked.
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- python-docx writes what it is given and calls it UTC
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_STYLES = (
    # name, font, points, alignment, line pitch in points, points before, points after
    ("PaperMark", HEI, _MARK, "left", 28.8, 0, 0),
    ("PaperTitle", SONG_TITLE, _TITLE, "center", 33, 14, 10),
    ("PaperLine", FANGSONG, _LINE, "left", 20, 0, 4),
    ("TableHeading", HEI, _BODY, "center", _PITCH, 2, 2),
    ("TableText", FANGSONG, _BODY, "left", _PITCH, 0, 0),
    ("TableCode", FANGSONG, _BODY, "center", _PITCH, 0, 0),
    ("PaperEnd", FANGSONG, 1, "left", 1, 0, 0),
)


def render(paper: TablePaper) -> bytes:
    """``paper`` as a Word document."""
    paper = cleaned(paper)
    document = docx.Document()
    _set_styles(document)
    _set_page(document, paper)
    _set_properties(document, paper)
    body = document.element.body
    for element in _elements(paper):
        body.insert(len(body) - 1, element)  # the last one is the section
    stream = io.BytesIO()
    document.save(stream)
    return _repacked(stream.getvalue())


def _elements(paper: TablePaper) -> Iterable[Any]:
    if paper.attachment:
        yield _paragraph("PaperMark", paper.attachment)
    yield _title(paper)
    for text in paper.above:
        yield _paragraph("PaperLine", text)
    yield _table(paper)
    for text in paper.below:
        yield _paragraph("PaperLine", text)
    # Word wants a paragraph after a table; as low as can be, so that it opens no new page.
    yield _paragraph("PaperEnd", "")


def _paragraph(style: str, text: str) -> Any:
    return parse_xml(f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>')


def _title(paper: TablePaper) -> Any:
    """The title. Indents on both sides make it break where its meaning does, without a mark in its text."""
    width = paper.sheet.body_width
    size = _TITLE * _MM_A_POINT
    lines = title_lines(paper.title, width / size - 1)
    indent = 0
    if len(lines) > 1:
        indent = max(0, round((width - (ems(lines[0]) + 0.6) * size) / 2 * _TWIPS_A_MM))
    return parse_xml(
        f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="PaperTitle"/><w:ind w:left="{indent}" w:right="{indent}"/></w:pPr>'
        f"{_run(paper.title)}</w:p>"
    )


def _run(text: str) -> str:
    """The text; w:hint makes quotation marks and dashes full-width, as Chinese sets them."""
    if not text:
        return ""
    pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in text.split("\t"))
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{pieces}</w:r>'


def _table(paper: TablePaper) -> Any:
    widths = [round(column.width * _TWIPS_A_MM) for column in paper.columns]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = "".join(
        f'<w:{side} w:w="{round(_CELL_MARGIN * _TWIPS_A_MM)}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    table = parse_xml(
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    table.append(_header(paper.columns, widths))
    for row in paper.rows:
        table.append(_row(paper, row, widths))
    if not paper.rows:
        cell = _cell(sum(widths), "TableCode", "暂无整改事项", span=len(widths))
        table.append(parse_xml(f"<w:tr {_NAMESPACE}>{cell}</w:tr>"))
    return table


def _header(columns: tuple[Column, ...], widths: list[int]) -> Any:
    """The header row, repeated on every page."""
    cells = "".join(
        _cell(width, "TableHeading", column.heading) for column, width in zip(columns, widths, strict=True)
    )
    return parse_xml(f"<w:tr {_NAMESPACE}><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")


def _row(paper: TablePaper, row: tuple[str, ...], widths: list[int]) -> Any:
    cells = "".join(
        _cell(width, "TableCode" if column.align is Align.CENTER else "TableText", text)
        for column, width, text in zip(paper.columns, widths, row, strict=True)
    )
    keep = "<w:trPr><w:cantSplit/></w:trPr>" if _fits_a_page(paper, row) else ""
    return parse_xml(f"<w:tr {_NAMESPACE}>{keep}{cells}</w:tr>")


def _fits_a_page(paper: TablePaper, row: tuple[str, ...]) -> bool:
    """Whether the row can be kept in one piece. A longer one must be allowed to go on, or its end would be lost."""
    em = _BODY * _MM_A_POINT
    lines = max(
        lines_needed(text, (column.width - 2 * _CELL_MARGIN) / em)
        for column, text in zip(paper.columns, row, strict=True)
    )
    # Three lines for the header, a tenth for the difference between reckoning and setting.
    return (1.1 * lines + 3) * _PITCH * _MM_A_POINT <= paper.sheet.body_height


def _cell(width: int, style: str, text: str, *, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(line)}</w:p>' for line in text.split("\n")
    )
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def _fonts(east: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{east}"/>'


def _set_styles(document: Any) -> None:
    styles = document.styles.element
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    # Theme fonts would win over the named ones, and the template's language is not ours.
    for child in list(defaults):
        defaults.remove(child)
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    for child in parse_xml(f'<w:rPr {_NAMESPACE}>{_fonts(FANGSONG)}<w:sz w:val="21"/>{language}</w:rPr>'):
        defaults.append(child)
    for name, font, size, align, pitch, before, after in _STYLES:
        styles.append(
            parse_xml(
                f'<w:style {_NAMESPACE} w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
                f'<w:name w:val="{name}"/>'
                # autoSpace: no extra room between 12 and 月, which narrow columns do not have.
                '<w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
                f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"'
                f' w:line="{round(pitch * 20)}" w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
                f'<w:rPr>{_fonts(font)}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
                "</w:style>"
            )
        )


def _set_page(document: Any, paper: TablePaper) -> None:
    section, sheet = document.sections[0], paper.sheet
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.bottom)
    section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
    section.footer_distance = Mm(sheet.bottom - _NUMBER_BELOW_BODY - _PAGE_NUMBER * _MM_A_POINT)
    document.settings.odd_and_even_pages_header_footer = True
    _set_footer(section.footer, "right")
    _set_footer(section.even_page_footer, "left")
    language = document.settings.element.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_footer(footer: Any, side: str) -> None:
    """— 1 — in 四号 宋体, one character in from its side: odd pages right, even pages left."""
    footer.is_linked_to_previous = False
    look = f'<w:rPr>{_fonts(SONG, SONG)}<w:sz w:val="{_PAGE_NUMBER * 2}"/></w:rPr>'
    mark = look.replace("<w:rFonts ", '<w:rFonts w:hint="eastAsia" ')
    field = "".join(
        f"<w:r>{look}{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    paragraph = parse_xml(
        f'<w:p {_NAMESPACE}><w:pPr><w:ind w:{side}="{_PAGE_NUMBER * 20}"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r>{mark}<w:t xml:space="preserve">— </w:t></w:r>{field}'
        f'<w:r>{mark}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    element = footer._element
    for child in list(element):
        element.remove(child)
    element.append(paragraph)


def _set_properties(document: Any, paper: TablePaper) -> None:
    """A title and a day; no user, no program, no thumbnail of somebody's template."""
    properties = document.core_properties
    properties.title = paper.title[:255]
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.revision = 1
    moment = datetime.combine(paper.dated, time()) if paper.dated else _UNDATED
    properties.created = properties.modified = moment
    relations = document.part.package.rels
    for key in [
        key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[key]


def _repacked(content: bytes) -> bytes:
    """The same parts without the time at which the zip was made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(part))
    return stream.getvalue()
