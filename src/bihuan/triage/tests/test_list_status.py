"""What a list says became of a line: only where it says it of the line, not of what the line is about."""

import pytest

from bihuan.triage.list_status import News, is_status_column, news_in


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("办理状态", "已撤回"),
        ("状态", "不再交办"),
        ("变更情况", "经研究，予以撤销"),
        ("备注", "该件已撤回"),
        ("备注", "不再交办。"),
        ("说明", "（作废）"),
        ("备注", "经核实，该件撤销交办"),
        ("是否撤回", "是"),
        ("是否已撤销", "√"),
    ],
)
def test_a_line_that_is_withdrawn(column: str, text: str) -> None:
    assert news_in([("来文科室", "一科"), (column, text)]) == (News.WITHDRAWN, column)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("办理状态", "退回重办"),
        ("审核结果", "审核不通过"),
        ("验收结论", "不予销号，请继续整改"),
        ("状态", "撤销销号"),
        ("备注", "上级退回重办"),
        ("备注", "请重新办理"),
        ("是否退回", "是"),
    ],
)
def test_a_line_that_is_sent_back(column: str, text: str) -> None:
    assert news_in([(column, text)]) == (News.RETURNED, column)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("办理状态", "办理中"),
        ("办理状态", "未撤回"),
        ("办理状态", "尚未退回"),
        ("状态", "无需撤销"),
        ("是否退回", "否"),
        ("是否撤回", ""),
        ("备注", "押金已退回业主"),
        ("备注", "请督促物业公司取消小区停车收费"),
        ("备注", "商户要求撤销处罚决定"),
        ("所属网格", ""),
    ],
)
def test_a_line_of_which_nothing_was_said(column: str, text: str) -> None:
    assert news_in([(column, text)]) is None


def test_a_column_of_status_is_known_by_its_name() -> None:
    assert is_status_column("办理进度")
    assert is_status_column("是否已撤回")
    assert not is_status_column("所属网格")
    assert not is_status_column("备注")
