from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.journal.tests.rows import last_entry, not_allowed_unsaved, refused_unsaved
from bihuan.plans import actions
from bihuan.plans.actions import MeasureDraft, People
from tests.support.paper import GREEN, WAGES
from tests.support.world import World

S = State


def submit(world: World, case: Case, by: Actor, **changes: Any) -> None:
    world.submit_plan(case, by=by, **changes)


def approve(world: World, case: Case, by: Actor, **changes: Any) -> object:
    return actions.approve_plan(case.pk, by=by, now=world.now, **changes)


def send_back(world: World, case: Case, by: Actor, remark: str = "请补充巡查制度。") -> object:
    return actions.send_back_plan(case.pk, by=by, now=world.now, remark=remark)


def report(
    world: World, case: Case, by: Actor, percent: int = 40, text: str = "已更换十五盏。", **more: Any
) -> object:
    return actions.report_progress(case.pk, by=by, now=world.now, percent=percent, text=text, **more)


def submitted(world: World, position: int, **changes: Any) -> Case:
    """A case whose plan waits for its approval."""
    case = world.case_in(S.ACKNOWLEDGED, position)
    world.submit_plan(case, **changes)
    return case


DEEDS = (
    Deed(Act.SUBMIT_PLAN, in_state(S.ACKNOWLEDGED), submit, ("li", "sun"), S.PLANNED, "报送整改方案", S.ASSIGNED, "S6"),
    Deed(
        Act.APPROVE_PLAN, in_state(S.PLANNED), approve, ("zhao", "qian"), S.RECTIFYING,
        "同意整改方案", S.ACKNOWLEDGED, "S8",
    ),
    Deed(
        Act.SEND_BACK_PLAN, in_state(S.PLANNED), send_back, ("zhao", "qian"), S.ACKNOWLEDGED,
        "退回整改方案：请补充巡查制度。", S.ACKNOWLEDGED, "S8",
    ),
    Deed(
        Act.REPORT_PROGRESS, in_state(S.RECTIFYING), report, ("li", "sun"), S.RECTIFYING,
        "报告进展：40%，已更换十五盏。", S.PLANNED, "S15",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS[1:], ids=str)
def test_an_act_of_planning_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


def test_a_submitted_plan_leaves_its_row_with_the_measures_it_promised(world: World) -> None:
    case = submitted(world, GREEN)
    entry = last_entry("case", case.pk)
    assert (entry.act, entry.from_state, entry.to_state) == (Act.SUBMIT_PLAN, S.ACKNOWLEDGED, S.PLANNED)
    assert (entry.by_name, entry.sentence) == ("王八一", "报送整改方案")
    assert "更换损坏的路灯。" in entry.data


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_planning_is_for_those_who_may_and_nobody_else(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_planning_is_refused_in_a_state_that_does_not_know_it(world: World, deed: Deed) -> None:
    deed.is_unknown_in_another_state(world)


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"root_cause": " "}, "root-cause-missing", "S6"),
        ({"measures": []}, "measures-missing", "S3"),
        ({"people": People("孙三", "", "李四")}, "three-people-missing", "S23"),
        ({"measures": [MeasureDraft("更换路灯。", date(2023, 1, 1))]}, "measure-after-limit", "S24"),
    ],
)
def test_a_plan_that_lacks_something_is_not_taken_and_the_old_measures_stay(
    world: World, changes: dict[str, Any], code: str, clause: str
) -> None:
    case = world.case_in(S.ACKNOWLEDGED)
    with refused_unsaved((code, clause)):
        world.submit_plan(case, **changes)


def test_the_plan_replaces_the_measures_the_indicators_and_the_people_of_the_case(world: World) -> None:
    case = world.fresh(submitted(world, WAGES))
    assert [(row.position, row.text) for row in case.measures.all()] == [
        (1, "排查望海路全线路灯。"),
        (2, "更换损坏的路灯。"),
    ]
    assert [(row.name, row.value) for row in case.indicators.all()] == [("更换路灯", Decimal(36))]
    assert (case.principal_leader, case.leader_in_charge, case.assignee) == ("孙三", "沈小三", "李四")


def test_a_plan_sent_back_stays_on_record_and_the_next_one_is_another_row(world: World) -> None:
    case = world.case_in(S.PLANNED)
    send_back(world, case, world.zhao)
    world.submit_plan(case, root_cause="线路老化，巡查制度缺位。")
    assert case.indicators.count() == 1
    assert case.measures.count() == 2
    world.approve_plan(case)
    first, second = case.plans.all()
    assert (first.approved, first.remark, first.root_cause) == (
        False,
        "请补充巡查制度。",
        "线路老化，巡查不及时。",
    )
    assert (second.approved, second.decided_by_id) == (True, world.zhao.user_id)


def test_a_plan_is_sent_back_with_what_to_mend(world: World) -> None:
    case = world.case_in(S.PLANNED)
    with refused_unsaved(("reason-missing", "S8")):
        send_back(world, case, world.zhao, remark=" ")


def test_nobody_approves_the_plan_they_sent_up(world: World) -> None:
    case = world.case_in(S.ACKNOWLEDGED)
    both = world.cast.give_post("li", "coordinator", Role.COORDINATOR)
    world.submit_plan(case, by=both)
    with refused_unsaved(("after-handled", "S17")):
        approve(world, case, both)


def test_the_coordinator_does_not_approve_its_own_bureaus_plan_but_the_senior_leader_does(
    world: World,
) -> None:
    case = submitted(world, WAGES)
    with refused_unsaved(("belongs-to-handler", "S17")):
        approve(world, case, world.zhao)
    approve(world, case, world.qian)
    assert world.state(case) is S.RECTIFYING


def test_a_plan_without_the_five_haves_passes_only_by_a_senior_leader_with_a_reason(world: World) -> None:
    case = submitted(world, GREEN, indicators=[])
    with refused_unsaved(("five-haves-missing", "S8")):
        approve(world, case, world.zhao, override_reason="原文如此")
    with refused_unsaved(("override-reason-missing", "S8")):
        approve(world, case, world.qian)
    approve(world, case, world.qian, override_reason="原目标即为逐步改善，难以计量")
    assert case.plans.get().override_reason == "原目标即为逐步改善，难以计量"
    assert last_entry("case", case.pk).sentence == "同意整改方案：特批：原目标即为逐步改善，难以计量"


def test_progress_is_kept_measure_by_measure_and_indicator_by_indicator(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    indicator = case.indicators.get()
    report(
        world,
        case,
        world.li,
        measures={1: ("done", "排查36盏"), 2: ("doing", "更换15盏")},
        readings={indicator.pk: (Decimal(15), None)},
    )
    states = [(row.progress, row.result) for row in case.measures.all()]
    assert states == [("done", "排查36盏"), ("doing", "更换15盏")]
    assert case.indicators.get().numerator == 15
    assert (world.fresh(case).progress, case.reports.get().text) == (40, "已更换十五盏。")


@pytest.mark.parametrize(
    ("percent", "text", "code"),
    [
        (101, "已更换十五盏。", "percent-out-of-range"),
        (-1, "已更换十五盏。", "percent-out-of-range"),
        (50, "\n", "text-missing"),
        (10, "台风。", "progress-went-back"),
    ],
)
def test_a_report_that_says_nothing_or_cannot_be_is_refused(
    world: World, percent: int, text: str, code: str
) -> None:
    case = world.case_in(S.RECTIFYING)
    report(world, case, world.li)
    with refused_unsaved((code, "S15")):
        report(world, case, world.li, percent=percent, text=text)


def test_a_hundred_percent_is_not_a_close_out(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    report(world, case, world.li, percent=100)
    assert (world.state(case), world.fresh(case).progress) == (S.RECTIFYING, 100)
    with not_allowed_unsaved("wrong-state", "S16"):
        world.apply(case)
