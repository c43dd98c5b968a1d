"""What can be done with a case now, by whom, and what is missing for it. It asks the rules; it decides nothing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, independence_findings
from bihuan.access.policy import CLOCK_ACTS, LEADS_ZONE, holds, may, who_may
from bihuan.cases.facts import handover_facts
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import TRANSITIONS, State, acts_from
from bihuan.cases.models import Case, CaseRequest
from bihuan.cases.queries import rows_of
from bihuan.cases.rules import handover_gates, return_gates
from bihuan.closure.facts import closing_facts, open_objections, pending_application, visits_wanted
from bihuan.closure.gates import closing_gates, nothing_to_refuse, withdrawal_gates
from bihuan.disclosure.facts import current_statement, is_waiting
from bihuan.disclosure.rules import disclosure_gates, waiting_gates
from bihuan.doubts.facts import sight, unanswered_doubts
from bihuan.doubts.rules import Sight
from bihuan.kernel.clock import day_of
from bihuan.kernel.findings import Finding, Severity, block
from bihuan.lasting.facts import carry_facts, lasting_facts
from bihuan.lasting.rules import carry_gates, unreviewed
from bihuan.plans.facts import late_measures, plan_facts
from bihuan.plans.five_haves import missing_haves
from bihuan.plans.rules import approval_gates
from bihuan.response.facts import voices
from bihuan.response.rules import unanswered
from bihuan.verification.facts import submission_gates, unit_independence


@dataclass(frozen=True, slots=True)
class NextStep:
    """An act this case's state knows: whether this actor's posts allow it (``mine``), why independence closes it to
    them all the same (``bars``), and what is unmet whoever does it."""

    act: Act
    clause: str
    moves_on: bool
    mine: bool
    who: str
    unmet: tuple[Finding, ...]
    bars: tuple[Finding, ...] = ()

    @property
    def open(self) -> bool:
        """Whether this actor may do it now."""
        return self.mine and not self.bars and not self.blocks

    @property
    def blocks(self) -> list[Finding]:
        """What must be met first, whoever does it."""
        return [finding for finding in self.unmet if finding.severity is Severity.BLOCK]


@dataclass(frozen=True, slots=True)
class Asked:
    """About what and for whom the rules are asked."""

    case: Case
    actor: Actor
    now: datetime
    hands: Hands


def next_steps(
    case: Case,
    actor: Actor,
    now: datetime,
    hands: Hands | None = None,
    only: Collection[Act] = tuple(Act),
) -> tuple[NextStep, ...]:
    """Every act (of ``only``) the state knows and which has something to act on, in the order of the work."""
    steps = []
    asked = Asked(case, actor, now, hands_of(case) if hands is None else hands)
    subjects = _subjects(case, day_of(now))
    for act in acts_from(State(case.state)):
        if act not in only or act in CLOCK_ACTS or not subjects.get(act, True):
            continue
        if act is Act.ANSWER_DOUBT and not _doubts(asked):
            continue
        row = TRANSITIONS[act]
        mine = may(actor, act, case.standing()) is None
        bars = tuple(independence_findings(actor, act, asked.hands)) if mine else ()
        unmet = tuple(_ASK[act](asked)) if act in _ASK else ()
        steps.append(NextStep(act, row.clause, row.target is not None, mine, who_may(act), unmet, bars))
    return tuple(steps)


def _subjects(case: Case, today: date) -> dict[Act, bool]:
    """The acts that need something to decide, and whether it is there: a pending request, an open objection."""
    pending = {row.kind for row in rows_of(case, "requests") if row.approved is None}
    objected = State(case.state) is State.NOTICING and open_objections(case) > 0
    lasting = lasting_facts(case)
    return {
        Act.APPROVE_EXTENSION: CaseRequest.EXTENSION in pending,
        Act.REFUSE_EXTENSION: CaseRequest.EXTENSION in pending,
        Act.APPROVE_WITHDRAWAL: CaseRequest.WITHDRAWAL in pending,
        Act.REFUSE_WITHDRAWAL: CaseRequest.WITHDRAWAL in pending,
        Act.DISMISS_OBJECTION: objected,
        Act.UPHOLD_OBJECTION: objected,
        Act.REQUEST_EXTENSION: case.limit_date is not None,
        Act.RECORD_READING: bool(case.indicators.all()),
        Act.REVIEW_LONG_TERM: lasting.lasting and bool(unreviewed(lasting, today.year)),
        Act.CARRY_OVER_CASE: lasting.lasting,
    }


def _assign(asked: Asked) -> list[Finding]:
    return handover_gates(handover_facts(asked.case, day_of(asked.now)))


def _return(asked: Asked) -> list[Finding]:
    assignments = rows_of(asked.case, "assignments")
    return return_gates(final=bool(assignments) and assignments[-1].final)


def _submit_plan(asked: Asked) -> list[Finding]:
    return [*missing_haves(plan_facts(asked.case)), *late_measures(asked.case)]


def _approve_plan(asked: Asked) -> list[Finding]:
    gates = approval_gates(
        plan_facts(asked.case),
        senior=holds(asked.actor, LEADS_ZONE, asked.case.standing()),
        override_reason="待填",  # the form asks for it
    )
    return [*gates, *late_measures(asked.case)]


def _submit(asked: Asked) -> list[Finding]:
    return submission_gates(asked.case, asked.hands)


def _pass(asked: Asked) -> list[Finding]:
    return [*_fail(asked), *_doubts(asked)]


def _fail(asked: Asked) -> list[Finding]:
    return unit_independence(asked.case, asked.hands)


def _doubts(asked: Asked) -> list[Finding]:
    """The open doubts, as far as this actor may know of them."""
    if Act.ANSWER_DOUBT not in acts_from(State(asked.case.state)):
        return []
    shown = sight(asked.actor, asked.case, asked.hands.handling) is not Sight.NOTHING
    return unanswered_doubts(asked.case) if shown else []


def _apply(asked: Asked) -> list[Finding]:
    if pending_application(asked.case) is not None:
        return [block("already-applied", "已申请销号，等候审批。", clause="S16")]
    return []


def _close(asked: Asked) -> list[Finding]:
    return closing_gates(closing_facts(asked.case, asked.hands, day_of(asked.now)))


def _refuse_close(asked: Asked) -> list[Finding]:
    return nothing_to_refuse(pending=pending_application(asked.case) is not None)


def _file(asked: Asked) -> list[Finding]:
    return list(visits_wanted(asked.case, Act.FILE_CASE))


def _give_up(asked: Asked) -> list[Finding]:
    return withdrawal_gates(open_objections(asked.case), unanswered(voices(asked.case)))


def _review(asked: Asked) -> list[Finding]:
    return waiting_gates(waiting=is_waiting(current_statement(asked.case)))


def _disclose(asked: Asked) -> list[Finding]:
    statement = current_statement(asked.case)
    reviewed = statement is not None and statement.approved is True
    return disclosure_gates(reviewed=reviewed, unvisited=visits_wanted(asked.case, Act.DISCLOSE_CASE))


def _carry_over(asked: Asked) -> list[Finding]:
    return carry_gates(carry_facts(asked.case, day_of(asked.now)))


_ASK: dict[Act, Callable[[Asked], list[Finding]]] = {
    Act.ASSIGN_CASE: _assign,
    Act.RETURN_CASE: _return,
    Act.SUBMIT_PLAN: _submit_plan,
    Act.APPROVE_PLAN: _approve_plan,
    Act.SUBMIT_FOR_VERIFICATION: _submit,
    Act.PASS_VERIFICATION: _pass,
    Act.FAIL_VERIFICATION: _fail,
    Act.APPLY_CLOSE_OUT: _apply,
    Act.CLOSE_CASE: _close,
    Act.REFUSE_CLOSE_OUT: _refuse_close,
    Act.FILE_CASE: _file,
    Act.APPROVE_WITHDRAWAL: _give_up,
    Act.REVIEW_STATEMENT: _review,
    Act.SEND_BACK_STATEMENT: _review,
    Act.DISCLOSE_CASE: _disclose,
    Act.CARRY_OVER_CASE: _carry_over,
}
