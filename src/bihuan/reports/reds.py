"""红灯 of many cases at once, without looking at each: cases that agree in what a light asks are judged once."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

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
    """Of the cases whose limit is not past, the red ones with the nearest limits, and how many are red in all.

    Days stay text, and what a span of days asks for is worked out once.
    """
    days = {"limit": Cast("limit_date", CharField()), "began": Cast("assigned_on", CharField())}
    started: Any = ahead.filter(assigned_on__lt=today, progress__lt=100).order_by().annotate(**days)
    judged = {row.pk: row for row in Batch.objects.select_related("coordinator").order_by()}
    below: dict[tuple[str, int, str], Fraction] = {}
    red: Counter[tuple[str, int, str, int]] = Counter()
    for limit, batch, began, percent in started.values_list("limit", "batch", "began", "progress"):
        span = (limit, batch, began)
        if span not in below:
            row = judged[batch]
            calendar = calendars.of(row.coordinator.path)
            due, start = date.fromisoformat(limit), date.fromisoformat(began)
            below[span] = red_below(due, start, row.rulebook, calendar, today)
        if percent < below[span]:
            red[*span, percent] += 1
    agree = ("limit_date", "batch", "assigned_on", "progress")
    nearest = (Q(**dict(zip(agree, key, strict=True))) for key in sorted(red)[:most])
    return ahead.filter(reduce(or_, nearest, Q(pk__in=()))), red.total()
