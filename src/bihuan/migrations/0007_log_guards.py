"""The database's own guards of what the log rests on; those of the journal again, whose table was made anew."""

from importlib import import_module
from typing import Any

from django.db import migrations

from bihuan.migrations._guards import Guard, Guards, Replaced

ENTRY: Guards = import_module("bihuan.migrations.0002_guards").ENTRY
LOG = Guards(
    rows=tuple(
        Guard(f"bihuan_{table}", event, f"{table}_no_{event.lower()}", sentence)
        for table, sentence in (
            ("trace", "留痕不得修改或者删除"),
            ("leaf", "封存记录不得修改或者删除"),
            ("checkpoint", "检查点不得修改或者删除"),
            ("doubtanswer", "疑点说明不得修改或者删除"),
        )
        for event in ("UPDATE", "DELETE")
    ),
    replaced=(
        Replaced("bihuan_trace", "id = NEW.id", "trace_no_replace", "留痕不得修改或者删除"),
        Replaced(
            "bihuan_leaf",
            'id = NEW.id OR entry_id = NEW.entry_id OR "index" = NEW."index"',
            "leaf_no_replace",
            "封存记录不得修改或者删除",
        ),
        Replaced(
            "bihuan_checkpoint",
            "id = NEW.id OR size = NEW.size",
            "checkpoint_no_replace",
            "检查点不得修改或者删除",
        ),
        Replaced("bihuan_doubtanswer", "id = NEW.id", "doubtanswer_no_replace", "疑点说明不得修改或者删除"),
    ),
    truncated=tuple((f"bihuan_{table}", table) for table in ("trace", "leaf", "checkpoint", "doubtanswer")),
)


def guard_entries_again(apps: Any, schema_editor: Any) -> None:
    """SQLite adds a column by making the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        ENTRY.install(apps, schema_editor)


class Migration(migrations.Migration):
    """Installs the guards."""

    dependencies = [("bihuan", "0006_close_outs_that_hold")]
    operations = [
        migrations.RunPython(guard_entries_again, migrations.RunPython.noop),
        migrations.RunPython(LOG.install, LOG.remove),
    ]
