"""The working calendar: the national one, with the office's own corrections on top."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import chinese_calendar

from bihuan.people.models import CalendarDay


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """National holidays and make-up days, overridden day by day. Uncovered years fall back to weekends."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        return _nationally_worked(day)

    def covers(self, year: int) -> bool:
        return _covered(year)

    def worked_through(self, day: date) -> int:
        changed = sum(
            worked - _nationally_worked(when) for when, worked in self.overrides.items() if when <= day
        )
        return _before_year(day.year) + _year_totals(day.year)[day.timetuple().tm_yday - 1] + changed


def office_calendar() -> OfficeCalendar:
    """The calendar in force now, corrections included."""
    return OfficeCalendar(dict(CalendarDay.objects.values_list("day", "is_workday")))


@cache
def _covered(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _nationally_worked(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


# Where the running count begins; only differences of it are ever used.
_FIRST_YEAR = 2000


@cache
def _year_totals(year: int) -> tuple[int, ...]:
    """For each day of the year, the working days from 1 January up to it."""
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return tuple(accumulate(_nationally_worked(date(year, 1, 1) + timedelta(days=n)) for n in range(days)))


@cache
def _before_year(year: int) -> int:
    """The working days from 1 January 2000 up to the end of the year before; negative for years before that."""
    if year >= _FIRST_YEAR:
        return sum(_year_totals(past)[-1] for past in range(_FIRST_YEAR, year))
    return -sum(_year_totals(past)[-1] for past in range(year, _FIRST_YEAR))
