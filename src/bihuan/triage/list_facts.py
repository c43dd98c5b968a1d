"""Gathers what the comparison of lists looks at: a reading as lines, and what the superior last said of a batch."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import LIMIT_LABELS, Case, Stretch
from bihuan.cases.visibility import visible_batches
from bihuan.intake.models import Amendment, Batch, Opinion, OpinionExtra, TargetRow
from bihuan.intake.reading import LimitKind, OpinionLine, Reading, Row
from bihuan.kernel.clock import day_of
from bihuan.triage.list_diff import (
    KIND,
    NOTHING_SAID,
    NUMBER,
    RECEIVED,
    SOURCE,
    TEXT,
    Line,
    ListDiff,
    ListScope,
    Rulings,
    Stored,
    list_diff,
)
from bihuan.triage.list_status import News, is_status_column
from bihuan.triage.models import Membership
from bihuan.triage.table_rows import CaseRow, TableRow, Told, told, words_of

# The source of an opinion that only the target table has told of: not a word of the superior's list.
OF_TABLE = "整改目标表"
CONTENT, TARGET, MEASURES, LIMIT, UNITS, PERSON = (
    "整改内容", "整改目标", "整改措施", "整改时限", "责任部门", "负责人",
)  # fmt: skip
OF_ROW = (CONTENT, TARGET, MEASURES, LIMIT, UNITS, PERSON)
_UNDERSTOOD = frozenset({NUMBER, TEXT, KIND, SOURCE, RECEIVED, *OF_ROW})
# The words of a list where a table told of the opinion first: kept among its further columns.
WORDS_OF_LIST = "清单原文"


def difference_of(
    batch: Batch, reading: Reading, scope: ListScope = ListScope.PART, rulings: Rulings = NOTHING_SAID
) -> ListDiff:
    """The reading against what is in ``batch``."""
    return told_and_difference(batch, reading, scope, rulings)[1]


def told_and_difference(
    batch: Batch, reading: Reading, scope: ListScope, rulings: Rulings
) -> tuple[Told, ListDiff]:
    """The reading by the numbers of ``batch``, and what it says otherwise."""
    stored = stored_of(batch)
    found = _told(batch, reading, stored)
    return found, list_diff(stored, lines_of(found, {each.number for each in stored}), scope, rulings)


def told_here(batch: Batch | None, reading: Reading) -> Told:
    """The reading by the numbers of ``batch``; None is one that is still to come."""
    return _told(batch, reading, stored_of(batch)) if batch else told(reading)


def _told(batch: Batch, reading: Reading, stored: Sequence[Stored]) -> Told:
    known = {number for each in stored for number in (each.number, each.called) if number}
    called = {each.number: each.called for each in stored if each.called}
    return told(reading, known, _cases_as_rows(batch, called) if reading.table else ())


def _cases_as_rows(batch: Batch, called: Mapping[str, str]) -> Iterator[CaseRow]:
    """The cases as a table prints them, but those of whose row the superior has said otherwise since.

    There the words of the case may be what the superior takes back again: that is no paper of ours.
    """
    amended = Amendment.objects.filter(opinion__batch=batch, field__in=(KIND, *OF_ROW)).values("opinion")
    cases = (
        Case.objects.filter(batch=batch)
        .exclude(pk__in=Membership.objects.filter(opinion__in=amended).values("case"))
        .select_related("lead")
        .prefetch_related("measures", "supporting__unit")
    )
    for case in cases:
        kind = LimitKind(case.limit_kind) if case.limit_kind else None
        then = LimitKind(case.limit_then) if case.limit_then else None
        text = case.limit_text or (LIMIT_LABELS[kind] if kind else "")
        yield CaseRow(
            frozenset(filter(None, (case.number, called.get(case.number, "")))),
            words_of(
                case.content,
                case.kind,
                case.target,
                [measure.text for measure in case.measures.all()],
                (kind, case.limit_date, then, text),
                [*([case.lead.name] if case.lead else []), *(row.unit.name for row in case.supporting.all())],
                case.person_in_charge,
            ),
        )


def batch_of(actor: Actor, reading: Reading, chosen: int | None) -> Batch | None:
    """The batch the reading would go into, as far as ``actor`` looks over it; None for a new one."""
    seen = visible_batches(actor)
    if chosen:
        return seen.filter(pk=chosen).first()
    return seen.filter(number=reading.document.number).first() if reading.document.number else None


# ── the file ──
def lines_of(told: Told, known: Set[str]) -> Iterable[Line]:
    """The lines of the lists, and the rows of the table; what stands in both is one line.

    Of an opinion that is merged into a row nothing is said but its number. ``known``: the numbers of opinions here.
    """
    rows = told.by_number()
    for line in told.reading.opinions:
        yield _line(line, rows.pop(line.number, []), told.formerly.get(line.number, ""))
    for number, group in rows.items():
        formerly = told.formerly.get(number, "")
        if all(each.here for each in group) and known.isdisjoint((number, formerly)):
            continue  # a case that came over from an earlier batch, and with it no opinion
        first = group[0].row
        yield Line(
            number,
            first.content,
            _columns_here(group),
            _extra_of_rows(group),
            first.where,
            of_table=True,
            formerly=formerly,
        )
    for each in told.rows:
        for number in each.further:
            formerly = told.formerly.get(number, "")
            yield Line(number, each.row.content, {}, {}, each.row.where, of_table=True, formerly=formerly)


def _line(line: OpinionLine, rows: Sequence[TableRow], formerly: str) -> Line:
    received = line.received_on.isoformat() if line.received_on else ""
    columns = {TEXT: line.text, KIND: line.type, SOURCE: line.source, RECEIVED: received}
    extra = extra_columns(line.extra)
    if rows:
        columns = {**_columns_here(rows), **_filled(columns.items())}
        extra = {**_extra_of_rows(rows), **extra}
    return Line(line.number, line.text, columns, extra, line.where, formerly=formerly)


def _columns_here(rows: Sequence[TableRow]) -> dict[str, str]:
    """What the rows of one opinion say; nothing where all of them are cases here as they stand."""
    return {} if all(each.here for each in rows) else columns_of([each.row for each in rows])


def _extra_of_rows(rows: Sequence[TableRow]) -> dict[str, str]:
    return _together([extra_columns(each.row.extra) for each in rows])


def extra_columns(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The further columns of a line, none under a name that is understood already."""
    return {f"{name}（清单）" if name in _UNDERSTOOD else name: text for name, text in pairs if text}


def _filled(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: text for name, text in pairs if text}


def columns_of(rows: Sequence[Row]) -> dict[str, str]:
    """The rows of one opinion by the names of their columns, as they are stored and compared."""
    return _together([_row_columns(row) for row in rows])


def _together(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What several rows say in each column, each word once."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: "\n".join(dict.fromkeys(row[name] for row in rows if name in row)) for name in names}


def _row_columns(row: Row) -> dict[str, str]:
    several = len(row.measures) > 1
    measures = [f"{at}. {text}" if several else text for at, text in enumerate(row.measures, start=1)]
    columns = {
        CONTENT: row.content,
        KIND: row.type,
        TARGET: row.target,
        MEASURES: "\n".join(measures),
        LIMIT: row.limit.text,
        UNITS: "、".join(row.units),
        PERSON: row.person,
    }
    return _filled(columns.items())


# ── what is here ──
def stored_of(batch: Batch) -> list[Stored]:
    """Every opinion of the batch, as the superior's lists have told of it so far. Constantly many statements."""
    extras = _json_of(OpinionExtra.objects.filter(opinion__batch=batch))
    rows = _json_of(TargetRow.objects.filter(opinion__batch=batch))
    closed = _closed(batch)
    amended = _amended(batch, closed)
    founded = _founded(batch)
    opinions = Opinion.objects.filter(batch=batch).order_by("pk")
    return [
        _stored(opinion, extras, rows, founded, amended, closed)
        for opinion in opinions.values_list("pk", "number", "text", "kind", "source", "received_on")
    ]


def _stored(
    opinion: tuple[Any, ...],
    extras: Mapping[int, dict[str, str]],
    rows: Mapping[int, dict[str, str]],
    founded: Mapping[int, dict[str, str]],
    amended: Mapping[int, tuple[dict[str, str], News | None]],
    closed: Mapping[int, datetime],
) -> Stored:
    key, number, text, kind, source, received_on = opinion
    extra, (said, stands) = extras.get(key, {}), amended.get(key, ({}, None))
    columns = {
        TEXT: extra.get(WORDS_OF_LIST, text),
        KIND: kind,
        SOURCE: source,
        RECEIVED: received_on.isoformat() if received_on else "",
        **rows.get(key, founded.get(key, {})),
        **extra,
        **said,
        # Of a column of status the newest text is kept where it stands.
        **{name: cell for name, cell in extra.items() if is_status_column(name)},
    }
    ended = closed.get(key)
    in_table = key in rows or key in founded
    loose = (SOURCE,) if WORDS_OF_LIST in extra else (SOURCE, TEXT)
    return Stored(
        key,
        number,
        text,
        columns,
        stands,
        day_of(ended) if ended else None,
        in_table,
        frozenset(loose if source == OF_TABLE else ()),
        # A column of that name, kept by an earlier version, is no other number.
        said.get(NUMBER, "") if NUMBER not in extra else "",
    )


def _json_of(rows: QuerySet[Any]) -> dict[int, dict[str, str]]:
    return {key: json.loads(text) for key, text in rows.values_list("opinion", "columns")}


def _founded(batch: Batch) -> dict[int, dict[str, str]]:
    """What the table said of opinions that were imported before its rows were kept: as their cases have it now.

    Who opens a case here gives a reason; a case made of a table has none.
    """
    founding = Membership.objects.filter(
        case__batch=batch, founding=True, reason="", opinion__target_row=None
    )
    values = founding.values_list("opinion", "case__content", "case__target", "case__limit_text")
    return {
        key: _filled(((CONTENT, content), (TARGET, target), (LIMIT, limit)))
        for key, content, target, limit in values
    }


def _closed(batch: Batch) -> dict[int, datetime]:
    """When the case of an opinion was struck off, where every case of it is."""
    struck_off = Case.objects.filter(batch=batch, state__in=STRUCK_OFF)
    ended = dict(
        Stretch.objects.filter(case__in=struck_off.values("pk"), state=State.CLOSED)
        .order_by()
        .values_list("case")
        .annotate(last=Max("since"))
    )
    closed: dict[int, datetime] = {}
    open_still: set[int] = set()
    for opinion, case in Membership.objects.filter(case__batch=batch).values_list("opinion", "case"):
        if case in ended:
            closed[opinion] = max(ended[case], closed.get(opinion, ended[case]))
        else:
            open_still.add(opinion)
    return {key: moment for key, moment in closed.items() if key not in open_still}


def _amended(batch: Batch, closed: Mapping[int, datetime]) -> dict[int, tuple[dict[str, str], News | None]]:
    """The newest word of the amendments by opinion, and what the last list did that still holds.

    What was returned is so until the matter is struck off once more.
    """
    found: dict[int, tuple[dict[str, str], News | None]] = {}
    rows = Amendment.objects.filter(opinion__batch=batch).order_by("pk")
    for key, kind, field, after, found_at in rows.values_list(
        "opinion", "kind", "field", "after", "found_at"
    ):
        said, stands = found.get(key, ({}, None))
        if field:
            said[field] = after
        if kind != Amendment.Kind.CHANGED:
            stands = News(kind)
            if stands is News.RETURNED and key in closed and closed[key] > found_at:
                stands = None
        found[key] = (said, stands)
    return found


def extra_of(opinions: Iterable[Opinion]) -> dict[int, dict[str, str]]:
    """The further columns of opinions, by key: for lists that are given out."""
    batches = {opinion.batch_id for opinion in opinions}
    return _json_of(OpinionExtra.objects.filter(opinion__batch__in=batches))


def decided_here(opinions: Iterable[int]) -> dict[int, str]:
    """What was decided here about each of some opinions, in a few words: for whoever looks at a difference."""
    keys = list(opinions)
    found = Opinion.objects.filter(pk__in=keys).filter(
        Q(pk__in=Membership.objects.values("opinion")) | ~Q(direct_answer=None) | ~Q(sorting=None)
    )
    around = found.select_related("direct_answer__unit", "sorting").prefetch_related("memberships__case")
    return {opinion.pk: "，".join(_decided(opinion)) for opinion in around}


def _decided(opinion: Opinion) -> Iterable[str]:
    for row in opinion.memberships.all():
        verb = "立项" if row.founding else "归并"
        yield f"{verb}第{row.case.position}项（{row.case.get_state_display()}）"
    if answer := getattr(opinion, "direct_answer", None):
        yield f"由{answer.unit.name}直接答复"
    if getattr(opinion, "sorting", None):
        yield "已分类"
