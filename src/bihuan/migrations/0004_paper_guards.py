"""The database's own guards of papers: one made final keeps its words and its number; it is spoiled once, or never.

As in 0002: triggers hold for every door, the admin, and a hand at the database's console.
"""

from typing import Any

from django.db import migrations

_PAPER = (
    "id", "batch_id", "case_id", "unit_id", "round", "kind", "title", "number", "wording_version", "code",
    "fingerprint", "content_id", "issued_by_id", "issued_at",
)  # fmt: skip


def _changed(column: str) -> str:
    """Whether a column is given another value; also one that was or becomes NULL, in both dialects."""
    return f"((OLD.{column} IS NULL) <> (NEW.{column} IS NULL) OR OLD.{column} <> NEW.{column})"


# Spoiling fills in three columns of a paper that was not spoiled; nothing else ever changes.
_PAPER_CHANGED = " OR ".join(["OLD.spoiled_at IS NOT NULL", *(_changed(column) for column in _PAPER)])
# table, event, condition, name, sentence
GUARDS = (
    ("bihuan_issuedpaper", "UPDATE", _PAPER_CHANGED, "paper_no_update", "已定稿的文书不得修改"),
    ("bihuan_issuedpaper", "DELETE", "", "paper_no_delete", "已定稿的文书不得删除"),
    ("bihuan_papersignature", "UPDATE", "", "signature_no_update", "签批登记不得修改"),
    ("bihuan_papersignature", "DELETE", "", "signature_no_delete", "签批登记不得删除"),
    ("bihuan_wording", "UPDATE", "", "wording_no_update", "文书范本的旧版本不得修改"),
    ("bihuan_wording", "DELETE", "", "wording_no_delete", "文书范本的旧版本不得删除"),
)
# SQLite's INSERT OR REPLACE deletes the old row without firing its DELETE trigger: it must be met on its way in.
REPLACED = (
    ("bihuan_issuedpaper", "id = NEW.id OR code = NEW.code", "paper_no_replace", "已定稿的文书不得修改"),
    ("bihuan_papersignature", "id = NEW.id", "signature_no_replace", "签批登记不得修改"),
    (
        "bihuan_wording",
        "id = NEW.id OR (unit_id = NEW.unit_id AND kind = NEW.kind AND name = NEW.name AND version = NEW.version)",
        "wording_no_replace",
        "文书范本的旧版本不得修改",
    ),
)
TRUNCATED = (
    ("bihuan_issuedpaper", "paper"),
    ("bihuan_papersignature", "signature"),
    ("bihuan_wording", "wording"),
)


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

    dependencies = [("bihuan", "0003_papers")]
    operations = [migrations.RunPython(install, remove)]
