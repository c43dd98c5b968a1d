"""Counting working days (工作日) over a calendar that somebody else keeps.

Two habits are supported (domain §4.9): a time limit does not count its first day; a public notice does.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

ONE_DAY = timedelta(days=1)
# No office period comes near this; a calendar that never works must end in an error, not in a hang.
LONGEST_SEARCH = timedelta(days=3660)


class WorkCalendar(Protocol):
    """Which days are worked. ``covers`` says whether the year's holidays are known at all.

    One that can count without walking has ``worked_through(day)``, too: working days from a fixed beginning up to and
    including ``day``. A ledger asks a few thousand times.
    """

    def is_workday(self, day: date) -> bool: ...

    def covers(self, year: int) -> bool: ...


class WeekendCalendar:
    """Monday to Friday: the fallback for years that no holiday notice covers."""

    def is_workday(self, day: date) -> bool:
        return day.weekday() < 5

    def covers(self, year: int) -> bool:
        return False


def next_workday(calendar: WorkCalendar, day: date) -> date:
    """``day`` itself when it is worked, else the first working day after it."""
    return _walk(calendar, day, ONE_DAY)


def last_workday(calendar: WorkCalendar, day: date) -> date:
    """``day`` itself when it is worked, else the last working day before it."""
    return _walk(calendar, day, -ONE_DAY)


def add_workdays(calendar: WorkCalendar, start: date, days: int) -> date:
    """The last day of a limit of ``days`` working days; ``start`` itself is not counted."""
    end = start
    for _ in range(days):
        end = next_workday(calendar, end + ONE_DAY)
    return end


def period_end(calendar: WorkCalendar, start: date, days: int, *, first_day_counts: bool) -> date:
    """The last day of a notice (公示) of ``days`` working days that is posted on ``start``."""
    if not first_day_counts:
        return add_workdays(calendar, start, days)
    return add_workdays(calendar, next_workday(calendar, start), days - 1)


def workdays_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is before ``start``."""
    if end < start:
        return -workdays_between(calendar, end, start)
    through: Callable[[date], int] | None = getattr(calendar, "worked_through", None)
    if through is not None:
        return through(end) - through(start)
    return sum(calendar.is_workday(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def _walk(calendar: WorkCalendar, day: date, step: timedelta) -> date:
    found = day
    while not calendar.is_workday(found):
        found += step
        if abs(found - day) > LONGEST_SEARCH:
            raise ValueError("the calendar has no working day")
    return found
