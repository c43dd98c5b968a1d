"""Each adapter against a real server of its kind on this machine: form, signature, and what counts as a failure."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from email import message_from_string
from email.header import decode_header, make_header
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.messages.adapters import ADAPTERS
from bihuan.messages.adapters.address import check_peer, is_own, is_own_place, parse_address
from bihuan.messages.adapters.dingtalk import send_to_dingtalk
from bihuan.messages.adapters.feishu import send_to_feishu
from bihuan.messages.adapters.parcel import Account, Parcel, Undelivered
from bihuan.messages.adapters.smtp import send_mail
from bihuan.messages.adapters.webhook import send_to_webhook
from bihuan.messages.adapters.wecom import send_to_wecom
from bihuan.messages.models import Channel
from bihuan.messages.tests.servers import Reply, hanging_server, mail_server, robot

MOMENT = datetime(2022, 9, 21, 10, 0, tzinfo=OFFICE_ZONE)
TEXT = "滨管办发〔2022〕21号第3项：等您签收 https://zhenggai.example.cn/cases/3"
PARCEL = Parcel("e12-u3", "【闭环】等您签收", TEXT, MOMENT, "li@example.cn")
SECRET = "SEC-测试"


def account(address: str, **others: object) -> Account:
    return Account(address, **{"secret": SECRET, "timeout": 5.0, "local": True, **others})  # type: ignore[arg-type]


def test_every_kind_of_channel_has_its_adapter() -> None:
    assert set(ADAPTERS) == {kind.value for kind in Channel.Kind}


def test_wecom_gets_a_text() -> None:
    with robot() as end:
        send_to_wecom(account(f"{end.address}?key=abc"), PARCEL)
    (request,) = end.taken
    assert request.path == "/hook?key=abc"
    assert request.json() == {"msgtype": "text", "text": {"content": TEXT}}
    assert request.headers["x-bihuan-key"] == "e12-u3"


def test_dingtalk_signs_the_moment_in_milliseconds() -> None:
    with robot() as end:
        send_to_dingtalk(account(f"{end.address}?access_token=abc"), PARCEL)
    query = {name: values[0] for name, values in parse_qs(urlsplit(end.taken[0].path).query).items()}
    stamp = str(int(MOMENT.timestamp()) * 1000)
    mac = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), sha256).digest()
    assert query == {"access_token": "abc", "timestamp": stamp, "sign": b64encode(mac).decode()}
    assert end.taken[0].json() == {"msgtype": "text", "text": {"content": TEXT}}


def test_a_robot_without_a_secret_is_not_signed_to() -> None:
    with robot(lambda request: Reply(body={"errcode": 0, "code": 0})) as end:
        send_to_dingtalk(account(end.address, secret=""), PARCEL)
        send_to_feishu(account(end.address, secret=""), PARCEL)
    assert end.taken[0].path == "/hook"
    assert "sign" not in end.taken[1].json()


def test_feishu_signs_in_the_body_with_what_is_signed_as_the_key() -> None:
    with robot(lambda request: Reply(body={"code": 0, "msg": "success"})) as end:
        send_to_feishu(account(end.address), PARCEL)
    stamp = str(int(MOMENT.timestamp()))
    mac = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", sha256).digest()
    assert end.taken[0].json() == {
        "timestamp": stamp,
        "sign": b64encode(mac).decode(),
        "msg_type": "text",
        "content": {"text": TEXT},
    }


def test_a_webhook_is_signed_over_moment_and_body() -> None:
    with robot() as end:
        send_to_webhook(account(end.address), PARCEL)
    (request,) = end.taken
    stamp = request.headers["x-bihuan-timestamp"]
    mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + request.body, sha256).hexdigest()
    assert request.headers["x-bihuan-signature"] == f"sha256={mac}"
    assert request.json() == {"key": "e12-u3", "subject": "【闭环】等您签收", "text": TEXT}


def test_a_mail_carries_its_key_and_two_of_one_key_have_one_identity() -> None:
    with mail_server() as end:
        for _ in range(2):
            send_mail(account(end.address, secret="", sender="整改办 <zhenggai@example.cn>"), PARCEL)
    first, second = (message_from_string(mail) for mail in end.mails)
    assert str(make_header(decode_header(first["Subject"]))) == "【闭环】等您签收"
    assert first["To"] == "li@example.cn"
    assert first["X-Bihuan-Key"] == "e12-u3"
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_payload(decode=True).decode().strip() == TEXT  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}),
        ("feishu", {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}),
        ("feishu", {"StatusCode": 0}),
        ("wecom", {}),
    ],
)
def test_a_robot_that_answers_200_and_did_not_take_it_has_not_taken_it(
    kind: str, body: dict[str, object]
) -> None:
    with robot(lambda request: Reply(body=body)) as end, pytest.raises(Undelivered) as problem:
        ADAPTERS[kind](account(end.address), PARCEL)
    assert "未接收" in problem.value.reason
    assert problem.value.wait is None


@pytest.mark.parametrize(
    ("kind", "body", "minutes"),
    [
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, 1),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, 10),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, 1),
    ],
)
def test_a_robot_that_was_asked_too_often_says_how_long_to_wait(
    kind: str, body: dict[str, object], minutes: int
) -> None:
    with robot(lambda request: Reply(body=body)) as end, pytest.raises(Undelivered) as problem:
        ADAPTERS[kind](account(end.address), PARCEL)
    assert problem.value.wait == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("90", timedelta(seconds=90)),
        ("Wed, 21 Sep 2022 02:05:00 GMT", timedelta(minutes=5)),
        ("Wed, 21 Sep 2022 01:00:00 GMT", timedelta(0)),
        ("999999999999999999", timedelta(days=1)),
        ("soon", None),
    ],
)
def test_429_is_waited_out_as_asked(asked: str, wait: timedelta | None) -> None:
    with (
        robot(lambda request: Reply(429, headers={"Retry-After": asked})) as end,
        pytest.raises(Undelivered, match="429") as problem,
    ):
        send_to_webhook(account(end.address), PARCEL)
    assert problem.value.wait == wait


def test_a_redirect_is_not_followed() -> None:
    with robot() as other:
        away = Reply(302, headers={"Location": other.address})
        with robot(lambda request: away) as end, pytest.raises(Undelivered, match="转向"):
            send_to_webhook(account(end.address), PARCEL)
    assert other.taken == []


def test_a_robot_that_answers_with_a_page_has_not_taken_it() -> None:
    with (
        robot(lambda request: Reply(body=["not an object"])) as end,
        pytest.raises(Undelivered, match="格式"),
    ):
        send_to_wecom(account(end.address), PARCEL)


@pytest.mark.parametrize(("kind", "scheme"), [("webhook", "http"), ("email", "smtp")])
def test_a_server_that_hangs_is_left_alone_after_the_timeout(kind: str, scheme: str) -> None:
    with hanging_server() as port, pytest.raises(Undelivered, match="没有应答"):
        ADAPTERS[kind](account(f"{scheme}://127.0.0.1:{port}", timeout=0.3), PARCEL)


@pytest.mark.parametrize(("kind", "scheme"), [("webhook", "http"), ("email", "smtp")])
def test_a_server_that_is_not_there_is_said_in_words(kind: str, scheme: str) -> None:
    with hanging_server() as port:
        pass
    with pytest.raises(Undelivered, match="没有在该端口提供服务"):
        ADAPTERS[kind](account(f"{scheme}://127.0.0.1:{port}"), PARCEL)


def test_an_unknown_recipient_fails_for_good_and_for_nobody_else() -> None:
    with mail_server() as end:
        end.refused.add("li@example.cn")
        with pytest.raises(Undelivered, match="收件地址") as problem:
            send_mail(account(end.address, secret="", sender="z@example.cn"), PARCEL)
    assert problem.value.final
    assert not problem.value.everybody
    assert end.mails == []


def test_a_password_is_never_sent_in_the_open() -> None:
    with mail_server() as end, pytest.raises(Undelivered, match="密码不予发送"):
        send_mail(account(end.address.replace("smtp://", "smtp://user@"), sender="z@example.cn"), PARCEL)
    assert end.mails == []


@pytest.mark.parametrize("kind", ["webhook", "email"])
def test_this_machine_is_not_spoken_to_unless_that_is_allowed(kind: str) -> None:
    with robot() as hook, mail_server() as post:
        address = hook.address if kind == "webhook" else post.address
        with pytest.raises(Undelivered, match="本机"):
            ADAPTERS[kind](account(address, local=False, secret=""), PARCEL)
    assert hook.taken == []
    assert post.mails == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.8.8.8", "::1", "169.254.169.254", "fe80::1",
        "0.0.0.0", "::ffff:127.0.0.1", "224.0.0.1",
    ],
)  # fmt: skip
def test_an_address_of_this_machine_is_known_however_it_is_written(host: str) -> None:
    assert is_own(host)


def test_this_machine_is_known_by_its_address_in_the_offices_network() -> None:
    check_peer("10.1.2.3", "10.1.2.4", local=False)
    with pytest.raises(Undelivered, match="本机"):
        check_peer("10.1.2.3", "10.1.2.3", local=False)


@pytest.mark.parametrize("host", ["10.1.2.3", "192.168.1.9", "qyapi.weixin.qq.com", "2001:4860:4860::8888"])
def test_the_offices_own_network_and_the_world_may_be_spoken_to(host: str) -> None:
    assert not is_own(host)
    assert not is_own_place("10.1.2.3")


@pytest.mark.parametrize(
    "address",
    ["", "file:///etc/passwd", "ftp://host/", "https://", "http://a b/", "http://h:99999/", "https://[::1"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="地址"):
        parse_address(address, ("https", "http"))
