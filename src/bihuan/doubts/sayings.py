"""What all cases have reported, indexed in memory: to find the few reports and results that may be copied.

One index a process and database, brought up to date by the reports that came since it was last asked. It only
proposes: whoever asks looks up what a case says now.
"""

from collections.abc import Sequence
from functools import cache
from threading import Lock

from django.db import connection

from bihuan.cases.models import Case, Measure
from bihuan.evidence.known import LATE, by_parts
from bihuan.evidence.text_index import TextIndex, sketch_of
from bihuan.evidence.text_likeness import substance_of

# Where texts are signed, row by row: the relation, its column of words.
SIGNED = (("reports", "text"), ("submissions", "self_check"))


class Sayings:
    """Texts by the case that says them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = dict.fromkeys(SIGNED, 0)
        self._rows: set[tuple[str, int, int, str]] = set()
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
        rows = {row for signed in SIGNED for row in self._signed(*signed)} - self._rows
        self._rows |= rows
        told = {(case, text) for _, _, case, text in rows}
        for part in by_parts({case for case, _ in told}):
            told |= set(Measure.objects.filter(case__in=part).order_by().values_list("case_id", "result"))
        return {(case, text) for case, text in told if text}

    def _signed(self, relation: str, column: str) -> list[tuple[str, int, int, str]]:
        """The rows of one relation that may be new. When there are fewer than before: from the beginning."""
        last = self._last[relation, column]
        rows = _rows_after(relation, column, last - LATE)
        newest = max((pk for _, pk, _, _ in rows), default=0)
        if newest < last:
            rows = _rows_after(relation, column, 0)
        self._last[relation, column] = newest
        return rows


def _rows_after(relation: str, column: str, number: int) -> list[tuple[str, int, int, str]]:
    found = Case.objects.filter(**{f"{relation}__pk__gt": number}).order_by()
    columns = found.values_list(f"{relation}__pk", "pk", f"{relation}__{column}")
    return [(relation, row, case, text) for row, case, text in columns]


@cache
def _of(database: str) -> Sayings:
    return Sayings()


def sayings() -> Sayings:
    """The index of the database at hand."""
    return _of(str(connection.settings_dict["NAME"]))
