"""What all cases have reported, indexed in memory: to find the few reports and results that may be copied.

One index a process and database, brought up to date by the reports that came since it was last asked. It only
proposes: whoever asks looks up what a case says now.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock

from django.db import connection
from django.db.models import Value

from bihuan.cases.models import Case, Measure
from bihuan.evidence.known import LATE, by_parts
from bihuan.evidence.text_index import TextIndex, sketch_of
from bihuan.evidence.text_likeness import substance_of

# Where texts are signed, row by row: the relation, its column of words.
SIGNED = {"reports": "text", "submissions": "self_check"}
# Relation, row, case, text.
Row = tuple[str, int, int, str]


class Sayings:
    """Texts by the case that says them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = dict.fromkeys(SIGNED, 0)
        self._rows: set[Row] = set()
        self._said: set[tuple[int, str]] = set()
        self._cases: list[int] = []
        self._index = TextIndex()

    def like(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """For each of ``texts`` the cases that may say something like it, likeliest first."""
        sketches = [sketch_of(substance_of(text)) for text in texts]
        with self._lock:
            self._catch_up()
            found = [self._index.candidates(sketch, most) for sketch in sketches]
            return [list(dict.fromkeys(self._cases[at] for at, _ in row)) for row in found]

    def _catch_up(self) -> None:
        new = sorted(self._told() - self._said)
        self._said |= set(new)
        sketches = [
            (len(self._cases) + at, sketch_of(substance_of(text))) for at, (_, text) in enumerate(new)
        ]
        self._cases += [case for case, _ in new]
        if not len(self._index):
            self._index = TextIndex(sketches)
            return
        for at, sketch in sketches:
            self._index.add(at, sketch)

    def _told(self) -> set[tuple[int, str]]:
        """What was signed since the last look, and the results that were reported with it."""
        rows = self._signed() - self._rows
        self._rows |= rows
        told = {(case, text) for _, _, case, text in rows}
        for part in by_parts({case for case, _ in told}):
            told |= set(Measure.objects.filter(case__in=part).order_by().values_list("case_id", "result"))
        return {(case, text) for case, text in told if text}

    def _signed(self) -> set[Row]:
        """The rows that may be new. Where a relation has fewer than before, those of it from the beginning."""
        rows = _rows_after({relation: last - LATE for relation, last in self._last.items()})
        newest = dict.fromkeys(SIGNED, 0)
        for relation, row, _, _ in rows:
            newest[relation] = max(newest[relation], row)
        if fewer := {relation: 0 for relation in SIGNED if newest[relation] < self._last[relation]}:
            rows |= _rows_after(fewer)
        self._last = newest
        return rows


def _rows_after(numbers: Mapping[str, int]) -> set[Row]:
    """The rows of some relations from a number on. One statement."""
    first, *others = (
        Case.objects.filter(**{f"{relation}__pk__gt": number})
        .order_by()
        .values_list(Value(relation), f"{relation}__pk", "pk", f"{relation}__{SIGNED[relation]}")
        for relation, number in numbers.items()
    )
    return set(first.union(*others, all=True))


@cache
def _of(database: str) -> Sayings:
    return Sayings()


def sayings() -> Sayings:
    """The index of the database at hand."""
    return _of(str(connection.settings_dict["NAME"]))
