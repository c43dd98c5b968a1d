"""More or fewer than before, merged into fewer, finished out of received: two figures that bound each other. Pure."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bihuan.intake.figures.rates import fits
from bihuan.intake.figures.said import MATTERS, Mention, Sentence, excerpt, plain
from bihuan.kernel.findings import Finding, note, warn

_UP = r"增加|增长|上升|提高|上涨|增多"
_DOWN = r"减少|下降|降低|下跌|减低"
_BEFORE = r"上月|上个月|上周|上季度?|上期|上年|上年同期|去年|去年同期|同期|前一?[月周期]"
_BY_COUNT = re.compile(
    rf"(?:较|比|与)(?P<base>{_BEFORE})(?P<what>[^,。;:]{{0,10}}?)(?:相比)?[,]?(?P<way>{_UP}|{_DOWN})了?$"
)
_BY_SHARE = re.compile(
    rf"(?P<kind>环比|同比|(?:较|比)(?:{_BEFORE}))[^,。;:]{{0,8}}?(?P<way>{_UP}|{_DOWN})了?$"
)
_FROM_TO = re.compile(
    rf"(?:由|从)(?:{_BEFORE}|\d+月份?)?的?(?P<old>\d+(?:\.\d+)?)(?P<unit>件次|件|条|项|起|宗|个|%)?(?P<way>{_UP}|{_DOWN})(?:到|至|为)(?P<new>\d+(?:\.\d+)?)(?P=unit)"
)
_TOTAL = re.compile(r"共|受理|接到|收到|接收|转派|转办|总|办理|交办|本[月周期]")
_MERGED = re.compile(r"归并|归纳|合并|整合|汇总|梳理|去重|整理")
_MERGED_INTO = re.compile(rf"(?:{_MERGED.pattern})[^,。;:]{{0,10}}?(?:为|成|出|后|形成)[^,。;:]{{0,4}}$")
_RECEIVED = re.compile(r"收到|反馈|征集|收集|提出|接到|受理|共|移交|交办")
_FINISHED = re.compile(
    r"(?:^|已|均已|全部|其中)(?:按期|按时)?(?:办结|办理完毕|结案|完成整改|整改完成|回复|答复|签收|销号)$"
)
_CARRIED_OVER = re.compile(r"结转|上年|去年|上月|上周|上期|历年|往年|存量|跨[年月]|累计|次均|重复")
_SCOPE = re.compile(r"\d{4}年(?:度|中期|上半年|下半年)?|\d{1,2}月|[上下]半年|第[一二三四]季度")
_HUNDRED = Decimal(100)


def change_against_totals(found: Sequence[Sentence]) -> Iterator[Finding]:
    """较上月增加263件,上升6.11%: the count, the share and the total settle each other."""
    for sentence in found:
        total = _own_total(sentence, found)
        by_count = _by_count(sentence)
        if by_count and total and total.unit == by_count[0].unit and not by_count[0].about:
            change, up = by_count
            if up and change.value > total.value:
                yield warn(
                    "increase-above-total",
                    f"“{excerpt(sentence.text)}”：增加数{plain(change.value)}{change.unit}大于本期总数“{total.printed}”；请核对。",
                    where=sentence.where,
                )
            else:
                yield from _share_of_change(sentence, total, change, up=up)
        yield from _from_to(sentence)


def _own_total(sentence: Sentence, found: Sequence[Sentence]) -> Mention | None:
    """The total that the change is of: the nearest before it, in this line."""
    at = sentence.mentions[0].sentence if sentence.mentions else 0
    totals = [
        mention
        for one in found[max(0, at - 3) : at + 1]
        if one.line == sentence.line
        for mention in one.counts
        if mention.unit in MATTERS and _TOTAL.search(mention.label) and not _BY_COUNT.search(mention.label)
    ]
    return totals[-1] if totals else None


def _by_count(sentence: Sentence) -> tuple[Mention, bool] | None:
    for mention in sentence.counts:
        match = _BY_COUNT.search(sentence.text[: mention.start])
        if match and re.match("上[月个周季期]|前", match["base"]) and not match["base"].startswith("上年"):
            return mention, bool(re.fullmatch(_UP, match["way"]))
    return None


def _share_of_change(sentence: Sentence, total: Mention, change: Mention, *, up: bool) -> Iterator[Finding]:
    earlier = total.value - change.value if up else total.value + change.value
    percent = next((one for one in sentence.mentions if one.unit == "%" and one.start > change.end), None)
    match = _BY_SHARE.search(sentence.text[: percent.start]) if percent else None
    if (
        not (percent and match and earlier > 0)
        or percent.about
        or sentence.text[change.end : match.start()] not in (",", "、", "")
    ):
        return
    exact = change.value * _HUNDRED / earlier
    says_up = bool(re.fullmatch(_UP, match["way"]))
    of_year = match["kind"] == "同比" or re.search("去年|上年|同期", match["kind"])
    way = "增加" if up else "减少"
    figures = f"本期{plain(total.value)}{total.unit}，较上期{way}{plain(change.value)}{change.unit}"
    if of_year:
        if says_up == up and fits(percent.value, exact):
            yield note(
                "change-called-by-another-name",
                f"{sentence.where}“{match['kind']}{match['way']}{plain(percent.value)}%”正是环比的数（{figures}，"
                f"环比为{exact:.2f}%）；“同比”疑为“环比”之误，请核对。",
                where=sentence.where,
            )
    elif says_up != up or not fits(percent.value, exact):
        yield warn(
            "change-does-not-fit",
            f"{sentence.where}“{match['kind']}{match['way']}{plain(percent.value)}%”与{figures}不符，按后者应为"
            f"{'上升' if up else '下降'}{exact:.2f}%；请向来文单位核对。",
            where=sentence.where,
        )


def _from_to(sentence: Sentence) -> Iterator[Finding]:
    for match in _FROM_TO.finditer(sentence.text):
        old, new = Decimal(match["old"]), Decimal(match["new"])
        up = bool(re.fullmatch(_UP, match["way"]))
        if old != new and up != (new > old):
            yield warn(
                "direction-does-not-fit",
                f"{sentence.where}“{match[0]}”：写作{match['way']}，而前后两数是{plain(old)}和{plain(new)}；请向来文单位核对。",
                where=sentence.where,
            )


def merged_against_received(found: Sequence[Sentence]) -> Iterator[Finding]:
    """547 opinions merged into 538: merging cannot make more of them."""
    for sentence in found:
        for merged in sentence.counts:
            clause = re.split("[。;]", sentence.text[: merged.start])[-1]
            if not _MERGED.search(clause) or not (_MERGED_INTO.search(clause) or "归" in merged.label):
                continue
            received = _received_before(merged, sentence, found)
            if received and merged.value > received.value:
                yield warn(
                    "merged-above-received",
                    f"{sentence.where}归并后的“{merged.printed}”多于归并前的“{received.printed}”；归并只会减少，请向来文单位核对。",
                    where=sentence.where,
                )


def _received_before(merged: Mention, sentence: Sentence, found: Sequence[Sentence]) -> Mention | None:
    """What was there before merging: of the same year or term, where the text tells several apart."""
    at = merged.sentence
    before = [
        mention
        for one in found[max(0, at - 2) : at + 1]
        if one.line == sentence.line
        for mention in one.counts
        if (mention.sentence < at or mention.end <= merged.start)
        and mention.unit == merged.unit
        and _RECEIVED.search(mention.label)
        and not _MERGED.search(mention.label)
    ]
    if scope := _SCOPE.findall(merged.label):
        return next((one for one in before if _SCOPE.findall(one.label)[-1:] == scope[-1:]), None)
    return before[-1] if len(before) == 1 else None


def finished_above_received(found: Sequence[Sentence]) -> Iterator[Finding]:
    """受理150件,办结153件: more finished than there was."""
    for sentence in found:
        if _CARRIED_OVER.search(sentence.text):
            continue
        counts = sentence.counts
        for at, done in enumerate(counts[1:], 1):
            total = counts[at - 1]
            stated = re.search(
                r"(?:受理|接到|收到|接收|登记|转派|转办|交办|应办|应回复)[^,。;:]{0,12}$", total.label
            )
            if (
                stated
                and _FINISHED.search(done.label)
                and done.unit == total.unit
                and done.value > total.value
            ):
                yield warn(
                    "finished-above-received",
                    f"{sentence.where}“{done.printed}”多于“{total.printed}”；请核对是否含上期结转，并注明口径。",
                    where=sentence.where,
                )
