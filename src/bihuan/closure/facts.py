"""Gathers everything the gates of a close-out look at."""

from datetime import date

from bihuan.access.acts import Act
from bihuan.access.independence import Hands
from bihuan.cases.models import Case
from bihuan.closure.gates import ClosingFacts
from bihuan.closure.models import CloseOut
from bihuan.doubts.facts import unanswered_doubts
from bihuan.evidence.facts import missing_evidence
from bihuan.kernel.findings import Finding
from bihuan.notice.models import Notice, Objection
from bihuan.plans.rules import loose_ends
from bihuan.response.facts import voices
from bihuan.response.rules import unanswered, unvisited
from bihuan.verification.facts import indicator_facts, measure_states, verified_independence
from bihuan.verification.models import Verification
from bihuan.verification.rules import indicator_findings


def pending_application(case: Case) -> CloseOut | None:
    """The application that waits for a decision: made for the notice that counts, not for one that was broken off."""
    notice = current_notice(case)
    if notice is None:
        return None
    waiting = case.close_outs.filter(round=case.round, approved=None)
    return waiting.filter(applied_at__gte=notice.posted_at).last()


def valid_close_out(case: Case) -> CloseOut | None:
    """The close-out in force, if the case is struck off."""
    return case.close_outs.filter(approved=True, revoked_at=None).last()


def last_verification(case: Case) -> Verification | None:
    """The newest verification of the present round."""
    return case.verifications.filter(round=case.round).select_related("unit", "verified_by").last()


def current_notice(case: Case) -> Notice | None:
    """The notice that counts."""
    return case.notices.filter(round=case.round, ended_early_at=None).last()


def visits_wanted(case: Case, act: Act) -> tuple[Finding, ...]:
    """What the RuleBook asks of return visits before ``act`` (S26)."""
    return tuple(unvisited(voices(case))) if case.batch.rulebook.visit_before == act else ()


def open_objections(case: Case) -> int:
    """How many objections nobody has ruled on, whatever became of their notice."""
    return Objection.objects.filter(notice__case=case, ruling=Objection.Ruling.OPEN).count()


def closing_facts(case: Case, hands: Hands, today: date) -> ClosingFacts:
    """The facts of a close-out, were it approved on ``today``."""
    application, verification, notice = (
        pending_application(case),
        last_verification(case),
        current_notice(case),
    )
    # Those against an earlier notice too: breaking it off answers nobody.
    return ClosingFacts(
        today=today,
        applied=application is not None,
        verified=verification is not None and verification.passed,
        notice_ends_on=notice.ends_on if notice else None,
        open_objections=open_objections(case),
        loose_measures=tuple(loose_ends(measure_states(case))),
        missing_evidence=tuple(missing_evidence(case)),
        independence=tuple(verified_independence(verification, hands) if verification else ()),
        short_indicators=tuple(indicator_findings(indicator_facts(case))),
        unanswered_voices=tuple(unanswered(voices(case))),
        unvisited_voices=visits_wanted(case, Act.CLOSE_CASE),
        doubts=tuple(unanswered_doubts(case)),
    )
