"""Gathers a case and its plan into the frozen input of the five haves."""

from bihuan.cases.deadlines import backward_days
from bihuan.cases.lifecycle import Step
from bihuan.cases.models import Case
from bihuan.cases.queries import rows_now
from bihuan.kernel.findings import Finding
from bihuan.people.calendar import office_calendar
from bihuan.plans.five_haves import MeasureFacts, PlanFacts
from bihuan.plans.models import Plan
from bihuan.plans.rules import late_measure_findings


def current_plan(case: Case) -> Plan | None:
    """The newest plan of the present round."""
    rows: list[Plan] = rows_now(case, "plans")
    return rows[-1] if rows else None


def plan_facts(case: Case, *, root_cause: str | None = None, roadmap: str | None = None) -> PlanFacts:
    """The facts of the stored plan, or of one about to be submitted when its words are given."""
    plan = current_plan(case) if root_cause is None or roadmap is None else None
    return PlanFacts(
        indicators=case.indicators.count(),
        measures=_measures(case),
        roadmap=roadmap if roadmap is not None else (plan.roadmap if plan else ""),
        limit_date=case.limit_date,
        lead=case.lead.name if case.lead else "",
        people=(case.principal_leader, case.leader_in_charge, case.assignee),
        root_cause=root_cause if root_cause is not None else (plan.root_cause if plan else ""),
    )


def late_measures(case: Case) -> list[Finding]:
    """The warning about measures that leave no time for the steps after them. None where no date binds."""
    if case.limit_date is None:
        return []
    calendar = office_calendar(case.batch.coordinator.path)
    _, rectify_by = backward_days(calendar, case.limit_date, case.batch.rulebook)[Step.RECTIFY]
    return late_measure_findings(_measures(case), rectify_by, case.limit_date)


def _measures(case: Case) -> tuple[MeasureFacts, ...]:
    rows = case.measures.all()
    return tuple(MeasureFacts(row.text, row.due_on, row.deliverable) for row in rows)
