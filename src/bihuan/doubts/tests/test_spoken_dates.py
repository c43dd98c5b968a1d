from datetime import date

import pytest

from bihuan.doubts.spoken_dates import Role, SpokenDay, claims_done, spoken_days


def told(text: str) -> list[tuple[str, str]]:
    return [(day.role.value, str(day.last)) for day in spoken_days(text)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("我局于2022年6月1日开工，6月20日全部完工。", [("began", "2022-06-01"), ("done", "2022-06-20")]),
        ("开工日期：2022年6月1日\n完工日期：2022/6/20", [("began", "2022-06-01"), ("done", "2022-06-20")]),
        ("二〇二二年六月一日，施工队伍进场。", [("began", "2022-06-01")]),
        ("2022 年 6 月 1 日开始对东侧人行道进行施工。", [("began", "2022-06-01")]),
        ("6月20日将路面全部修复完毕，时在2022年6月。", [("step_done", "2022-06-20")]),
        ("会议时间：2022年6月1日上午", [("held", "2022-06-01")]),
        ("2022年7月1日通过对标验收。", [("verified", "2022-07-01")]),
        (
            "公示期为2022年7月1日至7月8日，2022年7月9日予以销号。",
            [("notice_from", "2022-07-01"), ("notice_to", "2022-07-08"), ("closed", "2022-07-09")],
        ),
        ("该项整改于2022年7月20日完成。", [("done", "2022-07-20")]),
        ("2022年7月10日组织竣工验收。", [("verified", "2022-07-10")]),
        ("2022年7月10日隐蔽工程通过质量验收。", []),
        ("施工时间：2022年6月20日至2022年6月5日。", [("began", "2022-06-20"), ("due", "2022-06-05")]),
        ("施工时间：2022年6月5日至6月20日。", []),
        ("2022年2月30日召开会议。", [("impossible", "0001-01-01")]),
        ("2022年6月1日（星期五）召开会议。", [("wrong_weekday", "2022-06-01"), ("held", "2022-06-01")]),
        ("望海城建局\n2022年7月10日（盖章）", [("written", "2022-07-10")]),
        ("望海城建局  2022年7月10日", [("written", "2022-07-10")]),
    ],
)
def test_a_day_has_the_role_that_its_words_give_it(text: str, days: list[tuple[str, str]]) -> None:
    assert told(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "根据2022年5月20日印发的通知（望管办发〔2022〕21号）要求，",
        "《关于2021年3月1日开工项目的通知》",
        "群众2021年3月5日来电反映工地开工扰民。",
        "计划2023年6月1日开工，力争2023年6月30日完工。",
        "2022年6月30日前完成整改。",
        "整改时限：2022年12月31日",
        "《条例》自2022年9月1日起施行。",
        "自2022年6月1日开工以来，进展顺利。",
        "一期已于2021年12月10日竣工。",
        "2022年6月10日完成招标。",
        "2022年6月10日尚未完工。",
        "次年3月10日完工。",
        "传达2022年5月6日召开的会议精神。",
    ],
)
def test_limits_plans_citations_and_old_stories_are_no_days_of_the_work(text: str) -> None:
    assert told(text) == []


def test_a_month_is_any_day_of_it() -> None:
    (day,) = spoken_days("2022年6月完工。")
    assert (day.first, day.last) == (date(2022, 6, 1), date(2022, 6, 30))


def test_a_day_without_a_year_is_that_of_the_paper() -> None:
    done, _ = spoken_days("11月20日完工。\n望海城建局\n2023年1月5日")
    assert (done.last, done.role) == (date(2022, 11, 20), Role.DONE)


def test_the_year_of_an_evaluation_is_not_that_of_the_work() -> None:
    assert told("2021年度社会评价反映，路灯不亮。8月10日完工。\n2022年8月15日") == [
        ("done", "2022-08-10"),
        ("written", "2022-08-15"),
    ]


def test_a_day_without_a_year_is_less_sure() -> None:
    began, done = spoken_days("2022年11月20日开工，3月10日完工。")
    assert (began.sure, done.sure) == (True, False)
    assert isinstance(done, SpokenDay)


def test_a_year_given_from_outside_is_only_for_papers_that_name_none() -> None:
    assert [day.last for day in spoken_days("6月1日开工。", year=2022)] == [date(2022, 6, 1)]
    assert [day.last for day in spoken_days("2023年5月1日开工，6月1日完工。", year=2022)][1].year == 2023


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("目前该问题已整改到位。", True),
        ("整改工作已全部完成。", True),
        ("现已完工。", True),
        ("尚未完成整改。", False),
        ("整改完成时限为12月31日。", False),
        ("已完成招标。", False),
    ],
)
def test_only_a_plain_word_claims_that_the_work_is_done(text: str, done: bool) -> None:
    assert claims_done(text) is done
