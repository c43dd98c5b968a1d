"""Deadlines of a case. Pure: dates in, dates out. A limit is never moved because it is a rest day (T6)."""

from datetime import date
from fractions import Fraction

from bihuan.cases.lifecycle import Step
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.workdays import ONE_DAY, WorkCalendar, add_workdays, last_workday, workdays_between


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


def backward_days(calendar: WorkCalendar, limit: date, rules: RuleBook) -> dict[Step, tuple[date, date]]:
    """倒排时序 (S24): first and last day of each of the six steps, counted back from ``limit`` over working days.

    公示 lasts as long as the RuleBook says; of 整改 only the end is counted; every other step takes one working day.
    """

    def before(day: date, days: int = 1) -> date:
        for _ in range(days):
            day = last_workday(calendar, day - ONE_DAY)
        return day

    disclosed = last_workday(calendar, limit)
    filed = before(disclosed)
    closed = before(filed)
    shown_until = before(closed)
    shown_from = before(shown_until, rules.notice_days - rules.notice_first_day_counts)
    verified = before(shown_from)
    rectified = before(verified)
    return {
        Step.RECTIFY: (rectified, rectified),
        Step.VERIFY: (verified, verified),
        Step.NOTICE: (shown_from, shown_until),
        Step.CLOSE: (closed, closed),
        Step.FILE: (filed, filed),
        Step.DISCLOSE: (disclosed, disclosed),
    }
