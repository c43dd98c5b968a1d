"""Target tables and lists of opinions, in every form and with the habits of offices."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.reading import Reading, Row
from bihuan.intake.tests.builders import (
    CALENDAR,
    GOOD_ROW,
    LIST_HEAD,
    NINE,
    csv_file,
    docx_file,
    notice_file,
    notice_text,
    row,
    xlsx_file,
)
from bihuan.kernel.errors import NotReadable

SECOND = row(position="2", number="120210990100008", person="钱立")
TITLE = ["临港产业园区2021年度社会评价意见建议整改目标表"]
REPORTER = ["填报单位：综合协调局", "", "", "", "", "", "", "填报日期：2022年5月19日"]


def read(content: bytes, name: str) -> Reading:
    return read_bytes(content, CALENDAR, name=name)


def rows(content: bytes, name: str) -> tuple[Row, ...]:
    table = read(content, name).table
    assert table is not None
    return table.rows


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def refused(content: bytes, name: str) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read(content, name)
    return caught.value


def facts_of(row: Row) -> Row:
    """The row without its place, which differs from form to form."""
    return replace(row, where="")


def test_every_form_of_a_table_gives_the_same_rows() -> None:
    lines = [NINE, GOOD_ROW, SECOND]
    forms = {
        "a.docx": notice_file(GOOD_ROW, SECOND),
        "a.txt": notice_text(GOOD_ROW, SECOND),
        "a.xlsx": xlsx_file([TITLE, REPORTER, *lines], merges=["A1:I1"]),
        "a.csv": csv_file(lines, "gb18030"),
        "b.csv": csv_file(lines, "utf-8-sig"),
        "b.txt": "\n".join("\t".join(cell.replace("\n", "") for cell in line) for line in lines).encode(),
    }
    read_rows = {name: [facts_of(found) for found in rows(content, name)] for name, content in forms.items()}
    without_breaks = read_rows.pop("b.txt")
    assert all(found == read_rows["a.docx"] for found in read_rows.values())
    first = read_rows["a.docx"][0]
    assert first.type == "建设性意见建议"
    assert first.person == "赵明"
    assert first.limit.date == date(2022, 11, 30)
    assert first.measures == ("排查望海路全线路灯。", "更换损坏的路灯。")
    assert [found.number for found in without_breaks] == ["120210990100007", "120210990100008"]


def test_places_are_named_as_a_clerk_looks_for_them() -> None:
    assert rows(notice_file(), "a.docx")[0].where == "表1第2行"
    assert (
        rows(xlsx_file([TITLE, NINE, GOOD_ROW], sheet="目标表"), "a.xlsx")[0].where == "工作表“目标表”第3行"
    )
    assert rows(csv_file([NINE, GOOD_ROW]), "a.csv")[0].where == "第2行"


def test_columns_are_printed_without_padding() -> None:
    table = read(notice_file(), "a.docx").table
    assert table is not None
    assert table.columns[3] == "意见建议类型"


def test_other_names_for_the_columns_are_understood() -> None:
    head = ["编号", "存在问题", "问题类别", "整改要求", "主要措施", "完成时限", "责任单位", "责任人", "备注"]
    reading = read(xlsx_file([head, [*row()[1:], "备注文字"]]), "a.xlsx")
    assert reading.table is not None
    assert reading.table.rows[0].units == ("市政建设局",)
    assert "column-unknown" in codes(reading)


def test_a_header_of_two_storeys_with_merged_cells_is_one_header() -> None:
    top = [*NINE[:5], "整改安排", "", "责任", ""]
    under = ["", "", "", "", "", "整改措施", "整改时限", "责任部门", "负责人"]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1", "H1:I1"]
    (found,) = rows(xlsx_file([top, under, GOOD_ROW], merges=merges), "a.xlsx")
    assert (found.units, found.person, found.limit.date) == (("市政建设局",), "赵明", date(2022, 11, 30))


def test_a_number_merged_over_two_lines_is_one_item_with_both_measures() -> None:
    more = row(measures="3. 夜间巡查。", units="综合执法局")
    content = xlsx_file([NINE, GOOD_ROW, more], merges=["A2:A3", "B2:B3", "C2:C3", "E2:E3"])
    (found,) = rows(content, "a.xlsx")
    assert len(found.measures) == 3
    assert found.units == ("市政建设局", "综合执法局")


def test_a_header_repeated_on_the_next_page_and_a_remark_are_no_items() -> None:
    remark = ["注：本表由综合协调局汇总"]
    reading = read(docx_file([], [[NINE, GOOD_ROW, NINE, SECOND, remark]]), "a.docx")
    assert reading.table is not None
    assert [found.position for found in reading.table.rows] == [1, 2]
    assert "row-skipped" in codes(reading)


def test_a_table_that_goes_on_as_a_second_table_is_one_table() -> None:
    assert len(rows(docx_file([], [[NINE, GOOD_ROW], [NINE, SECOND]]), "a.docx")) == 2


def test_a_real_excel_day_is_a_limit() -> None:
    cells: list[object] = list(GOOD_ROW)
    cells[6] = date(2022, 11, 30)
    assert rows(xlsx_file([NINE, cells]), "a.xlsx")[0].limit.date == date(2022, 11, 30)


def test_a_table_without_question_numbers_takes_the_serial_number_and_says_so() -> None:
    reading = read(xlsx_file([[NINE[0], *NINE[2:]], [GOOD_ROW[0], *GOOD_ROW[2:]]]), "a.xlsx")
    assert reading.table is not None
    assert reading.table.rows[0].number == "1"
    assert "number-from-position" in codes(reading)


def test_two_rows_under_one_number_are_named_and_block_an_import() -> None:
    reading = read(notice_file(GOOD_ROW, row(position="2")), "a.docx")
    (twice,) = [finding for finding in reading.findings if finding.code == "duplicate-number"]
    assert twice.severity == "block"
    assert "表1第2行" in twice.message
    assert "表1第3行" in twice.message


# ── numbers that a spreadsheet has touched ──


@pytest.mark.parametrize(
    "cell", ["1.2021E+14", "1.20210990100007E+14", 1.2021e14, 1234567890123456, 12345678901234567890]
)
def test_a_mangled_number_is_refused_with_sheet_row_and_column(cell: object) -> None:
    content = xlsx_file([LIST_HEAD, [1, cell, "路灯不亮。", "热线", "", ""]], sheet="意见")
    (finding,) = refused(content, "a.xlsx").findings
    assert finding.code == "number-mangled"
    assert finding.where == "工作表“意见”第2行B列"
    assert finding.where in finding.message


def test_a_mangled_number_in_a_csv_and_in_a_table_is_refused_too() -> None:
    listed = csv_file([LIST_HEAD, [1, "1.2021E+14", "路灯不亮。", "", "", ""]])
    assert refused(listed, "a.csv").findings[0].where == "第2行第2列"
    assert refused(xlsx_file([NINE, row(number="1.2021E+14")]), "a.xlsx").findings[0].code == "number-mangled"


def test_a_number_of_15_digits_in_a_number_cell_is_exact_and_only_warned_about() -> None:
    reading = read(xlsx_file([LIST_HEAD, [1, 120210990100007, "路灯不亮。", "", "", ""]]), "a.xlsx")
    assert reading.opinions[0].number == "120210990100007"
    assert codes(reading) == ["number-not-text"]


# ── lists of opinions ──


def test_a_list_gives_number_text_source_day_and_contact() -> None:
    cells = [1, "120210990100007", "路灯不亮。", "热线电话", date(2022, 3, 5), "赵明 13900000000"]
    (line,) = read(xlsx_file([["意见清单"], LIST_HEAD, cells], merges=["A1:F1"]), "a.xlsx").opinions
    assert (line.number, line.text, line.source) == ("120210990100007", "路灯不亮。", "热线电话")
    assert line.received_on == date(2022, 3, 5)
    assert (line.contact_name, line.contact_phone) == ("赵明", "13900000000")
    assert line.where == "工作表“清单”第3行"


def test_name_and_telephone_may_stand_in_two_columns_and_the_telephone_be_a_number() -> None:
    head = ["意见编号", "诉求内容", "联系人", "联系电话"]
    (line,) = read(xlsx_file([head, ["甲1", "路灯不亮。", "赵  明", 13900000000]]), "a.xlsx").opinions
    assert (line.contact_name, line.contact_phone) == ("赵明", "13900000000")


def test_a_list_may_be_a_table_in_a_word_document() -> None:
    content = docx_file(["意见清单"], [[LIST_HEAD, ["1", "甲1", "路灯不亮。", "热线", "2022.3.5", ""]]])
    (line,) = read(content, "a.docx").opinions
    assert line.received_on == date(2022, 3, 5)


def test_a_header_of_two_storeys_names_who_can_be_reached() -> None:
    top, under = ["编号", "意见内容", "联系方式", ""], ["", "", "姓名", "电话"]
    cells = ["甲1", "路灯不亮。", "赵明", "13900000000"]
    content = xlsx_file([top, under, cells], merges=["A1:A2", "B1:B2", "C1:D1"])
    (line,) = read(content, "a.xlsx").opinions
    assert (line.contact_name, line.contact_phone) == ("赵明", "13900000000")


def test_every_bad_row_is_named_together() -> None:
    bad = [[1, "", "无编号。"], [2, "甲2", ""], [3, "1.2E+14", "编号坏。"], [4, "甲4", "好。"]]
    findings = refused(csv_file([LIST_HEAD[:3], *bad]), "a.csv").findings
    assert [(finding.code, finding.where) for finding in findings] == [
        ("number-missing", "第2行第2列"),
        ("text-missing", "第3行第3列"),
        ("number-mangled", "第4行第2列"),
    ]


def test_a_row_longer_than_the_header_is_refused_because_its_cells_have_shifted() -> None:
    content = "编号,意见内容,来源\n甲1,路灯不亮,晚上危险,热线\n".encode()
    (finding,) = refused(content, "a.csv").findings
    assert (finding.code, finding.where) == ("row-shifted", "第2行")


def test_two_opinions_under_one_number_are_named_with_both_places() -> None:
    reading = read(csv_file([LIST_HEAD[:3], [1, "甲1", "路灯不亮。"], [2, "甲1", "井盖坏了。"]]), "a.csv")
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.where) == ("duplicate-number", "block", "第3行")
    assert "第2行" in finding.message


def test_a_day_that_cannot_be_read_is_named_and_left_out() -> None:
    reading = read(csv_file([LIST_HEAD[:5], [1, "甲1", "路灯不亮。", "热线", "三月上旬"]]), "a.csv")
    assert reading.opinions[0].received_on is None
    assert codes(reading) == ["date-not-understood"]


def test_empty_rows_totals_and_hidden_sheets_are_no_opinions() -> None:
    content = xlsx_file([LIST_HEAD, [1, "甲1", "路灯不亮。"], [], ["合计", "", "1条"]], hidden="字典")
    reading = read(content, "a.xlsx")
    assert len(reading.opinions) == 1
    assert codes(reading) == ["sheet-hidden", "row-skipped"]


def test_telephone_numbers_inside_the_words_of_the_public_are_noticed() -> None:
    reading = read(csv_file([LIST_HEAD[:3], [1, "甲1", "请打13900000000联系我。"]]), "a.csv")
    assert codes(reading) == ["personal-data-in-text"]


def test_a_list_of_thousands_of_bad_rows_names_two_hundred_and_counts_the_rest() -> None:
    bad = [[n, f"甲{n}", ""] for n in range(1000)]
    findings = refused(csv_file([LIST_HEAD[:3], *bad]), "a.csv").findings
    assert len(findings) == 201
    assert "800处" in findings[-1].message


@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8"), ("\t", "gb18030"), ("\t", "utf-16")])
def test_semicolons_tabs_and_unicode_text_are_lists_too(mark: str, encoding: str) -> None:
    content = f"编号{mark}意见内容\n甲1{mark}路灯不亮，晚上，很危险，希望修好。\n".encode(encoding)
    assert read(content, "a.csv").opinions[0].number == "甲1"


@pytest.mark.parametrize(
    "heading",
    [
        "联系人电话", "诉求人电话", "反映人电话", "来电号码", "来电人电话号码", "手机", "手机号", "联系方式",
        "联系人手机号码", "反映人姓名及联系电话", "群众联系电话", "投诉人联系方式", "联系电话（手机）", "联系电话1",
    ],
)  # fmt: skip
def test_whatever_a_telephone_is_headed_by_it_is_taken_as_one(heading: str) -> None:
    lines = [("编号", "意见内容", heading), ("1", "路灯不亮。", "13800009999")]
    (line,) = read(csv_file(lines), "a.csv").opinions
    assert line.contact_phone == "13800009999"


@pytest.mark.parametrize(
    "heading", ["姓名", "反映人", "诉求人", "投诉人姓名", "市民姓名", "来电人员", "举报者"]
)
def test_whatever_a_name_is_headed_by_it_is_taken_as_one(heading: str) -> None:
    lines = [("编号", "意见内容", heading), ("1", "路灯不亮。", "吕先生")]
    (line,) = read(csv_file(lines), "a.csv").opinions
    assert (line.contact_name, line.contact_phone) == ("吕先生", "")


@pytest.mark.parametrize("heading", ["责任人", "承办单位电话", "编号说明", "市民", "经办人", "号码"])
def test_other_headings_are_not_taken_for_contact_details(heading: str) -> None:
    lines = [("编号", "意见内容", heading), ("1", "路灯不亮。", "吕先生")]
    reading = read(csv_file(lines), "a.csv")
    assert reading.opinions[0].contact_name == ""
    assert "column-unknown" in codes(reading)
