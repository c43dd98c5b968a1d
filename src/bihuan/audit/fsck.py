"""核账 as a whole, on one unmoving picture of the database, while the system goes on being used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from bihuan.audit.difference import Difference
from bihuan.audit.file_check import file_differences
from bihuan.audit.guard_check import guard_differences
from bihuan.audit.log_check import log_differences
from bihuan.audit.tables import table_differences
from tlog.note import Note


def check_everything(now: datetime, old: Sequence[Note] = ()) -> Iterator[Difference]:
    """Every difference between tables, journal, log and files. ``old``: checkpoints that were kept elsewhere."""
    with _one_picture():
        yield from guard_differences()
        yield from table_differences()
        yield from log_differences(old)
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
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
