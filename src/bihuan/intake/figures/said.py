"""Figures as a text says them: a number, its measure word, the words that name it, and where it stands. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

COUNTED = "件次|人次|批次|件|条|项|起|宗|个|家|户|名|人|处|批|份|次|类"
_UNITS = rf"个百分点|%|{COUNTED}|万元|元"
# What a list of opinions is counted in; a total in one of these is a total of matters.
MATTERS = frozenset({"件", "件次", "条", "项", "起", "宗", "个", "份", "批次"})
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z〔第/-])(?P<digits>\d{{1,12}}(?:\.\d{{1,4}})?)(?P<times>万|亿)?(?P<about>余|多)?(?P<unit>{_UNITS})"
    r"(?!月|工作日|小时|体)"
)
_WORDS = re.compile(
    r"(?<![第每逐任某同这那另哪一二两三四五六七八九十百千万])(?P<words>[一二两三四五六七八九十百千]{1,9})(?P<unit>件|条|项|起|宗)"
    r"(?![一二三四五六七八九十例不事目])"
)
_SENTENCE_END = re.compile(r"(?<=[。!?])")
_BOUNDARY = re.compile(r"[,。;:、()|《》\"“”!?]")
_ABOUT = re.compile(r"(?:约|近|逾|超过?|大约|将近)$")
# 第17、18件 are two that have these numbers.
_ORDINAL = re.compile(r"第\d+(?:[、,和至-]\d+)*[、,和至-]$")
_EACH = re.compile(r"各(?:有|为|计)?$")
_CLAUSE = re.compile(r"[,。;:()|!?]")
_AND = re.compile(r"[、和与及]")
_BLANKS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_TIMES = {"万": 10_000, "亿": 100_000_000}
_DIGITS = {word: at for at, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_FULL_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
# A head of a page turned to text: "# 来源: …" tells of the page and says no figure of the document.
_ABOUT_THE_PAGE = re.compile(r"#+\s*[\u4e00-\u9fff]{2,6}[:：]")
_LONGEST_EXCERPT = 60
_LONGEST_NAME = 24
# Whatever has more is no paper of an office; its figures are not held against each other.
_MOST_SENTENCES = 6000
# What is longer was not written to be read: lines run together, or a broken file.
_LONGEST_SENTENCE = 3000
# How many sentences a total may stand before what it is the total of.
REACH = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of running text, or a line of it."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the document. ``derived`` ones were added up here and are said nowhere."""

    name: str
    value: str
    unit: str
    where: str
    text: str
    derived: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The figure as ``bihuan read --json`` prints it: a number as a number, a day as a text."""
        number = None if re.search(r"\d-", self.value) else float(self.value)
        value = number if number is None or number % 1 else int(number)
        return {
            "name": self.name,
            "value": self.value if value is None else value,
            "unit": self.unit,
            "where": self.where,
            "text": self.text,
            "derived": self.derived,
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a sentence. ``label`` is what stands directly before it; ``line`` and ``sentence`` count from 0."""

    value: Decimal
    unit: str
    label: str
    start: int
    end: int
    about: bool
    line: int
    sentence: int
    # 甲县、乙县各10件 are ten each.
    times: int = 1

    @property
    def amount(self) -> Decimal:
        """What it comes to: 20 where two places have ten each."""
        return self.value * self.times

    @property
    def printed(self) -> str:
        """The figure as a person would quote it: 已办结75件."""
        return f"{short_name(self.label)}{plain(self.value)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, narrowed, with the numbers it says; ``counts`` are those that are no percentages."""

    text: str
    where: str
    line: int
    at: int
    mentions: tuple[Mention, ...]
    counts: tuple[Mention, ...]


def narrowed(text: str) -> str:
    """``text`` with full-width forms narrow, thousands joined, blanks dropped unless they part two numbers."""
    text = unicodedata.normalize("NFKC", text)
    if "百分之" in text:
        text = re.sub(r"百分之(\d+(?:\.\d+)?)", r"\1%", text.replace("百分之百", "100%"))
    if "," in text:
        text = re.sub(
            r"(?<![\d,])(\d{1,3}(?:,\d{3})+)(?![\d,])", lambda found: found[0].replace(",", ""), text
        )
    return _BLANKS.sub("", text.strip())


def as_printed(text: str) -> str:
    """A narrowed text with the punctuation of Chinese print."""
    return text.translate(_FULL_WIDTH)


def excerpt(text: str) -> str:
    """A sentence short enough to be quoted."""
    text = as_printed(text).strip("，；。")
    return text if len(text) <= _LONGEST_EXCERPT else text[:_LONGEST_EXCERPT] + "…"


def plain(value: Decimal) -> str:
    """12.50 is 12.5, 4567 is 4567."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_in_words(words: str) -> int | None:
    """三十六 is 36; None for what is no number."""
    total, digit = 0, 0
    for word in words:
        if word in _SCALE:
            total += (digit or 1) * _SCALE[word]
            digit = 0
        elif word in _DIGITS and not digit:
            digit = _DIGITS[word]
        else:
            return None
    return total + digit


def is_about_the_page(text: str) -> bool:
    """Whether a line tells where a page was taken from."""
    return bool(_ABOUT_THE_PAGE.match(text))


def sentences(lines: Sequence[Line]) -> tuple[Sentence, ...]:
    """Every sentence of the running text, in order."""
    found: list[Sentence] = []
    for at, line in enumerate(lines):
        if is_about_the_page(line.text):
            continue
        for text in _SENTENCE_END.split(narrowed(line.text)):
            if 0 < len(text) <= _LONGEST_SENTENCE and len(found) < _MOST_SENTENCES:
                mentions = tuple(_mentions(text, at, len(found)))
                counts = tuple(one for one in mentions if one.unit not in ("%", "个百分点"))
                found.append(Sentence(text, line.where, at, len(found), mentions, counts))
    return tuple(found)


def _mentions(text: str, line: int, sentence: int) -> Iterator[Mention]:
    if not any(unit in text for unit in "%件条项起宗个家户名人处批份次类元"):
        return
    hits: list[tuple[int, int, Decimal, str, bool]] = []
    for match in _NUMBER.finditer(text):
        value = Decimal(match["digits"]) * _TIMES.get(match["times"] or "", 1)
        if _ORDINAL.search(text[: match.start()]):
            continue
        # 29.64万件 is rounded, and no sum of such comes out to the last unit.
        loose = bool(match["about"] or (match["times"] and "." in match["digits"]))
        hits.append((match.start(), match.end(), value, match["unit"], loose))
    for match in _WORDS.finditer(text):
        number = number_in_words(match["words"])
        if number is not None and number > 1:
            hits.append((match.start(), match.end(), Decimal(number), match["unit"], False))
    last = 0
    for start, end, value, unit, about in sorted(hits):
        before = text[last:start]
        label = _BOUNDARY.split(before)[-1].strip()
        if not label and before.endswith("(") and unit != "%":
            # 住房保障类(793件,…): what is counted stands before the bracket.
            label = _BOUNDARY.split(before[:-1])[-1].strip()
        each = _how_many_each(before)
        loose = about or each == 0 or bool(_ABOUT.search(label))
        yield Mention(value, unit, _ABOUT.sub("", label), start, end, loose, line, sentence, each or 1)
        last = end


def _how_many_each(before: str) -> int:
    """How many are named before 各: 甲县、乙县和丙县各10件 are three; 0 where they are not named one by one."""
    if not _EACH.search(before):
        return 1
    names = [name for name in _AND.split(_CLAUSE.split(before)[-1]) if name.strip()]
    return len(names) if len(names) > 1 else 0


def short_name(label: str) -> str:
    """What is counted: the last words of the label."""
    name = re.sub(
        r"^(?:\d{1,2}[.、)]|[一二三四五六七八九十]+是|其中|含|另有|\d{1,2}(?:日|月份?)|以及|和|及|并|分别为?|包括|为)+",
        "",
        label,
    )
    if len(name) > _LONGEST_NAME:
        name = re.split("[的对将已]", name)[-1][-_LONGEST_NAME:]
    return re.sub(r"(?:的?(?:一?共计?|有|为|达到?|计|是))+$", "", name).strip(" ,:") or name


def figures_said(found: Sequence[Sentence]) -> Iterator[Figure]:
    """Every figure of the running text, named as the text names it."""
    for sentence in found:
        following = [*(mention.start for mention in sentence.mentions[1:]), len(sentence.text)]
        for mention, until in zip(sentence.mentions, following, strict=False):
            name = short_name(mention.label)
            if mention.unit != "%" and re.search(
                r"^$|(?:的|共|共计|累计|制定|确定|包括|形成|完成|公布|存在|共有|等)了?$", name
            ):
                follows = _what_follows(sentence.text[mention.end : until])
                name = follows if name.endswith("的") and follows else name + follows
            text = excerpt(sentence.text[max(0, mention.start - 40) : mention.end + 8])
            yield Figure(name, plain(mention.value), mention.unit, sentence.where, text)


def _what_follows(text: str) -> str:
    """91项向社会公开承诺的重点整改目标: what is counted may stand behind the number."""
    words = re.split("进行|予以|开展|已|均|全部|正在", _BOUNDARY.split(text)[0])[0]
    return re.split("的", words)[-1][:_LONGEST_NAME]


def gaps(mentions: Sequence[Mention], text: str) -> list[str]:
    """The words between each number and the next."""
    return [text[left.end : right.start] for left, right in pairwise(mentions)]
