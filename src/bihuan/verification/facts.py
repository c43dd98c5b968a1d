"""Gathers what a verification is held against: the original words, the target, the measures, the indicators."""

from bihuan.cases.history import handlers_of
from bihuan.cases.models import Case, Measure
from bihuan.evidence.facts import missing_evidence
from bihuan.kernel.findings import Finding
from bihuan.people.models import Post
from bihuan.plans.rules import loose_ends
from bihuan.triage.models import Membership
from bihuan.verification.independence import belonging_findings, person_findings, unit_findings
from bihuan.verification.models import Line, Verification
from bihuan.verification.rules import SIGNS, IndicatorFacts, indicator_findings


def indicator_facts(case: Case) -> tuple[IndicatorFacts, ...]:
    """The indicators with their readings."""
    return tuple(
        IndicatorFacts(row.name, row.comparator, row.value, row.unit, row.numerator, row.denominator)
        for row in case.indicators.all()
    )


def acceptance_lines(case: Case) -> tuple[tuple[str, str], ...]:
    """What the verifier's form asks about, in order: (subject, text)."""
    subject = Line.Subject
    opinions = Membership.objects.filter(case=case).select_related("opinion").order_by("opinion__number")
    return (
        *((subject.OPINION, row.opinion.text) for row in opinions),
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


def independence_findings(case: Case, user_id: int | None, name: str) -> list[Finding]:
    """Why this person of this unit may not verify the case."""
    own_units = Post.objects.filter(user=user_id).values_list("unit__path", flat=True)
    return [
        *_unit_independence(case),
        *person_findings(user_id, handlers_of(case.pk), name=name),
        *belonging_findings(list(own_units), case.standing().lead, name=name),
    ]


def _unit_independence(case: Case) -> list[Finding]:
    """Why the appointed unit may not verify the case; a case may have been handed to another unit since."""
    standing = case.standing()
    supporting = list(case.supporting.values_list("unit__path", flat=True))
    unit_name = case.verifying.name if case.verifying else ""
    return unit_findings(standing.verifying, standing.lead, supporting, name=unit_name)


def submission_gates(case: Case) -> list[Finding]:
    """What is missing before the case may be sent to verification: evidence, loose measures, unread indicators."""
    return [
        *missing_evidence(case),
        *loose_ends(measure_states(case)),
        *indicator_findings(indicator_facts(case)),
        *_unit_independence(case),
    ]


def measure_states(case: Case) -> list[tuple[int, bool]]:
    """Each measure by position, and whether it is done or kept up."""
    finished = {Measure.Progress.DONE.value, Measure.Progress.KEPT_UP.value}
    return [(row.position, row.progress in finished) for row in case.measures.all()]


def verified_independence(case: Case, verification: Verification) -> list[Finding]:
    """Whether the verification on record was independent, judged by the rows as they stand now."""
    standing = case.standing()
    supporting = list(case.supporting.values_list("unit__path", flat=True))
    return [
        *unit_findings(verification.unit.path, standing.lead, supporting, name=verification.unit.name),
        *person_findings(
            verification.verified_by_id, handlers_of(case.pk), name=verification.verified_by.name
        ),
    ]
