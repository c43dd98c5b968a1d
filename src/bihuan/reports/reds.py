"""红灯 of many cases at once, without looking at each: cases that agree in what a light asks are judged once."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import CLOCK_RUNS
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Batch
from bihuan.people.calendar import Calendars
from bihuan.supervision.lights import red_below

_ORDER = ("limit_date", "batch_id", "position")


@dataclass(frozen=True, slots=True)
class Reds:
    """The red cases an actor sees: those whose limit has passed, those far behind, and the first of both."""

    overdue: int
    behind: int
    first: tuple[Case, ...]

    @property
    def count(self) -> int:
        """All of them."""
        return self.overdue + self.behind


def red_cases(
    actor: Actor, today: date, calendars: Calendars, most: int, *, batch: int | None = None
) -> Reds:
    """The ``most`` red cases whose limit is longest past or nearest, and how many there are. Six statements."""
    cases = dated(actor, batch)
    passed, ahead = cases.filter(limit_date__lt=today), cases.filter(limit_date__gte=today)
    behind, count = _far_behind(ahead, today, calendars, most)
    first = list(passed.order_by(*_ORDER).values_list("pk", flat=True)[:most])
    if len(first) < most:
        first += list(behind.order_by(*_ORDER).values_list("pk", flat=True)[: most - len(first)])
    rows = Case.objects.select_related("batch__coordinator", "lead", "verifying").in_bulk(first)
    return Reds(passed.count(), count, tuple(rows[key] for key in first))


def dated(actor: Actor, batch: int | None = None) -> QuerySet[Case]:
    """The cases that have a limit and whose clock runs."""
    cases = visible_cases(actor).filter(state__in=CLOCK_RUNS).exclude(limit_date=None)
    return cases if batch is None else cases.filter(batch=batch)


def _far_behind(
    ahead: QuerySet[Case], today: date, calendars: Calendars, most: int
) -> tuple[QuerySet[Case], int]:
    """Of the cases whose limit is not past, the red ones with the nearest limits, and how many are red in all."""
    agree = ("limit_date", "batch", "assigned_on", "progress")
    started = ahead.filter(assigned_on__lt=today, progress__lt=100).order_by("limit_date")
    groups: list[Any] = list(started.values_list(*agree).annotate(Count("pk")))
    batches = Batch.objects.filter(pk__in={group[1] for group in groups}).select_related("coordinator")
    judged = {row.pk: (row.rulebook, calendars.of(row.coordinator.path)) for row in batches}
    below: dict[tuple[Any, ...], Fraction] = {}
    red, found, count = Q(pk__in=()), 0, 0
    for limit, batch, began, percent, cases in groups:
        span = (limit, batch, began)
        if span not in below:
            below[span] = red_below(limit, began, *judged[batch], today)
        if percent < below[span]:
            count += cases
            if found < most:
                red |= Q(limit_date=limit, batch=batch, assigned_on=began, progress=percent)
                found += cases
    return ahead.filter(red), count
