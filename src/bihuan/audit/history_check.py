"""Holds the histories that figures of past days are read from against what the journal tells."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from bihuan.audit.difference import Difference
from bihuan.audit.histories import SAID, Steps, derive, spans
from bihuan.cases.lifecycle import State
from bihuan.cases.models import FOREVER, Case, Stretch
from bihuan.intake.models import Opinion
from bihuan.journal.models import Trace
from bihuan.kernel.clock import local
from bihuan.triage.models import Place

Span = tuple[tuple[Any, ...], datetime, datetime | None]


def history_differences() -> Iterator[Difference]:
    """Every case and every opinion whose history is not the one that its acts made."""
    traces = Trace.objects.order_by("pk").values_list("entry_id", "entry__at", "rows")
    should = derive(traces.iterator(chunk_size=500))
    stood = Stretch.objects.order_by("case_id", "since", "pk")
    stretches = stood.values_list("case_id", "since", "until", *SAID, "some_done").iterator(chunk_size=2000)
    for key, found, told in _unlike(stretches, should.cases):
        yield _wrong("历程", "stretch", _case(key), key, found, told)
    lain = Place.objects.order_by("opinion_id", "since", "pk")
    places = lain.values_list("opinion_id", "since", "until", "batch_id", "where").iterator(chunk_size=2000)
    for key, found, told in _unlike(places, should.opinions):
        yield _wrong("去向", "place", _opinion(key), key, found, told)


def _unlike(
    rows: Iterable[tuple[Any, ...]], should: dict[int, Steps]
) -> Iterator[tuple[int, list[Span], list[Span]]]:
    for key, stored in groupby(rows, key=itemgetter(0)):
        found = [_span(row) for row in stored]
        told = list(spans(should.pop(key, [])))
        if found != told:
            yield key, found, told
    for key, steps in should.items():
        yield key, [], list(spans(steps))


def _span(row: tuple[Any, ...]) -> Span:
    _, since, until, *stands = row
    plain = tuple(each.isoformat() if isinstance(each, date) else each for each in stands)
    return plain, since, None if until == FOREVER else until


def _wrong(what: str, table: str, where: str, key: int, found: list[Span], told: list[Span]) -> Difference:
    """Names the first moment at which the two part."""
    at = next((n for n, (one, other) in enumerate(zip(found, told, strict=False)) if one != other), None)
    at = min(len(found), len(told)) if at is None else at
    stands, should = (_said(side[at : at + 1]) for side in (found, told))
    message = f"{what}与办理记录不符：现记载{stands}，按办理记录应为{should}。往日统计数据以此为据，请核对。"
    return Difference("history-wrong", where, message, table, str(key), "", stands, should)


def _said(spans_: list[Span]) -> str:
    if not spans_:
        return "（无）"
    stands, since, until = spans_[0]
    end = f"{local(until):%Y-%m-%d %H:%M}" if until else "今"
    words = {state.value: state.label for state in State} | {
        place.value: place.label for place in Place.Where
    }
    said = "、".join(str(words.get(each, each)) for each in stands if each not in (None, "", False))
    return f"“{local(since):%Y-%m-%d %H:%M}至{end}：{said}”"


def _case(key: int) -> str:
    row = Case.objects.filter(pk=key).values_list("batch__number", "position").first()
    return f"{row[0]}第{row[1]}项" if row else f"事项{key}"


def _opinion(key: int) -> str:
    number = Opinion.objects.filter(pk=key).values_list("number", flat=True).first()
    return f"意见{number}" if number else f"意见（{key}号）"
