"""Which batch a file goes into, found or begun, and what its notice says of the batch. A part of an import."""

import json
from dataclasses import asdict
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Batch, ImportedFile
from bihuan.intake.reading import DocumentFacts
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import block
from bihuan.people.directory import (
    STAND_IN,
    Directory,
    area_in_place_of,
    area_named_by,
    area_of,
    forget_stand_in,
)
from bihuan.people.models import Unit


def allow_import(by: Actor, batch: Batch) -> None:
    """Raises NotAllowed when ``by`` does not coordinate the batch."""
    if finding := may(by, Act.IMPORT_FILE, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])


def known_file(sha256: str, by: Actor, batch_id: int | None) -> ImportedFile | None:
    """This very file as it was imported before; in a batch of somebody else's it stays unknown."""
    files = ImportedFile.objects.filter(sha256=sha256).select_related("batch__coordinator").order_by("pk")
    for file in files.filter(batch=batch_id) if batch_id else files:
        if may(by, Act.IMPORT_FILE, Standing(coordinator=file.batch.coordinator.path)) is None:
            return file
    return None


def find_or_begin(
    facts: DocumentFacts, by: Actor, batch_id: int | None, number: str
) -> tuple[Batch, bool, Directory]:
    """The batch, locked; whether it is new; the units of its area."""
    batches = Batch.objects.select_for_update(of=("self",)).select_related("coordinator")
    batch = batches.get(pk=batch_id) if batch_id else batches.filter(number=number).first()
    if batch is not None:
        allow_import(by, batch)  # before the file may say whose batch it is
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
