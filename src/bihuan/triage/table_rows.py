"""目标表各行: which opinions each row is of, and which rows are cases of the batch, word for word. Pure.

One number in several rows with the same words is one opinion in several cases (拆分); several numbers in one row are
several opinions in one case (归并). A row that is a case as it stands here is our own paper come back: it says nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.intake.reading import LimitKind, Reading, Row
from bihuan.intake.row_numbers import Named, numbers_in
from bihuan.language.script import plain

ONE_NUMBER_TWICE = "duplicate-number"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a row of a table tells of it: by which numbers its opinion is known, and ``words_of`` it."""

    numbers: frozenset[str]
    words: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row under the number of the opinion that founds its case. ``further`` are those merged into it.

    ``here``: the case is in the batch, word for word.
    """

    row: Row
    further: tuple[str, ...] = ()
    here: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A reading with every line and row under one number. ``formerly``: by it, the number it had before."""

    reading: Reading
    rows: tuple[TableRow, ...] = ()
    formerly: Mapping[str, str] = field(default_factory=dict)

    def by_number(self) -> dict[str, list[TableRow]]:
        """The rows by their opinion: several where it was split."""
        found: dict[str, list[TableRow]] = defaultdict(list)
        for each in self.rows:
            found[each.row.number].append(each)
        return dict(found)


def told(reading: Reading, known: Collection[str] = (), cases: Iterable[CaseRow] = ()) -> Told:
    """``reading`` against the numbers that are known here, and against the cases that are here."""
    whole = {*known, *(line.number for line in reading.opinions)}
    here: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for case in cases:
        here[case.words] |= case.numbers
    formerly: dict[str, str] = {}

    def named(text: str) -> tuple[Named, ...]:
        found = numbers_in(text, whole)
        formerly.update({each.number: each.formerly for each in found if each.formerly})
        return found

    opinions = tuple(replace(line, number=_one(line.number, formerly, known)) for line in reading.opinions)
    rows = []
    for row in reading.table.rows if reading.table else ():
        first, *further = named(row.number)
        words = words_of_row(row) if here else ()
        is_here = bool(here.get(words, set()) & ({first.number, first.formerly} - {""}))
        numbers = tuple(each.number for each in further)
        rows.append(TableRow(replace(row, number=first.number), numbers, is_here))
    table = replace(reading.table, rows=tuple(each.row for each in rows)) if reading.table else None
    found = Told(replace(reading, opinions=opinions, table=table), tuple(rows), formerly)
    return replace(found, reading=replace(found.reading, findings=_without_own(found)))


def _one(text: str, formerly: dict[str, str], known: Collection[str]) -> str:
    """A line of a list is one opinion, whatever its number; it may tell the number it had before."""
    found = () if text in known else numbers_in(text)
    if len(found) != 1:
        return text
    if found[0].formerly:
        formerly[found[0].number] = found[0].formerly
    return found[0].number


def _without_own(found: Told) -> tuple[Any, ...]:
    """The findings, but for one number in rows that are all cases here."""
    groups = [rows for rows in found.by_number().values() if all(each.here for each in rows)]
    places = {each.row.where for rows in groups for each in rows}
    findings = found.reading.findings
    return tuple(each for each in findings if each.code != ONE_NUMBER_TWICE or each.where not in places)


def words_of_row(row: Row) -> tuple[Any, ...]:
    """What a row says, to be held against ``words_of`` a case."""
    limit = (row.limit.kind, row.limit.date, row.limit.then, row.limit.text)
    return words_of(row.content, row.type, row.target, row.measures, limit, row.units, row.person)


def words_of(
    content: str,
    kind: str,
    target: str,
    measures: Sequence[str],
    limit: tuple[LimitKind | None, date | None, LimitKind | None, str],
    units: Iterable[str],
    person: str,
) -> tuple[Any, ...]:
    """What a row and a case are compared by: no blank counts, and of a limit no word but where words are all it has."""
    how, day, then, text = limit
    dated = how is not None and not (how is LimitKind.FIXED_DATE and day is None)
    return (
        *map(plain, (content, kind, target, person)),
        tuple(map(plain, measures)),
        (how, day, then) if dated else plain(text),
        frozenset(map(plain, units)),
    )
