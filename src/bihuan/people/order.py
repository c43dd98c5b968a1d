"""The order of the organisation, in which units stand everywhere: as they were entered, each before those below it.

A path tells it by its numbers. As text ``1/10.`` would stand before ``1/9.``.
"""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

_NUMBERS = re.compile(r"\d+")


def place_in_tree(path: str) -> tuple[int, ...]:
    """The place of a unit at ``path``, to sort by in memory: what has no unit stands first."""
    return tuple(int(number) for number in _NUMBERS.findall(path))


class TreeOrder(Func):
    """The same place, to sort by in the database."""

    # Ids are padded with zeros: as many digits as the largest has.
    template = (
        "(SELECT group_concat(part, '') FROM (SELECT substr('000000000000000000' || value, -19) AS part FROM json_each("
        "'[' || replace(rtrim(replace(%(expressions)s, '/', '.'), '.'), '.', ',') || ']') ORDER BY key))"
    )
    output_field = TextField()

    def __init__(self, path: str = "path") -> None:
        super().__init__(path)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """PostgreSQL compares rows of numbers by itself."""
        template = "string_to_array(rtrim(translate(%(expressions)s, '/', '.'), '.'), '.')::bigint[]"
        return super().as_sql(compiler, connection, template=template, **context)
