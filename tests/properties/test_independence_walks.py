"""T1 in a zone with too few people: everybody wears several hats, and still nobody judges what they had a hand in."""

import random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import STRUCK_OFF, WORKING, State
from bihuan.cases.models import Case
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.facts import answers_of, doubts_of
from bihuan.kernel.errors import BihuanError
from tests.properties.hands import check_the_hands
from tests.properties.moves import MOVES, Move, forgotten
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World

# Second posts: the zone has few people for everything.
HATS = (
    ("li", "office", Role.VERIFIER),
    ("li", "zone", Role.SENIOR_LEADER),
    ("sun", "coordinator", Role.COORDINATOR),
    ("zhou", "enforcement", Role.UNIT_LEADER),
    ("zhou", "zone", Role.REVIEWER),
    ("zhao", "office", Role.VERIFIER),
    ("zhao", "zone", Role.SENIOR_LEADER),
    ("qian", "office", Role.VERIFIER),
    ("qian", "coordinator", Role.COORDINATOR),
    ("wu", "coordinator", Role.COORDINATOR),
    ("wu", "office", Role.VERIFIER),
    ("han", "zone", Role.SENIOR_LEADER),
)


def visit(world: World, case: Case, by: Actor) -> None:
    for row in case.memberships.select_related("opinion"):
        world.visit(row.opinion, case, by=by)


def explain(world: World, case: Case, by: Actor) -> None:
    answered = {row.key for row in answers_of(case)}
    for doubt in doubts_of(case):
        if doubt.key not in answered:
            answer_doubt(case.pk, by=by, now=world.now, key=doubt.key, reason="已现场核对，情况属实。")


def ready(world: World, case: Case) -> None:
    """What belongs to the next act and bears on no rule of independence, by those who always do it."""
    state = world.state(case)
    if state in WORKING:
        world.do_the_work(case)
    elif state is State.NOTICING:
        world.answer_everybody(case)
        world.wait_for_notice(case)


# What is tried where, whoever can be found for it.
SCENES: dict[State, tuple[Move, ...]] = {
    State.RECTIFYING: (MOVES[Act.SUBMIT_FOR_VERIFICATION],),
    State.REWORK: (MOVES[Act.SUBMIT_FOR_VERIFICATION],),
    State.VERIFYING: (explain, MOVES[Act.PASS_VERIFICATION]),
    State.VERIFIED: (visit, MOVES[Act.POST_NOTICE]),
    State.NOTICING: (visit, explain, MOVES[Act.APPLY_CLOSE_OUT], MOVES[Act.CLOSE_CASE]),
    State.CLOSED: (visit, MOVES[Act.FILE_CASE]),
    State.FILED: (MOVES[Act.DRAFT_STATEMENT], MOVES[Act.REVIEW_STATEMENT], MOVES[Act.DISCLOSE_CASE]),
    State.DISCLOSED: (MOVES[Act.LOOK_BACK],),
}
TRIED = (
    Act.PASS_VERIFICATION, Act.FAIL_VERIFICATION, Act.CLOSE_CASE, Act.REFUSE_CLOSE_OUT, Act.REPORT_PROGRESS,
    Act.ADD_EVIDENCE, Act.DRAFT_STATEMENT, Act.REVIEW_STATEMENT, Act.APPROVE_PLAN, Act.LOOK_BACK,
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("position", [LAMPS, WAGES])
def test_however_the_hats_are_worn_nobody_judges_their_own_work(world: World, position: int) -> None:
    case = world.case_in(State.RECTIFYING, position)
    came, actors = world.now, dict(world.cast.actors)
    reached = set()
    for seed in range(5):
        with forgotten():
            for name, unit, role in HATS:
                world.cast.give_post(name, unit, role)
            take_a_walk(world, case, random.Random(seed))  # a walk, not a secret
            reached.add(world.state(case))
        world.now, world.cast.actors = came, dict(actors)
    assert reached & STRUCK_OFF, "not one of these walks came to a close-out: they show nothing"


def take_a_walk(world: World, case: Case, dice: random.Random) -> None:
    """On as far as somebody can be found for each step, and in between whoever tries whatever."""
    for _ in range(9):
        ready(world, case)
        for scene in SCENES.get(world.state(case), ()):
            for name in dice.sample(list(world.cast.actors), 2):
                attempt(world, case, MOVES[dice.choice(TRIED)], world.cast.actors[name])
                check_the_hands(world, world.fresh(case))
            people = dice.sample(world.cast.everybody(), len(world.cast.actors))
            any(attempt(world, case, scene, by) for by in people)
            check_the_hands(world, world.fresh(case))


def attempt(world: World, case: Case, move: Move, by: Actor) -> bool:
    """Whether the move was let pass."""
    try:
        with transaction.atomic():
            move(world, world.fresh(case), by)
    except (BihuanError, ObjectDoesNotExist):
        return False
    return True
