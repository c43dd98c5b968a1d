"""Looking after the channels, trying one out, and reading one's messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, Refused, refuse_if
from bihuan.kernel.findings import Finding, block
from bihuan.messages.adapters.address import is_own, parse_address
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.messages.posting import MARK, address_of
from bihuan.people.models import Unit
from bihuan.people.sealed import seal

Kind = Channel.Kind
State = Delivery.State
SCHEMES = {Kind.EMAIL: ("smtps", "smtp")}
SUBJECT = "channel"


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """A channel as it was entered. An empty ``address`` or ``secret`` leaves what is there."""

    kind: str
    address: str = ""
    secret: str = ""
    sender: str = ""
    is_active: bool = True
    quiet_from: int = 20
    quiet_until: int = 8
    digest_hour: int | None = None
    note: str = ""


@transaction.atomic
def manage_channel(
    channel_id: int | None, *, by: Actor, now: datetime, unit: Unit, draft: ChannelDraft
) -> Channel:
    """维护消息通道: add one, or change one. Address and secret are sealed and shown to nobody again."""
    channel = Channel.objects.select_for_update().get(pk=channel_id) if channel_id else Channel(unit=unit)
    _allow(by, channel.unit)
    _allow(by, unit)
    refuse_if(channel_findings(draft, new=channel_id is None or channel.kind != draft.kind))
    channel.unit, channel.kind = unit, draft.kind
    if draft.address:
        channel.address = seal(draft.address.strip())
    if draft.secret:
        channel.secret = seal(draft.secret)
    for name in ("sender", "is_active", "quiet_from", "quiet_until", "digest_hour", "note"):
        setattr(channel, name, getattr(draft, name))
    channel.save()
    what = "修改" if channel_id else "增加"
    _record(
        channel, f"{what}消息通道“{channel}”（{'启用' if channel.is_active else '停用'}）", by=by, now=now
    )
    return channel


def channel_findings(draft: ChannelDraft, *, new: bool) -> list[Finding]:
    """What is wrong with a channel as it was entered, all at once."""
    findings = []
    if draft.address:
        findings += _address_findings(draft)
    elif new:
        findings.append(block("channel-without-address", "请填写通道地址。"))
    if draft.kind == Kind.EMAIL and "@" not in parseaddr(draft.sender)[1]:
        findings.append(block("sender-missing", "请填写发件人邮箱，如“整改办 <zhenggai@example.gov.cn>”。"))
    if any(character in draft.sender for character in "\r\n"):
        findings.append(block("sender-broken", "发件人不得换行。"))
    hours = (draft.quiet_from, draft.quiet_until, draft.digest_hour or 0)
    if not all(0 <= hour <= 23 for hour in hours):
        findings.append(block("hour-unknown", "免打扰和每日汇总的时间请填0至23之间的整点。"))
    return findings


def _address_findings(draft: ChannelDraft) -> list[Finding]:
    try:
        parts = parse_address(draft.address, SCHEMES.get(Kind(draft.kind), ("https", "http")))
    except ValueError as problem:
        return [block("channel-address", str(problem))]
    if not settings.CHANNEL_LOCAL and is_own(parts.hostname or ""):
        message = (
            "通道地址不得指向本机或者链路本地地址。"
            "确需使用本机邮件服务的，请系统管理员设置 BIHUAN_CHANNEL_LOCAL=1。"
        )
        return [block("channel-address-local", message)]
    return []


@transaction.atomic
def try_channel(channel_id: int, *, by: Actor, now: datetime, to: str = "") -> Delivery:
    """试发: one delivery that says nothing but that it is a trial. It goes the way of every other one, at once."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    _allow(by, channel.unit)
    if channel.kind == Kind.EMAIL and not to:
        raise Refused([block("no-own-address", "试发前请先在“消息”页面的“邮件提醒”中填写您本人的电子邮箱。")])
    delivery = Delivery.objects.create(
        channel=channel,
        key=f"t{now:%Y%m%d%H%M%S%f}-u{by.staff_id}",
        to=to,
        subject=f"{MARK}消息通道试发",
        text=f"消息通道试发，收到即表示通道可用。 {address_of('/channels')}",
        not_before=now,
        created_at=now,
    )
    channel.save()
    _record(channel, f"试发消息通道“{channel}”", by=by, now=now)
    return delivery


@transaction.atomic
def resend(channel_id: int, *, by: Actor, now: datetime, deliveries: Sequence[int] = ()) -> int:
    """重发: what could not be sent is due again, from the first attempt on; all of it when none is named."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    _allow(by, channel.unit)
    rows = Delivery.objects.filter(channel=channel, state=State.FAILED)
    if deliveries:
        rows = rows.filter(pk__in=deliveries)
    count = rows.update(state=State.WAITING, attempts=0, not_before=now, leased_until=None)
    if count:
        channel.save()
        _record(channel, f"重发消息通道“{channel}”未能发送的消息{count}条", by=by, now=now)
    return count


def read_messages(user: int, now: datetime, *, message_id: int | None = None) -> int:
    """Mark one's own messages as read: one, or all. No act: it is nobody else's business."""
    rows = Message.objects.filter(user=user, read_at=None)
    return (rows.filter(pk=message_id) if message_id else rows).update(read_at=now)


def _allow(by: Actor, unit: Unit) -> None:
    if finding := may(by, Act.MANAGE_CHANNEL, Standing(coordinator=unit.path)):
        raise NotAllowed([finding])


def _record(channel: Channel, sentence: str, *, by: Actor, now: datetime) -> None:
    record(
        Act.MANAGE_CHANNEL,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=channel.pk,
        sentence=sentence,
    )
