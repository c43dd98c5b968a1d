"""What can be done with a case now: the same acts, people and gates as those that decide when it is tried."""

import pytest

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.closure.actions import close_case
from bihuan.kernel.errors import Refused
from bihuan.reports.next_steps import NextStep, next_steps
from tests.support.world import World

S = State


def steps(world: World, state: State, who: str) -> dict[Act, NextStep]:
    found = next_steps(world.case_in(state), world.cast.actors[who], world.now)
    return {step.act: step for step in found}


def test_a_step_says_whose_it_is_and_by_which_clause(world: World) -> None:
    step = steps(world, S.NOTICING, "qian")[Act.CLOSE_CASE]
    assert (step.mine, step.moves_on, step.clause, step.who) == (True, True, "S16", "片区分管领导")
    step = steps(world, S.NOTICING, "li")[Act.CLOSE_CASE]
    assert (step.mine, step.moves_on) == (False, True)


def test_what_is_unmet_is_exactly_what_the_act_would_be_refused_with(world: World) -> None:
    step = steps(world, S.NOTICING, "qian")[Act.CLOSE_CASE]
    with pytest.raises(Refused) as caught:
        close_case(world.case().pk, by=world.qian, now=world.now)
    assert step.unmet == caught.value.findings


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.RECTIFYING, Act.APPROVE_EXTENSION),
        (S.RECTIFYING, Act.REFUSE_WITHDRAWAL),
        (S.NOTICING, Act.DISMISS_OBJECTION),
        (S.NOTICING, Act.UPHOLD_OBJECTION),
    ],
)
def test_what_has_nothing_to_decide_is_not_offered(world: World, state: State, act: Act) -> None:
    assert act not in steps(world, state, "qian")


def test_a_withdrawn_case_has_no_next_step(world: World) -> None:
    assert steps(world, S.WITHDRAWN, "qian") == {}
