"""Storing many rows at once: for imports, where building a model object per row would cost most of the time.

Same columns, same defaults, same database constraints and guards as one by one; only the objects are left out.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from django.db import connection, models

CHUNK = 2000
# What every database takes as Python gives it; anything else goes through its field.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_many(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert ``rows`` (column name to value; the model's default where one is absent). Returns how many."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    columns = [(field.attname, field.get_default(), _preparer(field)) for field in fields]
    values = (
        [
            prepare(row.get(name, default)) if prepare else row.get(name, default)
            for name, default, prepare in columns
        ]
        for row in rows
    )
    table = quote(model._meta.db_table)
    store = _copy if connection.vendor == "postgresql" else _insert
    count = 0
    with connection.cursor() as cursor, connection.wrap_database_errors:
        # A chunk is made before it is sent: making a row may itself ask the database.
        while chunk := list(islice(values, CHUNK)):
            store(cursor, f"{table} ({names})", chunk)
            count += len(chunk)
    return count


def _insert(cursor: Any, into: str, rows: list[list[Any]]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608  # our own names


def _copy(cursor: Any, into: str, rows: list[list[Any]]) -> None:
    """PostgreSQL's own way to take many rows. Triggers and constraints hold as for an INSERT."""
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _preparer(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, _PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
