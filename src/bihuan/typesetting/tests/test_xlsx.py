"""A table paper as a workbook."""

import io
import re

import openpyxl
import pytest

from bihuan.kernel.errors import Refused
from bihuan.typesetting import xlsx
from bihuan.typesetting.paper import Line, Number, Paper, Paragraph, Section, Table, Title
from bihuan.typesetting.table import A3, Align, Column
from bihuan.typesetting.tests.papers import NASTY, attributes, everything, paper, part


def sheet_of(content: bytes) -> str:
    return part(content, "xl/worksheets/sheet1.xml")


def test_everything_is_text() -> None:
    content = xlsx.render(paper(rows=tuple((str(n), text) for n, text in enumerate(NASTY))))
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert cells is not None
    told = [cells.cell(row, 2) for row in range(3, 3 + len(NASTY))]
    assert [cell.data_type for cell in told] == ["s"] * len(NASTY)
    assert "<f>" not in sheet_of(content)
    assert "hyperlink" not in everything(content)


def test_a_title_that_looks_like_a_formula_stays_a_title() -> None:
    content = xlsx.render(paper(title="=HYPERLINK(1)", above=("{=1+1}",), below=("=2+2",)))
    assert "<f>" not in sheet_of(content)


def test_the_page_is_a4_on_its_side_with_the_margins_turned_and_the_header_repeated() -> None:
    content = xlsx.render(paper(above=("文号：临港管办发〔2022〕8号",)))
    xml = sheet_of(content)
    [setup] = attributes(xml, "pageSetup")
    assert (setup["paperSize"], setup["orientation"], setup["fitToHeight"]) == ("9", "landscape", "0")
    [margins] = attributes(xml, "pageMargins")
    millimetres = {side: round(float(margins[side]) * 25.4, 1) for side in ("top", "bottom", "left", "right")}
    assert millimetres == {"top": 28, "bottom": 26, "left": 35, "right": 37}
    assert "整改目标表!$3:$3" in part(content, "xl/workbook.xml")
    assert attributes(xml, "mergeCell") == [{"ref": "A1:B1"}, {"ref": "A2:B2"}]


def test_every_cell_is_wrapped_centred_in_height_and_framed() -> None:
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper()))).active
    assert cells is not None
    for cell in (cells["A2"], cells["B2"], cells["A3"], cells["B3"]):
        assert cell.alignment.wrap_text
        assert cell.alignment.vertical == "center"
        assert {cell.border.left.style, cell.border.top.style} == {"thin"}
    assert cells["B3"].alignment.horizontal == "left"
    assert cells["B2"].font.name == "黑体"


def test_a_cell_too_long_for_excel_is_refused_with_its_place() -> None:
    fits = "𠮷" * 16_383 + "字"
    assert xlsx.render(paper(rows=(("1", fits),)))
    with pytest.raises(Refused, match=r"第2行“内容”有16384字.*\.docx"):
        xlsx.render(paper(rows=(("1", fits), ("2", "𠮷" * 16_384))))


def test_the_properties_name_nobody_and_no_hour() -> None:
    properties = part(xlsx.render(paper()), "docProps/core.xml")
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", properties) in ([], [""])
    assert re.findall(r"<cp:lastModifiedBy>(.*?)</cp:lastModifiedBy>", properties) in ([], [""])
    assert "2000-01-01T00:00:00Z" in properties


def test_the_same_rows_make_the_same_file() -> None:
    assert xlsx.render(paper()) == xlsx.render(paper())


def test_a_broad_table_goes_on_beside_with_its_first_columns_repeated() -> None:
    columns = tuple(Column(f"第{n}列", 50, Align.CENTER) for n in range(12))
    broad = paper(columns=columns, rows=(("甲",) * 12,), sheet=A3, columns_a_page=6)
    content = xlsx.render(broad, filters=True)
    xml = sheet_of(content)
    assert attributes(xml, "brk")[0]["id"] == "6"
    assert attributes(xml, "autoFilter") == [{"ref": "A2:L3"}]
    [setup] = attributes(xml, "pageSetup")
    assert setup["paperSize"] == "8"
    assert int(setup["scale"]) / 100 * 8 * 50 <= A3.body_width
    assert "整改目标表!$A:$B,整改目标表!$2:$2" in part(content, "xl/workbook.xml")


def test_a_paper_without_rows_says_so() -> None:
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper(rows=())))).active
    assert cells is not None
    assert cells["A3"].value == "暂无整改事项"


def test_a_row_too_tall_to_be_shown_is_named_under_the_table() -> None:
    rows = (("1", "短。"), ("2", "字" * 2_000))
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper(rows=rows)))).active
    assert cells is not None
    assert str(cells["A5"].value).startswith("注：序号2内容较长")
    assert cells.row_dimensions[4].height == pytest.approx(409, abs=1)


def test_common_headings_share_a_cell_and_short_ones_reach_down() -> None:
    columns = (
        Column("序号", 12, Align.CENTER),
        Column("法规依据", 30, above=("整改责任清单", "依据")),
        Column("金额", 20, above=("整改责任清单",)),
        Column("是否销号", 20),
    )
    content = xlsx.render(paper(columns=columns, rows=(("1", "甲", "乙", "否"),)), filters=True)
    xml = sheet_of(content)
    merged = {each["ref"] for each in attributes(xml, "mergeCell")}
    assert merged == {"A1:D1", "A2:A4", "B2:C2", "C3:C4", "D2:D4"}
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert cells is not None
    told = [cells[place].value for place in ("A2", "B2", "B3", "B4", "C3", "D2")]
    assert told == ["序号", "整改责任清单", "依据", "法规依据", "金额", "是否销号"]
    assert attributes(xml, "autoFilter") == [{"ref": "A4:D5"}]
    assert "整改目标表!$2:$4" in part(content, "xl/workbook.xml")
    assert attributes(xml, "pane")[0]["topLeftCell"] == "A5"


def test_a_common_heading_is_written_again_on_the_next_page() -> None:
    columns = tuple(Column(f"第{n}列", 50, above=("整改情况",) if n else ()) for n in range(12))
    table = Table(columns, (("甲",) * 12,), columns_a_page=6, kept=1)
    content = xlsx.render_papers([Paper("台账", "台账", (Section((table,), A3),))])
    merged = {each["ref"] for each in attributes(sheet_of(content), "mergeCell")}
    assert {"B2:F2", "G2:L2"} <= merged


def test_columns_too_many_for_two_pages_go_on_to_a_third_and_can_still_be_read() -> None:
    columns = tuple(Column(f"第{n}列", 30) for n in range(52))
    xml = sheet_of(xlsx.render(paper(columns=columns, rows=(), sheet=A3, columns_a_page=14)))
    assert [each["id"] for each in attributes(xml, "brk")] == ["14", "27", "39"]
    assert int(attributes(xml, "pageSetup")[0]["scale"]) >= 65


def test_a_tall_heading_over_several_rows_is_shown_whole() -> None:
    columns = (Column("牵头部门责任人及电话" * 3, 12), Column("乙", 60, above=("甲",)))
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper(columns=columns, rows=())))).active
    assert cells is not None
    heights = [cells.row_dimensions[row].height or 0 for row in (2, 3)]
    assert sum(heights) >= 15 * len("牵头部门责任人及电话" * 3) / 3


# ── several tables ──────────────────────────────────────────────────────────────────────────────

HEADED = (Column("序号", 15, Align.CENTER), Column("内容", 60))


def test_every_table_of_several_papers_is_a_sheet_with_its_title_and_its_lines() -> None:
    first, second = Table(HEADED, (("1", "甲"),)), Table(HEADED, (("1", "乙"),))
    blocks = (
        Number("通报〔2022〕1号"),
        Title("关于整改\n进展的通报"),
        Paragraph("现通报如下。"),
        Title("一览表"),
        Line("截至2022年5月21日"),
        first,
        Line("注：以上不含已撤销事项。"),
        Line("表二", Align.RIGHT),
        second,
        Line("填表人："),
    )
    report = Paper("通报", "关于整改进展的通报", (Section(blocks),))
    other = Paper("台账", "台账", (Section((Table(HEADED, ()),)),))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_papers([report, other])))
    assert book.sheetnames == ["一览表", "一览表（2）", "台账"]
    told = [[row[0] for row in sheet.values if row[0] not in ("1", "序号")] for sheet in book]
    assert told == [
        ["一览表", "截至2022年5月21日", "注：以上不含已撤销事项。"],
        ["一览表", "表二", "填表人："],
        ["台账", "暂无整改事项"],
    ]
    assert book["一览表（2）"]["A2"].alignment.horizontal == "right"
    assert book["一览表"].page_setup.orientation == "portrait"


def test_a_number_stands_above_the_table_it_belongs_to() -> None:
    blocks = (Number("通报〔2022〕1号"), Title("通报"), Table(HEADED, ()))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_papers([Paper("通报", "通报", (Section(blocks),))])))
    assert book.active is not None
    assert [book.active["A1"].value, book.active["A2"].value] == ["通报", "通报〔2022〕1号"]


def test_sheet_names_are_such_as_excel_takes() -> None:
    titles = ("长" * 40, "长" * 40, "[甲]:乙*?/\\", "History", "history", "'引'", "𠮷" * 20, "  ")
    papers = [Paper("台账", title, (Section((Table(HEADED, ()),)),)) for title in titles]
    names = openpyxl.load_workbook(io.BytesIO(xlsx.render_papers(papers))).sheetnames
    assert len({name.lower() for name in names}) == len(titles)
    assert names[1] == "长" * 28 + "（2）"
    assert names[2] == "〔甲〕-乙＊？／＼"
    for name in names:
        assert name.strip()
        assert len(name.encode("utf-16-le")) <= 62
        assert name.lower() != "history"
        assert not set(name) & set("[]:*?/\\'")


def test_a_paper_without_a_table_is_refused() -> None:
    with pytest.raises(Refused, match=r"“公示”中没有表格，不能导出为 \.xlsx"):
        xlsx.render_papers([Paper("公示", "公示", (Section((Title("公示"),)),))])


def test_what_is_too_long_is_named_with_its_sheet() -> None:
    long = Table(HEADED, (("1", "字" * 32_768),))
    papers = [Paper("台账", title, (Section((long,)),)) for title in ("甲表", "乙表")]
    with pytest.raises(Refused, match=r"“甲表”第1行“内容”.*“乙表”第1行“内容”"):
        xlsx.render_papers(papers)


def test_the_small_print_stands_at_the_foot_as_it_is() -> None:
    table = Table(HEADED, ())
    content = xlsx.render_papers([Paper("台账", "台账", (Section((table,)),), foot="7&P校验码")])
    footer = re.findall(r"<oddFooter>(.*?)</oddFooter>", sheet_of(content))[0]
    assert "&amp;8 7&amp;&amp;P校验码&amp;C" in footer


def test_each_paper_is_numbered_from_one_and_its_tables_run_on() -> None:
    table = Table(HEADED, ())
    two = Paper("台账", "台账", (Section((table,)), Section((table,))))
    content = xlsx.render_papers([two, two])
    firsts = [
        attributes(part(content, f"xl/worksheets/sheet{at}.xml"), "pageSetup")[0].get("useFirstPageNumber")
        for at in (1, 2, 3, 4)
    ]
    assert firsts == ["1", None, "1", None]


def test_a_title_is_broken_where_its_writer_breaks_it() -> None:
    blocks = (Title("关于园区\n整改情况的报告"), Table(HEADED, ()))
    content = xlsx.render_papers([Paper("报告", "报告", (Section(blocks),))])
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert cells is not None
    assert cells["A1"].value == "关于园区\n整改情况的报告"


def test_a_row_too_tall_is_named_by_its_place_where_rows_have_no_number() -> None:
    rows = (("短。", "短。"), ("责任单位", "字" * 2_000))
    columns = (Column("责任单位", 30), Column("内容", 60))
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper(columns=columns, rows=rows)))).active
    assert cells is not None
    assert str(cells["A5"].value).startswith("注：第2行内容较长")
