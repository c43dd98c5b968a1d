"""Who is named when somebody is turned away: people who would be let in, and when there are none, who appoints them."""

from typing import Any

import pytest

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.access.policy import POLICY
from bihuan.cases.history import bars, hands_of
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.cases.models import Case
from bihuan.kernel.findings import block
from bihuan.reports.who_could import turned_away, who_could, whom_to_ask
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World


def names(case: Case, act: Act) -> list[str]:
    return [name for name, _ in who_could(case, [act], hands_of(case))[act]]


def asked(case: Case, act: Act) -> str:
    return whom_to_ask(case, [act], hands_of(case))[act]


def test_people_are_named_with_their_unit_and_only_those_who_would_be_let_in(world: World) -> None:
    case = world.case_in(State.VERIFIED)
    assert names(case, Act.PASS_VERIFICATION) == ["周五", "韩小五"]
    assert names(case, Act.RECORD_RETURN_VISIT) == ["赵一", "韩小五"], "周五 has verified"
    assert asked(case, Act.LOOK_BACK) == "可由赵一（组织人社局）、韩小五（管委会办公室）办理"


@pytest.mark.parametrize("position", [LAMPS, WAGES])
@pytest.mark.parametrize("act", sorted(set(TRANSITIONS) | {Act.RECORD_RETURN_VISIT}))
def test_whoever_is_named_is_not_barred_and_whoever_is_not_named_is_or_has_no_post(
    world: World, act: Act, position: int
) -> None:
    case = world.case_in(State.CLOSED, position)
    named = set(names(case, act))
    for actor in world.cast.everybody():
        free = holds_one(case, actor, act) and not bars(actor, act, case)
        assert (actor.name in named) is free, actor.name


def holds_one(case: Case, actor: Actor, act: Act) -> bool:
    standing = case.standing()
    return any(
        standing.path(grant.place).startswith(path) and standing.path(grant.place) != ""
        for grant in POLICY[act]
        for path in actor.paths((grant.role,))
    )


def test_an_account_that_was_closed_is_not_named(world: World) -> None:
    case = world.case_in(State.VERIFYING)
    user = world.cast.users["zhou"]
    user.is_active = False
    user.save()
    assert names(case, Act.PASS_VERIFICATION) == ["韩小五"]


def test_the_nearest_come_first_and_of_many_only_a_few_are_named(world: World) -> None:
    case = world.case_in(State.ACKNOWLEDGED)
    for name in ("wang", "zheng", "wu"):
        world.cast.give_post(name, "zone", Role.LIAISON)
    assert names(case, Act.SUBMIT_PLAN)[:2] == ["孙三", "李四"]
    assert asked(case, Act.SUBMIT_PLAN).endswith("等5人办理")
    assert asked(case, Act.SUBMIT_PLAN).count("（") == 3


def test_where_nobody_is_left_it_is_said_which_post_is_to_be_given_and_by_whom(world: World) -> None:
    case = world.case_in(State.CLOSED, WAGES)
    world.cast.take_posts("han")
    assert names(case, Act.LOOK_BACK) == []
    told = asked(case, Act.LOOK_BACK)
    assert "请系统管理员为没有参与本事项办理的人员设置岗位" in told
    assert "核查员（管委会办公室或者其上级单位）" in told
    assert "牵头单位管理员（组织人社局的上级单位）" in told, "the bureau itself does the work"


def test_before_a_unit_is_named_to_verify_nobody_can_be_asked(world: World) -> None:
    case = world.case_in(State.ACKNOWLEDGED)
    assert "请先由牵头单位指定" in asked(case, Act.PASS_VERIFICATION)


def test_any_number_of_acts_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    case = world.case_in(State.NOTICING)
    hands = hands_of(case)
    with django_assert_num_queries(1):
        who_could(case, list(TRANSITIONS), hands)
    with django_assert_num_queries(0):
        assert who_could(case, [], hands) == {}


def test_somebody_else_is_named_only_where_it_is_the_person_that_is_refused() -> None:
    for code, person in (("not-allowed", True), ("belongs-to-handler", True), ("after-called", True)):
        assert turned_away([block("wrong-state", "…"), block(code, "…")]) is person
    assert not turned_away([block("wrong-state", "…"), block("verifier-is-handler", "…")])
