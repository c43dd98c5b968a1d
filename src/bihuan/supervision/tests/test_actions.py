import json
from datetime import date, timedelta

import pytest

from bihuan.access.actor import CLOCK, PUBLIC, Actor
from bihuan.access.acts import Act
from bihuan.cases.actions import acknowledge_case
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.journal.tests.rows import last_entry, not_allowed_unsaved, refused_unsaved
from bihuan.supervision.actions import (
    issue_supervision,
    reply_supervision,
    settle_supervision,
    supervise_by_rule,
    withdraw_supervision,
)
from bihuan.supervision.facts import taken_of
from bihuan.supervision.ladder import Replied, Rung
from bihuan.supervision.models import Supervision
from tests.support.cast import PEOPLE
from tests.support.refusals import not_allowed
from tests.support.world import GREEN, LAMPS, WAGES, World

S = State
WHY, DEMAND, ANSWER = "连续两次调度未报进展。", "请于本周内报告余下点位的安排。", "余下三盏已订货，下周安装。"


def issue(world: World, case: Case, by: Actor | None = None, **changes: object) -> Supervision:
    given: dict[str, object] = {
        "rung": Rung.ORDER, "why": WHY, "demand": DEMAND, "reply_due_on": world.today + timedelta(days=7),
    }  # fmt: skip
    return issue_supervision(
        case.batch_id,
        by=by or world.zhao,
        now=world.now,
        case_id=case.pk,
        **(given | changes),  # type: ignore[arg-type]
    )


def issued(world: World, position: int = LAMPS, **changes: object) -> Supervision:
    case = world.case_in(S.RECTIFYING, position)
    world.later()
    return issue(world, case, world.above(case), **changes)


ISSUE = Deed(
    Act.ISSUE_SUPERVISION, in_state(S.RECTIFYING), issue, ("zhao", "qian"), S.RECTIFYING,
    f"发出督促：督办〔2022〕1号，综合执法局，{WHY}", S.CLOSED, "S15",
)  # fmt: skip


def test_a_rung_taken_by_hand_leaves_its_row_and_a_number_without_gaps(world: World) -> None:
    entry = ISSUE.leaves_its_row(world)
    row = Supervision.objects.get()
    assert json.loads(entry.data) == {
        "round": 1, "supervision": row.pk, "rung": "order", "number": "督办〔2022〕1号",
        "cause": f"case:{row.case_id}:r1:hand:1",
    }  # fmt: skip
    assert (row.why, row.demand, row.by_rule, row.issued_by_id) == (WHY, DEMAND, False, world.zhao.user_id)
    again = issue(world, world.case(LAMPS))
    assert (again.number, again.cause[-6:]) == ("督办〔2022〕2号", "hand:2")
    assert issue(world, world.case(LAMPS), rung=Rung.TALK).number == "约谈〔2022〕1号"


def test_supervising_is_for_the_coordinator_and_the_leader_above(world: World) -> None:
    ISSUE.is_for_nobody_else(world)
    ISSUE.is_unknown_in_another_state(world)


def test_the_coordinator_does_not_supervise_its_own_case_but_the_leader_does(world: World) -> None:
    """T1."""
    case = world.case_in(S.RECTIFYING, WAGES)
    with refused_unsaved(("belongs-to-handler", "S17")):
        issue(world, case)
    assert issue(world, case, world.qian).unit.name == "组织人社局"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"why": "  "}, "reason-missing"),
        ({"reply_due_on": date(2022, 5, 1)}, "reply-due-passed"),
        ({"cause": "case:1:r1:overdue:2022-12-31"}, "not-due"),
        ({"why": "字" * 2001}, "too-long"),
    ],
)
def test_a_rung_by_hand_has_its_reason_its_day_and_a_cause_that_is_there(
    world: World, changes: dict[str, object], code: str
) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved((code, "S15")):
        issue(world, case, **changes)  # type: ignore[arg-type]


def test_a_proposed_rung_may_be_raised_and_then_climbs_from_there(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    world.on(2023, 1, 3)
    cause = f"case:{case.pk}:r1:overdue:2022-12-31"
    issue(world, case, rung=Rung.TALK, cause=cause, reply_due_on=date(2023, 1, 6))
    with refused_unsaved(("not-due", "S15")):
        by_rule(world, case, Rung.URGING, cause)
    world.on(2023, 1, 9)
    with refused_unsaved(("rung-taken", "S15")):
        issue(world, case, rung=Rung.TALK, cause=cause)
    assert issue(world, case, rung=Rung.CIRCULAR, cause=cause).number == "通报〔2023〕1号"


def test_what_was_asked_may_be_asked_again_a_rung_higher_before_the_rules_would(world: World) -> None:
    row = issued(world)
    raised = issue(world, world.case(LAMPS), rung=Rung.TALK, cause=row.cause)
    assert raised.cause == row.cause
    settle_supervision(row.pk, by=world.zhao, now=world.now, remark="已面谈。")
    settle_supervision(raised.pk, by=world.zhao, now=world.now, remark="已面谈。")
    with refused_unsaved(("not-due", "S15")):
        issue(world, world.case(LAMPS), rung=Rung.CIRCULAR, cause=row.cause)
    assert issue(world, world.case(LAMPS)).cause.endswith(":hand:2")


def test_a_returned_case_waits_for_its_coordinator_who_is_the_one_supervised(world: World) -> None:
    case = world.case_in(S.RETURNED)
    assert issue(world, case, world.qian).unit.name == "组织人社局"


# ── by rule ──


def by_rule(world: World, case: Case, rung: Rung, cause: str, by: Actor = CLOCK) -> Supervision:
    return supervise_by_rule(case.batch_id, by=by, now=world.now, rung=rung, cause=cause, case_id=case.pk)


def test_the_clock_takes_what_is_due_and_only_once(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    world.on(2022, 12, 30)
    cause = f"case:{case.pk}:r1:last-day:2022-12-31"
    row = by_rule(world, case, Rung.REMINDER, cause)
    assert (row.number, row.unit.name, row.by_rule, row.issued_by_id) == (
        "提醒〔2022〕1号",
        "综合执法局",
        True,
        None,
    )
    assert (row.reply_due_on, row.why) == (
        date(2023, 1, 5), "整改时限2022-12-31是休息日，此前最后一个工作日是2022-12-30，现为“整改中”。",
    )  # fmt: skip
    entry = last_entry("case", case.pk)
    assert (entry.act, entry.by_name, entry.by_user_id) == ("supervise_by_rule", "系统（按规则）", None)
    with refused_unsaved(("not-due", "S15")):
        by_rule(world, case, Rung.REMINDER, cause)


def test_what_is_a_persons_to_take_is_not_taken_by_the_clock(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    world.on(2022, 11, 1)
    with refused_unsaved(("not-due", "S15")):
        by_rule(world, case, Rung.ORDER, f"case:{case.pk}:r1:behind:2022-12-31:2022-11")
    with not_allowed_unsaved():
        by_rule(world, case, Rung.URGING, f"case:{case.pk}:r1:behind:2022-12-31:2022-11", world.zhao)


# ── the answer, the end, the mistake ──


def test_an_answer_is_given_once_and_is_late_from_the_day_after(world: World) -> None:
    row = issued(world, reply_due_on=date(2022, 7, 1))
    world.on(2022, 7, 2)
    answered = reply_supervision(row.pk, by=world.li, now=world.now, text=f" {ANSWER}\n")
    assert (answered.reply, answered.replied_by_id) == (ANSWER, world.li.user_id)
    assert taken_of(answered).stands(world.today) is Replied.LATE
    assert last_entry("case", world.case(LAMPS).pk).sentence == "回复督办〔2022〕1号（逾期）"
    with refused_unsaved(("already-replied", "S15")):
        reply_supervision(row.pk, by=world.sun, now=world.now, text=ANSWER)


def test_an_answer_has_words_and_comes_from_the_unit_that_was_asked(world: World) -> None:
    row = issued(world)
    with refused_unsaved(("reason-missing", "S15")):
        reply_supervision(row.pk, by=world.li, now=world.now, text=" ")
    for name in sorted(set(PEOPLE) - {"li", "sun"}):
        with not_allowed():
            reply_supervision(row.pk, by=world.cast.actors[name], now=world.now, text=ANSWER)
    with not_allowed():
        reply_supervision(row.pk, by=PUBLIC, now=world.now, text=ANSWER)
    assert reply_supervision(row.pk, by=world.sun, now=world.now, text=ANSWER).replied_at == world.now


def test_who_has_verified_does_not_answer_for_the_unit(world: World) -> None:
    case = world.case_in(S.VERIFIED)
    row = issue(world, case)
    world.cast.give_post("zhou", "enforcement", next(post.role for post in world.li.posts))
    with refused_unsaved(("after-verified", "S17")):
        reply_supervision(row.pk, by=world.cast.actors["zhou"], now=world.now, text=ANSWER)


def test_what_was_answered_is_settled_by_the_coordinator(world: World) -> None:
    row = issued(world)
    reply_supervision(row.pk, by=world.li, now=world.now, text=ANSWER)
    settled = settle_supervision(row.pk, by=world.zhao, now=world.later(), remark="同意。")
    assert (settled.settled_by_id, settled.settled_at, settled.remark) == (
        world.zhao.user_id,
        world.now,
        "同意。",
    )
    assert last_entry("case", world.case(LAMPS).pk).sentence == "办结督办〔2022〕1号"
    for again in (settle_supervision, reply_supervision, withdraw_supervision):
        words = {"remark": "同意。"} if again is settle_supervision else {}
        words |= {"text": ANSWER} if again is reply_supervision else {}
        words |= {"reason": "误发。"} if again is withdraw_supervision else {}
        by = world.sun if again is reply_supervision else world.zhao
        with refused_unsaved(("already-replied" if by is world.sun else "settled", "S15")):
            again(row.pk, by=by, now=world.now, **words)


def test_what_nobody_answered_is_settled_with_a_reason_only(world: World) -> None:
    row = issued(world)
    with refused_unsaved(("reason-missing", "S15")):
        settle_supervision(row.pk, by=world.zhao, now=world.now)
    assert settle_supervision(row.pk, by=world.qian, now=world.now, remark="已当面说明。").settled_at


def test_who_was_asked_settles_nothing_and_the_leader_settles_for_the_coordinator(world: World) -> None:
    row = issued(world, WAGES)
    reply_supervision(row.pk, by=world.chu, now=world.now, text=ANSWER)
    for act, words in (
        (settle_supervision, {"remark": "同意。"}),
        (withdraw_supervision, {"reason": "误发。"}),
    ):
        with refused_unsaved(("belongs-to-handler", "S17")):
            act(row.pk, by=world.zhao, now=world.now, **words)
    assert settle_supervision(row.pk, by=world.qian, now=world.now).settled_by_id == world.qian.user_id


def test_who_answered_does_not_settle_whatever_post_they_have_since(world: World) -> None:
    row = issued(world)
    reply_supervision(row.pk, by=world.li, now=world.now, text=ANSWER)
    world.cast.give_post("li", "zone", next(post.role for post in world.qian.posts))
    with refused_unsaved(("after-handled", "S17")):
        settle_supervision(row.pk, by=world.cast.actors["li"], now=world.now)


def test_a_mistake_is_taken_back_with_its_reason_and_keeps_its_number(world: World) -> None:
    row = issued(world)
    with refused_unsaved(("reason-missing", "S15")):
        withdraw_supervision(row.pk, by=world.zhao, now=world.now, reason="")
    withdraw_supervision(row.pk, by=world.zhao, now=world.now, reason="发错单位。")
    assert last_entry("case", world.case(LAMPS).pk).sentence == "撤回督办〔2022〕1号，发错单位。"
    with refused_unsaved(("withdrawn", "S15")):
        reply_supervision(row.pk, by=world.li, now=world.now, text=ANSWER)
    assert issue(world, world.case(LAMPS)).number == "督办〔2022〕2号"


@pytest.mark.parametrize("act", [settle_supervision, withdraw_supervision])
def test_settling_and_withdrawing_are_for_those_above_alone(world: World, act: object) -> None:
    row = issued(world)
    words = {"remark": "同意。"} if act is settle_supervision else {"reason": "误发。"}
    for name in sorted(set(PEOPLE) - {"zhao", "qian"}):
        with not_allowed():
            act(row.pk, by=world.cast.actors[name], now=world.now, **words)  # type: ignore[operator]
    act(row.pk, by=world.qian, now=world.now, **words)  # type: ignore[operator]


# ── a unit's part of a batch ──


def test_a_unit_is_asked_for_its_written_report_and_the_history_of_the_batch_says_so(world: World) -> None:
    world.case_in(S.RECTIFYING)
    batch, unit = world.batch, world.unit("enforcement")
    world.on(2022, 12, 12)
    asked = {"unit_id": unit.pk, "cause": f"batch:{batch.pk}:unit:{unit.pk}:report:2022-12-09"}
    with refused_unsaved(("not-due", "S15")):
        supervise_by_rule(batch.pk, by=CLOCK, now=world.now, rung=Rung.URGING, **asked)  # type: ignore[arg-type]
    row = supervise_by_rule(
        batch.pk,
        by=CLOCK,
        now=world.now,
        rung=Rung.URGING,
        unreported={unit.pk},
        **asked,  # type: ignore[arg-type]
    )
    assert (row.case, row.unit, row.number) == (None, unit, "催办〔2022〕1号")
    entry = last_entry("batch", batch.pk)
    assert entry.sentence.startswith(
        "按规则督促：催办〔2022〕1号，综合执法局，书面报送整改情况报告的期限2022-12-09已过"
    )
    reply_supervision(row.pk, by=world.sun, now=world.now, text="今日报送。")
    settle_supervision(row.pk, by=world.zhao, now=world.now)
    assert last_entry("batch", batch.pk).sentence == "办结催办〔2022〕1号"


def test_a_department_does_not_ask_itself_for_its_report(world: World) -> None:
    world.case_in(S.RECTIFYING, WAGES)
    given = {
        "rung": Rung.URGING, "why": WHY, "demand": DEMAND, "reply_due_on": world.today + timedelta(days=3),
        "unit_id": world.unit("coordinator").pk,
    }  # fmt: skip
    with refused_unsaved(("belongs-to-handler", "S17")):
        issue_supervision(world.batch.pk, by=world.zhao, now=world.now, **given)  # type: ignore[arg-type]
    issue_supervision(world.batch.pk, by=world.qian, now=world.now, **given)  # type: ignore[arg-type]


def test_another_zone_supervises_nobody_here(world: World) -> None:
    case = world.case_in(S.RECTIFYING, GREEN)
    with not_allowed_unsaved():
        issue(world, case, world.wei)


def test_signing_late_is_urged_and_the_sign_in_ends_it(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    world.later(7)
    assignment = case.assignments.get()
    cause = f"case:{case.pk}:r1:acknowledge:{assignment.pk}"
    assert by_rule(world, case, Rung.URGING, cause).why.startswith("交办后应于")
    acknowledge_case(case.pk, by=world.li, now=world.later())
    with refused_unsaved(("not-due", "S15")):
        by_rule(world, case, Rung.ORDER, cause)
