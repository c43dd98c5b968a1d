"""待办 while doubts are open: who appoints the second unit, and until when the second unit is reminded."""

import pytest

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.doubt import Weight
from bihuan.doubts.facts import doubts_of
from bihuan.evidence.models import EvidenceKind
from bihuan.reports.worklist import worklist
from bihuan.verification.actions import appoint_second_verifier
from tests.support.files import txt
from tests.support.paper import GREEN
from tests.support.world import World

REASON = "已调阅原件并到现场核对，不影响通过。"


@pytest.fixture
def case(world: World) -> Case:
    """Under verification, with two files that were handed in for another case as well."""
    case, other = world.case_in(State.RECTIFYING), world.case_in(State.RECTIFYING, GREEN)
    for each in (case, other):
        world.hand_in(each, EvidenceKind.PLAN, name="方案.txt", content=txt("望海路路灯整改方案"))
        world.hand_in(each, EvidenceKind.PLAN, name="补充方案.txt", content=txt("望海路灯具更换清单"))
    world.submit(case)
    assert len(severe(world, case)) == 2
    return case


def severe(world: World, case: Case) -> list[str]:
    return [doubt.key for doubt in doubts_of(world.fresh(case)) if doubt.weight is Weight.SEVERE]


def acts(world: World, who: str) -> set[Act]:
    return {item.act for item in worklist(world.cast.actors[who], world.now)}


def answer(world: World, case: Case, who: str, key: str) -> None:
    answer_doubt(case.pk, by=world.cast.actors[who], now=world.now, key=key, reason=REASON)


def test_a_severe_doubt_that_was_answered_once_reminds_the_coordinator_of_the_second_unit(
    world: World, case: Case
) -> None:
    appoint = Act.APPOINT_SECOND_VERIFIER
    assert appoint not in acts(world, "zhao")
    answer(world, case, "zhou", severe(world, case)[0])
    assert appoint in acts(world, "zhao")
    assert appoint not in acts(world, "qian")
    appoint_second_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    assert appoint not in acts(world, "zhao")


def test_the_second_unit_is_reminded_until_it_has_answered_all_that_the_first_did(
    world: World, case: Case
) -> None:
    appoint_second_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    one, other = severe(world, case)
    for key in (one, other):
        answer(world, case, "zhou", key)
    assert Act.ANSWER_DOUBT in acts(world, "yang")
    answer(world, case, "yang", one)
    assert Act.ANSWER_DOUBT in acts(world, "yang")
    answer(world, case, "yang", other)
    assert Act.ANSWER_DOUBT not in acts(world, "yang")
