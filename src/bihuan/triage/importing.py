"""The act of importing: what was read of a file becomes a batch, its opinions and its draft cases. All or nothing.

It stands here and not in ``intake`` because a row of the target table is already triage: an opinion that somebody
above has turned into a case. A second import of the same file, or of the same rows in another file, changes nothing;
what a later list says otherwise stands beside the opinions until somebody has looked at it (``amendments``).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.intake.models import Batch, ImportedFile
from bihuan.intake.opinion_list import capped
from bihuan.intake.readers.scan import is_draft
from bihuan.intake.reading import Reading
from bihuan.journal.record import record
from bihuan.kernel.errors import refuse_if
from bihuan.kernel.findings import Finding
from bihuan.triage.amendments import store_amendments
from bihuan.triage.draft_cases import store_cases
from bihuan.triage.import_batch import allow_import, find_or_begin, known_file
from bihuan.triage.import_opinions import fill_blanks, store_new, text_findings
from bihuan.triage.list_diff import NOTHING_SAID, ListDiff, ListScope, Rulings, diff_findings
from bihuan.triage.list_facts import told_and_difference, told_here
from bihuan.triage.list_status import News, news_in
from bihuan.triage.places import begin_places
from bihuan.triage.storable import unchecked, unusable
from bihuan.triage.table_rows import ONE_NUMBER_TWICE, TableRow, Told

COUNTED = {
    "changed": "变更",
    **{news.value: news.label for news in News},
    "renamed": "改号",
}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. ``already_imported``: the very file was known, and nothing was changed."""

    batch: Batch
    new_batch: bool = False
    new_opinions: int = 0
    new_cases: int = 0
    unchanged: int = 0
    # What a later list says otherwise: changed, withdrawn, returned, restored, renumbered (and of these, renamed).
    counts: dict[str, int] = field(default_factory=dict)
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
    scope: ListScope = ListScope.PART,
    checked: bool = False,
    rulings: Rulings = NOTHING_SAID,
) -> ImportResult:
    """Import what was read of the file ``name``.

    The batch is ``batch_id``, else the one numbered like the document or ``new_number``, else a new one. ``scope`` is
    what the clerk says the list is; ``checked``, that the words of a scan were compared with the original; ``rulings``,
    which lines with the words of a known opinion are that opinion under another number. Raises Refused when something
    in the file cannot be stored, NotAllowed when ``by`` does not coordinate the batch.
    """
    known = known_file(sha256, by, batch_id)
    if known and scope is ListScope.PART:
        return ImportResult(known.batch, already_imported=True)
    number = new_number or reading.document.number or ""
    refuse_if([*unusable(_here(reading, batch_id, number), number), *unchecked(reading, checked=checked)])
    batch, new_batch, directory = find_or_begin(
        reading.document, by, known.batch_id if known else batch_id, number
    )
    allow_import(by, batch)
    told, diff = told_and_difference(batch, reading, scope, rulings)
    if known and not diff.new and not diff.differences:
        return ImportResult(batch, already_imported=True)
    found = [*text_findings(diff, told), *diff_findings(diff, scope, new_batch=new_batch)]
    refuse_if(found)
    findings = (*told.reading.findings, *capped(found))
    name = name.encode(errors="replace").decode()  # a file system knows names that are no text
    file = known or _file(batch, name, sha256, findings, now)
    store_new(batch, diff, told)
    fill_blanks(batch, diff, told.reading)
    new_cases = store_cases(batch, _rows_to_open(told, diff, scope), directory, by, now)
    begin_places(batch, now)
    store_amendments(file, diff, by, now)
    counts = diff.counts()
    result = ImportResult(
        batch,
        new_batch=new_batch,
        new_opinions=len(diff.new),
        new_cases=new_cases,
        unchanged=counts["unchanged"],
        counts=counts,
        new_units=tuple(unit.name for unit in directory.added),
        findings=findings,
    )
    how = {"scan": "checked"} if is_draft(reading.findings) else {}
    _record(result, by, now, name, {"sha256": sha256, "scope": scope.value, **how})
    return result


def _here(reading: Reading, batch_id: int | None, number: str) -> Reading:
    """The reading, without what stands against rows that are cases of the batch already."""
    if not any(finding.code == ONE_NUMBER_TWICE for finding in reading.blocking):
        return reading
    batches = Batch.objects.filter(pk=batch_id) if batch_id else Batch.objects.filter(number=number)
    return told_here(batches.first(), reading).reading


def _rows_to_open(told: Told, diff: ListDiff, scope: ListScope) -> list[TableRow]:
    """The rows that are draft cases, where there is none yet: not those that are listed as withdrawn.

    Each by the numbers that its opinions have here.
    """
    if scope is ListScope.WITHDRAWALS:
        return []
    said = ((each, news_in(each.row.extra)) for each in told.rows if not each.here)
    rows = [each for each, news in said if not news or news[0] is not News.WITHDRAWN]
    own = diff.own_numbers
    return [
        replace(
            each,
            row=replace(each.row, number=own.get(each.row.number, each.row.number)),
            further=tuple(own.get(number, number) for number in each.further),
        )
        for each in rows
    ]


def _record(result: ImportResult, by: Actor, now: datetime, name: str, data: dict[str, str]) -> None:
    batch, done = result.batch, f"新增意见{result.new_opinions}条、事项{result.new_cases}项"
    record(
        Act.IMPORT_FILE,
        by=by,
        now=now,
        subject_kind="batch",
        subject_id=batch.pk,
        batch_id=batch.pk,
        sentence=f"导入“{name}”：{done}{counted(result.counts)}",
        data={
            **data,
            **{kind: count for kind, count in result.counts.items() if kind != "new"},
            "opinions": result.new_opinions,
            "cases": result.new_cases,
            "units": result.new_units,
        },
    )


def counted(counts: dict[str, int]) -> str:
    """How many opinions a list says otherwise of, as the end of a sentence; nothing where there are none."""
    parts = [f"{word}{counts[kind]}条" for kind, word in COUNTED.items() if counts.get(kind)]
    return f"，上级清单{'、'.join(parts)}" if parts else ""


def _file(batch: Batch, name: str, sha256: str, findings: Sequence[Finding], now: datetime) -> ImportedFile:
    return ImportedFile.objects.create(
        batch=batch,
        name=name[-255:],
        sha256=sha256,
        imported_at=now,
        findings=json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False),
    )
