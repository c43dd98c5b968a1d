"""What histories should hold follows from the traces alone; a history that was changed by hand is named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bihuan.audit.histories import SAID, derive, spans
from bihuan.audit.history_check import history_differences
from bihuan.cases import stretches
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Stretch
from bihuan.triage.models import Place
from tests.support.world import World

BEGAN = datetime(2022, 5, 20, tzinfo=UTC)
CASE = {"batch_id": 1, "lead_id": None, "state": "draft", "round": 1, "progress": 0}


def after(*entries: tuple[int, list[Any]]) -> list[tuple[int, datetime, str]]:
    """Traces of entries at so many days."""
    return [
        (at, BEGAN + timedelta(days=days), json.dumps(rows)) for at, (days, rows) in enumerate(entries, 1)
    ]


def test_the_two_say_the_same_of_a_case() -> None:
    assert SAID == stretches.SAID


def test_a_case_stands_until_the_next_entry_that_changes_it() -> None:
    told = derive(
        after(
            (0, [["case", "7", CASE]]),
            (1, [["case", "7", {"content": "路灯"}]]),
            (2, [["case", "7", {"state": "assigned"}]]),
            (3, [["measure", "1", {"case_id": 7, "progress": "to_do"}]]),
            (4, [["measure", "1", {"progress": "kept_up"}]]),
        )
    )
    state, done = SAID.index("state"), len(SAID)
    found = [(stands[state], stands[done], since, until) for stands, since, until in spans(told.cases[7])]
    days = [BEGAN + timedelta(days=n) for n in range(5)]
    assert found == [
        ("draft", False, days[0], days[2]),
        ("assigned", False, days[2], days[4]),
        ("assigned", True, days[4], None),
    ]


def test_of_one_moment_only_the_last_counts_and_time_never_runs_back() -> None:
    told = derive(
        after(
            (1, [["case", "7", CASE]]),
            (1, [["case", "7", {"state": "assigned"}]]),
            (0, [["case", "7", {"state": "returned"}]]),
        )
    )
    ((stands, since),) = told.cases[7]
    assert (stands[SAID.index("state")], since) == ("returned", BEGAN + timedelta(days=1))


def test_an_opinion_lies_where_its_memberships_and_its_answer_put_it() -> None:
    told = derive(
        after(
            (0, [["opinion", "3", {"batch_id": 1}]]),
            (1, [["membership", "5", {"opinion_id": 3, "case_id": 7, "founding": False}]]),
            (2, [["membership", "5", None]]),
            (3, [["directanswer", "2", {"opinion_id": 3, "understood": None}]]),
            (4, [["directanswer", "2", {"understood": False}]]),
            (5, [["membership", "6", {"opinion_id": 3, "case_id": 8, "founding": True}]]),
        )
    )
    places = [where for (_, where), _ in told.opinions[3]]
    assert places == ["undecided", "merged", "undecided", "to_explain", "explained", "founding"]


def test_what_cannot_be_read_is_left_to_others() -> None:
    told = derive([(1, BEGAN, '[["case", 1'), (2, BEGAN, '[["case", "7", 3]]'), (3, BEGAN, "[]")])
    assert told.cases == {}


@pytest.mark.parametrize("state", [State.DISCLOSED, State.REOPENED, State.WITHDRAWN, State.RETURNED])
def test_what_acts_wrote_is_what_follows(world: World, state: State) -> None:
    world.case_in(state)
    assert list(history_differences()) == []


@pytest.mark.parametrize(
    ("harm", "table"),
    [
        (lambda: Stretch.objects.filter(runs=True).update(progress=99), "stretch"),
        (lambda: Stretch.objects.filter(state="closed").delete(), "stretch"),
        (lambda: Stretch.objects.filter(state="noticing").update(since=BEGAN), "stretch"),
        (lambda: Place.objects.all().delete(), "place"),
        (lambda: Place.objects.filter(where="founding").update(where="explained"), "place"),
    ],
)
def test_a_history_that_was_changed_by_hand_is_named(
    world: World, harm: Callable[[], object], table: str
) -> None:
    world.case_in(State.CLOSED)
    harm()
    found = list(history_differences())
    assert {difference.code for difference in found} == {"history-wrong"}
    assert {difference.table for difference in found} == {table}
    assert "按办理记录应为" in found[0].message
