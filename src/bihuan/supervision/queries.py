"""Reading the register of 督促, what the rules propose, and the ping-pong of 派单异议. Starts from visible cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from bihuan.access.actor import Actor, house_of
from bihuan.access.policy import COORDINATES, HANDLES, LEADS_ZONE
from bihuan.cases.lifecycle import ENDED, OPEN, State
from bihuan.cases.models import Assignment, Case
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches, visible_cases
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of
from bihuan.people.calendar import office_calendars
from bihuan.people.models import Unit
from bihuan.supervision.facts import Unreported, ladder_facts, report_facts, worth_asking
from bihuan.supervision.ladder import Due, Replied, report_rungs_due, rungs_due
from bihuan.supervision.models import Supervision


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What of the register is asked for; empty asks for all. ``stands`` is a value of ``ladder.Replied``."""

    batch: int | None = None
    unit: int | None = None
    rung: str = ""
    stands: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rung that is due and that a person takes."""

    batch: Batch
    unit: Unit
    due: Due
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """派单异议 of one case: how often it was returned."""

    case: Case
    returns: int


def visible_supervisions(actor: Actor) -> QuerySet[Supervision]:
    """On the cases ``actor`` may see, on their batches, and whatever their units were asked: though the case be
    another unit's by now; ``case_open`` says whether they may see that one."""
    cases = visible_cases(actor).order_by().values("pk")
    batches = visible_batches(actor).order_by().values("pk")
    units = units_under(actor.paths(OVER_UNIT)).values("pk")
    rows = Supervision.objects.filter(Q(case__in=cases) | Q(case=None, batch__in=batches) | Q(unit__in=units))
    return rows.annotate(case_open=Exists(cases.filter(pk=OuterRef("case"))))


def register(actor: Actor, wanted: RegisterFilter, today: date) -> QuerySet[Supervision]:
    """The register, the newest first."""
    rows = visible_supervisions(actor).select_related(
        "batch", "case__batch", "unit", "issued_by", "replied_by"
    )
    if wanted.batch:
        rows = rows.filter(batch=wanted.batch)
    if wanted.unit:
        rows = rows.filter(unit=wanted.unit)
    if wanted.rung:
        rows = rows.filter(rung=wanted.rung)
    if wanted.stands:
        rows = rows.filter(_standing(Replied(wanted.stands), today))
    if wanted.text:
        rows = rows.filter(Q(number__contains=wanted.text) | Q(why__contains=wanted.text))
    return rows.order_by("-pk")


_IN_FORCE = Q(settled_at=None, withdrawn_at=None)
_LATE = Q(replied_at__date__gt=F("reply_due_on"))


def _standing(stands: Replied, today: date) -> Q:
    """What ``ladder.Taken.stands`` says, as a condition."""
    return {
        Replied.WITHDRAWN: Q(withdrawn_at__isnull=False),
        Replied.SETTLED: Q(withdrawn_at=None, settled_at__isnull=False),
        Replied.WAITING: _IN_FORCE & Q(replied_at=None, reply_due_on__gte=today),
        Replied.OVERDUE: _IN_FORCE & Q(replied_at=None, reply_due_on__lt=today),
        Replied.IN_TIME: _IN_FORCE & Q(replied_at__isnull=False) & ~_LATE,
        Replied.LATE: _IN_FORCE & Q(replied_at__isnull=False) & _LATE,
    }[stands]


def open_supervisions(actor: Actor) -> QuerySet[Supervision]:
    """What was asked and is neither settled nor withdrawn; whose reply is due first comes first."""
    rows = visible_supervisions(actor).filter(_IN_FORCE)
    return rows.select_related("batch", "case__batch", "unit").order_by("reply_due_on", "pk")


def to_reply(actor: Actor) -> QuerySet[Supervision]:
    """待回复: what was asked of the units for which ``actor`` answers."""
    units = units_under(actor.paths(grant.role for grant in HANDLES)).values("pk")
    return open_supervisions(actor).filter(replied_at=None, unit__in=units)


def to_settle(actor: Actor) -> QuerySet[Supervision]:
    """待办结: what was answered, or what the end of its case has left without an answer; for those who look over the
    batch, but for what their own department was asked."""
    paths = actor.paths(grant.role for grant in (*COORDINATES, *LEADS_ZONE))
    batches = Batch.objects.filter(coordinator__in=units_under(paths).values("pk"))
    houses = {house_of(path) for path in actor.paths()}
    own = units_under(tuple(house for house in houses if house.endswith(".")))
    rows = open_supervisions(actor).filter(batch__in=batches.order_by().values("pk"))
    over = Q(replied_at__isnull=False) | Q(case__state__in=ENDED)
    return rows.filter(over).exclude(unit__in=own.values("pk"))


def proposals(
    actor: Actor, now: datetime, unreported: Unreported | None = None, *, most: int = 500
) -> list[Proposal]:
    """The rungs that are due and are a person's to take, in the batches the actor coordinates or leads; so many.

    Of written reports only where the caller says who still owes one. Computed, never stored.
    """
    found = list(islice(_proposed(actor, now, unreported), most))
    beside = Case.objects.select_related("batch__coordinator", "lead")
    cases = beside.in_bulk([case for _, _, case, _ in found if case is not None])
    units = Unit.objects.in_bulk([unit for _, _, _, unit in found if unit is not None])
    rows = [
        Proposal(batch, _addressed(cases[case]), due, cases[case])
        if case is not None
        else Proposal(batch, units[unit or 0], due)
        for batch, due, case, unit in found
    ]
    # A department does not supervise itself: what it would be told is the leader's to say.
    own = {house_of(path) for path in actor.paths()}
    return [row for row in rows if house_of(row.unit.path) not in own]


def _addressed(case: Case) -> Unit:
    """Whose turn it is: a returned case waits for its coordinator."""
    waits = case.state == State.RETURNED
    return case.batch.coordinator if waits or case.lead is None else case.lead


def _proposed(
    actor: Actor, now: datetime, unreported: Unreported | None
) -> Iterator[tuple[Batch, Due, int | None, int | None]]:
    """Batch, rung, and the case or the unit it is for."""
    today, calendars = day_of(now), office_calendars()
    paths = actor.paths(grant.role for grant in (*COORDINATES, *LEADS_ZONE))
    batches = Batch.objects.filter(coordinator__in=units_under(paths).values("pk"), frozen_at__isnull=False)
    for batch in batches.select_related("coordinator"):
        rules, calendar = batch.rulebook, calendars.of(batch.coordinator.path)
        reports = report_facts(batch, unreported(batch)) if unreported else []
        for report in reports:
            for due in report_rungs_due(report, rules, calendar, today):
                if due.rung not in rules.rungs_by_rule:
                    yield batch, due, None, report.unit
        for cases in worth_asking(batch, calendar, today):
            for facts in chain.from_iterable(ladder_facts(cases, rules, calendar)):
                for due in rungs_due(facts, rules, calendar, today):
                    if due.rung not in rules.rungs_by_rule:
                        yield batch, due, facts.case, None


def ping_pong(actor: Actor) -> list[Returned]:
    """派单异议: the open cases that were returned, the most often returned first."""
    returned = Assignment.objects.filter(returned_at__isnull=False, case__state__in=OPEN)
    returns = dict(returned.order_by().values_list("case").annotate(Count("pk")))
    rows = visible_cases(actor).filter(pk__in=returns).select_related("batch", "lead")
    found = [Returned(case, returns[case.pk]) for case in rows]
    return sorted(found, key=lambda row: (-row.returns, row.case.pk))


def of_case(case: Case) -> list[Supervision]:
    """Everything that was asked about one case, the newest first."""
    return list(case.supervisions.select_related("unit", "issued_by", "replied_by").order_by("-pk"))
