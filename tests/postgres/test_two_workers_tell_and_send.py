"""Two workers of the outbox at once, and entries whose transactions end late: what only PostgreSQL can show."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import override_settings

from bihuan.access.actor import OPERATOR
from bihuan.access.acts import Act
from bihuan.journal.models import Entry
from bihuan.journal.record import record
from bihuan.messages.adapters.parcel import Account, Parcel
from bihuan.messages.cursor import Reader, begin, move
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.messages.sending import Sender
from bihuan.messages.telling import tell
from bihuan.people.models import Unit
from bihuan.people.sealed import seal
from tests.support.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2022, 9, 21, 2, 0, tzinfo=UTC)


def beside(deed: Callable[[], Any]) -> Thread:
    """On a connection of its own."""

    def run() -> None:
        try:
            deed()
        finally:
            connections["default"].close()

    thread = Thread(target=run)
    thread.start()
    return thread


@transaction.atomic
def write_entry() -> int:
    entry = record(
        Act.MANAGE_REFERENCE, by=OPERATOR, now=NOW, subject_kind="unit", subject_id=1, sentence="登记"
    )
    return entry.pk


def read(reader: Reader, place: int) -> list[int]:
    return [entry.pk for entry in reader.after(place)]


def test_an_entry_whose_transaction_ends_late_is_waited_for(db: None) -> None:
    place, reader = write_entry(), Reader()
    written, may_end = Event(), Event()
    late: list[int] = []

    @transaction.atomic
    def slow() -> None:
        late.append(write_entry())
        written.set()
        assert may_end.wait(20)

    thread = beside(slow)
    assert written.wait(20)
    with transaction.atomic():
        early = write_entry()
    assert early > late[0]
    assert read(reader, place) == []
    assert read(reader, place) == [], "however often one looks"
    may_end.set()
    thread.join()
    assert read(reader, place) == [late[0], early]


@transaction.atomic
def undone() -> None:
    write_entry()
    transaction.set_rollback(True)


def test_an_entry_that_was_undone_holds_nobody_up(db: None) -> None:
    write_entry()
    place, reader = begin(), Reader()
    undone()
    with transaction.atomic():
        kept = write_entry()
    assert read(reader, place) == [], "it may still come, for all one knows"
    # The tests beside this one have transactions of their own in the same cluster; they end.
    until = monotonic() + 120
    while not (found := read(reader, place)) and monotonic() < until:
        sleep(0.05)
    assert found == [kept]
    assert move(place, kept)


def test_two_workers_tell_each_entry_once(world: World) -> None:
    assert world.batch.frozen_at
    begin()
    case = world.case()
    world.assign(case)
    start = Event()

    def tells() -> None:
        reader = Reader()
        assert start.wait(20)
        for _ in range(3):
            tell(reader, world.now)

    threads = [beside(tells) for _ in range(2)]
    start.set()
    for thread in threads:
        thread.join()
    assert Entry.objects.latest("pk").pk == begin()
    told = Counter(Message.objects.values_list("user__username", flat=True))
    assert told == {"li": 1, "sun": 1}


@override_settings(CHANNEL_LOCAL=True)
@pytest.mark.parametrize("kind", ["webhook", "wecom"])
def test_two_workers_send_each_delivery_once(db: None, kind: str) -> None:
    unit = Unit.objects.create(name="组织人社局")
    channel = Channel.objects.create(unit=unit, kind=kind, address=seal("https://hook.example.cn/"))
    Delivery.objects.bulk_create(
        Delivery(
            channel=channel,
            key=f"e{n}",
            subject="等您签收",
            text=f"第{n}项",
            not_before=NOW,
            created_at=NOW,
        )
        for n in range(60)
    )
    taken: Counter[str] = Counter()
    lock, start = Lock(), Event()

    def adapter(account: Account, parcel: Parcel) -> None:
        with lock:
            taken.update(parcel.text.removeprefix("【闭环】").split("\n"))

    def works() -> None:
        sender = Sender(lambda: NOW, adapters={kind: adapter})
        assert start.wait(20)
        sender.send_due()

    threads = [beside(works) for _ in range(2)]
    start.set()
    for thread in threads:
        thread.join()
    assert taken == Counter(f"第{n}项" for n in range(60))
    assert Delivery.objects.filter(state=Delivery.State.SENT, attempts=1).count() == 60
