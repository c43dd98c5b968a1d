"""疑似同一件: which opinions of a batch look like one event. Worked out by the machine, anew after every change.

It proposes. Merging is done with the acts of triage, by a person; so is telling apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bihuan.grouping.compare import Comparison, common_ground
from bihuan.grouping.elsewhere import parted
from bihuan.grouping.group import group
from bihuan.grouping.items import Item
from bihuan.intake.models import Batch, Opinion
from bihuan.triage.models import Alike, AlikeRun, DirectAnswer, KeptApart, Membership

# A batch of so many opinions is grouped while the reader waits; the others by the worker.
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Proposed:
    """A group with somebody in it who still waits: its key, how many are in it, how many of them wait."""

    batch: int
    group: int
    size: int
    waiting: int


def work_out(batch: Batch, now: datetime) -> int:
    """Group the opinions of ``batch`` and keep the result. Returns how many groups there are."""
    rows = batch.opinions.order_by("pk").values_list("pk", "text", "received_on")
    items = [Item(str(key), "", text, day) for key, text, day in rows.iterator(chunk_size=5_000)]
    apart = list(KeptApart.objects.filter(first__batch=batch).values_list("first_id", "second_id"))
    found = group(items, ((str(one), str(other)) for one, other in apart))
    members = [sorted(map(int, keys)) for keys in parted(found, items).groups]
    newest = int(items[-1].id) if items else 0
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)  # two at once would store every row twice
        Alike.objects.filter(batch=batch).delete()
        Alike.objects.bulk_create(
            (Alike(opinion_id=key, batch=batch, group=keys[0]) for keys in members for key in keys),
            batch_size=2_000,
        )
        run = {"newest_opinion": newest, "apart": len(apart), "made_at": now}
        AlikeRun.objects.update_or_create(batch=batch, defaults=run)
    return len(members)


def is_current(batch: Batch) -> bool:
    """Whether nothing came or was told apart since the groups of ``batch`` were worked out."""
    run = AlikeRun.objects.filter(batch=batch).first()
    newest = batch.opinions.aggregate(newest=Max("pk"))["newest"] or 0
    if run is None:
        return newest == 0
    apart = KeptApart.objects.filter(first__batch=batch).count()
    return (run.newest_opinion, run.apart) == (newest, apart)


def kept_current(batch: Batch, now: datetime) -> bool:
    """Whether the groups of ``batch`` are those of today; a small batch is worked out on the spot."""
    if is_current(batch):
        return True
    if batch.opinions.count() > AT_ONCE:
        return False
    work_out(batch, now)
    return True


def proposed(batches: Collection[int], *, opinion: int | None = None) -> list[Proposed]:
    """The groups of these batches with somebody who waits: the smallest first, as they are the surest to be read.

    ``opinion``: the group of that one alone.
    """
    rows = Alike.objects.filter(batch__in=batches)
    if opinion is not None:
        rows = rows.filter(group__in=Alike.objects.filter(opinion=opinion).values("group"))
    rows = rows.annotate(decided=_decided())
    counted = (
        rows.order_by()
        .values("batch", "group")
        .annotate(size=Count("pk"), waiting=Count("pk", filter=Q(decided=False)))
    )
    with_waiting = counted.filter(waiting__gt=0).order_by("size", "-group")
    found = [Proposed(row["batch"], row["group"], row["size"], row["waiting"]) for row in with_waiting]
    told_apart = _told_apart([each.group for each in found if each.size == 2])
    return [each for each in found if each.group not in told_apart]


def _decided() -> Q:
    in_case = Exists(Membership.objects.filter(opinion=OuterRef("opinion")))
    answered = Exists(DirectAnswer.objects.filter(opinion=OuterRef("opinion")))
    return Q(in_case) | Q(answered)


def _told_apart(pairs: Collection[int]) -> set[int]:
    """Of groups of two: those whose two were told apart since."""
    apart = KeptApart.objects.filter(first__alike__group__in=pairs).values_list(
        "first__alike__group", "second__alike__group"
    )
    return {one for one, other in apart if one == other}


def members(groups: Iterable[Proposed]) -> dict[int, list[Opinion]]:
    """The opinions of each group, by its key, in the order they came."""
    keys = [each.group for each in groups]
    rows: QuerySet[Opinion] = (
        Opinion.objects.filter(alike__group__in=keys)
        .select_related("batch__coordinator", "alike", "direct_answer__unit", "sorting__unit")
        .prefetch_related("memberships__case")
        .order_by("pk")
    )
    found: dict[int, list[Opinion]] = defaultdict(list)
    for row in rows:
        found[row.alike.group].append(row)
    return found


def alike_counts(opinions: Iterable[int]) -> dict[int, int]:
    """With how many others each opinion seems to be one event; those with none are left out."""
    groups = dict(Alike.objects.filter(opinion__in=list(opinions)).values_list("opinion_id", "group"))
    sizes = dict(
        Alike.objects.filter(group__in=set(groups.values()))
        .order_by()
        .values_list("group")
        .annotate(size=Count("pk"))
    )
    return {key: sizes[of] - 1 for key, of in groups.items() if sizes[of] > 1}


def ground_of(opinions: Iterable[Opinion]) -> Comparison:
    """What these opinions have in common and what not, in sentences."""
    return common_ground([Item(str(row.pk), "", row.text, row.received_on) for row in opinions])


def apart_within(opinions: Collection[int]) -> set[tuple[int, int]]:
    """The pairs among these opinions that people told apart."""
    pairs = KeptApart.objects.filter(first__in=opinions, second__in=opinions)
    return set(pairs.values_list("first_id", "second_id"))
