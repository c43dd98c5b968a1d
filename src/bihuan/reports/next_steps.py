"""What can be done with a case now, by whom, and what is missing for it. It asks the rules; it decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bihuan.access.actor import Actor, same_house
from bihuan.access.acts import Act
from bihuan.access.policy import LEADS_ZONE, holds, may, who_may
from bihuan.cases.facts import handover_facts
from bihuan.cases.lifecycle import TRANSITIONS, State, acts_from
from bihuan.cases.models import Case, CaseRequest
from bihuan.cases.rules import handover_gates, return_gates
from bihuan.closure.facts import closing_facts, open_objections, pending_application, visits_wanted
from bihuan.closure.gates import closing_gates, nothing_to_refuse, withdrawal_gates
from bihuan.disclosure.facts import current_statement, is_waiting
from bihuan.disclosure.rules import disclosure_gates, waiting_gates
from bihuan.kernel.clock import day_of
from bihuan.kernel.findings import Finding, block
from bihuan.notice.models import Objection
from bihuan.plans.facts import current_plan, plan_facts
from bihuan.plans.five_haves import missing_haves
from bihuan.plans.rules import approval_gates
from bihuan.response.facts import voices
from bihuan.response.rules import unanswered
from bihuan.verification.facts import independence_findings, submission_gates
from bihuan.verification.independence import appointment_findings


@dataclass(frozen=True, slots=True)
class NextStep:
    """An act this case's state knows: whether this actor may do it (``mine``), and what is unmet."""

    act: Act
    clause: str
    moves_on: bool
    mine: bool
    who: str
    unmet: tuple[Finding, ...]


def next_steps(case: Case, actor: Actor, now: datetime) -> tuple[NextStep, ...]:
    """Every act the state knows and which has something to act on, in the order of the work."""
    steps = []
    subjects = _subjects(case)
    for act in acts_from(State(case.state)):
        if not subjects.get(act, True):
            continue
        row = TRANSITIONS[act]
        mine = may(actor, act, case.standing()) is None
        unmet = tuple(_ASK[act](case, actor, now)) if act in _ASK else ()
        steps.append(NextStep(act, row.clause, row.target is not None, mine, who_may(act), unmet))
    return tuple(steps)


def _subjects(case: Case) -> dict[Act, bool]:
    """The acts that need something to decide, and whether it is there: a pending request, an open objection."""
    pending = set(case.requests.filter(approved=None).values_list("kind", flat=True))
    objections = Objection.objects.filter(notice__case=case, ruling=Objection.Ruling.OPEN)
    objected = State(case.state) is State.NOTICING and objections.exists()
    return {
        Act.APPROVE_EXTENSION: CaseRequest.EXTENSION in pending,
        Act.REFUSE_EXTENSION: CaseRequest.EXTENSION in pending,
        Act.APPROVE_WITHDRAWAL: CaseRequest.WITHDRAWAL in pending,
        Act.REFUSE_WITHDRAWAL: CaseRequest.WITHDRAWAL in pending,
        Act.DISMISS_OBJECTION: objected,
        Act.UPHOLD_OBJECTION: objected,
        Act.REQUEST_EXTENSION: case.limit_date is not None,
    }


def _assign(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return handover_gates(handover_facts(case))


def _return(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    assignment = case.assignments.last()
    return return_gates(final=assignment is not None and assignment.final)


def _submit_plan(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return missing_haves(plan_facts(case))


def _approve_plan(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    standing, plan = case.standing(), current_plan(case)
    return approval_gates(
        plan_facts(case),
        own_unit=same_house(standing.lead, standing.coordinator),
        own_plan=plan is not None and plan.submitted_by_id == actor.user_id,
        senior=holds(actor, LEADS_ZONE, standing),
        override_reason="待填",  # the form asks for it
    )


def _appoint(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    standing = case.standing()
    return appointment_findings(
        coordinator_is_lead=same_house(standing.lead, standing.coordinator),
        senior=holds(actor, LEADS_ZONE, standing),
    )


def _submit(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return submission_gates(case)


def _verify(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return independence_findings(case, actor.user_id, actor.name)


def _apply(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    if pending_application(case) is not None:
        return [block("already-applied", "已申请销号，等候审批。", clause="S16")]
    return []


def _close(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return closing_gates(closing_facts(case, actor, day_of(now)))


def _refuse_close(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return nothing_to_refuse(pending=pending_application(case) is not None)


def _file(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return list(visits_wanted(case, Act.FILE_CASE))


def _give_up(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    return withdrawal_gates(open_objections(case), unanswered(voices(case)))


def _review(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    statement = current_statement(case)
    if not is_waiting(statement):
        return waiting_gates(waiting=False)
    if statement is not None and statement.drafted_by_id == actor.user_id:
        return [block("own-draft", "不得审查本人拟的公开稿，请由其他公开审查员审查。", clause="S17")]
    return []


def _disclose(case: Case, actor: Actor, now: datetime) -> list[Finding]:
    statement = current_statement(case)
    reviewed = statement is not None and statement.approved is True
    return disclosure_gates(reviewed=reviewed, unvisited=visits_wanted(case, Act.DISCLOSE_CASE))


_ASK: dict[Act, Callable[[Case, Actor, datetime], list[Finding]]] = {
    Act.ASSIGN_CASE: _assign,
    Act.RETURN_CASE: _return,
    Act.SUBMIT_PLAN: _submit_plan,
    Act.APPROVE_PLAN: _approve_plan,
    Act.APPOINT_VERIFIER: _appoint,
    Act.SUBMIT_FOR_VERIFICATION: _submit,
    Act.PASS_VERIFICATION: _verify,
    Act.FAIL_VERIFICATION: _verify,
    Act.APPLY_CLOSE_OUT: _apply,
    Act.CLOSE_CASE: _close,
    Act.REFUSE_CLOSE_OUT: _refuse_close,
    Act.FILE_CASE: _file,
    Act.APPROVE_WITHDRAWAL: _give_up,
    Act.REVIEW_STATEMENT: _review,
    Act.SEND_BACK_STATEMENT: lambda case, actor, now: waiting_gates(
        waiting=is_waiting(current_statement(case))
    ),
    Act.DISCLOSE_CASE: _disclose,
}
