"""核账 as a whole, on one unmoving picture of the database, while the system goes on being used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from bihuan.audit.difference import Difference
from bihuan.audit.file_check import file_differences
from bihuan.audit.guard_check import guard_differences
from bihuan.audit.history_check import history_differences
from bihuan.audit.log_check import log_differences
from bihuan.audit.story_check import story_differences
from bihuan.audit.tables import table_differences
from bihuan.journal.sealing import not_sealing
from tlog.note import Note


def check_everything(now: datetime, old: Sequence[Note] = ()) -> Iterator[Difference]:
    """Every difference between tables, journal, log and files. ``old``: checkpoints that were kept elsewhere."""
    with _one_picture():
        # What is sealed meanwhile waits until the log has been looked at: it would be ahead of the picture.
        with not_sealing(Path(settings.LOG_DIR)):
            yield from guard_differences()
            yield from log_differences(old)
        yield from story_differences()
        yield from table_differences()
        yield from history_differences()
        yield from file_differences(now)


@contextmanager
def _one_picture() -> Iterator[None]:
    """A transaction that only reads: acts that go on meanwhile are not seen, and are not held up."""
    if connection.in_atomic_block:
        yield
        return
    start = (
        "BEGIN DEFERRED"
        if connection.vendor == "sqlite"
        else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    )
    with connection.cursor() as cursor:
        cursor.execute(start)
    if connection.vendor == "sqlite":
        # Bytes that are no text are shown as such, in the row where they stand.
        connection.connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.connection.text_factory = str
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
