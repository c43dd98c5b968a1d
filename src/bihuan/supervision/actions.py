"""Acts of supervision: take a rung, by hand or by rule; answer, settle and withdraw one (S15)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, independence_findings
from bihuan.access.policy import Standing, may
from bihuan.cases.advance import advance, allow, lock
from bihuan.cases.lifecycle import State
from bihuan.cases.models import SUBJECT, Case
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.journal.record import record, reserve_number
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.models import Unit
from bihuan.supervision import rules
from bihuan.supervision.facts import bars_of, case_facts, report_facts, standing_of, taken_of
from bihuan.supervision.ladder import Due, Rung, cases_cause, report_rungs_due, rungs_due, units_cause
from bihuan.supervision.models import Supervision


@dataclass(frozen=True, slots=True)
class Matter:
    """What is supervised: a case, else a unit's part of a batch. Locked until the act ends."""

    batch: Batch
    unit: Unit
    case: Case | None
    calendar: OfficeCalendar

    def dues(self, today: date, unreported: Collection[int]) -> tuple[Due, ...]:
        """What the rules ask for now."""
        book = self.batch.rulebook
        if self.case is not None:
            return rungs_due(case_facts(self.case, self.calendar), book, self.calendar, today)
        facts = [row for row in report_facts(self.batch, unreported) if row.unit == self.unit.pk]
        return tuple(due for row in facts for due in report_rungs_due(row, book, self.calendar, today))

    def causes(self, today: date, unreported: Collection[int]) -> set[str]:
        """What a rung may be taken for: what the rules ask for, and what one was taken for that is still open."""
        taken = self.taken().filter(settled_at=None, withdrawn_at=None).values_list("cause", flat=True)
        return {*taken, *(due.cause for due in self.dues(today, unreported))}

    def taken(self) -> QuerySet[Supervision]:
        """The rungs that were taken so far."""
        rows = Supervision.objects.filter(batch=self.batch, case=self.case)
        return rows if self.case else rows.filter(unit=self.unit)

    def own_cause(self) -> str:
        """The cause of a rung that rests on no rule: the next of its kind."""
        own = self.taken().filter(cause__contains=":hand:").order_by().values("cause")
        serial = own.distinct().count() + 1
        if self.case is not None:
            return cases_cause(self.case.pk, self.case.round, f"hand:{serial}")
        return units_cause(self.batch.pk, self.unit.pk, f"hand:{serial}")


@transaction.atomic
def issue_supervision(
    batch_id: int,
    *,
    by: Actor,
    now: datetime,
    rung: Rung,
    why: str,
    demand: str,
    reply_due_on: date,
    case_id: int | None = None,
    unit_id: int | None = None,
    cause: str = "",
    unreported: Collection[int] = (),
) -> Supervision:
    """发出督促 by hand, at whatever rung: on a case, else on a unit's part of a batch.

    ``cause`` is one that the rules propose or that a rung was taken for before; without it the rung has a cause of its
    own. ``unreported``: the units that still owe their report.
    """
    matter, today = _locked(batch_id, case_id, unit_id), day_of(now)
    _may(by, Act.ISSUE_SUPERVISION, matter)
    known = not cause or cause in matter.causes(today, unreported)
    cause = cause or matter.own_cause()
    refuse_if(
        rules.issue_gates(
            rules.IssueFacts(
                rung,
                why,
                reply_due_on,
                today,
                cause_known=known,
                taken=Supervision.objects.filter(cause=cause, rung=rung).exists(),
            )
        )
    )
    wanted = Due(rung, cause, why.strip(), demand.strip(), reply_due_on)
    return _take(matter, wanted, Act.ISSUE_SUPERVISION, by, now)


@transaction.atomic
def supervise_by_rule(
    batch_id: int,
    *,
    by: Actor,
    now: datetime,
    rung: Rung,
    cause: str,
    case_id: int | None = None,
    unit_id: int | None = None,
    unreported: Collection[int] = (),
) -> Supervision:
    """按规则督促: the rung that the rules ask for. Refused when they no longer do, so that a repeat is harmless."""
    matter = _locked(batch_id, case_id, unit_id)
    _may(by, Act.SUPERVISE_BY_RULE, matter)
    dues = matter.dues(day_of(now), unreported)
    due = next((row for row in dues if (row.rung, row.cause) == (rung, cause)), None)
    refuse_if(rules.rule_gates(due=due is not None and rung in matter.batch.rulebook.rungs_by_rule))
    assert due is not None  # the gate has seen to it
    return _take(matter, due, Act.SUPERVISE_BY_RULE, by, now)


@transaction.atomic
def reply_supervision(supervision_id: int, *, by: Actor, now: datetime, text: str) -> Supervision:
    """回复督促, once. A reply after its day is late, and stays so."""
    row = _lock_taken(supervision_id)
    _may_beside(by, Act.REPLY_SUPERVISION, row)
    refuse_if(rules.reply_gates(taken_of(row), text))
    row.reply, row.replied_by_id, row.replied_at = text.strip(), by.staff_id, now
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    late = "（逾期）" if taken_of(row).late else ""
    _tell(Act.REPLY_SUPERVISION, row, by, now, f"回复{row.number}{late}")
    return row


@transaction.atomic
def settle_supervision(supervision_id: int, *, by: Actor, now: datetime, remark: str = "") -> Supervision:
    """办结督促: what was answered is accepted. Never by who answered, nor by the department that was addressed."""
    row = _lock_taken(supervision_id)
    _may_beside(by, Act.SETTLE_SUPERVISION, row)
    refuse_if(rules.settle_gates(taken_of(row), remark))
    row.remark, row.settled_by_id, row.settled_at = remark.strip(), by.staff_id, now
    row.save(update_fields=["remark", "settled_by", "settled_at"])
    _tell(Act.SETTLE_SUPERVISION, row, by, now, f"办结{row.number}")
    return row


@transaction.atomic
def withdraw_supervision(supervision_id: int, *, by: Actor, now: datetime, reason: str) -> Supervision:
    """撤回督促 that was taken in error. It stays on record with its number; the rules do not take it again."""
    row = _lock_taken(supervision_id)
    _may_beside(by, Act.WITHDRAW_SUPERVISION, row)
    refuse_if(rules.withdraw_gates(taken_of(row), reason))
    row.withdrawn_reason, row.withdrawn_by_id, row.withdrawn_at = reason.strip(), by.staff_id, now
    row.save(update_fields=["withdrawn_reason", "withdrawn_by", "withdrawn_at"])
    _tell(Act.WITHDRAW_SUPERVISION, row, by, now, f"撤回{row.number}，{row.withdrawn_reason}")
    return row


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _locked(batch_id: int, case_id: int | None, unit_id: int | None) -> Matter:
    """The case, else the batch, locked. A returned case waits for its coordinator. Raises DoesNotExist."""
    if case_id is not None:
        case = lock(case_id)
        if case.batch_id != batch_id:
            raise Case.DoesNotExist
        coordinator = case.batch.coordinator
        unit = coordinator if case.state == State.RETURNED else case.lead
        return Matter(case.batch, unit or coordinator, case, office_calendar(coordinator.path))
    related = Batch.objects.select_related("coordinator").select_for_update(of=("self",))
    batch = related.get(pk=batch_id)
    return Matter(batch, Unit.objects.get(pk=unit_id or 0), None, office_calendar(batch.coordinator.path))


def _lock_taken(supervision_id: int) -> Supervision:
    """A rung that was taken, locked until the act ends; what it is about first, as everybody does."""
    seen = Supervision.objects.only("batch", "case", "unit").get(pk=supervision_id)
    _locked(seen.batch_id, seen.case_id, seen.unit_id)
    related = Supervision.objects.select_related(
        "batch__coordinator", "case__batch__coordinator", "case__lead", "unit"
    )
    return related.select_for_update(of=("self",)).get(pk=supervision_id)


def _may(by: Actor, act: Act, matter: Matter) -> None:
    """Raise unless ``by`` may do ``act``, which takes a rung: posts, the state of the case, independence."""
    if matter.case is not None:
        allow(by, act, matter.case)
        return
    path = matter.unit.path
    if finding := may(by, act, Standing(coordinator=matter.batch.coordinator.path, lead=path)):
        raise NotAllowed([finding])
    refuse_if(independence_findings(by, act, Hands(handling=(path,))))


def _may_beside(by: Actor, act: Act, row: Supervision) -> None:
    """The same for what is done with a rung that was taken, whatever the state of the case by now."""
    if finding := may(by, act, standing_of(row)):
        raise NotAllowed([finding])
    refuse_if(bars_of(by, act, row))


def _take(matter: Matter, due: Due, act: Act, by: Actor, now: datetime) -> Supervision:
    number = reserve_number(matter.batch.coordinator_id, due.rung.label, day_of(now).year)
    row = Supervision.objects.create(
        batch=matter.batch,
        case=matter.case,
        unit=matter.unit,
        rung=due.rung,
        number=number,
        cause=due.cause,
        why=due.why,
        demand=due.demand,
        by_rule=act is Act.SUPERVISE_BY_RULE,
        issued_by_id=by.user_id,
        issued_at=now,
        reply_due_on=due.reply_due_on,
    )
    detail = f"{number}，{matter.unit.name}，{due.why}"
    if matter.case is not None:
        advance(matter.case, act, by=by, now=now, detail=detail, data=_data(row))
    else:
        _tell(act, row, by, now, f"{act.label}：{detail}")
    return row


def _data(row: Supervision) -> dict[str, object]:
    return {"supervision": row.pk, "rung": str(row.rung), "number": row.number, "cause": row.cause}


def _tell(act: Act, row: Supervision, by: Actor, now: datetime, sentence: str) -> Entry:
    """The journal row, in the history of the case, else of the batch."""
    return record(
        act,
        by=by,
        now=now,
        subject_kind=SUBJECT if row.case else "batch",
        subject_id=row.case.pk if row.case else row.batch.pk,
        batch_id=row.batch.pk,
        sentence=sentence,
        data=_data(row) | ({"round": row.case.round} if row.case else {}),
    )
