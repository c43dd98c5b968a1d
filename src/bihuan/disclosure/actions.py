"""Acts of disclosure: draft, review, send back, disclose."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.closure.facts import visits_wanted
from bihuan.disclosure import rules
from bihuan.disclosure.facts import current_statement, is_waiting
from bihuan.disclosure.models import Statement
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import refuse_if
from bihuan.typesetting.table import print_day


@transaction.atomic
def draft_statement(case_id: int, *, by: Actor, now: datetime, text: str) -> Statement:
    """拟公开稿. A new draft needs a new review."""
    case = lock(case_id)
    allow(by, Act.DRAFT_STATEMENT, case)
    refuse_if(rules.draft_gates(text))
    statement = Statement.objects.create(
        case=case, round=case.round, text=text, drafted_by_id=by.staff_id, drafted_at=now
    )
    advance(case, Act.DRAFT_STATEMENT, by=by, now=now, data={"statement": statement.pk})
    return statement


@transaction.atomic
def review_statement(
    case_id: int, *, by: Actor, now: datetime, secrecy_checked: bool, privacy_checked: bool, remark: str = ""
) -> Statement:
    """公开审查通过: no secret, no private detail, and not one's own draft (政府信息公开条例 art. 17)."""
    case = lock(case_id)
    allow(by, Act.REVIEW_STATEMENT, case)
    statement = current_statement(case)
    refuse_if(
        rules.review_gates(
            waiting=is_waiting(statement),
            text=statement.text if statement else "",
            secrecy_checked=secrecy_checked,
            privacy_checked=privacy_checked,
        )
    )
    assert statement is not None
    _decide(statement, by, now, remark, approved=True)
    advance(case, Act.REVIEW_STATEMENT, by=by, now=now, detail=remark, data={"statement": statement.pk})
    return statement


@transaction.atomic
def send_back_statement(case_id: int, *, by: Actor, now: datetime, remark: str) -> Statement:
    """退回公开稿, with what to mend."""
    case = lock(case_id)
    allow(by, Act.SEND_BACK_STATEMENT, case)
    statement = current_statement(case)
    refuse_if(
        reason_given(remark, "退回意见", clause="S21") + rules.waiting_gates(waiting=is_waiting(statement))
    )
    assert statement is not None
    _decide(statement, by, now, remark, approved=False)
    advance(case, Act.SEND_BACK_STATEMENT, by=by, now=now, detail=remark, data={"statement": statement.pk})
    return statement


@transaction.atomic
def disclose_case(case_id: int, *, by: Actor, now: datetime) -> Statement:
    """公开: the reviewed statement goes out. The last of the six steps."""
    case = lock(case_id)
    allow(by, Act.DISCLOSE_CASE, case)
    statement = current_statement(case)
    refuse_if(
        rules.disclosure_gates(
            reviewed=statement is not None and statement.approved is True,
            unvisited=visits_wanted(case, Act.DISCLOSE_CASE),
        )
    )
    assert statement is not None
    statement.disclosed_at = now
    statement.save(update_fields=["disclosed_at"])
    advance(
        case,
        Act.DISCLOSE_CASE,
        by=by,
        now=now,
        data={"statement": statement.pk},
        public={
            "statement": statement.text,
            "disclosed_on": print_day(day_of(now)),
            "round": case.round,
        },
    )
    return statement


def _decide(statement: Statement, by: Actor, now: datetime, remark: str, *, approved: bool) -> None:
    statement.approved, statement.reviewed_by_id = approved, by.staff_id
    statement.reviewed_at, statement.remark = now, remark
    statement.save()
