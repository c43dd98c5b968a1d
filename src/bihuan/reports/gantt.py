"""挂图作战: the cases of a batch by responsible unit, what was planned for each against what happened.

A page costs the same number of statements, whatever the size of the batch.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import CLOCK_RUNS, LEFT, STRUCK_OFF, State, Step
from bihuan.cases.models import SUBJECT, Case
from bihuan.cases.visibility import visible_cases
from bihuan.closure.models import Filing
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.kernel.workdays import WorkCalendar
from bihuan.notice.models import Notice
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder, place_in_tree
from bihuan.reports.remembered import until_the_next_entry
from bihuan.supervision.backward import Schedule, backward_schedule
from bihuan.supervision.lights import Light, LimitFacts, Lit, light_of, review_due
from bihuan.supervision.past import limit_facts, looked_on, pasts_of

# The act that ends each step. 公示 has a beginning and an end of its own.
ENDS = {
    Act.SUBMIT_FOR_VERIFICATION: Step.RECTIFY,
    Act.PASS_VERIFICATION: Step.VERIFY,
    Act.CLOSE_CASE: Step.CLOSE,
    Act.FILE_CASE: Step.FILE,
    Act.DISCLOSE_CASE: Step.DISCLOSE,
}
# The acts after which nothing of what was done counts any more.
BACK = {Act.FAIL_VERIFICATION, Act.UPHOLD_OBJECTION, Act.REFUSE_CLOSE_OUT, Act.REOPEN_CASE}
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One case: the plan counted back from its limit (None without one), and the days on which steps were done.

    ``looked_on`` and ``review_due`` are of cases without a date, ``first_limit`` of those that were extended.
    """

    case: Case
    lit: Lit
    schedule: Schedule | None
    done: Mapping[Step, Span]
    first_limit: date | None = None
    looked_on: date | None = None
    review_due: date | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What a responsible unit has in the batch; ``unit`` is None where none is named yet."""

    unit: int | None
    name: str
    total: int
    struck_off: int
    overdue: int
    undated: int
    begins: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Gantt:
    """A batch as ``actor`` sees it: whose cases, in which order they stand, and where a page of them lies."""

    actor: Actor
    batch: Batch
    calendar: WorkCalendar
    today: date
    cases: QuerySet[Case]
    units: tuple[UnitLine, ...]

    @property
    def total(self) -> int:
        """How many cases there are."""
        return sum(line.total for line in self.units)


def gantt(actor: Actor, batch: Batch, calendar: WorkCalendar, today: date) -> Gantt:
    """The chart of ``batch``. Cases that left it unrectified are not drawn. Two statements."""
    cases = visible_cases(actor).filter(batch=batch).exclude(state__in=LEFT)
    # By state as well: the index answers in its own order, without a look at the rows.
    groups = (
        cases.order_by()
        .values_list("lead", "state")
        .annotate(
            total=Count("pk"),
            dated=Count("limit_date"),
            late=Count("pk", filter=Q(limit_date__lt=today)),
            begins=Min("assigned_on"),
            ends=Max("limit_date"),
        )
    )
    by_unit: dict[int | None, list[Any]] = defaultdict(list)
    for unit, *counted in groups:
        by_unit[unit].append(counted)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[key for key in by_unit if key])}
    keys = sorted(by_unit, key=lambda key: (key is None, place_in_tree(units[key].path if key else "")))
    lines = tuple(_line(units[key] if key else None, by_unit[key]) for key in keys)
    return Gantt(actor, batch, calendar, today, cases, lines)


def _line(unit: Unit | None, groups: Sequence[Any]) -> UnitLine:
    """A unit's counts from those of each state: state, total, dated, late, first assignment, last limit."""
    return UnitLine(
        unit.pk if unit else None,
        unit.name if unit else "未定责任单位",
        total=sum(total for _, total, *_ in groups),
        struck_off=sum(total for state, total, *_ in groups if state in STRUCK_OFF),
        overdue=sum(late for state, _, _, late, *_ in groups if state in CLOCK_RUNS),
        undated=sum(total - dated for state, total, dated, *_ in groups if state not in STRUCK_OFF),
        begins=min((begins for *_, begins, _ in groups if begins), default=None),
        ends=max((ends for *_, ends in groups if ends), default=None),
    )


def gantt_ids(chart: Gantt, unit: int | None, light: Light | None, window: slice) -> tuple[list[int], int]:
    """The cases of one page, unit by unit, and how many there are in all."""
    if light is not None:
        asked = ("light", chart.actor, chart.batch.pk, chart.today, unit, light)
        found = until_the_next_entry(asked, lambda: _of_light(chart, unit, light))
        return list(found[window]), len(found)
    lines = [line for line in chart.units if unit is None or line.unit == unit]
    return _window(chart.cases, lines, window), sum(line.total for line in lines)


def _window(cases: QuerySet[Case], lines: Sequence[UnitLine], window: slice) -> list[int]:
    """Only the units that the window touches are sorted: of a large batch that is a small part."""
    touched, before, passed = [], 0, 0
    for line in lines:
        if passed + line.total <= window.start:
            before += line.total
        elif passed < window.stop:
            touched.append(line.unit)
        passed += line.total
    wanted = Q(lead__in=[unit for unit in touched if unit is not None])
    if None in touched:
        wanted |= Q(lead=None)
    found = cases.filter(wanted).values_list("pk", flat=True)
    ordered = found.order_by(_POSITION) if len(touched) == 1 else found.order_by(_LEAD, _POSITION)
    return list(ordered[window.start - before : window.stop - before])


# An expression, so that the database sorts one unit's cases instead of walking the whole batch in its order.
_POSITION = F("position") + 0
_LEAD = TreeOrder("lead__path").asc(nulls_last=True)


def _of_light(chart: Gantt, unit: int | None, light: Light) -> Sequence[int]:
    """Cases that agree in what a light asks are judged once. Undated ones are asked when they were looked at.

    Days stay text until they are judged: reading one costs as much as all else that is done with a row.
    """
    cases = chart.cases if unit is None else chart.cases.filter(lead=unit)
    if light is not Light.GREY:  # only a clock that runs gives another light
        cases = cases.filter(state__in=CLOCK_RUNS)
    place = {line.unit: at for at, line in enumerate(chart.units)}
    looks: dict[int, date] = {}
    if light in (Light.YELLOW, Light.GREY):
        undated = cases.filter(limit_date=None, state__in=CLOCK_RUNS).order_by()
        looks = looked_on(list(undated.values_list("pk", flat=True)))
    days = {"limit": Cast("limit_date", CharField()), "began": Cast("assigned_on", CharField())}
    asked: Any = cases.order_by().annotate(**days)
    judged: dict[tuple[Any, ...], bool] = {}
    found = []
    for key, lead, position, *agree in asked.values_list(
        "pk", "lead", "position", "state", "limit", "began", "progress"
    ):
        alike = (*agree, looks.get(key))
        if alike not in judged:
            judged[alike] = _light(chart, *alike) is light
        if judged[alike]:
            found.append((place[lead], position, key))
    return array("q", (key for *_, key in sorted(found)))


def _light(
    chart: Gantt, state: State, limit: str | None, began: str | None, percent: int, looked: date | None
) -> Light:
    due, start = (date.fromisoformat(day) if day else None for day in (limit, began))
    facts = LimitFacts(due, start, percent, state in CLOCK_RUNS, None, looked)
    return light_of(facts, chart.batch.rulebook, chart.calendar, chart.today).light


def gantt_rows(chart: Gantt, ids: Sequence[int]) -> tuple[GanttRow, ...]:
    """The rows of these cases in their order. A constant number of statements."""
    related = Case.objects.select_related("lead", "verifying", "second_verifying", "batch__coordinator")
    by_key = {case.pk: case for case in related.filter(pk__in=ids)}
    cases = [by_key[key] for key in ids]
    pasts, done = pasts_of(cases), done_of(ids)
    rules = chart.batch.rulebook
    rows = []
    for case in cases:
        facts = limit_facts(case, pasts.get(case.pk))
        rows.append(
            GanttRow(
                case,
                light_of(facts, rules, chart.calendar, chart.today),
                _schedule(chart, case, done.get(case.pk, {})),
                done.get(case.pk, {}),
                facts.first_limit,
                facts.looked_on,
                review_due(facts, rules) if facts.counted and facts.limit is None else None,
            )
        )
    return tuple(rows)


def _schedule(chart: Gantt, case: Case, done: Mapping[Step, Span]) -> Schedule | None:
    if case.limit_date is None:
        return None
    running = done.get(Step.NOTICE)
    return backward_schedule(
        case.limit_date, chart.batch.rulebook, chart.calendar, chart.today,
        state=State(case.state), notice_ends=running[1] if running else None,
    )  # fmt: skip


def done_of(ids: Iterable[int]) -> dict[int, dict[Step, Span]]:
    """When each step of the present round was done, as far as it still counts. Three statements."""
    found: dict[int, dict[Step, Span]] = {}
    entries = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=ids, act__in=[*ENDS, *BACK])
    for key, act, at in entries.order_by("pk").values_list("subject_id", "act", "at"):
        if act in BACK:
            found.pop(key, None)
        else:
            found.setdefault(key, {})[ENDS[Act(act)]] = (day_of(at), day_of(at))
    notices = Notice.objects.filter(case__in=ids, ended_early_at=None).order_by("pk")
    for key, starts, ends in notices.values_list("case_id", "starts_on", "ends_on"):
        found.setdefault(key, {})[Step.NOTICE] = (starts, ends)
    # The paper says on which day it was filed; the entry, when that was typed in.
    filings = Filing.objects.filter(close_out__case__in=ids, close_out__revoked_at=None)
    for key, day in filings.values_list("close_out__case_id", "filed_on"):
        found.setdefault(key, {})[Step.FILE] = (day, day)
    return found
