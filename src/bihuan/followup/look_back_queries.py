"""回头看: which closed cases are due for it, by the calendar of their batch or because they were drawn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import independence_findings
from bihuan.access.policy import may
from bihuan.cases.history import hands_of_all
from bihuan.cases.lifecycle import STRUCK_OFF
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.closure.models import CloseOut
from bihuan.followup.models import Draw, Drawn, LookBack
from bihuan.followup.rules import EARLY, next_look_back
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of


@dataclass(frozen=True, slots=True)
class DueLookBack:
    """A closed case to be looked back at. ``draw`` is the one that drew it, if one did."""

    case: Case
    due_on: date
    days_late: int
    draw: Draw | None = None


def due_look_backs(actor: Actor, today: date, *, limit: int = 200) -> list[DueLookBack]:
    """The look backs that ``actor`` may make and that are due, or will be within a week, the longest due first."""
    due = _due(visible_cases(actor), today + EARLY)
    first = sorted(due, key=lambda key: (due[key][0], key))[:limit]
    rows = (
        visible_cases(actor)
        .filter(pk__in=first)
        .select_related("batch__coordinator", "lead", "verifying", "second_verifying")
    )
    cases = {case.pk: case for case in rows if may(actor, Act.LOOK_BACK, case.standing()) is None}
    hands = hands_of_all(list(cases.values()))
    mine = [
        key for key in first if key in cases and not independence_findings(actor, Act.LOOK_BACK, hands[key])
    ]
    return [_told(cases[key], due[key], today) for key in mine]


def next_look_back_of(case: Case, today: date) -> DueLookBack | None:
    """The next look back at one case, however far off; None when none is left or the case is not closed."""
    due = _due(Case.objects.filter(pk=case.pk), None)
    return _told(case, due[case.pk], today) if due else None


Due = tuple[date, Draw | None]


def _told(case: Case, due: Due, today: date) -> DueLookBack:
    day, draw = due
    return DueLookBack(case, day, max(0, (today - day).days), draw)


def _due(cases: QuerySet[Case], until: date | None) -> dict[int, Due]:
    """By case, its next look back, when that is no later than ``until``; drawn cases always."""
    closed = cases.filter(state__in=STRUCK_OFF).order_by().values("pk")
    due: dict[int, Due] = {key: (day, None) for key, day in _by_calendar(closed, until).items()}
    waiting = Drawn.objects.filter(case__in=closed).select_related("draw__batch")
    looks = answers(waiting)
    for drawn in waiting:
        if drawn.pk not in looks:
            day = due_of(drawn)
            due[drawn.case_id] = (min(day, due.get(drawn.case_id, (day, None))[0]), drawn.draw)
    return due


def _by_calendar(closed: Any, until: date | None) -> dict[int, date]:
    looked = LookBack.objects.filter(case=OuterRef("case"), round=OuterRef("round")).order_by("-looked_on")
    in_force = CloseOut.objects.filter(case__in=closed, approved=True, revoked_at=None)
    annotated = in_force.annotate(looked_on=Subquery(looked.values("looked_on")[:1]))
    rows = list(annotated.values_list("case_id", "case__batch_id", "decided_at", "looked_on"))
    batches = Batch.objects.filter(pk__in={batch for _, batch, _, _ in rows}) if rows else ()
    spans = {batch.pk: batch.rulebook.look_back_days for batch in batches}
    due = {}
    for case, batch, at, looked_on in rows:
        assert at is not None  # an approved close-out was decided
        day = next_look_back(day_of(at), spans[batch], looked_on)
        if day is not None and (until is None or day <= until):
            due[case] = day
    return due


def answers(rows: QuerySet[Drawn]) -> dict[int, LookBack]:
    """By drawn case (its key): the first look back made after it was drawn."""
    if not rows:
        return {}
    looks = LookBack.objects.filter(case__in=rows.order_by().values("case")).order_by("-pk")
    of_case: dict[int, list[LookBack]] = {}
    for look in looks:
        of_case.setdefault(look.case_id, []).append(look)
    return {row.pk: look for row in rows for look in of_case.get(row.case_id, ()) if look.at >= drawn_at(row)}


def drawn_at(row: Drawn) -> datetime:
    """When it was drawn."""
    assert row.draw.carried_out_at is not None  # only then are cases drawn
    return row.draw.carried_out_at


def due_of(row: Drawn) -> date:
    """A drawn case is looked back at within the first span of its batch's RuleBook."""
    return day_of(drawn_at(row)) + timedelta(days=min(row.draw.batch.rulebook.look_back_days, default=30))
