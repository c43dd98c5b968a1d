"""Deliveries go out once, at the right time, within the limits, and are not lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.messages.adapters.parcel import Account, Adapter, Parcel, Undelivered
from bihuan.messages.adapters.silent import Silent
from bihuan.messages.cursor import Reader, begin
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.messages.posting import post_digests
from bihuan.messages.sending import LEASE, Sender, left_behind, take
from bihuan.messages.telling import tell
from bihuan.messages.tests.servers import Reply, Request, dripping_server, hanging_server, robot
from bihuan.messages.timing import MINUTE, MOST_ATTEMPTS
from bihuan.people.models import Unit, User
from bihuan.people.sealed import seal
from tests.support.world import GREEN, LAMPS, World

State = Delivery.State
MORNING = datetime(2022, 9, 21, 10, 0, tzinfo=OFFICE_ZONE)
pytestmark = pytest.mark.django_db


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Broken:
    """Fails as long as it is told to."""

    problem: Undelivered | None
    tried: int = 0
    taken: list[Parcel] = field(default_factory=list)

    def __call__(self, account: Account, parcel: Parcel) -> None:
        self.tried += 1
        if self.problem:
            raise self.problem
        self.taken.append(parcel)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _local() -> Iterator[None]:
    with override_settings(CHANNEL_LOCAL=True):
        yield


def channel(kind: str = "webhook", address: str = "https://hook.example.cn/", **others: Any) -> Channel:
    unit = others.pop("unit", None) or Unit.objects.first() or Unit.objects.create(name="组织人社局")
    return Channel.objects.create(
        unit=unit, kind=kind, address=seal(address), secret=seal("s"), sender="z@example.cn", **others
    )


def waiting(row: Channel, count: int = 1, moment: datetime = MORNING) -> list[Delivery]:
    start = Delivery.objects.count()
    return [
        Delivery.objects.create(
            channel=row, key=f"e{n}-u1", subject="等您签收", text=f"滨管办发〔2022〕21号第{n}项：等您签收",
            not_before=moment, created_at=moment,
        )
        for n in range(start + 1, start + count + 1)
    ]  # fmt: skip


def sender(clock: Clock, adapter: Any, **others: Any) -> Sender:
    return Sender(clock, adapters=dict.fromkeys(Channel.Kind.values, adapter), **others)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


# ── sending ──


def test_what_is_due_goes_out_once(clock: Clock) -> None:
    waiting(channel(), 3)
    silent = Silent()
    assert sender(clock, silent).send_due() == 3
    assert sender(clock, silent).send_due() == 0
    assert [parcel.key for parcel in silent.taken] == ["e1-u1", "e2-u1", "e3-u1"]
    assert states() == [State.SENT] * 3


def test_what_is_not_due_or_has_a_channel_out_of_use_waits(clock: Clock) -> None:
    waiting(channel(), 1, MORNING + MINUTE)
    waiting(channel(is_active=False), 1)
    assert sender(clock, Silent()).send_due() == 0
    clock.later(minutes=1)
    assert sender(clock, Silent()).send_due() == 1


def test_a_failure_is_tried_again_later_and_in_the_end_given_up_in_sight(clock: Clock) -> None:
    (row,) = waiting(channel(quiet_from=0, quiet_until=0))
    broken = Broken(Undelivered("对方拒收（HTTP 500）。"))
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        sender(clock, broken).send_due()
        row.refresh_from_db()
        pauses.append((row.not_before - clock.now) / MINUTE)
        clock.now = max(row.not_before, clock.now)
    assert pauses[:5] == [1, 5, 30, 120, 120]
    assert (row.state, row.problem, broken.tried) == (State.FAILED, "对方拒收（HTTP 500）。", MOST_ATTEMPTS)
    assert sender(clock, broken).send_due() == 0


def test_what_trying_again_does_not_help_is_given_up_at_once(clock: Clock) -> None:
    waiting(channel("email"), 2)
    broken = Broken(Undelivered("收件地址不存在。", final=True, everybody=False))
    sender(clock, broken).send_due()
    assert states() == [State.FAILED] * 2


def test_a_retry_keeps_the_quiet_hours_too(clock: Clock) -> None:
    clock.now = MORNING.replace(hour=19, minute=59, second=30)
    (row,) = waiting(channel(), 1)
    sender(clock, Broken(Undelivered("对方拒收。"))).send_due()
    row.refresh_from_db()
    assert row.not_before == (MORNING + timedelta(days=1)).replace(hour=8)


def test_while_a_server_is_away_its_channel_rests_and_the_others_go_on(clock: Clock) -> None:
    away, well = channel("email"), channel("webhook")
    waiting(away, 20)
    waiting(well, 3)
    broken, silent = Broken(Undelivered("没有应答。")), Silent()
    both: dict[str, Adapter] = {"email": broken, "webhook": silent}
    assert Sender(clock, adapters=both).send_due() == 3
    assert broken.tried == 1, "nineteen others need not wait for a server that is known to hang"
    broken.problem = None
    clock.later(minutes=1)
    assert Sender(clock, adapters=both).send_due() == 20


def test_a_receiver_that_names_a_time_is_waited_for(clock: Clock) -> None:
    waiting(channel(), 2)
    broken = Broken(Undelivered("稍后重发。", wait=timedelta(minutes=10)))
    sender(clock, broken).send_due()
    clock.later(minutes=9, seconds=59)
    broken.problem = None
    assert sender(clock, broken).send_due() == 0
    clock.later(seconds=1)
    assert sender(clock, broken).send_due() == 2


def test_a_round_ends_in_time_though_a_server_hangs(clock: Clock) -> None:
    """The adapter's timeout bounds it; nothing is sent to that server again in this round."""
    with hanging_server() as port:
        waiting(channel(address=f"http://127.0.0.1:{port}/"), 5)
        Sender(clock, timeout=0.2).send_due()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(("kind", "scheme"), [("webhook", "http"), ("email", "smtp")])
def test_a_round_ends_though_a_server_answers_letter_by_letter(clock: Clock, kind: str, scheme: str) -> None:
    with dripping_server() as port:
        waiting(channel(kind, address=f"{scheme}://127.0.0.1:{port}"), 2)
        Sender(clock, timeout=5, longest=0.3).send_due()
    first, second = Delivery.objects.order_by("pk")
    assert (first.state, first.problem) == (State.WAITING, "对方0.3秒内没有完成接收。")
    assert second.attempts == 0


def test_a_program_that_breaks_in_an_adapter_is_a_failure_like_any_other(clock: Clock) -> None:
    waiting(channel())

    def breaks(account: Account, parcel: Parcel) -> None:
        raise RuntimeError("oops")

    sender(clock, breaks).send_due()
    assert "发送程序出错" in Delivery.objects.get().problem


# ── leases ──


def test_what_a_killed_worker_held_is_taken_up_with_the_same_key(clock: Clock) -> None:
    waiting(channel())
    taken = take(clock.now)
    assert taken is not None
    assert take(clock.now) is None, "it is held"
    assert take(clock.now, due=left_behind) is None
    clock.later(seconds=LEASE.total_seconds())
    silent = Silent()
    assert sender(clock, silent).send_due() == 1
    assert [parcel.key for parcel in silent.taken] == [taken.rows[0].key]


def test_a_worker_that_comes_back_spoils_nothing(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(channel())

    def slow(*_: object) -> None:
        clock.later(seconds=2 * LEASE.total_seconds())
        assert take(clock.now, due=left_behind) is not None

    monkeypatch.setattr("bihuan.messages.sending.hand_over", slow)
    assert sender(clock, Silent()).send_due() == 0
    assert states() == [State.SENDING], "it is the other worker's now"


def test_a_delivery_that_kills_its_worker_again_and_again_is_given_up(clock: Clock) -> None:
    waiting(channel())
    assert take(clock.now) is not None
    for _ in range(MOST_ATTEMPTS - 1):
        clock.later(seconds=LEASE.total_seconds())
        assert take(clock.now, due=left_behind) is not None
    clock.later(seconds=LEASE.total_seconds())
    assert take(clock.now, due=left_behind) is None
    assert Delivery.objects.get().state == State.FAILED


# ── limits ──


def test_a_robot_gets_all_that_waits_in_one_text_of_the_length_it_takes(clock: Clock) -> None:
    with robot() as end:
        waiting(channel("wecom", end.address), 200)
        assert Sender(clock).send_due() == 200
    (request,) = end.taken
    text = request.json()["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.startswith("【闭环】滨管办发〔2022〕21号第1项：等您签收")
    assert "条，请登录查看 " in text


@pytest.mark.long
@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_robot_that_counts_is_never_told_more_than_twenty_texts_a_minute(clock: Clock, kind: str) -> None:
    minutes: list[datetime] = []

    def counting(request: Request) -> Reply:
        minutes.append(clock.now)
        recent = [moment for moment in minutes if moment > clock.now - MINUTE]
        return Reply(body={"errcode": 0 if len(recent) <= 20 else 130101, "errmsg": ""})

    with robot(counting) as end:
        row = channel(kind, end.address)
        for _ in range(120):
            waiting(row, 1, clock.now)
            Sender(clock).send_due()
            clock.later(seconds=1)
        clock.later(minutes=1)
        Sender(clock).send_due()
    assert states() == [State.SENT] * 120
    assert Delivery.objects.filter(attempts__gt=1).count() == 0, "the robot had no reason to complain"
    assert len(minutes) < 45


def test_a_webhook_gets_each_by_itself(clock: Clock) -> None:
    with robot() as end:
        waiting(channel("webhook", end.address), 30)
        Sender(clock).send_due()
    assert [request.headers["x-bihuan-key"] for request in end.taken] == [f"e{n}-u1" for n in range(1, 31)]


# ── from the journal to the wire ──


def assigned(world: World, *positions: int) -> None:
    assert world.batch.frozen_at
    begin()
    for position in positions or (LAMPS,):
        world.assign(world.case(position))
    world.now = world.now.replace(hour=10)
    tell(Reader(), world.now)


def test_whoever_left_an_address_gets_a_mail_with_number_and_link(world: World) -> None:
    channel("email", unit=world.unit("zone"))
    User.objects.filter(username="li").update(email="li@example.cn")
    assigned(world)
    row = Delivery.objects.get()
    case = world.case()
    assert row.to == "li@example.cn"
    assert row.subject == f"【闭环】{world.batch.number}第{case.position}项：等您签收"
    assert f"/cases/{case.pk}" in row.text
    assert case.content[:8] not in row.text


def test_the_nearest_robot_speaks_once_of_one_thing(world: World) -> None:
    near = channel("wecom", unit=world.unit("enforcement"))
    channel("wecom", unit=world.unit("zone"))
    assigned(world)
    row = Delivery.objects.get()
    assert row.channel == near
    assert row.key.endswith("-acknowledge")


def test_at_night_it_waits_for_the_morning(world: World) -> None:
    channel("wecom", unit=world.unit("enforcement"))
    assert world.batch.frozen_at
    begin()
    world.assign(world.case())
    friday_night = datetime(2022, 9, 23, 22, 0, tzinfo=OFFICE_ZONE)
    tell(Reader(), friday_night)
    assert Delivery.objects.get().not_before == datetime(2022, 9, 26, 8, 0, tzinfo=OFFICE_ZONE)


def test_a_channel_with_a_digest_says_once_a_day_how_much_there_is(world: World) -> None:
    channel("email", unit=world.unit("zone"), digest_hour=9)
    User.objects.filter(username="li").update(email="li@example.cn")
    assigned(world)
    assert not Delivery.objects.exists()
    day = datetime(2022, 9, 21, 8, 59, tzinfo=OFFICE_ZONE)
    assert post_digests(day) == 0
    for minutes in (1, 2, 300):
        post_digests(day + timedelta(minutes=minutes))
    row = Delivery.objects.get()
    assert row.key == f"d2022-09-21-u{world.cast.users['li'].pk}"
    assert "未读消息1条：等您签收1件" in row.text
    post_digests(day + timedelta(days=3, minutes=1))  # a Saturday
    assert Delivery.objects.count() == 1
    Message.objects.update(read_at=day)
    post_digests(day + timedelta(days=1, minutes=1))
    assert Delivery.objects.count() == 1, "nothing unread, nothing to say"


def test_a_robots_digest_counts_what_several_were_told_once(world: World) -> None:
    channel("feishu", unit=world.unit("zone"), digest_hour=9)
    assigned(world, LAMPS, GREEN)
    post_digests(datetime(2022, 9, 21, 9, 0, tzinfo=OFFICE_ZONE))
    row = Delivery.objects.get()
    assert row.key == "d2022-09-21"
    assert "未读消息2条：等您签收2件" in row.text
