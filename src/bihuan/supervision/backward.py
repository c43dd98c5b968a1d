"""倒排时序 (S24): by when each of the six steps must be done to keep the limit, and what is too late already. Pure."""

from dataclasses import dataclass
from datetime import date

from bihuan.cases.deadlines import backward_days
from bihuan.cases.lifecycle import CLOCK_RUNS, IN_HAND, LEFT, STRUCK_OFF, State, Step, steps_done
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.workdays import ONE_DAY, WorkCalendar, add_workdays, next_workday, workdays_between

# What is due of each step: 整改 is done by its day, 公示 begins on it.
_DUE = {
    Step.RECTIFY: "整改完成",
    Step.VERIFY: "核查",
    Step.NOTICE: "发布公示",
    Step.CLOSE: "销号",
    Step.FILE: "备案",
    Step.DISCLOSE: "公开",
}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step and its latest days; ``done`` when it lies behind the case."""

    step: Step
    starts: date
    ends: date
    done: bool

    @property
    def label(self) -> str:
        """What is to be done by then."""
        return _DUE[self.step]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The six steps in their order, and how many working days are missing (0: the limit can still be kept).

    ``earliest`` is the first day on which the case could be 公开 when every step that remains is taken at once; None
    when nothing remains. ``why`` is the sentence.
    """

    limit: date
    steps: tuple[PlannedStep, ...]
    short_by: int
    earliest: date | None
    why: str

    @property
    def rectify_by(self) -> date:
        """The last day for the work itself."""
        return self.steps[0].ends

    @property
    def possible(self) -> bool:
        """Whether what remains still fits before the limit."""
        return self.short_by == 0


def backward_schedule(
    limit: date,
    rules: RuleBook,
    calendar: WorkCalendar,
    today: date,
    *,
    state: State = State.RECTIFYING,
    notice_ends: date | None = None,
) -> Schedule:
    """The schedule of a case in ``state`` with a dated limit. Only steps that remain can be too late.

    ``notice_ends`` is the last day of the notice that runs, when one does.
    """
    behind, days = steps_done(state), backward_days(calendar, limit, rules)
    steps = tuple(PlannedStep(step, *span, step in behind) for step, span in days.items())
    remaining = [step for step in steps if not step.done]
    if not remaining or state in LEFT or state is State.DISCLOSED:
        return Schedule(limit, steps, 0, None, "")
    first, ready = remaining[0], today
    if state is State.NOTICING:
        # The notice runs: what comes next is the close-out, and not before it is over.
        first = remaining[1]
        ready = max(today, notice_ends + ONE_DAY) if notice_ends else today
    short_by = max(0, workdays_between(calendar, first.starts, next_workday(calendar, ready)))
    earliest = add_workdays(
        calendar, next_workday(calendar, ready), workdays_between(calendar, first.starts, steps[-1].ends)
    )
    return Schedule(limit, steps, short_by, earliest, _why(first, limit, short_by, earliest, state))


def _why(first: PlannedStep, limit: date, short_by: int, earliest: date, state: State) -> str:
    if not short_by:
        return f"按时限{limit}倒排，{first.label}应不晚于{first.starts}。"
    late = f"{first.label}原应不晚于{first.starts}，现已晚{short_by}个工作日，最早{earliest}可以公开。"
    return f"按时限{limit}倒排，{late}{_advice(state)}"


def _advice(state: State) -> str:
    if state in STRUCK_OFF:
        return "请尽快办理备案、公开。"
    if state in IN_HAND:
        return "请加快办理，确需延长的，请申请延期。"
    return "请尽快交办，确需延长的，交办后申请延期。" if state in CLOCK_RUNS else "请核定整改时限后再交办。"
