from datetime import date
from fractions import Fraction

import pytest

from bihuan.cases.deadlines import (
    acknowledge_due,
    is_overdue,
    reminder_day,
    schedule_progress,
    workdays_left,
)
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.people.calendar import OfficeCalendar

WEEKENDS, NATIONAL = WeekendCalendar(), OfficeCalendar()
LIMIT = date(2022, 12, 31)  # a Saturday, and a holiday of the next year's notice


@pytest.mark.parametrize(
    ("limit", "remind_on"), [(date(2022, 12, 10), date(2022, 12, 9)), (LIMIT, date(2022, 12, 30))]
)
def test_a_limit_on_a_rest_day_stays_and_is_recalled_on_the_last_working_day_before(
    limit: date, remind_on: date
) -> None:
    assert reminder_day(NATIONAL, limit) == remind_on


@pytest.mark.parametrize(
    ("limit", "today", "in_hand", "overdue"),
    [
        (LIMIT, LIMIT, True, False),
        (LIMIT, date(2023, 1, 1), True, True),
        (LIMIT, date(2023, 1, 1), False, False),
        (None, date(2099, 1, 1), True, False),
    ],
)
def test_only_a_case_in_hand_with_a_date_can_be_overdue_and_not_on_the_day_itself(
    limit: date | None, today: date, in_hand: bool, overdue: bool
) -> None:
    assert is_overdue(limit, today, in_hand=in_hand) is overdue


def test_signing_in_is_due_so_many_working_days_after_the_assignment() -> None:
    assert acknowledge_due(NATIONAL, date(2022, 4, 29), 2) == date(2022, 5, 6)


@pytest.mark.parametrize(("today", "left"), [(date(2022, 12, 23), 5), (LIMIT, 0), (date(2023, 1, 4), -2)])
def test_working_days_left_count_down_past_the_limit(today: date, left: int) -> None:
    assert workdays_left(NATIONAL, LIMIT, today) == left


def test_the_year_of_the_notice_has_140_working_days_until_its_report() -> None:
    assert workdays_left(NATIONAL, date(2022, 12, 10), date(2022, 5, 20)) == 140


@pytest.mark.parametrize(
    ("today", "percent"),
    [
        (date(2022, 6, 1), Fraction(0)),
        (date(2022, 6, 6), Fraction(0)),
        (date(2022, 6, 7), Fraction(25)),
        (date(2022, 6, 10), Fraction(100)),
        (date(2022, 7, 1), Fraction(100)),
    ],
)
def test_schedule_progress_runs_from_0_to_100_over_the_planned_working_days(
    today: date, percent: Fraction
) -> None:
    assert schedule_progress(date(2022, 6, 6), date(2022, 6, 10), today, WEEKENDS) == percent


def test_schedule_progress_is_exact() -> None:
    assert schedule_progress(date(2022, 6, 6), date(2022, 6, 9), date(2022, 6, 7), WEEKENDS) == Fraction(
        100, 3
    )


def test_a_plan_without_a_working_day_is_due_at_once() -> None:
    assert schedule_progress(date(2022, 6, 10), date(2022, 6, 12), date(2022, 6, 10), WEEKENDS) == 100
