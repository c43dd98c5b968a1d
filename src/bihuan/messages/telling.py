"""The journal is the outbox: each entry is gone through once, in order, and becomes messages and deliveries.

What was told and how far is written in one transaction; a second look at an entry changes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from bihuan.access.acts import Act
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.messages.around import Matter, Person, Staff, Surroundings
from bihuan.messages.cursor import Reader, begin, move
from bihuan.messages.models import Delivery, Message
from bihuan.messages.posting import deliveries_of
from bihuan.messages.rules import (
    Asker,
    Holders,
    Telling,
    TurnOf,
    Whom,
    bundled,
    one_each,
    rules_of,
    speaks,
    words,
)
from bihuan.triage.importing import COUNTED

_KNOWN = {act.value for act in Act}


def tell(reader: Reader, now: datetime) -> int:
    """Go through what is new in the journal; how many entries that were. Zero when there is nothing (or another
    worker went through it)."""
    place = begin()
    entries = reader.after(place)
    if not entries:
        return 0
    told = bundled(one_each(tellings(entries, now)))
    moments = {entry.pk: entry.at for entry in entries}
    with transaction.atomic():
        if not move(place, entries[-1].pk):
            return 0
        Message.objects.bulk_create(
            (
                Message(
                    user_id=telling.user,
                    entry_id=telling.entry,
                    text=words(telling.subject, telling.ask, count),
                    link=telling.link if count == 1 else "/",
                    at=moments[telling.entry],
                )
                for telling, count in told
            ),
            ignore_conflicts=True,
        )
        Delivery.objects.bulk_create(deliveries_of(told, now), ignore_conflicts=True)
    return len(entries)


def tellings(entries: Sequence[Entry], now: datetime) -> list[Telling]:
    """Who is told what because of these entries."""
    speaking = [
        entry for entry in entries if entry.act in _KNOWN and speaks(Act(entry.act), moved=has_moved(entry))
    ]
    if not speaking:
        return []
    surroundings, staff = Surroundings(speaking, day_of(now)), Staff()
    return [
        telling
        for entry in speaking
        for matter in surroundings.matters(entry)
        for telling in _of_matter(entry, matter, surroundings, staff)
    ]


def has_moved(entry: Entry) -> bool:
    """Whether the entry moved its case."""
    return entry.from_state != entry.to_state


def amends(entry: Entry) -> bool:
    """Whether the entry is of a list that says otherwise what an earlier one said."""
    return entry.act == Act.IMPORT_FILE and any(json.loads(entry.data).get(kind) for kind in COUNTED)


def _of_matter(entry: Entry, matter: Matter, surroundings: Surroundings, staff: Staff) -> Iterator[Telling]:
    awaited = surroundings.awaited(entry, matter)
    for ask, whom in rules_of(Act(entry.act), awaited, moved=has_moved(entry), amends=amends(entry)):
        for person in _people(whom, matter, surroundings, staff):
            if person.actor.user_id != entry.by_user_id:
                yield Telling(person.actor.staff_id, entry.pk, ask, matter.subject, person.path, matter.link)


def _people(whom: Whom, matter: Matter, surroundings: Surroundings, staff: Staff) -> list[Person]:
    if isinstance(whom, TurnOf):
        if matter.case is None:
            return []
        return staff.whose_turn(whom.act, matter.standing, surroundings.hands[matter.case.pk])
    if isinstance(whom, Holders):
        return staff.holders(whom.grants, matter.standing)
    assert isinstance(whom, Asker)
    return staff.one(matter.asker) if matter.asker else []
