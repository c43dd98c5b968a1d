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


class _Taken:
    """All that waits before this has been put into the journal."""

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
    """What was written since the last take, oldest first; each write is taken once.

    A take in a savepoint that is rolled back did not happen: what was written before the savepoint waits again.
    """
    waiting: list[_Waiting] = []
    for _, call, _ in reversed(transaction.get_connection().run_on_commit):
        if isinstance(call, _Taken):
            break
        if isinstance(call, _Waiting):
            waiting.append(call)
    transaction.on_commit(_Taken())
    return [row for call in reversed(waiting) for row in call.rows]
