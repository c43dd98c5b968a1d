"""The national calendar, the layer of Guangxi on top of it, and years nobody has announced yet (domain §4.9, §7)."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.workdays import add_workdays, last_workday, period_end, workdays_between
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.models import CalendarDay

NATIONAL = OfficeCalendar()
# 壮族三月三: days off, and days worked instead, against the national calendar.
GUANGXI = {
    2017: {
        date(2017, 3, 30): False,
        date(2017, 3, 31): False,
        date(2017, 4, 1): False,
        date(2017, 4, 8): True,
    },
    2018: {
        date(2018, 4, 18): False,
        date(2018, 4, 19): False,
        date(2018, 4, 20): False,
        date(2018, 4, 15): True,
    },
    2021: {
        date(2021, 4, 14): False,
        date(2021, 4, 15): False,
        date(2021, 4, 16): False,
        date(2021, 4, 18): True,
    },
    2023: {date(2023, 4, 21): False, date(2023, 4, 22): False, date(2023, 4, 23): False},
}


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2022, 5, 20), 5, date(2022, 5, 27)),
        (date(2022, 5, 20), 20, date(2022, 6, 20)),
        (date(2022, 4, 29), 5, date(2022, 5, 10)),  # Saturday 05-07 is worked
        (date(2022, 9, 23), 10, date(2022, 10, 12)),
        (date(2022, 12, 26), 5, date(2023, 1, 3)),
        (date(2022, 10, 9), 60, date(2022, 12, 30)),  # the clock of a wage case
        (date(2022, 11, 1), 60, date(2023, 1, 30)),
        (date(2022, 11, 1), 90, date(2023, 3, 13)),
    ],
)
def test_a_time_limit_over_the_national_calendar(start: date, days: int, end: date) -> None:
    assert add_workdays(NATIONAL, start, days) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2025, 1, 21), 10, date(2025, 2, 8)),
        (date(2022, 9, 26), 5, date(2022, 9, 30)),
        (date(2022, 9, 26), 7, date(2022, 10, 9)),
        (date(2022, 9, 26), 10, date(2022, 10, 12)),
        (date(2022, 12, 21), 5, date(2022, 12, 27)),
    ],
)
def test_a_notice_over_the_national_calendar_counts_its_first_day(start: date, days: int, end: date) -> None:
    assert period_end(NATIONAL, start, days, first_day_counts=True) == end


@pytest.mark.parametrize(
    ("start", "national", "guangxi"),
    [
        (date(2017, 3, 29), date(2017, 4, 6), date(2017, 4, 10)),
        (date(2018, 4, 13), date(2018, 4, 20), date(2018, 4, 24)),
        (date(2021, 4, 13), date(2021, 4, 20), date(2021, 4, 22)),
        (date(2023, 4, 20), date(2023, 4, 26), date(2023, 4, 28)),
    ],
)
def test_the_holiday_of_guangxi_moves_a_limit_of_five_days(
    start: date, national: date, guangxi: date
) -> None:
    assert add_workdays(NATIONAL, start, 5) == national
    assert add_workdays(OfficeCalendar(GUANGXI[start.year]), start, 5) == guangxi


@pytest.mark.parametrize(
    ("day", "before"), [(date(2022, 12, 10), date(2022, 12, 9)), (date(2022, 12, 31), date(2022, 12, 30))]
)
def test_the_last_working_day_before_the_two_dates_of_the_notice(day: date, before: date) -> None:
    assert not NATIONAL.is_workday(day)
    assert last_workday(NATIONAL, day) == before


def test_from_the_notice_to_its_report_there_are_204_days_of_which_140_are_worked() -> None:
    start, end = date(2022, 5, 20), date(2022, 12, 10)
    assert (end - start, workdays_between(NATIONAL, start, end)) == (timedelta(days=204), 140)


def test_a_year_without_a_holiday_notice_falls_back_to_weekends_and_says_so() -> None:
    assert not NATIONAL.covers(2099)
    assert NATIONAL.is_workday(date(2099, 10, 1))  # a Thursday
    assert not NATIONAL.is_workday(date(2099, 10, 3))
    assert NATIONAL.covers(2022)


def test_a_correction_holds_in_a_year_that_nobody_has_announced_yet() -> None:
    corrected = OfficeCalendar({date(2099, 10, 1): False})
    assert not corrected.is_workday(date(2099, 10, 1))


@pytest.mark.django_db
def test_the_calendar_in_force_is_the_national_one_with_the_corrections_of_the_office() -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=worked, note="自治区通知")
        for days in GUANGXI.values()
        for day, worked in days.items()
    )
    calendar = office_calendar()
    assert add_workdays(calendar, date(2021, 4, 13), 5) == date(2021, 4, 22)
    assert add_workdays(calendar, date(2022, 5, 20), 5) == date(2022, 5, 27)
    assert str(CalendarDay.objects.get(day=date(2021, 4, 18))) == "2021-04-18 上班"
