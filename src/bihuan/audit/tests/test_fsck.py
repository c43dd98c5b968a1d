"""Whatever is changed behind the application's back, 核账 names it: the item, the field, what it should be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bihuan.audit.difference import Difference
from bihuan.audit.fsck import check_everything
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.evidence.blobs import path_of
from bihuan.evidence.models import Evidence
from bihuan.journal.models import Checkpoint, Entry, Leaf, Trace
from bihuan.journal.sealing import Log, seal_new
from tests.support.world import World
from tlog.keys import load_key, make_key
from tlog.store import CHECKPOINT

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    settings.LOG_DIR, settings.LOG_KEY = tmp_path / "log", tmp_path / "log.key"
    make_key(settings.LOG_KEY, "ledger.example/test")
    return Log(settings.LOG_DIR, load_key(settings.LOG_KEY))


@pytest.fixture
def closed(world: World, log: Log) -> Case:
    """A struck-off case, sealed."""
    case = world.case_in(State.CLOSED)
    seal_new(log, world.now)
    return case


def found(world: World) -> list[Difference]:
    return list(check_everything(world.now))


def codes(world: World) -> set[str]:
    return {difference.code for difference in found(world)}


def by_hand(sql: str, *values: str | int) -> None:
    """What somebody types at the database's console, with its guards out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in names:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        if connection.vendor != "sqlite":
            cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.long
def test_a_ledger_that_only_acts_have_written_shows_no_difference(world: World, closed: Case) -> None:
    assert found(world) == []


@pytest.mark.long
def test_an_act_that_is_not_sealed_yet_is_no_difference(world: World, closed: Case, log: Log) -> None:
    world.file(closed)
    assert found(world) == []
    seal_new(log, world.later())
    assert found(world) == []


def test_a_changed_field_is_named_with_what_it_should_be(world: World, closed: Case) -> None:
    Case.objects.filter(pk=closed.pk).values()  # reading leaves no trace
    by_hand("UPDATE bihuan_case SET target = %s WHERE id = %s", "降低目标", closed.pk)
    (difference,) = [each for each in found(world) if each.code == "row-changed"]
    assert (difference.table, difference.row, difference.field) == ("case", str(closed.pk), "target")
    assert (difference.found, difference.should) == ("降低目标", closed.target)
    assert f"第{closed.position}项" in difference.where


def test_rows_added_and_removed_are_named(world: World, closed: Case) -> None:
    by_hand("DELETE FROM bihuan_line WHERE position = 1")
    by_hand(
        "INSERT INTO bihuan_reply (opinion_id, channel, text, by_name, by_unit, at) "
        "SELECT opinion_id, channel, '伪造答复', by_name, by_unit, at FROM bihuan_reply LIMIT 1"
    )
    assert {"row-removed", "row-added"} <= codes(world)


@pytest.mark.long
@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE bihuan_entry SET by_name = '他人' WHERE act = 'close_case'", "entry-changed"),
        (
            "UPDATE bihuan_entry SET at = '2022-01-01 00:00:00+00:00' WHERE act = 'close_case'",
            "clock-set-back",
        ),
        (
            "UPDATE bihuan_trace SET rows = '[]' WHERE id = (SELECT max(id) FROM bihuan_trace)",
            "entry-changed",
        ),
        ("UPDATE bihuan_leaf SET salt = substr(salt, 2) || '0'", "entry-changed"),
        ("UPDATE bihuan_checkpoint SET root = 'x'", "checkpoint-changed"),
    ],
)
def test_the_journal_is_held_against_the_log(world: World, closed: Case, sql: str, code: str) -> None:
    by_hand(sql)
    assert code in codes(world)


def test_a_deleted_entry_is_missed(world: World, closed: Case) -> None:
    gone = Entry.objects.get(act="pass_verification")
    for table in ("trace", "leaf"):
        by_hand(f"DELETE FROM bihuan_{table} WHERE entry_id = %s", gone.pk)
    by_hand("DELETE FROM bihuan_entry WHERE id = %s", gone.pk)
    assert "entry-removed" in codes(world)
    assert not Leaf.objects.filter(entry=gone.pk).exists()
    assert not Trace.objects.filter(entry=gone.pk).exists()


def _truncate(log: Log) -> None:
    old = log.folder / CHECKPOINT
    entries = sorted((log.folder / "tile" / "entries").rglob("*.p/*"))
    assert entries
    entries[0].write_bytes(entries[0].read_bytes()[:-1])
    assert old.exists()


def _other_key(log: Log) -> None:
    other = log.folder.parent / "other.key"
    make_key(other, log.key.name)
    forged = Log(log.folder, load_key(other))
    note = (log.folder / CHECKPOINT).read_text("utf-8").split("\n\n")[0] + "\n"
    (log.folder / CHECKPOINT).write_text(forged.sign(note), "utf-8")


def _remove(log: Log) -> None:
    (log.folder / CHECKPOINT).unlink()


@pytest.mark.long
@pytest.mark.parametrize("harm", [_truncate, _other_key, _remove])
def test_a_log_that_was_tampered_with_is_named(
    world: World, closed: Case, log: Log, harm: Callable[[Log], None]
) -> None:
    harm(log)
    assert any(code.startswith("log-") for code in codes(world))


def test_an_older_checkpoint_in_place_of_the_newest_is_a_truncated_log(
    world: World, closed: Case, log: Log
) -> None:
    first = (log.folder / CHECKPOINT).read_text("utf-8")
    world.file(closed)
    seal_new(log, world.later())
    assert Checkpoint.objects.count() == 2
    (log.folder / CHECKPOINT).write_text(first, "utf-8")
    assert "log-shorter" in codes(world)


def test_files_are_held_against_their_names(world: World, closed: Case) -> None:
    paths = [path_of(piece.blob_id) for piece in Evidence.objects.order_by("pk")[:2]]
    kept = [path.read_bytes() for path in paths]
    try:
        paths[0].write_bytes(b"something else")
        paths[1].unlink()
        assert {"file-replaced", "file-missing"} <= codes(world)
    finally:  # the tests share their files
        for path, content in zip(paths, kept, strict=True):
            path.write_bytes(content)


def test_a_guard_that_was_dropped_is_named(world: World, closed: Case) -> None:
    with connection.cursor() as cursor:
        table = "" if connection.vendor == "sqlite" else " ON bihuan_entry"
        cursor.execute(f"DROP TRIGGER entry_no_update{table}")
    (difference,) = found(world)
    assert difference.code == "guard-missing"
    assert "entry_no_update" in difference.where
