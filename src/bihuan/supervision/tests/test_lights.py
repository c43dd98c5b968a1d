from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.workdays import WeekendCalendar, add_workdays
from bihuan.supervision.lights import Light, LimitFacts, light_of

CALENDAR, RULES = WeekendCalendar(), RuleBook()
START = date(2020, 1, 1)
LIMIT = add_workdays(CALENDAR, START, 1000)  # so that a working day is a tenth of a percentage point
ON_SCHEDULE = LimitFacts(LIMIT, START, 100, counted=True)


def after(days: int) -> date:
    """The day on which so many of the thousand working days are over."""
    return add_workdays(CALENDAR, START, days)


@pytest.mark.parametrize(
    ("tenths_behind", "light"),
    [
        (0, Light.GREEN),
        (99, Light.GREEN),
        (100, Light.YELLOW),
        (101, Light.YELLOW),
        (300, Light.YELLOW),
        (301, Light.RED),
        (302, Light.RED),
    ],
)
def test_ten_to_thirty_points_behind_are_yellow_both_included_and_more_is_red(
    tenths_behind: int, light: Light
) -> None:
    facts = replace(ON_SCHEDULE, percent=20)
    assert light_of(facts, RULES, CALENDAR, after(200 + tenths_behind)).light is light


@pytest.mark.parametrize(
    ("left", "light"),
    [(11, Light.GREEN), (10, Light.BLUE), (6, Light.BLUE), (5, Light.YELLOW), (0, Light.YELLOW)],
)
def test_towards_the_limit_the_light_turns_blue_and_yellow(left: int, light: Light) -> None:
    lit = light_of(ON_SCHEDULE, RULES, CALENDAR, after(1000 - left))
    assert lit.light is light
    assert f"还有{left}个工作日" in lit.why


def test_past_the_limit_the_light_is_red_and_says_by_how_many_days() -> None:
    lit = light_of(ON_SCHEDULE, RULES, CALENDAR, date.fromordinal(LIMIT.toordinal() + 3))
    assert lit.light is Light.RED
    assert "逾期3天" in lit.why


@pytest.mark.parametrize("changes", [{"counted": False}, {"counted": False, "limit": None}])
def test_where_the_clock_stands_there_is_no_light(changes: dict[str, Any]) -> None:
    facts = replace(ON_SCHEDULE, percent=0, **changes)
    assert light_of(facts, RULES, CALENDAR, date(2099, 1, 1)).light is Light.GREY


UNDATED = LimitFacts(None, START, 0, counted=True)


@pytest.mark.parametrize(
    ("looked_on", "days", "light"),
    [
        (None, 0, Light.GREY),
        (None, 90, Light.GREY),
        (None, 91, Light.YELLOW),
        (None, 5000, Light.YELLOW),
        (START + timedelta(days=60), 150, Light.GREY),
        (START + timedelta(days=60), 151, Light.YELLOW),
        (START - timedelta(days=60), 90, Light.GREY),  # of the round before: the assignment counts
    ],
)
def test_without_a_date_the_look_can_be_late_and_never_the_case(
    looked_on: date | None, days: int, light: Light
) -> None:
    lit = light_of(replace(UNDATED, looked_on=looked_on), RULES, CALENDAR, START + timedelta(days=days))
    assert (lit.light, lit.label) == (light, "待评估" if light is Light.YELLOW else "不计时")
    assert "没有截止日期" in lit.why
    assert "逾期" not in lit.why + lit.label


def test_the_cycle_of_reviews_is_the_batch_s_and_names_its_next_day() -> None:
    lit = light_of(UNDATED, RuleBook(review_days=30), CALENDAR, START)
    assert lit.why == "没有截止日期，每30天评估一次，下次不晚于2020-01-31。"
    assert light_of(UNDATED, RuleBook(review_days=30), CALENDAR, date(2020, 2, 2)).why.startswith(
        "没有截止日期，每30天评估一次，最近一次应不晚于2020-01-31，已过2天"
    )


@pytest.mark.parametrize("day", [START, after(995), LIMIT + timedelta(days=9)])
def test_an_extension_is_told_with_every_light(day: date) -> None:
    extended = replace(ON_SCHEDULE, first_limit=date(2022, 12, 10))
    plain, told = (light_of(facts, RULES, CALENDAR, day) for facts in (ON_SCHEDULE, extended))
    assert told.light is plain.light
    assert told.why == f"{plain.why}原时限2022-12-10，经批准延至{LIMIT}。"


@given(
    st.builds(
        LimitFacts,
        st.none() | st.dates(date(2019, 1, 1), date(2030, 1, 1)),
        st.none() | st.just(START),
        st.integers(0, 100),
        st.booleans(),
    ),
    st.dates(date(2019, 1, 1), date(2031, 1, 1)),
)
def test_every_light_says_why_and_what_is_overdue_is_red(facts: LimitFacts, today: date) -> None:
    lit = light_of(facts, RULES, CALENDAR, today)
    assert lit.why.endswith("。")
    overdue = facts.counted and facts.limit is not None and today > facts.limit
    assert overdue == ("逾期" in lit.why)
    assert not overdue or lit.light is Light.RED


@pytest.mark.parametrize("start", [None, LIMIT, date(2030, 1, 1)])
def test_without_a_start_before_the_limit_nobody_is_behind(start: date | None) -> None:
    facts = LimitFacts(LIMIT, start, 0, counted=True)
    assert light_of(facts, RULES, CALENDAR, after(500)).light is Light.GREEN


@pytest.mark.parametrize(
    ("percent", "days", "points"), [(20, 501, "30.1"), (0, 301, "30.1"), (0, 150, "15"), (0, 105, "10.5")]
)
def test_the_sentence_says_how_far_behind(percent: int, days: int, points: str) -> None:
    lit = light_of(replace(ON_SCHEDULE, percent=percent), RULES, CALENDAR, after(days))
    assert f"落后序时进度{points}个百分点" in lit.why


def test_a_hair_over_the_threshold_is_not_printed_as_the_threshold() -> None:
    facts = LimitFacts(add_workdays(CALENDAR, START, 3333), START, 0, counted=True)
    lit = light_of(facts, RULES, CALENDAR, after(1000))  # 30.003 points
    assert (lit.light, "30.1个百分点" in lit.why) == (Light.RED, True)


def test_the_thresholds_are_those_of_the_batch() -> None:
    strict = RuleBook(blue_days=60, yellow_days=50, yellow_points=1, red_points=2)
    assert light_of(replace(ON_SCHEDULE, percent=50), strict, CALENDAR, after(521)).light is Light.RED
    assert light_of(replace(ON_SCHEDULE, percent=50), strict, CALENDAR, after(515)).light is Light.YELLOW
    assert light_of(ON_SCHEDULE, strict, CALENDAR, after(945)).light is Light.BLUE


def test_red_outweighs_the_nearness_of_the_limit() -> None:
    assert light_of(replace(ON_SCHEDULE, percent=60), RULES, CALENDAR, after(999)).light is Light.RED
