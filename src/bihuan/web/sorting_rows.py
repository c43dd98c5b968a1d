"""A row of the page 梳理: the words with what was found in them, what is suggested for each part, and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bihuan.cases.routes import Route
from bihuan.intake.models import Opinion
from bihuan.triage.list_facts import extra_of
from bihuan.triage.sorting_queries import UnitNames
from bihuan.triage.sorting_rules import LABELS
from bihuan.triage.suggestions import Offer, Suggestions
from bihuan.typesetting.table import Align, Column, TablePaper
from bihuan.web.sorting_forms import ROUTES, Sent, start_of

_OPTION, _CHOSEN = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
_LISTS = {"kind": "kinds", "category": "categories", "unit": "units"}
PARTS = ("kind", "category", "route", "unit")
_ROUTE_WORDS = dict(ROUTES)
# So many values are offered for a part, none that is hardly likely: a longer list is read by nobody.
MOST_RANKED, LEAST_SHOWN = 5, 2
_WIDTHS = {
    "序号": 12, "编号": 36, "意见内容": 90, "来源": 20, "收到日期": 24, "意见建议类型": 28, "类别": 28, "整改类型": 22,
    "承办单位": 32, "急办": 12,
}  # fmt: skip
COLUMNS = tuple(
    Column(name, width, Align.LEFT if name == "意见内容" else Align.CENTER) for name, width in _WIDTHS.items()
)


def row_of(
    opinion: Opinion, suggested: Suggestions, names: UnitNames, alike: int, sent: Sent | None = None
) -> dict[str, Any]:
    """What the template shows of one opinion. What was typed before stays, where the page is shown again."""
    values = start_of(opinion, suggested, names)
    if sent is not None and opinion.pk in sent.typed:
        values = sent.typed[opinion.pk]
    offers = {part: _offer(part, suggested.offers.get(part), names) for part in PARTS}
    return {
        "opinion": opinion,
        "ticked": sent is not None and opinion.pk in sent.chosen,
        "pieces": marked_text(opinion.text, suggested),
        "urgent": list(dict.fromkeys(sign.what for sign in suggested.urgent)),
        "private": list(dict.fromkeys(detail.label for detail in suggested.private)),
        "contact": bool(suggested.contacts) and not opinion.contactable,
        "alike": alike,
        "alike_url": f"{reverse('alike')}?batch={opinion.batch_id}&opinion={opinion.pk}" if alike else "",
        "values": values,
        "cells": [_cell(part, values, offers[part], opinion) for part in PARTS],
        "why": [offers[part] for part in PARTS if offers[part]],
        "decided": getattr(opinion, "sorting", None),
    }


def _cell(part: str, values: Mapping[str, Any], offer: dict[str, Any], opinion: Opinion) -> dict[str, Any]:
    """One control: its name and value, what stands under it, and the alternatives for the keys 1 to 5."""
    hint = ""
    if offer:
        followed = offer["best"] == values[part] or offer["words"] == values[part]
        hint = f"建议 {offer['percent']}%" if followed else f"建议{offer['words']} {offer['percent']}%"
    elif part == "kind" and opinion.kind and values[part] == opinion.kind:
        hint = "来件所列"
    return {
        "part": part,
        "label": LABELS[part],
        "value": values[part],
        "choices": route_options(values[part]) if part == "route" else "",
        "list": _LISTS.get(part, ""),
        "hint": hint,
        "ranked": "|".join(
            f"{value}\t{words}\t{percent}" for value, words, percent in offer.get("ranked", ())
        ),
    }


@lru_cache(maxsize=64)
def route_options(chosen: str) -> SafeString:
    """The options of 整改类型: the same for many rows, so that they are written once."""
    options = (format_html(_CHOSEN if value == chosen else _OPTION, value, words) for value, words in ROUTES)
    return format_html_join("", "{}", ((option,) for option in options))


def _offer(part: str, offer: Offer | None, names: UnitNames) -> dict[str, Any]:
    if offer is None:
        return {}
    ranked = [(*_said(part, value, names), min(99, round(100 * chance))) for value, chance in offer.ranked]
    ranked = [each for each in ranked if each[1] and each[2] >= LEAST_SHOWN][:MOST_RANKED]
    if not ranked:
        return {}
    best, words, percent = ranked[0]
    return {
        "label": LABELS[part],
        "best": best,
        "words": words,
        "percent": percent,
        "why": "、".join(f"“{word}”" for word in offer.why),
        "others": ranked[1:],
        "ranked": ranked,
    }


def _said(part: str, value: str, names: UnitNames) -> tuple[str, str]:
    """What the control holds, and what is read."""
    if part == "unit":
        name = names.name(int(value))
        return name, name
    return (value, _ROUTE_WORDS.get(value, "")) if part == "route" else (value, value)


def marked_text(text: str, suggested: Suggestions) -> list[tuple[str, str, str]]:
    """``text`` in pieces: each with its mark (urgent, private or none) and what the mark says."""
    spans = [(sign.start, sign.end, "urgent", sign.what) for sign in suggested.urgent]
    spans += [(detail.start, detail.end, "private", detail.label) for detail in suggested.private]
    pieces, at = [], 0
    for start, end, mark, said in sorted(spans):
        if start < at:
            continue
        pieces += [(text[at:start], "", ""), (text[start:end], mark, said)]
        at = end
    return [piece for piece in (*pieces, (text[at:], "", "")) if piece[0]]


def sorted_table(rows: Sequence[Opinion], names: Mapping[int, UnitNames], today: date) -> TablePaper:
    """意见清单 with what was decided, under the names by which a list of opinions is read; the columns of the
    superior's lists that have no name of ours stand behind."""
    extra = extra_of(rows)
    further = tuple(dict.fromkeys(name for row in rows for name in extra.get(row.pk, ())))
    return TablePaper(
        name="意见清单",
        title="意见建议分类清单",
        columns=(*COLUMNS, *(Column(name, 30) for name in further)),
        rows=tuple(
            (
                *_cells(at, row, names[row.batch.coordinator_id]),
                *(extra.get(row.pk, {}).get(name, "") for name in further),
            )
            for at, row in enumerate(rows, 1)
        ),
        dated=today,
    )


def _cells(at: int, opinion: Opinion, names: UnitNames) -> tuple[str, ...]:
    decided = getattr(opinion, "sorting", None)
    kind, category, route, unit, urgent = opinion.kind, "", "", "", ""
    if decided is not None:
        kind, category = decided.kind or kind, decided.category
        route = Route(decided.route).label if decided.route else ""
        unit, urgent = names.name(decided.unit_id), "急办" if decided.urgent else ""
    day = opinion.received_on.isoformat() if opinion.received_on else ""
    return (
        str(at), opinion.number, opinion.text, opinion.source, day, kind, category, route, unit, urgent,
    )  # fmt: skip
