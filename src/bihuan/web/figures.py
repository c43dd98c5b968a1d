"""统计报表: the figures of any day by unit, of one batch or of all, each a link to the very cases it counts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches
from bihuan.documents.kinds import XLSX
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of, now
from bihuan.people.models import Unit
from bihuan.reports.as_of import (
    FigureRow,
    UnitFigures,
    begun_on,
    cases_of_figure,
    figures_by_unit,
    figures_trend,
    ids_of_figure,
    rows_by_id,
)
from bihuan.reports.figure_tables import cases_table, units_table
from bihuan.reports.figures import DEFINITIONS, LABELS, Figures, Rate, rates_of
from bihuan.web.figure_forms import DayForm, seen_batch
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.session import OfficeRequest, office
from bihuan.web.templatetags.ui_formats import zh_date

# The trend shows so many weeks up to the day.
WEEKS = 12


@office
def page(request: OfficeRequest, batch_id: int | None = None) -> HttpResponse:
    """The figures at the end of a day; with another day before it, by how much each has changed."""
    batch, form = seen_batch(request.actor, batch_id), DayForm(request.GET, day_of(now()))
    about: dict[str, Any] = {"form": form, "batch": batch, "crumbs": _crumbs(batch, "统计报表")}
    if not form.is_valid():
        return render(request, "figures/page.html", about, status=400)
    on, against = form.days()
    units = figures_by_unit(request.actor, on, batch=batch_id)
    before = figures_by_unit(request.actor, against, batch=batch_id) if against else None
    about |= {
        "on": on,
        "against": against,
        "may_reconcile": batch is not None and visible_batches(request.actor).filter(pk=batch.pk).exists(),
        "labels": LABELS.values(),
        "rates": rates_of(Figures()),
        "rows": _rows(units, before, on, batch_id),
        "definitions": DEFINITIONS.items(),
        "nothing": "" if units else _nothing(request, on, batch_id),
        "file_url": f"{_url('figures-file', batch_id)}?{urlencode({'on': str(on)})}",
        **(_trend(request, on, batch_id) if units else {}),
    }
    return render(request, "figures/page.html", about)


@office
def file(request: OfficeRequest, batch_id: int | None = None) -> HttpResponse:
    """The same table (.xlsx)."""
    batch, on = seen_batch(request.actor, batch_id), _day(request)
    units = figures_by_unit(request.actor, on, batch=batch_id)
    table = units_table(units, _total(units), batch.number if batch else "各批次", on)
    return saved_as(table_rendered(table, XLSX), f"整改情况统计表{on:%Y%m%d}", XLSX)


@office
def rows(request: OfficeRequest, batch_id: int | None = None) -> HttpResponse:
    """Exactly the cases that one figure counts, as they stood that day."""
    batch, on, name = seen_batch(request.actor, batch_id), _day(request), _name(request)
    shown = page_of(request, ids_of_figure(request.actor, on, name, batch=batch_id, unit=_unit(request)))
    unit = Unit.objects.filter(pk=_unit(request) or 0).first()
    words = f"截至{zh_date(on)}" + (f"，{unit.name}" if unit else "")
    about = {
        "page_obj": shown,
        "rows": _shown(rows_by_id(on, shown, name)),
        "label": LABELS[name],
        "meaning": DEFINITIONS.get(LABELS[name], ""),
        "of": f"{batch.number}，{words}" if batch else words,
        "file_url": f"{_url('figures-rows-file', batch_id)}?{request.GET.urlencode()}",
        "crumbs": [
            *_crumbs(batch, "统计报表", _url("figures", batch_id) + f"?on={on}"),
            {"label": LABELS[name]},
        ],
    }
    return render(request, "figures/rows.html", about)


@office
def rows_file(request: OfficeRequest, batch_id: int | None = None) -> HttpResponse:
    """The same cases (.xlsx)."""
    seen_batch(request.actor, batch_id)
    on, name = _day(request), _name(request)
    found = cases_of_figure(request.actor, on, name, batch=batch_id, unit=_unit(request))
    cases = Case.objects.select_related("batch").in_bulk([row.case_id for row in found])
    table = cases_table(found, cases, _unit_names(found), name, on)
    return saved_as(table_rendered(table, XLSX), f"{LABELS[name]}{on:%Y%m%d}", XLSX)


# ── what was asked for ──────────────────────────────────────────────────────────────────────────
def _day(request: OfficeRequest) -> date:
    form = DayForm(request.GET, day_of(now()))
    if not form.is_valid():
        raise Http404
    return form.days()[0]


def _name(request: OfficeRequest) -> str:
    name = request.GET.get("name", "total")
    if name not in LABELS:
        raise Http404
    return name


def _unit(request: OfficeRequest) -> int | None:
    text = request.GET.get("unit", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text) if text else None


# ── what is shown ───────────────────────────────────────────────────────────────────────────────
def _rows(
    units: Sequence[UnitFigures], before: Sequence[UnitFigures] | None, on: date, batch: int | None
) -> list[dict[str, Any]]:
    """A row a unit and the sum: every number with its change and its cases."""
    past = {unit.unit_id: unit.figures for unit in before or ()}
    found = [
        _row(unit.unit_name, unit.figures, past.get(unit.unit_id, Figures()) if before is not None else None, on,
             batch, unit.unit_id or 0)
        for unit in units
    ]  # fmt: skip
    if found:
        total = _row("合计", _total(units), _total(before) if before is not None else None, on, batch, None)
        found.append({**total, "total": True})
    return found


def _row(
    name: str, figures: Figures, before: Figures | None, on: date, batch: int | None, unit: int | None
) -> dict[str, Any]:
    url, of_unit = _url("figures-rows", batch), {} if unit is None else {"unit": str(unit)}
    cells = [
        {
            "label": label,
            "value": getattr(figures, key),
            "url": f"{url}?{urlencode({'on': str(on), 'name': key, **of_unit})}",
            "change": None if before is None else getattr(figures, key) - getattr(before, key),
        }
        for key, label in LABELS.items()
    ]
    rates = [{"label": label, "value": rate} for label, rate in rates_of(figures).items()]
    return {"name": name, "cells": cells, "rates": rates}


def _total(units: Sequence[UnitFigures]) -> Figures:
    return sum((unit.figures for unit in units), Figures())


def _trend(request: OfficeRequest, on: date, batch: int | None) -> dict[str, Any]:
    days = [on - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    points = figures_trend(request.actor, days, batch=batch)
    lines = (("总数", "total"), ("已销号", "closed"), ("滞后", "behind"))
    return {
        "weeks": [f"{day.month}月{day.day}日" for day, _ in points],
        "lines": [(label, [getattr(figures, name) for _, figures in points]) for label, name in lines],
    }


def _nothing(request: OfficeRequest, on: date, batch: int | None) -> str:
    """Why there is no table: nothing at all, or nothing yet."""
    of, begun = "可见范围内" if batch is None else "本批次", begun_on(request.actor, batch=batch)
    if begun is None:
        return f"{of}还没有立项的事项：各项件数均为零，比率记为“{Rate(0, 0)}”。"
    return f"{of}的整改事项自{zh_date(begun)}起立项，{zh_date(on)}及以前没有可以统计的事项。"


def _shown(rows: Sequence[FigureRow]) -> list[dict[str, Any]]:
    cases = Case.objects.select_related("batch").in_bulk([row.case_id for row in rows])
    units = _unit_names(rows)
    return [{"row": row, "case": cases[row.case_id], "unit": units.get(row.unit_id or 0, "")} for row in rows]


def _unit_names(rows: Sequence[FigureRow]) -> dict[int, str]:
    keys = {row.unit_id for row in rows if row.unit_id}
    return dict(Unit.objects.filter(pk__in=keys).order_by().values_list("pk", "name"))


def _url(name: str, batch: int | None) -> str:
    return reverse(name) if batch is None else reverse(f"batch-{name}", args=[batch])


def _crumbs(batch: Batch | None, label: str, url: str = "") -> list[dict[str, str]]:
    here = {"label": label, "url": url} if url else {"label": label}
    if batch is None:
        return [here]
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
        here,
    ]
