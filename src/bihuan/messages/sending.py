"""Deliveries on their way: taken under a lease, handed to an adapter, tried again after a pause, or given up.

A delivery is sent at least once: a worker that is killed while it sends leaves it to the next one, which repeats it
with the same key.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from bihuan.messages.adapters import ADAPTERS
from bihuan.messages.adapters.parcel import TIMEOUT, Account, Adapter, Parcel, Undelivered
from bihuan.messages.models import Channel, Delivery
from bihuan.messages.posting import MARK, address_of, opens
from bihuan.messages.timing import MINUTE, MOST_ATTEMPTS, NO_LIMIT, Limit, one_text, pause_after
from bihuan.people.calendar import office_calendars
from bihuan.people.sealed import unseal

State = Delivery.State
Kind = Channel.Kind
Clock = Callable[[], datetime]
Due = Callable[[datetime], QuerySet[Delivery]]

# Longer than any adapter takes, so that nothing is sent twice unless a worker was killed.
LEASE = timedelta(seconds=120)
# No receiver keeps the worker longer than so many seconds, not even one that answers letter by letter.
LONGEST = 45.0
# No new sending is begun in a round after so many seconds: sets and sealing wait for the round.
BUDGET = 5.0
# What a robot is told in one text.
MOST_TOGETHER = 500
# What the makers of the robots allow (domain §4.10). One less a minute, for a clock that is not theirs.
LIMITS: Mapping[str, Limit] = {
    Kind.WECOM: Limit(19, 2048),
    Kind.DINGTALK: Limit(19, 2048),
    Kind.FEISHU: Limit(99, 2048),
}
_MORE = "另有{}条，请登录查看 "

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """Deliveries of one channel that are this worker's until the lease ends; more than one only for a robot."""

    channel: Channel
    rows: Sequence[Delivery]
    until: datetime


@dataclass
class Sender:
    """Sends what is due, some seconds at a time."""

    clock: Clock
    adapters: Mapping[str, Adapter] = field(default_factory=lambda: ADAPTERS)
    lease: timedelta = LEASE
    budget: float = BUDGET
    timeout: float = TIMEOUT
    longest: float = LONGEST

    def send_due(self) -> int:
        """Send until nothing is due or the round is over; how many deliveries went out."""
        sent, end = 0, time.monotonic() + self.budget
        for due in (left_behind, waiting):
            while time.monotonic() < end and (taken := take(self.clock(), self.lease, due)) is not None:
                sent += self._send(taken)
        return sent

    def _send(self, taken: Taken) -> int:
        try:
            parcel = parcel_of(taken, self.clock())
            account = account_of(taken.channel, self.timeout)
            hand_over(self.adapters[taken.channel.kind], account, parcel, self.longest)
        except Undelivered as problem:
            failed(taken, problem, self.clock())
        except Exception:
            log.exception("delivery %s", taken.rows[0].pk)
            failed(taken, Undelivered("发送程序出错，请联系管理员查看服务日志。"), self.clock())
        else:
            return _ours(taken).update(state=State.SENT, sent_at=self.clock(), leased_until=None, problem="")
        return 0


def hand_over(adapter: Adapter, account: Account, parcel: Parcel, longest: float) -> None:
    """Let the adapter send, for ``longest`` seconds at most. It knows nothing of the house, so that it may be left to a
    thread that nobody waits for; should it succeed after all, the receiver knows the repeat by its key.
    """
    ended: list[Exception | None] = []

    def send() -> None:
        try:
            adapter(account, parcel)
        except Exception as problem:
            ended.append(problem)
        else:
            ended.append(None)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    thread.join(longest)
    if not ended:
        raise Undelivered(f"对方{longest:g}秒内没有完成接收。")
    if ended[0] is not None:
        raise ended[0]


def left_behind(now: datetime) -> QuerySet[Delivery]:
    """What a worker held that is gone, the longest ago first."""
    return Delivery.objects.filter(state=State.SENDING, leased_until__lte=now).order_by("leased_until", "pk")


def waiting(now: datetime) -> QuerySet[Delivery]:
    """What waits and is due, the longest ago first."""
    return Delivery.objects.filter(state=State.WAITING, not_before__lte=now).order_by("not_before", "pk")


def take(now: datetime, lease: timedelta = LEASE, due: Due = waiting) -> Taken | None:
    """What is due first, now ours until ``now + lease``; for a robot everything that is due for it. None when nothing
    is due, or what is due must wait for a robot's limit.

    Only one worker gets it: the UPDATE finds the row as it was seen, or finds nothing.
    """
    in_use = due(now).filter(channel__is_active=True).select_related("channel")
    while (seen := in_use.first()) is not None:
        limit = LIMITS.get(seen.channel.kind, NO_LIMIT)
        with transaction.atomic():
            if limit.one_text:
                # The robot's texts are counted by one worker at a time.
                list(Channel.objects.select_for_update().filter(pk=seen.channel_id).values_list("pk"))
                if (free := _free_at(seen.channel_id, limit, now)) > now:
                    hold(seen.channel_id, free, now)
                    continue
            rows = due(now).filter(channel=seen.channel_id)[:MOST_TOGETHER] if limit.one_text else [seen]
            taken = [row for row in rows if _claim(row, now, lease)]
        if taken:
            return Taken(seen.channel, taken, now + lease)
    return None


def _claim(row: Delivery, now: datetime, lease: timedelta) -> bool:
    """Whether the row, as it was seen, is ours now. One whose workers were killed again and again is given up."""
    as_seen = Delivery.objects.filter(
        pk=row.pk, state=row.state, leased_until=row.leased_until, attempts=row.attempts
    )
    if row.attempts >= MOST_ATTEMPTS:
        as_seen.update(state=State.FAILED, leased_until=None, problem="多次在发送途中被中断。")
        return False
    row.attempts += 1
    return as_seen.update(state=State.SENDING, leased_until=now + lease, attempts=row.attempts) == 1


def _free_at(channel: int, limit: Limit, now: datetime) -> datetime:
    """When the robot may be spoken to again, by what it was told in the last minute."""
    assert limit.a_minute is not None
    sent = Delivery.objects.filter(channel=channel, state=State.SENT, sent_at__gt=now - MINUTE)
    moments = {moment for moment in sent.values_list("sent_at", flat=True) if moment}
    under_way = Delivery.objects.filter(channel=channel, state=State.SENDING, leased_until__gt=now)
    texts = len(moments) + under_way.values("leased_until").distinct().count()
    if texts < limit.a_minute:
        return now
    return min(moments, default=now) + MINUTE


def hold(channel: int, until: datetime, now: datetime) -> None:
    """Nothing goes out by this channel before ``until``."""
    Delivery.objects.filter(channel=channel, state=State.WAITING, not_before__lt=until).update(
        not_before=until
    )
    left = Delivery.objects.filter(channel=channel, state=State.SENDING, leased_until__lte=now)
    left.update(state=State.WAITING, leased_until=None, not_before=until)


def failed(taken: Taken, problem: Undelivered, now: datetime) -> None:
    """Remember why, and when to try again; what has failed too often stays where people see it."""
    for row in taken.rows:
        pause = None if problem.final else pause_after(row.attempts)
        if pause is None:
            _ours(taken).filter(pk=row.pk).update(
                state=State.FAILED, leased_until=None, problem=problem.reason
            )
            continue
        again = opens(taken.channel, now + max(pause, problem.wait or pause), office_calendars())
        _ours(taken).filter(pk=row.pk).update(
            state=State.WAITING, leased_until=None, not_before=again, problem=problem.reason
        )
    if problem.everybody:
        hold(taken.channel.pk, now + max(problem.wait or MINUTE, MINUTE), now)


def _ours(taken: Taken) -> QuerySet[Delivery]:
    """The rows, as long as they are still this worker's."""
    keys = [row.pk for row in taken.rows]
    return Delivery.objects.filter(pk__in=keys, state=State.SENDING, leased_until=taken.until)


def account_of(channel: Channel, timeout: float = TIMEOUT) -> Account:
    """The channel, opened. Raises Undelivered when the key it was sealed with is another one."""
    try:
        address, secret = unseal(channel.address), unseal(channel.secret)
    except ValueError as error:
        raise Undelivered("通道地址无法解密：密钥文件与保存时不同。请恢复密钥，或者重新填写通道。") from error
    return Account(address, secret, channel.sender, timeout, settings.CHANNEL_LOCAL)


def parcel_of(taken: Taken, now: datetime) -> Parcel:
    """What goes out: the one delivery, or all that waited for a robot in one text."""
    first = taken.rows[0]
    limit = LIMITS.get(taken.channel.kind, NO_LIMIT)
    if limit.bytes_a_text is None:
        return Parcel(first.key, first.subject, first.text, now, first.to)
    lines = [MARK + first.text, *(row.text for row in taken.rows[1:])]
    text = one_text(lines, limit.bytes_a_text, _MORE + address_of("/messages"))
    return Parcel(first.key, first.subject, text, now)
