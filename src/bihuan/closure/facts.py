"""Gathers everything the gates of a close-out look at."""

from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from bihuan.access.acts import Act
from bihuan.access.independence import Hands
from bihuan.cases.models import Case
from bihuan.cases.queries import rows_now, rows_of
from bihuan.closure.gates import ClosingFacts
from bihuan.closure.models import CloseOut
from bihuan.doubts.facts import unanswered_doubts
from bihuan.evidence.facts import missing_evidence
from bihuan.kernel.findings import Finding
from bihuan.notice.models import Notice, Objection
from bihuan.plans.rules import loose_ends
from bihuan.response.facts import members_of, voices
from bihuan.response.rules import VoiceFacts, unanswered, unvisited
from bihuan.triage.amendments import unsettled
from bihuan.verification.facts import indicator_facts, measure_states, verified_independence
from bihuan.verification.models import Verification
from bihuan.verification.rules import indicator_findings


def pending_application(case: Case) -> CloseOut | None:
    """The application that waits for a decision: made for the notice that counts, not for one that was broken off."""
    notice = current_notice(case)
    rows: list[CloseOut] = rows_now(case, "close_outs") if notice else []
    waiting = [row for row in rows if notice and row.approved is None and row.applied_at >= notice.posted_at]
    return waiting[-1] if waiting else None


def valid_close_out(case: Case) -> CloseOut | None:
    """The close-out in force, if the case is struck off."""
    return case.close_outs.filter(approved=True, revoked_at=None).last()


def last_verification(case: Case) -> Verification | None:
    """The newest verification of the present round."""
    rows: list[Verification] = rows_now(case, "verifications", "unit", "verified_by")
    return rows[-1] if rows else None


def current_notice(case: Case) -> Notice | None:
    """The notice that counts."""
    rows: list[Notice] = [row for row in rows_now(case, "notices") if row.ended_early_at is None]
    return rows[-1] if rows else None


def visits_wanted(case: Case, act: Act, said: Sequence[VoiceFacts] | None = None) -> tuple[Finding, ...]:
    """What the RuleBook asks of return visits before ``act`` (S26); ``said`` is ``voices(case)`` where it is known."""
    if case.batch.rulebook.visit_before != act:
        return ()
    return tuple(unvisited(voices(case) if said is None else said))


def open_objections(case: Case) -> int:
    """How many objections nobody has ruled on, whatever became of their notice."""
    notices: list[Notice] = rows_of(case, "notices")
    prefetch_related_objects(notices, "objections")
    return sum(row.ruling == Objection.Ruling.OPEN for notice in notices for row in notice.objections.all())


def closing_facts(case: Case, hands: Hands, today: date) -> ClosingFacts:
    """The facts of a close-out, were it approved on ``today``."""
    application, verification, notice = (
        pending_application(case),
        last_verification(case),
        current_notice(case),
    )
    said = voices(case)
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
        unanswered_voices=tuple(unanswered(said)),
        unvisited_voices=visits_wanted(case, Act.CLOSE_CASE, said),
        doubts=tuple(unanswered_doubts(case)),
        amendments=tuple(unsettled([row.opinion for row in members_of(case)])),
    )
