"""What the database holds, for tests that an act left its row, or left nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from bihuan.journal.models import Entry
from bihuan.kernel.errors import NotAllowed
from tests.support.refusals import refused


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the house."""
    tables = [model._meta.db_table for model in apps.get_app_config("bihuan").get_models()]
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor: CursorWrapper, table: str) -> list[tuple[object, ...]]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
    return list(cursor.fetchall())


@contextmanager
def refused_unsaved(*expected: tuple[str, str]) -> Iterator[None]:
    """The act is refused with each expected (code, clause), and no row anywhere is other than before."""
    before = everything()
    with refused(*expected):
        yield
    assert everything() == before


@contextmanager
def not_allowed_unsaved(code: str = "not-allowed", clause: str = "") -> Iterator[None]:
    """The act is not for this person or this state, and no row anywhere is other than before."""
    before = everything()
    with refused((code, clause), kind=NotAllowed):
        yield
    assert everything() == before


def last_entry(kind: str, key: int) -> Entry:
    """The newest row about one thing."""
    return Entry.objects.filter(subject_kind=kind, subject_id=key).latest("pk")
