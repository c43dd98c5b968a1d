"""Writing the journal and reserving numbers. Called by acts, inside their transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.journal.bulk import insert_many
from bihuan.journal.models import Entry, NumberSeries, Trace
from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from bihuan.kernel.numbers import print_number
from bihuan.trail.touched import Touched, take

# Rows to a trace: an import of a hundred thousand is not one text of a hundred megabytes.
ROWS_A_TRACE = 500
# An entry of the log has room for 65,535 bytes; the frame around what is public takes a few hundred.
MOST_PUBLIC = 60_000


def record(
    act: Act,
    *,
    by: Actor,
    now: datetime,
    subject_kind: str,
    subject_id: int,
    sentence: str,
    batch_id: int | None = None,
    from_state: str = "",
    to_state: str = "",
    data: Mapping[str, Any] | None = None,
    public: Mapping[str, Any] | None = None,
    about: str = "",
) -> Entry:
    """Append one entry with the rows the act wrote. It stands or falls with the transaction of the act.

    ``public`` is what the act makes public: text, whole numbers, None or lists of text; ``about`` names in public what
    it is about. Both go into the log in full. Raises Refused when they are longer than an entry of the log may be.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act must run in a transaction")
    told = canonical_json({"about": about, "public": public}) if public else ""
    if len(told.encode()) > MOST_PUBLIC:
        message = f"要公开的内容共{len(told)}字，超过公开日志一条记录的上限（约2万字），请精简后再办理。"
        raise Refused([block("public-too-long", message)])
    entry = Entry.objects.create(
        at=now,
        act=act,
        by_user_id=by.user_id,
        by_name=by.name,
        by_unit=by.unit_name,
        subject_kind=subject_kind,
        subject_id=subject_id,
        batch_id=batch_id,
        from_state=from_state,
        to_state=to_state,
        sentence=sentence,
        data=canonical_json(data or {}),
        public=told,
    )
    keep_traces(entry, take())
    return entry


def keep_traces(entry: Entry, touched: Sequence[Touched]) -> None:
    """Store what was written with the entry of the act that wrote it."""
    chunks = (touched[start : start + ROWS_A_TRACE] for start in range(0, len(touched), ROWS_A_TRACE))
    Trace.objects.bulk_create(Trace(entry=entry, rows=_rows(chunk)) for chunk in chunks)


def _rows(touched: Iterable[Touched]) -> str:
    return json.dumps(list(touched), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_many(
    act: Act,
    *,
    by: Actor,
    now: datetime,
    subject_kind: str,
    batch_id: int,
    sentences: Iterable[tuple[int, str]],
) -> None:
    """Append one entry for each (subject id, sentence): for imports of many rows.

    The rows themselves are told by the entry of the import, which ``record`` writes last.
    """
    common = {
        "at": now,
        "act": act.value,
        "by_user_id": by.user_id,
        "by_name": by.name,
        "by_unit": by.unit_name,
        "subject_kind": subject_kind,
        "batch_id": batch_id,
    }
    insert_many(
        Entry, ({**common, "subject_id": subject, "sentence": sentence} for subject, sentence in sentences)
    )


def reserve_number(unit_id: int, kind: str, year: int) -> str:
    """The next number of ``kind`` in ``year`` of the office ``unit_id``, e.g. 销号〔2022〕1号.

    Given back when the transaction fails.
    """
    NumberSeries.objects.get_or_create(unit_id=unit_id, kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(unit=unit_id, kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return print_number(kind, year, series.last)
