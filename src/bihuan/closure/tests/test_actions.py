from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.closure import actions
from bihuan.closure.facts import current_notice, valid_close_out
from bihuan.closure.models import CloseOut
from bihuan.evidence.models import Evidence
from bihuan.intake.actions import issue_batch
from bihuan.journal.tests.rows import refused_unsaved
from bihuan.kernel.errors import Refused
from bihuan.notice.actions import dismiss_objection, raise_objection, uphold_objection
from bihuan.notice.models import Objection
from bihuan.triage.actions import merge_opinions
from tests.support.paper import GREEN
from tests.support.refusals import refused
from tests.support.world import World

S = State


def apply(world: World, case: Case, by: Actor, summary: str = "路灯全部更换。") -> CloseOut:
    return actions.apply_close_out(case.pk, by=by, now=world.now, status="rectified", summary=summary)


def close(world: World, case: Case, by: Actor) -> CloseOut:
    return actions.close_case(case.pk, by=by, now=world.now, remark="同意。")


def refuse(world: World, case: Case, by: Actor, remark: str = "请补充照度检测。") -> CloseOut:
    return actions.refuse_close_out(case.pk, by=by, now=world.now, remark=remark)


def file(world: World, case: Case, by: Actor, **changes: Any) -> object:
    filing: dict[str, Any] = {"number": "备〔2022〕3号", "body": "滨海市绩效办", "filed_on": world.today}
    return actions.file_case(case.pk, by=by, now=world.now, **(filing | changes))


def applied(world: World) -> Case:
    """On notice, replied to, and applied for."""
    case = world.case_in(S.NOTICING)
    world.answer_everybody(case)
    apply(world, case, world.sun)
    return case


def ready(world: World) -> Case:
    """Every gate met."""
    case = applied(world)
    world.wait_for_notice(case)
    return case


def another_senior(world: World) -> Actor:
    """A second leader of the zone, for those who have done something else before."""
    world.cast.take_posts("feng")
    return world.cast.give_post("feng", "zone", Role.SENIOR_LEADER)


DEEDS = (
    Deed(Act.APPLY_CLOSE_OUT, in_state(S.NOTICING), apply, ("sun",), S.NOTICING, "申请销号", S.VERIFIED, "S16"),
    Deed(Act.CLOSE_CASE, ready, close, ("qian",), S.CLOSED, "同意销号：销号〔2022〕1号", S.VERIFIED, "S16"),
    Deed(
        Act.REFUSE_CLOSE_OUT, ready, refuse, ("qian",), S.REWORK, "退回销号申请：请补充照度检测。", S.CLOSED, "S17"
    ),
    Deed(
        Act.FILE_CASE, in_state(S.CLOSED), file, ("zhao",), S.FILED,
        "备案：滨海市绩效办，备〔2022〕3号", S.NOTICING, "S16",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_the_close_out_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_the_close_out_is_for_those_who_may_and_nobody_else(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_the_close_out_is_refused_in_a_state_that_does_not_know_it(
    world: World, deed: Deed
) -> None:
    deed.is_unknown_in_another_state(world)


def test_a_close_out_gets_its_number_its_approver_and_a_hundred_percent(world: World) -> None:
    case = ready(world)
    close_out = close(world, case, world.qian)
    assert (close_out.number, close_out.approved, close_out.decided_by_id) == (
        "销号〔2022〕1号",
        True,
        world.qian.user_id,
    )
    assert (world.fresh(case).progress, valid_close_out(case)) == (100, close_out)


def test_what_is_done_and_goes_on_closes_by_its_own_name_and_is_looked_back_at(world: World) -> None:
    """T20: 已完成整改并长期坚持."""
    case = world.case_in(S.NOTICING, GREEN)
    case.measures.update(progress="kept_up")
    world.answer_everybody(case)
    actions.apply_close_out(
        case.pk, by=world.zheng, now=world.now, status="kept_up", summary="洒水降尘已成制度。"
    )
    world.wait_for_notice(case)
    close_out = close(world, case, world.qian)
    assert close_out.get_status_display() == "已完成整改并长期坚持"
    world.later(30)
    world.look_back(case, held=True)
    assert case.look_backs.get().held


def test_an_application_says_what_was_reached_and_is_made_once(world: World) -> None:
    case = applied(world)
    with refused_unsaved(("summary-missing", "S16"), ("already-applied", "S16")):
        apply(world, case, world.sun, summary=" ")


def test_on_the_last_day_of_the_notice_nothing_is_closed_and_on_the_next_it_is(world: World) -> None:
    case = applied(world)
    notice = current_notice(case)
    assert notice is not None
    world.on(notice.ends_on.year, notice.ends_on.month, notice.ends_on.day, 23)
    with refused_unsaved(("notice-not-over", "S16")):
        close(world, case, world.qian)
    world.later()
    assert close(world, case, world.qian).approved


def test_every_unmet_gate_is_told_at_once(world: World) -> None:
    case = world.case_in(S.NOTICING)
    case.measures.update(progress="doing")
    case.indicators.update(numerator=30)
    Evidence.objects.filter(case=case, kind="plan").delete()
    raise_objection(case.pk, by=world.feng, now=world.now, text="路口三盏没有换。")
    with refused_unsaved(
        ("not-applied", "S16"),
        ("measures-loose", "S14"),
        ("no-plan", "S18"),
        ("indicator-short", "S15"),
        ("notice-not-over", "S16"),
        ("objection-open", "S16"),
        ("not-contacted", "S9"),
        ("not-replied", "S4"),
    ):
        close(world, case, world.qian)


def test_an_open_objection_stops_the_close_out_until_it_is_answered(world: World) -> None:
    case = applied(world)
    objection = raise_objection(case.pk, by=world.feng, now=world.now, text="路口三盏没有换。")
    world.wait_for_notice(case)
    with refused_unsaved(("objection-open", "S16")):
        close(world, case, world.qian)
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="三盏属邻县。")
    assert close(world, case, world.qian).approved


def test_an_objection_to_a_notice_that_was_broken_off_still_wants_its_answer(world: World) -> None:
    case = applied(world)
    first, second = (
        raise_objection(case.pk, by=world.feng, now=world.now, text=text)
        for text in ("三盏没换。", "五盏不亮。")
    )
    uphold_objection(case.pk, first.pk, by=world.zhao, now=world.now, answer="确有三盏未换。")
    world.walk(case, S.NOTICING)
    world.answer_everybody(case)
    apply(world, case, world.sun)
    world.wait_for_notice(case)
    with refused_unsaved(("objection-open", "S16")):
        close(world, case, world.qian)
    dismiss_objection(case.pk, second.pk, by=world.zhao, now=world.now, answer="已一并更换。")
    assert close(world, case, world.qian).approved
    assert not Objection.objects.filter(ruling="open").exists()


def test_an_application_made_before_the_rework_does_not_count_after_it(world: World) -> None:
    case = applied(world)
    objection = raise_objection(case.pk, by=world.feng, now=world.now, text="三盏没换。")
    uphold_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="确有三盏未换。")
    world.walk(case, S.NOTICING)
    world.wait_for_notice(case)
    with refused_unsaved(("not-applied", "S16")):
        close(world, case, world.qian)
    apply(world, case, world.sun, summary="三盏已换，全部更换。")
    assert close(world, case, world.qian).summary == "三盏已换，全部更换。"


def test_each_opinion_of_a_merged_case_wants_its_own_reply(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    merge_opinions(case.pk, [world.opinion(5).pk], by=world.zhao, now=world.now, reason="同一条路")
    world.walk(case, S.NOTICING)
    world.contact(world.opinion(1), by=world.li)
    world.reply(world.opinion(1), by=world.li)
    apply(world, case, world.sun)
    world.wait_for_notice(case)
    with refused_unsaved(("not-replied", "S4")):
        close(world, case, world.qian)
    world.reply(world.opinion(5), by=world.li)
    assert close(world, case, world.qian).approved


@pytest.mark.parametrize(
    ("name", "code"),
    [("sun", "after-handled"), ("li", "after-handled"), ("zhou", "after-verified")],
)
def test_who_applied_worked_or_verified_does_not_approve_whatever_post_they_hold_now(
    world: World, name: str, code: str
) -> None:
    case = ready(world)
    promoted = world.cast.give_post(name, "zone", Role.SENIOR_LEADER)
    with refused_unsaved((code, "S17")):
        close(world, case, promoted)
    assert close(world, case, another_senior(world)).approved


def test_a_verifier_who_has_worked_on_the_case_meanwhile_spoils_the_verification(world: World) -> None:
    case = world.case_in(S.VERIFIED)
    verification = case.verifications.get()
    verification.verified_by = world.cast.users["li"]
    verification.save()
    world.walk(case, S.NOTICING)
    with pytest.raises(Refused) as caught:
        world.close(case)
    assert "after-handled" in {finding.code for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("act", "to", "onwards"),
    [(Act.CLOSE_CASE, S.NOTICING, close), (Act.FILE_CASE, S.CLOSED, file)],
)
def test_the_rules_of_the_batch_may_want_the_return_visit_before_closing_or_filing(
    world: World, act: Act, to: State, onwards: Any
) -> None:
    issue_batch(world.import_notice().pk, by=world.zhao, now=world.now, changes={"visit_before": act})
    case = world.case_in(to)
    if to is S.NOTICING:
        world.answer_everybody(case)
        apply(world, case, world.sun)
        world.wait_for_notice(case)
    actor = world.qian if to is S.NOTICING else world.zhao
    with refused_unsaved(("not-visited", "S26")):
        onwards(world, case, actor)
    world.visit_everybody(case)
    onwards(world, case, actor)
    assert world.state(case) is not to


def test_a_refused_application_ends_the_notice_and_leads_back_to_work(world: World) -> None:
    case = ready(world)
    close_out = refuse(world, case, world.qian)
    assert (close_out.approved, close_out.number, close_out.remark) == (False, "", "请补充照度检测。")
    assert current_notice(case) is None
    world.walk(case, S.CLOSED)
    assert [row.number for row in case.close_outs.all()] == ["", "销号〔2022〕1号"]


def test_without_an_application_there_is_nothing_to_refuse_and_a_refusal_says_why(world: World) -> None:
    case = world.case_in(S.NOTICING)
    with refused_unsaved(("not-applied", "S16"), ("reason-missing", "S17")):
        refuse(world, case, world.qian, remark=" ")


def test_numbers_of_close_outs_count_up_without_gaps_even_after_a_refused_one(world: World) -> None:
    first, second = ready(world), world.case_in(S.NOTICING, 3)
    with refused(("not-applied", "S16")):
        close(world, second, world.qian)
    close(world, first, world.qian)
    world.close(second)
    assert list(CloseOut.objects.order_by("decided_at").values_list("number", flat=True)) == [
        "销号〔2022〕1号",
        "销号〔2022〕2号",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "filing-number-missing"),
        ({"body": ""}, "filing-body-missing"),
        ({"filed_on": date(2022, 5, 20)}, "filed-before-closed"),
    ],
)
def test_a_filing_without_number_or_body_or_before_the_close_out_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    case = world.case_in(S.CLOSED)
    with refused_unsaved((code, "S16")):
        file(world, case, world.zhao, **changes)
