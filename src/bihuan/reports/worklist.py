"""待办: the cases that wait for this actor, by the act they wait for."""

from dataclasses import dataclass
from datetime import datetime

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.lifecycle import ENDED, State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.kernel.clock import day_of
from bihuan.people.calendar import office_calendar
from bihuan.reports.ledger import lit
from bihuan.supervision.lights import Lit

# The act each state waits for: what moves the case on. Corrections and refusals are on the case's own page.
WAITS_FOR: dict[State, tuple[Act, ...]] = {
    State.DRAFT: (Act.ASSIGN_CASE,),
    State.ASSIGNED: (Act.ACKNOWLEDGE_CASE,),
    State.RETURNED: (Act.REASSIGN_CASE,),
    State.ACKNOWLEDGED: (Act.SUBMIT_PLAN,),
    State.REOPENED: (Act.SUBMIT_PLAN,),
    State.PLANNED: (Act.APPROVE_PLAN,),
    State.RECTIFYING: (Act.REPORT_PROGRESS, Act.SUBMIT_FOR_VERIFICATION),
    State.REWORK: (Act.REPORT_PROGRESS, Act.SUBMIT_FOR_VERIFICATION),
    State.VERIFYING: (Act.PASS_VERIFICATION,),
    State.VERIFIED: (Act.POST_NOTICE,),
    State.NOTICING: (Act.APPLY_CLOSE_OUT, Act.CLOSE_CASE, Act.DISMISS_OBJECTION),
    State.CLOSED: (Act.FILE_CASE,),
    State.FILED: (Act.DRAFT_STATEMENT, Act.REVIEW_STATEMENT, Act.DISCLOSE_CASE),
}


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A case that waits for the actor's act."""

    case: Case
    act: Act
    lit: Lit


def worklist(actor: Actor, now: datetime, *, limit: int = 200) -> tuple[WorkItem, ...]:
    """What waits for ``actor``, longest first; at most ``limit`` cases are looked at."""
    today, calendar = day_of(now), office_calendar()
    waiting = visible_cases(actor).exclude(state__in=ENDED - {State.CLOSED, State.FILED})
    cases = waiting.select_related("batch__coordinator", "lead", "verifying").order_by("state_since", "pk")[
        :limit
    ]
    items = []
    for case in cases:
        for act in WAITS_FOR.get(State(case.state), ()):
            if may(actor, act, case.standing()) is None:
                items.append(WorkItem(case, act, lit(case, calendar, today)))
                break
    return tuple(items)
