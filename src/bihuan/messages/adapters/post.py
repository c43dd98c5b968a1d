"""One POST over HTTP(S): no redirect is followed, no proxy is used, no answer is waited for long."""

import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult

from bihuan.messages.adapters.address import check_peer, parse_address
from bihuan.messages.adapters.parcel import Account, Parcel, Undelivered

MOST_READ = 64 * 1024
KEY_HEADER = "X-Bihuan-Key"
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def as_json(self) -> dict[str, Any]:
        """The answer as a robot gives it: a JSON object. Raises Undelivered when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Undelivered("对方未按约定的格式应答，请核对通道地址。")
        return found


def post_json(
    account: Account,
    parcel: Parcel,
    body: Mapping[str, Any],
    *,
    query: str = "",
    headers: Mapping[str, str] = {},
) -> Answer:
    """POST ``body`` to the account's address; ``query`` is added to what stands there. Raises Undelivered for
    anything but an answer of the class 2xx."""
    content = json.dumps(body, ensure_ascii=False).encode()
    return post(account, parcel, content, query=query, headers=headers)


def post(
    account: Account, parcel: Parcel, content: bytes, *, query: str = "", headers: Mapping[str, str] = {}
) -> Answer:
    """The same of bytes that are JSON already."""
    try:
        parts = parse_address(account.address, ("https", "http"))
    except ValueError as error:
        raise Undelivered(str(error)) from error
    known = {"Content-Type": "application/json; charset=utf-8", KEY_HEADER: parcel.key, **headers}
    try:
        answer = _exchange(account, parts, _path(parts, query), content, known)
    except TimeoutError as error:
        raise Undelivered(f"对方{account.timeout:g}秒内没有应答。") from error
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(f"无法向对方服务器发送：{why(error)}。") from error
    if not 200 <= answer.status < 300:
        raise Undelivered(_said(answer.status), wait=_retry_after(answer.headers, parcel))
    return answer


def _path(parts: SplitResult, query: str) -> str:
    asked = "&".join(part for part in (parts.query, query) if part)
    return f"{parts.path or '/'}?{asked}" if asked else parts.path or "/"


def _exchange(
    account: Account, parts: SplitResult, path: str, content: bytes, headers: Mapping[str, str]
) -> Answer:
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=account.timeout, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=account.timeout)
    )
    try:
        connection.connect()
        # Asked of the connection itself: what a name stands for may change between a look and the next.
        ends = connection.sock
        check_peer(ends.getpeername()[0], ends.getsockname()[0], local=account.local)
        connection.request("POST", path, content, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read(MOST_READ))
    finally:
        connection.close()


def why(problem: Exception) -> str:
    """In words what went wrong with a connection."""
    if isinstance(problem, socket.gaierror):
        return "主机名无法解析"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return "对方的证书不受信任"
    if isinstance(problem, ssl.SSLError):
        return "加密连接未能建立"
    if isinstance(problem, ConnectionRefusedError):
        return "对方没有在该端口提供服务"
    return "连接中断或者无法建立"


def _said(status: int) -> str:
    if status == 429:
        return "对方限制发送频率（HTTP 429），稍后重发。"
    if 300 <= status < 400:
        return f"对方要求转向其他地址（HTTP {status}），不予跟随。请改填最终的通道地址。"
    return f"对方拒收（HTTP {status}）。"


def _retry_after(headers: Mapping[str, str], parcel: Parcel) -> timedelta | None:
    """How long the receiver asks to wait, in seconds or until a date; a day at most."""
    asked = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if asked.isascii() and asked.isdecimal():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
        return max(timedelta(0), min(until - parcel.moment, LONGEST_WAIT))
    except (TypeError, ValueError):
        return None
