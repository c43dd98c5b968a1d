"""One spelling for data that is hashed or compared: canonical JSON and SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(data: Mapping[str, Any]) -> str:
    """``data`` with sorted keys, no blanks, Chinese unescaped, dates in ISO form."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def sha256_hex(content: bytes) -> str:
    """The SHA-256 of ``content``, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
