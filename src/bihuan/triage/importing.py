"""The act of importing: what was read of a file becomes a batch, its opinions and its draft cases. All or nothing.

It stands here and not in ``intake`` because a row of the target table is already triage: an opinion that somebody
above has turned into a case. A second import of the same file, or of the same rows in another file, changes nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Indicator, Measure, SupportingUnit
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.intake.reading import DocumentFacts, LimitKind, OpinionLine, Reading, Row
from bihuan.intake.rulebook import RuleBook
from bihuan.journal.record import record, record_many
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block, warn
from bihuan.kernel.numbers import squeeze
from bihuan.people.directory import Directory, area_named_by, area_of
from bihuan.people.models import Unit
from bihuan.people.sealed import seal
from bihuan.triage.models import Membership

BULK = 500
# How a printed limit suggests a route; the coordinator may change it before the hand-over.
ROUTE_OF_LIMIT = {
    LimitKind.STAGED: Route.STAGED,
    LimitKind.LONG_TERM: Route.LONG_TERM,
    LimitKind.CONTINUOUS: Route.LONG_TERM,
}


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
    Raises Refused for contradictions inside the file, NotAllowed when ``by`` does not coordinate the batch.
    """
    if known := _known_file(sha256, batch_id):
        return ImportResult(known, already_imported=True)
    if findings := contradictions(reading):
        raise Refused(findings)
    batch, new_batch, directory = _batch(
        reading.document, by, batch_id, new_number or reading.document.number or ""
    )
    if finding := may(by, Act.IMPORT_FILE, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])
    opinions, findings, unchanged = _store_opinions(batch, reading)
    new_cases = _store_cases(batch, reading.table.rows if reading.table else (), directory, by, now)
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


def contradictions(reading: Reading) -> list[Finding]:
    """One number with two different texts in one file cannot be imported: nobody could say which is right."""
    first: dict[str, OpinionLine] = {}
    findings = []
    for line in reading.opinions:
        known = first.setdefault(line.number, line)
        if squeeze(known.text) != squeeze(line.text):
            message = (
                f"编号{line.number}出现两次且内容不同（{known.where}、{line.where}），请核对后重新导入。"
            )
            findings.append(block("number-with-two-texts", message, where=line.where, clause="S2"))
    return findings


def _known_file(sha256: str, batch_id: int | None) -> Batch | None:
    files = ImportedFile.objects.filter(sha256=sha256).select_related("batch")
    known = files.filter(batch=batch_id).first() if batch_id else files.first()
    return known.batch if known else None


def _batch(
    facts: DocumentFacts, by: Actor, batch_id: int | None, number: str
) -> tuple[Batch, bool, Directory]:
    batches = Batch.objects.select_for_update(of=("self",)).select_related("coordinator")
    batch = batches.get(pk=batch_id) if batch_id else batches.filter(number=number).first()
    if batch is not None:
        return batch, False, Directory(area_of(batch.coordinator))
    if not number:
        message = "文件中没有发文字号，请指明要并入的批次，或者填写新批次的文号。"
        raise Refused([block("batch-number-missing", message, clause="S5")])
    directory = Directory(_area(facts, by))
    own = Unit.objects.filter(pk__in=by.unit_ids()).order_by("pk").first()
    coordinator = directory.find_or_add(facts.coordinator) if facts.coordinator else (own or directory.area)
    if facts.issuing_body and facts.issuing_body != directory.area.name:
        directory.find_or_add(facts.issuing_body)
    batch = Batch.objects.create(
        number=number,
        title=facts.title or number,
        plan_title=facts.plan_title or "",
        issuing_body=facts.issuing_body or "",
        recipients=facts.recipients or "",
        issued_on=facts.issued_on,
        basis="\n".join(facts.basis),
        coordinator=coordinator,
        evaluation_year=facts.evaluation_year,
        work_year=facts.work_year,
        plan_period_end=facts.plan_period_end,
        report_due_on=facts.report_due_on,
        report_to=facts.report_to or "",
        received_count=facts.received_count,
        rectify_count=facts.rectify_count,
        rules=RuleBook().as_text(),
    )
    return batch, True, directory


def _area(facts: DocumentFacts, by: Actor) -> Unit:
    """The zone a new batch belongs to: that of whoever imports it, else the one whose office issued the notice."""
    own = Unit.objects.filter(pk__in=by.unit_ids()).order_by("pk").first()
    if own is not None:
        return area_of(own)
    return area_named_by(facts.issuing_body or "本单位")


def _store_opinions(batch: Batch, reading: Reading) -> tuple[int, list[Finding], int]:
    """Add the opinions not yet there: (added, findings, unchanged). Words once stored stay as they are."""
    known = {o.number: o for o in batch.opinions.only("number", "text", "contact_name", "contact_phone")}
    rows = reading.table.rows if reading.table else ()
    lines = [*reading.opinions, *(_line_of(row) for row in rows)]
    new: dict[str, Opinion] = {}
    findings, unchanged = [], 0
    for line in lines:
        number = line.number
        if number in new:
            continue
        if number not in known:
            new[number] = _opinion(batch, line)
            continue
        unchanged += 1
        findings += _differences(known[number], line)
        _fill_contact(known[number], line)
    Opinion.objects.bulk_create(new.values(), batch_size=BULK)
    return len(new), findings, unchanged


def _line_of(row: Row) -> OpinionLine:
    return OpinionLine(
        number=row.number, text=row.content, type=row.type, source="整改目标表", where=row.where
    )


def _opinion(batch: Batch, line: OpinionLine) -> Opinion:
    return Opinion(
        batch=batch,
        number=line.number,
        text=line.text,
        kind=line.type,
        source=line.source,
        received_on=line.received_on,
        contact_name=seal(line.contact_name),
        contact_phone=seal(line.contact_phone),
    )


def _differences(known: Opinion, line: OpinionLine) -> list[Finding]:
    if squeeze(known.text) == squeeze(line.text):
        return []
    message = f"编号{line.number}的内容与已导入的原文不同，原文保持不变，请核对。"
    return [warn("text-differs", message, where=line.where, clause="S4")]


def _fill_contact(known: Opinion, line: OpinionLine) -> None:
    """Contact details may arrive later than the words; what is there is not replaced."""
    if known.contactable or not (line.contact_name or line.contact_phone):
        return
    known.contact_name, known.contact_phone = seal(line.contact_name), seal(line.contact_phone)
    known.save(update_fields=["contact_name", "contact_phone"])


def _store_cases(batch: Batch, rows: Sequence[Row], directory: Directory, by: Actor, now: datetime) -> int:
    """A draft case for each row that has none yet, founded on the opinion of its number."""
    known = set(
        Membership.objects.filter(case__batch=batch, founding=True).values_list("opinion__number", flat=True)
    )
    fresh = [row for row in rows if row.number not in known]
    opinions = {opinion.number: opinion for opinion in batch.opinions.only("number")}
    taken = set(batch.cases.values_list("position", flat=True))
    next_position = max([0, *taken, *(row.position or 0 for row in fresh)]) + 1
    cases = []
    for row in fresh:
        position = row.position
        if position is None or position in taken:
            position, next_position = next_position, next_position + 1
        taken.add(position)
        cases.append(_case(batch, row, position, directory, now))
    Case.objects.bulk_create(cases, batch_size=BULK)
    pairs = list(zip(cases, fresh, strict=True))
    Membership.objects.bulk_create(
        (Membership(case=case, opinion=opinions[row.number], founding=True) for case, row in pairs),
        batch_size=BULK,
    )
    _store_elements(pairs, directory)
    record_many(
        Act.OPEN_CASE,
        by=by,
        now=now,
        subject_kind="case",
        batch_id=batch.pk,
        sentences=((case.pk, f"按整改目标表立项为第{case.position}项") for case in cases),
    )
    return len(cases)


def _case(batch: Batch, row: Row, position: int, directory: Directory, now: datetime) -> Case:
    kind = row.limit.kind
    return Case(
        batch=batch,
        position=position,
        number=row.number,
        content=row.content,
        kind=row.type,
        route=ROUTE_OF_LIMIT.get(kind, Route.NOW) if kind else Route.NOW,
        target=row.target,
        limit_kind=kind or "",
        limit_then=row.limit.then or "",
        limit_date=row.limit.date,
        limit_text=row.limit.text,
        lead=directory.find_or_add(row.units[0]) if row.units else None,
        person_in_charge=row.person,
        state=State.DRAFT,
        state_since=now,
    )


def _store_elements(pairs: Sequence[tuple[Case, Row]], directory: Directory) -> None:
    Measure.objects.bulk_create(
        (
            Measure(case=case, position=position, text=text)
            for case, row in pairs
            for position, text in enumerate(row.measures, start=1)
        ),
        batch_size=BULK,
    )
    SupportingUnit.objects.bulk_create(
        (
            SupportingUnit(case=case, unit=directory.find_or_add(unit))
            for case, row in pairs
            for unit in dict.fromkeys(row.units[1:])
            if unit != row.units[0]
        ),
        batch_size=BULK,
    )
    Indicator.objects.bulk_create(
        (
            Indicator(
                case=case,
                name=found.name[:100],
                comparator=found.comparator,
                value=value,
                unit=found.unit[:10],
            )
            for case, row in pairs
            for found in row.indicators
            if (value := _decimal(found.value)) is not None
        ),
        batch_size=BULK,
    )


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
