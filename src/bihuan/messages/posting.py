"""Messages on their way out: which channel carries a message to whom, and from when on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.conf import settings

from bihuan.access.actor import within
from bihuan.kernel.clock import local
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.messages.rules import Telling, counted, words
from bihuan.messages.timing import Hours, may_go_at
from bihuan.people.calendar import Calendars, office_calendars
from bihuan.people.models import Post, User

Kind = Channel.Kind
# Robots ask their senders for a word that every text has; this is one that an office may enter there.
MARK = "【闭环】"
FOOT = "\n\n本邮件由意见建议整改销号系统自动发送，请勿回复。"


class Channels:
    """The channels in use, and when each may speak. Three statements."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        rows = Channel.objects.filter(is_active=True).select_related("unit")
        self.rows = sorted(rows, key=lambda row: (-len(row.unit.path), row.pk))
        self._calendars: Calendars | None = None

    def nearest(self, path: str, kind: Kind) -> Channel | None:
        """The channel of this kind of the unit at ``path``, else of the nearest unit above it."""
        return next((row for row in self.rows if row.kind == kind and within(path, row.unit.path)), None)

    def opens(self, channel: Channel) -> datetime:
        """From when on it may speak."""
        return opens(channel, self._now, self.calendars)

    @property
    def calendars(self) -> Calendars:
        """Read once, when it is first asked for."""
        if self._calendars is None:
            self._calendars = office_calendars()
        return self._calendars


def opens(channel: Channel, moment: datetime, calendars: Calendars) -> datetime:
    """``moment``, or the next one at which the channel is not silent."""
    hours = Hours(channel.quiet_from, channel.quiet_until)
    return may_go_at(moment, hours, calendars.of(channel.unit.path))


def address_of(link: str) -> str:
    """A page of the ledger as it is reached from outside."""
    return f"{settings.PUBLIC_ADDRESS}{link}"


def deliveries_of(told: Sequence[tuple[Telling, int]], now: datetime) -> list[Delivery]:
    """Every way that these messages go out by; channels with a daily digest carry none of them one by one."""
    channels = Channels(now)
    if not channels.rows or not told:
        return []
    return [*_mails(told, channels, now), *_group_texts(told, channels, now)]


def _mails(told: Sequence[tuple[Telling, int]], channels: Channels, now: datetime) -> Iterator[Delivery]:
    """One mail a person, with everything they are told in one go."""
    users = {telling.user for telling, _ in told}
    addresses = dict(User.objects.filter(pk__in=users).exclude(email="").values_list("pk", "email"))
    mine: dict[int, list[tuple[Telling, int]]] = defaultdict(list)
    for telling, count in told:
        if telling.user in addresses:
            mine[telling.user].append((telling, count))
    for user, group in mine.items():
        channel = channels.nearest(group[0][0].path, Kind.EMAIL)
        if channel is None or channel.digest_hour is not None:
            continue
        lines = [_line(telling, count) for telling, count in group]
        subject = words(group[0][0].subject, group[0][0].ask, group[0][1])
        yield Delivery(
            channel=channel,
            key=f"e{group[0][0].entry}-u{user}",
            to=addresses[user],
            subject=f"{MARK}{subject if len(group) == 1 else f'{len(group)}条待办消息'}"[:200],
            text="\n".join(lines) + FOOT,
            not_before=channels.opens(channel),
            created_at=now,
        )


def _group_texts(
    told: Sequence[tuple[Telling, int]], channels: Channels, now: datetime
) -> Iterator[Delivery]:
    """A robot speaks to its whole group: of one entry it says each thing once."""
    seen = set()
    for telling, count in told:
        for kind in (Kind.WECOM, Kind.DINGTALK, Kind.FEISHU, Kind.WEBHOOK):
            channel = channels.nearest(telling.path, kind)
            if channel is None or channel.digest_hour is not None:
                continue
            key = f"e{telling.entry}-{telling.ask.value}"
            if (channel.pk, key) in seen:
                continue
            seen.add((channel.pk, key))
            yield Delivery(
                channel=channel,
                key=key,
                subject=words(telling.subject, telling.ask, count)[:200],
                text=_line(telling, count),
                not_before=channels.opens(channel),
                created_at=now,
            )


def _line(telling: Telling, count: int) -> str:
    return f"{words(telling.subject, telling.ask, count)} {address_of(telling.link if count == 1 else '/')}"


# ── once a day ──────────────────────────────────────────────────────────────────────────────────


def post_digests(now: datetime) -> int:
    """每日汇总: for every channel whose hour has come, one delivery a recipient and day. A repeat changes nothing."""
    here, channels = local(now), Channels(now)
    due = [row for row in channels.rows if row.digest_hour is not None and here.hour >= row.digest_hour]
    made: list[Delivery] = []
    for channel in due:
        if channels.calendars.of(channel.unit.path).is_workday(here.date()):
            made += _digests(channel, channels, now, here.date())
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _digests(channel: Channel, channels: Channels, now: datetime, day: date) -> Iterator[Delivery]:
    posts = Post.objects.filter(unit__path__startswith=channel.unit.path, user__is_active=True)
    posts = posts.select_related("user", "unit").order_by("pk")
    people = {
        post.user_id: post.user
        for post in posts
        if channels.nearest(post.unit.path, Kind(channel.kind)) == channel
    }
    unread: dict[int, list[str]] = defaultdict(list)
    for user, text in Message.objects.filter(user__in=people, read_at=None).values_list("user_id", "text"):
        unread[user].append(text)
    if channel.kind == Kind.EMAIL:
        for user, texts in sorted(unread.items()):
            if people[user].email:
                yield _digest(
                    channel, f"d{day}-u{user}", people[user].email, texts, channels.opens(channel), now
                )
    elif unread:
        # What several people of the unit were told is one thing to the group.
        texts = sorted({text for each in unread.values() for text in each})
        yield _digest(channel, f"d{day}", "", texts, channels.opens(channel), now)


def _digest(
    channel: Channel, key: str, to: str, texts: Iterable[str], opened: datetime, now: datetime
) -> Delivery:
    counts: Counter[str] = Counter()
    for text in texts:
        many, ask = counted(text)
        counts[ask] += many
    said = "、".join(f"{ask}{count}件" for ask, count in counts.most_common(10))
    text = f"未读消息{counts.total()}条：{said}。请登录办理 {address_of('/messages')}"
    foot = FOOT if to else ""
    return Delivery(
        channel=channel,
        key=key,
        to=to,
        subject=f"{MARK}每日汇总：未读消息{counts.total()}条",
        text=text + foot,
        not_before=opened,
        created_at=now,
    )
