"""Rates, counts and sums that a text states, each only where the sentence itself says what belongs together. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

# Rates of a whole: none can be above 100 %. 完成率 and 增长率 can.
BOUNDED = (
    "结案|办结|整改|整改完成|合格|满意|覆盖|达标|修复|答复|回复|回访|知晓|销号|及时|优良|处理|处置|入户|签收|普及|到位|受理"
    "|安装|完好|亮灯|参保|清欠|兑付|解决|清理|通过|按时办结|按期办结|办结|签约|出勤|上报|核查|公示|公开|接通|响应|完工|更换|改造"
)
_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,12}?率)(?P<verb>[\u4e00-\u9fff]{0,6}?|[:=]|[,])\s*(?P<about>约|近|超过?|逾)?\s*"
    r"(?P<value>\d{1,4}(?:\.\d{1,4})?)\s*%(?P<above>以上|以内|左右)?"
)
# What is promised or compared is no claim of what was reached.
_PROMISED = re.compile(
    r"目标|力争|确保|争取|计划|预计|不低于|不少于|不得低于|应达|要达|需达|须达|要求|以上|提升至?|提高至?"
    r"|原来|原有|此前|去年|上年|同期|同比|环比"
    r"|增长|下降|降低|上升|提高了|减少|百分点|低于|高于|超过?$|≥|≤|>|<"
)
_UNITS = (
    "件|起|户|人次|人|个|处|盏|条|份|家|次|项|座|宗|台|套|辆|棵|株|吨|亩|块|幅|张|笔|名"
    "|公里|千米|平方米|米|万元|元"
)
_COUNT = re.compile(
    rf"(?<![\d.〔第])(?P<value>\d{{1,9}}(?:\.\d{{1,4}})?)\s*(?P<unit>{_UNITS})(?!以上|以内|左右|月|工作日|百分)"
)
_FRACTION = re.compile(r"(?<![\d./])(\d{1,7})\s*[/÷]\s*(\d{1,7})(?![\d./])")
_EQUATION = re.compile(r"(?<![\d.+])(\d{1,7}(?:\s*\+\s*\d{1,7})+)\s*=\s*(\d{1,8})(?![\d.])")
_FULL_WIDTH = str.maketrans(",:()", "，：（）")
_LONGEST = 600
_SENTENCE = re.compile(r"[。；;!?！？\n]")
_TOTAL = re.compile(
    r"(?:共|总|合计|总计|受理|接到|收到|应|立案|登记|发放|排查|抽查|抽检|检测|检查|回访|走访|涉及|收集|梳理|征集)[\u4e00-\u9fff]{0,10}$"
)
_DONE = re.compile(
    r"(?:已|均已|其中)?[\u4e00-\u9fff]{0,4}(?:办结|完成|整改|修复|销号|解决|结案|答复|处理)[\u4e00-\u9fff]{0,4}$"
)
_OPEN = re.compile(r"(?:未|尚未|正在|在办|剩余|其余|还有|仍有|待)[\u4e00-\u9fff]{0,8}$")
# 应结案件 is what 结案 is counted over.
_NOT_UPPER = re.compile(rf"{_OPEN.pattern}|应|到期|需")
_LEFT_OUT = re.compile(r"结转|剔除|扣除|不含|不计|除[^,]{1,12}外|上年|历年|往年")
_CARRIED_OVER = re.compile(r"结转|上年|去年|历年|往年|存量|跨年|重复|同时|次均|含")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that a sentence claims as reached. ``bounded`` when it cannot exceed 100 %."""

    name: str
    value: Decimal
    sentence: str
    bounded: bool
    about: bool

    def fits(self, exact: Decimal) -> bool:
        """Whether ``exact`` may be printed so: rounded or cut off at the digits that are given."""
        step = Decimal(1).scaleb(self.value.as_tuple().exponent)  # type: ignore[arg-type]
        away = self.value - exact
        return (-step < away <= step / 2) if not self.about else abs(away) <= 2


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its measure word, and the words before it."""

    value: Decimal
    unit: str
    before: str


def narrowed(text: str) -> str:
    """The text with full-width digits, percent signs and points made narrow, thousands joined."""
    text = unicodedata.normalize("NFKC", text).replace("百分之百", "100%")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def as_printed(sentence: str) -> str:
    """A narrowed sentence with the punctuation of Chinese print."""
    return sentence.translate(_FULL_WIDTH)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a narrowed text; what runs on for pages is a table or no text."""
    for sentence in _SENTENCE.split(narrowed(text)):
        if (bare := sentence.strip()) and len(bare) <= _LONGEST:
            yield bare


def rates_in(sentence: str) -> list[Rate]:
    """The rates the sentence claims as reached."""
    found = []
    for match in _RATE.finditer(sentence):
        clause = re.split("[,:]", sentence[: match.start()])[-1] + match[0]
        if _PROMISED.search(clause):
            continue
        name = re.split("[的了为]", match["name"])[-1]
        bounded = re.search(rf"(?:{BOUNDED})率$", name) is not None
        found.append(
            Rate(
                name,
                Decimal(match["value"]),
                sentence,
                bounded,
                bool(match["about"]) or match["above"] == "左右",
            )
        )
    return found


def counts_in(sentence: str) -> list[Count]:
    """The numbers with measure words, in order."""
    return [
        Count(Decimal(match["value"]), match["unit"], re.split(r"[,、:()\d]", sentence[: match.start()])[-1])
        for match in _COUNT.finditer(sentence)
    ]


def bases_of(rate: Rate, sentence: str) -> list[tuple[Decimal, Decimal]]:
    """The numerators with their denominators that the sentence names for this rate; empty when it does not say."""
    if fractions := [(Decimal(n), Decimal(d)) for n, d in _FRACTION.findall(sentence) if Decimal(d)]:
        return fractions if len(rates_in(sentence)) == 1 else []
    if _LEFT_OUT.search(sentence):
        return []
    counts = counts_in(sentence)
    stem = _stem(rate.name)
    upper = [
        count
        for count in counts
        if stem and re.search(stem, count.before) and not _NOT_UPPER.search(count.before)
    ]
    if not upper:
        return []
    # 满意452份、基本满意20份 may both be meant.
    parts = {count.value for count in upper} | {sum((count.value for count in upper), Decimal())}
    pairs = [
        (value, base.value)
        for count in upper
        for value in sorted(parts)
        for base in counts
        if base not in upper and base.unit == count.unit and base.value and not _OPEN.search(base.before)
    ]
    named = any(_TOTAL.search(base.before) or "中" in base.before for base in counts if base not in upper)
    return pairs if named else []


def _stem(rate: str) -> str:
    """What must stand before the numerator: 办结率 is of what was 办结."""
    word = re.sub(
        r"^(?:按期|按时|案件|问题|任务|全部|群众|总体|意见|欠薪案件|工单|诉求)*", "", rate.removesuffix("率")
    )
    alike = {
        "结案": "结案|办结",
        "办结": "办结|结案",
        "整改完成": "整改|完成",
        "完成": "完成",
        "整改": "整改|完成",
        "满意": "(?<!不)满意",
    }
    return alike.get(word, re.escape(word[-2:])) if word else ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts and the total they are said to make."""

    parts: tuple[Decimal, ...]
    total: Decimal
    sentence: str


def sums_in(sentence: str) -> Iterator[Sum]:
    """Sums a sentence states outright: 5+6=11, 共16件，已办结12件，未办结4件, 共16件，分别为5件、6件、5件."""
    for left, right in _EQUATION.findall(sentence):
        yield Sum(tuple(Decimal(part) for part in re.findall(r"\d+", left)), Decimal(right), sentence)
    if _CARRIED_OVER.search(sentence):
        return
    counts = counts_in(sentence)
    if len(counts) < 3 or not _TOTAL.search(counts[0].before) or len({count.unit for count in counts}) > 1:
        return
    rest = counts[1:]
    if _halves(rest) or (len(rest) > 1 and "分别" in sentence):
        yield Sum(tuple(count.value for count in rest), counts[0].value, sentence)


def _halves(rest: Sequence[Count]) -> bool:
    """What is done and what is not are all there is."""
    return (
        len(rest) == 2
        and bool(_DONE.search(rest[0].before))
        and not _OPEN.search(rest[0].before)
        and bool(_OPEN.search(rest[1].before))
    )


def over_the_whole(sentence: str) -> tuple[Count, Count] | None:
    """More done than there was: 受理150件，办结153件."""
    counts = counts_in(sentence)
    if len(counts) != 2 or _CARRIED_OVER.search(sentence) or counts[0].unit != counts[1].unit:
        return None
    total, done = counts
    stated = re.search(r"(?:受理|接到|收到|立案|登记|排查|共有|总计|应)[\u4e00-\u9fff]{0,10}$", total.before)
    if stated and _DONE.search(done.before) and done.value > total.value:
        return total, done
    return None
