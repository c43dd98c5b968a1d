from datetime import datetime

import pytest

from bihuan.access.acts import Act
from bihuan.cases.history import handlers_of, reopened_at
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.journal.record import record
from bihuan.kernel.clock import OFFICE_ZONE
from tests.support.world import World

NOW = datetime(2022, 6, 1, 9, tzinfo=OFFICE_ZONE)
# Doing the work. To coordinate, to decide, to verify and to look on is not.
WORK = {
    Act.ACKNOWLEDGE_CASE, Act.RETURN_CASE, Act.SUBMIT_PLAN, Act.REPORT_PROGRESS, Act.ADD_EVIDENCE,
    Act.SUBMIT_FOR_VERIFICATION, Act.APPLY_CLOSE_OUT,
}  # fmt: skip


@pytest.mark.parametrize("act", sorted(TRANSITIONS))
def test_who_did_the_work_is_known_by_the_acts_that_are_work(world: World, act: Act) -> None:
    record(act, by=world.li, now=NOW, subject_kind="case", subject_id=5, sentence="…")
    assert handlers_of(5) == ({world.li.user_id} if act in WORK else frozenset())
    assert handlers_of(6) == frozenset()


def test_the_present_round_began_with_the_last_relapse(world: World) -> None:
    case = world.case_in(State.REOPENED)
    assert reopened_at(case.pk) == world.now
    world.walk(case, State.DISCLOSED)
    world.reopen(case)
    assert reopened_at(case.pk) == world.now
    assert reopened_at(world.case(3).pk) is None
