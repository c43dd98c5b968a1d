"""Writing the journal and reserving numbers. Called by acts, inside their transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.journal.bulk import insert_many
from bihuan.journal.models import Entry, NumberSeries
from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.numbers import print_number


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
) -> Entry:
    """Append one entry. It stands or falls with the transaction of the act."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act must run in a transaction")
    return Entry.objects.create(
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
    )


def record_many(
    act: Act,
    *,
    by: Actor,
    now: datetime,
    subject_kind: str,
    batch_id: int,
    sentences: Iterable[tuple[int, str]],
) -> None:
    """Append one entry for each (subject id, sentence): for imports of many rows."""
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
