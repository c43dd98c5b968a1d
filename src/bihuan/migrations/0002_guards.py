"""The database's own guards: the journal only grows, and an opinion's words never change.

Triggers, not code: they hold for every door, the admin, and a hand at the database's console.
"""

from typing import Any

from django.db import migrations

# What an opinion said never changes; what was not known when it came may be filled in once.
_OPINION_CHANGED = " OR ".join(
    [
        *(f"OLD.{column} <> NEW.{column}" for column in ("id", "batch_id", "number", "text")),
        *(
            f"(OLD.{column} <> '' AND OLD.{column} <> NEW.{column})"
            for column in ("kind", "contact_name", "contact_phone")
        ),
        "(OLD.received_on IS NOT NULL AND (NEW.received_on IS NULL OR NEW.received_on <> OLD.received_on))",
    ]
)
# table, event, condition, name, sentence
GUARDS = (
    ("bihuan_entry", "UPDATE", "", "entry_no_update", "办理记录不得修改"),
    ("bihuan_entry", "DELETE", "", "entry_no_delete", "办理记录不得删除"),
    ("bihuan_opinion", "UPDATE", _OPINION_CHANGED, "opinion_no_update", "意见原文不得修改"),
    ("bihuan_opinion", "DELETE", "", "opinion_no_delete", "意见不得删除"),
)
# SQLite's INSERT OR REPLACE deletes the old row without firing its DELETE trigger: it must be met on its way in.
# table, the old row, name, sentence
REPLACED = (
    ("bihuan_entry", "id = NEW.id", "entry_no_replace", "办理记录不得修改"),
    (
        "bihuan_opinion",
        "id = NEW.id OR (batch_id = NEW.batch_id AND number = NEW.number)",
        "opinion_no_replace",
        "意见原文不得修改",
    ),
)
TRUNCATED = (("bihuan_entry", "entry"), ("bihuan_opinion", "opinion"))


def _postgres(table: str, event: str, condition: str, name: str, sentence: str) -> list[str]:
    when = f"WHEN ({condition})" if condition else ""
    refuse = f"BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END"
    return [
        f"CREATE FUNCTION {name}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}_fn()",
    ]


def _sqlite(table: str, event: str, condition: str, name: str, sentence: str) -> list[str]:
    when = f"WHEN {condition}" if condition else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} {refuse}"]


def install(apps: Any, schema_editor: Any) -> None:
    """Create the triggers in the dialect at hand."""
    dialects = {"postgresql": _postgres, "sqlite": _sqlite}
    vendor = schema_editor.connection.vendor
    if vendor not in dialects:
        raise NotImplementedError(f"no guards written for {vendor}: see docs/operate.md")
    for guard in GUARDS:
        for statement in dialects[vendor](*guard):
            schema_editor.execute(statement)
    if vendor == "sqlite":
        for table, old_row, name, sentence in REPLACED:
            known = f"EXISTS (SELECT 1 FROM {table} WHERE {old_row})"  # noqa: S608  (our own words, above)
            refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {known} {refuse}")
    if vendor == "postgresql":
        # Row triggers do not see TRUNCATE. (SQLite has none: its DELETE fires the trigger above.)
        for table, name in TRUNCATED:
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}_no_delete_fn()"
            )


def remove(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        for table, name in TRUNCATED:
            schema_editor.execute(f"DROP TRIGGER {name}_no_truncate ON {table}")
    else:
        for _, _, name, _ in REPLACED:
            schema_editor.execute(f"DROP TRIGGER {name}")
    for table, _, _, name, _ in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}_fn()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """Installs the guards."""

    dependencies = [("bihuan", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
