"""钉钉群机器人: at most 20 texts a minute; who sends more is shut out for ten. Signed with the secret 加签, if any."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bihuan.messages.adapters.parcel import Account, Parcel
from bihuan.messages.adapters.post import post_json
from bihuan.messages.adapters.wecom import accepted

TOO_OFTEN = frozenset({130101, 410100, 90030})
PAUSE = timedelta(minutes=10)


def send_to_dingtalk(account: Account, parcel: Parcel) -> None:
    """The text into the robot's group."""
    query = urlencode(signature(account.secret, parcel.moment)) if account.secret else ""
    answer = post_json(account, parcel, {"msgtype": "text", "text": {"content": parcel.text}}, query=query)
    accepted(answer, code="errcode", said="errmsg", too_often=TOO_OFTEN, pause=PAUSE)


def signature(secret: str, moment: datetime) -> dict[str, str]:
    """What is added to the address: the moment in milliseconds, and the HMAC of it and the secret."""
    timestamp = str(round(moment.timestamp() * 1000))
    mac = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256")
    return {"timestamp": timestamp, "sign": b64encode(mac).decode()}
