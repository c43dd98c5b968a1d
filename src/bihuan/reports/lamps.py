"""亮灯 of many cases at once, counted without looking at each: cases that agree in what a light asks are one row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import CLOCK_RUNS
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Batch
from bihuan.people.calendar import Calendars
from bihuan.supervision.lights import Light, LimitFacts, light_of


@dataclass(frozen=True, slots=True)
class Lamp:
    """``count`` cases of one unit and batch that share limit, day of assignment and progress, and so their light."""

    light: Light
    batch: int
    unit: int | None
    limit: date
    assigned_on: date | None
    progress: int
    count: int

    def cases(self) -> Q:
        """These cases."""
        return Q(
            batch=self.batch,
            lead=self.unit,
            limit_date=self.limit,
            assigned_on=self.assigned_on,
            progress=self.progress,
        )


def lamps(actor: Actor, today: date, calendars: Calendars, *, batch: int | None = None) -> tuple[Lamp, ...]:
    """The lights of all dated cases whose clock runs that ``actor`` sees. Two statements."""
    cases = dated(actor, batch)
    keys = ("batch", "lead", "limit_date", "assigned_on", "progress")
    groups = list(cases.order_by().values_list(*keys).annotate(Count("pk")))
    batches = Batch.objects.filter(pk__in={group[0] for group in groups}).select_related("coordinator")
    judged = {each.pk: each for each in batches}
    found = []
    for key, unit, limit, assigned_on, progress, count in groups:
        facts = LimitFacts(limit, assigned_on, progress, counted=True)
        calendar = calendars.of(judged[key].coordinator.path)
        light = light_of(facts, judged[key].rulebook, calendar, today).light
        found.append(Lamp(light, key, unit, limit, assigned_on, progress, count))
    return tuple(found)


def dated(actor: Actor, batch: int | None = None) -> QuerySet[Case]:
    """The cases that have a limit and whose clock runs."""
    cases = visible_cases(actor).filter(state__in=CLOCK_RUNS).exclude(limit_date=None)
    return cases if batch is None else cases.filter(batch=batch)


def count_of(lit: Iterable[Lamp], *lights: Light) -> int:
    """How many cases show one of ``lights``."""
    return sum(lamp.count for lamp in lit if lamp.light in lights)


def red_cases(actor: Actor, lit: Sequence[Lamp], most: int) -> list[Case]:
    """The ``most`` red cases whose limit is nearest or longest past."""
    reds = sorted((lamp for lamp in lit if lamp.light is Light.RED), key=lambda lamp: lamp.limit)[:most]
    if not reds:
        return []
    wanted = reduce(or_, (lamp.cases() for lamp in reds))
    found = dated(actor).filter(wanted).select_related("batch__coordinator", "lead", "verifying")
    return list(found.order_by("limit_date", "batch_id", "position")[:most])
