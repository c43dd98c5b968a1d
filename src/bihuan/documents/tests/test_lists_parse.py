"""A list as plain text: what is read from it, and what is said about mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.documents.list_fields import LIST_VOCABULARY
from bihuan.documents.lists_parse import MOST_COLUMNS, Slot, check_list, parse_list
from bihuan.typesetting.table import A3, A4, A4_UPRIGHT, Align, Column

SMALL = "【标题：台账】\n【列：序号｜12｜居中】{序}\n【列：责任单位｜24】{责任单位}\n"


def told(text: str) -> list[tuple[str, str, str]]:
    """What is wrong with ``text``: code, place, message."""
    return [(each.code, each.where, each.message) for each in check_list(text, LIST_VOCABULARY)]


def test_a_column_has_its_headings_its_width_and_what_stands_in_its_cells() -> None:
    plan = parse_list("【标题：甲】\n【列：整改责任清单／法规依据/文号｜24毫米|居中】共{序号}项↵{ 责任单位 }")
    [wanted] = plan.columns
    assert wanted.column == Column("文号", 24, Align.CENTER, ("整改责任清单", "法规依据"))
    assert wanted.words == ("共", Slot("序号"), "项\n", Slot("责任单位"))
    assert wanted.line == 2


def test_the_sheet_and_how_columns_go_on_are_read() -> None:
    plan = parse_list(
        SMALL + "【纸张：Ａ３】\n【首页列数：2】\n【重复列：1】\n【名称：甲表】\n【附件标记：附件2】"
    )
    assert (plan.sheet, plan.columns_a_page, plan.kept, plan.name, plan.mark) == (A3, 2, 1, "甲表", "附件2")
    assert parse_list(SMALL).sheet == A4
    assert parse_list(SMALL + "【纸张：A4竖排】").sheet == A4_UPRIGHT


def test_without_a_name_it_is_called_by_the_words_of_its_title() -> None:
    assert parse_list("【标题：{批次主题}整改清单】").name == "整改清单"


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("【列：甲｜20】{责任单伩}", "unknown-field", "没有名为“责任单伩”的字段。是否应为{责任单位}？"),
        ("【列：甲｜20】{火星}", "unknown-field", "可用的名称见字段表"),
        ("【列：甲｜20】{}", "unknown-field", "没有名为“”的字段"),
        ("【列：甲｜20】{责任单位", "lone-brace", "花括号没有配对"),
        ("【表前：{整改内容}】", "unknown-field", "{整改内容}因事项而异，只能写在【列】之后"),
        ("【列：甲｜4】", "no-width", "栏宽应当是5至200毫米，现为“4”"),
        ("【列：甲｜200.5】", "no-width", "现为“200.5”"),
        ("【列：甲】{序}", "no-width", "栏宽应当是5至200毫米，请写成"),
        ("【列：甲｜-9】", "no-width", "现为“-9”"),
        ("【列：甲｜二十】", "no-width", "现为“二十”"),
        ("【列：甲｜20｜靠右】", "unknown-align", "只能写“居中”或者不写，现为“靠右”"),
        ("【列：｜20】", "no-heading", "缺少栏名"),
        ("【列：甲／／乙｜20】", "no-heading", "缺少栏名"),
        ("【列：甲／乙／丙／丁／戊｜20】", "header-too-deep", "栏名有5层，最多4层"),
        ("【纸张：B5】", "unknown-sheet", "没有“B5”这种纸张，请写A4、A4竖排或者A3"),
        ("【首页列数：很多】", "no-number", "应当是1至200之间的整数，现为“很多”"),
        ("【重复列：²】", "no-number", "应当是0至200之间的整数，现为“²”"),
        ("【不列：已销了】", "unknown-state", "没有名为“已销了”的环节，可写的有：待交办、"),
        ("【标题：乙】", "second-title", "【标题】只能有一个"),
        ("【表前：】", "nothing-told", "【表前】缺少内容"),
        ("【表前：甲】乙", "text-after", "请把“乙”移到括号内"),
        ("【栏：甲】", "unknown-instruction", "不认识的指令【栏】，可用的有【列】、【标题】"),
        ("责任单位", "no-instruction", "“责任单位”不是一条指令"),
    ],
)
def test_a_mistake_is_told_with_its_line(line: str, code: str, message: str) -> None:
    [(found, where, words)] = told(SMALL + "\n" + line)
    assert (found, where) == (code, "第5行")
    assert message in words


def test_what_is_missing_altogether_is_told() -> None:
    assert {code for code, _, _ in told("【说明：空】")} == {"title-missing", "no-column"}
    columns = "【列：甲｜20】\n" * (MOST_COLUMNS + 1)
    [(code, _, message)] = told("【标题：甲】\n" + columns)
    assert (code, message) == ("too-many-columns", "共201列，最多200列，请分成几个台账。")
    [(code, _, message)] = told(SMALL + "【首页列数：2】")
    assert (code, message) == ("first-page-too-narrow", "【首页列数】（2）应当多于【重复列】（2）。")


def test_mistakes_come_in_the_order_of_the_lines_and_no_more_than_can_be_read() -> None:
    places = [where for _, where, _ in told("【栏】\n【列：甲｜2】{甲}\n【表前：{乙乙乙}】\n" + SMALL)]
    assert places == ["第1行", "第2行", "第2行", "第3行"]
    many = told(SMALL + "错\n" * 80)
    assert len(many) == 51
    assert many[-1][0] == "more-findings"


def test_a_text_beyond_all_bounds_is_told_so_and_nothing_else() -> None:
    assert [code for code, _, _ in told("【列：甲｜20】\n" * 3_000)] == ["list-too-long"]


@given(st.text(alphabet="【】：｜／{}列标题表前A3纸张首页数重复1290 \n{序}居中不完", max_size=120))
def test_any_text_is_read_or_told_what_is_wrong(text: str) -> None:
    for finding in check_list(text, LIST_VOCABULARY):
        assert finding.message.endswith(("。", "？"))
