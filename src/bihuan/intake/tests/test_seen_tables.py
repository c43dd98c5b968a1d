"""Every table of a file: its kind, its columns as printed, what its words say, and what a clerk said of its columns."""

from typing import Any

import pytest

from bihuan.intake.columns import KEPT, UNREAD, signature
from bihuan.intake.read import read_bytes, survey
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import (
    CALENDAR,
    GOOD_ROW,
    NINE,
    csv_file,
    docx_file,
    row,
    xlsx_file,
)
from bihuan.kernel.errors import NotReadable

CASE = {
    "序号": "1",
    "受理编号": "HT202603010001",
    "交办问题基本情况": "望海路两家餐馆油烟扰民，多次投诉未解决。另外，环卫车清晨噪声大。",
    "行政区域": "临港区",
    "污染类型": "大气、噪声",
    "调查核实情况": "经查，两家餐馆未安装净化器。",
    "是否属实": "基本属实",
    "处理和整改情况": "1.3月20日，两家餐馆已完成净化器安装。2.环卫部门于4月10日前调整作业时间。",
    "问责情况": "约谈2人，批评教育1人",
}


HEAD = tuple(CASE)


def read(content: bytes, name: str = "a.csv", columns: Any = None) -> Reading:
    return read_bytes(content, CALENDAR, name=name, columns=columns or {})


def fields(**cells: str) -> dict[str, Any]:
    """What is understood of one row with some cells changed."""
    values = {**CASE, **cells}
    (table,) = read(csv_file([tuple(values), tuple(values.values())])).as_json()["tables"]
    found: dict[str, Any] = table["rows"][0]["fields"]
    return found


# ── what the words of a row say ──


def test_cells_are_understood_by_what_stands_in_them() -> None:
    said = fields()
    assert said["受理编号"] == "HT202603010001"
    assert said["污染类型"] == ["大气", "噪声"]
    assert (said["是否属实"], said["属实认定"]) == ("基本属实", "partly")
    assert said["处理和整改_条数"] == 2


def test_days_done_and_days_promised_are_told_apart_and_take_the_year_of_the_number() -> None:
    said = fields()
    assert said["整改完成日"] == ["2026-03-20"]
    assert said["整改截止"] == ["2026-04-10"]


def test_half_done_is_not_done() -> None:
    assert "整改完成日" not in fields(处理和整改情况="截至3月20日已完成50%的清理工作，正在推进。")


def test_who_was_held_to_account_is_counted() -> None:
    assert fields()["问责人数"] == 3
    assert "问责人数" not in fields(问责情况="无")


def test_what_was_reported_before_is_noticed() -> None:
    assert fields()["重复反映线索"] == "多次投诉未解决"
    assert "重复反映线索" not in fields(交办问题基本情况="望海路一家餐馆油烟扰民。")


def test_the_number_it_repeats_is_named_though_it_was_broken() -> None:
    text = "望海路餐馆油烟扰民。（与本次督察HT2026 02280007案件重复）"
    assert fields(交办问题基本情况=text)["重复于"] == "HT202602280007"


def test_objects_are_counted_where_a_count_is_printed_and_never_invented() -> None:
    assert fields()["对象数"] == 3
    assert "对象数" not in fields(交办问题基本情况="望海路餐馆油烟扰民。")


def test_who_answers_for_it_and_who_accepts_it_are_taken_from_the_words() -> None:
    said = fields(处理和整改情况="由滨海街道办事处负责落实，市城市管理局负责监督和组织验收。")
    assert (said["责任主体"], said["监督验收"]) == ("滨海街道办事处", "市城市管理局")


def test_traditional_characters_are_understood_and_kept_as_printed() -> None:
    head = (
        "序號",
        "受理編號",
        "交辦問題基本情況",
        "行政區域",
        "污染類型",
        "調查核實情況",
        "是否屬實",
        "處理和整改情況",
    )
    cells = ("1", "HT202603010001", "餐館油煙擾民。", "臨港區", "噪聲", "經查屬實。", "屬實", "無需整改。")
    (table,) = read(csv_file([head, cells])).as_json()["tables"]
    assert table["columns"] == list(head)
    said = table["rows"][0]["fields"]
    assert (said["行政区域"], said["属实认定"], said["无需整改"]) == ("臨港區", "founded", True)


def test_every_value_says_where_it_stands() -> None:
    (table,) = read(xlsx_file([HEAD, tuple(CASE.values())], sheet="一览"), "a.xlsx").as_json()["tables"]
    assert table["rows"][0]["places"]["行政区域"] == "工作表“一览”第2行D列"


# ── kinds ──


@pytest.mark.parametrize(
    ("head", "cells", "kind"),
    [
        (NINE, GOOD_ROW, "整改目标表"),
        (HEAD, tuple(CASE.values()), "转办和公开情况一览表"),
        (("编号", "意见内容", "来源"), ("甲1", "路灯不亮。", "热线"), "意见清单"),
        (
            ("序号", "反馈人", "意见内容", "是否采纳", "采纳理由"),
            ("1", "吕某", "增设路灯。", "采纳", "合理"),
            "意见采纳情况表",
        ),
        (
            ("编号", "问题描述", "整改时限", "整改措施", "整改进展", "是否销号"),
            ("甲1", "路灯不亮。", "2022年12月9日", "更换。", "已更换。", "是"),
            "整改台账",
        ),
    ],
)
def test_a_table_is_known_by_its_columns(head: tuple[str, ...], cells: tuple[str, ...], kind: str) -> None:
    assert [table.kind for table in read(csv_file([head, cells])).tables] == [kind]


def test_several_tables_of_one_file_stay_apart() -> None:
    other: list[tuple[str, ...]] = [("编号", "意见内容"), ("甲1", "路灯不亮。"), ("甲2", "井盖坏了。")]
    tables = read(docx_file(["通知"], [[NINE, GOOD_ROW], other]), "a.docx").tables
    assert [table.kind.value for table in tables] == ["整改目标表", "意见清单"]


def test_two_tables_that_both_count_from_one_are_two() -> None:
    parts: list[list[tuple[str, ...]]] = [[NINE, GOOD_ROW], [NINE, row(number="120210990100008")]]
    assert len(read(docx_file([], parts), "a.docx").tables) == 2


# ── pages ──


def test_a_table_that_goes_on_without_its_header_is_one_table() -> None:
    second = row(position="2", number="120210990100008")
    reading = read(docx_file([], [[NINE, GOOD_ROW], [second]]), "a.docx")
    assert len(reading.tables) == 1
    assert reading.table is not None
    assert [found.number for found in reading.table.rows] == ["120210990100007", "120210990100008"]


def test_a_row_broken_by_a_page_is_one_row_and_that_is_said() -> None:
    first = row(content="望海路路灯不亮，夜间", measures="1. 排查望海路全线路灯。", units="市政建")
    rest = ["", "", "出行不安全。", "", "", "2. 更换损坏的路灯。", "", "设局", ""]
    second = row(position="2", number="120210990100008")
    for content, name in (
        (docx_file([], [[NINE, first, NINE, rest, second]]), "a.docx"),
        (docx_file([], [[NINE, first], [NINE, rest, second]]), "a.docx"),
    ):
        reading = read(content, name)
        assert reading.table is not None
        found = reading.table.rows[0]
        assert found.content == "望海路路灯不亮，夜间出行不安全。"
        assert found.measures == ("排查望海路全线路灯。", "更换损坏的路灯。")
        assert found.units == ("市政建设局",)
        assert len(reading.table.rows) == 2
        assert "row-continued" in [finding.code for finding in reading.findings]


def test_an_opinion_without_its_number_is_no_fragment() -> None:
    content = csv_file(
        [("编号", "意见内容", "来源"), ("甲1", "路灯不亮。", "热线"), ("", "井盖坏了。", "来信")]
    )
    with pytest.raises(NotReadable) as caught:
        read(content)
    assert [finding.code for finding in caught.value.findings] == ["number-missing"]


def test_a_table_that_breaks_off_is_said_to() -> None:
    reading = read_bytes(
        "编号 | 交办问题 | 行政区域 | 是否属实 |\n甲1 | 路灯不亮。 | 临港区 | 属实 |\n甲2 | 井盖".encode(),
        CALENDAR,
        name="a.txt",
    )
    assert not reading.tables[0].complete
    assert "table-cut-off" in [finding.code for finding in reading.findings]


# ── columns nobody knows, and what a clerk says of them ──


def test_unknown_columns_go_with_the_opinion_and_with_the_row() -> None:
    reading = read(csv_file([("编号", "意见内容", "网格"), ("甲1", "路灯不亮。", "第三网格")]))
    assert reading.opinions[0].extra == (("网格", "第三网格"),)
    targets = read(csv_file([(*NINE, "网格"), (*GOOD_ROW, "第三网格")])).table
    assert targets is not None
    assert targets.rows[0].extra == (("网格", "第三网格"),)


ODD = ("件次", "群众怎么说", "归口")
ODD_ROW = ("甲1", "路灯不亮。", "市政建设局")


def test_a_correction_reads_columns_that_nobody_knows() -> None:
    content = csv_file([ODD, ODD_ROW])
    with pytest.raises(NotReadable):
        read(content)
    (line,) = read(content, columns={signature(ODD): {"件次": "number", "群众怎么说": "content"}}).opinions
    assert (line.number, line.text, line.extra) == ("甲1", "路灯不亮。", (("归口", "市政建设局"),))


def test_a_correction_goes_before_the_name_of_the_column() -> None:
    head = ("编号", "意见内容", "问题内容", "联系电话")
    content = csv_file([head, ("甲1", "无", "路灯不亮。", "13800009999")])
    said = {"问题内容": "text", "意见内容": KEPT, "联系电话": UNREAD}
    (line,) = read(content, columns={signature(head): said}).opinions
    assert (line.text, line.contact_phone) == ("路灯不亮。", "")
    assert line.extra == (("意见内容", "无"),)


def test_a_correction_of_another_header_changes_nothing() -> None:
    content = csv_file([("编号", "意见内容"), ("甲1", "路灯不亮。")])
    assert read(content, columns={signature(ODD): {"件次": "number"}}) == read(content)


def test_what_cannot_be_imported_can_still_be_surveyed() -> None:
    (table,) = survey(csv_file([ODD, ODD_ROW]), name="a.csv").tables
    assert table.meanings() == [(name, KEPT) for name in ODD]
    assert table.signature == signature(ODD)
