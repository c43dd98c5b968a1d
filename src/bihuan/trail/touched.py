"""What was written in the transaction at hand and not yet put into the journal.

Kept as callbacks of the transaction, because Django drops those of a savepoint that is rolled back: what was undone
is then not told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

# A row that was written: its table, its key, the fields that changed (see ``trail.values``), None when it was deleted.
Touched = tuple[str, str, Mapping[str, Any] | None]


class _Waiting:
    """Rows that wait to be taken. Nothing is done with them at commit: being dropped at a rollback is all they need."""

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[Touched]) -> None:
        self.rows = rows

    def __call__(self) -> None:
        pass


def touch(table: str, row_id: Any, values: Mapping[str, Any] | None) -> None:
    """Remember a write."""
    touch_many([(table, str(row_id), values)])


def touch_many(rows: Sequence[Touched]) -> None:
    """Remember writes. Outside a transaction there is no act that could tell of them, and ``fsck`` will name them."""
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_Waiting(rows))


def take() -> list[Touched]:
    """What was written since the last take, oldest first; each write is taken once."""
    connection = transaction.get_connection()
    waiting = [call for _, call, _ in connection.run_on_commit if isinstance(call, _Waiting)]
    if waiting:
        connection.run_on_commit = [
            entry for entry in connection.run_on_commit if not isinstance(entry[1], _Waiting)
        ]
    return [row for call in waiting for row in call.rows]
