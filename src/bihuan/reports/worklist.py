"""待办: the cases that wait for this actor, by the act they wait for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from bihuan.access.actor import Actor, Role, house_of
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, independence_findings
from bihuan.access.policy import COORDINATES, POLICY, STANDS_IN, VERIFIES_SECOND, Standing, holds, may
from bihuan.cases.history import hands_of_all
from bihuan.cases.lifecycle import WORKING, State
from bihuan.cases.models import Case, CaseRequest
from bihuan.cases.queries import rows_now, rows_of
from bihuan.cases.visibility import visible_cases
from bihuan.closure.facts import current_notice, open_objections, pending_application
from bihuan.closure.models import CloseOut
from bihuan.disclosure.facts import current_statement
from bihuan.disclosure.models import Statement
from bihuan.doubts.doubt import Weight
from bihuan.doubts.models import DoubtAnswer
from bihuan.kernel.clock import day_of
from bihuan.notice.models import Notice, Objection
from bihuan.people.calendar import office_calendars
from bihuan.reports.ledger import lit
from bihuan.supervision.lights import Lit
from bihuan.supervision.past import pasts_of
from bihuan.supervision.rulings import late_rulings
from bihuan.verification.facts import unreported

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
    State.VERIFYING: (Act.APPOINT_SECOND_VERIFIER, Act.PASS_VERIFICATION),
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the rows beside the cases say, for many cases at once: the keys are case ids."""

    objections: frozenset[int]
    applications: frozenset[int]
    notice_ends: dict[int, date]
    drafts: dict[int, bool | None]
    extensions: frozenset[int]
    withdrawals: frozenset[int]
    # Under verification, with a severe doubt that the first unit answered and no second unit appointed.
    unappointed: frozenset[int]
    # Under verification, with a second unit that has answered nothing yet, or not all severe doubts the first did.
    seconds: frozenset[int]
    # Sent back to be put right, and no progress reported since.
    unreported: frozenset[int]


def worklist(actor: Actor, now: datetime, *, limit: int = 200) -> tuple[WorkItem, ...]:
    """What waits for ``actor``, longest first, among at most ``limit`` cases. A constant number of statements."""
    today, calendars = day_of(now), office_calendars()
    requested = CaseRequest.objects.filter(approved=None).values("case")
    asked = Q(pk__in=requested) if Role.SENIOR_LEADER in actor.roles() else Q()
    waiting = visible_cases(actor).filter(Q(state__in=states_for(actor)) | asked)
    found = waiting.select_related("batch__coordinator", "lead", "verifying", "second_verifying").order_by(
        "state_since", "pk"
    )
    cases = list(found[:limit])
    beside, hands, pasts = beside_of(cases), hands_of_all(cases), pasts_of(cases)
    late = late_rulings(cases, today)
    return tuple(
        WorkItem(
            case,
            act,
            late.get(case.pk) or lit(case, calendars.of(case.batch.coordinator.path), today, pasts),
        )
        for case in cases
        for act in waiting_acts(case, beside, today)
        if is_for(actor, act, case.standing(), hands[case.pk])
    )


def is_for(actor: Actor, act: Act, standing: Standing, hands: Hands) -> bool:
    """Whether the act waits for ``actor``: posts and independence allow it, and it is not merely a leader's to do where
    the coordinator may not."""
    if may(actor, act, standing) is not None or independence_findings(actor, act, hands):
        return False
    # The first unit answers on its way to the verdict; for the second it is all there is to do.
    if act is Act.ANSWER_DOUBT and not holds(actor, VERIFIES_SECOND, standing):
        return False
    coordinator_may = house_of(standing.coordinator) not in hands.houses()
    return not (act in _STANDS_IN and coordinator_may and not holds(actor, COORDINATES, standing))


# Appointing the second unit as well is the coordinator's before it is a leader's.
_STANDS_IN = STANDS_IN | {Act.APPOINT_SECOND_VERIFIER}


def states_for(actor: Actor) -> frozenset[State]:
    """The states whose next act is for one of the actor's roles: the others need not be looked at."""
    roles = actor.roles()
    return frozenset(
        state
        for state, acts in WAITS_FOR.items()
        if any(grant.role in roles for act in acts for grant in POLICY[act])
    )


def waiting_acts(case: Case, beside: Waiting, today: date) -> tuple[Act, ...]:
    """The acts somebody can do for the case now: those it waits for, and the decisions on open requests."""
    acts = awaited_acts(case, beside)
    state = State(case.state)
    if state in WORKING:
        done = case.progress == 100 and case.pk not in beside.unreported
        acts = (Act.SUBMIT_FOR_VERIFICATION,) if done else (Act.REPORT_PROGRESS,)
    if state is State.NOTICING and Act.CLOSE_CASE in acts:
        over = today > beside.notice_ends.get(case.pk, today)
        acts = acts[:1] if len(acts) > 1 or over else ()
    others = (
        (beside.extensions, Act.APPROVE_EXTENSION),
        (beside.withdrawals, Act.APPROVE_WITHDRAWAL),
        (beside.seconds, Act.ANSWER_DOUBT),
    )
    return (*acts, *(act for cases, act in others if case.pk in cases))


def awaited_acts(case: Case, beside: Waiting) -> tuple[Act, ...]:
    """The acts that lead on from where the case stands, narrowed by what has happened to it."""
    state = State(case.state)
    if state is State.NOTICING and case.pk in beside.objections:
        return (Act.DISMISS_OBJECTION,)
    if state is State.NOTICING and case.pk in beside.applications:
        return (Act.CLOSE_CASE,)
    if state is State.NOTICING:
        return (Act.APPLY_CLOSE_OUT, Act.CLOSE_CASE)
    if state is State.VERIFYING and case.pk not in beside.unappointed:
        return (Act.PASS_VERIFICATION,)
    if state is State.FILED:
        return (_STATEMENT[beside.drafts.get(case.pk, False)],)
    return WAITS_FOR.get(state, ())


# By what became of the newest draft: none or sent back (False), waiting (None), reviewed (True).
_STATEMENT = {False: Act.DRAFT_STATEMENT, None: Act.REVIEW_STATEMENT, True: Act.DISCLOSE_CASE}


def beside_of(cases: Sequence[Case]) -> Waiting:
    """The rows beside ``cases``, one statement each."""
    noticing = [case.pk for case in cases if case.state == State.NOTICING]
    filed = [case.pk for case in cases if case.state == State.FILED]
    objections = Objection.objects.filter(notice__case__in=noticing, ruling=Objection.Ruling.OPEN)
    requests = CaseRequest.objects.filter(case__in=[case.pk for case in cases], approved=None)
    pending = list(requests.values_list("kind", "case_id"))
    verifying = [case.pk for case in cases if case.state == State.VERIFYING]
    answers = DoubtAnswer.objects.filter(case__in=verifying, round=F("case__round"))
    return Waiting(
        objections=frozenset(objections.values_list("notice__case_id", flat=True)),
        applications=frozenset(
            # Made for the notice that counts: see closure.facts.pending_application.
            CloseOut.objects.filter(
                case__in=noticing,
                approved=None,
                case__notices__ended_early_at=None,
                applied_at__gte=F("case__notices__posted_at"),
            ).values_list("case_id", flat=True)
        ),
        notice_ends=dict(
            Notice.objects.filter(case__in=noticing, ended_early_at=None).values_list("case_id", "ends_on")
        ),
        drafts=dict(
            Statement.objects.filter(case__in=filed).order_by("pk").values_list("case_id", "approved")
        ),
        extensions=frozenset(case for kind, case in pending if kind == CaseRequest.EXTENSION),
        withdrawals=frozenset(case for kind, case in pending if kind == CaseRequest.WITHDRAWAL),
        unreported=unreported(cases),
        **_doubted(cases, answers),
    )


def beside_of_one(case: Case) -> Waiting:
    """The same for one case, of its rows as they were read."""
    requests, notice, statement = rows_of(case, "requests"), current_notice(case), current_statement(case)
    pending = {row.kind for row in requests if row.approved is None}
    state, here = State(case.state), frozenset({case.pk})
    noticing = state is State.NOTICING
    none: frozenset[int] = frozenset()
    return Waiting(
        objections=here if noticing and open_objections(case) else none,
        applications=here if noticing and pending_application(case) else none,
        notice_ends={case.pk: notice.ends_on} if noticing and notice else {},
        drafts={case.pk: statement.approved} if state is State.FILED and statement else {},
        extensions=here if CaseRequest.EXTENSION in pending else none,
        withdrawals=here if CaseRequest.WITHDRAWAL in pending else none,
        unreported=unreported([case]),
        **_doubted([case], rows_now(case, "doubt_answers")),
    )


def _doubted(cases: Sequence[Case], given: Iterable[DoubtAnswer]) -> dict[str, frozenset[int]]:
    """``given``: the answers of the present round."""
    verifying = {case.pk: case for case in cases if case.state == State.VERIFYING}
    first: dict[int, set[str]] = defaultdict(set)
    second: dict[int, set[str]] = defaultdict(set)
    for answer in given:
        key = answer.case_id
        if key in verifying and answer.unit_id == verifying[key].second_verifying_id:
            second[key].add(answer.key)
        elif key in verifying and answer.weight == Weight.SEVERE:
            first[key].add(answer.key)
    appointed = {key for key, case in verifying.items() if case.second_verifying_id}
    return {
        "unappointed": frozenset(first.keys() - appointed),
        "seconds": frozenset(key for key in appointed if not second[key] or first[key] - second[key]),
    }
