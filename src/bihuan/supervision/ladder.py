"""督促阶梯 提醒→催办→督办→约谈→通报 (S15): which rung is due for which cause. Pure.

A cause names one thing that is wrong, in one round and for one limit; a rung is taken for it once. What a person has
settled or withdrawn is at rest: the rules climb no further on it. While a request for more time waits, nothing above
提醒 and 催办 is taken for the limit; once it is approved there is another limit, and so there are other causes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from bihuan.cases.deadlines import reminder_day, schedule_progress, workdays_left
from bihuan.cases.lifecycle import GATHERING, IN_HAND, State
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.words import Labelled
from bihuan.kernel.workdays import WorkCalendar, add_workdays, workdays_between
from bihuan.supervision.lights import LimitFacts, review_due


class Rung(Labelled):
    """The rungs, lowest first. A person may start at any; the timetable climbs them one by one."""

    REMINDER = "reminder", "提醒"
    URGING = "urging", "催办"
    ORDER = "order", "督办"
    TALK = "talk", "约谈"
    CIRCULAR = "circular", "通报"

    @property
    def height(self) -> int:
        """Its place on the ladder, from 0."""
        return _LADDER.index(self)


_LADDER = tuple(Rung)
# What is under verification, on notice or being struck off is not the unit's to hurry.
UNITS_TURN = GATHERING | {State.ASSIGNED}
# Of these a reply is owed so much that its absence alone leads to the next.
ANSWERED = frozenset({Rung.ORDER, Rung.TALK})


class Replied(Labelled):
    """How a rung that was taken stands."""

    WAITING = "waiting", "待回复"
    OVERDUE = "overdue", "逾期未回复"
    IN_TIME = "in-time", "已回复"
    LATE = "late", "逾期回复"
    SETTLED = "settled", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


@dataclass(frozen=True, slots=True)
class Taken:
    """A rung that was taken, and what came of it."""

    rung: Rung
    cause: str
    reply_due_on: date
    replied_on: date | None = None
    settled: bool = False
    withdrawn: bool = False

    @property
    def at_rest(self) -> bool:
        """Whether a person has dealt with it."""
        return self.settled or self.withdrawn

    @property
    def late(self) -> bool:
        """Whether the reply came after its day."""
        return self.replied_on is not None and self.replied_on > self.reply_due_on

    def stands(self, today: date) -> Replied:
        """How it stands on ``today``."""
        if self.withdrawn:
            return Replied.WITHDRAWN
        if self.settled:
            return Replied.SETTLED
        if self.replied_on is not None:
            return Replied.LATE if self.late else Replied.IN_TIME
        return Replied.OVERDUE if today > self.reply_due_on else Replied.WAITING


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """What the rules look at of one case.

    ``start`` is the day its clock began; ``contact_due_on`` the last day for the first contact with somebody who left
    contact details and has not been contacted; ``looked_on`` when a case without a date was last looked at.
    """

    case: int
    round: int
    state: State
    limit: date | None
    start: date | None
    percent: int
    assignment: int | None = None
    acknowledge_due_on: date | None = None
    ruling_due_on: date | None = None
    contact_due_on: date | None = None
    looked_on: date | None = None
    extension_waits: bool = False
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules look at of a unit that still owes its written report on a batch (S20)."""

    batch: int
    unit: int
    due_on: date
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A rung that is due: for which cause, why, what is asked, by when."""

    rung: Rung
    cause: str
    why: str
    demand: str
    reply_due_on: date


def cases_cause(case: int, round_: int, what: str) -> str:
    """The cause ``what`` of a case in a round: case:12:r1:overdue:2022-12-31."""
    return f"case:{case}:r{round_}:{what}"


def units_cause(batch: int, unit: int, what: str) -> str:
    """The cause ``what`` of a unit's part of a batch."""
    return f"batch:{batch}:unit:{unit}:{what}"


def reply_due(rung: Rung, rules: RuleBook, calendar: WorkCalendar, today: date) -> date:
    """By when a rung taken on ``today`` is to be answered."""
    return add_workdays(calendar, today, rules.reply_days[rung.height])


def rungs_due(facts: LadderFacts, rules: RuleBook, calendar: WorkCalendar, today: date) -> tuple[Due, ...]:
    """The rungs that are due for a case on ``today``, whenever they were asked for last: late, but never a burst."""
    asked = _Asked(facts, rules, calendar, today)
    if facts.state is State.RETURNED:
        return tuple(_ruling(asked))
    if facts.state not in IN_HAND:
        return ()
    return (
        *_limit(asked),
        *_behind(asked),
        *_acknowledge(asked),
        *_contact(asked),
        *_review(asked),
        *_unanswered(asked),
    )


def report_rungs_due(
    facts: ReportFacts, rules: RuleBook, calendar: WorkCalendar, today: date
) -> tuple[Due, ...]:
    """The rungs that are due for a written report that a unit owes."""
    due_on, asked = facts.due_on, _Asked(facts, rules, calendar, today)
    if today > due_on:
        why = f"书面报送整改情况报告的期限{due_on}已过，尚未报送。"
        return tuple(_climbed(asked, f"report:{due_on}", Rung.URGING, Rung.CIRCULAR, why, _REPORT_LATE))
    left = workdays_left(calendar, due_on, today)
    why = f"请于{due_on}前书面报送整改情况报告，还有{left}个工作日，尚未报送。"
    if today >= reminder_day(calendar, due_on):
        why = f"书面报送整改情况报告的期限为{due_on}，今天是此前（含当日）最后一个工作日，尚未报送。"
        return tuple(_once(asked, f"report-last-day:{due_on}", Rung.REMINDER, why, _REPORT))
    if left <= rules.blue_days:
        return tuple(_once(asked, f"report-ahead:{due_on}", Rung.REMINDER, why, _REPORT))
    return ()


# ── what is asked ───────────────────────────────────────────────────────────────────────────────

_NEAR = "请对照整改目标和措施核对进度，倒排工期，确保按时完成；确有困难的，请在时限届满之前书面申请延期。"
_OVERDUE = "请说明逾期原因、尚未完成的内容，提出完成日期和具体措施，并立即组织整改。"
_BEHIND = "请分析滞后原因，调整推进计划，采取有效措施尽快达到序时进度。"
_ACKNOWLEDGE = "请立即签收；确不属于职责范围的，请写明理由退回。"
_CONTACT = "请与留有联系方式的意见人取得联系，告知承办情况，并登记联系记录。"
_REVIEW = "请报告目前进展、阶段性成效和下一步安排。"
_RULING = "请对退回的交办作出裁定：改派其他单位，或者仍交原单位办理。"
_REPORT = "请按期书面报送整改情况报告，由单位主要负责人签字。"
_REPORT_LATE = "请立即书面报送整改情况报告，并说明未按期报送的原因。"
_ANSWER = "请立即书面回复，说明办理情况和未按期回复的原因。"


# ── cause by cause ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Asked:
    """The facts, and what they are judged by."""

    facts: LadderFacts | ReportFacts
    rules: RuleBook
    calendar: WorkCalendar
    today: date

    def cause(self, what: str) -> str:
        facts = self.facts
        if isinstance(facts, ReportFacts):
            return units_cause(facts.batch, facts.unit, what)
        return cases_cause(facts.case, facts.round, what)

    def highest(self, cause: str) -> Taken | None:
        """The highest rung taken for ``cause``."""
        taken = [row for row in self.facts.taken if row.cause == cause]
        return max(taken, key=lambda row: row.rung.height, default=None)

    def due(self, rung: Rung, cause: str, why: str, demand: str) -> Due:
        until = reply_due(rung, self.rules, self.calendar, self.today)
        return Due(rung, cause, why, demand, until)


def _once(asked: _Asked, what: str, rung: Rung, why: str, demand: str) -> Iterator[Due]:
    """``rung``, unless something was taken for the cause already."""
    cause = asked.cause(what)
    if asked.highest(cause) is None:
        yield asked.due(rung, cause, why, demand)


def _climbed(
    asked: _Asked, what: str, first: Rung, top: Rung, why: str, demand: str, *, held: bool = False
) -> Iterator[Due]:
    """``first``, and then one rung after the other while the cause lasts; none above ``first`` while ``held``."""
    cause = asked.cause(what)
    last = asked.highest(cause)
    if last is None:
        yield asked.due(first, cause, why, demand)
    elif not held and not last.at_rest and last.rung.height < top.height and _waited(asked, last):
        so_far = f"此前已于该事由{last.rung.label}，{_answered(last)}，情况没有改变。"
        yield asked.due(_LADDER[last.rung.height + 1], cause, f"{why}{so_far}", demand)


def _waited(asked: _Asked, last: Taken) -> bool:
    """Whether ``last`` has been given its time: days after the reply date, none where a reply is owed and missing."""
    if last.rung in ANSWERED and last.replied_on is None:
        return asked.today > last.reply_due_on
    return workdays_between(asked.calendar, last.reply_due_on, asked.today) > asked.rules.rung_days


def _answered(last: Taken) -> str:
    if last.replied_on is None:
        return f"要求{last.reply_due_on}前回复，至今未回复"
    return f"已于{last.replied_on}回复"


def _case(asked: _Asked) -> LadderFacts:
    assert isinstance(asked.facts, LadderFacts)  # of a case only
    return asked.facts


def _limit(asked: _Asked) -> Iterator[Due]:
    """Near the limit, on the last working day before one that is no working day (T6), and past it."""
    facts, calendar, today = _case(asked), asked.calendar, asked.today
    limit = facts.limit
    if limit is None:
        return
    if today > limit:
        why = f"整改时限{limit}已过，逾期{(today - limit).days}天，现为“{facts.state.label}”，进度{facts.percent}%。"
        yield from _climbed(
            asked, f"overdue:{limit}", Rung.URGING, Rung.CIRCULAR, why, _OVERDUE, held=facts.extension_waits
        )
        return
    left = workdays_left(calendar, limit, today)
    if left > asked.rules.blue_days or facts.start == today:
        return
    if not calendar.is_workday(limit) and today >= reminder_day(calendar, limit):
        last = reminder_day(calendar, limit)
        why = f"整改时限{limit}是休息日，此前最后一个工作日是{last}，现为“{facts.state.label}”。"
        yield from _once(asked, f"last-day:{limit}", Rung.REMINDER, why, _NEAR)
    elif facts.state in UNITS_TURN:
        why = f"距整改时限{limit}还有{left}个工作日，现为“{facts.state.label}”，进度{facts.percent}%。"
        yield from _once(asked, f"near:{limit}", Rung.REMINDER, why, _NEAR)


def _behind(asked: _Asked) -> Iterator[Due]:
    """Behind schedule: 催办 once a month; 督办 in the second month in a row, and for more than the red points."""
    facts, rules, today = _case(asked), asked.rules, asked.today
    if facts.limit is None or facts.start is None or not facts.start < today <= facts.limit:
        return
    points = schedule_progress(facts.start, facts.limit, today, asked.calendar) - facts.percent
    if points < rules.yellow_points:
        return
    before = asked.highest(
        asked.cause(f"behind:{facts.limit}:{_month(today.replace(day=1) - timedelta(days=1))}")
    )
    again = before is not None and not before.at_rest
    rung = Rung.ORDER if again or points > rules.red_points else Rung.URGING
    cause = asked.cause(f"behind:{facts.limit}:{_month(today)}")
    last = asked.highest(cause)
    if last is not None and (last.at_rest or last.rung.height >= rung.height):
        return
    # What was asked last is waited for; a 督办 that stays unanswered climbs by itself.
    chased = asked.cause(f"behind:{facts.limit}:")
    if any(_is_unanswered(row) and row.cause.startswith(chased) for row in facts.taken):
        return
    if (before is not None and again and today <= before.reply_due_on) or (
        rung is Rung.ORDER and facts.extension_waits
    ):
        return
    still = "，上月已经催办，仍未改变" if again else ""
    why = f"进度{facts.percent}%，落后序时进度{_points(points)}个百分点{still}。"
    yield asked.due(rung, cause, why, _BEHIND)


def _acknowledge(asked: _Asked) -> Iterator[Due]:
    facts = _case(asked)
    due_on = facts.acknowledge_due_on
    if facts.state is State.ASSIGNED and due_on is not None and asked.today > due_on:
        why = f"交办后应于{due_on}前签收，至今未签收；时限自交办之日起计算，不因未签收而停止。"
        yield from _once(asked, f"acknowledge:{facts.assignment}", Rung.URGING, why, _ACKNOWLEDGE)


def _contact(asked: _Asked) -> Iterator[Due]:
    due_on = _case(asked).contact_due_on
    if due_on is not None and asked.today > due_on:
        why = f"本事项有留下联系方式的意见，应于{due_on}前首次联系，至今没有联系记录。"
        yield from _climbed(asked, "contact", Rung.REMINDER, Rung.URGING, why, _CONTACT)


def _review(asked: _Asked) -> Iterator[Due]:
    """A case without a date is looked at in cycles (T4)."""
    facts, days = _case(asked), asked.rules.review_days
    if facts.limit is not None:
        return
    undated = LimitFacts(None, facts.start, facts.percent, counted=True, looked_on=facts.looked_on)
    due_on = review_due(undated, asked.rules)
    if due_on is not None and asked.today > due_on:
        why = f"本事项没有截止日期，每{days}天评估一次，最近一次应不晚于{due_on}，至今未报告进展，也未评估。"
        yield from _once(asked, f"review:{due_on}", Rung.REMINDER, why, _REVIEW)


def _ruling(asked: _Asked) -> Iterator[Due]:
    """派单异议 waits for the coordinator, who is the one to be reminded."""
    facts = _case(asked)
    if facts.ruling_due_on is not None and asked.today > facts.ruling_due_on:
        why = f"责任单位退回交办，应于{facts.ruling_due_on}前裁定，至今未裁定。"
        yield from _once(asked, f"ruling:{facts.assignment}", Rung.REMINDER, why, _RULING)


def _unanswered(asked: _Asked) -> Iterator[Due]:
    """A 督办 or 约谈 that nobody answered, for whatever cause of this round and limit: the next rung."""
    facts = _case(asked)
    for cause in dict.fromkeys(row.cause for row in facts.taken if _is_unanswered(row)):
        last = asked.highest(cause)
        if last is None or not _is_unanswered(last):
            continue
        if asked.today > last.reply_due_on and _is_live(asked, cause):
            why = f"{last.rung.label}要求{last.reply_due_on}前书面回复，至今未回复。"
            yield asked.due(_LADDER[last.rung.height + 1], cause, why, _ANSWER)


def _is_unanswered(taken: Taken) -> bool:
    return taken.rung in ANSWERED and taken.replied_on is None and not taken.at_rest


def _is_live(asked: _Asked, cause: str) -> bool:
    """Whether a cause is one of this round and of the limit in force. One that is overdue climbs by itself."""
    facts, mine = _case(asked), asked.cause("")
    what, _, about = cause.removeprefix(mine).partition(":")
    if not cause.startswith(mine) or what == "overdue":
        return False
    return what != "behind" or (about.startswith(str(facts.limit)) and not facts.extension_waits)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _points(behind: Fraction) -> str:
    """To one decimal, rounded up, as the lights say it."""
    return f"{ceil(behind * 10) / 10:g}"
