"""How far the journal has been told, and what comes next. No entry is skipped, however late its transaction ended."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from bihuan.journal.models import Entry
from bihuan.messages.models import Told

ROW = 1
AT_ONCE = 500


def begin() -> int:
    """Where the journal has been told to; on the very first look its present end: what lies behind is history."""
    if (place := Told.objects.filter(pk=ROW).values_list("index", flat=True).first()) is not None:
        return place
    newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Told.objects.get_or_create(pk=ROW, defaults={"index": newest})[0].index


def move(seen: int, to: int) -> bool:
    """Go on from ``seen``; False when another worker has gone on from there already."""
    return Told.objects.filter(pk=ROW, index=seen).update(index=to) == 1


@dataclass
class Reader:
    """Reads entries in the order of their keys, and waits at a key that is missing as long as it may still come.

    On SQLite writers queue, so keys come in the order of the commits. On PostgreSQL an act takes its key before its
    transaction ends: a gap is a transaction that was undone, or one that still runs. It is the first once every
    transaction has ended that ran when the gap was seen.
    """

    # Each gap, by the key before it: the first transaction that began after it was seen.
    _gaps: dict[int, int] = field(default_factory=dict)

    def after(self, place: int, most: int = AT_ONCE) -> list[Entry]:
        """The entries that follow ``place``, up to a gap that may still be filled."""
        if connection.vendor != "postgresql":
            return list(_following(place, most))
        running_since, _ = _transactions()
        entries = list(_following(place, most))
        return self._up_to_a_gap(place, entries, running_since) if entries else []

    def _up_to_a_gap(self, place: int, entries: list[Entry], running_since: int) -> list[Entry]:
        keys = [place, *(entry.pk for entry in entries)]
        gaps = {before: at for at, before in enumerate(keys[:-1]) if keys[at + 1] != before + 1}
        over = {before for before, seen in self._gaps.items() if seen <= running_since}
        new = gaps.keys() - self._gaps.keys()
        next_to_begin = _transactions()[1] if new else 0
        known = {before: self._gaps.get(before, next_to_begin) for before in gaps}
        # A gap is looked at twice at least: between taking a key and being counted as running there is a moment.
        self._gaps = known
        return entries[: min((at for before, at in gaps.items() if before not in over), default=len(entries))]


def _following(place: int, most: int) -> "list[Entry]":
    return list(Entry.objects.filter(pk__gt=place).order_by("pk")[:most])


def _transactions() -> tuple[int, int]:
    """The oldest transaction that still runs, and the next that will begin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT txid_snapshot_xmin(txid_current_snapshot()), txid_snapshot_xmax(txid_current_snapshot())"
        )
        oldest, following = cursor.fetchone()
    return int(oldest), int(following)
