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
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # own names
    columns = [(field.attname, field.get_default(), _preparer(field)) for field in fields]
    values = (
        [
            prepare(row.get(name, default)) if prepare else row.get(name, default)
            for name, default, prepare in columns
        ]
        for row in rows
    )
    count = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(values, CHUNK)):
            cursor.executemany(statement, chunk)
            count += len(chunk)
    return count


def _preparer(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, _PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
