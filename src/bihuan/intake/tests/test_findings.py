"""What a good clerk notices: each idea on a row made for it, and silence on a good row."""

from datetime import date

import pytest

from bihuan.intake.coverage import streets
from bihuan.intake.read import read_bytes
from bihuan.intake.tests.builders import CALENDAR, notice_file, row
from bihuan.kernel.findings import Finding


def findings(**changes: str) -> dict[str, Finding]:
    """The findings on the invented notice with one row, by code."""
    reading = read_bytes(notice_file(row(**changes)), CALENDAR, name="a.docx")
    return {finding.code: finding for finding in reading.findings}


# These belong to the invented notice as a whole, not to its row.
OF_THE_NOTICE = {
    "received-not-in-table",
    "rectify-count-differs",
    "three-leaders-wanted",
    "calendar-uncovered",
}


def test_a_good_row_is_passed_in_silence() -> None:
    assert findings().keys() == OF_THE_NOTICE


@pytest.mark.parametrize(
    ("code", "clause", "changes"),
    [
        ("verifier-is-responsible", "S15", {"units": "综合协调局"}),
        ("target-not-measurable", "S8", {"target": "逐步改善照明条件。"}),
        ("limit-without-date", "S8", {"limit": "持续推进"}),
        ("limit-not-understood", "S3", {"limit": "尽快"}),
        ("limit-not-understood", "S3", {"limit": "2022年2月30日"}),
        ("limit-year-assumed", "S3", {"limit": "11月30日"}),
        ("limit-before-issue", "S3", {"limit": "2022年3月31日"}),
        ("limit-continues", "S14", {"limit": "立即整改\n长期执行"}),
        ("five-haves-missing", "S8", {"measures": "加强管理。"}),
        ("element-missing", "S3", {"units": ""}),
        ("indicator-undefined", "S8", {"target": "投诉办结率达98%。"}),
        ("yearly-figure-too-early", "S8", {"target": "全年投诉办结率达98%。"}),
        ("report-before-limit", "S20", {"limit": "2022年12月30日"}),
        ("date-on-rest-day", "S3", {"limit": "2022年11月27日"}),
        ("complaint-not-answered", "S4", {"content": "望海路噪音扰民。"}),
        ("place-differs", "S4", {"measures": "1. 排查临江大道路灯。\n2. 更换路灯。"}),
        ("placeholder-in-text", "S8", {"measures": "1. 制定《XX路灯方案》。\n2. 更换路灯。"}),
    ],
)
def test_what_is_odd_about_a_row_is_said_with_its_clause(
    code: str, clause: str, changes: dict[str, str]
) -> None:
    finding = findings(**changes)[code]
    assert finding.clause == clause
    assert finding.severity in ("warn", "note")
    assert finding.message.endswith("。")
    assert "请" in finding.message


def test_a_rest_day_names_the_last_working_day_before() -> None:
    message = findings(limit="2022年11月27日")["date-on-rest-day"].message
    assert "星期日" in message
    assert "2022年11月25日" in message


def test_the_five_haves_are_named_in_the_words_of_the_notice() -> None:
    changes = {"target": "改善照明。", "measures": "加强管理。", "limit": "长期坚持", "person": ""}
    message = findings(**changes)["five-haves-missing"].message
    words = "有量化的工作任务、有推进路线图、有明确的时间表、有具体的责任主体、有可以检验的成果形式"
    assert words in message


def test_received_against_listed_names_the_gap() -> None:
    message = findings()["received-not-in-table"].message
    assert "3条" in message
    assert "其余2条" in message


@pytest.mark.parametrize(
    ("complaint", "measures", "wish"),
    [
        ("货车压坏人行道地砖，请处理。", "1. 加大巡查。\n2. 设立警示牌。", "修复"),
        ("工地拖欠我的工资，希望帮忙讨回。", "开展根治欠薪检查，从源头治理。", "本人"),
        ("窗口工作人员态度恶劣。", "1. 增加窗口。\n2. 延长时间。", "服务态度"),
        ("希望开设夜间图书室。", "1. 更换路灯。\n2. 巡查道路。", "回应"),
    ],
)
def test_a_complaint_that_no_measure_answers_is_quoted_with_what_is_wanted(
    complaint: str, measures: str, wish: str
) -> None:
    finding = findings(content=complaint, measures=measures, target="整改到位率100%，截至11月底。")[
        "complaint-not-answered"
    ]
    assert wish in finding.message


@pytest.mark.parametrize(
    ("complaint", "measures"),
    [
        ("货车压坏人行道地砖，请处理。", "1. 修复破损地砖。\n2. 设立警示牌。"),
        ("工地拖欠我的工资，希望帮忙讨回。", "1. 逐一核实，督促企业支付工资。\n2. 开展检查。"),
        ("希望开设夜间图书室。", "1. 图书室延时开放。\n2. 配备人员。"),
        ("建议加强园区和县区产业联动。", "1. 赴县区调研。\n2. 制定联动方案。"),
    ],
)
def test_a_complaint_that_is_answered_raises_nothing(complaint: str, measures: str) -> None:
    assert "complaint-not-answered" not in findings(content=complaint, measures=measures)


def test_the_same_street_in_other_surroundings_is_the_same_place() -> None:
    changes = {
        "content": "海湾市望海路的路灯不亮。",
        "target": "更换望海路36盏路灯。",
        "measures": "1. 对望海路开展排查。2. 更换。",
    }
    assert "place-differs" not in findings(**changes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("海湾市临港区3号路丰收仓储对面的人行道上", ["3号路"]),
        ("杜绝望海大街上车辆乱停乱放", ["望海大街"]),
        ("在青山路和碧水大道交叉口", ["青山路", "碧水大道"]),
        ("道路、公路、铁路、思路、线路、网络路由和该路段", []),
        ("破坏人行道路面，路灯不亮，路政巡查", []),
    ],
)
def test_streets_are_told_from_other_words_with_road_in_them(text: str, names: list[str]) -> None:
    assert list(streets(text).values()) == names


def test_a_calendar_that_covers_the_year_is_believed() -> None:
    class Covered:
        def is_workday(self, day: date) -> bool:
            return day != date(2022, 11, 30)

        def covers(self, year: int) -> bool:
            return year == 2022

    reading = read_bytes(notice_file(), Covered(), name="a.docx")
    found = {finding.code: finding.message for finding in reading.findings}
    assert "2022年11月29日" in found["date-on-rest-day"]
    assert "calendar-uncovered" not in found


@pytest.mark.parametrize(
    ("measures", "quoted"),
    [
        (
            "1. 按照《临港（北区）产业园区XX管理办法》排查。\n2. 更换路灯。",
            "《临港（北区）产业园区XX管理办法》",
        ),
        (
            "1. 排查路灯，由产业园区路灯管理所的某某负责更换。\n2. 更换路灯。",
            "由产业园区路灯管理所的某某负责更换",
        ),
        (
            "1. 排查路灯，于XX日前在望海路及其以东以西以南以北各条道路全部更换。\n2. 更换路灯。",
            "于XX日前在望海路及其以东以西以南以北各条道路…",
        ),
    ],
)
def test_a_placeholder_is_quoted_from_the_start_of_its_title_or_clause(measures: str, quoted: str) -> None:
    assert f"的“{quoted}”中有占位符" in findings(measures=measures)["placeholder-in-text"].message
