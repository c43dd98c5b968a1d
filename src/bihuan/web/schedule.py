"""倒排时序 of one case as a row for its page and for the form of its plan."""

from datetime import date
from typing import Any

from bihuan.cases.lifecycle import LEFT, State
from bihuan.cases.models import Case
from bihuan.closure.facts import current_notice
from bihuan.kernel.workdays import WorkCalendar
from bihuan.supervision.backward import backward_schedule


def schedule_row(
    case: Case, calendar: WorkCalendar, today: date, notice_ends: date | None = None
) -> dict[str, Any] | None:
    """The latest day of each step and what of it is too late. None where no date binds or the case has left."""
    state = State(case.state)
    if case.limit_date is None or state in LEFT:
        return None
    schedule = backward_schedule(
        case.limit_date, case.batch.rulebook, calendar, today, state=state, notice_ends=notice_ends
    )
    steps = [
        {"label": each.label, "starts": each.starts, "ends": each.ends, "done": each.done}
        for each in schedule.steps
    ]
    return {
        "steps": steps,
        "why": schedule.why,
        "possible": schedule.possible,
        "rectify_by": schedule.rectify_by,
    }


def notice_end(case: Case) -> date | None:
    """The last day of the notice that counts."""
    notice = current_notice(case)
    return notice.ends_on if notice else None
