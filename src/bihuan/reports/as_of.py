"""Figures of any day: how the cases an actor may see stood at the end of it, and which cases each figure counts.

The definitions are those of ``reports.figures``; the database only counts cases that stand alike. Who may see a case
is asked of the present, which unit leads it of the day that is told of. A constant number of statements throughout.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

from django.db.models import CharField, Count, Min, Q, QuerySet
from django.db.models.functions import Cast

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import ENDED, State
from bihuan.cases.models import FOREVER, Stretch
from bihuan.cases.visibility import visible_stretches, whole_batches
from bihuan.intake.models import Batch
from bihuan.intake.reading import LimitKind
from bihuan.kernel.clock import OFFICE_ZONE, day_of
from bihuan.people.calendar import OfficeCalendar, office_calendars
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.reports import remembered
from bihuan.reports.figures import CaseFacts, Figures, counted_in, least_percent, tally
from bihuan.reports.remembered import until_the_next_entry

NO_UNIT = "待明确"
# Cases that are alike in this are counted together; those whose limit lies ahead, if they are in ``MEASURED``, too.
ALIKE = ("batch", "lead", "state", "limit_kind", "limit_then", "some_done")
MEASURED = ("limit_date", "assigned_on", "progress")

# Days as text: reading one costs as much as all else that is done with a row.
_AS_TEXT = {"limit": Cast("limit_date", CharField()), "began": Cast("assigned_on", CharField())}
_CHUNK = 2_000

Names = tuple[str, ...]
# How many cases each unit led in each batch, by the figures that count them.
Counts = dict[tuple[int, int | None], Counter[Names]]
# Limit, day of assignment and progress.
Measured = tuple[date | None, date | None, int]
# The figures of a batch by unit.
Units = dict[int | None, Figures]


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The figures of the cases one unit led that day; ``unit_id`` is None for those that had no unit yet."""

    unit_id: int | None
    unit_name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A case as it stood that day. ``counted`` are the names of the figures that count it."""

    case_id: int
    batch_id: int
    unit_id: int | None
    state: State
    limit: date | None
    assigned_on: date | None
    percent: int
    counted: Names


def figures_of(actor: Actor, on: date, *, batch: int | None = None) -> Figures:
    """The figures at the end of ``on``."""
    return _total(_figures(actor, on, batch, Judges()))


def figures_by_unit(actor: Actor, on: date, *, batch: int | None = None) -> tuple[UnitFigures, ...]:
    """The same by the unit that led that day, in the order of the tree; the sum of them is ``figures_of``."""
    return _named(_figures(actor, on, batch, Judges()))


def by_unit(stood: QuerySet[Stretch], on: date, judges: "Judges") -> tuple[UnitFigures, ...]:
    """The same of the cases that stood so (``stood_at``): for a paper, which knows its cases and no reader."""
    return _named(_counted(stood, on, judges).values())


def batch_by_unit(batch: int, on: date, judges: "Judges") -> tuple[UnitFigures, ...]:
    """The same of a whole batch."""
    return _named(_whole([batch], on, judges))


def figures_trend(
    actor: Actor, days: Sequence[date], *, batch: int | None = None
) -> tuple[tuple[date, Figures], ...]:
    """The figures of each of ``days``; three statements for each of them that is not remembered."""
    judges = Judges()
    return tuple((on, _total(_figures(actor, on, batch, judges))) for on in days)


def cases_of_figure(
    actor: Actor, on: date, name: str, *, batch: int | None = None, unit: int | None = None
) -> tuple[FigureRow, ...]:
    """The cases that the figure ``name`` (a field of ``Figures``) counts, newest batch first, then by position.

    ``unit``: those it led that day; 0 those that had no unit.
    """
    stood = _stood(actor, on, batch)
    return rows_of(stood if unit is None else stood.filter(lead=unit or None), on, name)


def ids_of_figure(
    actor: Actor, on: date, name: str, *, batch: int | None = None, unit: int | None = None
) -> Sequence[int]:
    """The same by their ids alone, of which a page asks for its few rows; counted once between two entries."""

    def count() -> Sequence[int]:
        stood = _stood(actor, on, batch)
        return _ids_of(stood if unit is None else stood.filter(lead=unit or None), on, name)

    return until_the_next_entry(("figure", actor, on, name, batch, unit), count)


def rows_by_id(on: date, cases: Iterable[int], name: str) -> tuple[FigureRow, ...]:
    """The rows of some of these ids."""
    return rows_of(stood_at(Stretch.objects.filter(case__in=list(cases)), on), on, name)


def _ids_of(stood: QuerySet[Stretch], on: date, name: str) -> Sequence[int]:
    """Days stay text, as in ``_ahead``; cases that agree in all are judged once."""
    day, counted = _Day(on, Judges()), dict[tuple[Any, ...], bool]()
    rows: Any = stood.annotate(**_AS_TEXT).order_by("-batch_id", "case__position")
    found = array("q")
    asked = rows.values_list("case_id", *ALIKE, "progress", *_AS_TEXT)
    for case, *agree in asked.iterator(chunk_size=_CHUNK):
        key = tuple(agree)
        if key not in counted:
            *alike, percent, limit, began = agree
            measured = (
                date.fromisoformat(limit) if limit else None,
                date.fromisoformat(began) if began else None,
            )
            counted[key] = name in day.names(alike, *measured, percent)
        if counted[key]:
            found.append(case)
    return found


def rows_of(
    stood: QuerySet[Stretch], on: date, name: str, judges: "Judges | None" = None
) -> tuple[FigureRow, ...]:
    """Those of the cases that stood so (``stood_at``) that the figure ``name`` counts."""
    day = _Day(on, judges or Judges())
    found: Iterable[Any] = stood.order_by("-batch_id", "case__position").values_list(
        "case_id", *ALIKE, *MEASURED
    )
    return tuple(
        FigureRow(case, batch, lead, State(state), limit, assigned_on, percent, names)
        for case, batch, lead, state, *other, limit, assigned_on, percent in found
        if name in (names := day.names((batch, lead, state, *other), limit, assigned_on, percent))
    )


def begun_on(actor: Actor, *, batch: int | None = None) -> date | None:
    """The first day of which there is anything to tell."""
    stretches = visible_stretches(actor) if batch is None else visible_stretches(actor).filter(batch=batch)
    first = stretches.aggregate(first=Min("since"))["first"]
    return day_of(first) if first else None


def end_of(day: date) -> datetime:
    """The first moment after ``day``."""
    return datetime.combine(day + timedelta(days=1), time(), OFFICE_ZONE)


def _stood(actor: Actor, on: date, batch: int | None) -> QuerySet[Stretch]:
    return stood_at(visible_stretches(actor), on, batch)


def stood_at(stretches: QuerySet[Stretch], on: date, batch: int | None = None) -> QuerySet[Stretch]:
    """The stretches in which the cases stood at the end of ``on``. One statement, and a question to come."""
    end = end_of(on)
    ended = Stretch.objects.filter(until__gte=end, until__lt=FOREVER)
    if batch is not None:
        stretches, ended = stretches.filter(batch=batch), ended.filter(batch=batch)
    else:
        ended = ended.filter(batch__in=Batch.objects.order_by().values("pk"))
    stood = stretches.order_by().filter(since__lt=end)
    # Where none has ended since, those that run are asked for: they have an index that holds all that is asked.
    return stood.filter(until__gte=end) if ended.exists() else stood.filter(runs=True)


def _figures(actor: Actor, on: date, batch: int | None, judges: "Judges") -> list[Units]:
    """Batch by batch, where the actor sees whole batches."""
    whole = whole_batches(actor)
    if whole is None:
        return list(_counted(_stood(actor, on, batch), on, judges).values())
    return _whole((key for key in whole if batch in (None, key)), on, judges)


def _whole(batches: Iterable[int], on: date, judges: "Judges") -> list[Units]:
    """Those are counted that are not remembered."""
    judged_by = judges.by_batch(batches)
    found = remembered.known(on, judged_by)
    if missing := judged_by.keys() - found.keys():
        stood = stood_at(Stretch.objects.filter(batch__in=missing), on)
        counted = _counted(stood, on, judges)
        if judges.mark is not None:
            values = {key: (judged_by[key], counted.get(key, {})) for key in missing}
            remembered.keep(judges.mark, on, values)
        found |= counted
    return list(found.values())


def _named(batches: Iterable[Units]) -> tuple[UnitFigures, ...]:
    """The sum of all batches for each unit, in the order of the tree; last those without one."""
    sums: Units = {}
    for units in batches:
        for key, figures in units.items():
            sums[key] = sums.get(key, Figures()) + figures
    named = Unit.objects.filter(pk__in=[key for key in sums if key]).order_by(TreeOrder())
    found = [UnitFigures(unit.pk, unit.name, sums[unit.pk]) for unit in named]
    return (*found, *([UnitFigures(None, NO_UNIT, sums[None])] if None in sums else []))


def _counted(stood: QuerySet[Stretch], on: date, judges: "Judges") -> dict[int, Units]:
    """The figures by batch and unit."""
    found: dict[int, Units] = defaultdict(dict)
    for (batch, lead), counts in _counts(stood, on, judges).items():
        found[batch][lead] = tally(counts.items())
    return found


def _counts(stood: QuerySet[Stretch], on: date, judges: "Judges") -> Counts:
    """Only of an open case whose limit lies ahead the dates and the progress are asked; of any other whether the
    limit has come, and whether the unit says that it is done.
    """
    day, ahead = _Day(on, judges), Q(limit_date__gt=on) & ~Q(state__in=ENDED)
    counts: Counts = defaultdict(Counter)
    for (*alike, _, _), ((limit, assigned_on, percent), cases) in _ahead(stood.filter(ahead), day).items():
        counts[alike[0], alike[1]][day.names(alike, limit, assigned_on, percent)] += cases
    cells = _cells(on)
    numbered = {f"cell{at}": Count("state", filter=where) for at, (where, _) in enumerate(cells)}
    others: Iterable[Any] = stood.exclude(ahead).values_list(*ALIKE).annotate(**numbered)
    for row in others:
        alike = row[: len(ALIKE)]
        for (_, (limit, percent)), cases in zip(cells, row[len(ALIKE) :], strict=True):
            if cases:
                counts[alike[0], alike[1]][day.names(alike, limit, None, percent)] += cases
    return counts


def _ahead(stood: QuerySet[Stretch], day: "_Day") -> dict[tuple[Any, ...], tuple[Measured, int]]:
    """Open cases whose limit lies ahead, by all that makes a difference: one to stand for them, and how many.

    Hardly two of them agree in all, so that the database does not group them; and little is done with a row: days
    are asked as text, and each is read once.
    """
    rows: Any = stood.annotate(**_AS_TEXT).values_list(*ALIKE, "progress", *_AS_TEXT)
    found: Counter[tuple[Any, ...]] = Counter()
    stands: dict[tuple[Any, ...], Measured] = {}
    spans: dict[tuple[int, str, str | None], tuple[date, date | None, int]] = {}
    for *alike, percent, limit, began in rows.iterator(chunk_size=_CHUNK):
        span = (alike[0], limit, began)
        if span not in spans:
            days_of_span = date.fromisoformat(limit), date.fromisoformat(began) if began else None
            spans[span] = (*days_of_span, day.least_of(alike[0], *days_of_span))
        due, assigned_on, least = spans[span]
        key = (*alike, percent < least, percent >= 100)
        if key not in stands:
            stands[key] = (due, assigned_on, percent)
        found[key] += 1
    return {key: (stands[key], cases) for key, cases in found.items()}


def _cells(on: date) -> list[tuple[Q, tuple[date | None, int]]]:
    """In what cases that are ``ALIKE`` can still differ, each way with a limit and a progress to stand for it."""
    limits = (
        (Q(limit_date=None), None),
        (Q(limit_date__lte=on), on),
        (Q(limit_date__gt=on), on + timedelta(days=1)),
    )
    said = ((Q(progress__lt=100), 0), (Q(progress__gte=100), 100))
    return [(limit & percent, (day, at)) for (limit, day), (percent, at) in product(limits, said)]


def _total(batches: Iterable[Units]) -> Figures:
    return sum((figures for units in batches for figures in units.values()), Figures())


class Judges:
    """What each batch is judged by: the points at which it calls a case late, and its calendar."""

    def __init__(self) -> None:
        # Before anything is read: what an act changes from here on is not remembered.
        self.mark = remembered.look()
        batches = Batch.objects.select_related("coordinator").only("rules", "coordinator__path")
        self._batches = {row.pk: row for row in batches.order_by()}
        self._calendars = office_calendars()

    def of(self, batch: int) -> tuple[int, OfficeCalendar]:
        row = self._batches[batch]
        return row.rulebook.yellow_points, self._calendars.of(row.coordinator.path)

    def by_batch(self, batches: Iterable[int]) -> dict[int, tuple[str, OfficeCalendar]]:
        """By what each of ``batches`` is judged, to be compared."""
        rows = (self._batches[key] for key in batches if key in self._batches)
        return {row.pk: (row.rules, self._calendars.of(row.coordinator.path)) for row in rows}


class _Day:
    """One day's judgement of cases. What cannot make a difference is not looked at twice."""

    def __init__(self, on: date, judges: Judges) -> None:
        self._on, self._judges = on, judges
        self._known: dict[tuple[Any, ...], Names] = {}
        self._least: dict[tuple[Any, ...], int] = {}

    def names(
        self, alike: Sequence[Any], limit: date | None, assigned_on: date | None, percent: int
    ) -> Names:
        """The figures that count such a case (``ALIKE``); whose it is makes no difference."""
        batch, _, state, kind, then, some_done = alike
        ahead = limit if limit is not None and limit > self._on else None
        late = ahead is not None and percent < self.least_of(batch, ahead, assigned_on)
        asked = (batch, state, kind, then, some_done, limit is None, ahead is None, late, percent >= 100)
        if asked not in self._known:
            tolerance, calendar = self._judges.of(batch)
            kinds = frozenset(LimitKind(each) for each in (kind, then) if each)
            facts = CaseFacts(State(state), limit, assigned_on, percent, tolerance, kinds, some_done)
            self._known[asked] = counted_in(facts, calendar, self._on)
        return self._known[asked]

    def least_of(self, batch: int, limit: date, assigned_on: date | None) -> int:
        key = (batch, limit, assigned_on)
        if key not in self._least:
            tolerance, calendar = self._judges.of(batch)
            self._least[key] = least_percent(assigned_on, limit, tolerance, calendar, self._on)
        return self._least[key]
