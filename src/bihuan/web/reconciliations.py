"""账实相符: whether what a batch received and took up is where it should be, on any day, with the rows of each."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from bihuan.cases.lifecycle import State
from bihuan.cases.visibility import visible_batches
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of, now
from bihuan.reports.reconciliation import (
    CARRIED_IN,
    CASE_PARTS,
    CASES,
    FOUNDERS,
    LATER_CASES,
    LATER_OPINIONS,
    RECEIVED,
    SPLIT,
    Line,
    Term,
    cases_in,
    opinions_in,
    reconcile,
)
from bihuan.triage.models import Place
from bihuan.web.figure_forms import DayForm
from bihuan.web.paging import page_of
from bihuan.web.session import OfficeRequest, office

OF_CASES = {
    CASES: "事项",
    SPLIT: "拆分增加的事项",
    CARRIED_IN: "上一批转入的事项",
    LATER_CASES: "印发后立项或转入的事项",
} | {name: label for name, (label, _) in CASE_PARTS.items()}
OF_OPINIONS = {RECEIVED: "登记的意见", FOUNDERS: "立项的意见", LATER_OPINIONS: "印发后收到的意见"} | {
    where.value: str(where.label) for where in Place.Where
}


@office
def page(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The lines of a batch, each with whether it holds, and its units."""
    batch = get_object_or_404(visible_batches(request.actor), pk=batch_id)
    form = DayForm(request.GET, day_of(now()), compares=False)
    about: dict[str, Any] = {"form": form, "batch": batch, "crumbs": [*_crumbs(batch), {"label": "账实核对"}]}
    if not form.is_valid():
        return render(request, "figures/reconciliation.html", about, status=400)
    on, _ = form.days()
    found = reconcile(request.actor, on, batch_id)
    units = [
        {
            "name": unit.unit_name,
            "cells": [_shown(part, batch, on, unit.unit_id or 0) for part in _numbers(unit.line)],
        }
        for unit in found.units
    ]
    lines = [
        {"line": line, "terms": [_shown(part, batch, on) for part in _numbers(line)]} for line in found.lines
    ]
    about |= {"on": on, "found": found, "lines": lines, "units": units}
    return render(request, "figures/reconciliation.html", about)


@office
def rows(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The opinions or the cases that one number counts, as they stood that day."""
    batch = get_object_or_404(visible_batches(request.actor), pk=batch_id)
    form, name = DayForm(request.GET, day_of(now()), compares=False), request.GET.get("name", RECEIVED)
    if not form.is_valid() or name not in OF_CASES | OF_OPINIONS:
        raise Http404
    on, _ = form.days()
    about: dict[str, Any] = {"label": (OF_CASES | OF_OPINIONS)[name], "of": f"{batch.number}，截至{on}"}
    if name in OF_CASES:
        stood = cases_in(request.actor, on, batch_id, name, _unit(request)).select_related(
            "case__batch", "lead"
        )
        about["page_obj"] = page_of(request, stood.order_by("case__position"))
        about["cases"] = [{"stood": each, "state": State(each.state).label} for each in about["page_obj"]]
    else:
        about["page_obj"] = page_of(
            request, opinions_in(request.actor, on, batch_id, name).order_by("number")
        )
    back = {"label": "账实核对", "url": f"{reverse('batch-reconciliation', args=[batch.pk])}?on={on}"}
    about["crumbs"] = [*_crumbs(batch), back, {"label": about["label"]}]
    return render(request, "figures/reconciled_rows.html", about)


def _unit(request: OfficeRequest) -> int | None:
    text = request.GET.get("unit", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _numbers(line: Line) -> tuple[Term, ...]:
    return (line.whole, *line.parts)


def _shown(term: Term, batch: Batch, on: date, unit: int | None = None) -> dict[str, Any]:
    asked = {"on": str(on), "name": term.name} | ({} if unit is None else {"unit": str(unit)})
    url = f"{reverse('batch-reconciliation-rows', args=[batch.pk])}?{urlencode(asked)}" if term.name else ""
    return {"label": term.label, "value": term.count, "url": url}


def _crumbs(batch: Batch) -> list[dict[str, str]]:
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
    ]
