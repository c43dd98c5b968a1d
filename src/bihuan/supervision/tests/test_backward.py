from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases.lifecycle import State, Step
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.workdays import WeekendCalendar, next_workday, workdays_between
from bihuan.people.calendar import OfficeCalendar
from bihuan.supervision.backward import Schedule, backward_schedule

CALENDAR, RULES = OfficeCalendar(), RuleBook()
LIMIT = date(2022, 12, 31)
EARLY = date(2022, 5, 20)


def schedule(today: date = EARLY, state: State = State.RECTIFYING, **more: date) -> Schedule:
    return backward_schedule(LIMIT, RULES, CALENDAR, today, state=state, **more)


def days(found: Schedule) -> dict[Step, tuple[date, date]]:
    return {each.step: (each.starts, each.ends) for each in found.steps}


def test_the_year_end_of_the_notice_is_counted_back_over_working_days() -> None:
    assert days(schedule()) == {
        Step.RECTIFY: (date(2022, 12, 19),) * 2,
        Step.VERIFY: (date(2022, 12, 20),) * 2,
        Step.NOTICE: (date(2022, 12, 21), date(2022, 12, 27)),
        Step.CLOSE: (date(2022, 12, 28),) * 2,
        Step.FILE: (date(2022, 12, 29),) * 2,
        Step.DISCLOSE: (date(2022, 12, 30),) * 2,
    }
    assert schedule().rectify_by == date(2022, 12, 19)
    assert schedule().why == "按时限2022-12-31倒排，整改完成应不晚于2022-12-19。"


def test_a_notice_whose_first_day_does_not_count_begins_a_working_day_earlier() -> None:
    later = backward_schedule(LIMIT, RuleBook(notice_first_day_counts=False), CALENDAR, EARLY)
    assert days(later)[Step.NOTICE] == (date(2022, 12, 20), date(2022, 12, 27))
    assert later.rectify_by == date(2022, 12, 16)


@pytest.mark.parametrize(
    ("today", "short_by", "earliest"),
    [
        (date(2022, 12, 19), 0, date(2022, 12, 30)),
        (date(2022, 12, 20), 1, date(2023, 1, 3)),
        (date(2022, 12, 23), 4, date(2023, 1, 6)),
        (date(2022, 12, 24), 5, date(2023, 1, 9)),  # a Saturday: nothing is done before Monday
        (date(2023, 1, 3), 10, date(2023, 1, 16)),
    ],
)
def test_what_is_too_late_is_told_in_working_days_with_what_can_be_done(
    today: date, short_by: int, earliest: date
) -> None:
    found = schedule(today)
    assert (found.short_by, found.earliest, found.possible) == (short_by, earliest, short_by == 0)
    assert (f"现已晚{short_by}个工作日，最早{earliest}可以公开" in found.why) == (short_by > 0)
    assert ("申请延期" in found.why) == (short_by > 0)


@pytest.mark.parametrize(
    ("state", "short_by", "said"),
    [
        (State.DRAFT, 2, "请核定整改时限后再交办"),
        (State.RETURNED, 2, "请尽快交办"),
        (State.RECTIFYING, 2, "申请延期"),
        (State.REOPENED, 2, "申请延期"),
        (State.VERIFYING, 1, "核查原应不晚于2022-12-20"),
        (State.VERIFIED, 0, "发布公示应不晚于2022-12-21"),
        (State.NOTICING, 0, "销号应不晚于2022-12-28"),
        (State.CLOSED, 0, "备案应不晚于2022-12-29"),
        (State.FILED, 0, "公开应不晚于2022-12-30"),
    ],
)
def test_only_the_steps_that_remain_can_be_too_late(state: State, short_by: int, said: str) -> None:
    found = schedule(date(2022, 12, 21), state)
    assert (found.short_by, said in found.why) == (short_by, True)


@pytest.mark.parametrize("state", [State.DISCLOSED, State.WITHDRAWN, State.CARRIED_OVER])
def test_where_nothing_remains_nothing_is_too_late(state: State) -> None:
    assert (schedule(date(2023, 5, 1), state).short_by, schedule(LIMIT, state).why) == (0, "")


@pytest.mark.parametrize(
    ("ends", "short_by"), [(date(2022, 12, 27), 0), (date(2022, 12, 28), 1), (date(2022, 12, 30), 3)]
)
def test_a_notice_that_runs_too_long_pushes_the_close_out(ends: date, short_by: int) -> None:
    assert schedule(date(2022, 12, 22), State.NOTICING, notice_ends=ends).short_by == short_by


def test_after_the_limit_what_is_left_of_a_closed_case_is_filing_and_disclosure() -> None:
    assert schedule(date(2023, 1, 5), State.CLOSED).why.endswith("请尽快办理备案、公开。")


DATES = st.dates(date(2020, 1, 1), date(2026, 12, 31))
CALENDARS = st.sampled_from([CALENDAR, WeekendCalendar()])


@given(DATES, st.integers(1, 60), st.booleans(), CALENDARS)
def test_the_steps_follow_one_another_on_working_days_and_never_pass_the_limit(
    limit: date, notice: int, first: bool, calendar: OfficeCalendar
) -> None:
    rules = RuleBook(notice_days=notice, notice_first_day_counts=first)
    steps = backward_schedule(limit, rules, calendar, limit).steps
    assert [each.step for each in steps] == list(Step)
    assert all(workdays_between(calendar, one.ends, two.starts) == 1 for one, two in pairwise(steps))
    assert all(calendar.is_workday(day) for each in steps for day in (each.starts, each.ends))
    assert steps[-1].ends <= limit
    assert not any(calendar.is_workday(day) for day in _after(steps[-1].ends, limit))


@given(DATES, st.integers(1, 59), CALENDARS)
def test_a_longer_notice_makes_everything_before_it_earlier(
    limit: date, notice: int, calendar: OfficeCalendar
) -> None:
    short, long = (
        days(backward_schedule(limit, RuleBook(notice_days=length), calendar, limit))
        for length in (notice, notice + 1)
    )
    assert all(long[step][0] < short[step][0] for step in (Step.RECTIFY, Step.VERIFY, Step.NOTICE))
    assert all(long[step] == short[step] for step in (Step.CLOSE, Step.FILE, Step.DISCLOSE))


@given(DATES, st.integers(-40, 40), st.sampled_from(list(State)), CALENDARS)
def test_the_earliest_end_is_as_late_as_the_schedule_is_short(
    limit: date, off: int, state: State, calendar: OfficeCalendar
) -> None:
    today = limit + timedelta(days=off)
    found = backward_schedule(limit, RULES, calendar, today, state=state)
    if found.earliest is None:
        return
    last = found.steps[-1].ends
    assert found.short_by == max(0, workdays_between(calendar, last, found.earliest))
    assert found.earliest >= next_workday(calendar, today)


def _after(day: date, until: date) -> list[date]:
    return [day + timedelta(days=n) for n in range(1, (until - day).days + 1)]
