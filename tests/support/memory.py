"""What a walk through the acts left in the database, kept for the rest of the process.

The first story that asks for a walk takes it, act by act. The next one that asks for the same walk from the same
beginning is given the very rows that the first one left, in a fraction of the time. No row is given back that no act
wrote, and ``tests/house/test_memory.py`` compares every row of every state.

Only what is certain is given back: a ``Memory`` knows by which walks the database came to hold what it holds, and
asks the database whether anything was written or taken back since. If so, everything from there on is walked.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from bihuan.evidence import blobs
from bihuan.journal.models import Entry

SHA256 = re.compile(r"[0-9a-f]{64}")

T = TypeVar("T")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table of the house, quoted for SQL: its name, its columns, and which of them is the key."""

    name: str
    columns: tuple[str, ...]
    key: int


Rows = dict[Table, dict[Any, Row]]  # by table and key


@dataclass(frozen=True)
class Trace:
    """The difference a walk made to the rows, the files it kept, and what the walker said at its end."""

    statements: tuple[tuple[str, tuple[Row, ...]], ...]
    files: tuple[bytes, ...]
    said: Any
    past: tuple[Hashable, ...]  # by which walks the rows are as they are at its end

    def put_back(self) -> None:
        """Make the same difference again."""
        with connection.cursor() as cursor:
            for statement, rows in self.statements:
                cursor.executemany(statement, rows)
        go_on_from_the_last_entry()
        for content in self.files:
            blobs.keep(content)


KEPT: dict[Hashable, Trace] = {}


def go_on_from_the_last_entry() -> None:
    """Let the next entry have the next key, the first of an empty journal. On PostgreSQL keys go on from test to test,
    and who reads the journal would take the keys between for a transaction that still runs."""
    if connection.vendor == "postgresql":
        table = Entry._meta.db_table
        with connection.cursor() as cursor:
            key = f"pg_get_serial_sequence('{table}', 'id')"
            cursor.execute(f"SELECT setval({key}, coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table}")


class Memory:
    """By which walks the database came to hold what it holds."""

    def __init__(self) -> None:
        # Outside a test's own transaction other connections write too, and would not be noticed.
        certain = connection.in_atomic_block and not anything()
        self._past: tuple[Hashable, ...] | None = () if certain else None
        self._seen = signs()

    def walk(self, called: Hashable, take: Callable[[], T]) -> T:
        """Take the walk, or have its rows put back; returns what ``take`` said.

        ``called`` names the walk with everything it depends on but the rows.
        """
        if self._past is None or signs() != self._seen:
            self._past = None
            return take()
        walk = (*self._past, called)
        if walk not in KEPT:
            before, past = everything(), self._past
            said = take()
            KEPT[walk] = trace(before, everything(), said, self._made_of(past) or walk)
        else:
            KEPT[walk].put_back()
        self._past, self._seen = KEPT[walk].past, signs()
        said_then: T = KEPT[walk].said
        return said_then

    def _made_of(self, past: tuple[Hashable, ...]) -> tuple[Hashable, ...] | None:
        """The shorter walks that the one just taken consisted of, if of nothing else: another way over the same ones
        ends in the same rows, and goes on from there alike."""
        only_walks = self._past is not None and self._past != past and signs() == self._seen
        return self._past if only_walks else None


# ── what the database says ──


def signs() -> tuple[Any, ...]:
    """Changes whenever a row is written (in this transaction) or the journal is taken back to an earlier entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {Entry._meta.db_table}")
        last = cursor.fetchone()
        if connection.vendor == "sqlite":
            return (last, connection.connection.total_changes)
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return (last, cursor.fetchone())


def anything() -> bool:
    """Whether any table of the house has a row."""
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {table.name})" for table in tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return bool(cursor.fetchone()[0])


def everything() -> Rows:
    """Every row of the house."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(
                f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY {table.columns[table.key]}"
            )
            found[table] = {row[table.key]: tuple(row) for row in cursor.fetchall()}
    return found


@cache
def tables() -> tuple[Table, ...]:
    """Every table of the house, in the order of the models."""
    quote = connection.ops.quote_name
    found = []
    for model in apps.get_app_config("bihuan").get_models(include_auto_created=True):
        columns = [field.column for field in model._meta.concrete_fields]
        key = columns.index(model._meta.pk.column)
        found.append(Table(quote(model._meta.db_table), tuple(quote(column) for column in columns), key))
    return tuple(found)


# ── the difference ──


def trace(before: Rows, after: Rows, said: Any, past: tuple[Hashable, ...]) -> Trace:
    """What it takes to come from the rows before to the rows after."""
    statements: list[tuple[str, tuple[Row, ...]]] = []
    added: list[Row] = []
    for table, rows in after.items():
        was = before[table]
        if gone := was.keys() - rows.keys():
            key = table.columns[table.key]
            statements.append((f"DELETE FROM {table.name} WHERE {key} = %s", tuple((pk,) for pk in gone)))
        if new := tuple(row for pk, row in rows.items() if pk not in was):
            places = ", ".join(["%s"] * len(table.columns))
            columns = ", ".join(table.columns)
            statements.append((f"INSERT INTO {table.name} ({columns}) VALUES ({places})", new))
            added += new
        for pk, row in rows.items():
            if pk in was and row != was[pk]:
                statements.append(update(table, was[pk], row))
                added.append(row)
    return Trace(tuple(statements), files(added), said, past)


def update(table: Table, was: Row, now: Row) -> tuple[str, tuple[Row, ...]]:
    """Only the columns that differ: what is guarded did not change."""
    differ = [place for place, value in enumerate(now) if value != was[place]]
    put = ", ".join(f"{table.columns[place]} = %s" for place in differ)
    values = tuple(now[place] for place in differ)
    return f"UPDATE {table.name} SET {put} WHERE {table.columns[table.key]} = %s", (
        (*values, now[table.key]),
    )


def files(rows: list[Row]) -> tuple[bytes, ...]:
    """The content of the files these rows speak of."""
    named = {value for row in rows for value in row if isinstance(value, str) and SHA256.fullmatch(value)}
    return tuple(
        blobs.path_of(sha256).read_bytes() for sha256 in sorted(named) if blobs.path_of(sha256).is_file()
    )
