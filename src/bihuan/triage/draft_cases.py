"""Storing the rows of a target table as draft cases, with measures, supporting units and indicators.

The part of an import (``importing``) that makes cases. Rows are inserted without an object each, under the same
constraints as any other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Indicator, Measure, SupportingUnit
from bihuan.cases.routes import Route
from bihuan.cases.stretches import begin_stretches
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.reading import LimitKind, Row
from bihuan.journal.bulk import insert_many
from bihuan.journal.record import record_many
from bihuan.people.directory import Directory
from bihuan.triage.models import DirectAnswer, Membership
from bihuan.triage.table_rows import TableRow

# How a printed limit suggests a route; the coordinator may change it before the hand-over.
ROUTE_OF_LIMIT = {
    LimitKind.STAGED: Route.STAGED,
    LimitKind.LONG_TERM: Route.LONG_TERM,
    LimitKind.CONTINUOUS: Route.LONG_TERM,
}

MOST_FIGURE = Decimal(10) ** 10


def store_cases(
    batch: Batch, told: Sequence[TableRow], directory: Directory, by: Actor, now: datetime
) -> int:
    """A draft case for each row whose opinion founds none yet: several where it stands in several rows."""
    founded = Membership.objects.filter(case__batch=batch, founding=True)
    known = set(founded.values_list("opinion__number", flat=True))
    new = [each for each in told if each.row.number not in known]
    placed = _positions(batch, new)
    fresh = {position: each.row for position, each in placed.items()}
    insert_many(Case, (_case(batch, row, position, directory, now) for position, row in fresh.items()))
    keys = dict(Case.objects.filter(batch=batch).values_list("position", "pk")) if fresh else {}
    cases = [(keys[position], row) for position, row in fresh.items()]
    begin_stretches(Case.objects.filter(batch=batch, stretches=None).iterator() if fresh else (), now)
    opinions = dict(Opinion.objects.filter(batch=batch).values_list("number", "pk")) if fresh else {}
    insert_many(
        Membership,
        ({"case_id": case, "opinion_id": opinions[row.number], "founding": True} for case, row in cases),
    )
    _merge(batch, placed, keys, opinions, by, now)
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


def _merge(
    batch: Batch,
    placed: Mapping[int, TableRow],
    keys: Mapping[int, int],
    opinions: Mapping[str, int],
    by: Actor,
    now: datetime,
) -> None:
    """The further opinions of the rows join their cases; who was answered directly is left where it is."""
    answered = frozenset(DirectAnswer.objects.filter(opinion__batch=batch).values_list("opinion", flat=True))
    joined = [
        (position, opinions[number])
        for position, each in placed.items()
        for number in each.further
        if number in opinions and opinions[number] not in answered
    ]
    insert_many(Membership, ({"case_id": keys[at], "opinion_id": opinion} for at, opinion in joined))
    record_many(
        Act.MERGE_OPINIONS,
        by=by,
        now=now,
        subject_kind="opinion",
        batch_id=batch.pk,
        sentences=((opinion, f"按整改目标表归并入第{at}项") for at, opinion in joined),
    )


def _positions(batch: Batch, rows: Sequence[TableRow]) -> dict[int, TableRow]:
    """The rows by the position each gets: the printed one where it is free, else the next."""
    taken = set(Case.objects.filter(batch=batch).values_list("position", flat=True))
    following = max([0, *taken, *(each.row.position or 0 for each in rows)]) + 1
    placed: dict[int, TableRow] = {}
    for each in rows:
        position = each.row.position
        if position is None or position in taken:
            position, following = following, following + 1
        taken.add(position)
        placed[position] = each
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
    """The figure, when an indicator can hold it: a target of ten billion is a misprint, and its words are kept."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value < MOST_FIGURE else None
