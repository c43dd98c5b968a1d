"""亮灯: how a case stands against its limit, with the sentence why (domain §2.8). Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from bihuan.cases.deadlines import schedule_progress, workdays_left
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.words import Labelled
from bihuan.kernel.workdays import WorkCalendar


class Light(Labelled):
    """Green, blue, yellow, red; grey where the clock does not run, or no date binds and no review is late.

    Never colour alone.
    """

    GREEN = "green", "正常"
    BLUE = "blue", "临近"
    YELLOW = "yellow", "预警"
    RED = "red", "逾期"
    GREY = "grey", "不计时"


@dataclass(frozen=True, slots=True)
class Lit:
    """A light, its reason, and the word to show: behind schedule is red, but not overdue."""

    light: Light
    why: str
    word: str = ""

    @property
    def label(self) -> str:
        """The word beside the colour."""
        return self.word or self.light.label


# What 序时进度 means here, as pages and papers say it.
SCHEDULE_PROGRESS = "序时进度：交办以来已过的工作日占计划工作日的比例，交办当日不计"


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """What a light is computed from. ``start`` is the day of assignment; ``counted`` whether the clock runs.

    ``first_limit`` is the limit before it was extended; ``looked_on`` the last day on which progress was reported or
    the case reviewed.
    """

    limit: date | None
    start: date | None
    percent: int
    counted: bool
    first_limit: date | None = None
    looked_on: date | None = None


def light_of(facts: LimitFacts, rules: RuleBook, calendar: WorkCalendar, today: date) -> Lit:
    """The light of a case on ``today``. An extension that was granted is told with every light."""
    if not facts.counted:
        return Lit(Light.GREY, "当前环节不计时。")
    if facts.limit is None:
        return _light_of_undated(facts, rules, today)
    found = _light_of_dated(facts, facts.limit, rules, calendar, today)
    if facts.first_limit is None:
        return found
    return replace(found, why=f"{found.why}原时限{facts.first_limit}，经批准延至{facts.limit}。")


def review_due(facts: LimitFacts, rules: RuleBook) -> date | None:
    """By when a case without a date is to be looked at again: so many days after the last look, or the assignment."""
    seen = [day for day in (facts.looked_on, facts.start) if day is not None]
    return max(seen) + timedelta(days=rules.review_days) if seen else None


def _light_of_undated(facts: LimitFacts, rules: RuleBook, today: date) -> Lit:
    """Never red, never overdue (T4): what is late is the look at it."""
    due = review_due(facts, rules)
    cycle = f"没有截止日期，每{rules.review_days}天评估一次"
    if due is None:
        return Lit(Light.GREY, f"{cycle}。")
    if today <= due:
        return Lit(Light.GREY, f"{cycle}，下次不晚于{due}。")
    why = f"{cycle}，最近一次应不晚于{due}，已过{(today - due).days}天，请报告进展或者登记评估。"
    return Lit(Light.YELLOW, why, word="待评估")


def _light_of_dated(
    facts: LimitFacts, limit: date, rules: RuleBook, calendar: WorkCalendar, today: date
) -> Lit:
    left = workdays_left(calendar, limit, today)
    if today > limit:
        return Lit(Light.RED, f"时限{limit}已过，逾期{(today - limit).days}天。")
    behind = _points_behind(facts, calendar, today)
    if behind > rules.red_points:
        why = f"进度落后序时进度{_points(behind)}个百分点，超过{rules.red_points}个百分点。"
        return Lit(Light.RED, why, word="滞后")
    if left <= rules.yellow_days:
        return Lit(Light.YELLOW, f"距时限{limit}还有{left}个工作日。")
    if behind >= rules.yellow_points:
        return Lit(Light.YELLOW, f"进度落后序时进度{_points(behind)}个百分点。")
    if left <= rules.blue_days:
        return Lit(Light.BLUE, f"距时限{limit}还有{left}个工作日。")
    return Lit(Light.GREEN, f"距时限{limit}还有{left}个工作日。")


def red_below(
    limit: date, start: date | None, rules: RuleBook, calendar: WorkCalendar, today: date
) -> Fraction:
    """With less progress than this a case whose limit is not past is red."""
    return _points_behind(LimitFacts(limit, start, 0, counted=True), calendar, today) - rules.red_points


def _points_behind(facts: LimitFacts, calendar: WorkCalendar, today: date) -> Fraction:
    if facts.start is None or facts.limit is None or facts.limit <= facts.start:
        return Fraction(0)
    return schedule_progress(facts.start, facts.limit, today, calendar) - facts.percent


def _points(behind: Fraction) -> str:
    """To one decimal, rounded up: 30.04 is over 30 and must not be printed as 30."""
    return f"{ceil(behind * 10) / 10:g}"
