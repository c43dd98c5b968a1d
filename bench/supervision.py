"""`make bench`: the screens and figures of supervision over a batch of 100,000 items worked on for half a year.

    python bench/run.py --only supervision      (on SQLite and, where it can be had, on PostgreSQL)

Started by ``run.py``, which sets up the folder and the address. Pages go through the whole stack. Cold is the
first time a process is asked; then the median of times right after an act, which is when most is counted anew; then
that of times in between (p50, p95, and the processor time of this process: PostgreSQL's own is beside it). Statements:
cold, and in between. Nothing is asserted.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ledger import version  # sets Django up

from django.conf import settings  # isort: skip
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from supervision_ledger import Ledger, build

from bihuan.access.acts import Act
from bihuan.cases.models import Case, Stretch
from bihuan.documents.circular_facts import circular_view
from bihuan.documents.scope import Scope
from bihuan.issuing.report_queries import units_owing
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.kernel.clock import now as present
from bihuan.people.calendar import office_calendars
from bihuan.reports.as_of import cases_of_figure, figures_by_unit, figures_of, figures_trend
from bihuan.reports.cockpit import overview, weeks_to
from bihuan.reports.reconciliation import reconcile
from bihuan.reports.reds import red_cases
from bihuan.reports.remembered import forget
from bihuan.supervision.facts import ladder_facts
from bihuan.supervision.ladder import rungs_due
from bihuan.supervision.queries import proposals
from bihuan.supervision.timetable import steps

TIMES, AFTER, RUNGS = 7, 3, 30
Call = Callable[[], Any]


def main(name: str, size: int) -> None:
    """Build the ledger, and print what was measured of it."""
    call_command("migrate", verbosity=0, skip_checks=True)
    ledger = build(size, present())
    counted = f"{Case.objects.count():,} items, {Stretch.objects.count():,} stretches"
    print(f"\n## Supervision, {name} {version()}: {counted}\n")
    print("| measured | cold | after an act | p50 | p95 | CPU | statements |")
    print("|---|---|---|---|---|---|---|")
    for title, what in (readings(ledger) | pages(ledger)).items():
        print(f"| {title} | {measured(what)} |", flush=True)
    timetable(ledger)


def timetable(ledger: Ledger) -> None:
    """A day of it: what looking through all items costs, and what each rung that is taken costs besides."""

    def look() -> int:
        batch, today = ledger.batches[-1], day_of(present())
        rules, calendar = batch.rulebook, office_calendars().of(batch.coordinator.path)
        chunks = ladder_facts(Case.objects.filter(batch=batch), rules, calendar)
        return sum(len(rungs_due(facts, rules, calendar, today)) for chunk in chunks for facts in chunk)

    due, (wall, worked) = look(), clocked(look)
    print(f"\nA day of the timetable: {wall:.1f} s (CPU {worked:.1f} s) to find {due:,} rungs", end="; ")
    day = steps(present, units_owing)
    next(day)
    taken = [clocked(lambda: next(day)) for _ in range(RUNGS)]
    print(f"{statistics.median(each for each, _ in taken) * 1000:.0f} ms to take one.")


def readings(ledger: Ledger) -> dict[str, Call]:
    """What stands behind the pages, by what it is called in the table."""
    over, batch, now = ledger.actor("coordinator"), ledger.batches[-1], present()
    unit, today, first = ledger.actor("liaison"), day_of(now), ledger.batches[0]
    month, half = today - timedelta(weeks=4), today - timedelta(weeks=26)
    calendars = office_calendars()
    cases = batch.cases.all()
    return {
        "cockpit, what is behind it": lambda: overview(over, now),
        "red cases": lambda: red_cases(over, today, calendars, 10),
        "trend of 12 weeks": lambda: figures_trend(over, weeks_to(today)),
        "figures of today": lambda: figures_of(over, today),
        "figures of today by unit": lambda: figures_by_unit(over, today),
        "figures of today by unit, a unit's own": lambda: figures_by_unit(unit, today),
        "figures of 4 weeks ago by unit": lambda: figures_by_unit(over, month),
        "figures of 26 weeks ago by unit": lambda: figures_by_unit(over, half),
        "figures of 4 weeks ago by unit, one batch": lambda: figures_by_unit(over, month, batch=batch.pk),
        "all items behind a figure": lambda: cases_of_figure(over, today, "behind", batch=batch.pk),
        "reconciliation": lambda: reconcile(over, today, batch.pk),
        "reconciliation, 4 weeks ago": lambda: reconcile(over, month, batch.pk),
        "reconciliation of a small batch, 26 weeks ago": lambda: reconcile(over, half, first.pk),
        "circular's figures": lambda: circular_view(Scope(batch, cases, today)),
        "proposals": lambda: proposals(over, now, units_owing),
    }


def pages(ledger: Ledger) -> dict[str, Call]:
    """The pages, through the whole stack."""
    batch, today = ledger.batches[-1], day_of(present())
    chart, figures = reverse("batch-gantt", args=[batch.pk]), reverse("figures-rows")
    middle, past = batch.cases.count() // 200, today - timedelta(weeks=4)
    of_unit = batch.cases.order_by("position")[0].lead_id
    asked = {
        "cockpit": ("leader", reverse("cockpit")),
        "wall board": ("leader", reverse("wall")),
        "figures page": ("coordinator", reverse("figures")),
        "rows of a figure, first page": ("coordinator", f"{figures}?on={today}&name=behind"),
        "rows of a figure 4 weeks ago, in the middle": (
            "coordinator", f"{figures}?on={past}&name=total&page={middle}"
        ),
        "reconciliation page": ("coordinator", reverse("batch-reconciliation", args=[batch.pk])),
        "circular page": ("coordinator", reverse("batch-circular", args=[batch.pk])),
        "chart by unit": ("coordinator", f"{chart}?view=units"),
        "chart, page of 100": ("coordinator", f"{chart}?view=cases"),
        "chart, page of 100 in the middle": ("coordinator", f"{chart}?view=cases&page={middle}"),
        "chart, page of 100 red": ("coordinator", f"{chart}?light=red"),
        "chart, page of 100 yellow": ("coordinator", f"{chart}?light=yellow"),
        "chart, 1,000 of one unit for the wall": ("coordinator", f"{chart}?unit={of_unit}&print=1"),
        "proposals page": ("coordinator", reverse("supervision-proposals")),
        "register of supervision": ("coordinator", reverse("supervisions")),
        "worklist of a coordinator": ("coordinator", reverse("worklist")),
        "worklist of a leader": ("leader", reverse("worklist")),
        "worklist of a unit": ("liaison", reverse("worklist")),
    }  # fmt: skip
    clients = {name: signed_in(ledger, name) for name in ("coordinator", "leader", "liaison")}
    return {title: visit(clients[name], url) for title, (name, url) in asked.items()}


def signed_in(ledger: Ledger, name: str) -> Client:
    """The browser of one of the cast."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(ledger.users[name], backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def visit(client: Client, url: str) -> Call:
    """One page."""

    def ask() -> None:
        response = client.get(url)
        assert response.status_code == 200, f"{url}: {response.status_code}"

    return ask


def measured(what: Call) -> str:
    """One row of the table."""
    forget()
    with CaptureQueriesContext(connection) as statements:
        cold, _ = clocked(what)
    at_first = len(statements)
    after = [clocked(what)[0] for _ in range(AFTER) if something_happens()]
    with CaptureQueriesContext(connection) as statements:
        what()
    in_between = len(statements)  # now: the next request empties the log
    times = [clocked(what) for _ in range(TIMES)]
    took = [each for each, _ in times]
    spread = (cold, statistics.median(after), statistics.median(took), statistics.quantiles(took, n=20)[18])
    worked = statistics.median(each for _, each in times)
    shown = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in (*spread, worked))
    return f"{shown} | {at_first}, {in_between}"


def something_happens() -> bool:
    """An act somewhere else in the ledger, as far as readings can tell: its entry."""
    Entry.objects.create(at=present(), act=Act.REPORT_PROGRESS, by_name="周明", subject_kind="case", subject_id=0,
                         sentence="报告进展。")  # fmt: skip
    return True


def clocked(what: Call) -> tuple[float, float]:
    """Seconds on the wall, and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - begun, time.process_time() - worked


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
