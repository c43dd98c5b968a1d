"""Numbers are counted by each coordinating office for itself; one count for all looked like gaps to every one of them.

Each office goes on after the last number it has used itself. Nothing that was printed changes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


def share_out(apps: Any, schema_editor: Any) -> None:
    """Give every office its own count, from the numbers that stand in its own records."""
    last: dict[tuple[int, str, int], int] = defaultdict(int)
    for office, number in _used(apps):
        if match := _NUMBER.fullmatch(number):
            key = (office, match[1], int(match[2]))
            last[key] = max(last[key], int(match[3]))
    series = apps.get_model("bihuan", "NumberSeries").objects
    series.all().delete()
    for (office, kind, year), serial in last.items():
        series.create(unit_id=office, kind=kind, year=year, last=serial)


def _used(apps: Any) -> Iterator[tuple[int, str]]:
    """Every number given out, and the office that gave it: hand-overs, close-outs, papers; none is ever deleted."""
    for model, office in (
        ("Assignment", "case__batch__coordinator"),
        ("CloseOut", "case__batch__coordinator"),
        ("IssuedPaper", "batch__coordinator"),
    ):
        rows = apps.get_model("bihuan", model).objects.exclude(number="").order_by()
        yield from rows.values_list(office, "number").iterator()


class Migration(migrations.Migration):
    """The unit first without a value, then shared out, then required."""

    dependencies = [("bihuan", "0004_paper_guards")]
    operations = [
        migrations.RemoveConstraint(model_name="numberseries", name="one_series"),
        migrations.AddField(
            model_name="numberseries",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                db_constraint=False,
            ),
        ),
        migrations.RunPython(share_out, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="numberseries",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bihuan.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="numberseries",
            constraint=models.UniqueConstraint(fields=("unit", "kind", "year"), name="one_series"),
        ),
    ]
