"""Figures of a batch as papers print them: 总数、应完成、已完成、达到序时进度、滞后, each with what it counts. Pure.

One 件 is one case. A percentage is printed with what it was made of, and never rounded up to a target.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from math import ceil, floor
from typing import Self

from bihuan.cases.deadlines import schedule_progress
from bihuan.cases.lifecycle import ENDED, STRUCK_OFF, WORKING, State
from bihuan.intake.reading import LimitKind
from bihuan.kernel.words import Labelled
from bihuan.kernel.workdays import WorkCalendar


class Group(Labelled):
    """Where a case stands towards its limit. Every case that did not leave its batch is in exactly one group."""

    CLOSED = "closed", "已销号"
    ON_SCHEDULE = "on_schedule", "达到序时进度"
    BEHIND = "behind", "滞后"
    UNDATED = "undated", "无截止日期"
    NOT_STARTED = "not_started", "待交办"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the figures ask of a case. ``tolerance``: points behind schedule at which its batch calls it late.

    ``some_done``: at least one of its measures is done.
    """

    state: State
    limit: date | None
    assigned_on: date | None
    percent: int
    tolerance: int
    kinds: frozenset[LimitKind] = frozenset()
    some_done: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as ``part`` of ``whole``."""

    part: int
    whole: int

    def __str__(self) -> str:
        """98.2%（3848/3917）: one decimal, rounded down, so that 97.96 does not become a 98 that was not reached."""
        if not self.whole:
            return "—（0/0）"
        tenths = 1000 * self.part // self.whole
        return f"{tenths // 10}.{tenths % 10}%（{self.part}/{self.whole}）"

    def reaches(self, percent: int) -> bool:
        """Whether the share is ``percent`` or more: 147 of 150 reach 98."""
        return 100 * self.part >= percent * self.whole


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases. ``total`` = closed + on_schedule + behind + undated + not_started.

    ``due`` are those whose limit is the day of the report or before it, ``due_closed`` those of them that are
    struck off. ``interim`` are not struck off and therefore not done, whatever stage they have reached.
    ``claimed`` contains ``verified``, which contains ``closed``: what the unit says, what was seen to be so, what is
    struck off. ``withdrawn`` and ``carried_over`` left the batch and are part of no other figure.
    """

    total: int = 0
    closed: int = 0
    on_schedule: int = 0
    behind: int = 0
    undated: int = 0
    not_started: int = 0
    due: int = 0
    due_closed: int = 0
    interim: int = 0
    claimed: int = 0
    verified: int = 0
    withdrawn: int = 0
    carried_over: int = 0

    def __add__(self, other: Self) -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def closed_rate(self) -> Rate:
        """办结率: struck off, of all."""
        return Rate(self.closed, self.total)

    @property
    def due_rate(self) -> Rate:
        """按期完成率: struck off, of those that are due."""
        return Rate(self.due_closed, self.due)

    @property
    def claimed_rate(self) -> Rate:
        """申报完成率: said to be done, of all."""
        return Rate(self.claimed, self.total)

    @property
    def verified_rate(self) -> Rate:
        """核实销号率: struck off, of those that are said to be done."""
        return Rate(self.closed, self.claimed)


NAMES = tuple(field.name for field in fields(Figures))
# What each figure is called, in the order of a table.
LABELS = {
    "total": "总数",
    "due": "应完成",
    "due_closed": "已完成",
    "on_schedule": "达到序时进度",
    "behind": "滞后",
    "undated": "无截止日期",
    "not_started": "待交办",
    "interim": "阶段性办结",
    "claimed": "申报完成",
    "verified": "核查通过",
    "closed": "已销号",
    "withdrawn": "已撤销",
    "carried_over": "转入下一批",
}


def rates_of(f: Figures) -> dict[str, Rate]:
    """The rates by what they are called, in the order of a table."""
    return {
        "办结率": f.closed_rate,
        "按期完成率": f.due_rate,
        "申报完成率": f.claimed_rate,
        "核实销号率": f.verified_rate,
    }


# What each word counts, as it is printed below the figures.
DEFINITIONS = {
    "总数": "列入整改的事项，一个事项计1件，不含经批准撤销和转入下一批的事项",
    "应完成": "整改时限在截至日当日及以前的事项",
    "已完成": "应完成事项中已销号的事项；进度100%而未销号的不计入",
    "达到序时进度": "时限未到、进度不低于序时进度或者落后未达预警标准的事项；序时进度为已过工作日占计划工作日的比例",
    "滞后": "时限已到而未销号，以及时限未到、落后序时进度达到预警标准的事项",
    "无截止日期": "长期整改、持续推进等没有截止日期的未销号事项",
    "已销号": "已批准销号的事项，含其后备案、公开的事项",
    "阶段性办结": "分阶段、长期整改和持续推进事项中未销号、已有措施完成的事项，不计入办结",
    "申报完成": "责任单位将进度报至100%或者已申请核查的事项，含其后核查通过和已销号的事项，不计为办结",
    "待交办": "尚未交办或者责任单位已退回、时限未到的事项",
    "核查通过": "申报完成的事项中现场核查通过的事项，含已销号的事项",
    "转入下一批": "经批准转入下一批继续办理的事项，不计入总数，也不计为办结",
    "办结率": "已销号事项数除以事项总数",
    "按期完成率": "应完成事项中已销号的件数除以应完成件数",
    "申报完成率": "申报完成的件数除以事项总数",
    "核实销号率": "申报完成的事项中经核查、公示后已销号的件数除以申报完成件数",
}
_VERIFIED = STRUCK_OFF | {State.VERIFIED, State.NOTICING}
_CLAIMED = _VERIFIED | {State.VERIFYING}
_LEFT = {State.WITHDRAWN: "withdrawn", State.CARRIED_OVER: "carried_over"}
_LASTING = frozenset({LimitKind.STAGED, LimitKind.LONG_TERM, LimitKind.CONTINUOUS})


def group_of(facts: CaseFacts, calendar: WorkCalendar, today: date) -> Group | None:
    """The group of a case on ``today``; None when it has left the batch without being struck off."""
    if facts.state in _LEFT:
        return None
    if facts.state in STRUCK_OFF:
        return Group.CLOSED
    if facts.limit is not None and facts.limit <= today:
        return Group.BEHIND
    if facts.state in (State.DRAFT, State.RETURNED):
        return Group.NOT_STARTED
    if facts.limit is None:
        return Group.UNDATED
    return Group.BEHIND if _is_late(facts, facts.limit, calendar, today) else Group.ON_SCHEDULE


def _is_late(facts: CaseFacts, limit: date, calendar: WorkCalendar, today: date) -> bool:
    return facts.percent < least_percent(facts.assigned_on, limit, facts.tolerance, calendar, today)


def least_percent(
    assigned_on: date | None, limit: date, tolerance: int, calendar: WorkCalendar, today: date
) -> int:
    """The least progress with which a case whose limit lies ahead is not late: from 序时进度 on it never is, and
    less than ``tolerance`` points below it not yet.
    """
    if assigned_on is None or limit <= assigned_on:
        return 0
    scheduled = schedule_progress(assigned_on, limit, today, calendar)
    return min(ceil(scheduled), floor(scheduled) - tolerance + 1)


def is_interim(facts: CaseFacts) -> bool:
    """Whether the case is 阶段性办结: something lasting of which a part is done, and which is not struck off."""
    return facts.state not in ENDED and facts.some_done and bool(facts.kinds & _LASTING)


def counted_in(facts: CaseFacts, calendar: WorkCalendar, today: date) -> tuple[str, ...]:
    """The figures that count a case on ``today``, by their names in ``Figures``."""
    group = group_of(facts, calendar, today)
    if group is None:
        return (_LEFT[facts.state],)
    is_due = facts.limit is not None and facts.limit <= today
    said = facts.state in _CLAIMED or (facts.state in WORKING and facts.percent >= 100)
    also = {
        "due": is_due,
        "due_closed": is_due and group is Group.CLOSED,
        "interim": is_interim(facts),
        "claimed": said,
        "verified": facts.state in _VERIFIED,
    }
    return ("total", group.value, *(name for name, counts in also.items() if counts))


def tally(counted: Iterable[tuple[tuple[str, ...], int]]) -> Figures:
    """Figures from what ``counted_in`` says of cases, and how many cases it says it of."""
    counts = dict.fromkeys(NAMES, 0)
    for names, cases in counted:
        for name in names:
            counts[name] += cases
    return Figures(**counts)


def figures(cases: Iterable[CaseFacts], calendar: WorkCalendar, today: date) -> Figures:
    """The figures of ``cases`` as they stand on ``today``."""
    return tally((counted_in(facts, calendar, today), 1) for facts in cases)


def printed(f: Figures) -> dict[str, str]:
    """Every figure and rate of ``DEFINITIONS`` as papers and pages print it."""
    counts = {label: f"{getattr(f, name)}件" for name, label in LABELS.items()}
    values = counts | {label: str(rate) for label, rate in rates_of(f).items()}
    return {name: values[name] for name in DEFINITIONS}
