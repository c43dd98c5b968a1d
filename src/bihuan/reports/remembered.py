"""What was counted, remembered by this process: the journal says when it is to be counted anew.

How a case stood at the end of a day changes only by an act, and every act has its entry. A day that is long past is
counted anew only when an entry appears that is older than its end (the clock was moved back); any other day with every
entry. By what a batch was judged (its rules, its calendar) is kept beside the value and must be the same again.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar, cast

from django.db.models import Count, Max, Min, Q

from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of

T = TypeVar("T")
# An act that was begun before midnight may still be under way after it.
SETTLED_AFTER = timedelta(hours=1)
# Acts that run side by side may appear in another order than they are numbered in: so many entries are looked at again.
RECENT = 1_000
# What tells an entry from another under the same number.
SAYS = ("at", "act", "subject_kind", "subject_id", "sentence")
# So much is kept: a year's trend of hundreds of batches, and what some pages show, each the ids of all cases at most.
MOST_DAYS, MOST_OTHERS = 20_000, 100


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the journal was read: its newest entry, how many are recent, and the latest moment it tells of."""

    pk: int
    # What the entry says: where another ledger, or a transaction that was taken back, has the same number.
    said: tuple[tuple[str, Any], ...]
    recent: int
    latest: datetime

    @property
    def unsettled(self) -> date:
        """The first day that is not over for good."""
        return day_of(self.latest - SETTLED_AFTER)


@dataclass(slots=True)
class _Kept:
    mark: Mark | None = None
    # By batch and day: what it was judged by, and the value.
    days: dict[tuple[int, date], tuple[object, Any]] = field(default_factory=dict)
    others: dict[Hashable, Any] = field(default_factory=dict)


_kept, _lock = _Kept(), Lock()


def forget() -> None:
    """Begin anew: for tests, whose ledgers follow each other under the same numbers."""
    with _lock:
        _begin(None)


def _begin(mark: Mark | None) -> None:
    _kept.mark = mark
    _kept.days.clear()
    _kept.others.clear()


def look() -> Mark | None:
    """Where the journal stands. What its entries since the last look may have changed is forgotten. One statement
    where nothing has.
    """
    with _lock:
        mark = _kept.mark
        seen = _since(mark) if mark else None
        if mark is None or seen is None:  # the first look, or another ledger where one was
            _begin(_newest(None))
        elif seen["new"] != mark.pk or seen["known"] != mark.recent:
            first = min(mark.unsettled, day_of(seen["first"]))
            for key in [key for key in _kept.days if key[1] >= first]:
                del _kept.days[key]
            _kept.others.clear()
            _kept.mark = _newest(mark)
        return _kept.mark


def _since(mark: Mark) -> dict[str, Any] | None:
    """What stands in the journal from a little before ``mark`` on; None when its entry is no longer there."""
    found = Entry.objects.filter(pk__gt=mark.pk - RECENT).aggregate(
        here=Count("pk", filter=Q(pk=mark.pk, **dict(mark.said))),
        known=Count("pk", filter=Q(pk__lte=mark.pk)),
        new=Max("pk"),
        fresh=Min("at", filter=Q(pk__gt=mark.pk)),
        oldest=Min("at"),
    )
    # One that appeared among those that were there already is one of the recent ones.
    first = found["oldest"] if found["known"] != mark.recent else found["fresh"]
    return {**found, "first": first} if found["here"] else None


def _newest(before: Mark | None) -> Mark | None:
    newest: Any = Entry.objects.order_by("-pk").values_list("pk", *SAYS).first()
    if newest is None:
        return None
    pk, *said = newest
    recent = Entry.objects.filter(pk__gt=pk - RECENT, pk__lte=pk).aggregate(many=Count("pk"), last=Max("at"))
    return Mark(
        pk,
        tuple(zip(SAYS, said, strict=True)),
        recent["many"],
        max(recent["last"], before.latest if before else recent["last"]),
    )


def known(day: date, judged_by: Mapping[int, object]) -> dict[int, Any]:
    """By batch, what is remembered of ``day`` for those of the batches that are judged as they were then."""
    found = {batch: _kept.days.get((batch, day)) for batch in judged_by}
    return {
        batch: kept[1] for batch, kept in found.items() if kept is not None and kept[0] == judged_by[batch]
    }


def keep(mark: Mark, day: date, values: Mapping[int, tuple[object, Any]]) -> None:
    """Remember what was counted (by batch: what it is judged by, and the value) after the look that found ``mark``,
    unless somebody has seen more since.
    """
    with _lock:
        if _kept.mark == mark:
            _make_room(_kept.days, MOST_DAYS)
            _kept.days.update({(batch, day): value for batch, value in values.items()})


def until_the_next_entry(key: Hashable, count: Callable[[], T]) -> T:
    """What ``count`` returns, remembered under ``key`` until anything is written. ``key`` holds all it depends on
    besides the ledger: who asks, and the day.
    """
    mark = look()
    found = _kept.others.get(key, _kept)
    if found is not _kept:
        return cast("T", found)
    value = count()
    with _lock:
        if mark is not None and _kept.mark == mark:
            _make_room(_kept.others, MOST_OTHERS)
            _kept.others[key] = value
    return value


def _make_room(values: dict[Any, Any], most: int) -> None:
    if len(values) > most:
        values.clear()
