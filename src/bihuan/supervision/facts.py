"""Gathers cases, and units' reports, into the input of the ladder: so many statements for a chunk of any size."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from math import floor

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, Part, independence_findings
from bihuan.access.policy import Standing
from bihuan.cases.carried import lines_of
from bihuan.cases.deadlines import schedule_progress
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import IN_HAND, State
from bihuan.cases.models import Assignment, CarryOver, Case, CaseRequest
from bihuan.intake.models import Batch
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.clock import day_of
from bihuan.kernel.findings import Finding
from bihuan.kernel.workdays import WorkCalendar, add_workdays
from bihuan.response.models import Contact
from bihuan.supervision.ladder import LadderFacts, ReportFacts, Rung, Taken
from bihuan.supervision.models import Supervision
from bihuan.supervision.past import looked_on
from bihuan.triage.models import Membership

# Cases are loaded so many at a time.
CHUNK = 5_000
# What the rules look at besides what a unit has in hand: 派单异议.
WATCHED = IN_HAND | {State.RETURNED}
# Which units still owe their written report on a batch: the register of reports stands above this room.
Unreported = Callable[[Batch], Collection[int]]
# What is read of a case.
_Row = tuple[int, int, str, date | None, date | None, int]


def ladder_facts(
    cases: QuerySet[Case], rules: RuleBook, calendar: WorkCalendar
) -> Iterator[list[LadderFacts]]:
    """The facts of those of ``cases`` that the rules watch, a chunk at a time. All of them are of one batch."""
    watched = cases.filter(state__in=WATCHED).order_by("pk")
    rows = watched.values_list("pk", "round", "state", "limit_date", "assigned_on", "progress")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        yield _facts_of(chunk, rules, calendar)


def worth_asking(batch: Batch, calendar: WorkCalendar, today: date) -> Iterator[QuerySet[Case]]:
    """Those cases of a batch, in parts, of which a person may be asked: behind schedule, or with a rung that is open.

    When the rules leave 提醒 or 催办 to people as well, all of them.
    """
    rules, cases = batch.rulebook, Case.objects.filter(batch=batch)
    if not {Rung.REMINDER, Rung.URGING} <= set(rules.rungs_by_rule):
        yield cases
        return
    open_ones = Supervision.objects.filter(batch=batch, settled_at=None, withdrawn_at=None)
    found = set(open_ones.filter(case__isnull=False).order_by().values_list("case_id", flat=True))
    running = cases.filter(state__in=IN_HAND, limit_date__gte=today, assigned_on__lt=today).order_by()
    most: dict[tuple[date | None, date | None], int] = {}
    for key, limit, start, percent in running.values_list("pk", "limit_date", "assigned_on", "progress"):
        span = (start, limit)
        if span not in most:
            assert start is not None  # asked for above,
            assert limit is not None  # and so is this
            most[span] = floor(schedule_progress(start, limit, today, calendar) - rules.yellow_points)
        if percent <= most[span]:
            found.add(key)
    for keys in _parts(sorted(filter(None, found))):
        yield cases.filter(pk__in=keys)


def case_facts(case: Case, calendar: WorkCalendar) -> LadderFacts:
    """The facts of one case, as it stands now."""
    row = (case.pk, case.round, case.state, case.limit_date, case.assigned_on, case.progress)
    return _facts_of([row], case.batch.rulebook, calendar)[0]


def _facts_of(chunk: list[_Row], rules: RuleBook, calendar: WorkCalendar) -> list[LadderFacts]:
    between = Q(case__gte=chunk[0][0], case__lte=chunk[-1][0])
    taken = _grouped(Supervision.objects.filter(between))
    waiting = CaseRequest.objects.filter(between, kind=CaseRequest.EXTENSION, approved=None)
    extensions = set(waiting.order_by().values_list("case", flat=True))
    carried = CarryOver.objects.filter(later__gte=chunk[0][0], later__lte=chunk[-1][0])
    silent = _uncontacted(between, carried.values_list("later_id", flat=True))
    undated = [row[0] for row in chunk if row[3] is None]
    asked = [row[0] for row in chunk if row[0] in silent or row[2] in (State.ASSIGNED, State.RETURNED)]
    assignments = _assignments(asked)
    looks = _looks(undated)
    facts = []
    for key, round_, state, limit, start, percent in chunk:
        assignment = assignments.get(key)
        handed_over = day_of(assignment.assigned_at) if assignment else None
        facts.append(
            LadderFacts(
                case=key,
                round=round_,
                state=State(state),
                limit=limit,
                start=start,
                percent=percent,
                assignment=assignment.pk if assignment else None,
                acknowledge_due_on=assignment.acknowledge_due_on if assignment else None,
                ruling_due_on=assignment.ruling_due_on if assignment else None,
                contact_due_on=add_workdays(calendar, handed_over, rules.first_contact_days)
                if handed_over and key in silent
                else None,
                looked_on=looks.get(key),
                extension_waits=key in extensions,
                taken=taken.get(key, ()),
            )
        )
    return facts


def _grouped(rows: QuerySet[Supervision]) -> dict[int | None, tuple[Taken, ...]]:
    """By case."""
    groups: dict[int | None, list[Taken]] = defaultdict(list)
    for row in rows.order_by("pk"):
        groups[row.case_id].append(taken_of(row))
    return {key: tuple(group) for key, group in groups.items()}


def taken_of(row: Supervision) -> Taken:
    """A row as the rules see it."""
    return Taken(
        Rung(row.rung),
        row.cause,
        row.reply_due_on,
        replied_on=day_of(row.replied_at) if row.replied_at else None,
        settled=row.settled_at is not None,
        withdrawn=row.withdrawn_at is not None,
    )


def _uncontacted(between: Q, carried: Iterable[int]) -> set[int]:
    """The cases with an opinion whose writer left contact details and was never contacted (S9).

    Who spoke in a case that was carried over spoke in the first of its line.
    """
    silent, lines = _silent(between), lines_of(carried)
    earlier = _silent(Q(case__in={key for line in lines.values() for key in line})) if lines else set()
    return silent | {later for later, line in lines.items() if not earlier.isdisjoint(line)}


def _silent(cases: Q) -> set[int]:
    members = Membership.objects.filter(cases).exclude(opinion__contact_name="", opinion__contact_phone="")
    silent = members.exclude(opinion__in=Contact.objects.order_by().values("opinion"))
    return set(silent.order_by().values_list("case", flat=True))


def _assignments(cases: Iterable[int]) -> dict[int, Assignment]:
    """The assignment in force of each."""
    newest: dict[int, Assignment] = {}
    for keys in _parts(cases):
        newest |= {row.case_id: row for row in Assignment.objects.filter(case__in=keys).order_by("pk")}
    return newest


def _looks(cases: Iterable[int]) -> dict[int, date]:
    """When each was last looked at."""
    return {key: day for keys in _parts(cases) for key, day in looked_on(keys).items()}


def _parts(keys: Iterable[int], size: int = 1_000) -> Iterator[list[int]]:
    following = iter(keys)
    while part := list(islice(following, size)):
        yield part


def report_facts(batch: Batch, unreported: Collection[int]) -> list[ReportFacts]:
    """The facts of each unit that still owes its report; none where no report is asked for."""
    if batch.report_due_on is None or not unreported:
        return []
    taken = _taken_of_units(batch)
    return [
        ReportFacts(batch.pk, unit, batch.report_due_on, taken.get(unit, ())) for unit in sorted(unreported)
    ]


def _taken_of_units(batch: Batch) -> Mapping[int, tuple[Taken, ...]]:
    groups: dict[int, list[Taken]] = defaultdict(list)
    for row in Supervision.objects.filter(batch=batch, case=None).order_by("pk"):
        groups[row.unit_id].append(taken_of(row))
    return {key: tuple(group) for key, group in groups.items()}


def standing_of(row: Supervision) -> Standing:
    """The units around a rung: whoever was addressed answers it, though the case be another unit's by now."""
    return Standing(coordinator=row.batch.coordinator.path, lead=row.unit.path)


def bars_of(by: Actor, act: Act, row: Supervision) -> list[Finding]:
    """Why ``by``, for what was done on the case or answered here, may not do ``act`` with a rung that was taken."""
    hands = hands_of(row.case) if row.case else Hands()
    answered = frozenset() if row.replied_by_id is None else frozenset({row.replied_by_id})
    people = {**hands.people, Part.HANDLED: hands.people.get(Part.HANDLED, frozenset()) | answered}
    return independence_findings(by, act, Hands(people, (*hands.handling, row.unit.path)))
