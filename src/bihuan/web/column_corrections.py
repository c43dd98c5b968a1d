"""How the columns of a file that waits are understood: shown with samples, corrected, and remembered for its sender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from bihuan.access.actor import Actor, Role
from bihuan.evidence.blobs import path_of
from bihuan.intake.columns import KEPT, UNREAD, ColumnMap
from bihuan.intake.kinds import LABELS
from bihuan.intake.models import Batch
from bihuan.intake.read import read_bytes, survey
from bihuan.intake.readers.scan import NotRecognised
from bihuan.intake.reading import DocumentFacts, Reading
from bihuan.intake.seen import SeenTable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.redact import redact
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.models import Unit
from bihuan.triage.columns_memory import remember_columns, remembered_columns
from bihuan.web.understanding import Waiting, masked_name, recognised_words

ROWS_TO_SAMPLE = 20
SAMPLES = 2
LONGEST_SAMPLE = 30
# What a column can be understood as; the words of an opinion have one name for lists and for target tables.
_CHOICES = (
    "position", "number", "content", "type", "categories", "target", "measures", "limit", "units", "supporting",
    "accepting", "person", "source", "date", "contact", "contact_name", "contact_phone", "region", "checked",
    "founded", "goal", "handled", "done", "accountability", "closed", "closed_on", "adopted", "adopted_why",
    "reply_unit", "replied_on", "reply", "remarks",
)  # fmt: skip
_WORDS = {**LABELS, "number": "编号", "content": "意见内容、整改内容", "units": "责任部门（单位）"}
CHOICES: tuple[tuple[str, str], ...] = (
    (KEPT, "按原文保留"),
    *((field, _WORDS[field]) for field in _CHOICES),
    (UNREAD, "不读取"),
)
_NAMES = dict(CHOICES)


@dataclass(frozen=True, slots=True)
class Office:
    """For whom a file is read: the unit whose rest days count and which remembers columns, the batch if chosen."""

    unit: Unit | None
    batch: Batch | None

    @property
    def path(self) -> str:
        """Its place in the tree."""
        return self.unit.path if self.unit else ""

    @property
    def calendar(self) -> OfficeCalendar:
        """Its rest days."""
        return office_calendar(self.path)


def reading_office(actor: Actor, batch: Batch | None) -> Office:
    """The coordinator of the chosen batch, else the reader's own unit."""
    if batch is not None:
        return Office(batch.coordinator, batch)
    own = next(iter(actor.paths((Role.COORDINATOR,))), "")
    return Office(Unit.objects.filter(path=own).first() if own else None, None)


def sender_of(document: DocumentFacts, office: Office) -> str:
    """Whose columns are remembered: who issued the document, else who issued the batch, else the office itself."""
    named = document.issuing_body or (office.batch.issuing_body if office.batch else "")
    return named or (office.unit.name if office.unit else "")


def all_corrections(content: bytes, waiting: Waiting, office: Office) -> dict[str, dict[str, str]]:
    """What was remembered for the sender of the file, and what was corrected just now. Raises NotReadable."""
    words = recognised_words(waiting)
    document = survey(content, name=waiting.name, recogniser=words.pages).document
    known = remembered_columns(office.path, sender_of(document, office))
    return {**known, **{signature: dict(said) for signature, said in waiting.columns.items()}}


def understood(content: bytes, waiting: Waiting, office: Office) -> Reading:
    """What is understood of the file with every correction, of a scan by the words that were recognised on it.

    Raises NotReadable.
    """
    read = partial(
        read_bytes, content, office.calendar, name=waiting.name, recogniser=recognised_words(waiting).pages
    )
    try:
        first = read(columns=waiting.columns)
    except NotRecognised:
        raise
    except NotReadable:
        columns = all_corrections(content, waiting, office)
        if columns == waiting.columns:
            raise
        return read(columns=columns)
    known = remembered_columns(office.path, sender_of(first.document, office))
    new = {said for said in known if said not in waiting.columns}
    if not new & {table.signature for table in first.tables}:
        return first
    return read(columns={**known, **waiting.columns})


def kept_reading(sha256: str, name: str, path_of_unit: str) -> Reading | None:
    """What is understood of an imported file that was kept, as a unit reads it.

    Raises NotReadable; NotRecognised for a scan, whose words are kept only until it is imported.
    """
    path = path_of(sha256)
    if not path.is_file():
        return None
    office = Office(Unit.objects.filter(path=path_of_unit).first(), None)
    return understood(path.read_bytes(), Waiting("", sha256, name, 0), office)


def shown_tables(tables: Sequence[SeenTable]) -> list[dict[str, Any]]:
    """Every table with its columns, what each is understood as, and samples without personal details."""
    return [_shown(number, table) for number, table in enumerate(tables) if table.columns]


def _shown(number: int, table: SeenTable) -> dict[str, Any]:
    rows = list(islice(table.rows(), ROWS_TO_SAMPLE))
    columns = []
    for n, (name, field) in enumerate(table.meanings()):
        samples = [text for row in rows if (text := row.cells.get(name, ""))][:SAMPLES]
        field = _one_word(field)
        columns.append(
            {
                "input": f"column-{number}-{n}",
                "name": name,
                "field": field,
                "meaning": _NAMES.get(field, field),
                "samples": [_sample(field, text) for text in samples],
                "where": table.parts[0].grid.place(max(table.parts[0].header.at, 0), n),
            }
        )
    return {"title": table.title, "kind": table.kind.value, "where": table.where, "columns": columns}


def _one_word(field: str) -> str:
    return "content" if field == "text" else field


def _sample(field: str, text: str) -> str:
    line = " ".join(text.split())
    if field in ("contact", "contact_name", "letter_writer"):
        return masked_name(redact(line))
    line = redact(line)
    return line if len(line) <= LONGEST_SAMPLE else f"{line[:LONGEST_SAMPLE]}……"


def corrected(
    sent: Mapping[str, str], tables: Sequence[SeenTable], waiting: Waiting
) -> tuple[Waiting, list[str]]:
    """The file with what the clerk chose, and what is wrong with it: two columns for one thing."""
    said, problems = {signature: dict(names) for signature, names in waiting.columns.items()}, []
    for number, table in enumerate(tables):
        chosen: dict[str, str] = {}
        for n, (name, field) in enumerate(table.meanings()):
            choice = sent.get(f"column-{number}-{n}", _one_word(field))
            if choice not in _NAMES:
                continue
            twice = next((other for other, word in chosen.items() if word == choice and word in LABELS), None)
            if twice is not None:
                problems.append(f"“{twice}”列和“{name}”列都理解为“{_NAMES[choice]}”，请只选一列。")
            chosen[name] = choice
            if choice != _one_word(field) or name in said.get(table.signature, {}):
                said.setdefault(table.signature, {})[name] = choice
    return replace(waiting, columns=said), problems


def remember(
    waiting: Waiting, reading: Reading, office: Office, *, by: Actor, now: datetime
) -> list[tuple[str, int]]:
    """Remember every correction for the sender; how many columns of which sender, to be said on the page."""
    sender = sender_of(reading.document, office)
    told: list[tuple[str, int]] = []
    for table in {table.signature: table for table in reading.tables}.values():
        mapping = waiting.columns.get(table.signature)
        if mapping and office.unit is not None:
            remember_columns(office.unit.pk, sender, table.signature, table.columns, mapping, by=by, now=now)
            told.append((sender, len(mapping)))
    return told


def tables_of(content: bytes, waiting: Waiting, columns: ColumnMap) -> tuple[SeenTable, ...]:
    """The tables of the file, also when it cannot be imported yet. Raises NotReadable only for a broken file."""
    words = recognised_words(waiting)
    return survey(content, name=waiting.name, columns=columns, recogniser=words.pages).tables
