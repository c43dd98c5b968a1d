"""通用接口: one signed POST a message, for whatever an office runs itself. docs/messages.md describes it."""

import hmac
import json

from bihuan.messages.adapters.parcel import Account, Parcel
from bihuan.messages.adapters.post import post


def send_to_webhook(account: Account, parcel: Parcel) -> None:
    """The message as JSON. Any answer 2xx counts as taken; a repeat has the same key."""
    content = json.dumps(
        {"key": parcel.key, "subject": parcel.subject, "text": parcel.text}, ensure_ascii=False
    ).encode()
    timestamp = str(round(parcel.moment.timestamp()))
    headers = {"X-Bihuan-Timestamp": timestamp}
    if account.secret:
        headers["X-Bihuan-Signature"] = f"sha256={signature(account.secret, timestamp, content)}"
    post(account, parcel, content, headers=headers)


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + content, "sha256").hexdigest()
