"""Acts of 书面报送 (S20): a unit submits its report on a batch, or a supplement; the coordinator sends one back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.documents.kinds import KINDS
from bihuan.intake.models import Batch
from bihuan.issuing.actions import issue_paper
from bihuan.issuing.facts import Matter, content_of, matter_of, unchanged
from bihuan.issuing.models import IssuedPaper, SubmittedReport
from bihuan.issuing.report_queries import report_facts
from bihuan.issuing.report_rules import FinalFacts, final_gates, report_gates, send_back_gates
from bihuan.journal.record import record
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import print_code
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.findings import Finding
from bihuan.reports.submissions import days_late

REPORT = KINDS["completion-report"]


@transaction.atomic
def submit_report(
    batch_id: int,
    unit_id: int,
    *,
    by: Actor,
    now: datetime,
    typed: Mapping[str, str] | None = None,
    paper_id: int | None = None,
) -> SubmittedReport:
    """报送整改情况报告: make it final as the ledger is now and hand it in; after the first one it is a supplement.

    ``typed`` is what the unit adds. ``paper_id`` names a report that was made final before, to be handed in as it
    stands. Late is what comes after the day in the notice; that day is not moved (T6). Raises DoesNotExist where there
    is no such batch, unit or paper.
    """
    Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    matter = matter_of(REPORT, batch_id, unit_id=unit_id)
    _allow(by, Act.SUBMIT_REPORT, matter)
    kept = _paper(matter, paper_id) if paper_id is not None else None
    words = content_of(kept).typed if kept else typed or {}
    refuse_if([*report_gates(report_facts(matter, words)), *(_final(matter, kept) if kept else ())])
    paper = kept or issue_paper(REPORT.name, batch_id, by=by, now=now, unit_id=unit_id, typed=words)
    last = SubmittedReport.objects.filter(batch=batch_id, unit=unit_id).aggregate(last=Max("sequence"))
    report = SubmittedReport.objects.create(
        batch=matter.batch,
        unit_id=unit_id,
        sequence=(last["last"] or 0) + 1,
        paper=paper,
        submitted_by_id=by.staff_id,
        submitted_at=now,
    )
    late = days_late(matter.batch.report_due_on, day_of(now))
    due = f"，逾期{late}天" if late and report.sequence == 1 else ""
    _record(Act.SUBMIT_REPORT, report, by, now, f"报送{_name(report)}{due}")
    return report


@transaction.atomic
def send_back_report(report_id: int, *, by: Actor, now: datetime, reason: str) -> SubmittedReport:
    """退回整改情况报告, with what to mend. It no longer counts as submitted; the unit submits another."""
    row = SubmittedReport.objects.only("batch").get(pk=report_id)
    Batch.objects.select_for_update(of=("self",)).get(pk=row.batch_id)
    related = SubmittedReport.objects.select_related("batch__coordinator", "unit", "paper")
    report = related.select_for_update(of=("self",)).get(pk=report_id)
    _allow(by, Act.SEND_BACK_REPORT, Matter(report.batch, unit=report.unit))
    refuse_if(send_back_gates(sent_back=report.sent_back_at is not None, reason=reason))
    report.sent_back_by_id, report.sent_back_at, report.sent_back_reason = by.staff_id, now, reason
    report.save(update_fields=["sent_back_by", "sent_back_at", "sent_back_reason"])
    _record(Act.SEND_BACK_REPORT, report, by, now, f"退回{_name(report)}：{reason}")
    return report


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _allow(by: Actor, act: Act, matter: Matter) -> None:
    if finding := may(by, act, matter.standing()):
        raise NotAllowed([finding])


def _paper(matter: Matter, paper_id: int) -> IssuedPaper:
    """The report of this unit on this batch that was made final, locked."""
    own = IssuedPaper.objects.filter(kind=REPORT.name, batch=matter.batch, unit=matter.unit)
    return own.select_for_update(of=("self",)).get(pk=paper_id)


def _final(matter: Matter, paper: IssuedPaper) -> list[Finding]:
    return final_gates(
        FinalFacts(
            spoiled=paper.spoiled_at is not None,
            submitted=SubmittedReport.objects.filter(paper=paper).exists(),
            unchanged=unchanged(REPORT, matter, paper),
        )
    )


def _name(report: SubmittedReport) -> str:
    nth = "" if report.sequence == 1 else f"（第{report.sequence}次）"
    return f"{report.unit.name}整改完成情况报告{nth}（校验码{print_code(report.paper.code)}）"


def _record(act: Act, report: SubmittedReport, by: Actor, now: datetime, sentence: str) -> None:
    """The journal row, in the history of the batch."""
    record(
        act,
        by=by,
        now=now,
        subject_kind="batch",
        subject_id=report.batch_id,
        batch_id=report.batch_id,
        sentence=sentence,
        data={
            "report": report.pk,
            "unit": report.unit_id,
            "sequence": report.sequence,
            "paper": report.paper_id,
            "code": report.paper.code,
        },
    )
