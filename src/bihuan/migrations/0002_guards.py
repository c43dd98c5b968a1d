"""The database's own guards: the journal only grows, and an opinion's words never change."""

from django.db import migrations

from bihuan.migrations._guards import Guard, Guards, Replaced

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
ENTRY = Guards(
    rows=(
        Guard("bihuan_entry", "UPDATE", "entry_no_update", "办理记录不得修改"),
        Guard("bihuan_entry", "DELETE", "entry_no_delete", "办理记录不得删除"),
    ),
    replaced=(Replaced("bihuan_entry", "id = NEW.id", "entry_no_replace", "办理记录不得修改"),),
    truncated=(("bihuan_entry", "entry"),),
)
OPINION = Guards(
    rows=(
        Guard("bihuan_opinion", "UPDATE", "opinion_no_update", "意见原文不得修改", _OPINION_CHANGED),
        Guard("bihuan_opinion", "DELETE", "opinion_no_delete", "意见不得删除"),
    ),
    replaced=(
        Replaced(
            "bihuan_opinion",
            "id = NEW.id OR (batch_id = NEW.batch_id AND number = NEW.number)",
            "opinion_no_replace",
            "意见原文不得修改",
        ),
    ),
    truncated=(("bihuan_opinion", "opinion"),),
)


class Migration(migrations.Migration):
    """Installs the guards."""

    dependencies = [("bihuan", "0001_initial")]
    operations = [
        migrations.RunPython(ENTRY.install, ENTRY.remove),
        migrations.RunPython(OPINION.install, OPINION.remove),
    ]
