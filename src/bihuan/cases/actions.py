"""Acts of hand-over: edit, assign, acknowledge, return, reassign, extend, withdraw."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases import rules
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.cases.deadlines import acknowledge_due
from bihuan.cases.facts import handover_facts
from bihuan.cases.models import Assignment, Case, CaseRequest, Measure
from bihuan.journal.record import reserve_number
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import refuse_if
from bihuan.kernel.workdays import add_workdays
from bihuan.people.calendar import office_calendar
from bihuan.people.models import Unit

# What the coordinator may set before a case is handed over.
EDITABLE = frozenset(
    {
        "content", "kind", "route", "target", "limit_kind", "limit_then", "limit_date", "limit_text", "on_site",
        "person_in_charge", "principal_leader", "leader_in_charge", "assignee", "lead",
    }
)  # fmt: skip


@transaction.atomic
def edit_case(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    changes: Mapping[str, Any],
    supporting: Sequence[Unit] | None = None,
    measures: Sequence[str] | None = None,
) -> Case:
    """Set the elements of a case that has not been handed over (S3).

    ``changes`` names fields of EDITABLE only; ``supporting`` and ``measures`` replace what is there, None leaves it.
    """
    case = lock(case_id)
    allow(by, Act.EDIT_CASE, case)
    if unknown := sorted(set(changes) - EDITABLE):
        raise ValueError(f"not editable: {unknown}")
    limit_before = case.limit_date
    for field, value in changes.items():
        setattr(case, field, value)
    findings = rules.limit_change_findings(
        limit_before, case.limit_date, assigned_on=case.assigned_on, today=day_of(now)
    )
    if case.limit_kind:  # one that is still missing stops the hand-over, not the editing
        findings += rules.limit_findings(case.limit_kind, case.limit_date)
    refuse_if(findings)
    named = [*(supporting or ()), *([case.lead] if case.lead else [])]
    refuse_if(rules.zone_findings({unit.name: unit.path for unit in named}, case.standing().coordinator))
    if supporting is not None:
        case.supporting.exclude(unit__in=supporting).delete()
        for unit in supporting:
            case.supporting.get_or_create(unit=unit)
    if measures is not None and list(measures) != list(case.measures.values_list("text", flat=True)):
        case.measures.all().delete()
        Measure.objects.bulk_create(
            Measure(case=case, position=n, text=text) for n, text in enumerate(measures, 1)
        )
    advance(case, Act.EDIT_CASE, by=by, now=now, data={"fields": sorted(changes)})
    return case


@transaction.atomic
def assign_case(case_id: int, *, by: Actor, now: datetime) -> Assignment:
    """交办 the case to its responsible unit (S5). Refused until the four elements are there (S3)."""
    case = lock(case_id)
    allow(by, Act.ASSIGN_CASE, case)
    refuse_if(rules.handover_gates(handover_facts(case, day_of(now))))
    assignment = _hand_over(case, now, final=False)
    advance(case, Act.ASSIGN_CASE, by=by, now=now, detail=f"{assignment.unit.name}，{assignment.number}")
    return assignment


@transaction.atomic
def acknowledge_case(case_id: int, *, by: Actor, now: datetime) -> Assignment:
    """签收. The clock has been running since the assignment."""
    case = lock(case_id)
    allow(by, Act.ACKNOWLEDGE_CASE, case)
    assignment = _current(case)
    assignment.acknowledged_at = now
    assignment.save(update_fields=["acknowledged_at"])
    advance(case, Act.ACKNOWLEDGE_CASE, by=by, now=now, data={"number": assignment.number})
    return assignment


@transaction.atomic
def return_case(case_id: int, *, by: Actor, now: datetime, reason: str) -> Assignment:
    """退回 an assignment with a reason; the coordinator rules on it within days. Refused after a final ruling."""
    case = lock(case_id)
    allow(by, Act.RETURN_CASE, case)
    assignment = _current(case)
    refuse_if(reason_given(reason, "退回理由", clause="S5") + rules.return_gates(final=assignment.final))
    assignment.returned_at, assignment.return_reason = now, reason
    calendar, days = office_calendar(case.batch.coordinator.path), case.batch.rulebook.ruling_days
    assignment.ruling_due_on = add_workdays(calendar, day_of(now), days)
    assignment.save(update_fields=["returned_at", "return_reason", "ruling_due_on"])
    data = {"number": assignment.number, "ruling_due_on": assignment.ruling_due_on}
    advance(case, Act.RETURN_CASE, by=by, now=now, detail=reason, data=data)
    return assignment


@transaction.atomic
def reassign_case(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    unit: Unit,
    reason: str,
    person_in_charge: str = "",
    final: bool = False,
) -> Assignment:
    """改派 a returned case, to another unit or, as a ruling that is ``final``, to the same one.

    After the RuleBook's most returns whoever is given it keeps it (首接负责制).
    """
    case = lock(case_id)
    allow(by, Act.REASSIGN_CASE, case)
    same = case.lead_id == unit.pk
    if not same:
        case.person_in_charge = case.principal_leader = case.leader_in_charge = case.assignee = ""
    case.lead, case.person_in_charge = unit, person_in_charge or case.person_in_charge
    refuse_if(
        reason_given(reason, "改派理由", clause="S5")
        + rules.zone_findings({unit.name: unit.path}, case.standing().coordinator)
        + rules.handover_gates(handover_facts(case, day_of(now)))
    )
    returns = case.assignments.filter(returned_at__isnull=False).count()
    last_word = rules.ends_ping_pong(returns, case.batch.rulebook.most_returns)
    assignment = _hand_over(case, now, final=final or same or bool(last_word))
    detail = f"{unit.name}，{assignment.number}，{reason}{last_word}"
    advance(case, Act.REASSIGN_CASE, by=by, now=now, detail=detail)
    return assignment


@transaction.atomic
def request_extension(case_id: int, *, by: Actor, now: datetime, new_date: date, reason: str) -> CaseRequest:
    """申请延期 to ``new_date``. The old limit stays in force until the request is approved."""
    case = lock(case_id)
    allow(by, Act.REQUEST_EXTENSION, case)
    refuse_if(
        reason_given(reason, "延期理由", clause="S23")
        + rules.extension_gates(
            case.limit_date, new_date, pending=_pending(case, CaseRequest.EXTENSION) is not None
        )
    )
    request = CaseRequest.objects.create(
        case=case,
        kind=CaseRequest.EXTENSION,
        reason=reason,
        new_date=new_date,
        asked_by_id=by.staff_id,
        asked_at=now,
    )
    advance(case, Act.REQUEST_EXTENSION, by=by, now=now, detail=f"至{new_date}，{reason}")
    return request


@transaction.atomic
def approve_extension(case_id: int, *, by: Actor, now: datetime, remark: str = "") -> CaseRequest:
    """同意延期: the limit moves to the date that was asked for."""
    case = lock(case_id)
    allow(by, Act.APPROVE_EXTENSION, case)
    request = decide_request(case, CaseRequest.EXTENSION, by, now, remark, approved=True)
    assert request.new_date is not None  # a request to extend names one
    # The limit may have moved since it was asked for: a relapse sets a new one.
    refuse_if(rules.extension_gates(case.limit_date, request.new_date, pending=False))
    before, case.limit_date = case.limit_date, request.new_date
    advance(
        case, Act.APPROVE_EXTENSION, by=by, now=now, detail=f"延至{request.new_date}", data={"before": before}
    )
    return request


@transaction.atomic
def refuse_extension(case_id: int, *, by: Actor, now: datetime, remark: str) -> CaseRequest:
    """不同意延期, with the reason."""
    case = lock(case_id)
    allow(by, Act.REFUSE_EXTENSION, case)
    refuse_if(reason_given(remark, "不同意的理由", clause="S23"))
    request = decide_request(case, CaseRequest.EXTENSION, by, now, remark, approved=False)
    advance(case, Act.REFUSE_EXTENSION, by=by, now=now, detail=remark)
    return request


@transaction.atomic
def request_withdrawal(case_id: int, *, by: Actor, now: datetime, reason: str) -> CaseRequest:
    """申请撤销事项: it will not be rectified, for a reason. It never counts as rectified."""
    case = lock(case_id)
    allow(by, Act.REQUEST_WITHDRAWAL, case)
    pending = _pending(case, CaseRequest.WITHDRAWAL) is not None
    refuse_if(reason_given(reason, "撤销理由", clause="S17") + rules.withdrawal_gates(pending=pending))
    request = CaseRequest.objects.create(
        case=case, kind=CaseRequest.WITHDRAWAL, reason=reason, asked_by_id=by.staff_id, asked_at=now
    )
    advance(case, Act.REQUEST_WITHDRAWAL, by=by, now=now, detail=reason)
    return request


@transaction.atomic
def refuse_withdrawal(case_id: int, *, by: Actor, now: datetime, remark: str) -> CaseRequest:
    """不同意撤销事项, with the reason. The work goes on."""
    case = lock(case_id)
    allow(by, Act.REFUSE_WITHDRAWAL, case)
    refuse_if(reason_given(remark, "不同意的理由", clause="S17"))
    request = decide_request(case, CaseRequest.WITHDRAWAL, by, now, remark, approved=False)
    advance(case, Act.REFUSE_WITHDRAWAL, by=by, now=now, detail=remark)
    return request


def _hand_over(case: Case, now: datetime, *, final: bool) -> Assignment:
    today = day_of(now)
    case.assigned_on = case.assigned_on or today
    assert case.lead is not None  # the gates have seen to it
    return Assignment.objects.create(
        case=case,
        unit=case.lead,
        number=reserve_number(case.batch.coordinator_id, "交办", today.year),
        assigned_at=now,
        acknowledge_due_on=acknowledge_due(
            office_calendar(case.batch.coordinator.path), today, case.batch.rulebook.acknowledge_days
        ),
        final=final,
    )


def _current(case: Case) -> Assignment:
    return case.assignments.select_for_update().latest("pk")


def _pending(case: Case, kind: str) -> CaseRequest | None:
    return case.requests.select_for_update().filter(kind=kind, approved=None).first()


def decide_request(
    case: Case, kind: str, by: Actor, now: datetime, remark: str, *, approved: bool
) -> CaseRequest:
    """Decide the pending request of ``kind``. (A withdrawal is approved in ``closure``.)"""
    request = _pending(case, kind)
    refuse_if(rules.decision_gates(pending=request is not None))
    assert request is not None
    request.approved, request.decided_by_id, request.decided_at, request.remark = (
        approved,
        by.staff_id,
        now,
        remark,
    )
    request.save(update_fields=["approved", "decided_by", "decided_at", "remark"])
    return request
