"""Figures of a batch as papers print them: 总数、应完成、已完成、达到序时进度、滞后, each with what it counts. Pure.

One 件 is one case. A percentage is printed with what it was made of, and never rounded up to a target.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.cases.deadlines import schedule_progress
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.intake.reading import LimitKind
from bihuan.kernel.words import Labelled
from bihuan.kernel.workdays import WorkCalendar


class Group(Labelled):
    """Where a case stands towards its limit. Every case that was not withdrawn is in exactly one group."""

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
    withdrawn: int = 0

    @property
    def closed_rate(self) -> Rate:
        """办结率: struck off, of all."""
        return Rate(self.closed, self.total)

    @property
    def due_rate(self) -> Rate:
        """按期完成率: struck off, of those that are due."""
        return Rate(self.due_closed, self.due)


# What each word counts, as it is printed below the figures.
DEFINITIONS = {
    "总数": "列入整改的事项，一个事项计1件，不含经批准撤销的事项",
    "应完成": "整改时限在截至日当日及以前的事项",
    "已完成": "应完成事项中已销号的事项；进度100%而未销号的不计入",
    "达到序时进度": "时限未到、进度不低于序时进度或者落后未达预警标准的事项；序时进度为已过工作日占计划工作日的比例",
    "滞后": "时限已到而未销号，以及时限未到、落后序时进度达到预警标准的事项",
    "无截止日期": "长期整改、持续推进等没有截止日期的未销号事项",
    "阶段性办结": "分阶段、长期整改和持续推进事项中未销号、已有措施完成的事项，不计入办结",
    "办结率": "已销号事项数除以事项总数",
    "按期完成率": "应完成事项中已销号的件数除以应完成件数",
}
_LASTING = frozenset({LimitKind.STAGED, LimitKind.LONG_TERM, LimitKind.CONTINUOUS})


def group_of(facts: CaseFacts, calendar: WorkCalendar, today: date) -> Group | None:
    """The group of a case on ``today``; None when it was withdrawn."""
    if facts.state is State.WITHDRAWN:
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
    if facts.assigned_on is None or limit <= facts.assigned_on:
        return False
    behind = schedule_progress(facts.assigned_on, limit, today, calendar) - facts.percent
    return behind > 0 and behind >= facts.tolerance


def is_interim(facts: CaseFacts) -> bool:
    """Whether the case is 阶段性办结: something lasting of which a part is done, and which is not struck off."""
    is_open = facts.state not in STRUCK_OFF and facts.state is not State.WITHDRAWN
    return is_open and facts.some_done and bool(facts.kinds & _LASTING)


def figures(cases: Iterable[CaseFacts], calendar: WorkCalendar, today: date) -> Figures:
    """The figures of ``cases`` as they stand on ``today``."""
    counts = dict.fromkeys(Figures.__dataclass_fields__, 0)
    for facts in cases:
        group = group_of(facts, calendar, today)
        if group is None:
            counts["withdrawn"] += 1
            continue
        counts["total"] += 1
        counts[group.value] += 1
        counts["interim"] += is_interim(facts)
        if facts.limit is not None and facts.limit <= today:
            counts["due"] += 1
            counts["due_closed"] += group is Group.CLOSED
    return Figures(**counts)
