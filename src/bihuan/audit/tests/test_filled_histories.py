"""A ledger from before histories were kept learns them from its journal when it is migrated."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Stretch
from bihuan.triage.models import Place
from tests.support.paper import WAGES
from tests.support.world import World

BEFORE = [("bihuan", "0007_log_guards")]


def migrate(to: list[tuple[str, str]] | None = None) -> None:
    """To a migration, or to the newest."""
    executor = MigrationExecutor(connection)
    executor.migrate(to or executor.loader.graph.leaf_nodes())


def rows() -> list[list[tuple[Any, ...]]]:
    stretches = Stretch.objects.order_by("case", "since").values_list(
        "case", "batch", "lead", "state", "round", "limit_kind", "limit_then", "limit_date", "assigned_on",
        "progress", "some_done", "since", "until", "runs",
    )  # fmt: skip
    places = Place.objects.order_by("opinion", "since").values_list(
        "opinion", "batch", "where", "since", "until"
    )
    return [list(stretches), list(places)]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_ledger_of_before_learns_its_histories(world: World) -> None:
    world.case_in(State.REOPENED)
    world.case_in(State.WITHDRAWN, WAGES)
    kept = rows()
    assert len(kept[0]) > 15
    try:
        migrate(BEFORE)
    finally:
        migrate()
    assert rows() == kept
