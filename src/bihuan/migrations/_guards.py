"""How the database's own guards are written in each dialect. Triggers hold for every door and for a bare hand.

Used by migrations that installed guards already: what it writes for given arguments must stay the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses ``event`` on ``table`` with ``sentence``, always or when ``condition`` (SQL over OLD and NEW) holds."""

    table: str
    event: str
    name: str
    sentence: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """SQLite's INSERT OR REPLACE deletes the old row without firing its DELETE trigger: it is met on its way in."""

    table: str
    old_row: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Guards:
    """What one migration installs. ``truncated``: a table, and the name whose ``_no_delete`` refuses TRUNCATE, too."""

    rows: Sequence[Guard]
    replaced: Sequence[Replaced] = ()
    truncated: Sequence[tuple[str, str]] = ()

    def install(self, apps: Any, schema_editor: Any) -> None:
        """Create the triggers in the dialect at hand."""
        vendor = schema_editor.connection.vendor
        if vendor not in ("postgresql", "sqlite"):
            raise NotImplementedError(f"no guards written for {vendor}: see docs/operate.md")
        write = _postgres if vendor == "postgresql" else _sqlite
        for guard in self.rows:
            for statement in write(guard):
                schema_editor.execute(statement)
        if vendor == "sqlite":
            for row in self.replaced:
                schema_editor.execute(sqlite_replaced(row))
            return
        # Row triggers do not see TRUNCATE. (SQLite has none: its DELETE fires the trigger above.)
        for table, name in self.truncated:
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}_no_delete_fn()"
            )

    def remove(self, apps: Any, schema_editor: Any) -> None:
        """Drop the triggers."""
        if schema_editor.connection.vendor == "postgresql":
            for table, name in self.truncated:
                schema_editor.execute(f"DROP TRIGGER {name}_no_truncate ON {table}")
            for guard in self.rows:
                schema_editor.execute(f"DROP TRIGGER {guard.name} ON {guard.table}")
                schema_editor.execute(f"DROP FUNCTION {guard.name}_fn()")
            return
        for name in [row.name for row in self.replaced] + [guard.name for guard in self.rows]:
            schema_editor.execute(f"DROP TRIGGER {name}")


def changed(column: str) -> str:
    """Whether a column is given another value; also one that was or becomes NULL, in both dialects."""
    return f"((OLD.{column} IS NULL) <> (NEW.{column} IS NULL) OR OLD.{column} <> NEW.{column})"


def _postgres(guard: Guard) -> list[str]:
    when = f"WHEN ({guard.condition})" if guard.condition else ""
    refuse = f"BEGIN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'integrity_constraint_violation'; END"
    trigger = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW {when}"
    return [
        f"CREATE FUNCTION {guard.name}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$",
        f"{trigger} EXECUTE FUNCTION {guard.name}_fn()",
    ]


def _sqlite(guard: Guard) -> list[str]:
    return [sqlite_guard(guard)]


def sqlite_guard(guard: Guard) -> str:
    """The guard as SQLite keeps it."""
    when = f"WHEN {guard.condition}" if guard.condition else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
    return f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} {when} {refuse}"


def sqlite_replaced(row: Replaced) -> str:
    """The same of a guard against REPLACE."""
    known = f"EXISTS (SELECT 1 FROM {row.table} WHERE {row.old_row})"  # noqa: S608  (our own words)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{row.sentence}'); END"
    return f"CREATE TRIGGER {row.name} BEFORE INSERT ON {row.table} WHEN {known} {refuse}"
