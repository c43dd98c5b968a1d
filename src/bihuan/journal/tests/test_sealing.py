"""The journal becomes a log: nothing twice, nothing lost, and nothing of what is internal to be read in it."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from bihuan.access.actor import OPERATOR
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.journal import sealing
from bihuan.journal.actions import rotate_log_key
from bihuan.journal.models import Checkpoint, Entry, Leaf
from bihuan.journal.record import record
from bihuan.journal.sealing import Log, commitment, seal_new
from bihuan.journal.signing import the_log
from bihuan.kernel.errors import Refused
from tests.support.sealed import new_log
from tests.support.world import World
from tlog.fsck import check_folder
from tlog.note import parse_note
from tlog.store import Folder, append

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    return new_log(settings, tmp_path)


def contents(log: Log) -> list[dict[str, Any]]:
    folder = Folder(log.folder)
    head = folder.checkpoint()
    assert head is not None
    return [json.loads(content) for _, content in folder.every_entry(head.size)]


def sound(log: Log) -> bool:
    return check_folder(log.folder, [log.key.public()]) == []


def test_every_entry_is_sealed_once_and_the_log_is_sound(world: World, log: Log) -> None:
    case = world.case_in(State.NOTICING)
    first = seal_new(log, world.now)
    assert first is not None
    assert first.size == Entry.objects.count() == Leaf.objects.count() == len(contents(log))
    assert seal_new(log, world.now) is None, "nothing new, no new checkpoint"
    world.walk(case, State.CLOSED)
    assert seal_new(log, world.now) is not None
    assert sound(log)
    head = Folder(log.folder).checkpoint()
    assert head is not None
    assert Checkpoint.objects.latest("size").root == b64encode(head.root).decode()


def test_an_internal_act_is_a_commitment_and_nothing_else(world: World, log: Log) -> None:
    world.case_in(State.PLANNED)
    seal_new(log, world.now)
    assert {frozenset(entry) for entry in contents(log)} == {frozenset({"kind", "commitment"})}


def test_what_is_made_public_stands_in_the_log_word_for_word(world: World, log: Log) -> None:
    case = world.case_in(State.DISCLOSED)
    seal_new(log, world.now)
    said = {entry["act"]: entry for entry in contents(log) if entry["kind"] == "public"}
    assert set(said) == {"post_notice", "close_case", "file_case", "disclose_case"}
    assert {entry["about"] for entry in said.values()} == {str(case)}
    close_out, statement = case.close_outs.get(), case.statements.get()
    assert said["close_case"]["public"]["code"] == close_out.code
    assert said["disclose_case"]["public"]["statement"] == statement.text


def test_whoever_has_salt_and_row_can_show_what_was_sealed(world: World, log: Log) -> None:
    world.case_in(State.RECTIFYING)
    seal_new(log, world.now)
    leaf = Leaf.objects.select_related("entry").latest("index")
    sealed = contents(log)[leaf.index]["commitment"]
    assert commitment(leaf.entry, bytes.fromhex(leaf.salt)) == sealed
    assert commitment(leaf.entry, bytes(32)) != sealed


@pytest.mark.parametrize("killed_in", ["_publish", "insert_checkpoint"])
def test_a_sealer_that_is_killed_is_taken_up_by_the_next(
    world: World, log: Log, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    """Once between the places and the folder, once between the folder and the database."""
    world.case_in(State.ASSIGNED)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if killed_in == "_publish":
            patch.setattr(sealing, "_publish", killed)
        else:
            patch.setattr(Checkpoint.objects, "get_or_create", killed)
        with pytest.raises(KeyboardInterrupt):
            seal_new(log, world.now)
    assert not Checkpoint.objects.exists()
    kept = seal_new(log, world.now)
    assert kept is not None
    assert kept.size == Entry.objects.count()
    assert sound(log)


def test_a_database_older_than_its_log_is_refused(world: World, log: Log) -> None:
    """An old backup: going on would sign a second story under the same numbers."""
    case = world.case_in(State.ASSIGNED)
    seal_new(log, world.now)
    append(log.folder, log.key.name, [b"an entry that the backup does not know"], log.sign)
    world.walk(case, State.PLANNED)
    with pytest.raises(Refused, match="旧备份"):
        seal_new(log, world.now)


def test_a_log_older_than_its_database_is_refused(world: World, log: Log) -> None:
    case = world.case_in(State.ASSIGNED)
    seal_new(log, world.now)
    kept = (log.folder / "checkpoint").read_text("utf-8")
    world.walk(case, State.PLANNED)
    seal_new(log, world.now)
    (log.folder / "checkpoint").write_text(kept, "utf-8")
    with pytest.raises(Refused, match="旧备份"):
        seal_new(log, world.now)


def test_what_is_too_long_for_the_log_is_refused_before_it_is_written(world: World) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match="上限"):
        record(
            Act.ROTATE_LOG_KEY, by=OPERATOR, now=world.now, subject_kind="log", subject_id=0, sentence="…",
            public={"text": "长" * 30_000}, about="x",
        )  # fmt: skip
    assert Entry.objects.count() == before


def test_a_new_key_is_announced_by_the_log_under_the_old_one(world: World, log: Log) -> None:
    world.case_in(State.ASSIGNED)
    old = log.key.public()
    new = rotate_log_key(by=OPERATOR, now=world.now)
    announced = contents(log)[-1]
    assert announced["public"] == {"old_key": str(old), "new_key": str(new)}
    under_old = parse_note((log.folder / "checkpoint").read_text("utf-8"))
    world.case_in(State.ACKNOWLEDGED, 2)
    seal_new(the_log(), world.now)
    assert check_folder(log.folder, [new]) == []
    assert check_folder(log.folder, [old]) != []
    assert check_folder(log.folder, [old], old=[under_old]) == []
