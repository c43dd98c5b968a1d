"""Gathers a case into the frozen input of the rules of what goes on for years."""

from datetime import date

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Case
from bihuan.cases.queries import rows_of
from bihuan.closure.facts import open_objections
from bihuan.closure.models import CloseOut
from bihuan.lasting.rules import CarryFacts, LastingFacts


def lasting_facts(case: Case) -> LastingFacts:
    """Whether the case goes on for years, and for which of them it was reviewed."""
    assigned = case.assigned_on or case.state_since
    struck_off = State(case.state) in STRUCK_OFF
    return LastingFacts(
        route=case.route,
        limits=frozenset(kind for kind in (case.limit_kind, case.limit_then) if kind),
        kept_up=struck_off
        and any(
            row.approved and row.revoked_at is None and row.status == CloseOut.Status.KEPT_UP
            for row in case.close_outs.all()
        ),
        struck_off=struck_off,
        begins=case.batch.work_year or assigned.year,
        reviewed=frozenset(row.year for row in case.reviews.all()),
    )


def carry_facts(case: Case, today: date) -> CarryFacts:
    """What stands in the way of carrying the case over on ``today``."""
    asked = [row for row in rows_of(case, "requests") if row.approved is None]
    open_ones = (row for row in rows_of(case, "supervisions") if not row.settled_at and not row.withdrawn_at)
    return CarryFacts(
        case=lasting_facts(case),
        limit=case.limit_date,
        today=today,
        pending=tuple(row.get_kind_display() for row in asked),
        open_objections=open_objections(case),
        supervisions=tuple(row.number for row in open_ones),
    )
