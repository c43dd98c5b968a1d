"""整改时限: what kind of limit the words name, and the day they mean (T3, T4).

A day decides the kind; without one the first word does. The printed words are always kept.
"""

import re
from datetime import date
from functools import lru_cache

from bihuan.intake.dates import NoSuchDay, find_days, normal_digits
from bihuan.intake.reading import Limit, LimitKind

_WORDS: tuple[tuple[LimitKind, re.Pattern[str]], ...] = (
    (LimitKind.IMMEDIATE, re.compile(r"立行立改|立即|立改|即知即改|马上|即时|即刻|边查边改|边督边改")),
    (LimitKind.LONG_TERM, re.compile(r"长期|常态化|常抓")),
    (LimitKind.CONTINUOUS, re.compile(r"持续|不间断|滚动推进")),
    (LimitKind.STAGED, re.compile(r"分阶段|阶段性|分期|分步|分批")),
)
_PRINTED = {
    LimitKind.IMMEDIATE: "立即整改",
    LimitKind.LONG_TERM: "长期执行",
    LimitKind.CONTINUOUS: "持续推进",
    LimitKind.STAGED: "分阶段整改",
}
# A limit is a few words; what runs on for pages is not searched for days beyond this.
LONGEST = 500
_PLAN = re.compile(r"十[三四五]五")


def printed_words(text: str) -> str:
    """``text`` on one line: a line break is one blank, none where it only broke a date or a word in two."""
    text = re.sub(r"[\s\u3000]+", " ", text).strip()
    text = re.sub(r"(?<=[年月]) (?=\d)", "", text)
    return re.sub(r"(?<=\d) (?=[年月日])", "", text)


def _plain(printed: str) -> str:
    return normal_digits(printed[:LONGEST]).replace(" ", "")


@lru_cache(maxsize=4096)
def parse_limit(text: str, work_year: int | None) -> Limit:
    """The limit that ``text`` names. A day without a year takes ``work_year``.

    Several days mean a staged limit that ends on the last; 十四五 is staged to the end of the plan (S11).
    Nothing understood leaves kind and date None.
    """
    printed = printed_words(text)
    plain = _plain(printed)
    try:
        days = list(find_days(plain, work_year))
    except NoSuchDay:
        return Limit(None, None, printed)
    words = _kinds_in(plain)
    if not days:
        kinds = [kind for _, kind in words]
        return Limit(kinds[0] if kinds else None, None, printed, kinds[1] if len(kinds) > 1 else None)
    last = max(found.day for found in days)
    staged = len({found.day for found in days}) > 1 or any(kind is LimitKind.STAGED for _, kind in words)
    staged = staged or bool(_PLAN.search(plain))
    after = [kind for at, kind in words if at > days[-1].start and kind is not LimitKind.STAGED]
    kind = LimitKind.STAGED if staged else LimitKind.FIXED_DATE
    return Limit(kind, last, printed, after[0] if after else None)


def _kinds_in(text: str) -> list[tuple[int, LimitKind]]:
    found = [(match.start(), kind) for kind, pattern in _WORDS if (match := pattern.search(text))]
    return sorted(found)


@lru_cache(maxsize=4096)
def year_is_assumed(limit: Limit, work_year: int | None) -> bool:
    """Whether the year of the limit's day is not in its words."""
    if limit.date is None:
        return False
    return any(found.year_assumed for found in find_days(_plain(limit.text), work_year))


@lru_cache(maxsize=4096)
def names_no_real_day(limit: Limit, work_year: int | None) -> bool:
    """Whether the words name a day that does not exist, such as 2022年2月30日."""
    try:
        list(find_days(_plain(limit.text), work_year))
    except NoSuchDay:
        return True
    return False


def print_limit(kind: LimitKind, day: date | None, then: LimitKind | None = None) -> str:
    """The usual words for a limit. ``parse_limit`` understands them back."""
    if day is not None:
        first = f"{day.year}年{day.month}月{day.day}日"
        if kind is LimitKind.STAGED:
            first = f"分阶段整改，{first}前完成"
    else:
        first = _PRINTED[kind]
    return f"{first} {_PRINTED[then]}" if then is not None else first
