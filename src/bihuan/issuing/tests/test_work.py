"""The worker: one gets a set, a killed one loses it, and nothing half stays behind."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import BinaryIO

import pytest
from django.conf import settings
from django.db import connection, connections

from bihuan.evidence.blobs import keep_file, path_of
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_actions import request_paper_set
from bihuan.issuing.work import (
    LEASE,
    MOST_ATTEMPTS,
    PAUSE,
    Count,
    Lost,
    Maker,
    Progress,
    Worker,
    part_of,
    take,
)
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from tests.support.world import World

State = PaperSet.State


def asked(world: World, position: int = 1) -> PaperSet:
    case = world.case(position)
    return request_paper_set(case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)


def two_lines(paper_set: PaperSet, stream: BinaryIO, progress: Progress) -> None:
    stream.write(f"set {paper_set.pk}\n".encode())
    progress(1, 2)
    stream.write(b"end\n")
    progress(2, 2)


def raising(problem: Exception) -> Maker:
    def make(paper_set: PaperSet, stream: BinaryIO, progress: Progress) -> None:
        stream.write(b"half")
        raise problem

    return make


def worker(world: World, make: Maker = two_lines, stopping: Callable[[], bool] = lambda: False) -> Worker:
    return Worker(make, lambda: world.now, stopping=stopping)


def unfinished() -> list[str]:
    return sorted(path.name for path in (Path(settings.BLOB_DIR) / "unfinished").glob("*"))


def test_what_was_asked_for_is_made_and_kept_under_its_hash(world: World) -> None:
    first, second = asked(world, 1), asked(world, 2)
    assert worker(world).work_off() == 2
    for made in (first, second):
        made.refresh_from_db()
        content = f"set {made.pk}\nend\n".encode()
        assert (made.state, made.done, made.total, made.problem) == (State.READY, 2, 2, "")
        assert (made.leased_until, made.finished_at, made.attempts) == (None, world.now, 1)
        assert made.content is not None
        assert (made.content_id, made.content.size) == (sha256_hex(content), len(content))
        assert made.content.media_type == "application/zip"
        assert path_of(made.content_id or "").read_bytes() == content
    assert unfinished() == []
    assert worker(world).one() is None


def test_the_oldest_is_made_first(world: World) -> None:
    asked_for = [asked(world, position).pk for position in (3, 1, 2)]
    taken = [take(world.now) for _ in asked_for]
    assert [paper_set.pk for paper_set in taken if paper_set] == asked_for
    assert take(world.now) is None


def test_a_set_that_is_being_made_belongs_to_its_worker_until_the_lease_runs_out(world: World) -> None:
    asked(world)
    first = take(world.now)
    assert first is not None
    assert take(world.now + LEASE - timedelta(seconds=1)) is None
    second = take(world.now + LEASE)
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


def test_going_on_renews_the_lease_and_tells_how_far_it_is(world: World) -> None:
    paper_set = asked(world)
    seen: list[tuple[str, int, int, datetime | None]] = []

    def slow(taken: PaperSet, stream: BinaryIO, progress: Progress) -> None:
        world.now += LEASE / 2
        progress(3, 7)
        now = PaperSet.objects.get(pk=taken.pk)
        seen.append((now.state, now.done, now.total, now.leased_until))

    worker(world, slow).one()
    assert seen == [(State.RUNNING, 3, 7, world.now + LEASE)]
    paper_set.refresh_from_db()
    assert (paper_set.done, paper_set.total) == (3, 7)


def test_a_worker_that_was_given_up_and_comes_back_spoils_nothing(world: World) -> None:
    paper_set = asked(world)

    def overtaken(taken: PaperSet, stream: BinaryIO, progress: Progress) -> None:
        stream.write(b"late")
        world.now += LEASE
        assert worker(world).one() is not None
        progress(9, 9)  # the first write of the attempt: the set is no longer its own

    worker(world, overtaken).one()
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.attempts, paper_set.done) == (State.READY, 2, 2)
    assert path_of(paper_set.content_id or "").read_bytes() == f"set {paper_set.pk}\nend\n".encode()
    assert unfinished() == []


def test_a_late_worker_cannot_renew(world: World) -> None:
    asked(world)
    first = take(world.now)
    assert first is not None
    take(world.now + LEASE)
    with pytest.raises(Lost):
        worker(world)._renew(first, Count(1, 2))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间不足"),
        (PermissionError(errno.EACCES, "no"), "不能读写"),
        (ZeroDivisionError("/srv/secret/path"), "服务日志"),
    ],
)
def test_an_error_is_tried_three_times_and_then_told_in_chinese(
    world: World, problem: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    paper_set = asked(world)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert worker(world, raising(problem)).work_off() == 1, "an attempt is left alone for a while"
        paper_set.refresh_from_db()
        assert paper_set.attempts == attempt
        world.now += PAUSE
    assert paper_set.state == State.FAILED
    assert words in paper_set.problem
    assert "管理员" in paper_set.problem
    assert str(problem) not in paper_set.problem
    assert caplog.text.count("Traceback") == MOST_ATTEMPTS
    assert worker(world).one() is None
    assert unfinished() == []


def test_a_refusal_is_told_at_once_in_its_own_words(world: World) -> None:
    paper_set = asked(world)
    worker(world, raising(Refused([block("gone", "事项已不可见，请重新申请。")]))).work_off()
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.problem) == (State.FAILED, "事项已不可见，请重新申请。")


def test_a_set_whose_worker_is_killed_again_and_again_is_given_up(world: World) -> None:
    paper_set = asked(world)
    for _ in range(MOST_ATTEMPTS):
        assert take(world.now) is not None
        world.now += LEASE
    assert take(world.now) is None
    paper_set.refresh_from_db()
    assert paper_set.state == State.FAILED
    assert "中断" in paper_set.problem


def test_told_to_end_in_the_middle_it_gives_the_set_back_at_once(world: World) -> None:
    paper_set = asked(world)
    told: list[int] = []

    def make(taken: PaperSet, stream: BinaryIO, progress: Progress) -> None:
        progress(1, 2)
        told.append(1)
        progress(2, 2)
        raise AssertionError("goes on though it was told to end")

    stopped = worker(world, make, stopping=lambda: bool(told))
    stopped.run()
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.leased_until, paper_set.attempts) == (State.WAITING, None, 0)
    assert unfinished() == []
    assert worker(world).one() is not None


def test_the_unfinished_file_of_a_worker_that_is_gone_is_removed_and_a_living_ones_stays(
    world: World,
) -> None:
    asked(world, 1)
    asked(world, 2)
    dead = take(world.now)
    world.now += LEASE / 2
    alive = take(world.now)
    world.now += LEASE / 2
    assert dead is not None
    assert alive is not None
    for taken in (dead, alive):
        part_of(taken).parent.mkdir(parents=True, exist_ok=True)
        part_of(taken).write_bytes(b"half")
    worker(world).one()
    assert unfinished() == [part_of(alive).name]
    world.now += LEASE
    worker(world).one()
    assert unfinished() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_it_once(world: World) -> None:
    paper_set = asked(world)
    start, made = Barrier(2), []

    def count(taken: PaperSet, stream: BinaryIO, progress: Progress) -> None:
        made.append(taken.pk)
        two_lines(taken, stream, progress)

    def run(_: int) -> int:
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=20)
            return worker(world, count).work_off()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as people:
        counts = list(people.map(run, range(2)))
    assert sorted(counts) == [0, 1]
    assert made == [paper_set.pk]
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.attempts) == (State.READY, 1)


# A worker in a process of its own, on the database of the test: half-way it says so and waits for its end.
HALF_WAY = """
import sys, time, os
from django.conf import settings
import tests.settings as here
here.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
import django
django.setup()
from bihuan.issuing.work import Worker
from bihuan.kernel import clock

def half(taken, stream, progress):
    stream.write(b"half")
    stream.flush()
    progress(1, 2)
    print("half", flush=True)
    time.sleep(600)

settings.BLOB_DIR = os.environ["TEST_BLOBS"]
Worker(half, clock.now).one()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_followed_by_another(world: World) -> None:
    paper_set = asked(world)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_BLOBS": str(settings.BLOB_DIR),
        "PYTHONPATH": ":".join(sys.path),
    }
    with subprocess.Popen(
        [sys.executable, "-c", HALF_WAY], env=environment, stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "half\n"
        victim.send_signal(signal.SIGKILL)
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.attempts, paper_set.done) == (State.RUNNING, 1, 1)
    assert unfinished() == [part_of(paper_set).name]
    assert paper_set.leased_until is not None
    world.now = paper_set.leased_until - timedelta(seconds=1)
    assert worker(world).one() is None, "the lease has not run out"
    assert unfinished() == [part_of(paper_set).name]
    world.now = paper_set.leased_until
    assert worker(world).one() is not None
    paper_set.refresh_from_db()
    assert (paper_set.state, paper_set.attempts) == (State.READY, 2)
    assert unfinished() == []


def test_a_file_is_moved_in_under_its_hash_and_once_only(world: World, tmp_path: Path) -> None:
    for _ in range(2):
        source = Path(settings.BLOB_DIR) / "incoming"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(b"one and the same")
        sha256 = keep_file(source)
        assert sha256 == sha256_hex(b"one and the same")
        assert path_of(sha256).read_bytes() == b"one and the same"
        assert not source.exists()
