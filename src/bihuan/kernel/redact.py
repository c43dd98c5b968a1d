"""脱敏: personal details in free text, found by their form, and how each is masked (domain §4.2). Pure.

On the ground floor because everything that goes out in public passes here first: notices before, disclosures later.
"""

import re
from dataclasses import dataclass

# １３８… is read like 138…; one character for one, so that places in the text stay the same.
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# The longer forms first, so that a telephone is not found inside an identity number or before the @ of an address.
_PATTERNS = (
    ("mail", "电子邮箱", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")),
    ("id", "身份证号", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    ("bank", "银行卡号", re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{3})?(?!\d)")),
    ("phone", "手机号码", re.compile(r"(?<!\d)(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")),
    (
        "plate",
        "车牌号码",
        re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z]\s?[·.]?\s?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Za-z0-9])"),
    ),
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
    text = text.translate(_FULL_WIDTH_DIGITS)
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
    # Again, for details that were glued together: masking one may bare the next.
    while found := private_details(text):
        for detail in reversed(found):
            text = text[: detail.start] + detail.masked + text[detail.end :]
    return text


def _mask(kind: str, value: str) -> str:
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        return f"{digits[-11:-8]}****{digits[-4:]}"
    if kind == "mail":
        return f"{value[0]}***{value[value.index('@') :].replace('@', '＠')}"
    if kind == "plate":
        return f"{value[:2]}*****"
    return f"{value[:3]}{'*' * (len(value) - 6)}{value[-3:]}"
