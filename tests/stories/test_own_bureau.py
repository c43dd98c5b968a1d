"""工地拖欠工资 (T1): the bureau that coordinates the work is also the one that must do it. It judges itself nowhere."""

from decimal import Decimal

from bihuan.access.actor import Role
from bihuan.cases.actions import reassign_case, return_case
from bihuan.cases.lifecycle import State
from bihuan.plans.actions import IndicatorDraft, approve_plan, report_progress
from bihuan.verification.actions import appoint_verifier, submit_for_verification
from tests.support.world import WAGES, World, refused


def test_the_coordinator_s_own_case_is_decided_above_it_and_verified_elsewhere(world: World) -> None:
    case = world.case_in(State.PLANNED, WAGES)
    with refused(("belongs-to-handler", "S17")):
        approve_plan(case.pk, by=world.zhao, now=world.now)
    approve_plan(case.pk, by=world.qian, now=world.later())

    with refused(("belongs-to-handler", "S17")):
        appoint_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("office"))
    with refused(("verifier-is-handler", "S17")):
        appoint_verifier(case.pk, by=world.qian, now=world.now, unit=world.unit("coordinator"))
    appoint_verifier(case.pk, by=world.qian, now=world.later(), unit=world.unit("office"))

    # A colleague of the bureau who is lent to the office verifies other people's cases, not this one.
    world.walk(case, State.VERIFYING)
    world.cast.give_post("zhao", "office", Role.VERIFIER)
    with refused(("belongs-to-handler", "S17")):
        world.verify(case, by=world.zhao)
    world.verify(case)
    assert world.state(case) is State.VERIFIED


def test_ninety_eight_percent_is_exactly_reached_by_147_of_150(world: World) -> None:
    case = world.case_in(State.ACKNOWLEDGED, WAGES)
    rate = IndicatorDraft("全年欠薪案件结案率", Decimal(98), "%", definition="立案数", cut_off=None)
    world.submit_plan(case, indicators=[rate])
    world.walk(case, State.RECTIFYING)
    world.do_the_work(case)
    (indicator,) = case.indicators.all()
    for closed, missing in ((146, True), (147, False)):
        report_progress(
            case.pk,
            by=world.chu,
            now=world.later(),
            percent=100,
            text=f"结案{closed}件。",
            readings={indicator.pk: (Decimal(closed), Decimal(150))},
        )
        if missing:
            with refused(("indicator-short", "S15")):
                submit_for_verification(case.pk, by=world.jiang, now=world.now, self_check="已自查。")
    submit_for_verification(case.pk, by=world.jiang, now=world.now, self_check="已自查。")
    assert world.state(case) is State.VERIFYING


def test_a_case_that_is_handed_to_its_own_verifier_cannot_be_sent_to_it(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    appoint_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    return_case(case.pk, by=world.li, now=world.now, reason="路灯由建设局管养。")
    reassign_case(
        case.pk,
        by=world.zhao,
        now=world.later(),
        unit=world.unit("construction"),
        person_in_charge="郑七",
        reason="经核实由建设局管养。",
    )
    world.walk(case, State.RECTIFYING)
    world.do_the_work(case)
    with refused(("verifier-is-handler", "S17")):
        submit_for_verification(case.pk, by=world.zheng, now=world.now, self_check="已自查。")
    world.appoint(case, "office")
    world.walk(case, State.CLOSED)
