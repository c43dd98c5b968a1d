"""The worker of ``bihuan work``: takes what was asked for, one after the other, and makes it (ADR 0015).

A set belongs to a worker for the time of a lease, which it renews as it goes on. Every write names the attempt it
belongs to, so that a worker that was given up and comes back can spoil nothing.
"""

import errno
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import Error as DatabaseProblem
from django.db import close_old_connections, transaction
from django.db.models import F, Q, QuerySet

from bihuan.evidence.blobs import UNFINISHED, keep_file
from bihuan.evidence.models import Blob
from bihuan.issuing.models import PaperSet
from bihuan.kernel.errors import BihuanError

State = PaperSet.State
Clock = Callable[[], datetime]
# Told how many pieces are done, of how many. Also called without news, to say that the work goes on.
Progress = Callable[[int, int], None]
# Writes the set as a zip into the stream, from its start.
Maker = Callable[[PaperSet, BinaryIO, Progress], None]

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
# After an attempt that failed: what was wrong may pass (a full disk, a database that restarts).
PAUSE = timedelta(seconds=5)
BETWEEN_LOOKS = 2.0  # seconds
BETWEEN_WRITES = 1.0  # seconds
ZIP = "application/zip"
_PART = re.compile(r"set-(\d+)-(\d+)\.part")

log = logging.getLogger(__name__)


class Lost(Exception):
    """The set is no longer this worker's: its lease ran out and another one took it."""


class Stopped(Exception):
    """The worker was told to end."""


def nobody_asks() -> bool:
    """For a worker that is never told to end."""
    return False


@dataclass
class Count:
    """How far a set is: pieces done, of how many."""

    done: int = 0
    total: int = 0


@dataclass
class Worker:
    """One worker. ``stopping`` says whether it shall end; it is asked between pieces and between sets."""

    make: Maker
    clock: Clock
    lease: timedelta = LEASE
    stopping: Callable[[], bool] = nobody_asks
    told: Callable[[PaperSet], None] = field(default=lambda paper_set: None)
    # What else is to be done before each rest (the log is sealed).
    beside: Callable[[], None] = field(default=lambda: None)

    def run(self) -> None:
        """Look, work, rest, until told to end. A database or a disk that is away for a while is waited for."""
        while not self.stopping():
            try:
                self.work_off()
                self.beside()
            except (DatabaseProblem, OSError):
                log.exception("cannot look for work; looking again")
                close_old_connections()
            until = time.monotonic() + BETWEEN_LOOKS
            while not self.stopping() and (rest := until - time.monotonic()) > 0:
                time.sleep(min(rest, BETWEEN_LOOKS / 8))

    def work_off(self) -> int:
        """Make everything that can be made now; how many sets that were."""
        count = 0
        while not self.stopping() and self.one():
            count += 1
        return count

    def one(self) -> PaperSet | None:
        """Take one set and make it, or fail at it. None when nothing waits."""
        sweep(self.clock())
        taken = take(self.clock(), self.lease)
        if taken is None:
            return None
        try:
            self._make(taken)
        except Lost:
            log.warning("set %s was taken up by another worker", taken.pk)
        except Stopped:
            _ours(taken).update(state=State.WAITING, leased_until=None, attempts=F("attempts") - 1)
        except Exception as problem:
            self._failed(taken, problem)
        taken.refresh_from_db()
        self.told(taken)
        return taken

    def _make(self, taken: PaperSet) -> None:
        part = part_of(taken)
        part.parent.mkdir(parents=True, exist_ok=True)
        count = Count()
        try:
            with part.open("wb") as stream:
                self.make(taken, stream, self._progress(taken, count))
            # Hashing and moving a large file takes its time too.
            self._renew(taken, count)
            size = part.stat().st_size
            _hand_over(taken, keep_file(part), size, self.clock())
        except FileNotFoundError:
            # Swept away by the worker that took the set over; any other file that is missing is a failure.
            self._renew(taken, count)
            raise
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _progress(self, taken: PaperSet, count: Count) -> Progress:
        """Writes how far the work is and renews the lease, at most once a second. Raises Lost and Stopped."""
        next_write = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal next_write
            count.done, count.total = done, total
            if self.stopping():
                raise Stopped
            if time.monotonic() >= next_write:
                self._renew(taken, count)
                next_write = time.monotonic() + BETWEEN_WRITES

        return progress

    def _renew(self, taken: PaperSet, count: Count) -> None:
        until = self.clock() + self.lease
        if not _ours(taken).update(leased_until=until, done=count.done, total=count.total):
            raise Lost

    def _failed(self, taken: PaperSet, problem: Exception) -> None:
        log.error("set %s, attempt %s", taken.pk, taken.attempts, exc_info=problem)
        # What is refused on purpose is refused the next time too.
        if isinstance(problem, BihuanError) or taken.attempts >= MOST_ATTEMPTS:
            _ours(taken).update(state=State.FAILED, problem=sentence_of(problem, taken), leased_until=None)
        else:
            _ours(taken).update(state=State.WAITING, leased_until=self.clock() + PAUSE)


def take(now: datetime, lease: timedelta = LEASE) -> PaperSet | None:
    """The oldest set that waits, or whose worker is gone, now ours until ``now + lease``. None when there is none.

    Only one worker gets it: the UPDATE finds the row as it was seen, or finds nothing.
    """
    give_up(now)
    while (seen := _open(now).order_by("pk").first()) is not None:
        as_seen = PaperSet.objects.filter(
            pk=seen.pk, state=seen.state, leased_until=seen.leased_until, attempts=seen.attempts
        )
        if as_seen.update(state=State.RUNNING, leased_until=now + lease, attempts=F("attempts") + 1, done=0):
            return PaperSet.objects.select_related("batch__coordinator", "case", "asked_by").get(pk=seen.pk)
    return None


def give_up(now: datetime) -> None:
    """Sets whose worker was killed again and again are not tried for ever."""
    ended = _open(now).filter(state=State.RUNNING, attempts__gte=MOST_ATTEMPTS)
    ended.update(state=State.FAILED, leased_until=None, problem=_killed())


def sweep(now: datetime) -> None:
    """Remove the unfinished files of workers that are gone."""
    folder = _folder()
    parts = (
        {path: _PART.fullmatch(path.name) for path in folder.glob("set-*.part")} if folder.is_dir() else {}
    )
    if not parts:
        return
    # Asked after looking into the folder: a set is taken before its file is begun.
    alive = PaperSet.objects.filter(state=State.RUNNING, leased_until__gt=now).values_list("pk", "attempts")
    kept = set(alive)
    for path, match in parts.items():
        if match and (int(match[1]), int(match[2])) not in kept:
            path.unlink(missing_ok=True)


def part_of(taken: PaperSet) -> Path:
    """Where the set grows until it is whole: on the disk of the blobs, under no hash."""
    return _folder() / f"set-{taken.pk}-{taken.attempts}.part"


def sentence_of(problem: Exception, failed: PaperSet) -> str:
    """Why the set could not be made and what to do, for whoever asked for it. The traceback stands in the log."""
    if isinstance(problem, BihuanError):
        return "；".join(finding.message for finding in problem.findings)
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "服务器磁盘空间不足。请联系管理员清理空间，然后重新申请。"
    if isinstance(problem, OSError):
        return "服务器上的文件不能读写。请联系管理员核对存放文件夹的权限和磁盘，然后重新申请。"
    if isinstance(problem, DatabaseProblem):
        return "数据库暂时不能使用。请联系管理员核对数据库状态，然后重新申请。"
    return f"连续{MOST_ATTEMPTS}次生成均出错。请联系管理员查看服务日志（第{failed.pk}号），排除后重新申请。"


def _killed() -> str:
    return f"连续{MOST_ATTEMPTS}次在生成途中被中断。请联系管理员查看服务器内存和服务日志，排除后重新申请。"


def _folder() -> Path:
    return Path(settings.BLOB_DIR) / UNFINISHED


def _open(now: datetime) -> QuerySet[PaperSet]:
    """What may be taken: waiting or left behind, and not held (nor to be left alone) beyond ``now``."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return PaperSet.objects.filter(free, state__in=(State.WAITING, State.RUNNING))


def _ours(taken: PaperSet) -> QuerySet[PaperSet]:
    """The row, as long as it is still this attempt's."""
    return PaperSet.objects.filter(pk=taken.pk, state=State.RUNNING, attempts=taken.attempts)


@transaction.atomic
def _hand_over(taken: PaperSet, sha256: str, size: int, now: datetime) -> None:
    """The file is whole and in its place: from now on it may be fetched."""
    Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": ZIP})
    ready = _ours(taken).update(
        state=State.READY, content_id=sha256, finished_at=now, leased_until=None, problem=""
    )
    if not ready:
        raise Lost
