"""The period of a circular: a week or a month up to the day its figures are taken. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.kernel.findings import Finding, block
from bihuan.kernel.words import Labelled

# How a period stands beside what a clerk types into a paper.
CYCLE, FIRST, LAST = "通报周期", "统计起日", "统计止日"
LONGEST = 366


class Cycle(Labelled):
    """How often a circular comes."""

    WEEK = "week", "周"
    MONTH = "month", "月"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both counted; the figures are those of the end of ``last``."""

    cycle: Cycle
    first: date
    last: date

    @property
    def before(self) -> date:
        """The last day of the period before."""
        return self.first - timedelta(days=1)

    def asked(self) -> dict[str, str]:
        """The period as ``period_of`` reads it."""
        return {CYCLE: self.cycle.value, FIRST: self.first.isoformat(), LAST: self.last.isoformat()}


def usual(cycle: Cycle, last: date) -> Period:
    """The seven days that end on ``last``, or its month up to it."""
    first = last - timedelta(days=6) if cycle is Cycle.WEEK else last.replace(day=1)
    return Period(cycle, first, last)


def period_of(asked: Mapping[str, str], today: date) -> Period:
    """The period that was asked for; where nothing was said that can be read, the week that ends today."""
    cycle = Cycle.MONTH if asked.get(CYCLE) == Cycle.MONTH else Cycle.WEEK
    last = _day(asked, LAST) or today
    return Period(cycle, _day(asked, FIRST) or usual(cycle, last).first, last)


def _day(asked: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(asked.get(name, ""))
    except ValueError:
        return None


def period_findings(asked: Mapping[str, str], today: date) -> list[Finding]:
    """What is wrong with the period that was asked for."""
    unread = [name for name in (FIRST, LAST) if asked.get(name) and _day(asked, name) is None]
    if unread or asked.get(CYCLE, Cycle.WEEK) not in list(Cycle):
        return [block("period-unreadable", "通报的周期或者起止日期无法识别，请按“2022-12-04”的样式填写。")]
    period = period_of(asked, today)
    if period.last > today:
        return [block("period-in-the-future", f"统计止日{period.last}晚于今天，请改为今天或者以前的日期。")]
    if not 0 <= (period.last - period.first).days < LONGEST:
        message = f"统计起日{period.first}应不晚于统计止日{period.last}，且相距不超过一年，请更正。"
        return [block("period-out-of-order", message)]
    return []
