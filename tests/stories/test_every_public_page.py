"""Whatever an item has come to since its first notice, its page says what the copied log says."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.disclosure.queries import public_cases
from bihuan.journal.sealing import seal_new
from tests.properties.moves import MOVES
from tests.stories.test_copied_log import Citizen
from tests.support.sealed import new_log
from tests.support.world import World

SHOWN = (State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED, State.REOPENED)


@pytest.mark.long
@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "its last act not yet sealed"])
@pytest.mark.parametrize("state", SHOWN)
def test_the_page_of_an_item_holds_against_the_log(
    world: World, settings: Any, tmp_path: Path, state: State, sealed: bool
) -> None:
    log = new_log(settings, tmp_path)
    seal_new(log, world.now)
    case = world.case_in(state)
    if sealed:
        seal_new(log, world.now)
    assert public_cases().filter(pk=case.pk).exists()
    citizen = Citizen(log, tmp_path)
    page = citizen.save(reverse("public-item", args=[case.pk]))
    assert ("待封存" in page.read_text("utf-8")) is not sealed
    assert citizen.checks(page) == (0 if sealed else 1)


@pytest.mark.parametrize("back_to", [State.RECTIFYING, State.NOTICING, State.DISCLOSED])
def test_the_page_of_a_relapse_holds_in_its_second_round(
    world: World, settings: Any, tmp_path: Path, back_to: State
) -> None:
    log = new_log(settings, tmp_path)
    case = world.case_in(State.REOPENED)
    world.walk(case, back_to)
    seal_new(log, world.now)
    citizen = Citizen(log, tmp_path)
    assert citizen.checks(citizen.save(reverse("public-item", args=[case.pk]))) == 0


def test_the_page_of_an_item_that_an_objection_sent_back_holds(
    world: World, settings: Any, tmp_path: Path
) -> None:
    log = new_log(settings, tmp_path)
    case = world.case_in(State.NOTICING)
    MOVES[Act.RAISE_OBJECTION](world, case, PUBLIC)
    MOVES[Act.UPHOLD_OBJECTION](world, case, world.zhao)
    assert world.state(case) is State.REWORK
    seal_new(log, world.now)
    citizen = Citizen(log, tmp_path)
    assert citizen.checks(citizen.save(reverse("public-item", args=[case.pk]))) == 0


def test_the_page_of_an_item_asks_the_database_a_few_times_only(
    world: World, settings: Any, tmp_path: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    log = new_log(settings, tmp_path)
    case = world.case_in(State.DISCLOSED)
    seal_new(log, world.now)
    with django_assert_max_num_queries(25):
        assert client.get(reverse("public-item", args=[case.pk])).status_code == 200
