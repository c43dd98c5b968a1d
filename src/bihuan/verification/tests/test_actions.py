from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.evidence.models import EvidenceKind
from bihuan.intake.actions import issue_batch
from bihuan.journal.tests.rows import refused_unsaved
from bihuan.plans.actions import IndicatorDraft, report_progress
from bihuan.verification import actions
from bihuan.verification.facts import acceptance_lines
from bihuan.verification.rules import Check
from tests.support.paper import GREEN, WAGES
from tests.support.world import World

S = State


def appoint(world: World, case: Case, by: Actor, unit: str = "office") -> object:
    return actions.appoint_verifier(case.pk, by=by, now=world.now, unit=world.unit(unit))


def appoint_second(world: World, case: Case, by: Actor, unit: str = "construction") -> object:
    return actions.appoint_second_verifier(case.pk, by=by, now=world.now, unit=world.unit(unit))


def submit(world: World, case: Case, by: Actor, self_check: str = "已逐项自查。") -> object:
    return actions.submit_for_verification(case.pk, by=by, now=world.now, self_check=self_check)


def verify(world: World, case: Case, by: Actor, **changes: Any) -> object:
    form: dict[str, Any] = {
        "checks": world.checks(case),
        "verifiers": ["周五", "韩小五"],
        "remark": "同意通过。",
    }
    return actions.pass_verification(case.pk, by=by, now=world.now, **(form | changes))


def fail(world: World, case: Case, by: Actor, **changes: Any) -> object:
    form: dict[str, Any] = {
        "checks": world.checks(case, met=False),
        "verifiers": ["周五", "韩小五"],
        "remark": "尚有三盏未换。",
    }
    return actions.fail_verification(case.pk, by=by, now=world.now, **(form | changes))


def work_done(world: World) -> Case:
    case = world.case_in(S.RECTIFYING)
    world.do_the_work(case)
    return case


DEEDS = (
    Deed(
        Act.APPOINT_VERIFIER, in_state(S.ASSIGNED), appoint, ("zhao", "qian"), S.ASSIGNED,
        "指定核查单位：管委会办公室", S.VERIFIED, "S15",
    ),
    Deed(
        Act.APPOINT_SECOND_VERIFIER, in_state(S.NOTICING), appoint_second, ("zhao", "qian"), S.NOTICING,
        "指定会同核查单位：建设局", S.DRAFT, "S17",
    ),
    Deed(Act.SUBMIT_FOR_VERIFICATION, work_done, submit, ("sun",), S.VERIFYING, "自查完成，申请核查", S.PLANNED, "S16"),
    Deed(
        Act.PASS_VERIFICATION, in_state(S.VERIFYING), verify, ("zhou", "han"), S.VERIFIED,
        "核查通过：同意通过。", S.RECTIFYING, "S15",
    ),
    Deed(
        Act.FAIL_VERIFICATION, in_state(S.VERIFYING), fail, ("zhou", "han"), S.REWORK,
        "核查不通过，退回整改：尚有三盏未换。", S.VERIFIED, "S17",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_verification_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_verification_is_for_those_who_may_and_nobody_else(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_verification_is_refused_in_a_state_that_does_not_know_it(world: World, deed: Deed) -> None:
    deed.is_unknown_in_another_state(world)


@pytest.mark.parametrize("unit", ["enforcement", "lamps"])
def test_the_unit_that_does_the_work_is_not_appointed_nor_its_offices(world: World, unit: str) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved(("verifier-is-handler", "S17")):
        appoint(world, case, world.zhao, unit)


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("enforcement", "verifier-is-handler"),
        ("lamps", "verifier-is-handler"),
        ("office", "verifying-units-same"),
    ],
)
def test_the_second_unit_is_another_department_than_those_that_work_and_the_first_that_verifies(
    world: World, unit: str, code: str
) -> None:
    case = world.case_in(S.VERIFYING)
    with refused_unsaved((code, "S17")):
        appoint_second(world, case, world.zhao, unit)
    appoint_second(world, case, world.zhao)
    assert world.fresh(case).second_verifying == world.unit("construction")


def test_nor_does_the_first_become_the_same_department_as_the_second(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    appoint_second(world, case, world.zhao)
    with refused_unsaved(("verifying-units-same", "S17")):
        appoint(world, case, world.zhao, "construction")


def test_a_unit_of_another_zone_is_not_appointed_as_the_second(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved(("other-zone", "S5")):
        appoint_second(world, case, world.zhao, "elsewhere")


def test_a_supporting_unit_is_not_appointed(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    case.supporting.create(unit=world.unit("construction"))
    with refused_unsaved(("verifier-is-handler", "S17")):
        appoint(world, case, world.zhao, "construction")


def test_a_coordinator_that_is_responsible_itself_neither_appoints_nor_verifies(world: World) -> None:
    """T1: 组织人社局 coordinates and is responsible for the wages."""
    case = world.case_in(S.ACKNOWLEDGED, WAGES)
    with refused_unsaved(("belongs-to-handler", "S17")):
        appoint(world, case, world.zhao)
    with refused_unsaved(("verifier-is-handler", "S17")):
        appoint(world, case, world.qian, "coordinator")
    appoint(world, case, world.qian)
    assert world.fresh(case).verifying == world.unit("office")


def test_nothing_is_sent_up_with_loose_ends_without_evidence_or_unsigned(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved(
        ("self-check-missing", "S16"),
        ("no-plan", "S18"),
        ("no-meeting-minutes", "S18"),
        ("no-data", "S18"),
        ("measures-loose", "S14"),
        ("indicator-unread", "S15"),
    ):
        submit(world, case, world.sun, self_check=" ")


def test_nothing_is_sent_up_before_somebody_was_named_to_verify_it(world: World) -> None:
    case = work_done(world)
    Case.objects.filter(pk=case.pk).update(verifying=None)
    with refused_unsaved(("no-verifying-unit", "S15")):
        submit(world, case, world.sun)


def test_a_promised_figure_that_is_short_stops_the_submission_and_one_just_reached_does_not(
    world: World,
) -> None:
    case = world.case_in(S.ACKNOWLEDGED)
    world.submit_plan(case, indicators=[IndicatorDraft("结案率", Decimal(98))])
    world.approve_plan(case)
    world.do_the_work(case)
    indicator = case.indicators.get()
    for numerator in (146, 147):
        report_progress(
            case.pk, by=world.li, now=world.now, percent=100, text="已统计。",
            readings={indicator.pk: (Decimal(numerator), Decimal(150))},
        )  # fmt: skip
        if numerator == 146:
            with refused_unsaved(("indicator-short", "S15")):
                submit(world, case, world.sun)
    submit(world, case, world.sun)
    assert world.state(case) is S.VERIFYING


def test_the_form_asks_about_the_original_words_the_target_each_measure_and_each_figure(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    assert acceptance_lines(case) == (
        ("opinion", "望海路路灯不亮，夜间出行不安全。"),
        ("target", "更换损坏路灯36盏。"),
        ("measure", "1. 排查望海路全线路灯。"),
        ("measure", "2. 更换损坏的路灯。"),
        ("indicator", "更换路灯≥36盏"),
    )


def test_a_verification_keeps_every_line_who_looked_and_when(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    verify(world, case, world.zhou, verifiers=["周五", " 韩小五", ""], visited_on=date(2022, 5, 30))
    verification = case.verifications.get()
    assert (verification.passed, verification.unit) == (True, world.unit("office"))
    assert (verification.verifiers, verification.visited_on) == ("周五、韩小五", date(2022, 5, 30))
    lines = [(line.position, line.text, line.met) for line in verification.lines.all()]
    assert lines[0] == (1, "望海路路灯不亮，夜间出行不安全。", True)
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"checks": []}, "line-unchecked", "S15"),
        ({"verifiers": ["周五"]}, "too-few-verifiers", "S17"),
        ({"verifiers": ["周五", "周 五"]}, "too-few-verifiers", "S17"),
    ],
)
@pytest.mark.parametrize("act", [verify, fail])
def test_a_form_that_is_not_filled_in_is_refused_whatever_its_verdict(
    world: World, act: Any, changes: dict[str, Any], code: str, clause: str
) -> None:
    case = world.case_in(S.VERIFYING)
    with refused_unsaved((code, clause)):
        act(world, case, world.zhou, **changes)


def test_a_line_that_is_not_met_does_not_pass(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    checks = [*world.checks(case)[:-1], world.checks(case, met=False)[-1]]
    with refused_unsaved(("line-not-met", "S17")):
        verify(world, case, world.zhou, checks=checks)


def test_a_failure_says_why(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    with refused_unsaved(("reason-missing", "S17")):
        fail(world, case, world.zhou, remark=" ")


@pytest.mark.parametrize("act", [verify, fail])
def test_who_worked_on_the_case_does_not_verify_it_whatever_post_they_hold_now(
    world: World, act: Any
) -> None:
    case = world.case_in(S.VERIFYING)
    world.cast.take_posts("li")
    moved = world.cast.give_post("li", "office", Role.VERIFIER)
    with refused_unsaved(("after-handled", "S17")):
        act(world, case, moved)


def test_who_also_holds_a_post_in_the_responsible_unit_does_not_verify(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    both = world.cast.give_post("zhou", "lamps", Role.LIAISON)
    with refused_unsaved(("belongs-to-handler", "S17")):
        verify(world, case, both)


def test_words_about_something_else_do_not_fill_in_the_form(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    easier = [Check(check.subject, "别的内容", met=True, found="已达到。") for check in world.checks(case)]
    with refused_unsaved(("line-unchecked", "S15")):
        verify(world, case, world.zhou, checks=easier)


def test_a_unit_that_came_to_support_the_case_verifies_it_no_longer(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    case.supporting.create(unit=world.unit("office"))
    with refused_unsaved(("belongs-to-handler", "S17")):
        verify(world, case, world.zhou)


def test_after_a_failure_the_next_submission_is_verified_by_itself(world: World) -> None:
    case = world.case_in(S.REWORK)
    world.walk(case, S.VERIFIED)
    failed, passed = case.verifications.all()
    assert (failed.passed, passed.passed) == (False, True)
    assert failed.submission_id != passed.submission_id


def test_what_was_sent_back_is_not_sent_up_again_as_it_was(world: World) -> None:
    case = world.case_in(S.REWORK)
    for kind in (EvidenceKind.DATA, EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER):
        world.hand_in(case, kind)
    with refused_unsaved(("nothing-since-sent-back", "S17")):
        submit(world, case, world.leader(case))
    world.report_done(case)
    submit(world, case, world.leader(case))
    assert world.state(case) is S.VERIFYING


def test_the_rules_of_the_batch_say_how_many_verify(world: World) -> None:
    issue_batch(world.import_notice().pk, by=world.zhao, now=world.now, changes={"verifiers": 1})
    case = world.case_in(S.VERIFYING, GREEN)
    world.answer_doubts(case)
    verify(world, case, world.zhou, verifiers=["周五"])
    assert world.state(case) is S.VERIFIED


def test_evidence_may_still_be_handed_in_for_the_rework(world: World) -> None:
    case = world.case_in(S.REWORK)
    world.hand_in(case, EvidenceKind.DATA)
    assert case.evidence.filter(kind=EvidenceKind.DATA).count() == 2
