"""The month, year and batch a paper is about: its title, its own period line and its text speak of the same. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.intake.dates import normal_digits
from bihuan.intake.figures.said import MATTERS, Line, Sentence, as_printed, narrowed, number_in_words
from bihuan.kernel.findings import Finding, warn

_TITLE_WORDS = re.compile(
    r"报告|通报|情况|一览表|分析|[月周季年]报|公示|公告|清单|台账|简报|专报|统计|汇总|目标表|方案|通知|举报件|信访件"
)
_HEADING = re.compile(r"[(]?[一二三四五六七八九十]+[)、]|附件")
_LABELLED_TITLE = re.compile(r"^#*(?:标题|名称|题目):\|?(?P<title>[^|]{4,})")
_PERIOD_LINE = re.compile(
    r"[(]?(?:\d{4}年)?\d{1,2}月\d{1,2}日?(?:-|—+|–|至|~|到)(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日?[)]?"
)
_MONTHS = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})年)?(?P<first>\d{1,2})(?:月(?:份|\d{1,2}日)?)?(?:(?:-|—+|–|至|~|到)(?:(?:19|20)\d{2}年)?(?P<last>\d{1,2})月|月)"
)
_BATCH = re.compile(
    r"第(?P<first>\d{1,3}|[一二三四五六七八九十]{1,4})(?:(?:至|-|—)第?(?P<last>\d{1,3}|[一二三四五六七八九十]{1,4}))?批|(?<!\d)(?P<from>\d{1,3})-(?P<to>\d{1,3})批"
)
_OTHER = re.compile(r"上月|上个月|上周|上期|去年|上年|同期|相比|下月|下一步|计划|印发|号\)")
_COUNTS = re.compile(r"共|受理|接到|收到|转派|转办|反映|诉求|工单|交办")
_HANDED = re.compile(r"(?:交办|转办|移交|反馈|公开)[^,。;:]{0,12}$")
_ELSEWHERE = re.compile(r"同时|此前|重复|之前|以前|前期")
_HEAD = 16
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Period:
    """Months of one year (None: not written), as some words of the paper say them."""

    year: int | None
    months: frozenset[int]
    text: str
    where: str


def titles_of(lines: Sequence[Line]) -> list[Line]:
    """The titles near the head of a paper: short lines without a full stop that name a kind of paper."""
    found = []
    for at, line in enumerate(lines[:_HEAD]):
        text = narrowed(normal_digits(line.text))
        if labelled := _LABELLED_TITLE.match(text):
            found.append(Line(labelled["title"], line.where))
            continue
        bare = text.strip("|")
        near = bool(found) and _is_subtitle(bare)
        if near or (
            len(bare) <= _LONGEST_TITLE
            and not _HEADING.match(bare)
            and not re.search(r"[。;,:|#]", bare)
            and _TITLE_WORDS.search(bare)
            and at < _HEAD
        ):
            found.append(Line(bare, line.where))
    return found


def _is_subtitle(text: str) -> bool:
    """(第12批 2024年3月25日), (4月1日-4月30日)."""
    return bool(re.fullmatch(r"[(](?:第|\d{4}年|\d{1,2}月)[^()]{1,30}[)]", text)) or bool(
        _PERIOD_LINE.fullmatch(text)
    )


def period_differs(
    titles: Sequence[Line], lines: Sequence[Line], found: Sequence[Sentence]
) -> Iterator[Finding]:
    """The title names one month, the text counts another."""
    spoken = [period for title in titles if (period := _period(title.text, title.where))]
    if not spoken:
        return
    first = spoken[0]
    others = [period for period in spoken[1:] if _differ(first, period)]
    if not others:
        told = [*_of_sentences(found, {title.where for title in titles}), *_of_lines(lines, titles)]
        matching = [period for period in told if not _differ(first, period)]
        others = told[:1] if told and (not matching or _differ(first, told[0])) else []
    if others:
        yield warn(
            "period-differs",
            f"{first.where}标题所写的时间是“{as_printed(first.text)}”，{others[0].where}写的是“{as_printed(others[0].text)}”；"
            "请核对标题或正文是否有误。",
            where=others[0].where,
        )


def period_of_titles(titles: Sequence[Line]) -> Period | None:
    """The stretch of time that the first title with one names. A single day is the day of a batch, and no stretch."""
    for title in titles:
        if not re.search(r"批", title.text) and (period := _period(title.text, title.where)):
            return period
    return None


def _period(text: str, where: str) -> Period | None:
    matches = list(_MONTHS.finditer(text))
    if not matches:
        return None
    months: set[int] = set()
    for match in matches:
        low, high = int(match["first"]), int(match["last"] or match["first"])
        months |= set(range(low, high + 1)) if low <= high else {low, high}
    if not months <= set(range(1, 13)):
        return None
    year = next((int(match["year"]) for match in matches if match["year"]), None)
    return Period(year, frozenset(months), text[matches[0].start() : matches[-1].end()], where)


def _differ(one: Period, other: Period) -> bool:
    years = one.year and other.year and one.year != other.year
    return not (one.months & other.months) or bool(years)


def _of_sentences(found: Sequence[Sentence], titles: set[str]) -> Iterator[Period]:
    """What stretch of time the sentences count: 2025年4月1日至4月30日共转派工单4567件."""
    for sentence in found:
        counts = [mention for mention in sentence.counts if mention.unit in MATTERS]
        if sentence.where in titles or not counts or "截" in sentence.text[:3]:
            continue
        lead = sentence.text[: counts[0].start]
        match = re.match(
            rf"(?:{_PERIOD_LINE.pattern}|(?:\d{{4}}年)?\d{{1,2}}月份?)(?=[,\u4e00-\u9fff])(?!\d*日)", lead
        )
        if (
            match
            and _COUNTS.search(lead)
            and not _OTHER.search(sentence.text[: counts[0].end])
            and not re.match(r"[日底]", lead[match.end() :])
        ):
            period = _period(match[0].strip("()"), sentence.where)
            if period:
                yield period


def _of_lines(lines: Sequence[Line], titles: Sequence[Line]) -> Iterator[Period]:
    """A line that is nothing but a stretch of time."""
    named = {title.where for title in titles}
    for line in lines:
        text = narrowed(line.text)
        if (
            line.where not in named
            and _PERIOD_LINE.fullmatch(text)
            and (period := _period(text.strip("()"), line.where))
        ):
            yield period


def batch_differs(titles: Sequence[Line], found: Sequence[Sentence]) -> Iterator[Finding]:
    """The title names one batch, the text another."""
    named = [(title, numbers) for title in titles if (numbers := _batches(title.text))]
    if not named:
        return
    title, numbers = named[0]
    wheres = {line.where for line in titles}
    below = [one for one in found if one.line > _line_of(title, found) and one.where not in wheres]
    # Whatever stands further down, below the first figures, may be about another batch.
    first = next((one for one in below if any(count.unit in MATTERS for count in one.counts)), None)
    together = [
        (line, also) for line, also in named[1:] if first is None or _line_of(line, found) < first.line
    ]
    other = next(((line.where, line.text) for line, also in together if not numbers & also), None)
    if other is None:
        told = [sentence for sentence in below if _hands_over(sentence)]
        if told[:1] == [first] and not any(numbers & _batches(sentence.text) for sentence in told):
            other = told[0].where, told[0].text
    if other:
        where, text = other
        match = _BATCH.search(text)
        yield warn(
            "batch-differs",
            f"{title.where}标题写的是“{_printed_batch(title.text)}”，{where}写的是“{match[0] if match else ''}”；"
            "请核对标题或正文是否有误。",
            where=where,
        )


def _line_of(title: Line, found: Sequence[Sentence]) -> int:
    return next((one.line for one in found if one.where == title.where), -1)


def _printed_batch(text: str) -> str:
    match = _BATCH.search(text)
    return as_printed(match[0] if match else text)


def _hands_over(sentence: Sentence) -> bool:
    match = _BATCH.search(sentence.text)
    counted = any(mention.unit in MATTERS for mention in sentence.mentions)
    return bool(
        match
        and counted
        and _HANDED.search(sentence.text[: match.start()])
        and not _ELSEWHERE.search(sentence.text)
    )


def _batches(text: str) -> set[int]:
    numbers: set[int] = set()
    for match in _BATCH.finditer(narrowed(text)):
        low = _number(match["first"] or match["from"])
        high = _number(match["last"] or match["to"]) or low
        if low and high and low <= high:
            numbers |= set(range(low, high + 1))
    return numbers


def _number(words: str | None) -> int | None:
    if not words:
        return None
    return int(words) if words.isdigit() else number_in_words(words)


def count_of_title(titles: Sequence[Line], found: Sequence[Sentence]) -> Iterator[Finding]:
    """A title that says how many: the text counts as many somewhere."""
    wheres = {title.where for title in titles}
    for title in titles:
        match = re.search(r"(?<![\d第])(?P<value>\d{1,6})(?P<unit>件|条|项)(?![目例])", title.text)
        if not match:
            continue
        told = [
            mention
            for sentence in found
            if sentence.where not in wheres
            for mention in sentence.counts
            if mention.unit == match["unit"] and not mention.about
        ]
        batch = [
            mention
            for mention in told
            if "批" in mention.label or re.search("共|交办|受理|形成|制定", mention.label)
        ]
        if batch and all(int(mention.value) != int(match["value"]) for mention in told):
            first = max(batch, key=lambda mention: _alike(mention.label, title.text))
            yield warn(
                "title-count-differs",
                f"{title.where}标题写的是“{match[0]}”，{found[first.sentence].where}写的是“{first.printed}”；请向来文单位核对。",
                where=found[first.sentence].where,
            )
            return


def _alike(label: str, title: str) -> float:
    """How much of a label stands in the title."""
    return sum(word in title for word in label) / (len(label) + 1)
