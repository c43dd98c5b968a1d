"""The act of importing: what was read of a file becomes a batch, its opinions and its draft cases. All or nothing.

It stands here and not in ``intake`` because a row of the target table is already triage: an opinion that somebody
above has turned into a case. A second import of the same file, or of the same rows in another file, changes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading, Row
from bihuan.intake.rulebook import RuleBook
from bihuan.journal.bulk import insert_many
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block, warn
from bihuan.kernel.numbers import squeeze
from bihuan.people.directory import (
    STAND_IN,
    Directory,
    area_in_place_of,
    area_named_by,
    area_of,
    forget_stand_in,
)
from bihuan.people.models import Unit
from bihuan.people.sealed import seal
from bihuan.triage.draft_cases import store_cases
from bihuan.triage.places import begin_places


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. ``already_imported``: the very file was known, and nothing was changed."""

    batch: Batch
    new_batch: bool = False
    new_opinions: int = 0
    new_cases: int = 0
    unchanged: int = 0
    new_units: tuple[str, ...] = ()
    already_imported: bool = False
    findings: tuple[Finding, ...] = ()


@transaction.atomic
def import_reading(
    reading: Reading,
    *,
    by: Actor,
    now: datetime,
    name: str,
    sha256: str,
    batch_id: int | None = None,
    new_number: str = "",
) -> ImportResult:
    """Import what was read of the file ``name``.

    The batch is ``batch_id``, else the one numbered like the document or ``new_number``, else a new one.
    Raises Refused when something in the file cannot be stored, NotAllowed when ``by`` does not coordinate the batch.
    """
    if known := _known_file(sha256, by, batch_id):
        _allow(by, known)
        return ImportResult(known, already_imported=True)
    number = new_number or reading.document.number or ""
    if findings := unusable(reading, number):
        raise Refused(findings)
    batch, new_batch, directory = _batch(reading.document, by, batch_id, number)
    _allow(by, batch)
    name = name.encode(errors="replace").decode()  # a file system knows names that are no text
    opinions, findings, unchanged = _store_opinions(batch, reading)
    new_cases = store_cases(batch, reading.table.rows if reading.table else (), directory, by, now)
    begin_places(batch, now)
    ImportedFile.objects.create(
        batch=batch,
        name=name[-255:],
        sha256=sha256,
        imported_at=now,
        findings=json.dumps([f.as_dict() for f in (*reading.findings, *findings)], ensure_ascii=False),
    )
    added = tuple(unit.name for unit in directory.added)
    record(
        Act.IMPORT_FILE,
        by=by,
        now=now,
        subject_kind="batch",
        subject_id=batch.pk,
        batch_id=batch.pk,
        sentence=f"导入“{name}”：新增意见{opinions}条、事项{new_cases}项",
        data={
            "sha256": sha256,
            "opinions": opinions,
            "cases": new_cases,
            "unchanged": unchanged,
            "units": added,
        },
    )
    return ImportResult(
        batch,
        new_batch=new_batch,
        new_opinions=opinions,
        new_cases=new_cases,
        unchanged=unchanged,
        new_units=added,
        findings=(*reading.findings, *findings),
    )


def unusable(reading: Reading, number: str = "") -> list[Finding]:
    """What of a reading cannot be stored: two rows under one number, and words too long for their column."""
    findings = [*reading.blocking, *_document_too_long(reading.document, number)]
    for line in reading.opinions:
        if len(line.number) > 40 or len(line.type) > 40 or len(line.source) > 60:
            parts = [("编号", line.number, 40), ("意见建议类型", line.type, 40), ("来源", line.source, 60)]
            findings += _too_long(line.where, parts, "S2")
    for row in reading.table.rows if reading.table else ():
        findings += _row_too_long(row)
    return findings


def _document_too_long(facts: DocumentFacts, number: str) -> list[Finding]:
    parts = [("发文字号", number, 60), ("标题", facts.title, 300), ("方案标题", facts.plan_title, 300)]
    parts += [("发文机关", facts.issuing_body, 100), ("主送", facts.recipients, 200)]
    parts += [("牵头单位", facts.coordinator, 100), ("报送单位", facts.report_to, 100)]
    return _too_long("来件正文", [(name, text or "", limit) for name, text, limit in parts], "S5")


def _row_too_long(row: Row) -> list[Finding]:
    parts = [("问题编号", row.number, 40), ("负责人", row.person, 40), ("整改时限", row.limit.text, 100)]
    parts += [("意见建议类型", row.type, 40), *(("责任部门", unit, 100) for unit in row.units)]
    return _too_long(row.where, parts, "S3")


def _too_long(where: str, parts: Sequence[tuple[str, str, int]], clause: str) -> list[Finding]:
    """Nothing is cut short in silence: what does not fit its column is named."""
    return [
        block(
            "text-too-long",
            f"{where}的“{name}”超过{limit}个字，请核对后重新导入。",
            where=where,
            clause=clause,
        )
        for name, text, limit in parts
        if len(text) > limit
    ]


def _allow(by: Actor, batch: Batch) -> None:
    if finding := may(by, Act.IMPORT_FILE, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])


def _known_file(sha256: str, by: Actor, batch_id: int | None) -> Batch | None:
    """The batch this very file was imported into; a batch of somebody else's stays unknown."""
    files = ImportedFile.objects.filter(sha256=sha256).select_related("batch__coordinator").order_by("pk")
    for file in files.filter(batch=batch_id) if batch_id else files:
        if may(by, Act.IMPORT_FILE, Standing(coordinator=file.batch.coordinator.path)) is None:
            return file.batch
    return None


def _batch(
    facts: DocumentFacts, by: Actor, batch_id: int | None, number: str
) -> tuple[Batch, bool, Directory]:
    batches = Batch.objects.select_for_update(of=("self",)).select_related("coordinator")
    batch = batches.get(pk=batch_id) if batch_id else batches.filter(number=number).first()
    if batch is not None:
        _allow(by, batch)  # before the file may say whose batch it is
        _complete(batch, facts)
        return batch, False, Directory(area_of(batch.coordinator))
    if not number:
        message = "文件中没有发文字号，请指明要并入的批次，或者填写新批次的文号。"
        raise Refused([block("batch-number-missing", message, clause="S5")])
    directory = Directory(_area(facts, by))
    own = Unit.objects.filter(pk__in=by.unit_ids()).order_by("pk").first()
    coordinator = directory.find_or_add(facts.coordinator) if facts.coordinator else (own or directory.area)
    if facts.issuing_body and facts.issuing_body != directory.area.name:
        directory.find_or_add(facts.issuing_body)
    batch = Batch(number=number, title=number, coordinator=coordinator, rules=RuleBook().as_text())
    for field, value in _said_of(facts).items():
        setattr(batch, field, value)
    batch.save()
    return batch, True, directory


def _said_of(facts: DocumentFacts) -> dict[str, Any]:
    """What the document says of its batch; what it does not say is left out."""
    said = {
        "title": facts.title,
        "plan_title": facts.plan_title,
        "issuing_body": facts.issuing_body,
        "recipients": facts.recipients,
        "issued_on": facts.issued_on,
        "basis": "\n".join(facts.basis),
        "evaluation_year": facts.evaluation_year,
        "work_year": facts.work_year,
        "plan_period_end": facts.plan_period_end,
        "report_due_on": facts.report_due_on,
        "report_to": facts.report_to,
        "received_count": facts.received_count,
        "rectify_count": facts.rectify_count,
        "attachments": "\n".join(facts.attachments),
        "letter": "\n".join(facts.letter),
        "plan_text": "\n".join(facts.plan),
        "duties": json.dumps([asdict(duty) for duty in facts.duties], ensure_ascii=False)
        if facts.duties
        else "",
    }
    return {field: value for field, value in said.items() if value not in (None, "")}


def _complete(batch: Batch, facts: DocumentFacts) -> None:
    """The notice may arrive after its list of opinions: then it fills in what its batch does not know yet."""
    if facts.number != batch.number or batch.issued_on is not None:
        return
    for field, value in _said_of(facts).items():
        setattr(batch, field, value)
    area = batch.coordinator
    if batch.frozen_at is None and area.is_area:
        # A list names no coordinator, so the whole area stood in for the department that the notice names.
        directory = Directory(area_in_place_of(area, facts.issuing_body or ""))
        batch.coordinator = directory.find_or_add(facts.coordinator) if facts.coordinator else directory.area
        if facts.issuing_body:
            directory.find_or_add(facts.issuing_body)
    batch.save()
    forget_stand_in(area)


def _area(facts: DocumentFacts, by: Actor) -> Unit:
    """The zone a new batch belongs to: that of whoever imports it, else the one whose office issued the notice."""
    own = Unit.objects.filter(pk__in=by.unit_ids()).order_by("pk").first()
    if own is not None:
        return area_of(own)
    return area_named_by(facts.issuing_body or STAND_IN)


def _store_opinions(batch: Batch, reading: Reading) -> tuple[int, list[Finding], int]:
    """Add the opinions not yet there: (added, findings, unchanged). Words once stored stay as they are."""
    stored = Opinion.objects.filter(batch=batch).values_list(
        "number", "text", "contact_name", "contact_phone", "received_on"
    )
    known = {number: (text, bool(name or phone), day) for number, text, name, phone, day in stored}
    new: dict[str, OpinionLine] = {}
    findings, unchanged = [], 0
    for line in _lines(reading):
        if line.number not in known:
            findings += _differences(new.setdefault(line.number, line).text, line)
            continue
        unchanged += 1
        text, contactable, received_on = known[line.number]
        findings += _differences(text, line)
        if not contactable and (line.contact_name or line.contact_phone):
            _fill_contact(batch, line)
        if received_on is None and line.received_on is not None:
            _fill_arrival(batch, line)
    insert_many(Opinion, (_opinion(batch, line) for line in new.values()))
    return len(new), findings, unchanged


def _lines(reading: Reading) -> Iterator[OpinionLine]:
    """The opinions of the file: its list, then the rows of its table, whose content is an opinion's words."""
    yield from reading.opinions
    for row in reading.table.rows if reading.table else ():
        yield OpinionLine(
            number=row.number, text=row.content, type=row.type, source="整改目标表", where=row.where
        )


def _opinion(batch: Batch, line: OpinionLine) -> dict[str, Any]:
    return {
        "batch_id": batch.pk,
        "number": line.number,
        "text": line.text,
        "kind": line.type,
        "source": line.source,
        "received_on": line.received_on,
        "contact_name": seal(line.contact_name),
        "contact_phone": seal(line.contact_phone),
    }


def _differences(known: str, line: OpinionLine) -> list[Finding]:
    if known == line.text or squeeze(known) == squeeze(line.text):
        return []
    message = f"编号{line.number}的内容与先导入的原文不同，原文保持不变，请核对。"
    return [warn("text-differs", message, where=line.where, clause="S4")]


def _fill_contact(batch: Batch, line: OpinionLine) -> None:
    """Contact details may arrive later than the words; what is there is not replaced."""
    Opinion.objects.filter(batch=batch, number=line.number).update(
        contact_name=seal(line.contact_name), contact_phone=seal(line.contact_phone)
    )


def _fill_arrival(batch: Batch, line: OpinionLine) -> None:
    """A table of targets does not say when and how an opinion came; the list that follows does."""
    opinion = Opinion.objects.filter(batch=batch, number=line.number)
    opinion.update(received_on=line.received_on, source=line.source)
