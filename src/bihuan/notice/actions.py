"""Acts of the public notice: post it, object to it, rule on an objection, look at who objected."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.advance import advance, allow, independent, lock
from bihuan.cases.models import SUBJECT, Case
from bihuan.journal.record import record
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.redact import redact
from bihuan.kernel.workdays import next_workday, period_end
from bihuan.notice import rules
from bihuan.notice.models import Notice, Objection
from bihuan.people.calendar import office_calendar
from bihuan.people.sealed import seal, unseal
from bihuan.typesetting.table import print_day


@dataclass(frozen=True, slots=True)
class ObjectorDetails:
    """The opened contact details of whoever objected, for one look."""

    name: str
    phone: str


@transaction.atomic
def post_notice(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    public_text: str,
    text: str,
    how_to_object: str,
    starts_on: date | None = None,
) -> Notice:
    """发布公示. Its last day follows from the batch's rules and the working calendar (T9).

    ``public_text`` is the redacted summary of the problem; ``text`` says what was done.
    """
    case = lock(case_id)
    allow(by, Act.POST_NOTICE, case)
    today, rulebook = day_of(now), case.batch.rulebook
    calendar = office_calendar(case.batch.coordinator.path)
    starts_on = starts_on or next_workday(calendar, today)
    refuse_if(rules.notice_gates(text, how_to_object, starts_on, today) + rules.summary_findings(public_text))
    case.public_text = public_text
    notice = Notice.objects.create(
        case=case,
        round=case.round,
        text=text,
        how_to_object=how_to_object,
        starts_on=starts_on,
        ends_on=period_end(
            calendar, starts_on, rulebook.notice_days, first_day_counts=rulebook.notice_first_day_counts
        ),
        posted_at=now,
    )
    detail = f"{notice.starts_on}至{notice.ends_on}，{rulebook.notice_days}个工作日"
    advance(
        case,
        Act.POST_NOTICE,
        by=by,
        now=now,
        detail=detail,
        data={"notice": notice.pk},
        public={
            "number": case.number,
            "unit": case.lead.name if case.lead else "",
            "verifying_unit": case.verifying.name if case.verifying else "",
            "summary": public_text,
            "target": redact(case.target),
            "measures": [redact(measure.text) for measure in case.measures.all()],
            "text": text,
            "how_to_object": how_to_object,
            "starts_on": print_day(notice.starts_on),
            "ends_on": print_day(notice.ends_on),
            "round": case.round,
        },
    )
    return notice


@transaction.atomic
def raise_objection(
    case_id: int, *, by: Actor, now: datetime, text: str, contact_name: str = "", contact_phone: str = ""
) -> Objection:
    """提出异议: anybody, within the period. Until it is answered the case cannot be struck off."""
    case = lock(case_id)
    allow(by, Act.RAISE_OBJECTION, case)
    notice = _current(case)
    refuse_if(rules.objection_gates(text, day_of(now), notice.starts_on, notice.ends_on))
    objection = Objection.objects.create(
        notice=notice,
        text=text,
        contact_name=seal(contact_name),
        contact_phone=seal(contact_phone),
        raised_at=now,
    )
    advance(case, Act.RAISE_OBJECTION, by=by, now=now, data={"objection": objection.pk})
    return objection


@transaction.atomic
def dismiss_objection(case_id: int, objection_id: int, *, by: Actor, now: datetime, answer: str) -> Objection:
    """异议不成立: it is answered, and the notice goes on."""
    case = lock(case_id)
    allow(by, Act.DISMISS_OBJECTION, case)
    objection = _ruled(case, objection_id, by, now, answer, Objection.Ruling.DISMISSED)
    advance(
        case,
        Act.DISMISS_OBJECTION,
        by=by,
        now=now,
        detail=answer,
        data={"objection": objection.pk},
        public={"round": case.round},
    )
    return objection


@transaction.atomic
def uphold_objection(case_id: int, objection_id: int, *, by: Actor, now: datetime, answer: str) -> Objection:
    """异议成立: the notice ends and the case goes back to work."""
    case = lock(case_id)
    allow(by, Act.UPHOLD_OBJECTION, case)
    objection = _ruled(case, objection_id, by, now, answer, Objection.Ruling.UPHELD)
    end_notice(case, now)
    advance(
        case,
        Act.UPHOLD_OBJECTION,
        by=by,
        now=now,
        detail=answer,
        data={"objection": objection.pk},
        public={"round": case.round},
    )
    return objection


@transaction.atomic
def reveal_objector(
    case_id: int, objection_id: int, *, by: Actor, now: datetime, purpose: str
) -> ObjectorDetails:
    """查看异议人联系方式, to verify the objection and to answer it. The journal says who looked and why, not what
    was seen. In any state of the case: the answer may have to be told after the notice."""
    case = lock(case_id)
    if refusal := may(by, Act.REVEAL_OBJECTOR, case.standing()):
        raise NotAllowed([refusal])
    independent(by, Act.REVEAL_OBJECTOR, case)
    refuse_if(rules.purpose_gates(purpose))
    objection = Objection.objects.get(pk=objection_id, notice__case=case)
    record(
        Act.REVEAL_OBJECTOR,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=case.pk,
        batch_id=case.batch_id,
        sentence=f"查看异议人联系方式，用途：{purpose}",
        data={"round": case.round, "objection": objection.pk},
    )
    return ObjectorDetails(unseal(objection.contact_name), unseal(objection.contact_phone))


def end_notice(case: Case, now: datetime) -> None:
    """The present notice no longer counts: a new one must be posted after the rework."""
    Notice.objects.filter(case=case, ended_early_at=None).update(ended_early_at=now)


def _current(case: Case) -> Notice:
    return case.notices.filter(ended_early_at=None).latest("pk")


def _ruled(case: Case, objection_id: int, by: Actor, now: datetime, answer: str, ruling: str) -> Objection:
    objection = Objection.objects.select_for_update().get(pk=objection_id, notice__case=case)
    refuse_if(rules.ruling_gates(answer, is_open=objection.ruling == Objection.Ruling.OPEN))
    objection.ruling, objection.answer = ruling, answer
    objection.answered_by_id, objection.answered_at = by.staff_id, now
    objection.save()
    return objection
