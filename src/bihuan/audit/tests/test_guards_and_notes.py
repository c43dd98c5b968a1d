"""Guards that were hollowed out, keys that lie beside, notes that nobody signed, entries that cannot have happened."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from bihuan.audit.fsck import check_everything
from bihuan.audit.tests.test_fsck import by_hand, codes, found
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.evidence.blobs import keep
from bihuan.evidence.models import Blob, Picture, Writing
from bihuan.issuing.models import PaperSet
from bihuan.journal.models import Entry, Trace
from bihuan.journal.record import keep_traces
from bihuan.journal.sealing import Log, seal_new
from bihuan.people.models import CalendarDay, User
from bihuan.trail.touched import take, touch
from tests.support.sealed import new_log
from tests.support.world import World
from tlog.keys import load_key, make_key
from tlog.note import parse_note
from tlog.store import CHECKPOINT

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    return new_log(settings, tmp_path)


@pytest.fixture
def closed(world: World, log: Log) -> Case:
    case = world.case_in(State.CLOSED)
    seal_new(log, world.now)
    return case


@pytest.fixture
def read(world: World, log: Log) -> Case:
    """A struck-off case with features of a picture and of a text, told with its last entry, and sealed."""
    case = world.case_in(State.CLOSED)
    with transaction.atomic():
        take()
        content = b"neither picture nor text"
        blob = Blob.objects.create(sha256=keep(content), size=len(content), media_type="image/jpeg")
        Picture.objects.create(blob=blob, fingerprint=b"12345", device="相机", taken_at=world.now)
        Writing.objects.create(blob=blob, text="会议记录", sketch=b"1234")
        last = Entry.objects.order_by("-pk")[0]
        keep_traces(last, take())
    seal_new(log, world.now)
    assert found(world) == []
    return case


@pytest.mark.long
@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("entry_no_update BEFORE UPDATE ON bihuan_entry BEGIN SELECT 1; END", "guard-changed"),
        ("entry_no_update BEFORE UPDATE ON bihuan_unit BEGIN SELECT 1; END", "guard-changed"),
        ("helper AFTER INSERT ON bihuan_objection BEGIN SELECT 1; END", "guard-unknown"),
    ],
)
def test_a_trigger_that_only_looks_like_a_guard_is_named(
    world: World, closed: Case, body: str, code: str
) -> None:
    with connection.cursor() as cursor:
        if code == "guard-changed":
            cursor.execute("DROP TRIGGER entry_no_update")
        cursor.execute(f"CREATE TRIGGER {body}")
    assert codes(world) == {code}


@pytest.mark.postgres
def test_a_guard_whose_function_lets_everything_pass_is_named(world: World, closed: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION entry_no_update_fn() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'"
        )
    assert codes(world) == {"guard-changed"}


@pytest.mark.long
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE bihuan_blob SET media_type = 'text/html'",
        "UPDATE bihuan_picture SET taken_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE bihuan_picture SET device = '别的相机'",
        "DELETE FROM bihuan_picture",
    ],
)
def test_what_was_read_of_a_file_is_told_like_every_row(world: World, read: Case, sql: str) -> None:
    by_hand(sql)
    assert codes(world) & {"row-changed", "row-removed"}


def test_the_words_of_a_file_are_told_by_their_hash(world: World, read: Case) -> None:
    assert not Trace.objects.filter(rows__contains="会议记录").exists()
    by_hand("UPDATE bihuan_writing SET text = '别的' WHERE text = '会议记录'")
    (difference,) = [each for each in found(world) if each.table]
    assert (difference.code, difference.table, difference.field) == ("row-changed", "writing", "text")


def test_a_set_that_the_worker_packed_is_no_difference(world: World, closed: Case) -> None:
    with transaction.atomic():
        blob = Blob.objects.create(sha256="ab" * 32, size=1, media_type="application/zip")
        take()
    PaperSet.objects.create(
        batch=closed.batch, asked_by=User.objects.all()[0], asked_at=world.now, content=blob
    )
    assert codes(world) == {"file-missing"}


@pytest.mark.long
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE bihuan_entry SET public = 'x' WHERE public <> ''",
        "UPDATE bihuan_entry SET public = '{}' WHERE public <> ''",
        "UPDATE bihuan_entry SET act = 'x' WHERE act = 'close_case'",
        "UPDATE bihuan_leaf SET salt = 'zz'",
    ],
)
def test_an_entry_that_makes_no_leaf_any_more_hides_nothing_after_it(
    world: World, closed: Case, sql: str
) -> None:
    by_hand(sql)
    by_hand("UPDATE bihuan_entry SET by_name = '他人' WHERE id = (SELECT max(id) FROM bihuan_entry)")
    last = Entry.objects.order_by("-pk")[0].pk
    assert str(last) in {each.row for each in found(world) if each.code == "entry-changed"}


def test_a_key_that_merely_lies_beside_signs_nothing(world: World, closed: Case, log: Log) -> None:
    beside = log.folder.parent / "log.key.20200101000000"
    make_key(beside, log.key.name)
    text = (log.folder / CHECKPOINT).read_text("utf-8").split("\n\n")[0] + "\n"
    (log.folder / CHECKPOINT).write_text(Log(log.folder, load_key(beside)).sign(text), "utf-8")
    assert "log-signature-missing" in codes(world)


def _everything_gone(log: Log) -> None:
    shutil.rmtree(log.folder)
    (log.folder.parent / "log.key").unlink()
    by_hand("DELETE FROM bihuan_leaf")
    by_hand("DELETE FROM bihuan_checkpoint")


def _begun_again(log: Log) -> None:
    _everything_gone(log)
    make_key(log.folder.parent / "log.key", log.key.name)


@pytest.mark.long
@pytest.mark.parametrize("harm", [_everything_gone, _begun_again])
def test_a_checkpoint_kept_elsewhere_tells_that_there_was_a_log(
    world: World, closed: Case, log: Log, harm: Callable[[Log], None]
) -> None:
    kept = parse_note((log.folder / CHECKPOINT).read_text("utf-8"))
    harm(log)
    assert {"log-key-lost", "log-checkpoint-missing"} & {
        each.code for each in check_everything(world.now, [kept])
    }


@pytest.mark.long
def test_a_witnessed_checkpoint_is_held_against_the_log(world: World, closed: Case, log: Log) -> None:
    path = log.folder / "checkpoint.witnessed"
    path.write_text((log.folder / CHECKPOINT).read_text("utf-8"), "utf-8")
    assert found(world) == []
    path.write_text("伪造\n", "utf-8")
    assert codes(world) == {"log-witnessed-invalid"}


def test_a_checkpoint_older_than_what_it_covers_is_named(world: World, closed: Case) -> None:
    by_hand("UPDATE bihuan_checkpoint SET at = '2020-01-01 00:00:00+00:00'")
    assert "checkpoint-changed" in codes(world)


def test_a_stray_file_in_the_log_is_named(world: World, closed: Case, log: Log) -> None:
    (log.folder / "notes.txt").write_text("x", "utf-8")
    assert codes(world) == {"log-file-unknown"}


def test_a_close_out_typed_in_and_sealed_afterwards_could_not_have_happened(
    world: World, closed: Case, log: Log
) -> None:
    """Entry, trace and row agree with each other, and the worker has sealed them: the story does not hold."""
    case = world.case_in(State.RECTIFYING, 2)
    said = Entry.objects.filter(act="close_case")[0]
    said.pk, said.subject_id, said.from_state, said.public = None, case.pk, "rectifying", ""
    said.save()
    keep_traces(said, [("case", str(case.pk), {"state": "closed"})])
    by_hand("UPDATE bihuan_case SET state = 'closed' WHERE id = %s", case.pk)
    seal_new(log, world.now)
    assert "entry-impossible" in codes(world)


def test_a_handler_who_passes_the_own_work_could_not_have_done_so(
    world: World, closed: Case, log: Log
) -> None:
    handler = Entry.objects.filter(act="submit_for_verification", subject_id=closed.pk)[0].by_user_id
    case = Case.objects.get(pk=closed.pk)
    entry = Entry.objects.filter(act="pass_verification", subject_id=case.pk)[0]
    by_hand("UPDATE bihuan_entry SET by_user_id = %s WHERE id = %s", handler or 0, entry.pk)
    assert "entry-impossible" in codes(world)


def test_a_savepoint_that_is_undone_gives_back_what_was_taken_in_it(world: World) -> None:
    with transaction.atomic():
        take()
        touch("unit", 1, {"name": "甲"})
        try:
            with transaction.atomic():
                touch("unit", 2, {"name": "乙"})
                assert len(take()) == 2
                raise RuntimeError("changed my mind")
        except RuntimeError:
            pass
        assert take() == [("unit", "1", {"name": "甲"})]
        assert take() == []


def test_users_leave_their_trail_however_many_are_written_at_once(world: World) -> None:
    keeper = world.zhao.user_id
    take()
    User.objects.filter(pk=keeper).update(is_active=False)
    days = CalendarDay.objects.bulk_create([CalendarDay(day="2026-01-02", is_workday=True, note="试")])
    CalendarDay.objects.filter(pk=days[0].pk).delete()
    assert [(table, values and "is_active" in values) for table, _, values in take()] == [
        ("user", True), ("calendarday", False), ("calendarday", None),
    ]  # fmt: skip
