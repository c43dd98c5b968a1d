"""急办: words that say that a matter cannot wait. Pure. It points them out; people say whether it is urgent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Urgent:
    """A reason to be quick: what it is, the words that say so, and where they stand."""

    what: str
    words: str
    start: int
    end: int


_CHILD = r"(?:未成年|小孩|孩子|儿童|小朋友|学生|幼儿|婴儿|女童|男童|娃)"
_BUILDING = r"(?:墙|房|楼|屋顶|阳台|护栏|路面|地面|桥|坡|山体|广告牌|脚手架|围挡|天花板|吊顶)"
_GAS = r"(?:燃气|煤气|天然气|液化气|瓦斯|管道气)"
_UNPAID = r"(?:拖欠|欠|克扣|不发|没发|未发|不给|没给|讨要|要不到|拿不到)"
# What is only spoken of as a thing to prevent, or as the name of a device, is no alarm.
_NOT_AFTER = r"(?<!防)(?<!防止)(?<!避免)(?<!杜绝)(?<!预防)(?<!演练)"

_SIGNS = {
    "危及生命": r"生命危险|危及生命|人命关天|出人命|有人死亡|死人了|坠楼|跳楼|自杀|轻生|触电|溺水|昏迷不醒|中毒",
    "燃气安全": (
        rf"{_GAS}[^。；，]{{0,8}}(?:泄漏|泄露|漏气|漏了|爆炸|味道?很?[重大浓])|"
        rf"闻到[^。；，]{{0,4}}{_GAS}|漏煤气"
    ),
    "火灾危险": (
        rf"{_NOT_AFTER}(?:火灾(?!自动|报警|探测|演)|着火|起火|失火|自燃)|"
        r"(?:消防|逃生|疏散|生命)通道[^。；]{0,8}(?:堵|占|锁|封)"
    ),
    "坍塌危险": (
        rf"坍塌|塌陷|垮塌|倒塌|塌方|滑坡|{_BUILDING}[^。；，]{{0,4}}(?:要塌|快塌|塌了|脱落|掉落|砸)|高空坠物"
    ),
    "未成年人安全": (
        rf"{_CHILD}[^。；]{{0,12}}(?:被打|殴打|虐待|欺凌|霸凌|猥亵|性侵|走失|失踪|拐|溺水|坠|受伤)|校园[欺霸]凌|"
        rf"(?:虐待|猥亵|性侵|殴打|体罚){_CHILD}"
    ),
}
_PATTERNS = tuple((what, re.compile(signs)) for what, signs in _SIGNS.items())
_WAGES = re.compile(
    rf"{_UNPAID}[^。；]{{0,8}}(?:工资|薪|血汗钱|工钱)|(?:工资|工钱|薪水)[^。；]{{0,8}}{_UNPAID}|讨薪|欠薪"
)
_HOLIDAY = re.compile(r"过年|春节|年前|年关|年底|除夕|节前|中秋|国庆|五一|回家")
# Wages that are owed are looked for most in the weeks before the New Year's feast.
_WINTER = (12, 1, 2)


def urgent_signs(text: str, received_on: date | None = None) -> list[Urgent]:
    """What in ``text`` cannot wait, in the order of the text; wages count before a holiday."""
    found = [
        Urgent(what, match[0], match.start(), match.end())
        for what, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    return sorted([*found, *_wages(text, received_on)], key=lambda sign: sign.start)


def _wages(text: str, received_on: date | None) -> Iterator[Urgent]:
    match = _WAGES.search(text)
    if match and (_HOLIDAY.search(text) or (received_on is not None and received_on.month in _WINTER)):
        yield Urgent("节前欠薪", match[0], match.start(), match.end())
