"""The working calendar in layers: the nation's, a region's, a unit's, each overriding the one above day by day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import chinese_calendar
from django.db.models import F, Max

from bihuan.access.actor import within
from bihuan.people.models import CalendarDay, CalendarNotice


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """National holidays and make-up days, overridden day by day. Uncovered years fall back to weekends.

    ``noticed`` are the years for which a notice for the whole nation was entered here.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    noticed: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        return _nationally_worked(day)

    def covers(self, year: int) -> bool:
        return year in self.noticed or _covered(year)

    def worked_through(self, day: date) -> int:
        changed = sum(
            worked - _nationally_worked(when) for when, worked in self.overrides.items() if when <= day
        )
        return _before_year(day.year) + _year_totals(day.year)[day.timetuple().tm_yday - 1] + changed


@dataclass(frozen=True, slots=True)
class Calendars:
    """Every layer in force, read once: ``layers`` are (path of whom it binds, days), the widest first."""

    layers: tuple[tuple[str, Mapping[date, bool]], ...]
    corrections: Mapping[date, bool]
    noticed: frozenset[int]
    _made: dict[str, OfficeCalendar] = field(default_factory=dict)

    def of(self, path: str) -> OfficeCalendar:
        """The calendar of the unit at ``path``."""
        if path not in self._made:
            days: dict[date, bool] = {}
            for bound, layer in self.layers:
                if not bound or within(path, bound):
                    days.update(layer)
            self._made[path] = OfficeCalendar({**days, **self.corrections}, self.noticed)
        return self._made[path]


def office_calendars() -> Calendars:
    """The calendars in force now. Two statements, whatever the number of units."""
    newest = CalendarNotice.objects.values("unit", "year").annotate(newest=Max("version"))
    newest_of = {(row["unit"], row["year"]): row["newest"] for row in newest}
    layers: dict[tuple[str, int], dict[date, bool]] = defaultdict(dict)
    corrections: dict[date, bool] = {}
    rows = CalendarDay.objects.order_by("day").values_list(
        "day",
        "is_workday",
        "notice",
        F("notice__unit"),
        F("notice__unit__path"),
        F("notice__year"),
        F("notice__version"),
    )
    for day, worked, notice, unit, path, year, version in rows:
        if notice is None:
            corrections[day] = worked
        elif newest_of[unit, year] == version:
            layers[path or "", year][day] = worked
    return Calendars(
        tuple((path, days) for (path, _), days in sorted(layers.items())),
        corrections,
        frozenset(year for unit, year in newest_of if unit is None),
    )


def office_calendar(path: str = "") -> OfficeCalendar:
    """The calendar of the unit at ``path`` as it is in force now; without one, what holds for the whole nation."""
    return office_calendars().of(path)


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
