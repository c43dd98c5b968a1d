"""脱敏: personal details in free text, found by their form, and how each is masked (domain §4.2). Pure.

On the ground floor because everything that goes out in public passes here first: notices before, disclosures later.
"""

import re
from dataclasses import dataclass

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# The longer forms first, so that a telephone is not found inside an identity number.
_PATTERNS = (
    ("id", "身份证号", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    ("bank", "银行卡号", re.compile(r"(?<!\d)\d{16}(?:\d{3})?(?!\d)")),
    ("phone", "手机号码", re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")),
    (
        "plate",
        "车牌号码",
        re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z]\s?[·.]?\s?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Za-z0-9])"),
    ),
    ("mail", "电子邮箱", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
)


@dataclass(frozen=True, slots=True)
class PrivateDetail:
    """A detail that was found: its kind, its Chinese name, where it stands, and its masked form."""

    kind: str
    label: str
    start: int
    end: int
    masked: str


def private_details(text: str) -> list[PrivateDetail]:
    """The personal details in ``text``, in order, none inside another. An office's own landline is not one."""
    found: list[PrivateDetail] = []
    for kind, label, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < detail.end and detail.start < match.end() for detail in found):
                found.append(
                    PrivateDetail(kind, label, match.start(), match.end(), _mask(kind, match.group()))
                )
    return sorted(found, key=lambda detail: detail.start)


def redact(text: str) -> str:
    """``text`` with every personal detail masked. Redacting twice changes nothing more."""
    for detail in reversed(private_details(text)):
        text = text[: detail.start] + detail.masked + text[detail.end :]
    return text


def _mask(kind: str, value: str) -> str:
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        return f"{digits[:3]}****{digits[-4:]}"
    if kind == "mail":
        return f"{value[0]}***{value[value.index('@') :].replace('@', '＠')}"
    if kind == "plate":
        return f"{value[:2]}*****"
    return f"{value[:3]}{'*' * (len(value) - 6)}{value[-3:]}"
