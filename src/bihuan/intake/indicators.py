"""Figures promised in a target (S8, T10), and what the text leaves open about them."""

import re

from bihuan.intake.reading import Indicator

_COMPARATORS: tuple[tuple[str, str], ...] = (
    (r"不低于|不少于|不小于|至少|达到|达|≥|>=|提高到|提升到|提高至|提升至|增加到|增至", "≥"),
    (r"不超过|不高于|不多于|不大于|≤|<=|控制在|降至|降到|下降到|压减到", "≤"),
    (r"超过|高于|大于|>", ">"),
    (r"低于|少于|小于|<", "<"),
    (r"为|=", "="),
)
_UNIT = (
    r"%|％|个百分点|个|处|座|家|次|条|公里|千米|平方米|米|万元|亿元|元|吨|户|人次|人|件|辆|台|套|盏|棵|株|亩|所|天"
    r"|小时|分钟"
)
_FIGURE = re.compile(
    r"(?P<name>[\u4e00-\u9fff、（）()PMpm.0-9]{0,30}?)"
    rf"(?P<comparator>{'|'.join(words for words, _ in _COMPARATORS)})?"
    # Bounded, so that a cell full of digits costs no more than its length.
    r"(?P<about>约|近)?(?<![\d.])(?P<value>\d{1,12}(?:\.\d{1,6})?)"
    rf"(?P<unit>{_UNIT})(?P<above>以上|以内|以下)?"
)
_LEADING_VERBS = re.compile(
    r"^.*(?:实现|确保|保证|力争|争取|使得|使|将|把|推动|并且|并|要求|年底前|底前|完成|新增|新建|改造|整治|修复|安装|建设)"
)
LONGEST_CLAUSE = 300
# Without this there is no figure, and to look for it costs a twentieth.
_VALUE = re.compile(rf"\d(?:{_UNIT})")
_BREAKS = re.compile(r"[，。；：,;:\n]")
# Words that say which cases a rate is counted over.
_DENOMINATOR = re.compile(r"受理|立案|登记|应办|应结|到期|占|分母|总数|合格率=|以.{1,12}为基数|/|÷")
_CUT_OFF = re.compile(r"截至|截止|\d月\d{1,2}日|月底|季度末|年底|年末|\d{4}年")
_YEARLY = re.compile(r"全年|年度|当年|年均|本年")


def find_indicators(text: str) -> tuple[Indicator, ...]:
    """The figures in ``text``, in order: name, comparator, value and unit, with what is undefined about each."""
    if not _VALUE.search(text):
        return ()
    found = []
    cut_off = bool(_CUT_OFF.search(text))
    for clause in filter(_VALUE.search, _BREAKS.split(text)):
        for match in _FIGURE.finditer(clause, 0, LONGEST_CLAUSE):
            name = _name(match, clause)
            if name or match["comparator"]:
                found.append(_indicator(name, match, clause[:LONGEST_CLAUSE], cut_off=cut_off))
    return tuple(found)


def is_yearly(indicator: Indicator) -> bool:
    """Whether the figure is counted over a whole year, and so is known only after it."""
    return bool(_YEARLY.search(indicator.text))


def _name(match: re.Match[str], clause: str) -> str:
    before = clause[: match.start("comparator") if match["comparator"] else match.start("value")]
    name = _LEADING_VERBS.sub("", before)
    return name.strip(' 、的了“”"')


def _indicator(name: str, match: re.Match[str], clause: str, *, cut_off: bool) -> Indicator:
    unit = match["unit"].replace("％", "%")
    undefined = _undefined(name, unit, clause, cut_off=cut_off)
    return Indicator(
        name or clause.strip(), _comparator(match), match["value"], unit, clause.strip(), undefined
    )


def _comparator(match: re.Match[str]) -> str:
    if match["above"]:
        return "≥" if match["above"] == "以上" else "≤"
    words = match["comparator"]
    for spelled, sign in _COMPARATORS:
        if words and re.fullmatch(spelled, words):
            return sign
    return "="


def _undefined(name: str, unit: str, clause: str, *, cut_off: bool) -> tuple[str, ...]:
    """What a checker would still have to ask: over which cases, and counted up to which day."""
    if unit != "%" and not name.endswith("率"):
        return ()
    open_points = []
    if not _DENOMINATOR.search(clause):
        open_points.append("denominator")
    if not cut_off:
        open_points.append("cut_off")
    return tuple(open_points)
