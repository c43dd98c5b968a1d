"""What the words of a 一览表 or a 台账 say beyond their columns: days, counts, repeats, who answers for it.

Every pattern reads simplified characters without blanks and is bounded; nothing is said that the words do not say.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bihuan.intake.dates import FoundDay, NoSuchDay, find_days, normal_digits
from bihuan.intake.limits import parse_limit
from bihuan.kernel.numbers import squeeze
from bihuan.language.script import simplified

LONGEST = 20_000
_YEAR_OF_NUMBER = re.compile(r"(?<!\d)(20\d{2})(?=0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_FOUNDED = (
    ("unfounded", re.compile(r"不属实|未属实|不实|否|未查实|未采纳|不采纳")),
    ("partly", re.compile(r"(?:基本|部分|大部分)(?:属实|采纳)|部分")),
    ("founded", re.compile(r"属实|是|查实|已?采纳")),
)
_DONE = (
    ("interim", re.compile(r"阶段性办结|阶段办结|阶段性完成")),
    ("open", re.compile(r"未(?:办结|完成|销号|整改)|正在|办理中|整改中|进行中|否")),
    ("done", re.compile(r"办结|完成|销号|是|整改到位")),
)
_ENDS = r"(?:完成|整改到位|整改完毕|清理完毕|拆除|关停|办结|完毕|(?<=全部)[\u4e00-\u9fff]{2}(?=[。；，]|$))"
_IS_DONE = re.compile(rf"(?P<before>[^。；]{{0,40}}?)已[^。；，,]{{0,25}}?{_ENDS}.{{0,12}}")
# 已于6月20日完成, as against 已于6月20日开工
_DONE_ON = re.compile(rf"[^。；，,]{{0,20}}?{_ENDS}.{{0,12}}")
# What only begins on a day, or is done by a later one, is not done by it.
_NOT_YET = re.compile(r"开始|启动|起[，,]|预计|计划|拟|\d日|\d月底|目前|截[至止]")
_NOT_WHOLE = re.compile(r"\d(?:\.\d+)?[%％]|成左右|部分|过半")
# 3月20日前往, 3月20日前后, 3月20日前期: no limit.
_NO_LIMIT = frozenset("往来后期")
_NO_NEED = re.compile(r"(?:无需|不需要?|无须|不涉及)(?:进行)?整改")
_REPEATS = re.compile(
    r"(?:与|和|同)?[^，。；（(]{0,20}?(?P<number>[A-Z]{1,6}\d{6,20}|第[^，。；]{1,6}批[^，。；]{0,6}?\d{1,4}[号件])[^，。；]{0,15}?重复"
    r"|重复[^，。；]{0,15}?(?P<behind>[A-Z]{1,6}\d{6,20})"
    r"|编号(?P<plain>\d{3,6})号?[^，。；]{0,30}?(?:重复|相同|一致|同一(?:问题|件|案件|事项|内容))"
    r"|(?P<same>[A-Z][A-Z\d]{0,5}\d{6,20})[^，。；]{0,40}?(?:相同|一致|同一(?:问题|件|案件|事项|内容))"
)
_AGAIN = re.compile(
    r"(?:多次|再次|屡次|反复|重复|一再|屡屡|数次)(?:向[^，。；]{1,20})?(?:举报|反映|投诉|信访|上访|来电|来信)|第[二三四五六七八九十\d]+次(?:举报|反映|投诉)"
    r"|(?:曾|此前|之前|以前|先前|前期)[^，。；]{0,24}?(?:反映|投诉|举报|信访|上访)|(?:反映|投诉|举报)(?:过|多次|后(?:未|仍|没))"
    r"|(?:反映|投诉|举报)[^，。；]{0,8}(?:未果|无果|无人(?:管|处理|问津))|多次未果"
    r"|至今[^，。；]{0,8}(?:没有?|未|无)(?:人)?(?:调查|处理|解决|答复|整改)|(?:并未|没有|未能)(?:彻底)?解决"
    r"|整改后(?:未|仍|又|依然)|(?:仍|一直|至今)(?:未|没有|没)(?:得到)?(?:彻底)?(?:解决|整改|处理)|回潮|反弹|死灰复燃"
)
_PEOPLE = re.compile(
    r"(?:问责|约谈|处分|诫勉|警告|追责|处理|批评教育|谈话提醒|通报批评)[^，。；、]{0,10}?(\d{1,3})(?:名|人)"
)
_UNIT = (
    r"[\u4e00-\u9fff]{2,20}?(?:政府|局|委|委员会|办事处|街道办|街道|办公室|中心|公司|大队|支队|执法局|管委会)"
)
_RESPONSIBLE = re.compile(rf"由(?P<unit>{_UNIT})(?:负责|牵头|具体|组织)*(?:实施|落实|负责|牵头|办理)")
_ACCEPTS = re.compile(
    rf"(?:^|[，,。；、由])(?P<unit>{_UNIT})负责(?:监督|督促|督导)?(?:和|、|并)?(?:组织)?验收"
)
# 四处飞扬 counts nothing.
_OBJECTS = re.compile(
    r"(?!四处)(?<!\d)(?P<count>[两二三四五六七八九十]{1,3}|\d{1,3})(?:家|处|座)(?!庭|人|长|理|置|罚)"
)
_FURTHER = re.compile(r"(?:^|[。；])另(?:外|有|，|,)?(?!行)")
_COUNT = "一二三四五六七八九十"


def verdict(text: str) -> str | None:
    """founded, partly or unfounded; None when the words are neither."""
    return _first(_FOUNDED, text)


def state(text: str) -> str | None:
    """done, interim or open; None when the words are none of these."""
    return _first(_DONE, text)


def _first(words: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    plain = simplified(squeeze(text))[:60]
    return next((name for name, pattern in words if pattern.search(plain)), None)


def derived(values: dict[str, str]) -> dict[str, Any]:
    """What the words of one row say: only what is there."""
    text, checked, handled = (_plain(values.get(field, "")) for field in ("text", "checked", "handled"))
    promised = "。".join(_plain(values.get(field, "")) for field in ("goal", "limit", "handled"))
    year = _year(values)
    own = squeeze(values.get("number", ""))
    said = {
        "整改截止": _deadlines(promised, year) or _deadline(values.get("limit", ""), year),
        "整改完成日": _finished(handled, year),
        "无需整改": bool(_NO_NEED.search(handled)) or None,
        "重复于": _repeats("。".join((text, checked, handled, _plain(values.get("remarks", "")))), own),
        "重复反映线索": _again(text),
        "对象数": _objects(text),
        "问责人数": _people(_plain(values.get("accountability", ""))),
        "责任主体": _unit(_RESPONSIBLE, handled) if not values.get("units") else None,
        "监督验收": _unit(_ACCEPTS, handled) if not values.get("accepting") else None,
    }
    return {name: value for name, value in said.items() if value not in (None, [], "")}


def _plain(text: str) -> str:
    return normal_digits(simplified(squeeze(text[:LONGEST])))


def _year(values: dict[str, str]) -> int | None:
    """The year of a row: of its number, else the first that its words name."""
    if match := _YEAR_OF_NUMBER.search(values.get("number", "")):
        return int(match[1])
    words = "".join(values.get(field, "") for field in ("handled", "checked", "text"))
    return int(match[1]) if (match := _YEAR.search(words)) else None


def _days(text: str, year: int | None) -> Iterator[FoundDay]:
    try:
        yield from find_days(text, year)
    except NoSuchDay:
        return


def _deadline(limit: str, year: int | None) -> list[str]:
    """The day a column of limits prints, which needs no 前."""
    day = parse_limit(limit, year).date if limit else None
    return [day.isoformat()] if day else []


def _deadlines(text: str, year: int | None) -> list[str]:
    """The days before which something is to be done, the earliest first."""
    found: set[date] = set()
    for day in _days(text, year):
        before = text[day.start : day.end].endswith("前") and text[day.end : day.end + 1] not in _NO_LIMIT
        if before and not _says_done(text, day):
            found.add(day.day)
    return [day.isoformat() for day in sorted(found)]


def _finished(text: str, year: int | None) -> list[str]:
    """The days by which something is said to be done, in the order of the words."""
    days = (day.day.isoformat() for day in _days(text, year) if _says_done(text, day))
    return list(dict.fromkeys(days))


def _says_done(text: str, day: FoundDay) -> bool:
    """Whether the sentence behind a day says that it was done, whole."""
    if re.search(r"已(?:经|全部)?[于在]$", text[: day.start]):
        match = _DONE_ON.match(text, day.end)
    elif (match := _IS_DONE.match(text, day.end)) and _NOT_YET.search(match["before"]):
        match = None
    return match is not None and not _NOT_WHOLE.search(match[0])


def _repeats(text: str, own: str) -> str | None:
    numbers = (next(filter(None, match.groups())) for match in _REPEATS.finditer(text))
    return next((number for number in numbers if number != own), None)


def _again(text: str) -> str | None:
    """The clause that says that it was reported before, or came back."""
    return next((clause for clause in re.split(r"[，,。；;！!]", text) if _AGAIN.search(clause)), None)


def _objects(text: str) -> int | None:
    """How many places or firms a report names by count, and the further matters it adds with 另."""
    counts = [_number(match["count"]) for match in _OBJECTS.finditer(text)]
    return sum(counts) + len(_FURTHER.findall(text)) if counts else None


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    words = words.replace("两", "二")
    tens, ten, units = words.rpartition("十")
    if not ten:
        return _COUNT.find(words[-1]) + 1
    return 10 * (_COUNT.find(tens) + 1 if tens else 1) + (_COUNT.find(units) + 1 if units else 0)


def _people(text: str) -> int | None:
    counts = [int(match[1]) for match in _PEOPLE.finditer(text)]
    return sum(counts) if counts else None


def _unit(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match["unit"] if match else None
