"""Deadlines of a case. Pure: dates in, dates out. A limit is never moved because it is a rest day (T6)."""

from datetime import date
from fractions import Fraction

from bihuan.kernel.workdays import WorkCalendar, add_workdays, last_workday, workdays_between


def acknowledge_due(calendar: WorkCalendar, assigned_on: date, days: int) -> date:
    """By when a unit must sign in; counted from the assignment, whose day is not counted."""
    return add_workdays(calendar, assigned_on, days)


def reminder_day(calendar: WorkCalendar, limit: date) -> date:
    """The last working day on or before the limit: when it still helps to be reminded."""
    return last_workday(calendar, limit)


def is_overdue(limit: date | None, today: date, *, in_hand: bool) -> bool:
    """Whether a dated limit has passed while the case is not struck off. Without a date there is no overdue (T4)."""
    return in_hand and limit is not None and today > limit


def workdays_left(calendar: WorkCalendar, limit: date, today: date) -> int:
    """Working days after ``today`` up to the limit; negative when it has passed."""
    return workdays_between(calendar, today, limit)


def schedule_progress(start: date, limit: date, today: date, calendar: WorkCalendar) -> Fraction:
    """序时进度: elapsed working days as a percentage of the planned ones, 0 to 100. Exact: lights have sharp edges."""
    planned = workdays_between(calendar, start, limit)
    if planned <= 0:
        return Fraction(100)
    share = Fraction(100 * workdays_between(calendar, start, today), planned)
    return max(Fraction(0), min(Fraction(100), share))
