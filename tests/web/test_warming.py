"""What a new process makes ready before anybody asks."""

from typing import Any

import pytest

from bihuan.triage import learners
from bihuan.web.warming import warm_up
from tests.support.world import World


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "_OFFICES", {})


@pytest.mark.long
def test_the_office_of_the_newest_batch_is_known_before_its_first_page(world: World) -> None:
    world.import_notice()
    warm_up()
    assert list(learners._OFFICES) == [world.batch.coordinator_id]


def test_an_empty_ledger_stops_nothing(db: Any) -> None:
    warm_up()
    assert learners._OFFICES == {}
