"""Gathers a case and its plan into the frozen input of the five haves."""

from bihuan.cases.models import Case
from bihuan.cases.queries import rows_now
from bihuan.plans.five_haves import MeasureFacts, PlanFacts
from bihuan.plans.models import Plan


def current_plan(case: Case) -> Plan | None:
    """The newest plan of the present round."""
    rows: list[Plan] = rows_now(case, "plans")
    return rows[-1] if rows else None


def plan_facts(case: Case, *, root_cause: str | None = None, roadmap: str | None = None) -> PlanFacts:
    """The facts of the stored plan, or of one about to be submitted when its words are given."""
    plan = current_plan(case) if root_cause is None or roadmap is None else None
    return PlanFacts(
        indicators=case.indicators.count(),
        measures=tuple(
            MeasureFacts(measure.text, measure.due_on, measure.deliverable) for measure in case.measures.all()
        ),
        roadmap=roadmap if roadmap is not None else (plan.roadmap if plan else ""),
        limit_date=case.limit_date,
        lead=case.lead.name if case.lead else "",
        people=(case.principal_leader, case.leader_in_charge, case.assignee),
        root_cause=root_cause if root_cause is not None else (plan.root_cause if plan else ""),
    )
