"""What one text says: its words, whom and what it names, its days, sums and numbers, and its matters. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import rjieba

from bihuan.kernel.redact import private_details
from bihuan.language.matters import matters_in
from bihuan.language.names import names_in
from bihuan.language.script import plain, simplified

_DIGITS = r"[0-9０-９一二三四五六七八九十百]"
_HOUSE = re.compile(rf"{_DIGITS}{{1,5}}(?:号楼|号院|栋|幢|单元|号(?![线路码召称楼院]))")
_DAY = re.compile(rf"(?:[12]\d{{3}}年)?{_DIGITS}{{1,3}}月(?:{_DIGITS}{{1,3}}[日号])?|[12]\d{{3}}年(?!\d*月)")
_MONEY = re.compile(r"\d+(?:[.,]\d+)*\s?(?:万|亿|千|百)?(?:余|多)?(?:元|块钱)")
# A region under a pseudonym (A市, K4县) would lend its last character to the word behind it.
_REGION = re.compile(r"[A-Za-z]{1,2}\d{0,3}[省市区县州镇乡]")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Said:
    """Names by what tells them apart, each as it was written; matters each with the words that say so."""

    words: tuple[str, ...]
    places: Mapping[str, str]
    parties: Mapping[str, str]
    matters: Mapping[str, tuple[str, ...]]
    houses: tuple[str, ...]
    days: tuple[str, ...]
    money: tuple[str, ...]
    phones: tuple[str, ...]
    ids: tuple[str, ...]


def said(text: str) -> Said:
    """What ``text`` says; everything quoted is in simplified characters."""
    text = simplified(text)
    names = names_in(text)
    details = [(detail.kind, text[detail.start : detail.end]) for detail in private_details(text)]
    return Said(
        words=tuple(word for word in rjieba.cut(_REGION.sub(" ", text)) if _WORD.fullmatch(word)),
        places=names.places,
        parties=names.parties,
        matters=matters_in(plain(text)),
        houses=_all(_HOUSE, text),
        days=_all(_DAY, text),
        money=_all(_MONEY, text),
        phones=tuple(value for kind, value in details if kind == "phone"),
        ids=tuple(value for kind, value in details if kind == "id"),
    )


def _all(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0] for match in pattern.finditer(text)))
