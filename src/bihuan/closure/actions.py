"""Acts of the close-out: apply, close, refuse, file."""

from datetime import date, datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.actions import decide_request
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.cases.history import hands_of
from bihuan.cases.models import CaseRequest
from bihuan.closure.facts import (
    closing_facts,
    open_objections,
    pending_application,
    valid_close_out,
    visits_wanted,
)
from bihuan.closure.gates import (
    application_findings,
    closing_gates,
    filing_gates,
    nothing_to_refuse,
    withdrawal_gates,
)
from bihuan.closure.models import CloseOut, Filing
from bihuan.journal.record import reserve_number
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import code_of
from bihuan.kernel.errors import refuse_if
from bihuan.notice.actions import end_notice
from bihuan.response.facts import voices
from bihuan.response.rules import unanswered
from bihuan.typesetting.table import print_day


@transaction.atomic
def apply_close_out(case_id: int, *, by: Actor, now: datetime, status: str, summary: str) -> CloseOut:
    """申请销号: the unit's leader asks for the case to be struck off, and says what was reached."""
    case = lock(case_id)
    allow(by, Act.APPLY_CLOSE_OUT, case)
    refuse_if(application_findings(summary, pending=pending_application(case) is not None))
    close_out = CloseOut.objects.create(
        case=case, round=case.round, status=status, summary=summary, applied_by_id=by.staff_id, applied_at=now
    )
    advance(case, Act.APPLY_CLOSE_OUT, by=by, now=now, data={"close_out": close_out.pk})
    return close_out


@transaction.atomic
def close_case(case_id: int, *, by: Actor, now: datetime, remark: str = "") -> CloseOut:
    """同意销号. Refused with every unmet gate; nobody and no door can skip one (S17)."""
    case = lock(case_id)
    allow(by, Act.CLOSE_CASE, case)
    refuse_if(closing_gates(closing_facts(case, hands_of(case), day_of(now))))
    close_out = pending_application(case)
    assert close_out is not None  # the application gate has seen to it
    close_out.approved, close_out.decided_by_id, close_out.decided_at = True, by.staff_id, now
    close_out.remark = remark
    close_out.number = reserve_number(case.batch.coordinator_id, "销号", day_of(now).year)
    close_out.code = code_of(close_out.number, case.batch.number, case.number, str(case.round))
    close_out.save()
    case.progress = 100
    advance(
        case,
        Act.CLOSE_CASE,
        by=by,
        now=now,
        detail=close_out.number,
        data={"close_out": close_out.pk},
        public={
            "number": close_out.number,
            "code": close_out.code,
            "status": close_out.get_status_display(),
            "closed_on": print_day(day_of(now)),
            "round": case.round,
        },
    )
    return close_out


@transaction.atomic
def refuse_close_out(case_id: int, *, by: Actor, now: datetime, remark: str) -> CloseOut:
    """退回销号申请: back to work. The notice no longer counts; after the rework the case is shown again."""
    case = lock(case_id)
    allow(by, Act.REFUSE_CLOSE_OUT, case)
    close_out = pending_application(case)
    refuse_if(
        reason_given(remark, "退回理由", clause="S17") + nothing_to_refuse(pending=close_out is not None)
    )
    assert close_out is not None
    close_out.approved, close_out.decided_by_id, close_out.decided_at = False, by.staff_id, now
    close_out.remark = remark
    close_out.save()
    end_notice(case, now)
    advance(
        case,
        Act.REFUSE_CLOSE_OUT,
        by=by,
        now=now,
        detail=remark,
        data={"close_out": close_out.pk},
        public={"round": case.round},
    )
    return close_out


@transaction.atomic
def approve_withdrawal(case_id: int, *, by: Actor, now: datetime, remark: str = "") -> CaseRequest:
    """同意撤销事项: the case ends unrectified, a state of its own. Nobody is left without an answer (S4)."""
    case = lock(case_id)
    allow(by, Act.APPROVE_WITHDRAWAL, case)
    refuse_if(withdrawal_gates(open_objections(case), unanswered(voices(case))))
    request = decide_request(case, CaseRequest.WITHDRAWAL, by, now, remark, approved=True)
    # The public has heard of a case from its first notice on.
    public = {"round": case.round} if case.public_text else None
    advance(case, Act.APPROVE_WITHDRAWAL, by=by, now=now, detail=request.reason, public=public)
    return request


@transaction.atomic
def file_case(case_id: int, *, by: Actor, now: datetime, number: str, body: str, filed_on: date) -> Filing:
    """备案 the close-out with the upper body."""
    case = lock(case_id)
    allow(by, Act.FILE_CASE, case)
    close_out = valid_close_out(case)
    assert close_out is not None  # a struck-off case has one
    assert close_out.decided_at is not None
    refuse_if(
        filing_gates(number, body, filed_on, day_of(close_out.decided_at), day_of(now))
        + list(visits_wanted(case, Act.FILE_CASE))
    )
    filing = Filing.objects.create(
        close_out=close_out, number=number, body=body, filed_on=filed_on, filed_by_id=by.staff_id
    )
    advance(
        case,
        Act.FILE_CASE,
        by=by,
        now=now,
        detail=f"{body}，{number}",
        data={"filing": filing.pk},
        public={
            "filing_number": number,
            "filing_body": body,
            "filed_on": print_day(filed_on),
            "round": case.round,
        },
    )
    return filing
