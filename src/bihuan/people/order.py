"""The order of the organisation, in which units stand everywhere: as they were entered, each before those below it.

A path tells it by its numbers. As text ``1/10.`` would stand before ``1/9.``.
"""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

_NUMBERS = re.compile(r"\d+")
# As many digits as the largest key has.
_DIGITS = 20


def place_in_tree(path: str) -> tuple[int, ...]:
    """The place of a unit at ``path``, to sort by in memory: what has no unit stands first."""
    return tuple(int(number) for number in _NUMBERS.findall(path))


class TreeOrder(Func):
    """The same place, to sort by in the database."""

    function = "place_in_tree"
    output_field = TextField()

    def __init__(self, path: str = "path") -> None:
        super().__init__(path)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """PostgreSQL compares rows of numbers by itself."""
        template = (
            "(CASE WHEN %(expressions)s IS NOT NULL THEN ARRAY(SELECT told[1]::numeric FROM "
            "regexp_matches(%(expressions)s, '[0-9]+', 'g') WITH ORDINALITY AS found(told, at) ORDER BY at) END)"
        )
        return super().as_sql(compiler, connection, template=template, **context)


def teach_sqlite(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """SQLite learns the order with every new connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("place_in_tree", 1, _padded, deterministic=True)


def _padded(path: str | None) -> str | None:
    return None if path is None else "".join(f"{number:0{_DIGITS}}" for number in place_in_tree(path))
