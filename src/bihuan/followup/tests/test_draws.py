"""抽查: announced before anybody can know the result, drawn by a checkpoint, open to anybody who recomputes it."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.followup import actions
from bihuan.followup.actions import announce_draw, carry_out_draw
from bihuan.followup.draw_queries import announced_list, drawn_cases
from bihuan.followup.look_back_queries import due_look_backs
from bihuan.followup.models import Draw
from bihuan.journal.models import Checkpoint
from bihuan.journal.queries import history_of
from bihuan.journal.sealing import Log, seal_new
from bihuan.journal.tests.rows import refused_unsaved
from tests.support.paper import GREEN, LAMPS
from tests.support.refusals import not_allowed
from tests.support.sealed import new_log
from tests.support.world import World
from tlog.checkpoint import parse_checkpoint
from tlog.draw import draw as drawn_by
from tlog.draw import read_list
from tlog.note import parse_note


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    return new_log(settings, tmp_path)


@pytest.fixture
def closed(world: World) -> list[Case]:
    """Two closed cases; the second, of 建设局, has no dated limit."""
    return [world.case_in(State.CLOSED, LAMPS), world.case_in(State.CLOSED, GREEN)]


def announce(world: World, count: int = 1) -> Draw:
    return announce_draw(world.batch.pk, by=world.zhao, now=world.later(), count=count)


def carry_out(world: World, draw: Draw) -> Draw:
    return carry_out_draw(draw.pk, by=world.zhao, now=world.later())


def codes(cases: list[Case]) -> list[str]:
    return [case.close_outs.get().code for case in cases]


@pytest.mark.long
def test_the_list_with_its_weights_and_reasons_is_made_public_in_full(
    world: World, closed: list[Case]
) -> None:
    draw = announce(world)
    assert list(read_list(draw.weights)) == codes(closed)
    told = json.loads(history_of("draw", draw.pk).get().public)
    assert told["about"] == f"抽查/{draw.pk}"
    assert told["public"]["list"] == draw.weights.splitlines()
    assert (told["public"]["count"], told["public"]["cases"]) == (1, 2)
    lines, rule = announced_list(draw)
    assert [(line.code, line.item, line.unit, line.why) for line in lines] == [
        (codes(closed)[0], "第1项", "综合执法局", "基础权重"),
        (codes(closed)[1], "第3项", "建设局", "基础权重"),
    ]
    assert rule == told["public"]["rule"]


def test_a_long_list_is_announced_in_parts_and_decided_by_a_checkpoint_that_covers_them_all(
    world: World, closed: list[Case], log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LISTED_AN_ENTRY", 1)
    draw = announce(world)
    assert [entry.sentence for entry in history_of("draw", draw.pk)] == [
        "公告抽查：从2项中抽取1项（名单第1部分，共2部分）",
        "公告抽查：从2项中抽取1项（名单第2部分，共2部分）",
    ]
    assert [line.code for line in announced_list(draw)[0]] == codes(closed)
    seal_new(log, world.now)
    assert carry_out(world, draw).drawn.count() == 1


def test_a_case_that_came_back_before_weighs_more_and_a_reopened_one_is_not_listed(
    world: World, closed: list[Case]
) -> None:
    lamps, green = closed
    world.walk(lamps, State.DISCLOSED)
    world.reopen(lamps)
    assert list(read_list(announce(world).weights)) == codes([green])


def test_before_the_announcement_is_sealed_nothing_can_be_drawn(
    world: World, closed: list[Case], log: Log
) -> None:
    seal_new(log, world.now)
    draw = announce(world)
    with refused_unsaved(("not-sealed", "S17")):
        carry_out(world, draw)
    seal_new(log, world.now)
    carry_out(world, draw)


def test_the_first_checkpoint_after_the_announcement_decides_whenever_it_is_carried_out(
    world: World, closed: list[Case], log: Log
) -> None:
    seal_new(log, world.now)
    draw = announce(world, count=2)
    first = seal_new(log, world.now)
    assert first is not None
    world.look_back(closed[0], held=True)
    assert seal_new(log, world.later()) is not None
    draw = carry_out(world, draw)
    assert draw.checkpoint == first == Checkpoint.objects.order_by("size")[1]
    head = parse_checkpoint(parse_note(first.note).text)
    expected = drawn_by(head, read_list(draw.weights), 2)
    assert [row.code for row in drawn_cases(draw)] == expected
    told = json.loads(history_of("draw", draw.pk).last().public)["public"]  # type: ignore[union-attr]
    assert (told["drawn"], told["size"], told["root"]) == (expected, first.size, first.root)


def test_a_draw_is_carried_out_once_and_no_other_is_announced_beside_it(
    world: World, closed: list[Case], log: Log
) -> None:
    draw = announce(world)
    with refused_unsaved(("draw-waiting", "S17")):
        announce(world)
    seal_new(log, world.now)
    carry_out(world, draw)
    with refused_unsaved(("already-drawn", "S17")):
        carry_out(world, draw)
    announce(world)


def test_no_more_are_drawn_than_there_are(world: World, closed: list[Case]) -> None:
    for count in (0, 3):
        with refused_unsaved(("count-out-of-range", "S17")):
            announce(world, count)


def test_a_batch_with_nothing_closed_has_nothing_to_draw(world: World) -> None:
    world.case_in(State.DRAFT)
    with refused_unsaved(("nothing-closed", "S17")):
        announce(world)


def test_draws_are_for_those_who_coordinate_the_batch(world: World, closed: list[Case], log: Log) -> None:
    draw = announce(world)
    seal_new(log, world.now)
    for actor in (world.li, world.han, world.wu, world.wei, PUBLIC):
        with not_allowed():
            announce_draw(world.batch.pk, by=actor, now=world.now, count=1)
        with not_allowed():
            carry_out_draw(draw.pk, by=actor, now=world.now)


def test_a_drawn_case_waits_for_a_look_back_and_its_result_stands_beside_it(
    world: World, closed: list[Case], log: Log
) -> None:
    world.later(30)
    world.look_back(closed[0], held=True)  # before the draw: it answers the calendar, not the draw
    draw = announce(world, count=2)
    seal_new(log, world.now)
    draw = carry_out(world, draw)
    due = {found.case: found for found in due_look_backs(world.zhao, world.today)}
    assert due[closed[0]].draw == draw
    assert {row.held for row in drawn_cases(draw)} == {None}
    world.later()
    world.look_back(closed[0], held=False)
    results = {row.case_id: (row.held, row.looked_on) for row in drawn_cases(draw)}
    assert results == {closed[0].pk: (False, world.today), closed[1].pk: (None, None)}
    assert closed[0] not in {found.case for found in due_look_backs(world.zhao, world.today)}
