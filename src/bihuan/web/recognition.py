"""识别扫描件: the words of a scan that waits are recognised beside the requests, and its page tells how far that is.

One scan at a time on a machine, because recognising takes every core: whoever holds the lock of the waiting room is at
it, and a process that ends lets go of it. A page that looks again takes up what was broken off, so nothing need be
queued. What was found lies sealed beside the file; preview and import read it there and nowhere else.
"""

import fcntl
import json
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bihuan.intake.readers.scan import recognise
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, block
from bihuan.people.sealed import seal
from bihuan.web.understanding import WORDS, Waiting, beside, parked, waiting_room

DOING, REFUSED = "doing", "refused"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many pages are done, of how many; of none while the file waits for its turn or is being opened."""

    done: int = 0
    total: int = 0
    waits: bool = False

    @property
    def page(self) -> int:
        """The page that is being recognised, counted from 1."""
        return min(self.done + 1, self.total)


def progress_of(waiting: Waiting) -> Progress | None:
    """How far it is; None when there is nothing to wait for: it is done, was refused, or nobody is at any scan."""
    if _ended(waiting):
        return None
    lock = _lock()
    if lock is not None:
        os.close(lock)
        return None
    path = beside(waiting, DOING)
    with suppress(FileNotFoundError):
        return Progress(*json.loads(path.read_text()))
    return Progress(waits=True)


def refusal_of(waiting: Waiting) -> list[Finding]:
    """Why its words could not be recognised; nothing while that is not known."""
    path = beside(waiting, REFUSED)
    return [block(code, message) for code, message in json.loads(path.read_text())] if path.is_file() else []


def begin(waiting: Waiting, pages: Sequence[int] | None) -> threading.Thread | None:
    """Recognise these pages in a thread of its own; None when another scan is being recognised or this one was."""
    lock = _lock()
    if lock is None:
        return None
    if _ended(waiting):
        os.close(lock)
        return None
    work = threading.Thread(target=_work, args=(waiting, pages, lock), daemon=True)
    _put(waiting, DOING, "[0, 0]")
    work.start()
    return work


def _work(waiting: Waiting, pages: Sequence[int] | None, lock: int) -> None:
    try:
        content = parked(waiting)
        if content is not None:
            found = recognise(
                content, pages, lambda done, total: _put(waiting, DOING, json.dumps([done, total]))
            )
            _put(waiting, WORDS, seal(found.as_json()))
    except NotReadable as problem:
        _put(waiting, REFUSED, json.dumps([[each.code, each.message] for each in problem.findings]))
    finally:
        beside(waiting, DOING).unlink(missing_ok=True)
        os.close(lock)


def _ended(waiting: Waiting) -> bool:
    return beside(waiting, WORDS).is_file() or beside(waiting, REFUSED).is_file()


def _put(waiting: Waiting, what: str, text: str) -> None:
    """Whole or not at all, as old as the file it belongs to, and not when that has gone."""
    path = beside(waiting, what)
    with suppress(FileNotFoundError):
        age = (waiting_room() / waiting.sealed).stat().st_mtime
        new = path.with_name(f"{path.name}.new")
        new.touch(0o600)
        new.write_text(text)
        os.utime(new, (age, age))
        new.replace(path)


def _lock() -> int | None:
    """The lock of the waiting room, to be closed; None when somebody holds it."""
    room: Path = waiting_room()
    place = os.open(room, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(place)
        return None
    return place
