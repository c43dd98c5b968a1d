from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC, Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.closure.actions import close_case
from bihuan.closure.facts import current_notice, valid_close_out
from bihuan.followup import actions
from bihuan.journal.tests.rows import refused_unsaved
from bihuan.response.facts import voices
from tests.support.paper import GREEN
from tests.support.refusals import not_allowed, refused
from tests.support.world import World

S = State
NEW_LIMIT = date(2023, 6, 30)


def look(world: World, case: Case, by: Actor, **changes: Any) -> object:
    seen: dict[str, Any] = {"looked_on": world.today, "held": True, "found": "路灯正常。"}
    return actions.look_back(case.pk, by=by, now=world.now, **(seen | changes))


def reopen(world: World, case: Case, by: Actor, reason: str = "路灯再次损坏。", **limit: date | None) -> Case:
    asked: dict[str, Any] = {"new_limit": NEW_LIMIT} | limit
    return actions.reopen_case(case.pk, by=by, now=world.now, reason=reason, **asked)


DEEDS = (
    Deed(Act.LOOK_BACK, in_state(S.CLOSED), look, ("han", "zhao"), S.CLOSED, "回头看：成效保持", S.VERIFYING, "S14"),
    Deed(
        Act.REOPEN_CASE, in_state(S.DISCLOSED), reopen, ("zhao", "qian"), S.REOPENED,
        "认定反弹，撤销销号，重新整改：销号〔2022〕1号撤销，路灯再次损坏。", S.NOTICING, "S14",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_after_the_close_out_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


def test_a_relapse_is_ruled_on_by_those_who_may_and_nobody_else(world: World) -> None:
    DEEDS[1].is_for_nobody_else(world)


def test_who_verified_does_not_look_back_and_who_has_no_post_for_it_may_not(world: World) -> None:
    case = world.case_in(S.CLOSED)
    with refused_unsaved(("after-verified", "S17")):
        look(world, case, world.zhou)
    for actor in (world.li, world.sun, world.qian, world.wei, PUBLIC):
        with not_allowed():
            look(world, case, actor)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_after_the_close_out_is_refused_before_it(world: World, deed: Deed) -> None:
    deed.is_unknown_in_another_state(world)


@pytest.mark.parametrize("state", [S.CLOSED, S.FILED, S.DISCLOSED])
def test_every_struck_off_case_can_be_reopened(world: World, state: State) -> None:
    case = world.case_in(state)
    reopen(world, case, world.zhao)
    assert world.state(case) is S.REOPENED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"found": " "}, "text-missing"),
        ({"looked_on": date(2022, 5, 20)}, "look-back-date"),
        ({"looked_on": date(2099, 1, 1)}, "look-back-date"),
    ],
)
def test_a_look_back_that_cannot_have_been_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    case = world.case_in(S.CLOSED)
    with refused_unsaved((code, "S14")):
        look(world, case, world.han, **changes)


def test_who_did_the_work_does_not_look_back_at_it(world: World) -> None:
    case = world.case_in(S.CLOSED)
    moved = world.cast.give_post("li", "office", Role.VERIFIER)
    with refused_unsaved(("after-handled", "S17")):
        look(world, case, moved)


def test_a_result_that_has_not_held_is_written_down_and_decides_nothing_yet(world: World) -> None:
    case = world.case_in(S.CLOSED)
    look(world, case, world.han, held=False, found="又有五盏不亮。")
    row = case.look_backs.get()
    assert (row.held, row.round, row.by_name, world.state(case)) == (False, 1, "韩小五", S.CLOSED)


@pytest.mark.parametrize(
    ("reason", "new_limit", "code"),
    [
        (" ", NEW_LIMIT, "reason-missing"),
        ("路灯再次损坏。", None, "new-limit-missing"),
        ("路灯再次损坏。", date(2022, 5, 20), "new-limit-passed"),
    ],
)
def test_a_relapse_without_a_reason_or_a_new_limit_is_refused(
    world: World, reason: str, new_limit: date | None, code: str
) -> None:
    case = world.case_in(S.CLOSED)
    with refused_unsaved((code, "S14")):
        reopen(world, case, world.zhao, reason=reason, new_limit=new_limit)


def test_a_case_without_a_dated_limit_gets_none_by_its_relapse(world: World) -> None:
    case = world.case_in(S.CLOSED, GREEN)
    with refused_unsaved(("limit-undated", "S14")):
        reopen(world, case, world.zhao)
    reopen(world, case, world.zhao, new_limit=None)
    assert world.fresh(case).limit_date is None


def test_a_relapse_revokes_the_close_out_keeps_it_and_begins_a_new_round(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    reopen(world, case, world.zhao)
    case, close_out = world.fresh(case), case.close_outs.get()
    assert (case.round, case.progress, case.limit_date) == (2, 0, NEW_LIMIT)
    assert (close_out.number, close_out.revoked_at) == ("销号〔2022〕1号", world.now)
    assert close_out.revoked_reason == "路灯再次损坏。"
    assert (valid_close_out(case), current_notice(case)) == (None, None)
    assert {(row.progress, row.result) for row in case.measures.all()} == {("to_do", "")}
    assert {row.numerator for row in case.indicators.all()} == {None}


def test_in_the_new_round_everything_is_shown_answered_and_struck_off_anew(world: World) -> None:
    case = world.case_in(S.REOPENED)
    assert [(voice.replied, voice.visited) for voice in voices(case)] == [(False, False)]
    world.walk(case, S.NOTICING)
    world.apply(case)
    world.wait_for_notice(case)
    with refused(("not-replied", "S4")):
        close_case(case.pk, by=world.qian, now=world.now)
    world.answer_everybody(case)
    close_case(case.pk, by=world.qian, now=world.now)
    assert [(row.round, row.revoked_at is None) for row in case.close_outs.all()] == [(1, False), (2, True)]
