"""Look backs that are due: a month, three and six after the close-out, and when a case was drawn."""

from datetime import timedelta

import pytest

from bihuan.access.actor import PUBLIC
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.facts import valid_close_out
from bihuan.followup.facts import closed_on
from bihuan.followup.look_back_queries import due_look_backs, next_look_back_of
from tests.support.world import World


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.CLOSED)


def days_after(case: Case, days: int) -> object:
    close_out = valid_close_out(case)
    assert close_out is not None
    return closed_on(close_out) + timedelta(days=days)


def test_a_look_back_is_shown_a_week_ahead_and_named_when_it_is_late(world: World, case: Case) -> None:
    due = days_after(case, 30)
    world.later(22)
    assert due_look_backs(world.zhao, world.today) == []
    world.later(1)
    (soon,) = due_look_backs(world.zhao, world.today)
    assert (soon.case, soon.due_on, soon.days_late, soon.draw) == (case, due, 0, None)
    world.later(12)
    (late,) = due_look_backs(world.zhao, world.today)
    assert (late.due_on, late.days_late) == (due, 5)


def test_after_a_look_back_the_next_day_is_due_and_after_the_last_none(world: World, case: Case) -> None:
    for days, following in ((30, 90), (60, 180)):
        world.later(days)
        world.look_back(case, held=True)
        assert due_look_backs(world.zhao, world.today) == []
        found = next_look_back_of(world.fresh(case), world.today)
        assert found is not None
        assert found.due_on == days_after(case, following)
    world.later(90)
    world.look_back(case, held=True)
    assert next_look_back_of(world.fresh(case), world.today) is None


def test_a_look_back_of_the_round_before_counts_for_nothing(world: World, case: Case) -> None:
    world.walk(case, State.DISCLOSED)
    world.reopen(case)
    assert next_look_back_of(world.fresh(case), world.today) is None
    world.walk(case, State.CLOSED)
    found = next_look_back_of(world.fresh(case), world.today)
    assert found is not None
    assert found.due_on == days_after(case, 30)


def test_it_is_shown_to_who_may_make_it_and_had_no_part_in_the_case(world: World, case: Case) -> None:
    world.later(40)
    shown = {actor.name for actor in world.cast.everybody() if due_look_backs(actor, world.today)}
    # Not 周五, who verified it, nor 李四 and 孙三, whose work it was.
    assert shown == {world.zhao.name, world.han.name}
    assert due_look_backs(PUBLIC, world.today) == []
