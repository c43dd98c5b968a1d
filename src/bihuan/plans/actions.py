"""Acts of planning and progress: submit, approve, send back, report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import LEADS_ZONE, holds
from bihuan.cases.advance import advance, allow, lock, reason_given, refuse_if
from bihuan.cases.models import Case, Indicator, Measure
from bihuan.kernel.findings import Finding
from bihuan.plans import rules
from bihuan.plans.facts import current_plan, plan_facts
from bihuan.plans.models import Plan, ProgressReport


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as the unit writes it in its plan."""

    text: str
    due_on: date | None = None
    deliverable: str = ""
    horizon: str = Measure.Horizon.IMMEDIATE


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """A figure the plan promises, with what it is counted over and until when (T10)."""

    name: str
    value: Decimal
    unit: str = "%"
    comparator: str = ">="
    definition: str = ""
    cut_off: date | None = None


@dataclass(frozen=True, slots=True)
class People:
    """The three levels of responsibility (S23)."""

    principal_leader: str
    leader_in_charge: str
    assignee: str


@transaction.atomic
def submit_plan(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    root_cause: str,
    roadmap: str,
    people: People,
    measures: Sequence[MeasureDraft],
    indicators: Sequence[IndicatorDraft] = (),
) -> Plan:
    """报送整改方案. The measures and indicators given here replace those of the case."""
    case = lock(case_id)
    allow(by, Act.SUBMIT_PLAN, case)
    case.principal_leader, case.leader_in_charge = people.principal_leader, people.leader_in_charge
    case.assignee, case.progress = people.assignee, 0
    _replace_measures(case, measures, indicators)
    refuse_if(rules.submission_gates(plan_facts(case, root_cause=root_cause, roadmap=roadmap)))
    plan = Plan.objects.create(
        case=case,
        round=case.round,
        root_cause=root_cause,
        roadmap=roadmap,
        submitted_by_id=by.staff_id,
        submitted_at=now,
    )
    advance(
        case, Act.SUBMIT_PLAN, by=by, now=now, data={"plan": plan.pk, "measures": [m.text for m in measures]}
    )
    return plan


@transaction.atomic
def approve_plan(
    case_id: int, *, by: Actor, now: datetime, remark: str = "", override_reason: str = ""
) -> Plan:
    """同意整改方案. A plan that lacks one of the five haves passes only by a senior leader's reason (T12)."""
    case = lock(case_id)
    allow(by, Act.APPROVE_PLAN, case)
    plan = _submitted(case)
    refuse_if(
        rules.approval_gates(
            plan_facts(case),
            senior=holds(by, LEADS_ZONE, case.standing()),
            override_reason=override_reason,
        )
    )
    _decide(plan, by, now, remark, approved=True, override_reason=override_reason)
    detail = f"特批：{override_reason}" if override_reason else remark
    advance(case, Act.APPROVE_PLAN, by=by, now=now, detail=detail, data={"plan": plan.pk})
    return plan


@transaction.atomic
def send_back_plan(case_id: int, *, by: Actor, now: datetime, remark: str) -> Plan:
    """退回整改方案, with what to mend."""
    case = lock(case_id)
    allow(by, Act.SEND_BACK_PLAN, case)
    refuse_if(reason_given(remark, "退回意见", clause="S8"))
    plan = _submitted(case)
    _decide(plan, by, now, remark, approved=False)
    advance(case, Act.SEND_BACK_PLAN, by=by, now=now, detail=remark, data={"plan": plan.pk})
    return plan


@transaction.atomic
def report_progress(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    percent: int,
    text: str,
    measures: Mapping[int, tuple[str, str]] | None = None,
    readings: Mapping[int, tuple[Decimal | None, Decimal | None]] | None = None,
) -> ProgressReport:
    """报告进展. ``measures`` maps a position to (progress, result); ``readings`` an indicator to its counts."""
    case = lock(case_id)
    allow(by, Act.REPORT_PROGRESS, case)
    refuse_if(rules.progress_gates(percent, text, case.progress) + _reading_findings(case, readings or {}))
    for measure in case.measures.filter(position__in=(measures or {}).keys()):
        said, measure.result = (measures or {})[measure.position]
        measure.progress = Measure.Progress(said)
        measure.save(update_fields=["progress", "result"])
    for indicator in case.indicators.filter(pk__in=(readings or {}).keys()):
        indicator.numerator, indicator.denominator = (readings or {})[indicator.pk]
        indicator.save(update_fields=["numerator", "denominator"])
    case.progress = percent
    report = ProgressReport.objects.create(
        case=case, round=case.round, percent=percent, text=text, by_name=by.name, at=now
    )
    advance(case, Act.REPORT_PROGRESS, by=by, now=now, detail=f"{percent}%，{text}")
    return report


def _reading_findings(
    case: Case, readings: Mapping[int, tuple[Decimal | None, Decimal | None]]
) -> list[Finding]:
    return [
        finding
        for indicator in case.indicators.filter(pk__in=readings.keys())
        for finding in rules.reading_findings(indicator.unit, *readings[indicator.pk], name=indicator.name)
    ]


def _replace_measures(
    case: Case, measures: Sequence[MeasureDraft], indicators: Sequence[IndicatorDraft]
) -> None:
    case.measures.all().delete()
    Measure.objects.bulk_create(
        Measure(
            case=case,
            position=position,
            text=draft.text,
            due_on=draft.due_on,
            deliverable=draft.deliverable,
            horizon=draft.horizon,
        )
        for position, draft in enumerate(measures, start=1)
    )
    case.indicators.all().delete()
    Indicator.objects.bulk_create(
        Indicator(
            case=case,
            name=draft.name,
            value=draft.value,
            unit=draft.unit,
            comparator=draft.comparator,
            definition=draft.definition,
            cut_off=draft.cut_off,
        )
        for draft in indicators
    )


def _submitted(case: Case) -> Plan:
    plan = current_plan(case)
    assert plan is not None  # a case in the state "planned" has one
    return plan


def _decide(
    plan: Plan, by: Actor, now: datetime, remark: str, *, approved: bool, override_reason: str = ""
) -> None:
    plan.approved, plan.decided_by_id, plan.decided_at = approved, by.staff_id, now
    plan.remark, plan.override_reason = remark, override_reason
    plan.save()
