"""The working calendar in layers: the nation's, a region's, a unit's, each overriding the one above day by day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

import chinese_calendar
from django.db.models import BooleanField, DateField, Value

from bihuan.access.actor import within
from bihuan.people.models import CalendarDay, CalendarNotice

# One layer of one year: whom it binds (a path; empty for the nation), and the year of the notice.
Layer = tuple[str, int]
# From this day of December on, days may be spoken of by the arrangement of the year that follows.
_NEXT_YEARS_FROM = 20


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """National holidays and make-up days, overridden day by day. Uncovered years fall back to weekends.

    ``noticed`` are the years for which a notice for the whole nation was entered here.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    noticed: frozenset[int] = frozenset()
    # The days that differ from the national arrangements, in order, and by how many working days so far.
    _changed: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _by: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by = {day: worked - _nationally_worked(day) for day, worked in sorted(self.overrides.items())}
        changed = {day: step for day, step in by.items() if step}
        object.__setattr__(self, "_changed", tuple(changed))
        object.__setattr__(self, "_by", (0, *accumulate(changed.values())))

    def is_workday(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        return _nationally_worked(day)

    def covers(self, year: int) -> bool:
        return year in self.noticed or _covered(year)

    def worked_through(self, day: date) -> int:
        changed = self._by[bisect_right(self._changed, day)]
        return _before_year(day.year) + _year_totals(day.year)[day.timetuple().tm_yday - 1] + changed


@dataclass(frozen=True, slots=True)
class Calendars:
    """Every layer in force, read once."""

    layers: Mapping[Layer, Mapping[date, bool]]
    corrections: Mapping[date, bool] = field(default_factory=dict)
    _made: dict[str, OfficeCalendar] = field(default_factory=dict)

    def of(self, path: str) -> OfficeCalendar:
        """The calendar of the unit at ``path``; of nobody in particular when it is empty."""
        if path not in self._made:
            self._made[path] = self._make(path)
        return self._made[path]

    def with_layer(self, layer: Layer, days: Mapping[date, bool]) -> "Calendars":
        """As it would be with ``days`` as the layer in force: what an import would change."""
        return replace(self, layers={**self.layers, layer: days}, _made={})

    def _make(self, path: str) -> OfficeCalendar:
        days: dict[date, bool] = {}
        # The widest first; of two years that speak of one day, the later.
        for (bound, year), layer in sorted(self.layers.items(), key=lambda each: each[0]):
            if not bound:
                days.update(_undone(year))
            if not bound or within(path, bound):
                days.update(layer)
        noticed = frozenset(year for bound, year in self.layers if not bound)
        return OfficeCalendar({**days, **self.corrections}, noticed)


def office_calendars() -> Calendars:
    """The calendars in force now. One statement, whatever the number of units."""
    newest: dict[Layer, int] = {}
    versions: dict[tuple[Layer, int], dict[date, bool]] = defaultdict(dict)
    corrections: dict[date, bool] = {}
    for day, worked, year, version, path in _days_and_notices():
        layer = (path or "", year)
        if version is None:
            corrections[day] = worked
        elif day is None:
            newest[layer] = max(version, newest.get(layer, version))
        else:
            versions[layer, version][day] = worked
    return Calendars({layer: versions[layer, version] for layer, version in newest.items()}, corrections)


def _days_and_notices() -> Iterable[Any]:
    """Every day, with the notice it is of; and every notice once without a day: it may have none."""
    of_notice = ("notice__year", "notice__version", "notice__unit__path")
    days = CalendarDay.objects.order_by().values_list("day", "is_workday", *of_notice)
    no_day, nothing = Value(None, output_field=DateField()), Value(None, output_field=BooleanField())
    notices = CalendarNotice.objects.order_by().values_list(no_day, nothing, "year", "version", "unit__path")
    return days.union(notices, all=True)


def office_calendar(path: str = "") -> OfficeCalendar:
    """The calendar of the unit at ``path`` as it is in force now; without one, what holds for the whole nation."""
    return office_calendars().of(path)


@cache
def shipped_days(year: int) -> Mapping[date, tuple[bool, str]]:
    """The national arrangement this program ships: for each day that is no plain one, whether worked, and its name."""
    if not _covered(year):
        return {}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(_length(year)))
    named = ((day, chinese_calendar.get_holiday_detail(day)[1]) for day in days)
    return {
        day: (_nationally_worked(day), chinese_calendar.Holiday(name).chinese) for day, name in named if name
    }


@cache
def _undone(year: int) -> Mapping[date, bool]:
    """What a notice entered here takes back of the shipped arrangement: it tells the whole year anew."""
    return {
        day: day.weekday() < 5 for day in shipped_days(year) if (day.month, day.day) < (12, _NEXT_YEARS_FROM)
    }


def _length(year: int) -> int:
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


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
    days = _length(year)
    return tuple(accumulate(_nationally_worked(date(year, 1, 1) + timedelta(days=n)) for n in range(days)))


@cache
def _before_year(year: int) -> int:
    """The working days from 1 January 2000 up to the end of the year before; negative for years before that."""
    if year >= _FIRST_YEAR:
        return sum(_year_totals(past)[-1] for past in range(_FIRST_YEAR, year))
    return -sum(_year_totals(past)[-1] for past in range(year, _FIRST_YEAR))
