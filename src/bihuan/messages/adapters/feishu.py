"""飞书群机器人: at most 100 texts a minute, 5 a second. Signed in the body; what is signed is the key of the HMAC."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta

from bihuan.messages.adapters.parcel import Account, Parcel
from bihuan.messages.adapters.post import post_json
from bihuan.messages.adapters.wecom import accepted

TOO_OFTEN = frozenset({9499, 11232})
PAUSE = timedelta(minutes=1)


def send_to_feishu(account: Account, parcel: Parcel) -> None:
    """The text into the robot's group."""
    signed = signature(account.secret, parcel.moment) if account.secret else {}
    answer = post_json(account, parcel, {**signed, "msg_type": "text", "content": {"text": parcel.text}})
    accepted(answer, code="code", said="msg", too_often=TOO_OFTEN, pause=PAUSE)


def signature(secret: str, moment: datetime) -> dict[str, str]:
    """What is put into the body: the moment in seconds, and an HMAC over nothing with both as its key."""
    timestamp = str(round(moment.timestamp()))
    mac = hmac.digest(f"{timestamp}\n{secret}".encode(), b"", "sha256")
    return {"timestamp": timestamp, "sign": b64encode(mac).decode()}
