"""Rows of a list: what a row says against itself, and what the rows say together."""

import pytest

from bihuan.intake.figures.tests.documents import HANDLED, case, codes, findings


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            {"是否属实": "不属实", "备注": "", "处理和整改情况": "责令停产，并立案处罚。"},
            "unfounded-with-measures",
        ),
        (
            {
                "是否属实": "否",
                "备注": "",
                "处理和整改情况": "采取的措施：一是要求商户安装油烟净化器，已安装完成。",
            },
            "unfounded-with-measures",
        ),
        ({"是否属实": "属实", "备注": "", "处理和整改情况": "无"}, "founded-without-measures"),
        (
            {"处理和整改情况": "截至5月13日已完成50%的清理工作，退养工作正在进行中。"},
            "finished-while-going-on",
        ),
        ({"处理和整改情况": "目前整改尚未完成，计划月底前完成。"}, "finished-while-going-on"),
        ({"调查核实情况": "现场核实时间：2024年5月3日，到现场核实。"}, "checked-before-received"),
        ({"调查核实情况": "5月2日，我区接到交办任务后，立即开展现场核查。"}, "checked-before-received"),
        ({"调查核实情况": "经查，该店于4月31日开业。"}, "no-such-day"),
    ],
)
def test_a_row_that_contradicts_itself_is_found(cells: dict[str, str], code: str) -> None:
    assert codes("一览表", [HANDLED, case(**cells)]) == [code]


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"是否属实": "不属实", "处理和整改情况": "要求企业继续按规定生产，定期清运并做好记录。"},
        {"是否属实": "不属实", "处理和整改情况": "不予立案。下一步加强巡查，如发现问题，立即责令整改。"},
        {"是否属实": "属实", "处理和整改情况": "", "备注": "经监测符合排放标准，无需整改"},
        {"是否属实": "属实", "处理和整改情况": "无需整改。"},
        {"备注": "阶段性办结", "处理和整改情况": "整改正在进行中，已完成50%。"},
        {"处理和整改情况": "5月8日完成30%，5月12日已全部完成。"},
        {"处理和整改情况": "油烟去除率达到90%，已完成整改。"},
        {"调查核实情况": "该项目于2023年7月开始动工，预计2024年8月完工。现场检查时未施工。"},
        {"调查核实情况": "5月7日，我区接到交办任务后，立即开展现场核查。"},
        {"受理编号": "第7号", "调查核实情况": "5月2日，我区接到交办任务后，立即开展现场核查。"},
    ],
)
def test_a_row_that_only_looks_so_is_left_alone(cells: dict[str, str]) -> None:
    assert codes("一览表", [HANDLED, case(**cells)]) == []


def test_traditional_characters_are_read_as_the_others() -> None:
    table = [
        [
            "序號",
            "受理編號",
            "交辦問題基本情況",
            "行政區域",
            "污染類型",
            "調查核實情況",
            "是否屬實",
            "處理和整改情況",
        ],
        [
            "1",
            "BZ2024050601",
            "油煙擾民。",
            "云澤區",
            "大氣",
            "經查，情況不屬實。",
            "不屬實",
            "已責令商戶停業整頓。",
        ],
    ]
    assert codes("一覽表", table) == ["unfounded-with-measures"]


def test_the_finding_names_row_and_both_cells() -> None:
    finding = findings("一览表", [HANDLED, case(处理和整改情况="退养工作正在进行中。")])[0]
    assert "表1第2行（编号 D2024050600012）" in finding.message
    assert "“备注”写的是“已办结”" in finding.message
    assert "“处理和整改情况”却写有“退养工作正在进行中”" in finding.message


LEDGER = [
    "序号",
    "工单编号",
    "问题内容",
    "受理日期",
    "交办日期",
    "办理期限",
    "核查时间",
    "办结日期",
    "销号日期",
    "是否办结",
]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (["2024-05-06", "2024-05-05", "", "", "", ""], "assigned-before-received"),
        (["2024-05-06", "2024-05-07", "", "2024-05-04", "", ""], "checked-before-received"),
        (["2024-05-06", "2024-05-07", "", "", "2024-05-01", ""], "finished-before-received"),
        (["", "2024-05-07", "", "", "2024-05-06", ""], "finished-before-assigned"),
        (["2024-05-06", "2024-05-07", "2024-04-30", "", "", ""], "limit-before-received"),
        (["2024-05-06", "", "", "2024-05-20", "", "2024-05-18"], "closed-before-checked"),
    ],
)
def test_days_in_the_wrong_order_are_found(days: list[str], code: str) -> None:
    assert codes("整改台账", [LEDGER, ["1", "GD-101", "路灯不亮", *days, "是"]]) == [code]


def test_days_in_order_are_not_spoken_of() -> None:
    days = ["2024-05-06", "2024-05-06", "2024-05-30", "2024-05-18", "2024-05-17", "2024-05-20"]
    assert codes("整改台账", [LEDGER, ["1", "GD-101", "路灯不亮", *days, "是"]]) == []


def _rows(*serials: int) -> list[list[str]]:
    return [
        HANDLED,
        *(case(序号=str(serial), 受理编号=f"D20240506{at:05d}") for at, serial in enumerate(serials)),
    ]


@pytest.mark.parametrize(
    ("serials", "found"),
    [
        ((1, 2, 3, 4), []),
        ((1, 2, 4, 5), ["serial-missing"]),
        ((1, 2, 2, 3), ["serial-twice"]),
        ((3, 15, 48), []),
        ((1, 2, 1, 2, 3), []),
    ],
)
def test_serial_numbers_count_on(serials: tuple[int, ...], found: list[str]) -> None:
    assert codes("一览表", _rows(*serials)) == found


def test_a_number_stands_for_one_row() -> None:
    rows = _rows(1, 2)
    rows[2][1] = rows[1][1]
    assert codes("一览表", rows) == ["number-twice"]


def test_rows_are_as_many_as_the_title_says() -> None:
    assert codes("督察组交办我区3件信访件办理情况一览表", _rows(1, 2)) == ["rows-not-as-stated"]
    assert codes("督察组交办我区2件信访件办理情况一览表", _rows(1, 2)) == []


def test_rows_of_another_month_than_the_title_are_found() -> None:
    header = ["序号", "工单编号", "问题内容", "受理日期", "是否办结"]
    rows = [["1", "GD-1", "路灯不亮", "2024-04-03", "是"], ["2", "GD-2", "井盖缺失", "2024-05-02", "是"]]
    assert codes("云泽区2024年4月工单办理情况一览表", [header, *rows]) == ["row-outside-the-period"]
    assert codes("云泽区2024年3月工单办理情况一览表", [header, *rows]) == ["rows-of-another-period"]
    assert codes("云泽区2024年4-5月工单办理情况一览表", [header, *rows]) == []
