"""批次: the list, the page of one with what its document says and how its figures stand, and 印发批次."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import holds, who_may
from bihuan.cases.visibility import visible_batches
from bihuan.documents.kinds import KINDS
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch, ImportedFile
from bihuan.intake.readers.scan import NotInstalled, NotRecognised
from bihuan.issuing.facts import Matter
from bihuan.journal.queries import history_of
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.kernel.workdays_explained import explain_limit
from bihuan.people.calendar import office_calendar
from bihuan.reports.counts import BatchCounts, batch_counts
from bihuan.supervision.lights import LimitFacts, light_of
from bihuan.web.batch_forms import RuleBookForm, first_values, rule_rows
from bihuan.web.calendar_warnings import uncovered_in_batch
from bihuan.web.column_corrections import kept_reading
from bihuan.web.opinions import event
from bihuan.web.paging import page_of
from bihuan.web.paper_panel import papers_panel
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.set_panel import set_panel
from bihuan.web.standing import may_in_batch, may_somewhere
from bihuan.web.understanding import said_once, shown_duty, shown_reading


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """Every batch the reader looks over."""
    batches = visible_batches(request.actor).select_related("coordinator")
    counted = batches.annotate(
        opinion_count=Count("opinions", distinct=True), case_count=Count("cases", distinct=True)
    ).order_by("-issued_on", "-pk")
    page = {
        "page_obj": page_of(request, counted),
        "may_import": may_somewhere(request.actor, Act.IMPORT_FILE),
        "crumbs": [{"label": "待办", "url": "/"}, {"label": "批次"}],
    }
    return render(request, "batches/list.html", page)


@office
def page(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """One batch."""
    batch = find(request, batch_id)
    counts = batch_counts(batch)
    may_issue = batch.frozen_at is None and may_in_batch(request.actor, Act.ISSUE_BATCH, batch)
    files = list(batch.files.order_by("pk"))
    return render(
        request,
        "batches/page.html",
        {
            "batch": batch,
            "facts": facts(batch),
            "dates": dates(batch, day_of(now())),
            "stats": opinion_stats(batch, counts),
            "case_stats": case_stats(batch, counts),
            "files": files,
            "findings": said_once(finding for file in files for finding in json.loads(file.findings)),
            "duties": [shown_duty(duty) for duty in batch.duty_list()],
            "rules": rule_rows(batch.rulebook),
            "may_issue": may_issue,
            "may_import": may_in_batch(request.actor, Act.IMPORT_FILE, batch),
            "may_sort": may_in_batch(request.actor, Act.SORT_OPINIONS, batch),
            "may_circulate": holds(request.actor, KINDS["circular"].drawn_up_by, Matter(batch).standing()),
            "history": [event(entry) for entry in history_of("batch", batch.pk)],
            "issued_papers": papers_panel(request.actor, batch=batch),
            **set_panel(request.actor, batch),
            "crumbs": [{"label": "批次", "url": reverse("batches")}, {"label": batch.number}],
        },
    )


def find(request: OfficeRequest, batch_id: int) -> Batch:
    """The batch, when the reader looks over it."""
    seen = visible_batches(request.actor).select_related("coordinator")
    batch: Batch = get_object_or_404(seen, pk=batch_id)
    return batch


@office
def issue(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """印发批次: the last look at the rules, then they are frozen."""
    batch = find(request, batch_id)
    if request.method != "POST" and not may_in_batch(request.actor, Act.ISSUE_BATCH, batch):
        raise PermissionDenied(f"您的岗位不能印发批次。可由{who_may(Act.ISSUE_BATCH)}办理。")
    form = RuleBookForm(request.POST or None, initial=first_values(batch.rulebook))
    if not form.is_valid():
        return show_issue(request, batch, form, (), 422 if form.is_bound else 200)
    try:
        issue_batch(batch.pk, by=request.actor, now=now(), changes=form.changes())
    except (Refused, NotAllowed) as refusal:
        return show_issue(request, batch, form, refusal.findings, status_of(refusal))
    messages.success(request, "批次已印发，规则已固定，可以交办事项。")
    return redirect("batch", batch.pk)


def show_issue(
    request: OfficeRequest, batch: Batch, form: RuleBookForm, refusals: Any, status: int
) -> HttpResponse:
    """The page of the form."""
    back = reverse("batch", args=[batch.pk])
    page = {
        "act": {
            "label": Act.ISSUE_BATCH.label,
            "clause": "S5",
            "help": "印发后规则固定，本批次自始至终按此规则办理，以后的政策调整不影响本批次。",
        },
        "subject": [("发文字号", batch.number), ("牵头单位", batch.coordinator.name), ("标题", batch.title)],
        "warnings": uncovered_in_batch(request.actor, batch, day_of(now())),
        "refusals": refusals,
        "form": form,
        "cancel_url": back,
        "crumbs": [
            {"label": "批次", "url": reverse("batches")},
            {"label": batch.number, "url": back},
            {"label": Act.ISSUE_BATCH.label},
        ],
    }
    return render(request, "batches/issue.html", page, status=status)


@office
def file(request: OfficeRequest, batch_id: int, file_id: int) -> HttpResponse:
    """What was understood of one imported file, read anew from the original as far as it is kept."""
    batch = find(request, batch_id)
    imported = get_object_or_404(ImportedFile, pk=file_id, batch=batch)
    scanned = False
    try:
        reading = kept_reading(imported.sha256, imported.name, batch.coordinator.path)
    except (NotRecognised, NotInstalled):
        reading, scanned = None, True
    except NotReadable as problem:
        raise Http404 from problem
    page = {
        "file": imported,
        "reading": shown_reading(reading) if reading else None,
        "scanned": scanned,
        "findings": said_once(json.loads(imported.findings)),
        "crumbs": [
            {"label": "批次", "url": reverse("batches")},
            {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
            {"label": imported.name},
        ],
    }
    return render(request, "batches/file.html", page)


def facts(batch: Batch) -> list[dict[str, Any]]:
    """What the document says of itself: three titles, whence it comes, for which years."""
    return [
        {"label": "通知标题", "value": batch.title, "wide": True},
        {"label": "方案标题", "value": batch.plan_title, "wide": True},
        {"label": "附件", "value": "；".join(batch.attachment_list()), "wide": True},
        {"label": "发文字号", "value": batch.number},
        {"label": "发文机关", "value": batch.issuing_body},
        {"label": "主送", "value": batch.recipients},
        {"label": "牵头单位", "value": batch.coordinator.name},
        {"label": "依据文件", "value": "；".join(batch.basis_list()), "wide": True},
        {"label": "评价年度", "value": batch.evaluation_year and f"{batch.evaluation_year}年"},
        {"label": "整改年度", "value": batch.work_year and f"{batch.work_year}年"},
        {"label": "书面报送", "value": batch.report_to and f"报{batch.report_to}"},
        {"label": "印发时间", "value": batch.frozen_at or "尚未印发"},
    ]


def dates(batch: Batch, today: date) -> list[dict[str, Any]]:
    """The days that bind the batch as a whole; those that lie ahead with their light. What lies behind is a date
    and no more: whether a report came in time is not known from the calendar (T5)."""
    calendar, rules = office_calendar(batch.coordinator.path), batch.rulebook
    named = (
        ("成文日期", batch.issued_on),
        ("书面报送截止", batch.report_due_on),
        ("规划期末", batch.plan_period_end),
    )
    rows = []
    for label, day in named:
        if day is None:
            continue
        ahead = day >= today
        lit = light_of(LimitFacts(day, None, 0, ahead), rules, calendar, today) if ahead else None
        rows.append({"label": label, "day": day, "lit": lit, "rest": explain_limit(calendar, day)})
    return rows


def opinion_stats(batch: Batch, counts: BatchCounts) -> list[dict[str, Any]]:
    """The figures of the opinions, each with what it is counted of. Opinions and cases are never added up (T2)."""
    stated = "来件未写明" if counts.stated_received is None else f"来件写明{counts.stated_received}条"
    share, url = f"占意见{counts.opinions}条", f"{reverse('opinions')}?batch={batch.pk}"
    merged = f"{share}，其中归并{counts.merged_away}条"
    wait = "yellow" if counts.undecided else ""
    return [
        figure("收到意见", counts.opinions, "条", stated, url),
        figure("已立项或归并", counts.in_cases, "条", merged, f"{url}&where=in-case"),
        figure("直接答复", counts.answered_directly, "条", share, f"{url}&where=direct"),
        {**figure("待处置", counts.undecided, "条", share, f"{url}&where=undecided"), "light": wait},
    ]


def case_stats(batch: Batch, counts: BatchCounts) -> list[dict[str, Any]]:
    """The figures of the cases, each with what it is counted of."""
    stated = "来件未写明" if counts.stated_rectify is None else f"来件写明{counts.stated_rectify}项"
    share = f"占事项{counts.cases}项"
    return [
        figure("整改事项", counts.cases, "项", stated, f"{reverse('ledger')}?batch={batch.pk}"),
        figure("已销号", counts.struck_off, "项", share),
        figure("已撤销", counts.withdrawn, "项", share),
        figure("转入下一批", counts.carried_over, "项", share),
        figure("曾反弹", counts.reopened, "项", share),
    ]


def figure(label: str, value: int, unit: str, note: str, url: str = "") -> dict[str, Any]:
    """One figure for ``{% stats %}``."""
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url}
