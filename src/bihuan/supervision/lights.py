"""亮灯: how a case stands against its limit, with the sentence why (domain §2.8). Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from bihuan.cases.deadlines import schedule_progress, workdays_left
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.words import Labelled
from bihuan.kernel.workdays import WorkCalendar


class Light(Labelled):
    """Green, blue, yellow, red; grey where no date binds or the case is struck off. Never colour alone."""

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


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """What a light is computed from. ``start`` is the day of assignment; ``counted`` whether the clock runs."""

    limit: date | None
    start: date | None
    percent: int
    counted: bool


def light_of(facts: LimitFacts, rules: RuleBook, calendar: WorkCalendar, today: date) -> Lit:
    """The light of a case on ``today``."""
    if not facts.counted:
        return Lit(Light.GREY, "尚未交办或已销号，不计时。")
    if facts.limit is None:
        return Lit(Light.GREY, "没有截止日期，按周期回头看。")
    left = workdays_left(calendar, facts.limit, today)
    if today > facts.limit:
        return Lit(Light.RED, f"时限{facts.limit}已过，逾期{(today - facts.limit).days}天。")
    behind = _points_behind(facts, calendar, today)
    if behind > rules.red_points:
        why = f"进度落后序时进度{_points(behind)}个百分点，超过{rules.red_points}个百分点。"
        return Lit(Light.RED, why, word="滞后")
    if left <= rules.yellow_days:
        return Lit(Light.YELLOW, f"距时限{facts.limit}还有{left}个工作日。")
    if behind >= rules.yellow_points:
        return Lit(Light.YELLOW, f"进度落后序时进度{_points(behind)}个百分点。")
    if left <= rules.blue_days:
        return Lit(Light.BLUE, f"距时限{facts.limit}还有{left}个工作日。")
    return Lit(Light.GREEN, f"距时限{facts.limit}还有{left}个工作日。")


def _points_behind(facts: LimitFacts, calendar: WorkCalendar, today: date) -> Fraction:
    if facts.start is None or facts.limit is None or facts.limit <= facts.start:
        return Fraction(0)
    return schedule_progress(facts.start, facts.limit, today, calendar) - facts.percent


def _points(behind: Fraction) -> str:
    """To one decimal, rounded up: 30.04 is over 30 and must not be printed as 30."""
    return f"{ceil(behind * 10) / 10:g}"
