"""Numbers and names as offices write them: 发文字号, 问题编号, padded personal names."""

import re
from dataclasses import dataclass

# U+3014/U+3015 are the brackets of GB/T 9704; what people type instead is folded to them.
_LOOK_ALIKE_BRACKETS = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "［": "〔", "］": "〕"})
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}〔\d{4}〕\d{1,5}号")
_QUESTION_NUMBER = re.compile(r"(\d)(\d{4})(\d{3})(\d{2})(\d{5})")
_BLANKS = re.compile(r"[\s\u3000]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class QuestionNumber:
    """How a 15-digit 问题编号 seems to be built. A display hint, never a check (domain §1.5)."""

    prefix: str
    evaluation_year: int
    region: str
    group: str
    serial: str


def parse_question_number(text: str) -> QuestionNumber | None:
    """The parts of ``text``, or None when it is numbered otherwise."""
    match = _QUESTION_NUMBER.fullmatch(text)
    if match is None:
        return None
    prefix, year, region, group, serial = match.groups()
    return QuestionNumber(prefix, int(year), region, group, serial)


def fold_brackets(text: str) -> str:
    """``text`` with every look-alike of 〔〕 written 〔〕."""
    return text.translate(_LOOK_ALIKE_BRACKETS)


def print_number(kind: str, year: int, serial: int) -> str:
    """A number of our own: ``销号〔2022〕1号``. No leading zero, no 第 (GB/T 9704)."""
    return f"{kind}〔{year}〕{serial}号"


def squeeze(text: str) -> str:
    """``text`` without any blank, for names and short labels (T13: 白  舟 is 白舟)."""
    return _BLANKS.sub("", text)


def pad_name(name: str) -> str:
    """A two-character name padded to the width of three, as papers print it; others unchanged."""
    if len(name) == 2 and _CHINESE.fullmatch(name):
        return f"{name[0]}\u3000{name[1]}"
    return name
