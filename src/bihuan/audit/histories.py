"""What the histories (历程、去向) should hold: derived from the traces of all acts, in the order of the journal. Pure.

A case stands as its row and its measures say after an entry; an opinion stands where its memberships and its direct
answer put it. The same rules as in ``cases.stretches`` and ``triage.places``, which write the tables act by act.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

# What a stretch says of a case, in plain form; whether some measure is done stands behind it.
SAID = (
    "batch_id", "lead_id", "state", "round", "limit_kind", "limit_then", "limit_date", "assigned_on", "progress",
)  # fmt: skip
DONE = frozenset({"done", "kept_up"})
TABLES = frozenset({"case", "measure", "opinion", "membership", "directanswer"})

Values = dict[str, Any]
# How something stood, and since when; it stood so until the next one began.
Steps = list[tuple[tuple[Any, ...], datetime]]


@dataclass(slots=True)
class Histories:
    """Every case by ``SAID`` and whether some measure is done; every opinion by its batch and its place."""

    cases: dict[int, Steps] = field(default_factory=dict)
    opinions: dict[int, Steps] = field(default_factory=dict)


def derive(traces: Iterable[tuple[int, datetime, str]]) -> Histories:
    """The histories that follow from traces as (entry, its moment, rows), oldest first.

    What cannot be read is left out: that it cannot be read is told elsewhere (``audit.tables``).
    """
    histories, rows = Histories(), _Rows()
    for (_, at), told in groupby(traces, key=itemgetter(0, 1)):
        cases: dict[int, None] = {}
        opinions: dict[int, None] = {}
        for _, _, text in told:
            for table, key, values in _read(text):
                rows.take(table, key, values, cases, opinions)
        for case in cases:
            if stands := rows.case(case):
                _keep(histories.cases.setdefault(case, []), stands, at)
        for opinion in opinions:
            if stands := rows.opinion(opinion):
                _keep(histories.opinions.setdefault(opinion, []), stands, at)
    return histories


def spans(steps: Steps) -> Iterator[tuple[tuple[Any, ...], datetime, datetime | None]]:
    """How it stood, from when and until when; None while it still does."""
    for at, (stands, since) in enumerate(steps):
        yield stands, since, steps[at + 1][1] if at + 1 < len(steps) else None


def _keep(steps: Steps, stands: tuple[Any, ...], at: datetime) -> None:
    if steps and steps[-1][0] == stands:
        return
    since = max(at, steps[-1][1]) if steps else at
    if steps and steps[-1][1] == since:
        steps[-1] = (stands, since)
    else:
        steps.append((stands, since))


def _read(text: str) -> Iterator[tuple[str, int, Values | None]]:
    if not any(f'"{table}"' in text for table in TABLES):
        return
    try:
        rows = [
            (table, int(key), None if values is None else dict(values))
            for table, key, values in json.loads(text)
            if table in TABLES
        ]
    except (ValueError, TypeError):
        return
    yield from rows


class _Rows:
    """The rows of the tables that histories look at, as far as they have been told."""

    def __init__(self) -> None:
        self._known: dict[str, dict[int, Values]] = defaultdict(dict)
        # Which measures belong to a case; which memberships and which answer to an opinion.
        self._belong: dict[tuple[str, int], set[int]] = defaultdict(set)

    def take(
        self, table: str, key: int, values: Values | None, cases: dict[int, None], opinions: dict[int, None]
    ) -> None:
        """Take in one row, and add whose history it may change."""
        known = self._known[table]
        row = known.get(key, {}) if values is None else {**known.get(key, {}), **values}
        known[key] = row
        if values is None:
            del known[key]
        owners = cases if table in ("case", "measure") else opinions
        owner = key if table in ("case", "opinion") else row.get(_OWNER[table])
        if owner is None:
            return
        owners[owner] = None
        if table in _OWNER:
            mine = self._belong[table, owner]
            mine.discard(key) if values is None else mine.add(key)

    def case(self, key: int) -> tuple[Any, ...]:
        row = self._known["case"].get(key)
        if row is None:
            return ()
        measures = (self._known["measure"][each] for each in self._belong["measure", key])
        return (*map(row.get, SAID), any(each.get("progress") in DONE for each in measures))

    def opinion(self, key: int) -> tuple[Any, ...]:
        row = self._known["opinion"].get(key)
        return () if row is None else (row.get("batch_id"), self._place(key))

    def _place(self, key: int) -> str:
        members = [self._known["membership"][each] for each in self._belong["membership", key]]
        if members:
            return "founding" if any(each.get("founding") for each in members) else "merged"
        answers = [self._known["directanswer"][each] for each in self._belong["directanswer", key]]
        if not answers:
            return "undecided"
        return "to_explain" if answers[0].get("understood") is None else "explained"


_OWNER = {"measure": "case_id", "membership": "opinion_id", "directanswer": "opinion_id"}
