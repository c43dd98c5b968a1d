from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases import actions
from bihuan.cases.lifecycle import IN_HAND, OPEN, State
from bihuan.cases.models import Case, CaseRequest
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.closure.actions import approve_withdrawal as approve
from bihuan.journal.models import Entry
from bihuan.journal.tests.rows import refused_unsaved
from tests.support.paper import GREEN
from tests.support.world import World

LATER = date(2023, 2, 28)


def edit(world: World, case: Case, by: Actor, **changes: Any) -> object:
    return actions.edit_case(
        case.pk, by=by, now=world.now, changes=changes or {"target": "更换损坏路灯40盏。"}
    )


def assign(world: World, case: Case, by: Actor) -> object:
    return actions.assign_case(case.pk, by=by, now=world.now)


def acknowledge(world: World, case: Case, by: Actor) -> object:
    return actions.acknowledge_case(case.pk, by=by, now=world.now)


def give_back(world: World, case: Case, by: Actor, reason: str = "路灯归建设局管理。") -> object:
    return actions.return_case(case.pk, by=by, now=world.now, reason=reason)


def reassign(world: World, case: Case, by: Actor, unit: str = "construction", **changes: Any) -> object:
    asked = {"reason": "经裁定由建设局承办", "person_in_charge": "郑七"} | changes
    return actions.reassign_case(case.pk, by=by, now=world.now, unit=world.unit(unit), **asked)


def ask_extension(
    world: World, case: Case, by: Actor, *, new_date: date = LATER, reason: str = "电缆延迟到货。"
) -> CaseRequest:
    return actions.request_extension(case.pk, by=by, now=world.now, new_date=new_date, reason=reason)


def approve_extension(world: World, case: Case, by: Actor) -> CaseRequest:
    return actions.approve_extension(case.pk, by=by, now=world.now, remark="同意。")


def refuse_extension(world: World, case: Case, by: Actor, remark: str = "理由不充分。") -> CaseRequest:
    return actions.refuse_extension(case.pk, by=by, now=world.now, remark=remark)


def ask_withdrawal(world: World, case: Case, by: Actor, reason: str = "路段已拆除。") -> CaseRequest:
    return actions.request_withdrawal(case.pk, by=by, now=world.now, reason=reason)


def approve_withdrawal(world: World, case: Case, by: Actor) -> CaseRequest:
    return approve(case.pk, by=by, now=world.now)


def refuse_withdrawal(world: World, case: Case, by: Actor, remark: str = "路段仍在使用。") -> CaseRequest:
    return actions.refuse_withdrawal(case.pk, by=by, now=world.now, remark=remark)


def extension_asked(world: World) -> Case:
    case = world.case_in(State.RECTIFYING)
    ask_extension(world, case, world.li)
    return case


def withdrawal_asked(world: World) -> Case:
    case = world.case_in(State.RECTIFYING)
    world.answer_everybody(case)
    ask_withdrawal(world, case, world.li)
    return case


S = State
WORKING = in_state(S.RECTIFYING)
DEEDS = (
    Deed(Act.EDIT_CASE, in_state(S.DRAFT), edit, ("zhao",), S.DRAFT, "修改了事项要素", S.ASSIGNED, "S3"),
    Deed(
        Act.ASSIGN_CASE, in_state(S.DRAFT), assign, ("zhao",), S.ASSIGNED,
        "交办给责任单位：综合执法局，交办〔2022〕1号", S.ASSIGNED, "S5",
    ),
    Deed(
        Act.ACKNOWLEDGE_CASE, in_state(S.ASSIGNED), acknowledge, ("li", "sun"), S.ACKNOWLEDGED,
        "签收", S.ACKNOWLEDGED, "S5",
    ),
    Deed(
        Act.RETURN_CASE, in_state(S.ASSIGNED), give_back, ("li", "sun"), S.RETURNED,
        "退回交办：路灯归建设局管理。", S.ACKNOWLEDGED, "S5",
    ),
    Deed(
        Act.REASSIGN_CASE, in_state(S.RETURNED), reassign, ("zhao",), S.ASSIGNED,
        "改派：建设局，交办〔2022〕2号，经裁定由建设局承办", S.ASSIGNED, "S5",
    ),
    Deed(
        Act.REQUEST_EXTENSION, WORKING, ask_extension, ("li", "sun"), S.RECTIFYING,
        "申请延期：至2023-02-28，电缆延迟到货。", S.CLOSED, "S23",
    ),
    Deed(
        Act.APPROVE_EXTENSION, extension_asked, approve_extension, ("qian",), S.RECTIFYING,
        "同意延期：延至2023-02-28", S.CLOSED, "S23",
    ),
    Deed(
        Act.REFUSE_EXTENSION, extension_asked, refuse_extension, ("qian",), S.RECTIFYING,
        "不同意延期：理由不充分。", S.CLOSED, "S23",
    ),
    Deed(
        Act.REQUEST_WITHDRAWAL, WORKING, ask_withdrawal, ("li", "sun", "zhao"), S.RECTIFYING,
        "申请撤销事项：路段已拆除。", S.CLOSED, "S17",
    ),
    Deed(
        Act.APPROVE_WITHDRAWAL, withdrawal_asked, approve_withdrawal, ("qian",), S.WITHDRAWN,
        "同意撤销事项：路段已拆除。", S.CLOSED, "S17",
    ),
    Deed(
        Act.REFUSE_WITHDRAWAL, withdrawal_asked, refuse_withdrawal, ("qian",), S.RECTIFYING,
        "不同意撤销事项：路段仍在使用。", S.CLOSED, "S17",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_hand_over_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_hand_over_is_for_those_who_may_and_nobody_else(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_hand_over_is_refused_in_a_state_that_does_not_know_it(world: World, deed: Deed) -> None:
    deed.is_unknown_in_another_state(world)


def test_editing_sets_the_elements_and_the_supporting_units(world: World) -> None:
    case = world.case()
    for units in (["construction", "office"], ["office"]):
        actions.edit_case(
            case.pk,
            by=world.zhao,
            now=world.now,
            changes={"on_site": True, "limit_date": LATER},
            supporting=[world.unit(key) for key in units],
        )
    case = world.fresh(case)
    assert (case.on_site, case.limit_date) == (True, LATER)
    assert [row.unit for row in case.supporting.all()] == [world.unit("office")]


@pytest.mark.parametrize("field", ["state", "round", "progress", "verifying", "public_text", "batch"])
def test_editing_reaches_no_other_field(world: World, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        edit(world, world.case(), world.zhao, **{field: "closed"})


def test_a_limit_that_contradicts_itself_is_not_saved(world: World) -> None:
    case = world.case()
    with refused_unsaved(("limit-date-unexpected", "S3")):
        edit(world, case, world.zhao, limit_kind="continuous")


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"target": ""}, "target-missing", "S3"),
        ({"lead": None}, "lead-missing", "S3"),
        ({"person_in_charge": ""}, "person-missing", "S23"),
    ],
)
def test_a_case_without_its_elements_is_not_handed_over(
    world: World, changes: dict[str, Any], code: str, clause: str
) -> None:
    case = world.case()
    edit(world, case, world.zhao, **changes)
    with refused_unsaved((code, clause)):
        assign(world, case, world.zhao)


def test_a_case_without_measures_is_not_handed_over(world: World) -> None:
    case = world.case()
    case.measures.all().delete()
    with refused_unsaved(("measures-missing", "S3")):
        assign(world, case, world.zhao)


def test_before_the_batch_is_issued_nothing_is_handed_over(world: World) -> None:
    case = world.import_notice().cases.earliest("position")
    with refused_unsaved(("batch-not-issued", "S5")):
        assign(world, case, world.zhao)


def test_the_clock_of_the_sign_in_starts_at_the_assignment(world: World) -> None:
    case = world.case()
    world.on(2022, 5, 27)
    assign(world, case, world.zhao)
    assignment = case.assignments.get()
    assert (assignment.acknowledge_due_on, assignment.acknowledged_at) == (date(2022, 5, 31), None)
    acknowledge(world, case, world.li)
    assert case.assignments.get().acknowledged_at == world.now
    assert world.fresh(case).assigned_on == date(2022, 5, 27)


def test_a_return_keeps_its_reason_and_the_next_assignment_is_another_row(world: World) -> None:
    case = world.case_in(S.RETURNED)
    reassign(world, case, world.zhao)
    first, second = case.assignments.all()
    assert (first.unit, first.return_reason) == (world.unit("enforcement"), "路灯归建设局管理。")
    assert (second.unit, second.final) == (world.unit("construction"), False)
    assert world.fresh(case).person_in_charge == "郑七"


def test_an_assignment_is_not_returned_without_a_reason(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    with refused_unsaved(("reason-missing", "S5")):
        give_back(world, case, world.li, reason=" ")


def test_after_a_ruling_the_same_unit_may_not_return_the_case_again(world: World) -> None:
    case = world.case_in(S.RETURNED)
    reassign(world, case, world.zhao, unit="enforcement", person_in_charge="")
    assert world.fresh(case).person_in_charge == "孙三"
    with refused_unsaved(("assignment-final", "S5")):
        give_back(world, case, world.li)


def test_another_unit_takes_a_case_over_without_the_first_ones_people(world: World) -> None:
    case = world.case_in(S.RETURNED)
    with refused_unsaved(("person-missing", "S23"), ("reason-missing", "S5")):
        reassign(world, case, world.zhao, person_in_charge="", reason="")


@pytest.mark.parametrize(
    ("new_date", "reason", "code"),
    [(date(2022, 12, 31), "延迟", "extension-not-later"), (LATER, " ", "reason-missing")],
)
def test_an_extension_is_asked_for_with_a_later_day_and_a_reason(
    world: World, new_date: date, reason: str, code: str
) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved((code, "S23")):
        ask_extension(world, case, world.li, new_date=new_date, reason=reason)


def test_a_case_without_a_dated_limit_is_not_extended(world: World) -> None:
    case = world.case_in(S.ASSIGNED, GREEN)
    with refused_unsaved(("limit-undated", "S23")):
        ask_extension(world, case, world.wang)


def test_one_extension_is_pending_at_a_time(world: World) -> None:
    case = extension_asked(world)
    with refused_unsaved(("request-pending", "S23")):
        ask_extension(world, case, world.sun, new_date=date(2023, 3, 31))


def test_the_limit_moves_only_when_the_extension_is_approved(world: World) -> None:
    case = extension_asked(world)
    assert world.fresh(case).limit_date == date(2022, 12, 31)
    approved = approve_extension(world, case, world.qian)
    assert world.fresh(case).limit_date == LATER
    assert (approved.approved, approved.decided_by_id) == (True, world.qian.user_id)
    assert '"before":"2022-12-31"' in Entry.objects.latest("pk").data


def test_a_refused_extension_leaves_the_limit_and_another_may_be_asked_for(world: World) -> None:
    case = extension_asked(world)
    refuse_extension(world, case, world.qian)
    assert world.fresh(case).limit_date == date(2022, 12, 31)
    assert ask_extension(world, case, world.sun).approved is None


@pytest.mark.parametrize(
    ("refuse", "clause"), [(refuse_extension, "S23"), (refuse_withdrawal, "S17")], ids=["延期", "撤销"]
)
def test_a_refusal_says_why(world: World, refuse: Any, clause: str) -> None:
    case = extension_asked(world)
    ask_withdrawal(world, case, world.li)
    with refused_unsaved(("reason-missing", clause)):
        refuse(world, case, world.qian, remark="")


@pytest.mark.parametrize(
    "decide", [approve_extension, refuse_extension, approve_withdrawal, refuse_withdrawal]
)
def test_without_a_request_there_is_nothing_to_decide(world: World, decide: Any) -> None:
    case = world.case_in(S.RECTIFYING)
    world.answer_everybody(case)
    with refused_unsaved(("nothing-to-decide", "S17")):
        decide(world, case, world.qian)


@pytest.mark.parametrize(
    ("ask", "decide"),
    [
        (ask_extension, approve_extension),
        (ask_withdrawal, approve_withdrawal),
        (ask_withdrawal, refuse_withdrawal),
    ],
)
def test_nobody_decides_on_their_own_request_whatever_posts_they_hold(
    world: World, ask: Any, decide: Any
) -> None:
    case = world.case_in(S.RECTIFYING)
    both = world.cast.give_post("qian", "enforcement", world.sun.posts[0].role)
    world.answer_everybody(case)
    ask(world, case, both)
    with refused_unsaved(("after-asked", "S17")):
        decide(world, case, both)


def test_a_withdrawal_is_asked_for_once_and_with_a_reason(world: World) -> None:
    case = withdrawal_asked(world)
    with refused_unsaved(("request-pending", "S17"), ("reason-missing", "S17")):
        ask_withdrawal(world, case, world.zhao, reason="")


def test_after_a_refused_withdrawal_the_work_goes_on(world: World) -> None:
    case = withdrawal_asked(world)
    refuse_withdrawal(world, case, world.qian)
    world.walk(case, S.VERIFYING)
    assert world.state(case) is S.VERIFYING


@pytest.mark.parametrize("state", sorted(OPEN - IN_HAND))
def test_a_case_nobody_has_in_hand_may_be_withdrawn_but_not_extended(world: World, state: State) -> None:
    case = world.case_in(state)
    world.answer_everybody(case)
    ask_withdrawal(world, case, world.zhao)
    approve_withdrawal(world, case, world.qian)
    assert world.state(case) is S.WITHDRAWN
