"""The world of the stories: an issued batch of an invented zone, and a way to bring a case to any state.

    def test_something(world: World) -> None:
        case = world.case_in(State.NOTICING)

Nothing is written past the acts: ``case_in`` walks the lifecycle as people would, one day an act, by ``world.now``.
A walk that was taken before in this process is remembered (``memory``).
The people are in ``cast``, the notice in ``paper``, the single acts in ``steps``, refusals in ``refusals``.
"""

from collections.abc import Callable
from typing import Any

import pytest

from bihuan.cases.actions import (
    edit_case,
    request_withdrawal,
    return_case,
)
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.closure.actions import approve_withdrawal
from tests.support.cast import PASSWORD
from tests.support.lasting_steps import LastingSteps
from tests.support.paper import GREEN, LAMPS, PHONE, WAGES, number
from tests.support.refusals import not_allowed, refused

__all__ = [
    "GREEN",
    "LAMPS",
    "PASSWORD",
    "PATH",
    "PHONE",
    "WAGES",
    "World",
    "not_allowed",
    "number",
    "refused",
]

PATH = (
    State.DRAFT,
    State.ASSIGNED,
    State.ACKNOWLEDGED,
    State.PLANNED,
    State.RECTIFYING,
    State.VERIFYING,
    State.VERIFIED,
    State.NOTICING,
    State.CLOSED,
    State.FILED,
    State.DISCLOSED,
)
ASIDE = {
    State.RETURNED: State.ASSIGNED,
    State.REWORK: State.VERIFYING,
    State.WITHDRAWN: State.RECTIFYING,
    State.REOPENED: State.DISCLOSED,
    State.CARRIED_OVER: State.RECTIFYING,
}


class World(LastingSteps):
    """The steps, and the paths they make."""

    def case_in(self, state: State, position: int = LAMPS) -> Case:
        """A case of the batch, brought to ``state`` through the acts."""
        self._walk("case_in", state, position, take=lambda: self._bring(position, state))
        return self.case(position)

    def _bring(self, position: int, state: State) -> None:
        case = self.case(position)
        if state is State.CARRIED_OVER:
            self.edit(case, route=Route.LONG_TERM)
        self.walk(case, ASIDE.get(state, state))
        if state in ASIDE:
            self._step_aside(case, state)

    def walk(self, case: Case, to: State) -> None:
        """Go on along the path until the case stands at ``to``, from wherever it stands."""
        if self.state(case) is not to:
            self._walk("walk", case.pk, to, take=lambda: self._step_until(case, to))

    def _step_until(self, case: Case, to: State) -> None:
        while (state := self.state(case)) is not to:
            # One by one: whoever goes further along the same path takes up from here.
            self._walk("step", case.pk, state, take=lambda: self.step(case))

    def step(self, case: Case) -> None:
        """What comes next on the path, with everything that belongs to it."""
        onwards: dict[State, Callable[[Case], None]] = {
            State.DRAFT: self.assign,
            State.ASSIGNED: self.acknowledge,
            State.ACKNOWLEDGED: self.submit_plan,
            State.REOPENED: self.submit_plan,
            State.PLANNED: self.approve_plan,
            State.RECTIFYING: self.submit,
            State.REWORK: self.submit,
            State.VERIFYING: self.verify,
            State.VERIFIED: self.post,
            State.NOTICING: self.close,
            State.CLOSED: self.file,
            State.FILED: self.disclose,
        }
        onwards[self.state(case)](case)

    def _step_aside(self, case: Case, state: State) -> None:
        now = self.later()
        if state is State.RETURNED:
            return_case(case.pk, by=self.liaison(case), now=now, reason="路灯归建设局管理。")
        elif state is State.REWORK:
            self.fail(case)
        elif state is State.REOPENED:
            self.reopen(case)
        elif state is State.CARRIED_OVER:
            self.review_the_year(case)
            self.carry_over(case)
        else:
            request_withdrawal(case.pk, by=self.leader(case), now=now, reason="路段已拆除。")
            self.answer_everybody(case)
            approve_withdrawal(case.pk, by=self.qian, now=now)

    def edit(self, case: Case, **changes: Any) -> None:
        """修改事项要素, by the coordinator."""
        edit_case(case.pk, by=self.zhao, now=self.now, changes=changes)


@pytest.fixture
def world(db: None) -> World:
    """The zone and its people; its batch is imported and issued on first use."""
    return World()
