"""The acts of 现场核验: record what inspectors found, answer what they objected to."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.models import SUBJECT
from bihuan.evidence.blobs import keep
from bihuan.evidence.models import Blob
from bihuan.inspection.facts import inspection_facts, same_sheet
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.rules import Checked, Filled, Row, answer_gates, check, days_late, wants_answer
from bihuan.intake.models import Batch
from bihuan.journal.record import record, record_many
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import NotAllowed, refuse_if

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def record_inspection(batch_id: int, *, by: Actor, now: datetime, filled: Filled) -> Inspection:
    """登记现场核验: who visited, when, and what was found item by item, all or nothing (S22).

    The sheet is kept as it came. One that was recorded before is the answer and nothing is written. What an upper
    level found changes no state: a relapse is decided by the office (reopen_case).
    """
    related = Batch.objects.select_related("coordinator").select_for_update(of=("self",))
    batch = related.get(pk=batch_id)
    if finding := may(by, Act.RECORD_INSPECTION, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])
    if before := same_sheet(batch, filled.content):
        return before
    read = check(filled, inspection_facts(batch, filled, day_of(now)))
    refuse_if(read.findings)
    assert read.visited_on is not None  # the rules have seen to it
    inspection = Inspection.objects.create(
        batch=batch,
        body=read.body,
        inspectors=read.inspectors,
        visited_on=read.visited_on,
        sheet=_kept(filled.content) if filled.content else None,
        sheet_name=filled.name[:255],
        recorded_by_id=by.staff_id,
        recorded_at=now,
    )
    InspectionFinding.objects.bulk_create(
        InspectionFinding(
            inspection=inspection,
            case_id=row.item.key,
            verdict=row.verdict,
            text=row.text,
            answer_due_on=row.due_on,
        )
        for row in read.rows
    )
    _tell(inspection, read, by, now)
    return inspection


def _kept(content: bytes) -> Blob:
    blob, _ = Blob.objects.get_or_create(
        sha256=keep(content), defaults={"size": len(content), "media_type": XLSX}
    )
    return blob


def _tell(inspection: Inspection, read: Checked, by: Actor, now: datetime) -> None:
    """An entry under each case, then the one under the batch that tells the rows."""
    visit = f"{read.body}{read.visited_on}现场核验"
    batch_id = inspection.batch_id
    told = [(row.item.key, f"{visit}，{_said(row)}") for row in read.rows]
    record_many(
        Act.RECORD_INSPECTION, by=by, now=now, subject_kind=SUBJECT, batch_id=batch_id, sentences=told
    )
    record(
        Act.RECORD_INSPECTION,
        by=by,
        now=now,
        subject_kind="batch",
        subject_id=batch_id,
        batch_id=batch_id,
        sentence=f"登记{visit}，共{len(read.rows)}项",
        data={"inspection": inspection.pk, "sheet": inspection.sheet_id or ""},
    )


def _said(row: Row) -> str:
    due = f"（{row.due_on}前回复）" if row.due_on else ""
    return f"结论：{row.verdict.label}{'。' if row.text else ''}{row.text}{due}"


@transaction.atomic
def answer_finding(finding_id: int, *, by: Actor, now: datetime, text: str) -> InspectionFinding:
    """回复核验意见: the unit or the coordinator answers, once (S22). That it came late stays in the record."""
    related = InspectionFinding.objects.select_for_update(of=("self",)).select_related(
        "inspection", "case__batch__coordinator", "case__lead", "case__verifying", "case__second_verifying"
    )
    finding = related.get(pk=finding_id)
    if refused := may(by, Act.ANSWER_FINDING, finding.case.standing()):
        raise NotAllowed([refused])
    wanted = wants_answer(finding.verdict, finding.answer_due_on)
    refuse_if(answer_gates(wanted=wanted, answered=finding.answered_at is not None, text=text))
    finding.answer, finding.answered_by_id, finding.answered_at = text.strip(), by.staff_id, now
    finding.save(update_fields=["answer", "answered_by", "answered_at"])
    late = days_late(finding.answer_due_on, day_of(now), day_of(now))
    record(
        Act.ANSWER_FINDING,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=finding.case_id,
        batch_id=finding.case.batch_id,
        sentence=f"回复{finding.inspection}意见{f'（逾期{late}天）' if late else ''}：{finding.answer}",
        data={"finding": finding.pk, "late": late},
    )
    return finding
