"""Every act of the lifecycle as a move anybody may try on a case, with arguments that a careful person would give."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.actions import (
    acknowledge_case,
    approve_extension,
    assign_case,
    edit_case,
    reassign_case,
    refuse_extension,
    refuse_withdrawal,
    request_extension,
    request_withdrawal,
    return_case,
)
from bihuan.cases.models import Case
from bihuan.closure.actions import (
    apply_close_out,
    approve_withdrawal,
    close_case,
    file_case,
    refuse_close_out,
)
from bihuan.disclosure.actions import disclose_case, draft_statement, send_back_statement
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.facts import doubts_of
from bihuan.followup.actions import reopen_case
from bihuan.notice.actions import dismiss_objection, raise_objection, uphold_objection
from bihuan.notice.models import Objection
from bihuan.people.calendar import office_calendar
from bihuan.plans.actions import approve_plan, record_reading, report_progress, send_back_plan
from bihuan.supervision.actions import supervise_by_rule
from bihuan.supervision.facts import case_facts
from bihuan.supervision.ladder import Rung, rungs_due
from bihuan.verification.actions import (
    appoint_second_verifier,
    appoint_verifier,
    fail_verification,
    pass_verification,
    submit_for_verification,
)
from tests.support.world import World

Move = Callable[[World, Case, Actor], object]


def _objection(case: Case) -> int:
    last = Objection.objects.filter(notice__case=case).last()
    return last.pk if last else 0


def _answer_doubt(world: World, case: Case, by: Actor) -> None:
    """The first doubt there is, else none in particular."""
    keys = [doubt.key for doubt in doubts_of(world.fresh(case))]
    answer_doubt(case.pk, by=by, now=world.now, key=keys[0] if keys else "0", reason="已现场核对，情况属实。")


def _give_up(world: World, case: Case, by: Actor) -> None:
    if by == world.qian:
        world.answer_everybody(case)
    approve_withdrawal(case.pk, by=by, now=world.now)


def _read(world: World, case: Case, by: Actor) -> None:
    """The first indicator there is, else none in particular."""
    indicator = case.indicators.first()
    record_reading(
        case.pk, by=by, now=world.now, indicator_id=indicator.pk if indicator else 0, read_on=world.today,
        numerator=Decimal(36), source="更换记录。",
    )  # fmt: skip


def _report(world: World, case: Case, by: Actor, *, done: bool) -> None:
    progress = ("done", "已完成") if done else ("doing", "进行中")
    report_progress(
        case.pk,
        by=by,
        now=world.now,
        percent=90,
        text="各项措施的进展情况如实报告。",
        measures={row.position: progress for row in case.measures.all()},
    )


def _by_rule(world: World, case: Case, by: Actor) -> None:
    """The first rung that is due, else none in particular. Nobody's to take but the clock's."""
    fresh = world.fresh(case)
    calendar = office_calendar(fresh.batch.coordinator.path)
    due = rungs_due(case_facts(fresh, calendar), fresh.batch.rulebook, calendar, world.today)
    rung, cause = (due[0].rung, due[0].cause) if due else (Rung.REMINDER, "")
    supervise_by_rule(case.batch_id, by=by, now=world.now, rung=rung, cause=cause, case_id=case.pk)


# Lambdas, so that a row reads like the act it tries.
MOVES: dict[Act, Move] = {
    Act.EDIT_CASE: lambda w, c, by: edit_case(c.pk, by=by, now=w.now, changes={"person_in_charge": "孙三"}),
    Act.ASSIGN_CASE: lambda w, c, by: assign_case(c.pk, by=by, now=w.now),
    Act.ACKNOWLEDGE_CASE: lambda w, c, by: acknowledge_case(c.pk, by=by, now=w.now),
    Act.RETURN_CASE: lambda w, c, by: return_case(c.pk, by=by, now=w.now, reason="不归我局。"),
    Act.REASSIGN_CASE: lambda w, c, by: reassign_case(
        c.pk, by=by, now=w.now, unit=w.unit("construction"), reason="改由建设局。", person_in_charge="郑七"
    ),
    Act.SUBMIT_PLAN: lambda w, c, by: w.submit_plan(c, by=by),
    Act.APPROVE_PLAN: lambda w, c, by: approve_plan(c.pk, by=by, now=w.now, override_reason="急"),
    Act.SEND_BACK_PLAN: lambda w, c, by: send_back_plan(c.pk, by=by, now=w.now, remark="请补。"),
    Act.REPORT_PROGRESS: lambda w, c, by: _report(w, c, by, done=False),
    Act.ADD_EVIDENCE: lambda w, c, by: w.hand_in(c, "data", by=by),
    Act.APPOINT_VERIFIER: lambda w, c, by: appoint_verifier(c.pk, by=by, now=w.now, unit=w.unit("office")),
    Act.APPOINT_SECOND_VERIFIER: lambda w, c, by: appoint_second_verifier(
        c.pk, by=by, now=w.now, unit=w.unit("construction")
    ),
    Act.SUBMIT_FOR_VERIFICATION: lambda w, c, by: submit_for_verification(
        c.pk, by=by, now=w.now, self_check="已自查。"
    ),
    # Not ``w.verify``, which answers the doubts first.
    Act.PASS_VERIFICATION: lambda w, c, by: pass_verification(
        c.pk, by=by, now=w.now, checks=w.checks(c), verifiers=["周五", "韩小五"], remark="同意通过。"
    ),
    Act.ANSWER_DOUBT: _answer_doubt,
    Act.FAIL_VERIFICATION: lambda w, c, by: fail_verification(
        c.pk,
        by=by,
        now=w.now,
        checks=w.checks(c, met=False),
        verifiers=["周五", "韩小五"],
        remark="尚有不足。",
    ),
    Act.POST_NOTICE: lambda w, c, by: w.post(c, by=by),
    Act.RAISE_OBJECTION: lambda w, c, by: raise_objection(c.pk, by=by, now=w.now, text="还有三盏不亮。"),
    Act.DISMISS_OBJECTION: lambda w, c, by: dismiss_objection(
        c.pk, _objection(c), by=by, now=w.now, answer="已更换。"
    ),
    Act.UPHOLD_OBJECTION: lambda w, c, by: uphold_objection(
        c.pk, _objection(c), by=by, now=w.now, answer="属实。"
    ),
    Act.APPLY_CLOSE_OUT: lambda w, c, by: apply_close_out(
        c.pk, by=by, now=w.now, status="rectified", summary="已完成。"
    ),
    Act.CLOSE_CASE: lambda w, c, by: close_case(c.pk, by=by, now=w.now),
    Act.REFUSE_CLOSE_OUT: lambda w, c, by: refuse_close_out(c.pk, by=by, now=w.now, remark="再改。"),
    Act.FILE_CASE: lambda w, c, by: file_case(
        c.pk, by=by, now=w.now, number="备1号", body="市绩效办", filed_on=w.today
    ),
    Act.DRAFT_STATEMENT: lambda w, c, by: draft_statement(c.pk, by=by, now=w.now, text="路灯已修复。"),
    Act.REVIEW_STATEMENT: lambda w, c, by: w.review(c, by=by),
    Act.SEND_BACK_STATEMENT: lambda w, c, by: send_back_statement(c.pk, by=by, now=w.now, remark="请改。"),
    Act.DISCLOSE_CASE: lambda w, c, by: disclose_case(c.pk, by=by, now=w.now),
    Act.LOOK_BACK: lambda w, c, by: w.look_back(c, held=True, by=by),
    Act.REOPEN_CASE: lambda w, c, by: reopen_case(
        c.pk, by=by, now=w.now, reason="又坏了。", new_limit=w.today + timedelta(days=60)
    ),
    Act.REQUEST_EXTENSION: lambda w, c, by: request_extension(
        c.pk, by=by, now=w.now, new_date=w.today + timedelta(days=400), reason="缺货。"
    ),
    Act.APPROVE_EXTENSION: lambda w, c, by: approve_extension(c.pk, by=by, now=w.now),
    Act.REFUSE_EXTENSION: lambda w, c, by: refuse_extension(c.pk, by=by, now=w.now, remark="不同意。"),
    Act.REQUEST_WITHDRAWAL: lambda w, c, by: request_withdrawal(c.pk, by=by, now=w.now, reason="拆除。"),
    Act.APPROVE_WITHDRAWAL: lambda w, c, by: _give_up(w, c, by),
    Act.ISSUE_SUPERVISION: lambda w, c, by: w.supervise(c, by=by),
    Act.SUPERVISE_BY_RULE: lambda w, c, by: _by_rule(w, c, by),
    Act.RECORD_READING: lambda w, c, by: _read(w, c, by),
    Act.REVIEW_LONG_TERM: lambda w, c, by: w.review_the_year(c, by=by),
    Act.CARRY_OVER_CASE: lambda w, c, by: w.carry_over(c, by=by),
    Act.REFUSE_WITHDRAWAL: lambda w, c, by: refuse_withdrawal(c.pk, by=by, now=w.now, remark="不同意。"),
}


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever is written inside is gone afterwards: one example of a property does not see another."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
