"""The working calendar: the national one, with the office's own corrections on top."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import chinese_calendar

from bihuan.people.models import CalendarDay


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """National holidays and make-up days, overridden day by day. Uncovered years fall back to weekends."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def covers(self, year: int) -> bool:
        try:
            chinese_calendar.is_workday(date(year, 1, 1))
        except NotImplementedError:
            return False
        return True


def office_calendar() -> OfficeCalendar:
    """The calendar in force now, corrections included."""
    return OfficeCalendar(dict(CalendarDay.objects.values_list("day", "is_workday")))
