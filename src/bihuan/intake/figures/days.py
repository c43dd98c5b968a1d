"""Days a text names: they exist, their stretches run forward, none of them lies behind the paper's own. Pure."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.intake.dates import normal_digits
from bihuan.intake.figures.said import Figure, Line, is_about_the_page, narrowed
from bihuan.kernel.findings import Finding, warn

_WRITTEN = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?!\d)"
)
_ISO = re.compile(
    r"(?<![\d\-/.A-Za-z])(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d\-/.])"
)
_STRETCH = re.compile(
    r"(?<!\d)(?:(?P<y1>(?:19|20)\d{2})年)?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?:-|—+|–|至|~|到)(?:(?P<y2>(?:19|20)\d{2})年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
)
_AS_OF = re.compile(r"(?:截至|截止到|截止至|截止)(?:目前)?[(,]?$")
_PUBLISHED = re.compile(r"(?:发布|公开|生成|成文|印发|发文)(?:日期|时间):?\|?$|时间发布:?$")
# Of one line. What stands around each is looked at; a line of nothing but days would keep that busy for minutes.
_MOST_DAYS = 200
_FACT = re.compile(r"^(?:日|止)?[,)]?[^。;]{0,30}?(?:已|共|累计|全部|完成|办结)")
_ASKED = re.compile(r"(?:来信|来电|留言|提交|投诉|信件|写信|咨询|反映|受理)(?:日期|时间):?\|?$")
_ANSWERED = re.compile(r"(?:回复|答复|办结|办理完成)(?:日期|时间):?\|?$")
_COMMITTED = re.compile(r"报名|报送|上报|投标|提交|期限|前")


@dataclass(frozen=True, slots=True)
class Named:
    """A day as a line names it; ``day`` is None where no calendar has it."""

    day: date | None
    has_year: bool
    text: str
    start: int
    end: int


def days_in(text: str, year: int | None = None) -> list[Named]:
    """Every whole day of a narrowed text; one without its year takes ``year``, or is only tried for existence."""
    found = []
    for pattern in (_WRITTEN, _ISO):
        for match in pattern.finditer(text):
            own = match["year"]
            month, day = int(match["month"]), int(match["day"])
            known = int(own) if own else year
            exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(known or 2024, month)[1]
            real = date(known, month, day) if exists and known else None
            if exists and real is None:
                continue
            found.append(Named(real, bool(own), match[0], match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)[:_MOST_DAYS]


def plain_days(text: str) -> str:
    """A text ready for ``days_in``."""
    return narrowed(normal_digits(text))


def published_on(lines: Sequence[Line]) -> Named | None:
    """The day the page says it was published, when it says so."""
    for line in lines:
        text = plain_days(line.text)
        for named in days_in(text):
            if named.day and named.has_year and _PUBLISHED.search(text[: named.start]):
                return named
    return None


def day_that_is_none(lines: Sequence[Line]) -> Iterator[Finding]:
    """4月31日, 2月30日, 13月5日."""
    seen: set[str] = set()
    for line in lines:
        text = plain_days(line.text)
        year = _year(text)
        for named in days_in(text, year):
            if named.day is None and named.text not in seen:
                seen.add(named.text)
                yield warn(
                    "no-such-day",
                    f"{line.where}的“{named.text}”不是有效的日期；请向来文单位核对。",
                    where=line.where,
                )


def _year(text: str) -> int | None:
    years = set(re.findall(r"(?<!\d)((?:19|20)\d{2})年", text))
    return int(years.pop()) if len(years) == 1 else None


def stretch_runs_backward(lines: Sequence[Line]) -> Iterator[Finding]:
    """4月30日至4月1日. A stretch without years may reach into the next year."""
    for line in lines:
        for match in _STRETCH.finditer(plain_days(line.text)):
            first_month, last_month = int(match["m1"]), int(match["m2"] or match["m1"])
            first = (int(match["y1"] or 0), first_month, int(match["d1"]))
            last = (int(match["y2"] or match["y1"] or 0), last_month, int(match["d2"]))
            sure = first_month == last_month or bool(match["y1"] and match["y2"])
            if sure and last < first and not (match["y1"] is None and match["y2"]):
                yield warn(
                    "stretch-runs-backward",
                    f"{line.where}的“{match[0]}”，后一个日期早于前一个日期；请向来文单位核对。",
                    where=line.where,
                )


def told_before_it_was(lines: Sequence[Line], written: date | None) -> Iterator[Finding]:
    """A paper counts as of a day, and that day is after the one it bears."""
    if written is None:
        return
    for line in lines:
        if is_about_the_page(line.text):
            continue
        text = plain_days(line.text)
        for named in days_in(text, written.year):
            before, after = text[: named.start], text[named.end :]
            late = named.day is not None and named.day > written
            as_of = _AS_OF.search(before) and _FACT.match(after) and not _COMMITTED.match(after)
            done = re.search(r"已(?:经|全部|均)?(?:于|在)$", before)
            if late and (as_of or done):
                yield warn(
                    "later-than-the-paper",
                    f"{line.where}写明“{named.text}”的情况，而文件的日期是{written.year}年{written.month}月{written.day}日，"
                    "晚于文件本身的日期；请向来文单位核对。",
                    where=line.where,
                )


def days_said(lines: Sequence[Line], year: int | None) -> Iterator[Figure]:
    """The day as of which the paper counts."""
    for line in lines:
        if is_about_the_page(line.text):
            continue
        text = plain_days(line.text)
        for named in days_in(text, _year(text) or year):
            if named.day and _AS_OF.search(text[: named.start]):
                yield Figure(
                    "截至日期",
                    named.day.isoformat(),
                    "日",
                    line.where,
                    text[max(0, named.start - 4) : named.end + 12],
                )


def answered_before_asked(lines: Sequence[Line]) -> Iterator[Finding]:
    """来信时间 and 回复时间 of a letter: the answer is not the older of the two."""
    asked: tuple[date, Line] | None = None
    for line in lines:
        text = plain_days(line.text)
        for named in days_in(text):
            label = text[: named.start]
            if named.day is None:
                continue
            if _ASKED.search(label):
                asked = named.day, line
            elif _ANSWERED.search(label) and asked and named.day < asked[0]:
                yield warn(
                    "answered-before-asked",
                    f"{line.where}的回复日期“{named.text}”早于{asked[1].where}的来信日期；请核对。",
                    where=line.where,
                )
                asked = None
