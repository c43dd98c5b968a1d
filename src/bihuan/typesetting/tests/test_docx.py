"""Papers as a Word document: whatever stands in them, it opens, says it, and names nobody.

Where everything stands is measured in tests/golden.
"""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from PIL import Image

from bihuan.typesetting import docx
from bihuan.typesetting.paper import (
    Block,
    Cell,
    Form,
    Imprint,
    Letterhead,
    Line,
    Mark,
    NewPage,
    Paper,
    Paragraph,
    Photo,
    Photos,
    QrCode,
    Section,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import A4, A4_UPRIGHT, Align, Column
from bihuan.typesetting.tests.papers import NASTY, attributes, everything, paper, part


def of(*blocks: Block, photo: bytes | None = None) -> bytes:
    return docx.render([Paper("函", "一份函", (Section(blocks),))], lambda _: photo)


def body_of(content: bytes) -> str:
    return part(content, "word/document.xml")


def texts_of(content: bytes) -> list[str]:
    """The paragraphs as another library reads them, those in cells as well."""
    body = Document(io.BytesIO(content)).element.body
    return ["".join(piece.text or "" for piece in each.iter("{*}t")) for each in body.iter("{*}p")]


def picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#465").save(stream, kind)
    return stream.getvalue()


# ── whatever is given ───────────────────────────────────────────────────────────────────────────


def test_whatever_the_text_every_part_is_well_formed_and_says_it() -> None:
    blocks: list[Block] = []
    for text in NASTY:
        blocks += [Title(text), Paragraph(text, lead=1), Line(text), Form(((Cell(text, 12),),)), Mark(text)]
        blocks += [Table((Column(text, 20), Column("乙", 10)), ((text, text),)), Signature((text,), text)]
        blocks += [Letterhead(text, text), Imprint(text, text, text), QrCode(text, text)]
    content = docx.render([Paper(text, text, (Section(tuple(blocks)),), foot=text) for text in NASTY[:-1]])
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if not name.startswith("word/media/"):
            assert ET.fromstring(archive.read(name)).tag, name
    said = set(texts_of(content))
    assert {"{{ x }}{% y %}", "<b>&amp;</b>", "𠮷野家㐂", "字" * 20_000} <= said


def test_control_characters_and_marks_that_turn_text_around_are_left_out() -> None:
    content = of(Paragraph("甲\x00\x08乙\u202e丙\ud800"), Form(((Cell("丁\x1f戊", 12),),)))
    assert {"甲乙丙", "丁戊"} <= set(texts_of(content))


def test_a_table_of_a_list_is_a_paper_as_any_other() -> None:
    given = paper(title="整改\n目标表", attachment="附件", above=("文号：〔2022〕8号",), below=("注",))
    assert texts_of(docx.render_table(given))[:5] == ["附件", "", "整改目标表", "文号：〔2022〕8号", "序号"]


@pytest.mark.parametrize(
    "papers",
    [
        [],
        [Paper("", "", ())],
        [Paper("函", "函", (Section(()),))],
        [Paper("函", "函", (Section((NewPage(), Imprint(), Form(()), Form(((),)), Photos(())), A4),))],
        [Paper("函", "函", (Section((Title(""), Signature((), ""), Table((), ()))),))],
    ],
)
def test_papers_without_anything_are_still_documents(papers: list[Paper]) -> None:
    assert len(Document(io.BytesIO(docx.render(papers))).sections) == 1


def test_each_paper_is_a_section_of_its_own() -> None:
    sections = Document(
        io.BytesIO(docx.render([Paper("函", "函", (Section((Title(t),)),)) for t in "甲乙"]))
    ).sections
    assert len(sections) == 2
    assert sections[1].start_type is not None


# ── the same bytes, nobody's name ───────────────────────────────────────────────────────────────


def test_the_same_papers_make_the_same_bytes() -> None:
    blocks = (Title("函"), QrCode("https://example.gov.cn/1", "核验"), Photos(((Photo("a", "前"), None),)))
    shown = picture(40, 30)
    assert of(*blocks, photo=shown) == of(*blocks, photo=shown)


def test_the_properties_name_nobody_and_carry_no_picture() -> None:
    content = docx.render_table(paper())
    properties = part(content, "docProps/core.xml")
    named = re.findall(r"<(?:dc:creator|cp:lastModifiedBy|dc:description|cp:keywords)>([^<]+)<", properties)
    assert named == []
    assert "<dc:title>临港产业园区整改目标表</dc:title>" in properties
    assert set(re.findall(r"\d{4}-\d\d-\d\d", properties)) == {"2000-01-01"}
    for word in ("thumbnail", "python", "Microsoft Office", "docProps/app"):
        assert word not in everything(content)


def test_no_theme_font_wins_over_the_named_ones_and_none_is_embedded() -> None:
    content = docx.render_table(paper())
    assert "Theme=" not in part(content, "word/styles.xml")
    assert attributes(part(content, "word/styles.xml"), "lang")[0]["eastAsia"] == "zh-CN"
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "font" in name]


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def rows_of(content: bytes) -> list[str]:
    return re.findall(r"<w:tr>.*?</w:tr>", body_of(content), re.DOTALL)


def test_the_header_is_repeated_rows_are_kept_and_columns_have_fixed_widths() -> None:
    content = docx.render_table(paper())
    header, row = rows_of(content)
    assert "<w:tblHeader/>" in header
    assert "<w:cantSplit/>" in row
    assert "<w:tblHeader/>" not in row
    assert attributes(body_of(content), "tblLayout") == [{"type": "fixed"}]
    assert [round(int(column["w"]) * 25.4 / 1440) for column in attributes(body_of(content), "gridCol")] == [
        15,
        60,
    ]


@pytest.mark.parametrize("long", ["字" * 20_000, "\n".join(f"{n}. 措施。" for n in range(1, 61))])
def test_a_row_longer_than_a_page_may_go_on_so_that_nothing_is_lost(long: str) -> None:
    table = Table((Column("序号", 15), Column("内容", 60)), (("1", long), ("2", "短。")))
    form = Form(((Cell("内容", 2, label=True), Cell(long, 10)), (Cell("短", 12),)))
    for content in (of(table), of(form)):
        *_, first, second = rows_of(content)
        assert "<w:cantSplit/>" not in first
        assert "<w:cantSplit/>" in second
        assert set(long.split("\n")) <= set(texts_of(content))


def test_a_table_broader_than_its_sheet_is_narrowed_to_it() -> None:
    content = of(Table((Column("甲", 200), Column("乙", 112)), ()))
    assert sum(int(column["w"]) for column in attributes(body_of(content), "gridCol")) == pytest.approx(
        8844, abs=2
    )


def test_a_table_without_rows_says_so_across_all_columns() -> None:
    content = of(Table((Column("甲", 20), Column("乙", 20)), (), empty="暂无事项"))
    assert texts_of(content)[-2:] == ["暂无事项", ""]
    assert attributes(rows_of(content)[-1], "gridSpan") == [{"val": "2"}]


def test_numbers_may_stand_right_in_their_column() -> None:
    content = of(Table((Column("数", 20, Align.RIGHT),), (("36",),)))
    assert '<w:jc w:val="right"/>' in rows_of(content)[-1]


def test_two_tables_in_a_row_stay_two() -> None:
    form = Form(((Cell("甲", 12),),))
    assert "</w:tbl><w:tbl>" not in body_of(of(form, form))
    assert len(Document(io.BytesIO(of(form, form))).tables) == 2


def test_a_form_leaves_blank_lines_for_the_pen() -> None:
    [table] = Document(
        io.BytesIO(of(Form(((Cell("意见", 2, label=True), Cell("同意", 10, blank=3)),))))
    ).tables
    assert [each.text for each in table.rows[0].cells[-1].paragraphs] == ["同意", "", "", ""]


def test_a_label_of_six_signs_has_room_on_one_line_and_a_longer_one_is_broken_evenly() -> None:
    for label, indented in (("责任部门意见", False), ("整改措施及完成情况", True)):
        row = rows_of(of(Form(((Cell(label, 2, label=True), Cell("", 10)),))))[0]
        assert ("w:ind" in row) == indented


def test_what_is_to_begin_a_page_does() -> None:
    for block in (Paragraph("下页"), Table((Column("甲", 9),), ()), Title("下页")):
        after = body_of(of(Paragraph("上页"), NewPage(), block)).split("上页")[1]
        assert after.index("pageBreakBefore") < after.index("甲" if isinstance(block, Table) else "下页")


# ── pictures ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("width", "height", "shown"), [(400, 300, (74, 55.5)), (300, 400, (52.5, 70)), (100, 4000, (3.5, 70))]
)
def test_a_photo_fills_its_half_and_keeps_its_shape(
    width: int, height: int, shown: tuple[float, float]
) -> None:
    content = of(Photos(((Photo("a", "整改前"), None),)), photo=picture(width, height))
    [extent] = attributes(body_of(content), "extent")
    assert (int(extent["cx"]) / 36_000, int(extent["cy"]) / 36_000) == pytest.approx(shown)
    assert texts_of(content)[:3] == ["", "整改前", "（无）"]


def test_png_is_shown_as_well_and_a_photo_shown_twice_stands_in_the_file_once() -> None:
    photo = Photo("a", "整改前")
    content = of(Photos(((photo, photo),)), photo=picture(40, 30, "PNG"))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if "media" in name] == ["word/media/picture1.png"]
    assert len(Document(io.BytesIO(content)).inline_shapes) == 2


@pytest.mark.parametrize("content", [None, b"", b"no picture", picture(40, 30)[:20], b"GIF89a" + bytes(20)])
def test_a_picture_that_cannot_be_shown_says_so_and_keeps_its_caption(content: bytes | None) -> None:
    made = of(Photos(((Photo("a", "整改前"), None),)), photo=content)
    assert texts_of(made)[:3] == ["（图片无法显示）", "整改前", "（无）"]
    assert "media" not in everything(made)


def test_an_address_longer_than_a_code_can_hold_is_printed_instead() -> None:
    address = "https://example.gov.cn/" + "a" * 3000
    assert address in texts_of(of(QrCode(address, "核验")))


def test_a_picture_is_read_out_as_its_caption() -> None:
    content = of(Photos(((Photo("a", '"前"<&>'), None),)), photo=picture(40, 30))
    assert Document(io.BytesIO(content)).inline_shapes[0]._inline.docPr.get("descr") == '"前"<&>'


def test_sheets_of_one_foot_share_it() -> None:
    given = Paper("函", "函", (Section((Title("甲"),)), Section((Title("乙"),), A4_UPRIGHT)), foot="核验码 1")
    names = zipfile.ZipFile(
        io.BytesIO(docx.render([given, given, replace(given, foot="核验码 2")]))
    ).namelist()
    assert len([name for name in names if "footer" in name]) == 4
