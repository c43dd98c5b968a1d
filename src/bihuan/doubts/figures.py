"""Figures that do not follow from each other, or cannot be known yet (S8, T10). Pure.

Honest text is full of numbers: a figure is doubted only where the text itself says what it is made of.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from bihuan.doubts.doubt import Doubt, Seen, plain, severe
from bihuan.doubts.spoken_figures import (
    Rate,
    as_printed,
    bases_of,
    narrowed,
    over_the_whole,
    rates_in,
    sentences,
    sums_in,
)


@dataclass(frozen=True, slots=True)
class IndicatorReading:
    """An indicator with what was promised of it and what was read."""

    name: str
    comparator: str
    promised: Decimal
    unit: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    definition: str = ""
    cut_off: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in which figures are claimed: a report, a result, a self-check. ``written_on`` is the day it bears."""

    label: str
    text: str
    sha256: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """Everything of one round of one case that has figures. ``read_on`` is the day they were handed in."""

    case_id: int | None = None
    readings: tuple[IndicatorReading, ...] = ()
    passages: tuple[Passage, ...] = ()
    target: str = ""
    read_on: date | None = None
    progress: int | None = None
    # The measures (by their number) not done when ``progress`` was reported.
    open_measures: tuple[int, ...] = ()


_WHOLE = Decimal(100)
_YEARLY = re.compile(r"全年|年度|当年|本年")
_SO_FAR = re.compile(
    r"截至|截止|至今|目前|季度|上半年|1[-至—~]\d{1,2}月|\d{1,2}月底|\d{1,2}月份|前三季|今年以来|累计至|年初"
)
_TO_COME = re.compile(
    r"目标|力争|确保|预计|争取|计划|要求|应当|不低于|不少于|以上|将|明年|拟|承诺|指标为|考核"
)
_OTHER_PERIOD = re.compile(
    r"去年|上年|同期|同比|上半年|季度|\d{1,2}月|截至|截止|整改前|此前|原来|原有|年初|交办时"
)
_LOOKING_BACK = 3
_CLAIMED_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年?(?:全年|年度|度)|(?P<this>全年|本年度|当年度)")


def figure_doubts(facts: FigureFacts) -> list[Doubt]:
    """Every doubt that the figures raise, each once, in a fixed order."""
    rules: tuple[Callable[[FigureFacts], Iterator[Doubt]], ...] = (
        _readings_by_themselves,
        _year_not_over,
        _progress,
        _rates_in_text,
        _sums_in_text,
        _text_against_readings,
    )
    found = {doubt.key: doubt for rule in rules for doubt in rule(facts)}
    return list(found.values())


def _readings_by_themselves(facts: FigureFacts) -> Iterator[Doubt]:
    for row in facts.readings:
        if row.numerator is None:
            continue
        bounded = row.unit == "%" and not re.search("完成率|增长率|增幅", row.name)
        if bounded and row.denominator is not None and row.numerator > row.denominator:
            numbers = f"分子{_number(row.numerator)}，分母{_number(row.denominator)}"
            message = f"指标“{row.name}”的分子大于分母（{numbers}），请核实口径和数据。"
            yield severe("part-exceeds-whole", message, _seen(facts, row), clause="S8")


def _seen(facts: FigureFacts, row: IndicatorReading) -> Seen:
    value = _number(row.numerator) if row.numerator is not None else ""
    if row.denominator is not None:
        value = f"{value}/{_number(row.denominator)}"
    elif value:
        value += row.unit
    return Seen(f"指标“{row.name}”", case_id=facts.case_id, text=value)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _year_not_over(facts: FigureFacts) -> Iterator[Doubt]:
    """A figure of a whole year is known after the year (T10)."""
    for row in facts.readings:
        ends = row.cut_off
        if ends is None and facts.read_on and _YEARLY.search(f"{row.name}{row.definition}"):
            ends = _year_named(f"{row.name}{row.definition}", facts.read_on)
        if row.numerator is None or ends is None or facts.read_on is None or facts.read_on >= ends:
            continue
        message = (
            f"指标“{row.name}”统计至{ends}，{facts.read_on}填报时统计期尚未结束，请注明为阶段数据并到期补报。"
        )
        make = severe if _YEARLY.search(f"{row.name}{row.definition}{facts.target}") else plain
        yield make("year-not-over", message, _seen(facts, row), clause="S8")
    for passage, sentence in _sentences(facts):
        told_on = passage.written_on or facts.read_on
        match = _CLAIMED_YEAR.search(sentence)
        if told_on is None or match is None or not rates_in(sentence):
            continue
        if _SO_FAR.search(sentence) or _TO_COME.search(sentence):
            continue
        # In the first months 全年 is the year that has ended.
        year = int(match["year"]) if match["year"] else told_on.year - (told_on.month <= _LOOKING_BACK)
        ends = date(year, 12, 31)
        if told_on < ends:
            claim = f"“{passage.label}”在{told_on}就写出{ends.year}年全年的结果：“{as_printed(sentence)}”"
            message = f"{claim}，该年度尚未结束，请核实。"
            yield severe("year-not-over", message, _side(facts, passage, sentence), clause="S8")


def _year_named(text: str, read_on: date) -> date:
    match = re.search(r"(?:19|20)\d{2}", text)
    return date(int(match[0]) if match else read_on.year, 12, 31)


def _progress(facts: FigureFacts) -> Iterator[Doubt]:
    if facts.progress == _WHOLE and facts.open_measures:
        numbers = "、".join(str(number) for number in facts.open_measures)
        message = f"进度填报为100%，但第{numbers}项措施尚未完成，请核实。"
        yield severe(
            "progress-but-open", message, Seen("进度", case_id=facts.case_id, text="100%"), clause="S14"
        )


def _sentences(facts: FigureFacts) -> Iterator[tuple[Passage, str]]:
    return ((passage, sentence) for passage in facts.passages for sentence in sentences(passage.text))


def _side(facts: FigureFacts, passage: Passage, sentence: str) -> Seen:
    return Seen(passage.label, passage.sha256, facts.case_id, as_printed(sentence))


def _rates_in_text(facts: FigureFacts) -> Iterator[Doubt]:
    for passage, sentence in _sentences(facts):
        side = _side(facts, passage, sentence)
        for rate in rates_in(sentence):
            if rate.bounded and rate.value > _WHOLE:
                message = f"“{passage.label}”中{rate.name}为{rate.value}%，超过100%：“{as_printed(sentence)}”，请核实。"
                yield severe("rate-above-hundred", message, side, clause="S8")
            elif bases := bases_of(rate, sentence):
                yield from _does_not_follow(facts, passage, rate, bases)
        if over := over_the_whole(sentence):
            total, done = (f"{_number(count.value)}{count.unit}" for count in over)
            message = f"“{passage.label}”中办结数{done}多于总数{total}：“{as_printed(sentence)}”，请核实。"
            yield plain("part-exceeds-whole", message, side, clause="S8")


def _does_not_follow(
    facts: FigureFacts, passage: Passage, rate: Rate, bases: list[tuple[Decimal, Decimal]]
) -> Iterator[Doubt]:
    exact = [n * 100 / d for n, d in bases if n <= d]
    side = _side(facts, passage, rate.sentence)
    if not exact:
        n, d = bases[0]
        message = f"“{passage.label}”中{rate.name}的分子{_number(n)}大于分母{_number(d)}，请核实。"
        yield severe("part-exceeds-whole", message, side, clause="S8")
    elif not any(rate.fits(value) for value in exact):
        nearest = min(exact, key=lambda value: abs(value - rate.value))
        message = (
            f"“{passage.label}”中{rate.name}写为{rate.value}%，按所列数字应为{_cut(nearest)}%："
            f"“{as_printed(rate.sentence)}”，请核实。"
        )
        yield severe("ratio-does-not-follow", message, side, clause="S8")
    else:
        nearest = min(exact, key=lambda value: abs(value - rate.value))
        yield from _rounded_up(facts, passage, rate, nearest)


def _rounded_up(facts: FigureFacts, passage: Passage, rate: Rate, exact: Decimal) -> Iterator[Doubt]:
    """97.96 % printed as 98 %, where 98 % was promised."""
    if any(exact < promised <= rate.value for promised in _promises(facts, rate.name)):
        message = (
            f"“{passage.label}”中{rate.name}写为{rate.value}%，实为{_cut(exact)}%，"
            "系四舍五入后才达到目标，请按实填写。"
        )
        yield severe("rounded-up-to-promise", message, _side(facts, passage, rate.sentence), clause="S8")


def _cut(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_FLOOR):f}"


def _promises(facts: FigureFacts, rate: str) -> list[Decimal]:
    """What was promised of this rate: by an indicator, by the target, by the text itself."""
    promised = [row.promised for row in facts.readings if row.unit == "%" and _alike(row.name, rate)]
    texts = [facts.target, *(passage.text for passage in facts.passages)]
    pattern = re.compile(
        rf"{re.escape(rate)}[\u4e00-\u9fff]{{0,6}}?(\d{{1,3}}(?:\.\d+)?)%以上"
        rf"|{re.escape(rate)}(?:目标|应|要|须|需)?[\u4e00-\u9fff]{{0,4}}?(?:不低于|达到?|≥|>=)(\d{{1,3}}(?:\.\d+)?)%的?(?:目标|要求)"
        rf"|{re.escape(rate)}[\u4e00-\u9fff]{{0,3}}(?:不低于|≥|>=)(\d{{1,3}}(?:\.\d+)?)%"
        rf"|目标[^。；\n]{{0,16}}?{re.escape(rate)}[^。；\n\d]{{0,6}}(\d{{1,3}}(?:\.\d+)?)%"
    )
    for text in texts[1:]:
        promised += [Decimal(next(filter(None, groups))) for groups in pattern.findall(narrowed(text))]
    if match := re.search(
        rf"{re.escape(rate)}[^。；\n\d]{{0,8}}(\d{{1,3}}(?:\.\d+)?)%", narrowed(facts.target)
    ):
        promised.append(Decimal(match[1]))
    return promised


def _alike(indicator: str, rate: str) -> bool:
    return indicator.endswith(rate) or rate.endswith(indicator)


def _sums_in_text(facts: FigureFacts) -> Iterator[Doubt]:
    for passage, sentence in _sentences(facts):
        for stated in sums_in(sentence):
            if (made := sum(stated.parts)) != stated.total:
                message = (
                    f"“{passage.label}”中各分项合计{_number(Decimal(made))}，与总数{_number(stated.total)}不符："
                    f"“{as_printed(sentence)}”，请核实。"
                )
                yield plain("sum-differs", message, _side(facts, passage, sentence), clause="S8")


def _text_against_readings(facts: FigureFacts) -> Iterator[Doubt]:
    """What a text says of an indicator is what was read of it."""
    for passage, sentence in _sentences(facts):
        if _OTHER_PERIOD.search(sentence):
            continue
        for rate in rates_in(sentence):
            for row in facts.readings:
                if (
                    row.unit != "%"
                    or row.numerator is None
                    or not row.denominator
                    or not _alike(row.name, rate.name)
                ):
                    continue
                exact = row.numerator * 100 / row.denominator
                sides = (_side(facts, passage, sentence), _seen(facts, row))
                if not rate.fits(exact):
                    message = (
                        f"“{passage.label}”中{rate.name}为{rate.value}%，指标“{row.name}”填报的分子、分母得出"
                        f"{_cut(exact)}%，两者不符，请核实。"
                    )
                    yield severe("figure-contradicts-reading", message, *sides, clause="S8")
                elif exact < row.promised <= rate.value:
                    message = (
                        f"“{passage.label}”中{rate.name}写为{rate.value}%，实为{_cut(exact)}%，"
                        "系四舍五入后才达到目标，请按实填写。"
                    )
                    yield severe("rounded-up-to-promise", message, *sides, clause="S8")
