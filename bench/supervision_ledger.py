"""A made-up ledger of many items that were worked on for a year: what the benches of supervision look at.

A batch of so many items after two small ones; 20 units; 8 to 12 stretches an item (a limit of its own, progress in
steps of five points) with the entries and assignments that go with them; 8 opinions for every 5 items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from ledger import MATTERS, PLACES  # sets Django up

from django.db import connection, transaction  # isort: skip

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import FOREVER, SUBJECT, Assignment, Case, Stretch
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.reading import LimitKind
from bihuan.intake.rulebook import RuleBook
from bihuan.journal.bulk import insert_many
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.people.models import Post, Unit, User, actor_of
from bihuan.triage.models import Membership, Place

UNITS = 20
# How large each batch is, in percent, and how many days ago it began.
BATCHES = ((5, 360), (5, 280), (100, 200))
S = State
COURSE = (
    S.DRAFT, S.ASSIGNED, S.ACKNOWLEDGED, S.PLANNED, S.RECTIFYING, S.RECTIFYING, S.RECTIFYING, S.RECTIFYING,
    S.VERIFYING, S.VERIFIED, S.NOTICING, S.CLOSED,
)  # fmt: skip
# The acts of which supervision reads when they were done.
TOLD = {
    S.RECTIFYING: Act.REPORT_PROGRESS,
    S.VERIFYING: Act.SUBMIT_FOR_VERIFICATION,
    S.VERIFIED: Act.PASS_VERIFICATION,
    S.CLOSED: Act.CLOSE_CASE,
}
KINDS = (LimitKind.FIXED_DATE,) * 7 + (LimitKind.STAGED, LimitKind.LONG_TERM, LimitKind.CONTINUOUS)


@dataclass(frozen=True)
class Ledger:
    """Who looks at it, and its batches in order."""

    users: dict[str, User]
    batches: list[Batch]

    def actor(self, name: str) -> Actor:
        """One of them, as acts and readings take them."""
        return actor_of(self.users[name])


def build(size: int, now: datetime) -> Ledger:
    """The last batch has ``size`` items."""
    office, units, users = people()
    chance, batches = Random(7), []
    for at, (part, days) in enumerate(BATCHES):
        began, count = now - timedelta(days=days), size * part // 100
        batch = Batch.objects.create(
            number=f"测试〔{began.year}〕{at}号", title="测试", coordinator=office, rules=RuleBook().as_text(),
            issued_on=day_of(began), frozen_at=began, received_count=count * 8 // 5, rectify_count=count,
            report_due_on=day_of(now) + timedelta(days=20),
        )  # fmt: skip
        with transaction.atomic():
            fill(batch, count, [unit.pk for unit in units], began, now, chance)
        batches.append(batch)
    if (
        connection.vendor == "postgresql"
    ):  # which does so by itself, but for this one of the tests; SQLite does not
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return Ledger(users, batches)


def people() -> tuple[Unit, list[Unit], dict[str, User]]:
    """A zone: its coordinating unit, the responsible units, and one person a post."""
    area = Unit.objects.create(name="测试片区", is_area=True)
    office = Unit.objects.create(name="牵头局", parent=area)
    units = [Unit.objects.create(name=f"第{n}局", parent=area) for n in range(1, UNITS + 1)]
    users = {}
    for username, unit, role in (
        ("coordinator", office, Role.COORDINATOR),
        ("leader", area, Role.SENIOR_LEADER),
        ("unit-leader", units[0], Role.UNIT_LEADER),
        ("liaison", units[0], Role.LIAISON),
    ):
        user = User.objects.create_user(username, "bench-password-1", username)
        Post.objects.create(user=user, unit=unit, role=role)
        users[username] = user
    return office, units, users


def fill(batch: Batch, size: int, units: list[int], began: datetime, now: datetime, chance: Random) -> None:
    """A batch of so many items with all that happened to them."""
    lives = [life(chance, units, began, now) for _ in range(size)]
    insert_many(Case, ({**row(at, one[-1]), "batch_id": batch.pk} for at, one in enumerate(lives, 1)))
    keys = list(Case.objects.filter(batch=batch).order_by("position").values_list("pk", flat=True))
    of = {"batch_id": batch.pk}
    insert_many(Stretch, ({**one, "case_id": key, **of} for key, one in stood(keys, lives)))
    insert_many(
        Assignment, (assignment(key, one) for key, one in stood(keys, lives) if one["state"] == S.ASSIGNED)
    )
    told = [entry(batch, key, one) for key, one in stood(keys, lives) if State(one["state"]) in TOLD]
    insert_many(Entry, sorted(told, key=lambda each: each["at"]))  # as they came
    voices(batch, keys, began)


def stood(keys: Sequence[int], lives: Sequence[list[dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each stretch with its item."""
    return ((key, one) for key, stretches in zip(keys, lives, strict=True) for one in stretches)


def assignment(case: int, one: dict[str, Any]) -> dict[str, Any]:
    """The hand-over with which a stretch began."""
    signed = None if one["runs"] else one["until"]
    due = day_of(one["since"]) + timedelta(days=5)
    told = {"case_id": case, "unit_id": one["lead_id"], "number": f"交办{case}", "assigned_at": one["since"]}
    return {**told, "acknowledge_due_on": due, "acknowledged_at": signed}


def entry(batch: Batch, case: int, one: dict[str, Any]) -> dict[str, Any]:
    """The act with which a stretch began."""
    return {
        "at": one["since"], "act": TOLD[State(one["state"])].value, "by_name": "周明", "by_unit": "第1局",
        "subject_kind": SUBJECT, "subject_id": case, "batch_id": batch.pk, "to_state": one["state"],
        "sentence": "报告进展。",
    }  # fmt: skip


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
    limit: date | None = day_of(began + timedelta(days=chance.randrange(60, 480)))
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
    """Which opinions stand in which item."""
    for case, opinion in zip(cases, founders, strict=True):
        yield {"case_id": case, "opinion_id": opinion, "founding": True}
    for at, opinion in enumerate(others):
        if at % 3:
            yield {"case_id": cases[at], "opinion_id": opinion}


def places(batch: int, founders: list[int], others: list[int], began: datetime) -> Iterator[dict[str, Any]]:
    """Where each opinion stood, and since when."""
    of = {"batch_id": batch, "since": began}
    for opinion in founders:
        yield {**of, "opinion_id": opinion, "where": "founding"}
    for at, opinion in enumerate(others):
        decided = began + timedelta(days=5)
        yield {**of, "opinion_id": opinion, "where": "undecided", "until": decided}
        yield {**of, "opinion_id": opinion, "where": "merged" if at % 3 else "explained", "since": decided}
