"""整改结果: the public's words for how far a case has come (domain §2.1, T5), and why this one. Pure.

They follow from the ledger. Nobody chooses them: 已完成整改 is only what was struck off (T17), and what was not
finished on the day of the report is not overdue for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.words import Labelled
from bihuan.reports.figures import Group


class Outcome(Labelled):
    """One of five words; the sixth is for what has not been handed to a unit."""

    RECTIFIED = "rectified", "已完成整改"
    KEPT_UP = "kept_up", "已完成整改并长期坚持"
    STAGE_REACHED = "stage_reached", "取得阶段性进展并按序时进度持续推进"
    ON_SCHEDULE = "on_schedule", "达到序时进度"
    BEHIND = "behind", "未达到序时进度"
    NOT_STARTED = "not_started", "待交办"


DONE = frozenset({Outcome.RECTIFIED, Outcome.KEPT_UP})
DEFINITIONS: Mapping[Outcome, str] = {
    Outcome.RECTIFIED: "已销号的事项",
    Outcome.KEPT_UP: "已销号、措施长期坚持的事项",
    Outcome.STAGE_REACHED: "分阶段、长期整改和持续推进事项中未销号、未滞后、已有措施完成的事项",
    Outcome.ON_SCHEDULE: "其他未销号、未滞后的事项；没有截止日期的，到期措施均已完成",
    Outcome.BEHIND: "滞后的事项，以及没有截止日期、有措施到期未完成的事项",
}


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What the word depends on.

    ``group`` and ``interim`` are those of the figures, ``is_due``: the limit has been reached. ``struck_off`` is the
    number of the close-out in force, ``kept_up`` what it says; ``loose`` are the measures whose own day has passed
    undone.
    """

    group: Group
    percent: int
    limit: date | None
    interim: bool = False
    struck_off: str = ""
    kept_up: bool = False
    is_due: bool = False
    loose: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """The word, and the sentence why."""

    outcome: Outcome
    why: str


def stated(facts: OutcomeFacts) -> Stated:
    """The outcome of one case."""
    if facts.group is Group.CLOSED:
        outcome = Outcome.KEPT_UP if facts.kept_up else Outcome.RECTIFIED
        return Stated(outcome, f"已销号（{facts.struck_off}）。" if facts.struck_off else "已销号。")
    if facts.group is Group.NOT_STARTED:
        return Stated(Outcome.NOT_STARTED, "尚未交办。")
    outcome, why = _undated(facts) if facts.group is Group.UNDATED else _dated(facts)
    return Stated(outcome, f"{why}{_not_done(facts)}")


def _dated(facts: OutcomeFacts) -> tuple[Outcome, str]:
    if facts.group is not Group.BEHIND:
        outcome = Outcome.STAGE_REACHED if facts.interim else Outcome.ON_SCHEDULE
        return outcome, f"时限{facts.limit}未到，进度{facts.percent}%，未落后于序时进度的预警标准。"
    if facts.is_due:
        return Outcome.BEHIND, f"时限{facts.limit}已到，进度{facts.percent}%，尚未销号。"
    return Outcome.BEHIND, f"时限{facts.limit}未到，进度{facts.percent}%，落后序时进度达到预警标准。"


def _undated(facts: OutcomeFacts) -> tuple[Outcome, str]:
    if facts.loose:
        which = "、".join(str(position) for position in facts.loose)
        return Outcome.BEHIND, f"没有截止日期，第{which}条措施到期未完成。"
    if facts.interim:
        return Outcome.STAGE_REACHED, "没有截止日期，已有措施完成，到期措施均已完成。"
    return Outcome.ON_SCHEDULE, "没有截止日期，没有到期未完成的措施。"


def _not_done(facts: OutcomeFacts) -> str:
    return "进度虽报至100%，尚未销号，不计为完成。" if facts.percent == 100 else ""
