from datetime import date
from decimal import Decimal

import pytest

from bihuan.doubts.figures import FigureFacts, IndicatorReading, Passage, figure_doubts

AFTER_THE_YEAR = date(2023, 1, 10)


def reading(numerator: int | None, denominator: int | None = 150, **changed: object) -> IndicatorReading:
    part, whole = (None if one is None else Decimal(one) for one in (numerator, denominator))
    return IndicatorReading("欠薪案件结案率", ">=", Decimal(98), "%", part, whole, **changed)  # type: ignore[arg-type]


def codes(text: str, *readings: IndicatorReading, on: date = AFTER_THE_YEAR, target: str = "") -> list[str]:
    passage = Passage("整改报告.docx", text, written_on=on)
    return [
        doubt.code for doubt in figure_doubts(FigureFacts(1, readings, (passage,), target=target, read_on=on))
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("共受理欠薪案件151件，办结147件，结案率98%。", "ratio-does-not-follow"),
        ("结案率达98.5%（147/151）。", "ratio-does-not-follow"),
        ("排查路灯56处，完成修复40处，修复率72%。", "ratio-does-not-follow"),
        ("发放问卷１００份，满意９５份，满意率９７％。", "ratio-does-not-follow"),
        ("受理1,510件，办结1,470件，办结率98%。", "ratio-does-not-follow"),
        ("目标为结案率达98%以上。应结案件147件，结案144件，结案率为98%。", "rounded-up-to-promise"),
        ("受理150件，办结153件。", "part-exceeds-whole"),
        ("整改率为102%。", "rate-above-hundred"),
        ("共受理16件，已办结12件，未办结5件。", "sum-differs"),
        ("共征集意见16条，分别为环境类5条、交通类6条、其他4条。", "sum-differs"),
        ("5+6+4=16。", "sum-differs"),
    ],
)
def test_figures_that_do_not_follow_from_each_other_are_doubted(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "共受理150件，办结147件，结案率98%。",
        "受理151件，办结147件，结案率97.4%。",
        "受理151件，办结147件，结案率97.35%。",
        "受理150件，办结147件，正在办理3件，结案率98%。",
        "到期应办147件，办结147件，办结率100%，受理150件。",
        "上半年受理40件，办结38件（含上年结转3件），结案率96%。",
        "目标为结案率达98%以上。",
        "整改完成率同比提高12%，投资完成率120%，接诉量增长150%。",
        "新增停车泊位120个，规范车位80个，停车秩序满意率95%。",
        "共收到意见16条，其中环境类5条、交通类6条。",
        "根据〔2022〕21号文件，安装路灯30盏，亮灯率100%。",
        "共发放问卷500份，收回480份，其中满意452份、基本满意20份、不满意8份，满意率98.33%。",
        "整改前亮灯率82%，整改后亮灯率100%。",
        "总投资1200万元，其中市级800万元、区级400万元。",
        "检查企业56家次，发现问题30个，已整改28个，其余2个正在整改。",
        "涉及3个镇，分别安装路灯30盏、45盏、25盏，共100盏。",
    ],
)
def test_honest_numbers_raise_no_doubt(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text", ["2022年全年欠薪案件结案率达98.2%。", "2022年度结案率为99%。", "全年受理案件150件，结案率98%。"]
)
def test_the_result_of_a_year_is_not_known_before_it_ends(text: str) -> None:
    assert codes(text, on=date(2022, 12, 10)) == ["year-not-over"]
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全年结案率目标98%。",
        "截至11月底，全年累计结案率97%。",
        "2021年度结案率为97%。",
        "确保全年结案率达98%以上。",
    ],
)
def test_promises_and_figures_so_far_are_no_results_of_a_year(text: str) -> None:
    assert codes(text, on=date(2022, 12, 10)) == []


def test_a_reading_before_its_cut_off_is_only_of_a_part() -> None:
    early = reading(147, cut_off=date(2022, 12, 31))
    assert codes("", early, on=date(2022, 12, 10)) == ["year-not-over"]
    assert codes("", early) == []
    assert codes("", reading(None, cut_off=date(2022, 12, 31)), on=date(2022, 12, 10)) == []


def test_more_than_all_cannot_be() -> None:
    assert codes("", reading(153)) == ["part-exceeds-whole"]
    assert codes("", reading(150)) == []


def test_a_text_says_what_the_reading_says() -> None:
    assert codes("结案率达99.6%。", reading(147)) == ["figure-contradicts-reading"]
    assert codes("结案率达98%。", reading(147)) == []
    assert codes("上半年结案率达96%。", reading(147)) == []


def test_the_promise_is_not_met_by_rounding() -> None:
    assert codes("结案率达98%。", reading(144, 147)) == ["rounded-up-to-promise"]


def test_a_hundred_per_cent_leaves_no_measure_open() -> None:
    (doubt,) = figure_doubts(FigureFacts(progress=100, open_measures=(2,)))
    assert (doubt.code, doubt.weight.value) == ("progress-but-open", "severe")
    assert figure_doubts(FigureFacts(progress=90, open_measures=(2,))) == []


def test_the_sentence_is_shown_as_it_is_printed() -> None:
    passage = Passage("整改报告.docx", "共受理151件，办结147件，结案率98%（累计）。", "a" * 64)
    (doubt,) = figure_doubts(FigureFacts(1, passages=(passage,)))
    assert doubt.seen[0].text == "共受理151件，办结147件，结案率98%（累计）"
    assert "按所列数字应为97.35%" in doubt.message
