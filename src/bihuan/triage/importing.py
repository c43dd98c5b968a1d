"""The act of importing: what was read of a file becomes a batch, its opinions and its draft cases. All or nothing.

It stands here and not in ``intake`` because a row of the target table is already triage: an opinion that somebody
above has turned into a case. A second import of the same file, or of the same rows in another file, changes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

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
from bihuan.journal.bulk import insert_many
from bihuan.journal.record import record, record_many
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block, warn
from bihuan.kernel.numbers import squeeze
from bihuan.people.directory import Directory, area_named_by, area_of
from bihuan.people.models import Unit
from bihuan.people.sealed import seal
from bihuan.triage.models import Membership

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
    Raises Refused when something in the file cannot be stored, NotAllowed when ``by`` does not coordinate the batch.
    """
    if known := _known_file(sha256, by, batch_id):
        _allow(by, known)
        return ImportResult(known, already_imported=True)
    if findings := unusable(reading):
        raise Refused(findings)
    batch, new_batch, directory = _batch(
        reading.document, by, batch_id, new_number or reading.document.number or ""
    )
    _allow(by, batch)
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


def unusable(reading: Reading) -> list[Finding]:
    """What of a reading cannot be stored: two rows under one number, and words too long for their column."""
    rows = reading.table.rows if reading.table else ()
    return [*reading.blocking, *(finding for row in rows for finding in _too_long(row))]


def _too_long(row: Row) -> list[Finding]:
    """Nothing is cut short in silence: what does not fit its column is named."""
    parts = [("问题编号", row.number, 40), ("负责人", row.person, 40), ("整改时限", row.limit.text, 100)]
    parts += [("意见建议类型", row.type, 40), *(("责任部门", unit, 100) for unit in row.units)]
    return [
        block(
            "text-too-long",
            f"{row.where}的“{name}”超过{limit}个字，请核对后重新导入。",
            where=row.where,
            clause="S3",
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
    batch.save()


def _area(facts: DocumentFacts, by: Actor) -> Unit:
    """The zone a new batch belongs to: that of whoever imports it, else the one whose office issued the notice."""
    own = Unit.objects.filter(pk__in=by.unit_ids()).order_by("pk").first()
    if own is not None:
        return area_of(own)
    return area_named_by(facts.issuing_body or "本单位")


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


def _store_cases(batch: Batch, rows: Sequence[Row], directory: Directory, by: Actor, now: datetime) -> int:
    """A draft case for each row whose opinion founds none yet."""
    founded = Membership.objects.filter(case__batch=batch, founding=True)
    known = set(founded.values_list("opinion__number", flat=True))
    fresh = _positions(batch, [row for row in rows if row.number not in known])
    insert_many(Case, (_case(batch, row, position, directory, now) for position, row in fresh.items()))
    keys = dict(Case.objects.filter(batch=batch).values_list("position", "pk")) if fresh else {}
    cases = [(keys[position], row) for position, row in fresh.items()]
    opinions = dict(Opinion.objects.filter(batch=batch).values_list("number", "pk")) if fresh else {}
    insert_many(
        Membership,
        ({"case_id": case, "opinion_id": opinions[row.number], "founding": True} for case, row in cases),
    )
    _store_elements(cases, directory)
    for kind, subjects in (
        ("case", keys),
        ("opinion", {n: opinions[row.number] for n, row in fresh.items()}),
    ):
        record_many(
            Act.OPEN_CASE,
            by=by,
            now=now,
            subject_kind=kind,
            batch_id=batch.pk,
            sentences=((subjects[position], f"按整改目标表立项为第{position}项") for position in fresh),
        )
    return len(fresh)


def _positions(batch: Batch, rows: Sequence[Row]) -> dict[int, Row]:
    """The rows by the position each gets: the printed one where it is free, else the next."""
    taken = set(Case.objects.filter(batch=batch).values_list("position", flat=True))
    following = max([0, *taken, *(row.position or 0 for row in rows)]) + 1
    placed: dict[int, Row] = {}
    for row in rows:
        position = row.position
        if position is None or position in taken:
            position, following = following, following + 1
        taken.add(position)
        placed[position] = row
    return placed


def _case(batch: Batch, row: Row, position: int, directory: Directory, now: datetime) -> dict[str, Any]:
    kind = row.limit.kind
    return {
        "batch_id": batch.pk,
        "position": position,
        "number": row.number,
        "content": row.content,
        "kind": row.type,
        "route": ROUTE_OF_LIMIT.get(kind, Route.NOW).value if kind else Route.NOW.value,
        "target": row.target,
        "limit_kind": kind.value if kind else "",
        "limit_then": row.limit.then.value if row.limit.then else "",
        "limit_date": row.limit.date,
        "limit_text": row.limit.text,
        "lead_id": directory.find_or_add(row.units[0]).pk if row.units else None,
        "person_in_charge": row.person,
        "state": State.DRAFT.value,
        "state_since": now,
    }


def _store_elements(cases: Sequence[tuple[int, Row]], directory: Directory) -> None:
    """The measures, supporting units and indicators of new cases."""
    insert_many(
        Measure,
        (
            {"case_id": case, "position": position, "text": text}
            for case, row in cases
            for position, text in enumerate(row.measures, start=1)
        ),
    )
    insert_many(
        SupportingUnit,
        (
            {"case_id": case, "unit_id": directory.find_or_add(unit).pk}
            for case, row in cases
            for unit in dict.fromkeys(row.units[1:])
            if unit != row.units[0]
        ),
    )
    insert_many(
        Indicator,
        (
            {
                "case_id": case,
                "name": found.name[:100],
                # The printed signs (≥, ≤ …) become the two that indicators are judged by.
                "comparator": "<=" if found.comparator in ("≤", "<") else ">=",
                "value": value,
                "unit": found.unit[:10],
            }
            for case, row in cases
            for found in row.indicators
            if (value := _decimal(found.value)) is not None
        ),
    )


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
