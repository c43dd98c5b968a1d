"""Gathers what a verification is held against: the original words, the target, the measures, the indicators."""

from collections.abc import Iterable

from django.db.models import F

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, independence_findings, unit_findings
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure
from bihuan.evidence.facts import missing_evidence
from bihuan.kernel.findings import Finding
from bihuan.plans.models import ProgressReport
from bihuan.plans.rules import loose_ends
from bihuan.response.facts import members_of
from bihuan.verification.models import Line, Verification
from bihuan.verification.rules import SIGNS, IndicatorFacts, indicator_findings, sent_back_findings


def indicator_facts(case: Case) -> tuple[IndicatorFacts, ...]:
    """The indicators with their readings."""
    return tuple(
        IndicatorFacts(row.name, row.comparator, row.value, row.unit, row.numerator, row.denominator)
        for row in case.indicators.all()
    )


def acceptance_lines(case: Case) -> tuple[tuple[str, str], ...]:
    """What the verifier's form asks about, in order: (subject, text)."""
    subject = Line.Subject
    return (
        *((subject.OPINION, row.opinion.text) for row in members_of(case)),
        (subject.TARGET, case.target),
        *((subject.MEASURE, f"{row.position}. {row.text}") for row in case.measures.all()),
        *(
            (
                subject.INDICATOR,
                f"{row.name}{SIGNS.get(row.comparator, row.comparator)}{row.value.normalize():f}{row.unit}",
            )
            for row in case.indicators.all()
        ),
    )


def unit_independence(case: Case, hands: Hands) -> list[Finding]:
    """Why the appointed unit may not verify the case; a case may have been handed to another unit since."""
    unit = case.verifying
    return unit_findings(unit.path if unit else "", hands, name=unit.name if unit else "")


def submission_gates(case: Case, hands: Hands) -> list[Finding]:
    """What is missing before the case may be sent to verification: evidence, loose measures, unread indicators, a
    word of what was done since it was sent back."""
    return [
        *sent_back_findings(unreported=case.pk in unreported([case])),
        *missing_evidence(case),
        *loose_ends(measure_states(case)),
        *indicator_findings(indicator_facts(case)),
        *unit_independence(case, hands),
    ]


def unreported(cases: Iterable[Case]) -> frozenset[int]:
    """Those that were sent back to be put right, and of which no progress was reported since."""
    sent_back = {case.pk for case in cases if case.state == State.REWORK}
    since = ProgressReport.objects.filter(case__in=sent_back, at__gte=F("case__state_since"))
    return frozenset(sent_back.difference(since.values_list("case_id", flat=True)))


def measure_states(case: Case) -> list[tuple[int, bool]]:
    """Each measure by position, and whether it is done or kept up."""
    finished = {Measure.Progress.DONE.value, Measure.Progress.KEPT_UP.value}
    return [(row.position, row.progress in finished) for row in case.measures.all()]


def verified_independence(verification: Verification, hands: Hands) -> list[Finding]:
    """Whether the verification on record was independent, judged by the rows as they stand now.

    Of the person what they did is asked, not which posts they hold by now: a verifier may move on.
    """
    unit, person = verification.unit, verification.verified_by
    return [
        *unit_findings(unit.path, hands, name=unit.name),
        *independence_findings(Actor(person.pk, person.name), Act.PASS_VERIFICATION, hands),
    ]
