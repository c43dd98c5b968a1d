"""The rows that a remembered walk gives back are those that the walk itself left."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from bihuan.cases.lifecycle import State
from bihuan.evidence.blobs import path_of
from bihuan.evidence.models import Evidence
from bihuan.people.models import CalendarDay
from tests.support import memory
from tests.support.memory import everything
from tests.support.world import ASIDE, GREEN, LAMPS, PATH, WAGES, World


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the first test of a process."""
    monkeypatch.setattr(memory, "KEPT", {})


def left_by(*walks: tuple[State, int]) -> tuple[list[memory.Rows], World]:
    """What a new world's walks leave one after the other, and the world; then all is taken back."""
    rows = []
    with transaction.atomic():
        world = World()
        for walk in walks:
            world.case_in(*walk)
            rows.append(everything())
        transaction.set_rollback(True)
    return rows, world


ALONG_THE_PATH = [[(state, position) for state in PATH] for position in (LAMPS, WAGES, GREEN)]
STRAIGHT_THERE = [[(state, LAMPS)] for state in (State.CLOSED, *ASIDE)]
ONE_CASE_AFTER_THE_OTHER = [(State.RECTIFYING, LAMPS), (State.DISCLOSED, WAGES), (State.VERIFIED, LAMPS)]


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    "walks",
    [*ALONG_THE_PATH, *STRAIGHT_THERE, ONE_CASE_AFTER_THE_OTHER],
    ids=lambda walks: "-".join(f"{state}{position}" for state, position in walks[-2:]),
)
def test_a_remembered_walk_leaves_every_row_as_it_was_walked(walks: list[tuple[State, int]]) -> None:
    walked, first = left_by(*walks)
    taken = len(memory.KEPT)
    given_back, second = left_by(*walks)
    assert len(memory.KEPT) == taken  # nothing was walked again
    assert given_back == walked
    assert (second.now, second._files) == (first.now, first._files)
    assert second.cast.actors == first.cast.actors


def test_every_state_is_among_them() -> None:
    assert {*PATH, *ASIDE} == set(State)


@pytest.mark.long
@pytest.mark.django_db
def test_what_is_done_after_a_remembered_walk_is_walked_and_leaves_the_same() -> None:
    def done() -> list[tuple[int, str]]:
        with transaction.atomic():
            world = World()
            case = world.case_in(State.RECTIFYING)
            world.report_done(case)
            world.walk(case, State.NOTICING)
            case = world.case_in(State.CLOSED)
            counted = [(len(rows), str(case)) for rows in everything().values()]
            transaction.set_rollback(True)
        return counted

    assert done() == done()


@pytest.mark.django_db
def test_nothing_is_remembered_where_something_else_was_written_or_taken_back() -> None:
    left_by((State.ASSIGNED, LAMPS))
    taken = len(memory.KEPT)
    with transaction.atomic():
        world = World()
        CalendarDay.objects.create(day="2022-05-23", is_workday=False)
        assert str(world.case_in(State.ASSIGNED).state) == "assigned"
        assert world._memory._past is None
        transaction.set_rollback(True)
    with transaction.atomic():
        world = World()
        with transaction.atomic():
            world.case_in(State.ASSIGNED)
            transaction.set_rollback(True)
        assert world.case_in(State.ASSIGNED).state == State.ASSIGNED
        assert world._memory._past is None
        transaction.set_rollback(True)
    CalendarDay.objects.create(day="2022-05-23", is_workday=False)
    assert World()._memory._past is None
    assert len(memory.KEPT) == taken


@pytest.mark.django_db
def test_a_file_that_was_lost_meanwhile_is_kept_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left_by((State.VERIFYING, LAMPS))
    monkeypatch.setattr(settings, "BLOB_DIR", tmp_path)
    World().case_in(State.VERIFYING)
    pieces = Evidence.objects.all()
    assert [piece.name for piece in pieces if not path_of(piece.blob_id).is_file()] == []
    assert pieces
