"""Acts of planning and progress: submit, approve, send back, report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import LEADS_ZONE, holds
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.cases.models import Case, Indicator, Measure
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import refuse_if
from bihuan.kernel.findings import Finding, block
from bihuan.plans import rules
from bihuan.plans.facts import current_plan, plan_facts
from bihuan.plans.models import IndicatorReading, Plan, ProgressReport
from bihuan.plans.readings import ReadingFacts, counts, reading_gates


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


@transaction.atomic
def record_reading(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    indicator_id: int,
    read_on: date,
    numerator: Decimal,
    denominator: Decimal | None = None,
    source: str,
) -> IndicatorReading:
    """登记指标读数 (T10): what an indicator stood at, counted up to ``read_on``, and where the figure is from.

    The newest reading up to the cut-off is what verification and close-out go by; one after it is kept and marked.
    Raises DoesNotExist for an indicator of another case.
    """
    case = lock(case_id)
    allow(by, Act.RECORD_READING, case)
    indicator = case.indicators.get(pk=indicator_id)
    given = (read_on, numerator, denominator, source)
    refuse_if(reading_gates(ReadingFacts(indicator.name, indicator.unit, *given, today=day_of(now))))
    reading = IndicatorReading.objects.create(
        indicator=indicator,
        read_on=read_on,
        numerator=numerator,
        denominator=denominator,
        source=source.strip(),
        recorded_by_id=by.staff_id,
        recorded_at=now,
    )
    in_time = counts(read_on, indicator.cut_off)
    if in_time and not indicator.readings.filter(read_on__gt=read_on, **_up_to(indicator)).exists():
        indicator.numerator, indicator.denominator = numerator, denominator
        indicator.save(update_fields=["numerator", "denominator"])
    over = f"/{denominator.normalize():f}" if denominator is not None else ""
    late = "" if in_time else "，超过统计截止日，不作为达标依据"
    detail = f"{indicator.name}，截至{read_on}，{numerator.normalize():f}{over}{late}，来源：{reading.source}"
    advance(case, Act.RECORD_READING, by=by, now=now, detail=detail, data={"reading": reading.pk})
    return reading


def _up_to(indicator: Indicator) -> dict[str, date]:
    """The readings an indicator may stand by, as a filter."""
    return {"read_on__lte": indicator.cut_off} if indicator.cut_off else {}


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
    _replace_indicators(case, indicators)


def _replace_indicators(case: Case, indicators: Sequence[IndicatorDraft]) -> None:
    """Those that were read stay with their readings: the plan must name them again, counted in the same way."""
    read = {(row.name, row.definition): row for row in case.indicators.exclude(readings=None).distinct()}
    dropped = read.keys() - {(draft.name, draft.definition) for draft in indicators}
    refuse_if([_still_read(name, definition) for name, definition in sorted(dropped)])
    case.indicators.filter(readings=None).delete()
    for draft in indicators:
        row = read.pop((draft.name, draft.definition), None) or Indicator(
            case=case, name=draft.name, definition=draft.definition
        )
        row.value, row.unit, row.comparator = draft.value, draft.unit, draft.comparator
        row.cut_off = draft.cut_off
        row.save()


def _still_read(name: str, definition: str) -> Finding:
    how = f"（口径：{definition}）" if definition else ""
    message = f"指标“{name}”{how}已登记读数，不能删除或者改变口径；需要新口径的，请另增一项指标。"
    return block("indicator-has-readings", message, where=name, clause="S15")


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
