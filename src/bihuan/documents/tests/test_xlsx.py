"""A table paper as a workbook."""

import io
import re

import openpyxl
import pytest

from bihuan.documents import xlsx
from bihuan.documents.table import A3, Align, Column
from bihuan.documents.tests.papers import NASTY, attributes, everything, paper, part
from bihuan.kernel.errors import Refused


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
