"""Storing many rows at once: for imports, where building a model object per row would cost most of the time.

Same columns, same defaults, same database constraints, guards and trail as one by one; only the objects are left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count, islice
from operator import itemgetter
from typing import Any

from django.db import connection, models

from bihuan.trail.models import Trailed
from bihuan.trail.touched import touch_many
from bihuan.trail.values import is_digested, plain, table_of, told_fields

CHUNK = 2000
# What every database takes as Python gives it, and the journal tells; anything else goes through its field.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_many(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert ``rows`` (column name to value; the model's default where one is absent). Returns how many."""
    fields = list(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    prepared = [(field.attname, _once(field.get_db_prep_save, connection)) for field in fields if _odd(field)]
    values_of = itemgetter(*(field.attname for field in fields))
    values = (values_of(_with(row, prepared)) for row in _told(model, rows))
    table = quote(model._meta.db_table)
    store = _copy if connection.vendor == "postgresql" else _insert
    stored = 0
    with connection.cursor() as cursor, connection.wrap_database_errors:
        # A chunk is made before it is sent: making a row may itself ask the database.
        while chunk := list(islice(values, CHUNK)):
            store(cursor, f"{table} ({names})", chunk)
            stored += len(chunk)
    return stored


def _told(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows with their keys; remembered a chunk at a time when the table is one the journal tells of."""
    trailed, table, fields = issubclass(model, Trailed), table_of(model), told_fields(model)
    defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields}
    told = [(field.attname, _once(partial(plain, field))) for field in fields if _odd(field)]
    names = [field.attname for field in fields]
    values_of, key = itemgetter(*names), model._meta.pk.attname
    rows, new_keys = iter(rows), _new_keys(model)
    while given := list(islice(rows, CHUNK)):
        keys = new_keys(len(given))
        chunk = [{**defaults, **row, key: own} for row, own in zip(given, keys, strict=True)]
        if trailed:
            touch_many(
                [
                    (table, str(row[key]), _with(dict(zip(names, values_of(row), strict=True)), told))
                    for row in chunk
                ]
            )
        yield from chunk


def _with(row: dict[str, Any], columns: Iterable[tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
    """The row, with the values of these columns made into what they are to be."""
    for name, made in columns:
        row[name] = made(row[name])
    return row


def _once(make: Callable[..., Any], *args: Any) -> Callable[[Any], Any]:
    """The same value (a day, a moment) comes again and again in an import: it is made once."""
    return lru_cache(maxsize=1000)(lambda value: make(value, *args))


def _new_keys(model: type[models.Model]) -> Callable[[int], Sequence[int]]:
    """Gives out so many keys for new rows, in order and none to spare: who reads the journal waits at a key that is
    missing. The transaction of an import is alone on SQLite; PostgreSQL has its sequence."""
    table, key = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            following = count(1 + (cursor.fetchone() or (0,))[0])
        return lambda many: list(islice(following, many))

    def from_sequence(many: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, many],
            )
            return [number for (number,) in cursor.fetchall()]

    return from_sequence


def _insert(cursor: Any, into: str, rows: list[Sequence[Any]]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608  # our own names


def _copy(cursor: Any, into: str, rows: list[Sequence[Any]]) -> None:
    """PostgreSQL's own way to take many rows. Triggers and constraints hold as for an INSERT."""
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _odd(field: "models.Field[Any, Any]") -> bool:
    """Whether values go through their field. What is told of a file's words is their hash."""
    return not isinstance(field, _PLAIN) or is_digested(field)
