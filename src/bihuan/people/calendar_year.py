"""A year of the calendar as it is shown and saved: each day that is no plain one, with its note, and the notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from bihuan.access.actor import above
from bihuan.people.calendar import OfficeCalendar, shipped_days
from bihuan.people.models import CalendarDay, CalendarNotice


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day that a layer speaks of, or that differs from Monday to Friday, and why."""

    day: date
    is_workday: bool
    note: str

    @property
    def differs(self) -> bool:
        """Whether it is a weekday off, or a Saturday or Sunday that is worked."""
        return self.is_workday != (self.day.weekday() < 5)


def spoken_days(calendar: OfficeCalendar, path: str, year: int) -> tuple[SpokenDay, ...]:
    """The days of ``year`` that the layers of the unit at ``path`` speak of, as in force. Saved and imported again
    they make the same year, so those of a neighbouring year that its arrangements name are among them."""
    notes = _notes(path, year)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    differing = {day for day in days if day.year == year and calendar.is_workday(day) != (day.weekday() < 5)}
    return tuple(
        SpokenDay(day, calendar.is_workday(day), notes.get(day, "")) for day in sorted({*notes, *differing})
    )


def notices_of(path: str) -> list[CalendarNotice]:
    """Every version that binds the unit at ``path``, newest year first, then the widest layer."""
    found = CalendarNotice.objects.filter(_binding(path)).select_related("unit", "entered_by")
    return list(found.order_by("-year", F("unit__path").asc(nulls_first=True), "-version"))


def days_in_force(unit_id: int | None, year: int) -> list[CalendarDay]:
    """The rows of the newest version of one layer of a year; none when it has no version."""
    newest = CalendarNotice.objects.filter(unit=unit_id, year=year).order_by("-version").first()
    return list(newest.days.order_by("day")) if newest else []


def _notes(path: str, year: int) -> Mapping[date, str]:
    in_force = {(row.unit_id, row.year): row for row in reversed(notices_of(path)) if row.year == year}
    # The widest layer first, so that the deepest has the last word.
    layers = sorted(in_force.values(), key=lambda row: row.unit.path if row.unit else "")
    notes = {} if layers and layers[0].unit is None else {
        day: name for day, (_, name) in shipped_days(year).items()
    }  # fmt: skip
    by_notice: dict[int, dict[date, str]] = {row.pk: {} for row in layers}
    rows = CalendarDay.objects.filter(notice__in=by_notice)
    for day, note, notice in rows.values_list("day", "note", "notice"):
        by_notice[notice][day] = note
    for row in layers:
        notes.update(by_notice[row.pk])
    corrections = CalendarDay.objects.filter(notice=None, day__year=year)
    return {**notes, **dict(corrections.values_list("day", "note"))}


def _binding(path: str) -> Q:
    return Q(unit=None) | Q(unit__path__in=above(path))
