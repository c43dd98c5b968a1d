"""What every table should hold: the traces of all acts, replayed in the order in which they were written. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Told:
    """A row as the journal tells it, and the entry that told of it last. ``values`` is None once it was deleted."""

    values: dict[str, Any] | None
    entry: int


@dataclass(slots=True)
class Ledger:
    """Every row of every table that the journal speaks of: table → key → row."""

    tables: dict[str, dict[str, Told]] = field(default_factory=dict)
    # Entries that say a case came into a state, until the trace is met that says so, too.
    moves: dict[int, tuple[str, str]] = field(default_factory=dict)

    def replay(self, traces: Iterable[tuple[int, str]]) -> Iterator[int]:
        """Take in traces as (entry, rows), oldest first. Yields the entries whose trace cannot be read."""
        for entry, rows in traces:
            try:
                for table, key, values in json.loads(rows):
                    self._take(entry, table, key, values)
            except (ValueError, TypeError, AttributeError):
                yield entry

    def _take(self, entry: int, table: str, key: str, values: dict[str, Any] | None) -> None:
        if table == "case" and values and self.moves.get(entry) == (key, values.get("state")):
            del self.moves[entry]
        rows = self.tables.setdefault(table, {})
        known = rows.get(key)
        if values is None or known is None or known.values is None:
            rows[key] = Told(values, entry)
        else:
            known.values.update(values)
            known.entry = entry
