"""Gathers a case into the frozen input of the hand-over rules."""

from datetime import date

from bihuan.cases.models import Case
from bihuan.cases.rules import HandoverFacts


def handover_facts(case: Case, today: date) -> HandoverFacts:
    """The facts of an assignment that would be made ``today``."""
    return HandoverFacts(
        target=case.target,
        measures=case.measures.count(),
        limit_kind=case.limit_kind,
        limit_date=case.limit_date,
        lead=case.lead.name if case.lead else "",
        person_in_charge=case.person_in_charge,
        batch_issued=case.batch.frozen_at is not None,
        start=case.assigned_on or today,
    )
