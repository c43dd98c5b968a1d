"""The database's own guards of papers: one made final keeps its words and its number; it is spoiled once, or never."""

from django.db import migrations

from bihuan.migrations._guards import Guard, Guards, Replaced, changed

_PAPER = (
    "id", "batch_id", "case_id", "unit_id", "round", "kind", "title", "number", "wording_version", "code",
    "fingerprint", "content_id", "issued_by_id", "issued_at",
)  # fmt: skip

# Spoiling fills in three columns of a paper that was not spoiled; nothing else ever changes.
_PAPER_CHANGED = " OR ".join(["OLD.spoiled_at IS NOT NULL", *(changed(column) for column in _PAPER)])
GUARDS = Guards(
    rows=(
        Guard("bihuan_issuedpaper", "UPDATE", "paper_no_update", "已定稿的文书不得修改", _PAPER_CHANGED),
        Guard("bihuan_issuedpaper", "DELETE", "paper_no_delete", "已定稿的文书不得删除"),
        Guard("bihuan_papersignature", "UPDATE", "signature_no_update", "签批登记不得修改"),
        Guard("bihuan_papersignature", "DELETE", "signature_no_delete", "签批登记不得删除"),
        Guard("bihuan_wording", "UPDATE", "wording_no_update", "文书范本的旧版本不得修改"),
        Guard("bihuan_wording", "DELETE", "wording_no_delete", "文书范本的旧版本不得删除"),
    ),
    replaced=(
        Replaced(
            "bihuan_issuedpaper",
            "id = NEW.id OR code = NEW.code",
            "paper_no_replace",
            "已定稿的文书不得修改",
        ),
        Replaced("bihuan_papersignature", "id = NEW.id", "signature_no_replace", "签批登记不得修改"),
        Replaced(
            "bihuan_wording",
            "id = NEW.id OR "
            "(unit_id = NEW.unit_id AND kind = NEW.kind AND name = NEW.name AND version = NEW.version)",
            "wording_no_replace",
            "文书范本的旧版本不得修改",
        ),
    ),
    truncated=(
        ("bihuan_issuedpaper", "paper"),
        ("bihuan_papersignature", "signature"),
        ("bihuan_wording", "wording"),
    ),
)


class Migration(migrations.Migration):
    """Installs the guards."""

    dependencies = [("bihuan", "0003_papers")]
    operations = [migrations.RunPython(GUARDS.install, GUARDS.remove)]
