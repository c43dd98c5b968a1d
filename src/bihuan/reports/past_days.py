"""What was counted of a day, remembered by this process: the journal says when it is to be counted anew.

How a case stood at the end of a day changes only by an act, and every act has its entry. A day that is long past is
counted anew only when an entry appears that is older than its end (the clock was moved back); any other day with every
entry. By what a batch was judged (its rules, its calendar) is kept beside the value and must be the same again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from django.db.models import Count, Max, Min, Q

from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of

# An act that was begun before midnight may still be under way after it.
SETTLED_AFTER = timedelta(days=1)
# Acts that run side by side may appear in another order than they are numbered in: so many entries are looked at again.
RECENT = 1_000
# So many days of batches: a year's trend of hundreds of batches.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the journal was read: its newest entry, the latest moment it tells of, how many entries are recent."""

    pk: int
    at: datetime
    recent: int

    @property
    def unsettled(self) -> date:
        """The first day that is not over for good."""
        return day_of(self.at - SETTLED_AFTER)


@dataclass(slots=True)
class _Kept:
    mark: Mark | None = None
    values: dict[tuple[int, date], tuple[object, Any]] = field(default_factory=dict)


_kept, _lock = _Kept(), Lock()


def forget() -> None:
    """Begin anew: for tests, whose ledgers follow each other under the same numbers."""
    with _lock:
        _kept.mark = None
        _kept.values.clear()


def look() -> Mark | None:
    """Where the journal stands. What its entries since the last look may have changed is forgotten. One statement,
    or two at first.
    """
    with _lock:
        mark = _kept.mark
        seen = _since(mark) if mark else None
        if mark is None or seen is None:  # the first look, or another ledger where one was
            _kept.values.clear()
            newest = Entry.objects.order_by("-pk").values_list("pk", "at").first()
            _kept.mark = Mark(*newest, _recent(newest[0])) if newest else None
        elif seen["new"] != mark.pk or seen["known"] != mark.recent:
            _forget_from(min(mark.unsettled, day_of(seen["first"])))
            _kept.mark = Mark(seen["new"], max(mark.at, seen["last"]), _recent(seen["new"]))
        return _kept.mark


def _since(mark: Mark) -> dict[str, Any] | None:
    """What stands in the journal from a little before ``mark`` on; None when its entry is no longer there."""
    old, fresh = Q(pk__lte=mark.pk), Q(pk__gt=mark.pk)
    found = Entry.objects.filter(pk__gt=mark.pk - RECENT).aggregate(
        here=Count("pk", filter=Q(pk=mark.pk)), known=Count("pk", filter=old), new=Max("pk"), last=Max("at"),
        first=Min("at", filter=fresh), oldest=Min("at"),
    )  # fmt: skip
    # One that appeared among those that were there already is one of the recent ones.
    first = found["oldest"] if found["known"] != mark.recent else found["first"]
    return {**found, "first": first} if found["here"] else None


def _recent(newest: int) -> int:
    return Entry.objects.filter(pk__gt=newest - RECENT, pk__lte=newest).count()


def _forget_from(day: date) -> None:
    for key in [key for key in _kept.values if key[1] >= day]:
        del _kept.values[key]


def known(day: date, judged_by: Mapping[int, object]) -> dict[int, Any]:
    """By batch, what is remembered of ``day`` for those of the batches that are judged as they were then."""
    found = {batch: _kept.values.get((batch, day)) for batch in judged_by}
    return {
        batch: kept[1] for batch, kept in found.items() if kept is not None and kept[0] == judged_by[batch]
    }


def keep(mark: Mark, day: date, values: Mapping[int, tuple[object, Any]]) -> None:
    """Remember what was counted (by batch: what it is judged by, and the value) after the look that found ``mark``,
    unless somebody has seen more since.
    """
    with _lock:
        if _kept.mark != mark:
            return
        if len(_kept.values) > MOST:
            _kept.values.clear()
        _kept.values.update({(batch, day): value for batch, value in values.items()})
