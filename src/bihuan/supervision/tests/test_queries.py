"""Who finds what of supervision in which list: nobody is asked for what they cannot see, and nothing hangs for ever."""

from bihuan.cases.actions import reassign_case, return_case
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.supervision.actions import reply_supervision, settle_supervision
from bihuan.supervision.ladder import Rung
from bihuan.supervision.queries import RegisterFilter, open_supervisions, register, to_reply, to_settle
from tests.support.world import LAMPS, WAGES, World

S = State


def reassigned(world: World) -> Case:
    """The lamps: urged, returned, and given to another unit."""
    case = world.case_in(S.ASSIGNED)
    world.supervise(case, Rung.URGING)
    return_case(case.pk, by=world.li, now=world.later(), reason="不归我局。")
    reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"), reason="归建设局。",
        person_in_charge="郑七",
    )  # fmt: skip
    return world.case(LAMPS)


def test_who_was_asked_still_sees_it_when_the_case_has_gone_to_another_unit(world: World) -> None:
    reassigned(world)
    (row,) = to_reply(world.li)
    assert list(register(world.li, RegisterFilter(), world.today)) == [row]
    assert list(to_reply(world.wang)) == [], "the new unit answers nothing that another was asked"
    reply_supervision(row.pk, by=world.li, now=world.now, text="已退回，不归我局。")
    assert list(to_reply(world.li)) == []
    assert list(to_settle(world.zhao)) == [row]


def test_what_nobody_answered_waits_for_the_coordinator_once_its_case_has_ended(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    row = world.supervise(case, Rung.URGING)
    assert list(to_settle(world.zhao)) == []
    world.walk(case, S.CLOSED)
    assert list(to_reply(world.li)) == [row], "closing the case does not hide that an answer is owed"
    assert list(to_settle(world.zhao)) == [row]
    settle_supervision(row.pk, by=world.zhao, now=world.now, remark="事项已销号，无需回复。")
    assert list(open_supervisions(world.zhao)) == []
    assert list(to_reply(world.li)) == []


def test_the_coordinators_own_answer_waits_for_the_leader_alone(world: World) -> None:
    case = world.case_in(S.RECTIFYING, WAGES)
    row = world.supervise(case)
    reply_supervision(row.pk, by=world.chu, now=world.now, text="已安排。")
    assert list(to_settle(world.zhao)) == [], "it may not settle what its own department was asked"
    assert list(to_settle(world.qian)) == [row]
