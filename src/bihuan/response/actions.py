"""Acts towards those who spoke: look up contact details, log a contact, reply, visit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.advance import independent, lock
from bihuan.cases.lifecycle import State
from bihuan.cases.models import SUBJECT
from bihuan.intake.models import Opinion
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, Refused, refuse_if
from bihuan.people.sealed import unseal
from bihuan.response import rules
from bihuan.response.models import Contact, Reply, ReturnVisit
from bihuan.triage.models import DirectAnswer
from bihuan.triage.places import keep_place
from bihuan.triage.queries import cases_with


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What a citizen left. Shown once, to one person, for a purpose."""

    name: str
    phone: str


@transaction.atomic
def reveal_contact(opinion_id: int, *, by: Actor, now: datetime, purpose: str) -> ContactDetails:
    """查看联系方式: each look leaves a journal row with its purpose (个人信息保护法)."""
    opinion = _lock(opinion_id, Act.REVEAL_CONTACT, by)
    refuse_if(rules.text_findings(purpose, "查看联系方式的用途", clause="S9"))
    _record(Act.REVEAL_CONTACT, opinion, by, now, f"查看联系方式，用途：{purpose}")
    return ContactDetails(unseal(opinion.contact_name), unseal(opinion.contact_phone))


@transaction.atomic
def log_contact(
    opinion_id: int, *, by: Actor, now: datetime, channel: str, reached: bool, note: str
) -> Contact:
    """登记联系: one attempt to tell the person who handles the matter (S9)."""
    opinion = _lock(opinion_id, Act.LOG_CONTACT, by)
    refuse_if(rules.text_findings(note, "联系情况", clause="S9"))
    contact = Contact.objects.create(
        opinion=opinion, channel=channel, reached=reached, note=note, by_name=by.name, at=now
    )
    _record(Act.LOG_CONTACT, opinion, by, now, "已联系上" if reached else "未联系上")
    return contact


@transaction.atomic
def reply_opinion(opinion_id: int, *, by: Actor, now: datetime, channel: str, text: str) -> Reply:
    """答复意见: each opinion is answered for itself, merged or not (S4, T16)."""
    opinion = _lock(opinion_id, Act.REPLY_OPINION, by)
    refuse_if(rules.text_findings(text, "答复内容", clause="S4"))
    reply = Reply.objects.create(
        opinion=opinion, channel=channel, text=text, by_name=by.name, by_unit=by.unit_name, at=now
    )
    _record(Act.REPLY_OPINION, opinion, by, now, "已答复")
    return reply


@transaction.atomic
def record_understanding(
    opinion_id: int, *, by: Actor, now: datetime, understood: bool, note: str
) -> DirectAnswer:
    """登记理解情况: what a direct answer ends with (S12)."""
    opinion = _lock(opinion_id, Act.RECORD_UNDERSTANDING, by)
    answer = DirectAnswer.objects.select_for_update().filter(opinion=opinion).first()
    if answer is None:
        raise Refused(rules.not_answered_directly())
    refuse_if(
        rules.understanding_findings(replied=opinion.replies.exists(), understood=understood, note=note)
    )
    answer.understood, answer.understood_note, answer.understood_at = understood, note, now
    answer.save(update_fields=["understood", "understood_note", "understood_at"])
    keep_place(opinion, now)
    _record(Act.RECORD_UNDERSTANDING, opinion, by, now, "已取得理解" if understood else "未取得理解")
    return answer


@transaction.atomic
def record_return_visit(
    opinion_id: int,
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    channel: str,
    outcome: str,
    satisfaction: str,
    note: str,
) -> ReturnVisit:
    """登记回访 of one opinion of a case (S26), by somebody who neither did the work nor verified it.

    It stands in the history of the case, for who called has had a hand in it.
    """
    opinion = _lock(opinion_id, Act.RECORD_RETURN_VISIT, by, case_id)
    case = lock(case_id)
    independent(by, Act.RECORD_RETURN_VISIT, case)
    refuse_if(
        rules.moment_findings(State(case.state))
        + rules.member_findings(member=cases_with(opinion).filter(pk=case.pk).exists())
        + rules.text_findings(note, "回访情况", clause="S26")
        + rules.visit_findings(
            outcome=outcome,
            satisfaction=satisfaction,
            contactable=opinion.contactable,
            attempts=opinion.contacts.filter(reached=False).count(),
        )
    )
    visit = ReturnVisit.objects.create(
        opinion=opinion,
        case=case,
        round=case.round,
        channel=channel,
        outcome=outcome,
        satisfaction=satisfaction,
        note=note,
        by_name=by.name,
        at=now,
    )
    said = f"{ReturnVisit.Outcome(outcome).label}，{ReturnVisit.Satisfaction(satisfaction).label}"
    record(
        Act.RECORD_RETURN_VISIT,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=case.pk,
        batch_id=case.batch_id,
        sentence=f"意见{opinion.number}：{said}",
        data={"round": case.round, "opinion": opinion.pk},
    )
    return visit


def standings(opinion: Opinion, case_id: int | None = None) -> list[Standing]:
    """Where policy may find a right to this opinion: each case it stands in, its direct answer, its batch."""
    found = cases_with(opinion).filter(**({"pk": case_id} if case_id else {}))
    related = found.select_related("batch__coordinator", "lead", "verifying", "second_verifying")
    cases = [case.standing() for case in related]
    coordinator = opinion.batch.coordinator.path
    answer = DirectAnswer.objects.filter(opinion=opinion).select_related("unit").first()
    return [*cases, Standing(coordinator=coordinator, lead=answer.unit.path if answer else "")]


def _lock(opinion_id: int, act: Act, by: Actor, case_id: int | None = None) -> Opinion:
    related = Opinion.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    opinion = related.get(pk=opinion_id)
    refusals = [may(by, act, standing) for standing in standings(opinion, case_id)]
    if all(refusals):
        raise NotAllowed([finding for finding in refusals if finding][:1])
    return opinion


def _record(act: Act, opinion: Opinion, by: Actor, now: datetime, what: str) -> None:
    record(
        act,
        by=by,
        now=now,
        subject_kind="opinion",
        subject_id=opinion.pk,
        batch_id=opinion.batch_id,
        sentence=f"意见{opinion.number}：{what}",
    )
