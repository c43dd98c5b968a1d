"""Counting over Monday to Friday. The national calendar is tried in people/tests/test_calendar.py."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.workdays import (
    WeekendCalendar,
    add_workdays,
    last_workday,
    next_workday,
    period_end,
    workdays_between,
)

CALENDAR = WeekendCalendar()
MONDAY, FRIDAY, SATURDAY = date(2022, 6, 6), date(2022, 6, 10), date(2022, 6, 11)
days = st.dates(date(2004, 1, 1), date(2040, 12, 31))


class NeverWorks:
    """A calendar that nobody should have."""

    def is_workday(self, day: date) -> bool:
        return False

    def covers(self, year: int) -> bool:
        return True


def test_a_day_that_is_worked_is_its_own_next_and_last_working_day() -> None:
    assert next_workday(CALENDAR, FRIDAY) == last_workday(CALENDAR, FRIDAY) == FRIDAY


def test_from_a_saturday_the_next_working_day_is_monday_and_the_last_is_friday() -> None:
    assert next_workday(CALENDAR, SATURDAY) == date(2022, 6, 13)
    assert last_workday(CALENDAR, SATURDAY) == FRIDAY


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (MONDAY, 1, date(2022, 6, 7)),
        (MONDAY, 5, date(2022, 6, 13)),
        (FRIDAY, 1, date(2022, 6, 13)),
        (SATURDAY, 1, date(2022, 6, 13)),
        (MONDAY, 0, MONDAY),
    ],
)
def test_a_time_limit_does_not_count_its_first_day(start: date, days: int, end: date) -> None:
    assert add_workdays(CALENDAR, start, days) == end
    assert period_end(CALENDAR, start, days, first_day_counts=False) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (MONDAY, 1, MONDAY),
        (MONDAY, 5, FRIDAY),
        (FRIDAY, 2, date(2022, 6, 13)),
        (SATURDAY, 1, date(2022, 6, 13)),
        (SATURDAY, 5, date(2022, 6, 17)),
    ],
)
def test_a_notice_counts_the_day_it_is_posted_when_that_day_is_worked(
    start: date, days: int, end: date
) -> None:
    assert period_end(CALENDAR, start, days, first_day_counts=True) == end


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [(MONDAY, MONDAY, 0), (MONDAY, FRIDAY, 4), (FRIDAY, MONDAY, -4), (FRIDAY, SATURDAY, 0)],
)
def test_working_days_between_two_days_leave_out_the_first(start: date, end: date, between: int) -> None:
    assert workdays_between(CALENDAR, start, end) == between


@given(start=days, count=st.integers(1, 60))
def test_the_end_of_a_limit_is_a_working_day_that_lies_exactly_so_many_away(start: date, count: int) -> None:
    end = add_workdays(CALENDAR, start, count)
    assert CALENDAR.is_workday(end)
    assert workdays_between(CALENDAR, start, end) == count
    assert workdays_between(CALENDAR, start, end - timedelta(days=1)) == count - 1


def test_a_calendar_without_working_days_ends_in_an_error_and_not_in_a_hang() -> None:
    with pytest.raises(ValueError, match="no working day"):
        next_workday(NeverWorks(), MONDAY)


def test_the_weekend_calendar_knows_no_holidays_and_says_so() -> None:
    assert CALENDAR.is_workday(date(2022, 10, 3))
    assert not CALENDAR.covers(2022)
