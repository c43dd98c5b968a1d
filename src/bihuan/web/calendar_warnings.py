"""The loud warning: years that are reckoned with and that no holiday arrangement covers."""

from collections.abc import Iterable
from datetime import date

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import OPEN
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Batch
from bihuan.kernel.findings import Finding, warn
from bihuan.kernel.workdays_explained import uncovered_words, uncovered_years
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.web.standing import may_somewhere


def uncovered(calendar: OfficeCalendar, today: date, years: Iterable[int] = ()) -> list[Finding]:
    """A finding for this year, the next from October on, and each of ``years``, where nothing covers it."""
    found = uncovered_years(calendar, today, years)
    return [warn("calendar-uncovered", uncovered_words(year)) for year in found]


def uncovered_limits(actor: Actor, calendar: OfficeCalendar, today: date, shown: int) -> list[Finding]:
    """The same for the year ``shown`` and every one in which the limit of an open case falls that ``actor`` sees."""
    cases = visible_cases(actor).filter(state__in=OPEN, limit_date__gte=date(today.year, 1, 1))
    years = cases.order_by().values_list("limit_date__year", flat=True).distinct()
    return uncovered(calendar, today, {shown, *years})


def uncovered_in_batch(actor: Actor, batch: Batch, today: date) -> list[Finding]:
    """The same for the limits of one batch and the days its document sets."""
    cases = visible_cases(actor).filter(batch=batch).exclude(limit_date=None)
    years = set(cases.order_by().values_list("limit_date__year", flat=True).distinct())
    years |= {day.year for day in (batch.report_due_on,) if day}
    return uncovered(office_calendar(batch.coordinator.path), today, years)


def uncovered_worklist(actor: Actor, cases: Iterable[Case], today: date) -> list[Finding]:
    """The same for the cases that wait for ``actor``; told to those who can do something about it."""
    if not may_somewhere(actor, Act.IMPORT_CALENDAR):
        return []
    years = {case.limit_date.year for case in cases if case.limit_date and case.limit_date >= today}
    return uncovered(office_calendar(next(iter(actor.paths()), "")), today, years)
