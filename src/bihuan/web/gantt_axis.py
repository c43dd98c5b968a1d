"""The time axis of 挂图: which day stands where, and what is written above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.kernel.workdays import WorkCalendar
from bihuan.reports.gantt import GanttRow

# In units of the drawing: what stands left of the axis, its breadth, and the whole.
LABELS, BREADTH = 236, 932
WIDTH = LABELS + BREADTH + 12
# From this breadth of a day on, single days are told apart.
WIDE_DAY = 9.0
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from ``first`` to ``last``, both shown in full."""

    first: date
    last: date

    @property
    def day(self) -> float:
        """How broad a day is."""
        return BREADTH / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Where ``day`` begins; what lies outside stands at the edge."""
        return round(LABELS + min(BREADTH, max(0.0, (day - self.first).days * self.day)), 1)

    def shows(self, starts: date, ends: date) -> bool:
        """Whether any of it lies within."""
        return starts <= self.last and ends >= self.first

    def months(self) -> Iterator[tuple[date, str]]:
        """The first day shown of each month, quarter or year, whichever leaves room, and its name."""
        room = BREADTH / max(1.0, (self.last - self.first).days / 30.4)
        step = next((months for months in (1, 3, 12) if room * months >= 46), 12)
        year, month = self.first.year, self.first.month
        while date(year, month, 1) <= self.last:
            if (month - 1) % step == 0:
                name = f"{year}年" if step == 12 else f"{year}年{month}月" if month == 1 else f"{month}月"
                begins = max(self.first, date(year, month, 1))
                yield begins, f"{year}年{month}月" if begins == self.first and step < 12 else name
            year, month = year + month // 12, month % 12 + 1

    def days(self) -> Iterator[date]:
        """The days written below the months: every one, or Mondays, where there is room."""
        if self.day < 3:
            return
        for n in range((self.last - self.first).days + 1):
            day = self.first + ONE_DAY * n
            if self.day >= 15 or day.weekday() == 0:
                yield day

    def rest_days(self, calendar: WorkCalendar) -> Iterator[date]:
        """The days that are not worked, where days can be told apart."""
        if self.day < WIDE_DAY:
            return
        for n in range((self.last - self.first).days + 1):
            if not calendar.is_workday(self.first + ONE_DAY * n):
                yield self.first + ONE_DAY * n


def around(today: date, before: int, after: int) -> Axis:
    """A window around today."""
    return Axis(today - ONE_DAY * before, today + ONE_DAY * after)


def whole(days: Sequence[date | None], today: date) -> Axis:
    """From the first to the last of ``days``; today is always shown."""
    known = [today, *(day for day in days if day is not None)]
    return Axis(min(known) - ONE_DAY * 3, max(known) + ONE_DAY * 6)


def days_of(row: GanttRow) -> list[date | None]:
    """Every day a row wants to show."""
    done = [day for span in row.done.values() for day in span]
    return [row.case.assigned_on, row.case.limit_date, row.review_due, row.first_limit, *done]
