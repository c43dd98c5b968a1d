"""挂图 of a batch of many items, through the whole stack. Started by ``run.py`` or by itself:

BIHUAN_VAR=/tmp/bench DJANGO_SETTINGS_MODULE=config.settings PYTHONPATH=src:. python bench/gantt.py 100000
"""

import sys
from datetime import timedelta

import ledger
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch
from bihuan.intake.read import read_bytes
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.clock import day_of
from bihuan.kernel.clock import now as present
from bihuan.people.calendar import office_calendar
from bihuan.people.models import User, actor_of
from bihuan.triage.importing import import_reading


def main(size: int) -> None:
    """Print one row a page of the chart."""
    call_command("migrate", verbosity=0, skip_checks=True)
    people = ledger.make_people()
    batch = many(people["coordinator"], size)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(people["coordinator"], backend=settings.AUTHENTICATION_BACKENDS[1])
    chart, unit = reverse("batch-gantt", args=[batch.pk]), batch.cases.order_by("position")[0].lead_id
    print(f"\n| 挂图 of {size:,} items, {ledger.version()} | measured |\n|---|---|")
    for title, query in (
        ("by unit", "?view=units"),
        ("page of 100 items", "?view=cases"),
        ("page of 100 items, in the middle", f"?view=cases&page={size // 200}"),
        ("page of 100 items of one unit", f"?unit={unit}"),
        ("page of 100 red items", "?light=red"),
        ("page of 100 yellow items", "?light=yellow"),
        ("1,000 items of one unit for the wall", f"?unit={unit}&print=1"),
    ):
        print(f"| {title} | {ledger.timed(client, chart + query)} |")


def many(coordinator: User, size: int) -> Batch:
    """A batch under way: imported through the reader, then handed over at once, each item as far as its place says."""
    reading = read_bytes(ledger.sheet(size), office_calendar(), name="清单.xlsx")
    by = actor_of(coordinator)
    result = import_reading(
        reading,
        by=by,
        now=present(),
        name="清单.xlsx",
        sha256=sha256_hex(b"gantt"),
        new_number="测试〔2026〕1号",
    )
    issue_batch(result.batch.pk, by=by, now=present())
    today = day_of(present())
    for n in range(50):
        some = Case.objects.filter(batch=result.batch, position__in=range(n, size + 1, 50))
        some.update(
            state=State.RECTIFYING,
            assigned_on=today - timedelta(days=n),
            progress=2 * n,
            state_since=present(),
        )
    return result.batch


if __name__ == "__main__":
    main(int(sys.argv[1]))
