"""企业微信群机器人: at most 20 texts a minute of 2,048 bytes. An HTTP 200 says nothing yet: ``errcode`` must be 0."""

from datetime import timedelta

from bihuan.messages.adapters.parcel import Account, Parcel, Undelivered
from bihuan.messages.adapters.post import Answer, post_json

TOO_OFTEN = frozenset({45009, 45033})
PAUSE = timedelta(minutes=1)


def send_to_wecom(account: Account, parcel: Parcel) -> None:
    """The text into the robot's group."""
    answer = post_json(account, parcel, {"msgtype": "text", "text": {"content": parcel.text}})
    accepted(answer, code="errcode", said="errmsg", too_often=TOO_OFTEN, pause=PAUSE)


def accepted(answer: Answer, *, code: str, said: str, too_often: frozenset[int], pause: timedelta) -> None:
    """Raise Undelivered unless the robot's own code, in the field ``code``, says that it took the text."""
    found = answer.as_json()
    if found.get(code) == 0:
        return
    words = f"{found.get(code)}，{str(found.get(said, ''))[:200]}"
    if found.get(code) in too_often:
        raise Undelivered(f"机器人限制发送频率（{words}），稍后重发。", wait=pause)
    raise Undelivered(f"机器人未接收（{words}）。请核对通道地址、密钥和机器人的安全设置。")
