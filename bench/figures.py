"""`make bench`: figures of today and of past days, the trend and the reconciliation, over 100,000 items worked on for
a year.

    python bench/run.py --only figures      (on SQLite and, where it can be had, on PostgreSQL)

Started by ``run.py``, which sets up the folder and the address. The ledger is made up: some batches in a row, 20 units,
8 to 12 stretches an item (a limit of its own month, progress in steps of five points), 8 opinions for every 5 items.
Nothing is asserted; every line is the median and the 95th percentile of the call, with its SQL statements.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from ledger import MATTERS, PLACES, clocked, spread, version  # sets Django up

from django.core.management import call_command  # isort: skip
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bihuan.access.actor import Actor, Role
from bihuan.cases.lifecycle import State
from bihuan.cases.models import FOREVER, Case, Stretch
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.reading import LimitKind
from bihuan.intake.rulebook import RuleBook
from bihuan.journal.bulk import insert_many
from bihuan.kernel.clock import day_of
from bihuan.kernel.clock import now as present
from bihuan.people.models import Post, Unit, User, actor_of
from bihuan.reports.as_of import cases_of_figure, figures_by_unit, figures_of, figures_trend
from bihuan.reports.reconciliation import reconcile
from bihuan.triage.models import Membership, Place

BATCHES, UNITS = 4, 20
TIMES = 10
S = State
COURSE = (
    S.DRAFT, S.ASSIGNED, S.ACKNOWLEDGED, S.PLANNED, S.RECTIFYING, S.RECTIFYING, S.RECTIFYING, S.RECTIFYING,
    S.VERIFYING, S.VERIFIED, S.NOTICING, S.CLOSED,
)  # fmt: skip
KINDS = (LimitKind.FIXED_DATE,) * 7 + (LimitKind.STAGED, LimitKind.LONG_TERM, LimitKind.CONTINUOUS)


def main(name: str, size: int) -> None:
    """Build the ledger, and print what was measured of it."""
    call_command("migrate", verbosity=0, skip_checks=True)
    now = present()
    actors, batches = build(size, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"\n## {name} {version()}: {Case.objects.count():,} items, {Stretch.objects.count():,} stretches\n")
    print("| measured | p50, p95, statements |")
    print("|---|---|")
    for title, what in measured(actors, batches, day_of(now)).items():
        print(f"| {title} | {timed(what)} |", flush=True)


def measured(actors: dict[str, Actor], batches: list[int], today: date) -> dict[str, Callable[[], Any]]:
    """What is measured, by what it is called in the table."""
    over, unit, last = actors["coordinator"], actors["liaison"], batches[-1]
    past = {f"{weeks} weeks ago": today - timedelta(weeks=weeks) for weeks in (4, 26, 48)}
    weeks = [today - timedelta(weeks=n) for n in reversed(range(12))]
    return {
        "figures of today, all": lambda: figures_of(over, today),
        "figures of today by unit, all": lambda: figures_by_unit(over, today),
        "figures of today by unit, the unit's own": lambda: figures_by_unit(unit, today),
        **{
            f"figures {label} by unit, all": lambda on=on: figures_by_unit(over, on)
            for label, on in past.items()
        },
        "figures 26 weeks ago by unit, one batch": lambda: figures_by_unit(
            over, past["26 weeks ago"], batch=batches[0]
        ),
        "trend of 12 weeks, all": lambda: figures_trend(over, weeks),
        "trend of 12 weeks, one batch": lambda: figures_trend(over, weeks, batch=last),
        "reconciliation of one batch": lambda: reconcile(over, today, last),
        "reconciliation of one batch, 26 weeks ago": lambda: reconcile(
            over, past["26 weeks ago"], batches[0]
        ),
        "the items behind one figure (behind), one batch": lambda: cases_of_figure(
            over, today, "behind", batch=last
        ),
    }


def timed(what: Callable[[], Any]) -> str:
    """p50 and p95, and the statements."""
    with CaptureQueriesContext(connection) as statements:
        what()
    count = len(statements)
    return f"{spread([clocked(what) for _ in range(TIMES)])}, {count} SQL"


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────
def build(size: int, now: datetime) -> tuple[dict[str, Actor], list[int]]:
    """Items in equal batches, each batch begun three months after the one before."""
    area = Unit.objects.create(name="测试片区", is_area=True)
    office = Unit.objects.create(name="牵头局", parent=area)
    units = [Unit.objects.create(name=f"第{n}局", parent=area) for n in range(1, UNITS + 1)]
    actors = {}
    for username, unit, role in (
        ("coordinator", office, Role.COORDINATOR),
        ("leader", area, Role.SENIOR_LEADER),
        ("liaison", units[0], Role.LIAISON),
    ):
        user = User.objects.create_user(username, "bench-password-1", username)
        Post.objects.create(user=user, unit=unit, role=role)
        actors[username] = actor_of(user)
    chance, batches = Random(7), []
    for at in range(BATCHES):
        began = now - timedelta(days=360 - 80 * at)
        batch = Batch.objects.create(
            number=f"测试〔{began.year}〕{at}号", title="测试", coordinator=office, rules=RuleBook().as_text(),
            issued_on=day_of(began), frozen_at=began, received_count=size // BATCHES * 8 // 5,
        )  # fmt: skip
        with transaction.atomic():
            fill(batch, size // BATCHES, [unit.pk for unit in units], began, now, chance)
        batches.append(batch.pk)
    return actors, batches


def fill(batch: Batch, size: int, units: list[int], began: datetime, now: datetime, chance: Random) -> None:
    """A batch of so many items with all that happened to them."""
    lives = [life(chance, units, began, now) for _ in range(size)]
    insert_many(Case, ({**row(at, one[-1]), "batch_id": batch.pk} for at, one in enumerate(lives, 1)))
    keys = Case.objects.filter(batch=batch).order_by("position").values_list("pk", flat=True)
    stood = (
        {**stretch, "case_id": key, "batch_id": batch.pk}
        for key, one in zip(keys, lives, strict=True)
        for stretch in one
    )
    insert_many(Stretch, stood)
    voices(batch, list(keys), began)


def row(at: int, last: dict[str, Any]) -> dict[str, Any]:
    """An item as it stands at the end of its course."""
    place, matter = PLACES[at % len(PLACES)], MATTERS[at % len(MATTERS)]
    told = ("lead_id", "state", "limit_kind", "limit_date", "assigned_on", "progress", "round")
    return {
        **{name: last[name] for name in told},
        "position": at,
        "number": f"120260070{at:06d}",
        "content": f"反映{place}{at % 97}号附近{matter}，已经持续一段时间，希望有关部门尽快处理并答复。",
        "target": f"{place}{matter}问题得到解决，复发率控制在5%以下。",
        "route": "now",
        "state_since": last["since"],
    }


def life(chance: Random, units: list[int], began: datetime, now: datetime) -> list[dict[str, Any]]:
    """8 to 12 stretches, or fewer where the batch is young."""
    kind = chance.choice(KINDS)
    limit = day_of(began + timedelta(days=chance.randrange(60, 480)))
    if kind in (LimitKind.LONG_TERM, LimitKind.CONTINUOUS):
        limit = None
    stretches: list[dict[str, Any]] = []
    since, progress, assigned, lead = began, 0, None, chance.choice(units)
    skipped = set(chance.sample(range(4, 8), k=chance.choice((0, 0, 1, 2, 3, 3))))
    for at, state in enumerate(COURSE):
        if at in skipped and at != 4:
            continue
        if since >= now:
            break
        if state is S.ASSIGNED:
            assigned = day_of(since)
        if state is S.RECTIFYING:
            progress = min(100, progress + 5 * chance.randrange(1, 7))
        stretches.append(
            {
                "lead_id": lead,
                "state": state.value,
                "round": 1,
                "limit_kind": kind.value,
                "limit_then": "",
                "limit_date": limit,
                "assigned_on": assigned,
                "progress": 100 if at > 7 else progress,
                "some_done": progress > 40,
                "since": since,
                "until": FOREVER,
                "runs": True,
            }
        )
        since += timedelta(days=chance.choice((2, 5, 10, 20, 40, 60)), minutes=chance.randrange(600))
    for one, after in pairwise(stretches):
        one["until"], one["runs"] = after["since"], False
    return stretches


def voices(batch: Batch, cases: list[int], began: datetime) -> None:
    """Eight opinions for every five items: five found one each, two were merged into one, one was explained."""
    count = len(cases) * 8 // 5
    told = ({"batch_id": batch.pk, "number": f"{n:07d}", "text": "路灯不亮，请修。"} for n in range(count))
    insert_many(Opinion, told)
    keys = list(Opinion.objects.filter(batch=batch).order_by("number").values_list("pk", flat=True))
    founders, others = keys[: len(cases)], keys[len(cases) :]
    insert_many(Membership, members(cases, founders, others))
    insert_many(Place, places(batch.pk, founders, others, began))


def members(cases: list[int], founders: list[int], others: list[int]) -> Iterator[dict[str, Any]]:
    for case, opinion in zip(cases, founders, strict=True):
        yield {"case_id": case, "opinion_id": opinion, "founding": True}
    for at, opinion in enumerate(others):
        if at % 3:
            yield {"case_id": cases[at], "opinion_id": opinion}


def places(batch: int, founders: list[int], others: list[int], began: datetime) -> Iterator[dict[str, Any]]:
    of = {"batch_id": batch, "since": began}
    for opinion in founders:
        yield {**of, "opinion_id": opinion, "where": "founding"}
    for at, opinion in enumerate(others):
        decided = began + timedelta(days=5)
        yield {**of, "opinion_id": opinion, "where": "undecided", "until": decided}
        yield {**of, "opinion_id": opinion, "where": "merged" if at % 3 else "explained", "since": decided}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
