import json
from typing import Any

import pytest

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.facts import doubts_of
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.models import EvidenceKind
from bihuan.journal.queries import history_of
from bihuan.journal.tests.rows import refused_unsaved
from bihuan.kernel.codes import print_code
from bihuan.verification.actions import appoint_second_verifier
from tests.support.files import txt
from tests.support.paper import GREEN
from tests.support.world import World

S = State
REASON = "已查看洒水记录并到现场核对，扬尘已治理。"


def doubted(world: World) -> Case:
    """The greenery case under verification: its measures speak of lamps, which answers no complaint about dust."""
    return world.case_in(S.VERIFYING, GREEN)


def key_of(world: World, case: Case) -> str:
    return next(iter(doubt.key for doubt in doubts_of(world.fresh(case))), "0000000000")


def answer(world: World, case: Case, by: Actor, reason: str = REASON) -> object:
    return answer_doubt(case.pk, by=by, now=world.now, key=key_of(world, case), reason=reason)


ANSWER = Deed(
    Act.ANSWER_DOUBT, doubted, answer, ("zhou", "han"), S.VERIFYING, "", S.RECTIFYING, "S17",
)  # fmt: skip


def test_an_answer_leaves_the_doubt_as_it_was_seen_in_the_journal_and_in_its_row(world: World) -> None:
    case = doubted(world)
    (doubt,) = doubts_of(world.fresh(case))
    row = answer_doubt(case.pk, by=world.zhou, now=world.now, key=doubt.key, reason=f"  {REASON}\n")
    assert (row.key, row.code, row.weight, row.message) == (doubt.key, doubt.code, "plain", doubt.message)
    assert (row.reason, row.by_id, row.unit.name, row.round) == (
        REASON,
        world.zhou.user_id,
        "管委会办公室",
        1,
    )
    assert [(side["label"], side["text"]) for side in row.sides()] == [
        (side.label, side.text) for side in doubt.seen
    ]
    entry = case_entry(case)
    assert entry["sentence"] == f"说明疑点：疑点{print_code(doubt.key)}"
    assert {name: entry["data"][name] for name in ("key", "code", "message", "reason")} == {
        "key": doubt.key, "code": doubt.code, "message": doubt.message, "reason": REASON,
    }  # fmt: skip


def case_entry(case: Case) -> dict[str, Any]:
    last = history_of("case", case.pk).last()
    assert last is not None
    return {"sentence": last.sentence, "data": json.loads(last.data)}


def test_answering_is_for_the_verifiers_and_nobody_else(world: World) -> None:
    ANSWER.is_for_nobody_else(world)


def test_before_it_is_sent_to_verification_there_is_nothing_to_answer(world: World) -> None:
    ANSWER.is_unknown_in_another_state(world)


@pytest.mark.parametrize("reason", ["", "属实", "。。。。。。。"])
def test_a_reason_without_substance_is_refused(world: World, reason: str) -> None:
    case = doubted(world)
    with refused_unsaved(("reason-too-short", "S17")):
        answer(world, case, world.zhou, reason)


def test_a_unit_answers_a_doubt_once(world: World) -> None:
    case = doubted(world)
    answer(world, case, world.zhou)
    for by in (world.zhou, world.han):
        with refused_unsaved(("doubt-answered", "S17")):
            answer(world, case, by)


def test_a_doubt_that_is_gone_is_refused_in_words(world: World) -> None:
    case = doubted(world)
    with refused_unsaved(("doubt-gone", "S17")):
        answer_doubt(case.pk, by=world.zhou, now=world.now, key="0000000000", reason=REASON)


def test_the_second_unit_answers_for_itself(world: World) -> None:
    case, elsewhere = world.case_in(S.RECTIFYING), world.case_in(S.RECTIFYING, GREEN)
    for each in (case, elsewhere):
        world.hand_in(each, EvidenceKind.PLAN, name="方案.txt", content=txt())
    world.submit(case)
    appoint_second_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    for by in (world.yang, world.zhou):
        answer(world, case, by)
    units = list(DoubtAnswer.objects.values_list("unit__name", flat=True))
    assert units == ["建设局", "管委会办公室"]


def test_an_answer_holds_through_a_rework_while_the_same_thing_is_seen(world: World) -> None:
    case = doubted(world)
    answer(world, case, world.zhou)
    world.fail(case)
    world.submit(case)
    assert key_of(world, case) in set(DoubtAnswer.objects.values_list("key", flat=True))
    world.verify_as_it_stands(case)
    assert world.state(case) is S.VERIFIED
