"""Text sealed at rest: contact details of citizens (个人信息保护法). AES-256-GCM, key outside the database."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
_VERSION = "v1:"


def seal(text: str) -> str:
    """``text`` encrypted; the empty text stays empty, so that "left none" can be seen without the key."""
    if not text:
        return ""
    nonce = os.urandom(_NONCE)
    body = AESGCM(settings.CONTACT_KEY).encrypt(nonce, text.encode(), None)
    return _VERSION + base64.urlsafe_b64encode(nonce + body).decode()


def unseal(sealed: str) -> str:
    """The text behind ``sealed``. Raises ValueError when the key is another one or the bytes were changed."""
    if not sealed:
        return ""
    raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
    try:
        return AESGCM(settings.CONTACT_KEY).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except InvalidTag as error:
        raise ValueError("联系方式无法解密：密钥不符或数据已被改动") from error
