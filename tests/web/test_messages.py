"""消息 and 消息通道 as pages: everybody their own, secrets in one direction only, and what failed is seen."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.journal.models import Entry, Trace
from bihuan.kernel.clock import now
from bihuan.messages.cursor import Reader, begin
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.messages.queries import unread_count
from bihuan.messages.telling import tell
from bihuan.people.models import User
from bihuan.people.sealed import seal, unseal
from tests.support.world import World
from tests.web.office_builders import browser_of, words

ADDRESS = "https://qyapi.example.cn/cgi-bin/webhook/send?key=TOKEN-9f2"
SECRET = "SEC-4711-geheim"


@pytest.fixture
def told(world: World) -> World:
    """A case was assigned, and the unit has been told."""
    assert world.batch.frozen_at
    begin()
    world.assign(world.case())
    tell(Reader(), world.now)
    return world


def form(unit: Any, **others: Any) -> dict[str, Any]:
    filled = {
        "unit": unit.pk, "kind": "wecom", "address": ADDRESS, "secret": SECRET, "sender": "", "quiet_from": 20,
        "quiet_until": 8, "digest_hour": "", "note": "工作群", "is_active": "on",
    }  # fmt: skip
    return {**filled, **others}


# ── one's own messages ──


def test_a_message_is_shown_counted_on_every_page_and_leads_to_its_case(told: World) -> None:
    li, case = browser_of(told, "li"), told.case()
    assert '消息<span class="nav-count">1' in words(li.get("/"))
    page = words(li.get(reverse("messages")))
    assert f"{told.batch.number}第{case.position}项：等您签收" in page
    message = Message.objects.get(user=told.cast.users["li"])
    answer = li.post(reverse("message", args=[message.pk]))
    assert answer["Location"] == reverse("case", args=[case.pk])
    message.refresh_from_db()
    assert message.read_at is not None
    assert "nav-count" not in words(li.get("/")).partition("</header>")[0]


def test_nobody_reads_or_marks_anothers_messages(told: World) -> None:
    wang, message = browser_of(told, "wang"), Message.objects.get(user=told.cast.users["li"])
    assert "等您签收" not in words(wang.get(reverse("messages")))
    assert wang.post(reverse("message", args=[message.pk])).status_code == 404
    wang.post(reverse("messages-read"))
    message.refresh_from_db()
    assert message.read_at is None


def test_all_are_marked_as_read_by_a_post(told: World) -> None:
    li = browser_of(told, "li")
    assert li.get(reverse("messages-read")).status_code == 405
    assert li.post(reverse("messages-read")).status_code == 302
    assert not Message.objects.filter(user=told.cast.users["li"], read_at=None).exists()


def test_a_person_gives_and_takes_back_their_own_address(world: World) -> None:
    li = browser_of(world, "li")
    assert li.post(reverse("own-email"), {"email": "nicht"}).status_code == 422
    assert li.post(reverse("own-email"), {"email": "li@example.cn"}).status_code == 302
    assert User.objects.get(username="li").email == "li@example.cn"
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.by_name) == (Act.MANAGE_ACCOUNTS, "李四")
    assert "li@example.cn" not in entry.sentence
    li.post(reverse("own-email"), {"email": ""})
    assert User.objects.get(username="li").email == ""


# ── channels ──


def test_a_channel_is_added_and_its_secrets_are_never_seen_again(world: World) -> None:
    zhao, unit = browser_of(world, "zhao"), world.batch.coordinator
    answer = zhao.post(reverse("channel-new"), form(unit))
    channel = Channel.objects.get()
    assert answer["Location"] == reverse("channel", args=[channel.pk])
    assert (unseal(channel.address), unseal(channel.secret)) == (ADDRESS, SECRET)
    for name in ("channel", "channel-edit"):
        page = words(zhao.get(reverse(name, args=[channel.pk])))
        assert "TOKEN-9f2" not in page
        assert SECRET not in page
    journal = " ".join([*Trace.objects.values_list("rows", flat=True), Entry.objects.latest("pk").sentence])
    assert "TOKEN-9f2" not in journal
    assert SECRET not in journal
    assert Entry.objects.latest("pk").act == Act.MANAGE_CHANNEL


def test_what_is_left_empty_stays_as_it_was(world: World) -> None:
    zhao, unit = browser_of(world, "zhao"), world.batch.coordinator
    zhao.post(reverse("channel-new"), form(unit))
    channel = Channel.objects.get()
    zhao.post(
        reverse("channel-edit", args=[channel.pk]), form(unit, address="", secret="", note="改", is_active="")
    )
    channel.refresh_from_db()
    assert (unseal(channel.address), unseal(channel.secret)) == (ADDRESS, SECRET)
    assert (channel.note, channel.is_active) == ("改", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": ""}, "请填写通道地址"),
        ({"address": "ftp://host/"}, "开头"),
        ({"address": "http://127.0.0.1:9/"}, "本机"),
        ({"address": "http://169.254.169.254/latest"}, "链路本地"),
        ({"kind": "email", "address": "smtp://mail.example.cn"}, "发件人"),
        ({"kind": "email", "sender": "z@example.cn"}, "smtp"),
    ],
)
def test_a_channel_that_cannot_work_is_refused_with_its_reason(
    world: World, wrong: dict[str, Any], said: str
) -> None:
    answer = browser_of(world, "zhao").post(reverse("channel-new"), form(world.batch.coordinator, **wrong))
    assert answer.status_code == 409
    assert said in words(answer)
    assert not Channel.objects.exists()


@override_settings(CHANNEL_LOCAL=True)
def test_a_mail_relay_on_this_machine_can_be_allowed(world: World) -> None:
    filled = form(world.batch.coordinator, kind="email", address="smtp://localhost", sender="z@example.cn")
    assert browser_of(world, "zhao").post(reverse("channel-new"), filled).status_code == 302


def test_a_coordinator_gives_no_other_office_a_channel(world: World) -> None:
    zhao = browser_of(world, "zhao")
    assert zhao.post(reverse("channel-new"), form(world.unit("construction"))).status_code == 422
    theirs = Channel.objects.create(unit=world.unit("elsewhere"), kind="wecom", address=seal(ADDRESS))
    for name in ("channel", "channel-edit"):
        assert zhao.get(reverse(name, args=[theirs.pk])).status_code == 404
    for name in ("channel-trial", "channel-resend"):
        assert zhao.post(reverse(name, args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("who", ["li", "qian", "feng"])
def test_who_does_not_look_after_channels_is_told_so_and_sees_no_line_of_the_menu(
    world: World, who: str
) -> None:
    client = browser_of(world, who)
    assert client.get(reverse("channels")).status_code == 403
    assert "消息通道" not in words(client.get(reverse("messages")))


def test_the_system_administrator_looks_after_the_channels_of_the_zone(world: World) -> None:
    chen = browser_of(world, "chen")
    assert "消息通道" in words(chen.get(reverse("messages")))
    assert chen.post(reverse("channel-new"), form(world.unit("construction"))).status_code == 302


def failed_channel(world: World) -> Channel:
    channel = Channel.objects.create(unit=world.batch.coordinator, kind="webhook", address=seal(ADDRESS))
    for n in range(3):
        Delivery.objects.create(
            channel=channel, key=f"e{n}", subject=f"滨管办发〔2022〕21号第{n}项：等您签收", text="…", attempts=8,
            state=Delivery.State.FAILED, problem="对方拒收（HTTP 500）。", not_before=now(), created_at=now(),
        )  # fmt: skip
    return channel


def test_what_could_not_be_sent_is_seen_with_its_reason_and_sent_again(world: World) -> None:
    zhao, channel = browser_of(world, "zhao"), failed_channel(world)
    page = words(zhao.get(reverse("channel", args=[channel.pk]) + "?state=failed"))
    assert page.count("对方拒收（HTTP 500）。") == 3
    first = Delivery.objects.order_by("pk").first()
    assert first is not None
    again = reverse("channel-resend", args=[channel.pk])
    zhao.post(again, {"delivery": [first.pk]})
    first.refresh_from_db()
    assert (first.state, first.attempts) == (Delivery.State.WAITING, 0)
    assert Delivery.objects.filter(state=Delivery.State.FAILED).count() == 2
    zhao.post(again)
    assert not Delivery.objects.filter(state=Delivery.State.FAILED).exists()
    assert Entry.objects.filter(act=Act.MANAGE_CHANNEL).count() == 2


def test_a_trial_goes_the_way_of_every_delivery(world: World) -> None:
    zhao, channel = browser_of(world, "zhao"), failed_channel(world)
    zhao.post(reverse("channel-trial", args=[channel.pk]))
    delivery = Delivery.objects.get(state=Delivery.State.WAITING)
    assert "试发" in delivery.subject
    mail = Channel.objects.create(unit=world.batch.coordinator, kind="email", address=seal("smtp://m"))
    answer = zhao.post(reverse("channel-trial", args=[mail.pk]), follow=True)
    assert "请先在" in words(answer)
    assert not mail.deliveries.exists()


def test_the_count_in_the_head_is_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert unread_count(world.li) == 0


def test_whoever_has_not_logged_in_sees_none_of_it(client: Client, db: None) -> None:
    for name in ("messages", "own-email", "channels", "channel-new"):
        assert client.get(reverse(name)).status_code == 302
