"""Gathers what the comparison of lists looks at: a reading as lines, and what the superior last said of a batch."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Case, Stretch
from bihuan.cases.visibility import visible_batches
from bihuan.intake.models import Amendment, Batch, Opinion, OpinionExtra, TargetRow
from bihuan.intake.reading import OpinionLine, Reading, Row
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
    return list_diff(stored_of(batch), lines_of(reading), scope, rulings)


def batch_of(actor: Actor, reading: Reading, chosen: int | None) -> Batch | None:
    """The batch the reading would go into, as far as ``actor`` looks over it; None for a new one."""
    seen = visible_batches(actor)
    if chosen:
        return seen.filter(pk=chosen).first()
    return seen.filter(number=reading.document.number).first() if reading.document.number else None


# ── the file ──
def lines_of(reading: Reading) -> Iterable[Line]:
    """The lines of the lists, and the rows of the table; what stands in both is one line."""
    rows = {row.number: row for row in reading.table.rows} if reading.table else {}
    for line in reading.opinions:
        row = rows.pop(line.number, None)
        yield _line(line, row)
    for row in rows.values():
        yield Line(
            row.number, row.content, row_columns(row), extra_columns(row.extra), row.where, of_table=True
        )


def _line(line: OpinionLine, row: Row | None) -> Line:
    received = line.received_on.isoformat() if line.received_on else ""
    columns = {TEXT: line.text, KIND: line.type, SOURCE: line.source, RECEIVED: received}
    extra = extra_columns(line.extra)
    if row is not None:
        columns, extra = (
            {**row_columns(row), **_filled(columns.items())},
            {**extra_columns(row.extra), **extra},
        )
    return Line(line.number, line.text, columns, extra, line.where)


def extra_columns(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The further columns of a line, none under a name that is understood already."""
    return {f"{name}（清单）" if name in _UNDERSTOOD else name: text for name, text in pairs if text}


def _filled(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: text for name, text in pairs if text}


def row_columns(row: Row) -> dict[str, str]:
    """A row of the target table by the names of its columns, as it is stored and compared."""
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
