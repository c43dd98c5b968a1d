"""核验意见 as rows: on the page of a case, of a visit, and in 待办."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.models import Case
from bihuan.inspection.models import InspectionFinding
from bihuan.inspection.queries import findings_of, findings_to_answer
from bihuan.inspection.report import lateness, state_of
from bihuan.inspection.rules import Verdict, wants_answer

# How a verdict looks: the kinds of {% status %}.
SIGNS = {Verdict.PASSED: "done", Verdict.PARTLY: "wait", Verdict.FAILED: "bad", Verdict.NOT_SEEN: "off"}
MOST_WAITING = 50


def inspection_panel(actor: Actor, case: Case, today: date) -> list[dict[str, Any]]:
    """What ``inspections/panel.html`` shows on the page of a case that the actor may see. One statement."""
    return [finding_row(actor, finding, today) for finding in findings_of(case)]


def waiting_findings(actor: Actor, today: date) -> list[dict[str, Any]]:
    """待回复核验意见: the first that are due."""
    return [finding_row(actor, finding, today) for finding in findings_to_answer(actor)[:MOST_WAITING]]


def finding_row(actor: Actor, finding: InspectionFinding, today: date) -> dict[str, Any]:
    """A finding (from ``inspection.queries``) with its links: to answer it, to decide on the relapse it may show."""
    case, verdict = finding.case, Verdict(finding.verdict)
    standing = case.standing()
    wanted = wants_answer(verdict, finding.answer_due_on) and finding.answered_at is None
    may_answer = wanted and may(actor, Act.ANSWER_FINDING, standing) is None
    suspects = bool(finding.suspects)  # type: ignore[attr-defined]  # annotated by the query
    may_reopen = suspects and may(actor, Act.REOPEN_CASE, standing) is None
    reason = f"{finding.inspection}结论为“{verdict.label}”：{finding.text}"
    return {
        "finding": finding,
        "case": case,
        "verdict": verdict.label,
        "sign": SIGNS[verdict],
        "state": state_of(finding, today),
        "state_sign": "done" if finding.answered_at else "wait" if wanted else "off",
        "late": lateness(finding, today),
        "may_answer": may_answer,
        "answer_url": reverse("finding-answer", args=[case.pk, finding.pk]),
        "suspects": suspects,
        "reopen_url": f"{reverse('case-act', args=[case.pk, 'reopen-case'])}?{urlencode({'reason': reason})}"
        if may_reopen
        else "",
    }
