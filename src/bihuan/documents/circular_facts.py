"""What a circular counts: the figures of the last day of its period, those of the period before, what was urged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, QuerySet

from bihuan.cases.lifecycle import ENDED
from bihuan.cases.models import Case, Stretch
from bihuan.documents.numbers import with_called
from bihuan.documents.scope import Scope
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.reports.as_of import (
    FigureRow,
    Judges,
    UnitFigures,
    batch_by_unit,
    by_unit,
    end_of,
    rows_of,
    stood_at,
)
from bihuan.reports.figures import Figures
from bihuan.reports.periods import Period, period_of
from bihuan.supervision.ladder import Rung
from bihuan.supervision.lights import LimitFacts, Lit, light_of
from bihuan.supervision.models import Supervision
from bihuan.triage.models import Place

Where = Place.Where
# A circular names so many late cases, those whose limit came first; of more it gives the number.
MOST_LATE = 50
_CANDIDATES = 500


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case that was late on the day, as it stood then; ``lit`` says why."""

    case: Case
    row: FigureRow
    lit: Lit


@dataclass(frozen=True, slots=True)
class CircularView:
    """The units at the end of the period and before it, the late cases, opinions by place, and the rungs taken."""

    period: Period
    units: tuple[UnitFigures, ...]
    before: Mapping[int | None, Figures]
    late: tuple[LateCase, ...]
    opinions: Mapping[str, int]
    rungs: Mapping[tuple[int, Rung], int]

    @property
    def total(self) -> Figures:
        """All units together."""
        return _sum(unit.figures for unit in self.units)

    @property
    def total_before(self) -> Figures:
        """All units together, when the period began."""
        return _sum(self.before.values())


def circular_view(scope: Scope) -> CircularView:
    """The circular of ``scope``, of the period that was asked for. A constant number of statements."""
    period = period_of(scope.typed, scope.today)
    stretches, judges = _stretches(scope), Judges()
    before = _by_unit(scope, stretches, period.before, judges)
    units = _by_unit(scope, stretches, period.last, judges)
    stood = stood_at(_of_batch(scope) if stretches is None else stretches, period.last, scope.batch.pk)
    return CircularView(
        period=period,
        units=units,
        before={unit.unit_id: unit.figures for unit in before},
        late=_late(scope, stood, period.last, [unit.unit_id for unit in units], judges),
        opinions=_opinions(scope, period.last),
        rungs=_rungs(scope, period),
    )


def _stretches(scope: Scope) -> QuerySet[Stretch] | None:
    """How the cases of ``scope`` stood; None where they are the whole batch, as its coordinator sees it."""
    if scope.cases.count() == Case.objects.filter(batch=scope.batch).count():
        return None
    return _of_batch(scope).filter(case__in=scope.cases.order_by().values("pk"))


def _of_batch(scope: Scope) -> QuerySet[Stretch]:
    return Stretch.objects.filter(batch=scope.batch)


def _by_unit(
    scope: Scope, stretches: QuerySet[Stretch] | None, on: date, judges: Judges
) -> tuple[UnitFigures, ...]:
    if stretches is None:
        return batch_by_unit(scope.batch.pk, on, judges)
    return by_unit(stood_at(stretches, on, scope.batch.pk), on, judges)


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def _late(
    scope: Scope, stood: QuerySet[Stretch], on: date, units: Sequence[int | None], judges: Judges
) -> tuple[LateCase, ...]:
    """Unit by unit, in the order of ``units``, then of the ledger."""
    dated = stood.exclude(state__in=ENDED).exclude(limit_date=None).order_by("limit_date", "pk")
    first = list(dated.values_list("pk", flat=True)[:_CANDIDATES])
    found = rows_of(Stretch.objects.filter(pk__in=first), on, "behind", judges)
    rows = sorted(found, key=lambda row: row.limit or date.max)[:MOST_LATE]
    cases = with_called(scope.cases).select_related("batch", "lead").in_bulk([row.case_id for row in rows])
    (_, calendar), rules = judges.of(scope.batch.pk), scope.batch.rulebook
    late = [
        LateCase(
            cases[row.case_id],
            row,
            light_of(LimitFacts(row.limit, row.assigned_on, row.percent, counted=True), rules, calendar, on),
        )
        for row in rows
    ]
    return tuple(sorted(late, key=lambda each: (units.index(each.row.unit_id), each.case.position)))


def _opinions(scope: Scope, on: date) -> dict[str, int]:
    """How many opinions of the batch stood where at the end of ``on``."""
    there = Place.objects.filter(batch=scope.batch, since__lt=end_of(on), until__gte=end_of(on))
    return Counter(dict(there.order_by().values_list("where").annotate(Count("pk"))))


def _rungs(scope: Scope, period: Period) -> dict[tuple[int, Rung], int]:
    """How often each unit was urged in the period, by rung; what was taken back by its end is not counted."""
    began, ended = datetime.combine(period.first, time(), OFFICE_ZONE), end_of(period.last)
    taken = Supervision.objects.filter(batch=scope.batch, issued_at__gte=began, issued_at__lt=ended)
    taken = taken.exclude(withdrawn_at__lt=ended)
    counted = taken.order_by().values_list("unit", "rung").annotate(Count("pk"))
    return {(unit, Rung(rung)): count for unit, rung, count in counted}
