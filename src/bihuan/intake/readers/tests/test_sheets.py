"""Workbooks, old and new: values as text, and everything a person would not see in them is told."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
import xlwt

from bihuan.intake.readers import open_blocks, sheets
from bihuan.intake.readers.blocks import Blocks, Doubt
from bihuan.intake.tests.builders import with_part
from bihuan.kernel.errors import NotReadable
from tests.support.compound import compound_file

HEAD = ("编号", "意见内容", "来源", "收到日期")


def new_book() -> bytes:
    """A workbook of today with all that can be hidden or wrong in it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("清单")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ("120210990100007", "望海路路灯不亮。", "12340"))
    sheet.write_datetime(1, 3, datetime(2021, 11, 2), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    sheet.write_row(2, 0, (120210990100008, "公交太少。"))
    sheet.write_row(3, 0, (1.2021e17, "工地欠薪。"))
    sheet.write_formula(4, 0, '="1202"&"9"', None, "12029")
    sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
    sheet.merge_range(5, 0, 6, 0, "合并")
    sheet.write_row(5, 1, ("甲",))
    sheet.write_row(6, 1, ("乙",))
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(2, 2, None, None, {"hidden": True})
    book.add_worksheet("底稿").hide()
    book.close()
    return stream.getvalue()


def old_book() -> bytes:
    """The same before 2007. What its formulas left is put in by hand, for the writer calculates nothing."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("清单")
    rows = (
        HEAD,
        ("120210990100007", "望海路路灯不亮。", "12340"),
        (120210990100008, "公交太少。"),
        (1.2021e17, "工地欠薪。"),
    )
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            sheet.write(at, column, value)
    sheet.write(1, 3, date(2021, 11, 2), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(4, 0, "12029")
    sheet.row(4).set_cell_error(1, "#DIV/0!")
    sheet.write_merge(5, 6, 0, 0, "合并")
    sheet.write(5, 1, "甲")
    sheet.write(6, 1, "乙")
    sheet.row(2).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("底稿").visibility = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BOOKS: dict[str, Callable[[], bytes]] = {"清单.xlsx": new_book, "清单.xls": old_book}


@pytest.fixture(scope="module", params=BOOKS)
def blocks(request: pytest.FixtureRequest) -> Blocks:
    return open_blocks(BOOKS[request.param](), request.param)


def test_values_are_read_as_a_person_would_write_them(blocks: Blocks) -> None:
    (grid,) = blocks.grids()
    assert grid.rows == [
        list(HEAD),
        ["120210990100007", "望海路路灯不亮。", "12340", "2021-11-02"],
        ["120210990100008", "公交太少。", "", ""],
        ["120210000000000000", "工地欠薪。", "", ""],
        ["12029", "", "", ""],
        ["合并", "甲", "", ""],
        ["合并", "乙", "", ""],
    ]
    assert grid.covered == {(6, 0)}
    assert grid.doubts == {(2, 0): Doubt.LONG_NUMBER, (3, 0): Doubt.DIGITS_LOST}


def test_what_is_hidden_or_wrong_is_told_with_its_place(blocks: Blocks) -> None:
    told = {finding.code: finding for finding in blocks.findings}
    assert told.keys() == {"rows-hidden", "columns-hidden", "cell-error", "sheet-hidden"}
    assert "工作表“清单”的第3行是隐藏的" in told["rows-hidden"].message
    assert "工作表“清单”的C列是隐藏的" in told["columns-hidden"].message
    assert "第5行B列（#DIV/0!）是错误值，按空白读取" in told["cell-error"].message
    assert told["cell-error"].where == "工作表“清单”第5行B列"
    assert "底稿" in told["sheet-hidden"].message


def test_a_formula_without_a_stored_value_is_told_and_never_calculated() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "清单"
    for row in (HEAD, ("1", "路灯"), ("=A2+1", '=HYPERLINK("http://example.invalid")')):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    blocks = open_blocks(stream.getvalue(), "清单.xlsx")
    (told,) = blocks.findings
    assert told.code == "formula-without-value"
    assert "第3行A列、第3行B列是公式" in told.message
    assert [row[:2] for grid in blocks.grids() for row in grid.rows] == [list(HEAD[:2]), ["1", "路灯"]]


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("清单").write_string(0, 0, "=1+1")
    book.close()
    assert [grid.rows for grid in open_blocks(stream.getvalue(), "清单.xlsx").grids()] == [[["=1+1"]]]


def test_many_places_are_counted_and_not_all_named() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("清单")
    for at in range(40):
        sheet.write_formula(at, 0, "=NA()", None, "#N/A")
        sheet.write(at, 1, "有")
    book.close()
    (told,) = open_blocks(stream.getvalue(), "清单.xlsx").findings
    assert "等40处" in told.message
    assert told.message.count("#N/A") == 5


def test_a_cell_far_away_written_in_an_odd_manner_is_found() -> None:
    content = new_book()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    for cell in (
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c\tr="XFD1048576"><v>1</v></c>',
        b'<c r="A99999999"><v>1</v></c>',
        b'<c r="xfd1048576"><v>1</v></c>',
        b'<c r="AAAAA1"><v>1</v></c>',
        b'<x:c r="XFD1048576"><v>1</v></x:c>',
        b'<c\nr="XFD1048576"><v>1</v></c>',
    ):
        far = xml.replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")
        with pytest.raises(NotReadable) as caught:
            open_blocks(with_part(content, "xl/worksheets/sheet1.xml", far), "清单.xlsx")
        assert caught.value.findings[0].code in ("sheet-too-large", "file-damaged")


def test_a_sheet_of_a_few_cells_far_apart_is_refused_before_it_takes_minutes() -> None:
    """Nine columns down to the last row there is: a file of 7 KB, of which every rule would look at a million rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("清单")
    sheet.write_row(0, 0, [f"列{column}" for column in range(9)])
    for row in (199_999, 1_048_575):
        sheet.write(row, 0, "远")
    book.close()
    with pytest.raises(NotReadable, match="范围过大"):
        open_blocks(stream.getvalue(), "清单.xlsx")


def test_an_old_sheet_of_two_cells_far_apart_is_refused() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    sheet.write(0, 0, "编号")
    sheet.write(65535, 255, "远")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(NotReadable, match="范围过大"):
        open_blocks(stream.getvalue(), "清单.xls")


def test_an_old_sheet_has_no_more_columns_than_its_form_knows() -> None:
    """A number in column 301 of one row: taken as it stands, a file of 6 KB became a table of 65,535 columns."""
    start, end = b"\x09\x08\x10\x00\x00\x06", b"\x0a\x00\x00\x00"
    number = b"\x03\x02\x0e\x00" + struct.pack("<HHHd", 0, 300, 0, 1.0)
    book = start + b"\x05\x00" + bytes(12)
    book += b"\x85\x00\x09\x00" + struct.pack("<I", len(book) + 17) + b"\x00\x00\x01\x00A" + end
    sheet = start + b"\x10\x00" + bytes(12) + number + end
    with pytest.raises(NotReadable, match="不完整或已损坏"):
        open_blocks(compound_file({"Workbook": book + sheet}), "清单.xls")
    fine = sheet.replace(struct.pack("<H", 300), struct.pack("<H", 255))
    (grid,) = open_blocks(compound_file({"Workbook": book + fine}), "清单.xls").grids()
    assert grid.rows == [[""] * 255 + ["1"]]


def merged(*ranges: str) -> bytes:
    """A sheet of 20 rows and 9 columns with these ranges merged."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("清单")
    for at in range(20):
        sheet.write_row(at, 0, [f"{at}-{column}" for column in range(9)])
    book.close()
    with zipfile.ZipFile(stream) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    marks = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    changed = xml.replace(b"</sheetData>", f"</sheetData><mergeCells>{marks}</mergeCells>".encode())
    return with_part(stream.getvalue(), "xl/worksheets/sheet1.xml", changed)


def test_cells_merged_over_and_over_are_refused_before_they_take_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "_MOST_MERGED", 1_000)
    with pytest.raises(NotReadable, match="合并单元格范围过大"):
        open_blocks(merged(*(f"A1:I{row}" for row in range(9, 21))), "清单.xlsx")


def test_a_range_that_is_named_many_times_is_filled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MOST_MERGED", 1_000)
    (grid,) = open_blocks(merged(*["A2:A5"] * 400), "清单.xlsx").grids()
    assert [row[0] for row in grid.rows[:6]] == ["0-0", *["1-0"] * 4, "5-0"]


def test_texts_that_run_over_many_records_are_read_whole() -> None:
    """The shared texts of an old workbook stand in records of at most 8 KB; a long one is cut between two."""
    texts = [("路灯" * 3000 + str(n)) if n % 2 else ("lamp" * 2000 + str(n)) for n in range(20)]
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("清单")
    for at, text in enumerate(texts):
        sheet.write(at, 0, text)
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = open_blocks(stream.getvalue(), "清单.xls").grids()
    assert [row[0] for row in grid.rows] == texts


def test_an_old_workbook_with_a_password_is_told() -> None:
    start = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    stream = start + b"\x2f\x00\x06\x00" + bytes(6) + b"\x0a\x00\x00\x00"
    with pytest.raises(NotReadable, match="设有打开密码"):
        open_blocks(compound_file({"Workbook": stream}), "清单.xls")
