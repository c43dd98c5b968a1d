"""A correction of columns is remembered for the sender, by the office that made it, and told by the journal."""

from typing import Any

import pytest

from bihuan.access.acts import Act
from bihuan.intake.models import ColumnMemory
from bihuan.journal.tests.rows import last_entry, not_allowed_unsaved, refused_unsaved
from bihuan.triage.columns_memory import remember_columns, remembered_columns
from tests.support.world import World

SENDER = "滨海市绩效办"
HEADER = ("件号", "群众说的", "哪来的")


def remember(world: World, **changes: Any) -> ColumnMemory:
    office = world.unit("coordinator")
    asked: dict[str, Any] = {
        "owner_id": office.pk, "sender": SENDER, "signature": "a1", "header": HEADER,
        "mapping": {"群众说的": "text", "哪来的": ""}, "by": world.zhao, "now": world.now,
    }  # fmt: skip
    return remember_columns(**(asked | changes))


def test_what_was_corrected_is_known_of_the_next_list_of_the_same_sender(world: World) -> None:
    remember(world)
    path = world.unit("coordinator").path
    assert remembered_columns(path, SENDER) == {"a1": {"群众说的": "text", "哪来的": ""}}
    assert remembered_columns(path, "望海新区") == {}
    assert remembered_columns(world.unit("elsewhere").path, SENDER) == {}, (
        "another office corrects for itself"
    )
    entry = last_entry("unit", world.unit("coordinator").pk)
    assert (entry.act, entry.sentence) == (
        Act.CORRECT_COLUMNS,
        f"更正“{SENDER}”来件的列名理解：群众说的、哪来的",
    )


def test_the_newest_correction_stands(world: World) -> None:
    remember(world)
    remember(world, mapping={"群众说的": "source"})
    path = world.unit("coordinator").path
    assert remembered_columns(path, SENDER) == {"a1": {"群众说的": "source"}}
    assert ColumnMemory.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sender": " "}, "sender-missing"),
        ({"sender": "办" * 121}, "sender-too-long"),
        ({"mapping": {}}, "no-correction"),
        ({"mapping": {"没有的列": "text"}}, "column-unknown"),
    ],
)
def test_a_correction_that_says_nothing_sensible_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    with refused_unsaved((code, "S2")):
        remember(world, **changes)


@pytest.mark.parametrize("who", ["li", "qian", "wei", "chen"])
def test_only_who_coordinates_there_corrects(world: World, who: str) -> None:
    with not_allowed_unsaved():
        remember(world, by=world.cast.actors[who])
