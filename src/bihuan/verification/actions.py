"""Acts of verification: appoint (a second unit too), submit, pass, fail."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import unit_findings
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.cases.history import hands_of
from bihuan.cases.models import Case
from bihuan.cases.rules import zone_findings
from bihuan.doubts.facts import unanswered_doubts
from bihuan.kernel.errors import refuse_if
from bihuan.kernel.findings import Finding
from bihuan.people.models import Unit
from bihuan.verification import rules
from bihuan.verification.facts import acceptance_lines, submission_gates, unit_independence
from bihuan.verification.models import Line, Submission, Verification
from bihuan.verification.rules import Check


@transaction.atomic
def appoint_verifier(case_id: int, *, by: Actor, now: datetime, unit: Unit) -> Case:
    """指定核查单位: another unit than those that do the work (T1)."""
    case = lock(case_id)
    allow(by, Act.APPOINT_VERIFIER, case)
    refuse_if(_appointment_findings(case, unit, case.standing().second))
    case.verifying = unit
    advance(case, Act.APPOINT_VERIFIER, by=by, now=now, detail=unit.name, data={"unit": unit.pk})
    return case


@transaction.atomic
def appoint_second_verifier(case_id: int, *, by: Actor, now: datetime, unit: Unit) -> Case:
    """指定会同核查单位: it answers severe doubts as well (S17), so it is another department than the first."""
    case = lock(case_id)
    allow(by, Act.APPOINT_SECOND_VERIFIER, case)
    refuse_if(_appointment_findings(case, unit, case.standing().verifying))
    case.second_verifying = unit
    advance(case, Act.APPOINT_SECOND_VERIFIER, by=by, now=now, detail=unit.name, data={"unit": unit.pk})
    return case


@transaction.atomic
def submit_for_verification(case_id: int, *, by: Actor, now: datetime, self_check: str) -> Submission:
    """申请核查: the unit's leader signs that the work is done. No loose end, no missing evidence (S14, S18)."""
    case = lock(case_id)
    allow(by, Act.SUBMIT_FOR_VERIFICATION, case)
    refuse_if(rules.self_check_findings(self_check) + submission_gates(case, hands_of(case)))
    submission = Submission.objects.create(
        case=case, round=case.round, self_check=self_check, signed_by_id=by.staff_id, signed_at=now
    )
    advance(case, Act.SUBMIT_FOR_VERIFICATION, by=by, now=now, data={"submission": submission.pk})
    return submission


@transaction.atomic
def pass_verification(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    checks: Sequence[Check],
    verifiers: Sequence[str],
    remark: str,
    visited_on: date | None = None,
) -> Verification:
    """核查通过: an independent unit found every line met and answered every doubt."""
    case = lock(case_id)
    allow(by, Act.PASS_VERIFICATION, case)
    lines = acceptance_lines(case)
    checks = rules.on_the_form(checks, lines)
    refuse_if(
        unit_independence(case, hands_of(case))
        + rules.pass_findings(checks, len(lines), verifiers, case.batch.rulebook.verifiers)
        + unanswered_doubts(case)
    )
    verification = _write(case, by, now, checks, verifiers, remark, visited_on, passed=True)
    advance(
        case, Act.PASS_VERIFICATION, by=by, now=now, detail=remark, data={"verification": verification.pk}
    )
    return verification


@transaction.atomic
def fail_verification(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    checks: Sequence[Check],
    verifiers: Sequence[str],
    remark: str,
    visited_on: date | None = None,
) -> Verification:
    """核查不通过: back to the unit, with what is wanting."""
    case = lock(case_id)
    allow(by, Act.FAIL_VERIFICATION, case)
    lines = acceptance_lines(case)
    checks = rules.on_the_form(checks, lines)
    refuse_if(
        unit_independence(case, hands_of(case))
        + reason_given(remark, "不通过的原因", clause="S17")
        + rules.form_findings(checks, len(lines), verifiers, case.batch.rulebook.verifiers)
    )
    verification = _write(case, by, now, checks, verifiers, remark, visited_on, passed=False)
    advance(
        case, Act.FAIL_VERIFICATION, by=by, now=now, detail=remark, data={"verification": verification.pk}
    )
    return verification


def _appointment_findings(case: Case, unit: Unit, other: str) -> list[Finding]:
    """``other``: where the other of the two verifying units stands."""
    return (
        zone_findings({unit.name: unit.path}, case.standing().coordinator)
        + unit_findings(unit.path, hands_of(case), name=unit.name)
        + rules.two_units_findings(unit.path, other, name=unit.name)
    )


def _write(
    case: Case,
    by: Actor,
    now: datetime,
    checks: Sequence[Check],
    verifiers: Sequence[str],
    remark: str,
    visited_on: date | None,
    *,
    passed: bool,
) -> Verification:
    submission = case.submissions.latest("pk")
    assert case.verifying_id is not None  # independence has seen to it
    verification = Verification.objects.create(
        submission=submission,
        case=case,
        round=case.round,
        unit_id=case.verifying_id,
        verified_by_id=by.staff_id,
        verifiers="、".join(name.strip() for name in verifiers if name.strip()),
        visited_on=visited_on,
        passed=passed,
        remark=remark,
        at=now,
    )
    Line.objects.bulk_create(
        Line(
            verification=verification,
            position=position,
            subject=check.subject,
            text=check.text,
            met=check.met,
            found=check.found,
        )
        for position, check in enumerate(checks, start=1)
    )
    return verification
