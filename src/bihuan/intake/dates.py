"""Days as offices write them: 2022年12月31日, 2022.12.31, 2022/12/31, 2022-12-31, 12月31日, 二〇二二年五月二十日,
2022年12月底前, 年底, 上半年, 十四五期间.

A day without its year takes the year it is given; what names a stretch of time means the last day of it.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_CHINESE_DIGITS = {digit: str(n) for n, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_PLAN_ENDS = {"十三五": 2020, "十四五": 2025, "十五五": 2030}
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=月|日)")
_YEAR = r"(?:(?P<year>\d{4})年度?)?"
_BEFORE = r"(?:之?前|以前|止)?"
# A day with its time, and room to spare; a cell that says more names more than a day.
_LONGEST_CELL = 100


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day found in a text: where it stands, and whether its year had to be supplied."""

    day: date
    start: int
    end: int
    year_assumed: bool = False


class NoSuchDay(ValueError):
    """The text names a day the calendar does not know, such as 2022年2月30日."""


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _ten_days(year: int, month: int, word: str) -> date:
    return {"上": date(year, month, 10), "中": date(year, month, 20)}.get(word) or _last_of_month(year, month)


_Make = Callable[[int, re.Match[str]], date]
_FORMS: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (
        re.compile(rf"(?<!\d){_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?{_BEFORE}"),
        lambda year, m: date(year, int(m["month"]), int(m["day"])),
    ),
    (
        re.compile(
            r"(?<![\d.])(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])"
        ),
        lambda year, m: date(year, int(m["month"]), int(m["day"])),
    ),
    (
        re.compile(rf"(?<!\d){_YEAR}(?P<month>\d{{1,2}})月份?(?P<part>[上中下])旬{_BEFORE}"),
        lambda year, m: _ten_days(year, int(m["month"]), m["part"]),
    ),
    (
        re.compile(rf"(?<!\d){_YEAR}(?P<month>\d{{1,2}})月份?(?:月?底|末)?{_BEFORE}(?![\d日旬])"),
        lambda year, m: _last_of_month(year, int(m["month"])),
    ),
    (
        re.compile(rf"{_YEAR}(?P<half>[上下])半年{_BEFORE}"),
        lambda year, m: date(year, 6, 30) if m["half"] == "上" else date(year, 12, 31),
    ),
    (
        re.compile(rf"{_YEAR}第?(?P<quarter>[一二三四1-4])季度末?{_BEFORE}"),
        lambda year, m: _last_of_month(year, 3 * ("一二三四".find(m["quarter"]) + 1 or int(m["quarter"]))),
    ),
    (
        re.compile(rf"(?P<year>\d{{4}})年(?:年?底|年?末|年?内)?{_BEFORE}(?![\d度])"),
        lambda year, m: date(year, 12, 31),
    ),
    (re.compile(rf"(?:今年|本年|当年)?(?:年底|年末|年内){_BEFORE}"), lambda year, m: date(year, 12, 31)),
    (
        re.compile(r"[“\"]?(?P<plan>十[三四五]五)[”\"]?(?:规划)?(?:期间|时期|期末|末|期内)?"),
        lambda year, m: date(_PLAN_ENDS[m["plan"]], 12, 31),
    ),
)


def normal_digits(text: str) -> str:
    """``text`` with full-width forms narrowed and years such as 二〇二二年五月二十日 in digits."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    text = _CHINESE_YEAR.sub(lambda m: "".join(_CHINESE_DIGITS[c] for c in m[0]), text)
    return _CHINESE_NUMBER.sub(lambda m: str(_small_number(m[0])), text)


def _small_number(words: str) -> int:
    tens, ten, units = words.rpartition("十")
    if not ten:
        return int("".join(_CHINESE_DIGITS[c] for c in words))
    return 10 * int(_CHINESE_DIGITS.get(tens, "1")) + int(_CHINESE_DIGITS.get(units, "0"))


def find_days(text: str, year: int | None) -> Iterator[FoundDay]:
    """Every day ``text`` names, in order. A day without a year is skipped when ``year`` is None.

    Raises NoSuchDay for a day that does not exist.
    """
    taken: list[FoundDay] = []
    for pattern, make in _FORMS:
        for match in pattern.finditer(text):
            own = match.groupdict().get("year")
            known = own or match.groupdict().get("plan")
            if any(match.start() < found.end and found.start < match.end() for found in taken):
                continue
            if not known and year is None:
                continue
            try:
                day = make(int(own or year or 0), match)
            except ValueError as problem:
                raise NoSuchDay(match[0]) from problem
            taken.append(FoundDay(day, match.start(), match.end(), year_assumed=not known))
    return iter(sorted(taken, key=lambda found: found.start))


def parse_day(text: str) -> date | None:
    """The one day a cell names, or None. A time of day behind it is dropped. The year must be there."""
    return _parsed(text) if len(text) <= _LONGEST_CELL else None


@lru_cache(maxsize=65536)
def _parsed(text: str) -> date | None:
    squeezed = normal_digits(text.strip()).replace("T", " ")
    squeezed = re.sub(r"\s*\d{1,2}[:时]\d{2}.*$", "", squeezed)
    squeezed = re.sub(r"\s+", "", squeezed)
    if re.fullmatch(r"(?:19|20)\d{6}", squeezed):
        squeezed = f"{squeezed[:4]}-{squeezed[4:6]}-{squeezed[6:]}"
    try:
        found = list(find_days(squeezed, None))
    except NoSuchDay:
        return None
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(squeezed)
    return found[0].day if whole else None
