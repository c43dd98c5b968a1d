"""Writes the two sample files beside this script, or into the folder named as the one argument. Same input, same parts:
a test regenerates them and compares.

    .venv/bin/python samples/make_samples.py [FOLDER]
"""  # noqa: INP001

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import xlsxwriter
from content import (
    ATTACHMENT,
    COLUMNS,
    ISSUER,
    ITEMS,
    KIND,
    LETTER,
    NUMBER,
    PLAN,
    PLAN_TITLE,
    RECIPIENTS,
    SIGNED_ON,
    TABLE_TITLE,
    TITLE,
    VOICES,
)
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

MADE_AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
ZIP_TIME = (2026, 5, 20, 9, 0, 0)
# GB/T 9704 by name: 小标宋 for the title, 仿宋 for the text, 黑体 and 楷体 for chapters and sections.
SONG_TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
BODY, LINE = Pt(16), Pt(28)
WIDTHS_MM = (9, 27, 44, 17, 42, 48, 22, 21, 15)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    (folder / "notice.docx").write_bytes(notice())
    (folder / "opinions.xlsx").write_bytes(opinions())


def notice() -> bytes:
    """The notice, the plan it issues and the table the plan carries."""
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = "闭环 Bihuan"
    document.core_properties.title = "".join(TITLE)
    document.core_properties.created = document.core_properties.modified = MADE_AT
    _page(document.sections[0])
    _letter(document)
    _plan(document)
    _target_table(document)
    stream = io.BytesIO()
    document.save(stream)
    return _with_fixed_times(stream.getvalue())


def opinions() -> bytes:
    """The list of opinions; every number and telephone is a text cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {"title": "2025年度社会评价意见建议清单", "author": "闭环 Bihuan", "created": MADE_AT}
    )
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF7"}
    )
    text = book.add_format({"num_format": "@", "border": 1, "valign": "vcenter"})
    long = book.add_format({"text_wrap": True, "border": 1, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "align": "center", "valign": "vcenter"})
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    sheet = book.add_worksheet("意见清单")
    names = ("问题编号", "意见内容", "来源", "收到日期", "联系人", "联系电话")
    sheet.merge_range(0, 0, 0, len(names) - 1, "望潮港片区2025年度社会评价意见建议清单", title)
    sheet.set_row(0, 30)
    for column, (name, width) in enumerate(zip(names, (20, 70, 12, 13, 10, 15), strict=True)):
        sheet.write(1, column, name, head)
        sheet.set_column(column, column, width)
    for row, voice in enumerate(VOICES, start=2):
        sheet.set_row(row, 36)
        sheet.write_string(row, 0, voice.number, text)
        sheet.write_string(row, 1, voice.text, long)
        sheet.write_string(row, 2, voice.source, text)
        sheet.write_datetime(row, 3, voice.received_on, day)
        sheet.write_string(row, 4, voice.name, text)
        sheet.write_string(row, 5, voice.phone, text)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    book.close()
    return stream.getvalue()


def _page(section: Section, *, landscape: bool = False) -> None:
    """A4 with the margins of GB/T 9704; a landscape page is the same sheet turned."""
    upright = (Mm(210), Mm(297), Mm(37), Mm(26), Mm(35), Mm(28))
    turned = (Mm(297), Mm(210), Mm(28), Mm(24), Mm(26), Mm(26))
    width, height, top, right, bottom, left = turned if landscape else upright
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        top,
        right,
        bottom,
        left,
    )
    _page_number(section)


def _page_number(section: Section) -> None:
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", SONG, Pt(14))
    run = _run(paragraph, "", SONG, Pt(14))
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _run(paragraph, " —", SONG, Pt(14))


def _letter(document: Document) -> None:
    red = RGBColor(0xC8, 0x10, 0x2E)
    head = _paragraph(
        document, f"{ISSUER}文件", SONG_TITLE, Pt(24), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(46)
    )
    head.runs[0].font.color.rgb = red
    number = _paragraph(document, NUMBER, FANG, BODY, align=WD_ALIGN_PARAGRAPH.CENTER)
    _red_line(number)
    _paragraph(document, "", FANG, BODY)
    for line in TITLE:
        _paragraph(document, line, SONG_TITLE, Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(34))
    _paragraph(document, "", FANG, BODY)
    _paragraph(document, RECIPIENTS, FANG, BODY)
    for line in LETTER:
        _paragraph(document, line, FANG, BODY, indent=True)
    _paragraph(document, "", FANG, BODY)
    for line in (ISSUER, SIGNED_ON):
        _paragraph(document, line, FANG, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)


def _plan(document: Document) -> None:
    first = _paragraph(
        document, PLAN_TITLE[0], SONG_TITLE, Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(34)
    )
    first.paragraph_format.page_break_before = True
    _paragraph(document, PLAN_TITLE[1], SONG_TITLE, Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(34))
    _paragraph(document, "", FANG, BODY)
    for text in PLAN:
        marks = len(text) - len(text.lstrip("#"))
        _paragraph(document, text.lstrip("# "), (FANG, HEI, KAI)[marks], BODY, indent=True)
    _paragraph(document, "", FANG, BODY)
    _paragraph(document, ATTACHMENT, FANG, BODY, indent=True)


def _target_table(document: Document) -> None:
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    _paragraph(document, "附件", HEI, BODY)
    _paragraph(document, TABLE_TITLE, SONG_TITLE, Pt(20), align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(34))
    contents = {voice.number: voice.text for voice in VOICES}
    table = document.add_table(1, len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS_MM, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], COLUMNS, HEI)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for position, item in enumerate(ITEMS, start=1):
        measures = "\n".join(f"{n}. {text}" for n, text in enumerate(item.measures, start=1))
        units = "\n".join(item.units.split("、"))
        cells = (
            str(position), item.number, contents[item.number], KIND, item.target, measures, item.limit, units,
            item.person,
        )  # fmt: skip
        _fill(table.add_row(), cells, FANG)


def _fill(row: _Row, texts: tuple[str, ...], font: str) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS_MM, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        _set_line(paragraph, Pt(15))
        for at, line in enumerate(text.split("\n")):
            run = _run(paragraph, "", font, Pt(10.5))
            if at:
                run.add_break()
            run.add_text(line)


def _paragraph(
    document: Document,
    text: str,
    font: str,
    size: Pt,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    line: Pt = LINE,
    indent: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    _set_line(paragraph, line)
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size.pt * 2)
    if text:
        _run(paragraph, text, font, size)
    return paragraph


def _set_line(paragraph: Paragraph, line: Pt) -> None:
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
    shape.space_before = shape.space_after = Pt(0)


def _run(paragraph: Paragraph, text: str, font: str, size: Pt) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    # Word takes the font of Chinese characters from another attribute than that of Latin ones.
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _red_line(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "C8102E")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _with_fixed_times(content: bytes) -> bytes:
    """The zip with every part at one time: python-docx stamps each with the hour it was written."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(part))
    return stream.getvalue()


if __name__ == "__main__":
    main()
