"""Percentages held against the counts they are taken of. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bihuan.intake.figures.said import (
    MATTERS,
    REACH,
    Figure,
    Mention,
    Sentence,
    as_printed,
    plain,
    short_name,
)
from bihuan.kernel.findings import Finding, note, warn

_SHARE_BEHIND = re.compile(
    r"^(?:[,(]|\()?(?:占比|占(?P<of>[^,。;:()]{0,16}?)(?:的|为|比例?为?)?|比例为?|比重为?):?$"
)
_OWN_WHOLE = re.compile(
    r"(?!.*(?:全[国省市区县州盟]|同类|各级|上级|其))(?:.*(?:总量|总数|总件数|总)的?|(?:工单|信访|来件|受理|诉求|投诉|意见|建议|办理|交办|转办|举报|件|比)*)"
)
_BOUNDED = re.compile(
    r"(?:办结|结案|满意|签收|回复|答复|响应|解决|合格|达标|重复|按期|按时|属实|采纳|回访|接通|及时|整改|销号|公开|知晓|覆盖)率$"
)
_PROMISED = re.compile(
    r"目标|力争|确保|不低于|不少于|达到要求|要求|标准|增长|下降|上升|提高|同比|环比|较上|比上|超过|高于|低于"
)
_FINISHED_RATE = re.compile(r"(?:办结|结案)率$")
_FINISHED = re.compile(r"^(?:其中|已|全部|均已|现已|目前)*(?:办结|办理完毕|结案)$")
_UNFINISHED = re.compile(r"^(?:其中|尚有?|仍有?|还有)?未(?:办结|结案)(?:的?有?)?$")
_ALSO_FINISHED = re.compile(r"答复|直办|直接办|即时办|自行处理|在线解答|回复")
_INTERIM = re.compile(r"阶段性?办结")
_PLEASED_RATE = re.compile(r"^(?:群众|总体|综合|回访)*满意率$")
_RECEIVED = re.compile(r"共|受理|接到|收到|接收|转派|转办|交办|应办|回访|累计|总|登记")
_ALL = Decimal(100)
# So many other shares of one whole make a list of its parts.
FEWEST_OF_ONE_WHOLE = 3


@dataclass(frozen=True, slots=True)
class Share:
    """A count that is said to be so many percent of the whole."""

    counts: tuple[Mention, ...]
    percent: Mention
    sentence: Sentence

    @property
    def value(self) -> Decimal:
        """What the share is the share of: one count, or those of a list together."""
        return sum((count.value for count in self.counts), Decimal())


def fits(printed: Decimal, exact: Decimal) -> bool:
    """Whether ``exact`` may be printed so: within one of the last digit that is printed."""
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    return abs(printed - exact) < step or abs(printed - exact) <= step / 2


def shares_in(found: Sequence[Sentence]) -> list[Share]:
    """投诉3751件占比82.13%; 交通类172件、建设类80件,占工单总量的59.68% is of both together."""
    shares = []
    for sentence in found:
        for percent in (one for one in sentence.mentions if one.unit == "%"):
            before = [one for one in sentence.counts if one.end <= percent.start]
            if not before or percent.about:
                continue
            between = sentence.text[before[-1].end : percent.start]
            match = _SHARE_BEHIND.match(between)
            if match is None or (match["of"] and not _OWN_WHOLE.fullmatch(match["of"])):
                continue
            together = (
                between.startswith(",")
                and bool(match["of"])
                and re.search("位居|居前|前[二三四五六七八九十]|合计|共", sentence.text)
            )
            shares.append(
                Share(tuple(_list_before(before, sentence)) if together else (before[-1],), percent, sentence)
            )
    return shares


def _list_before(before: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """The counts that stand in one list with the last of ``before``."""
    listed = [before[-1]]
    for mention in reversed(before[:-1]):
        between = sentence.text[mention.end : listed[0].start]
        if mention.unit != listed[0].unit or not between.startswith(("、", "和", "及")) or ":" in between:
            break
        listed.insert(0, mention)
    return listed


def share_against_whole(found: Sequence[Sentence], shares: Sequence[Share]) -> Iterator[Finding]:
    """A share fits some whole that the text has named before it; one finding for all that fit none of one whole."""
    wrong: dict[Mention, list[Share]] = {}
    for run in runs_of(shares):
        made = sum((share.value for share in run), Decimal()) if len(run) > 2 else Decimal()
        for share in run:
            wholes = _not_beside(share, run, _wholes(share, found))
            fitting = any(_of(share, whole.value) for whole in wholes) or (made and _of(share, made))
            if wholes and not fitting and (main := _main(share, run, wholes)):
                wrong.setdefault(main, []).append(share)
    for whole, off in wrong.items():
        first = off[0]
        said = "、".join(
            f"“{_words(share)}”（按{plain(whole.value)}{whole.unit}应为{_exact(share, whole)}%）"
            for share in off[:3]
        )
        more = f"等{len(off)}处" if len(off) > 3 else ""
        yield warn(
            "share-does-not-fit",
            f"{first.sentence.where}{said}{more}，所占比例与{found[whole.sentence].where}的“{whole.printed}”不符；请向来文单位核对。",
            where=first.sentence.where,
        )


def _of(share: Share, whole: Decimal) -> bool:
    return bool(whole) and fits(share.percent.value, share.value * _ALL / whole)


def _main(share: Share, run: Sequence[Share], wholes: Sequence[Mention]) -> Mention | None:
    """The whole a share was meant to be of: that of the others in its list, or else the total of the text."""
    others = [other for other in run if other is not share]
    ranked = sorted(wholes, key=lambda whole: -sum(_of(other, whole.value) for other in others))
    if others and 2 * sum(_of(other, ranked[0].value) for other in others) >= len(others):
        return ranked[0]
    return next((whole for whole in wholes if _RECEIVED.search(whole.label)), None)


def _wholes(share: Share, found: Sequence[Sentence]) -> list[Mention]:
    unit, value = share.counts[0].unit, share.value
    if unit not in MATTERS:
        return []
    at = share.percent.sentence
    return [
        mention
        for sentence in found[max(0, at - REACH) : at + 1]
        for mention in sentence.counts
        if mention.unit == unit
        and mention.value >= value
        and not mention.about
        and mention not in share.counts
        and (mention.sentence < at or mention.end <= share.counts[0].start)
    ]


def _not_beside(share: Share, run: Sequence[Share], wholes: Sequence[Mention]) -> Sequence[Mention]:
    """In a list whose other shares are all of one whole, a share that is just as large a part of its neighbour is so
    by chance."""
    others = [other for other in run if other is not share]
    common = [whole for whole in wholes if all(_of(other, whole.value) for other in others)]
    if len(others) < FEWEST_OF_ONE_WHOLE or not common or "其中" in share.counts[0].label:
        return wholes
    beside = {count for other in others for count in other.counts}
    return [whole for whole in wholes if whole not in beside]


def _words(share: Share) -> str:
    start, end = share.counts[0].start - len(share.counts[0].label), share.percent.end
    return as_printed(share.sentence.text[max(start, 0) : end])


def _exact(share: Share, whole: Mention) -> str:
    digits = max(0, -int(share.percent.value.as_tuple().exponent))
    return f"{share.value * _ALL / whole.value:.{digits}f}"


def runs_of(shares: Sequence[Share]) -> list[list[Share]]:
    """Shares that follow each other in one list."""
    runs: list[list[Share]] = []
    for share in shares:
        last = runs[-1][-1] if runs else None
        near = last and share.percent.sentence - last.percent.sentence <= 1 and len(share.counts) == 1
        near = near and last and share.counts[0].unit == last.counts[0].unit
        if near and "主要" not in share.sentence.text:
            runs[-1].append(share)
        else:
            runs.append([share])
    return runs


def is_whole(run: Sequence[Share]) -> bool:
    """Whether shares that follow each other come to 100 %, so that their counts are all there is."""
    total = sum((share.percent.value for share in run), Decimal())
    steps = sum((Decimal(1).scaleb(int(share.percent.value.as_tuple().exponent)) for share in run), Decimal())
    return len(run) > 1 and abs(total - _ALL) <= min(steps, Decimal("0.6"))


def shares_together(shares: Sequence[Share]) -> Iterator[Finding]:
    """Shares of one list cannot come to more than the whole."""
    for run in runs_of(shares):
        total = sum((share.percent.value for share in run), Decimal())
        closed = run[-1].counts[0].label.startswith(("其他", "其它", "其余"))
        spread = Decimal("0.1") * len(run) + Decimal("0.5")
        if len(run) > 2 and (total > _ALL + spread or (closed and total < _ALL - spread)):
            yield warn(
                "shares-not-hundred",
                f"{run[0].sentence.where}起所列{len(run)}项的占比合计{plain(total)}%，不是100%；请向来文单位核对。",
                where=run[0].sentence.where,
            )


def rate_above_hundred(found: Sequence[Sentence]) -> Iterator[Finding]:
    """A rate of a whole cannot be above 100 %."""
    for sentence in found:
        for percent in sentence.mentions:
            clause = re.split("[,、;:]", sentence.text[: percent.start])[-1]
            bounded = (
                _BOUNDED.search(re.sub(r"(?:为|达到?|是|分别为|均为|:|至)+$", "", percent.label))
                or "占比" in percent.label
            )
            if percent.unit == "%" and percent.value > _ALL and bounded and not _PROMISED.search(clause):
                yield warn(
                    "rate-above-hundred",
                    f"{sentence.where}“{percent.printed}”超过100%；请向来文单位核对。",
                    where=sentence.where,
                )


def finished_rate(found: Sequence[Sentence]) -> Iterator[Finding]:
    """办结率 is of what is finished; 阶段性办结 does not count. 满意率 is of what was asked."""
    for sentence in found:
        for percent in sentence.mentions:
            name = re.sub(r"(?:为|达到?|是)+$", "", percent.label)
            if percent.unit != "%" or percent.about or _PROMISED.search(sentence.text):
                continue
            around = [
                mention
                for one in found[max(0, percent.sentence - 1) : percent.sentence + 1]
                for mention in one.counts
            ]
            if _FINISHED_RATE.fullmatch(name):
                yield from _finished(percent, around, sentence)
            elif _PLEASED_RATE.match(name):
                yield from _pleased(percent, sentence)


def _finished(percent: Mention, around: Sequence[Mention], sentence: Sentence) -> Iterator[Finding]:
    finished = [one for one in around if _FINISHED.match(one.label) and one.unit in MATTERS]
    interim = [one for one in around if _INTERIM.search(one.label)]
    if not finished and not interim:
        yield from _left_over(percent, sentence)
    if len(finished) != 1 or len(interim) > 1:
        return
    done = finished[0]
    also = [
        one.value
        for one in around
        if _ALSO_FINISHED.search(one.label) and one.unit == done.unit and one is not done
    ]
    wholes = [
        one
        for one in around
        if one.unit == done.unit and one.value >= done.value and _RECEIVED.search(one.label)
    ]
    tops = {done.value, *(done.value + value for value in also)}
    bases = {one.value for one in around if one.unit == done.unit and one.value >= done.value}
    if not wholes or any(fits(percent.value, top * _ALL / base) for top in tops for base in bases if base):
        return
    with_interim = done.value + (interim[0].value if interim else 0)
    whole = wholes[-1]
    said = f"{sentence.where}“{percent.printed}”"
    if interim and any(fits(percent.value, with_interim * _ALL / one.value) for one in wholes):
        yield note(
            "interim-counted-as-finished",
            f"{said}把“{interim[0].printed}”计入了办结；阶段性办结不计入办结，按“{done.printed}”应为"
            f"{done.value * _ALL / whole.value:.1f}%，请核对口径。",
            where=sentence.where,
        )
    else:
        yield warn(
            "rate-does-not-fit",
            f"{said}与“{whole.printed}”“{done.printed}”不符，按后两者应为"
            f"{done.value * _ALL / whole.value:.1f}%；请向来文单位核对。",
            where=sentence.where,
        )


def _left_over(percent: Mention, sentence: Sentence) -> Iterator[Finding]:
    """共49件,未办结1件,办结率99%: what is not finished says what is."""
    before = [one for one in sentence.counts if one.end <= percent.start and one.unit in MATTERS]
    if len(before) != 2 or not _UNFINISHED.match(before[1].label) or not _RECEIVED.search(before[0].label):
        return
    whole, left = before
    if 0 < left.value <= whole.value and not fits(
        percent.value, exact := (whole.value - left.value) * _ALL / whole.value
    ):
        yield warn(
            "rate-does-not-fit",
            f"{sentence.where}“{percent.printed}”与“{whole.printed}”“{left.printed}”不符，按后两者应为{exact:.1f}%；"
            "请向来文单位核对。",
            where=sentence.where,
        )


def _pleased(percent: Mention, sentence: Sentence) -> Iterator[Finding]:
    counts = [one for one in sentence.counts if one.end <= percent.start]
    asked = [one for one in counts if re.search("回访|测评|评价", one.label) and "满意" not in one.label]
    pleased = [
        one
        for one in counts
        if re.search(r"满意的?$", short_name(one.label)) and not re.search("不满意|不太满意", one.label)
    ]
    unhappy = [one for one in counts if re.search("不满意|不太满意", one.label)]
    if not asked or not pleased or {one.unit for one in counts} != {asked[0].unit} or not asked[-1].value:
        return
    whole = asked[-1].value
    all_pleased = sum((one.value for one in pleased), Decimal())
    tops = {pleased[0].value, all_pleased} | {whole - one.value for one in unhappy}
    rated = all_pleased + sum((one.value for one in unhappy), Decimal())
    if not any(
        fits(percent.value, top * _ALL / base)
        for top in tops
        for base in (*(one.value for one in asked), rated)
        if base
    ):
        yield warn(
            "rate-does-not-fit",
            f"{sentence.where}“{percent.printed}”与“{asked[-1].printed}”“{pleased[0].printed}”不符，按后两者应为"
            f"{pleased[0].value * _ALL / whole:.1f}%；请向来文单位核对。",
            where=sentence.where,
        )


def repeat_share(found: Sequence[Sentence]) -> Iterator[Figure]:
    """重复投诉99件 of 506 is a rate of repetition that the text need not say."""
    total = next(
        (m for s in found for m in s.counts if m.unit in MATTERS and _RECEIVED.search(m.label)), None
    )
    for sentence in found:
        for mention in sentence.counts:
            repeated = "重复" in mention.label or re.search(
                r"重复(?:投诉|来电|诉求|反映|工单)[^。]*$", _line_before(mention, sentence, found)
            )
            if total and repeated and mention.unit == total.unit and 0 < mention.value < total.value:
                rate = mention.value * _ALL / total.value
                text = f"{plain(mention.value)}÷{plain(total.value)}"
                yield Figure("重复率", f"{rate:.2f}", "%", sentence.where, text, derived=True)
                return


def _line_before(mention: Mention, sentence: Sentence, found: Sequence[Sentence]) -> str:
    """The sentence before in the same line, and this one up to the number."""
    earlier = found[mention.sentence - 1] if mention.sentence else None
    lead = earlier.text if earlier and earlier.line == sentence.line else ""
    return lead.rstrip("。;") + sentence.text[: mention.start].replace("。", "")
