"""书面报送 (S20): who owes a report on a batch and how each stands; a unit's own; sending one back; compiling."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may, who_may
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches, visible_cases
from bihuan.documents.batch_facts import Told, view_of
from bihuan.documents.kinds import KINDS, XLSX
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.issuing.facts import Matter, content_of
from bihuan.issuing.models import SubmittedReport
from bihuan.issuing.queries import visible_papers
from bihuan.issuing.report_actions import REPORT, send_back_report, submit_report
from bihuan.issuing.report_queries import UnitReports, report_overview, said_by_units
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.people.models import Unit
from bihuan.reports.outcomes import DONE, Outcome
from bihuan.web.act_forms_base import Words
from bihuan.web.issuing import Page, draft_page
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.refusals import status_of
from bihuan.web.report_rows import overview_stats, overview_table, report_row
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_in_batch

# How a result is shown beside its word.
_KINDS = {Outcome.BEHIND: "bad", Outcome.NOT_STARTED: "off"}


@office
def overview(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Every unit that owes a report, as far as the reader sees them: due, sent when, late by how much."""
    batch, rows = _seen(request.actor, batch_id)
    today = day_of(now())
    page = {
        "batch": batch,
        "rows": [report_row(row, request.actor, today) for row in rows],
        "stats": overview_stats(rows, today),
        "compiles": may_in_batch(request.actor, Act.SEND_BACK_REPORT, batch),
        "crumbs": [*_crumbs(request.actor, batch), {"label": "书面报送"}],
    }
    return render(request, "unit_reports/overview.html", page)


@office
def overview_file(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The same as .xlsx."""
    batch, rows = _seen(request.actor, batch_id)
    today = day_of(now())
    table = overview_table(batch, rows, today)
    return saved_as(table_rendered(table, XLSX), f"{batch.number}书面报送情况{today:%Y%m%d}", XLSX)


def _seen(actor: Actor, batch_id: int) -> tuple[Batch, tuple[UnitReports, ...]]:
    """The batch and its reports: all of them for who looks over it, else those of the reader's own units."""
    batch = visible_batches(actor).select_related("coordinator").filter(pk=batch_id).first()
    if batch is not None:
        return batch, report_overview(batch)
    units = units_under(actor.paths(OVER_UNIT))
    own = visible_cases(actor).filter(batch=batch_id, lead__in=units.values("pk"))
    case = own.select_related("batch__coordinator").first()
    if case is None:
        raise Http404
    return case.batch, report_overview(case.batch, units)


# ── one unit's report ───────────────────────────────────────────────────────────────────────────


@office
def own(request: OfficeRequest, batch_id: int, unit_id: int) -> HttpResponse:
    """The report of one unit: the draft from the ledger, what the unit adds, preview, 报送 by its leader."""
    cases = visible_cases(request.actor).filter(batch=batch_id, lead=unit_id)
    case = cases.select_related("batch__coordinator", "lead").first()
    if case is None or case.lead is None:
        raise Http404
    matter = Matter(case.batch, unit=case.lead)
    if request.method == "POST" and request.POST.get("do") == "hand-in-final":
        return _hand_in_final(request, matter)
    told = view_of(Scope(case.batch, cases, day_of(now()))).told
    return draft_page(request, REPORT, matter, _own_page(request, matter, case.lead, told))


def _own_page(request: OfficeRequest, matter: Matter, unit: Unit, told: Sequence[Told]) -> Page:
    """What stands above the draft: how the report stands, what was made final, the results with their reasons."""
    batch = matter.batch
    row = next(iter(report_overview(batch, Unit.objects.filter(pk=unit.pk))), None)
    shown = {
        "batch": batch,
        "told": [_result(each) for each in told],
        "finals": list(_not_handed_in(request.actor, matter)),
        "row": report_row(row, request.actor, day_of(now())) if row else None,
        "signs": may(request.actor, Act.SUBMIT_REPORT, matter.standing()) is None,
        "who": who_may(Act.SUBMIT_REPORT),
        "back": reverse("batch-reports", args=[batch.pk]),
        "crumbs": [*_crumbs(request.actor, batch), _crumb(batch), {"label": unit.name}],
    }
    return Page(
        texts=content_of(row.rows[-1].paper).typed if row and row.rows else {},
        hand_in=lambda typed: _hand_in(request, matter, typed=typed),
        template="unit_reports/own.html",
        shown=shown,
    )


def _hand_in(request: OfficeRequest, matter: Matter, **what: Any) -> HttpResponse:
    assert matter.unit is not None  # a report is a unit's
    report = submit_report(matter.batch.pk, matter.unit.pk, by=request.actor, now=now(), **what)
    told = "整改情况报告已报送。" if report.sequence == 1 else f"第{report.sequence}次报送已登记。"
    messages.success(request, told)
    return redirect("batch-reports", matter.batch.pk)


def _hand_in_final(request: OfficeRequest, matter: Matter) -> HttpResponse:
    """Hand in what was made final before, as it stands; refusals are told on the page."""
    assert matter.unit is not None  # a report is a unit's
    paper = get_object_or_404(
        _not_handed_in(request.actor, matter), pk=_number(request.POST.get("paper", ""))
    )
    try:
        return _hand_in(request, matter, paper_id=paper.pk)
    except (Refused, NotAllowed) as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
        return redirect("unit-report", matter.batch.pk, matter.unit.pk)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _not_handed_in(actor: Actor, matter: Matter) -> Any:
    """The reports that were made final and not handed in yet."""
    papers = visible_papers(actor).filter(kind=REPORT.name, batch=matter.batch, unit=matter.unit)
    return papers.filter(spoiled_at=None, submission=None).select_related("issued_by").order_by("-pk")


def _result(told: Told) -> dict[str, Any]:
    outcome = told.stated.outcome
    kind = "done" if outcome in DONE else _KINDS.get(outcome, "doing")
    return {"case": told.life.case, "word": outcome.label, "kind": kind, "why": told.stated.why}


# ── for the coordinator ─────────────────────────────────────────────────────────────────────────


class SendBackForm(forms.Form):
    """Why a report is sent back."""

    use_required_attribute = False
    reason = Words("退回理由", max_length=500, help_text="写明需要补充和修改的内容。退回后视为尚未报送。")


@office
def send_back(request: OfficeRequest, batch_id: int, report_id: int) -> HttpResponse:
    """退回整改情况报告."""
    seen = visible_batches(request.actor).filter(pk=batch_id)
    related = SubmittedReport.objects.filter(batch__in=seen).select_related(
        "batch__coordinator", "unit", "paper"
    )
    report = get_object_or_404(related, pk=report_id)
    if not may_in_batch(request.actor, Act.SEND_BACK_REPORT, report.batch):
        raise PermissionDenied(f"您的岗位不能退回整改情况报告。可由{who_may(Act.SEND_BACK_REPORT)}办理。")
    form = SendBackForm(request.POST if request.method == "POST" else None, label_suffix="")
    if not form.is_valid():
        return _show_send_back(request, report, form, status=422 if form.is_bound else 200)
    try:
        send_back_report(report.pk, by=request.actor, now=now(), reason=form.cleaned_data["reason"])
    except (Refused, NotAllowed) as refusal:
        return _show_send_back(request, report, form, refusal.findings, status=status_of(refusal))
    messages.success(request, f"已退回{report.unit.name}的报告，请其修改后重新报送。")
    return redirect("batch-reports", batch_id)


def _show_send_back(
    request: OfficeRequest, report: SubmittedReport, form: SendBackForm, refusals: Any = (), *, status: int
) -> HttpResponse:
    act, paper = Act.SEND_BACK_REPORT, report.paper
    page = {
        "act": {"label": act.label, "clause": "S20", "help": "报告原件仍在登记簿中，注明退回及理由。"},
        "subject": [
            ("报送单位", report.unit.name),
            ("报送时间", report.submitted_at),
            {"label": "标题", "value": paper.title, "wide": True},
        ],
        "refusals": refusals,
        "form": form,
        "submits": [{"label": act.label, "kind": "danger"}],
        "cancel_url": reverse("batch-reports", args=[report.batch_id]),
        "crumbs": [*_crumbs(request.actor, report.batch), _crumb(report.batch), {"label": act.label}],
    }
    return render(request, "act_base.html", page, status=status)


@office
def compiled(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """汇总报告: the figures of the ledger, and what the units wrote in the reports that count."""
    batch = get_object_or_404(visible_batches(request.actor).select_related("coordinator"), pk=batch_id)
    rows = report_overview(batch)
    shown = {
        "batch": batch,
        "rows": [report_row(row, request.actor, day_of(now())) for row in rows],
        "back": reverse("batch-reports", args=[batch_id]),
        "crumbs": [*_crumbs(request.actor, batch), _crumb(batch), {"label": "汇总报告"}],
    }
    page = Page(texts=said_by_units(rows), template="unit_reports/compiled.html", shown=shown)
    return draft_page(request, KINDS["compiled-report"], Matter(batch), page)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _crumbs(actor: Actor, batch: Batch) -> list[dict[str, str]]:
    """The batch is linked for those who look over it; a unit comes from its own list."""
    if visible_batches(actor).filter(pk=batch.pk).exists():
        batch_url = reverse("batch", args=[batch.pk])
        return [{"label": "批次", "url": reverse("batches")}, {"label": batch.number, "url": batch_url}]
    return [{"label": "待办", "url": reverse("worklist")}, {"label": batch.number, "url": ""}]


def _crumb(batch: Batch) -> dict[str, str]:
    return {"label": "书面报送", "url": reverse("batch-reports", args=[batch.pk])}
