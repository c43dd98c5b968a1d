"""Writing down where opinions stand (去向), for a reconciliation of any day. Called by acts, in their transaction."""

from collections.abc import Collection, Iterator
from datetime import datetime

from bihuan.cases.models import FOREVER
from bihuan.intake.models import Batch, Opinion
from bihuan.journal.bulk import insert_many
from bihuan.triage.models import DirectAnswer, Membership, Place

Where = Place.Where


def keep_place(opinion: Opinion, now: datetime) -> None:
    """Where the place of ``opinion`` has changed, the one it had ends at ``now``."""
    running = Place.objects.filter(opinion=opinion, until=FOREVER).first()
    (where,) = _places([opinion.pk]).values()
    if running is not None and running.where == where:
        return
    since = now if running is None else max(now, running.since)
    if running is not None and running.since == since:
        Place.objects.filter(pk=running.pk).update(where=where)
        return
    if running is not None:
        Place.objects.filter(pk=running.pk).update(until=since)
    Place.objects.create(opinion=opinion, batch_id=opinion.batch_id, where=where, since=since)


def begin_places(batch: Batch, now: datetime) -> None:
    """The first place of every opinion of ``batch`` that has none yet, and of those that are in a case now.

    For imports. An opinion that came earlier and stood undecided is taken up when the table names it.
    """
    new = Opinion.objects.filter(batch=batch, places=None).values_list("pk", flat=True)
    places = _places(list(new))
    insert_many(
        Place,
        (
            {"opinion_id": key, "batch_id": batch.pk, "where": where, "since": now}
            for key, where in places.items()
        ),
    )
    waiting = Place.objects.filter(batch=batch, until=FOREVER, where=Where.UNDECIDED, since__lt=now)
    for opinion in Opinion.objects.filter(
        pk__in=waiting.exclude(opinion__memberships=None).values("opinion")
    ):
        keep_place(opinion, now)


def _places(opinions: Collection[int]) -> dict[int, str]:
    """The place of each opinion, from its memberships and its direct answer."""
    places: dict[int, str] = dict.fromkeys(opinions, Where.UNDECIDED)
    for chunk in _chunks(opinions):
        for key, understood in DirectAnswer.objects.filter(opinion__in=chunk).values_list(
            "opinion", "understood"
        ):
            places[key] = Where.TO_EXPLAIN if understood is None else Where.EXPLAINED
        # Whoever founds a case founds it, whatever else it was merged into.
        members = Membership.objects.filter(opinion__in=chunk).order_by("founding")
        for key, founding in members.values_list("opinion", "founding"):
            places[key] = Where.FOUNDING if founding else Where.MERGED
    return places


def _chunks(keys: Collection[int], size: int = 10_000) -> Iterator[list[int]]:
    ordered = sorted(keys)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
