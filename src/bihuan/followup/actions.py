"""Acts after a close-out: look back, rule on a relapse, draw cases for a re-check."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.advance import advance, allow, independent, lock, reason_given
from bihuan.cases.models import Case, Measure
from bihuan.closure.facts import valid_close_out
from bihuan.closure.models import CloseOut
from bihuan.followup import rules
from bihuan.followup.facts import Listed, deciding_checkpoint, drawable, drawn_codes, relapse_facts
from bihuan.followup.models import Draw, Drawn, LookBack, RelapseRuling
from bihuan.followup.weights import rule_sentences
from bihuan.intake.models import Batch, Opinion
from bihuan.journal.record import record
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.notice.actions import end_notice
from bihuan.triage.facts import opinion_facts
from bihuan.triage.models import Membership
from bihuan.triage.places import keep_place
from bihuan.triage.rules import direct_answer_findings
from bihuan.typesetting.table import print_day
from tlog.draw import print_list

# An entry of the log holds so many lines of a list at most (see journal.record.MOST_PUBLIC).
LISTED_AN_ENTRY = 200


@transaction.atomic
def look_back(case_id: int, *, by: Actor, now: datetime, looked_on: date, held: bool, found: str) -> LookBack:
    """回头看. When the result has not held, the coordinator or a leader decides on the relapse (reopen_case)."""
    case = lock(case_id)
    allow(by, Act.LOOK_BACK, case)
    close_out = valid_close_out(case)
    assert close_out is not None  # a struck-off case has one
    assert close_out.decided_at is not None
    refuse_if(rules.look_back_gates(found, looked_on, day_of(close_out.decided_at), day_of(now)))
    look = LookBack.objects.create(
        case=case, round=case.round, looked_on=looked_on, held=held, found=found, by_name=by.name, at=now
    )
    detail = "成效保持" if held else f"成效未保持：{found}"
    advance(case, Act.LOOK_BACK, by=by, now=now, detail=detail, data={"look_back": look.pk, "held": held})
    return look


@transaction.atomic
def reopen_case(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    reason: str,
    new_limit: date | None = None,
    opinion_id: int | None = None,
) -> Case:
    """认定反弹: the close-out is revoked but kept, the round counts up, and the work begins again (S14).

    ``opinion_id`` is the new opinion that shows it. Standing in no case yet, it joins this one, to be answered there.
    """
    case = lock(case_id)
    allow(by, Act.REOPEN_CASE, case)
    close_out = valid_close_out(case)
    assert close_out is not None  # a struck-off case has one
    findings = rules.reopen_gates(reason, limit=case.limit_date, new_limit=new_limit, today=day_of(now))
    opinion = None if opinion_id is None else _lock_opinion(opinion_id, Act.REOPEN_CASE, by)
    if opinion is not None:
        findings += rules.ruling_gates(relapse_facts(opinion, close_out))
    refuse_if(findings)
    close_out.revoked_at, close_out.revoked_reason = now, reason
    close_out.save(update_fields=["revoked_at", "revoked_reason"])
    end_notice(case, now)
    case.measures.update(progress=Measure.Progress.TO_DO, result="")
    case.indicators.update(numerator=None, denominator=None)
    # Its clock starts anew.
    case.progress, case.assigned_on, case.limit_date = 0, day_of(now), new_limit or case.limit_date
    detail = f"{close_out.number}撤销，{reason}"
    if opinion is not None:
        _rule(opinion, close_out, by, now, reason, relapse=True)
        _take_up(opinion, case, now)
    advance(
        case,
        Act.REOPEN_CASE,
        by=by,
        now=now,
        detail=detail,
        data={"close_out": close_out.pk},
        public={
            "number": close_out.number,
            "code": close_out.code,
            "revoked_on": print_day(day_of(now)),
            "round": close_out.round,
        },
    )
    if opinion is not None:
        _tell(Act.REOPEN_CASE, opinion, close_out, by, now, f"认定为第{case.position}项反弹：{reason}")
    return case


@transaction.atomic
def dismiss_relapse(
    opinion_id: int, close_out_id: int, *, by: Actor, now: datetime, reason: str
) -> RelapseRuling:
    """认定不是反弹: the opinion looks like a closed case come back and is none. Ruled once, with a reason (S14)."""
    close_out = CloseOut.objects.get(pk=close_out_id)
    case = lock(close_out.case_id)
    if finding := may(by, Act.DISMISS_RELAPSE, case.standing()):
        raise NotAllowed([finding])
    independent(by, Act.DISMISS_RELAPSE, case)
    opinion = _lock_opinion(opinion_id, Act.DISMISS_RELAPSE, by)
    missing = reason_given(reason, "不是反弹的理由", clause="S14")
    refuse_if(missing + rules.ruling_gates(relapse_facts(opinion, close_out)))
    ruling = _rule(opinion, close_out, by, now, reason, relapse=False)
    _tell(Act.DISMISS_RELAPSE, opinion, close_out, by, now, f"认定不是第{case.position}项反弹：{reason}")
    return ruling


def _lock_opinion(opinion_id: int, act: Act, by: Actor) -> Opinion:
    """The opinion, locked. Raises NotAllowed unless ``by`` may do ``act`` in its batch as well."""
    related = Opinion.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    opinion = related.get(pk=opinion_id)
    if finding := may(by, act, Standing(coordinator=opinion.batch.coordinator.path)):
        raise NotAllowed([finding])
    return opinion


def _rule(
    opinion: Opinion, close_out: CloseOut, by: Actor, now: datetime, reason: str, *, relapse: bool
) -> RelapseRuling:
    return RelapseRuling.objects.create(
        opinion=opinion, close_out=close_out, relapse=relapse, reason=reason, by_id=by.staff_id, at=now
    )


def _take_up(opinion: Opinion, case: Case, now: datetime) -> None:
    """Whoever spoke is answered in the case that is worked on again, unless that happens elsewhere already."""
    facts = opinion_facts(opinion)
    if not facts.in_cases and not direct_answer_findings(facts):
        Membership.objects.create(case=case, opinion=opinion, reason="认定为本事项反弹")
        keep_place(opinion, now)


def _tell(act: Act, opinion: Opinion, close_out: CloseOut, by: Actor, now: datetime, what: str) -> None:
    """The entry under the opinion."""
    record(
        act,
        by=by,
        now=now,
        subject_kind="opinion",
        subject_id=opinion.pk,
        batch_id=opinion.batch_id,
        sentence=f"意见{opinion.number}{what}",
        data={"close_out": close_out.pk, "case": close_out.case_id},
    )


@transaction.atomic
def announce_draw(batch_id: int, *, by: Actor, now: datetime, count: int) -> Draw:
    """公告抽查: the list with its weights is fixed and goes into the log in full, before anybody can know the result.

    What decides is the first checkpoint of the log that covers this announcement. It does not exist yet, so that
    neither list nor weights can be fitted to it; and while a draw waits no other is announced, so that there is none
    to choose from. What is left: whoever holds the server and its key could try entries until a checkpoint suits
    (grinding). It takes time and leaves entries, and sealing promptly, at fixed times, with a witness who signs
    what he saw, bounds it. A draw that matters more should name a beacon that no office holds.
    """
    batch = _lock_batch(batch_id, Act.ANNOUNCE_DRAW, by)
    listed = drawable(batch.pk)
    waiting = Draw.objects.filter(batch=batch, carried_out_at=None).exists()
    refuse_if(rules.announcement_gates(count, len(listed), waiting=waiting))
    weights = print_list({each.close_out.code: each.weight for each in listed})
    draw = Draw.objects.create(
        batch=batch, count=count, weights=weights, announced_by_id=by.staff_id, announced_at=now
    )
    parts = range(0, len(listed), LISTED_AN_ENTRY)
    for number, start in enumerate(parts, 1):
        part = listed[start : start + LISTED_AN_ENTRY]
        public = {
            "batch": batch.number,
            "count": count,
            "cases": len(listed),
            "rule": list(rule_sentences()),
            "part": number,
            "parts": len(parts),
            "list": print_list({each.close_out.code: each.weight for each in part}).splitlines(),
            "why": [_why(each) for each in part],
        }
        sentence = f"公告抽查：从{len(listed)}项中抽取{count}项"
        if len(parts) > 1:
            sentence += f"（名单第{number}部分，共{len(parts)}部分）"
        _record_draw(Act.ANNOUNCE_DRAW, draw, by, now, sentence, public)
    return draw


@transaction.atomic
def carry_out_draw(draw_id: int, *, by: Actor, now: datetime) -> Draw:
    """抽取事项: by the first checkpoint that covers the announcement, whoever does it and whenever; see announce_draw.

    Refused until there is one. Nothing is left to decide here: anybody can work the result out from the log.
    """
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw_id)
    batch = _lock_batch(draw.batch_id, Act.CARRY_OUT_DRAW, by)
    checkpoint = deciding_checkpoint(draw)
    refuse_if(rules.drawing_gates(drawn=draw.carried_out_at is not None, sealed=checkpoint is not None))
    assert checkpoint is not None  # the gate has seen to it
    codes = drawn_codes(draw, checkpoint)
    cases = dict(CloseOut.objects.filter(case__batch=batch, code__in=codes).values_list("code", "case_id"))
    draw.checkpoint, draw.carried_out_at = checkpoint, now
    draw.save(update_fields=["checkpoint", "carried_out_at"])
    Drawn.objects.bulk_create(
        Drawn(draw=draw, case_id=cases[code], position=position) for position, code in enumerate(codes, 1)
    )
    public = {
        "batch": batch.number,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "drawn": codes,
    }
    _record_draw(Act.CARRY_OUT_DRAW, draw, by, now, f"抽取{len(codes)}项：{'、'.join(codes)}", public)
    return draw


def _lock_batch(batch_id: int, act: Act, by: Actor) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("coordinator").get(pk=batch_id)
    if finding := may(by, act, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])
    return batch


def _why(listed: Listed) -> str:
    """The line beside a code: which item, whose, and what adds to its weight. No person is named."""
    case = listed.close_out.case
    reasons = "、".join(each.label for each in listed.additions)
    parts = (f"第{case.position}项", case.number, case.lead.name if case.lead else "", reasons or "基础权重")
    return "\t".join((listed.close_out.code, *parts))


def _record_draw(
    act: Act, draw: Draw, by: Actor, now: datetime, sentence: str, public: Mapping[str, Any]
) -> None:
    record(
        act,
        by=by,
        now=now,
        subject_kind="draw",
        subject_id=draw.pk,
        batch_id=draw.batch_id,
        sentence=sentence,
        public=public,
        about=f"抽查/{draw.pk}",
    )
