"""现场核验: the visits of upper levels to a batch, recorded by form or by a filled-in check sheet, and the answers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.documents.kinds import XLSX
from bihuan.evidence.blobs import path_of
from bihuan.inspection.actions import answer_finding, record_inspection
from bihuan.inspection.facts import inspection_facts, same_sheet
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.queries import inspections, visible_findings
from bihuan.inspection.report import report
from bihuan.inspection.rules import check
from bihuan.inspection.sheet import read_check_sheet
from bihuan.intake.models import Batch
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.kernel.findings import Finding
from bihuan.typesetting import xlsx
from bihuan.web.batches import find
from bihuan.web.cases import case_crumbs, visible_case
from bihuan.web.inspection_forms import AnswerForm, InspectionForm, SheetForm
from bihuan.web.inspection_panel import finding_row
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.set_panel import ask_url, may_ask
from bihuan.web.standing import may_in_batch
from bihuan.web.understanding import Waiting, park, parked, waiting_of, waiting_room

LABEL = "现场核验"
ACT = Act.RECORD_INSPECTION
HELP = "逐项登记上级现场核验的结论和意见；结论为“部分属实”“不属实”的，由责任单位限期回复。"


@office
def listing(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Every visit to the batch, the newest first."""
    batch = find(request, batch_id)
    may_pack = may_ask(request.actor, batch, None)
    page = {
        "batch": batch,
        "page_obj": page_of(request, inspections(request.actor).filter(batch=batch)),
        "may_record": may_in_batch(request.actor, ACT, batch),
        "pack_ask_url": ask_url(batch, None, "inspection") if may_pack else "",
        "crumbs": [*_crumbs(batch)[:-1], {"label": LABEL}],
    }
    return render(request, "inspections/list.html", page)


@office
def page(request: OfficeRequest, batch_id: int, inspection_id: int) -> HttpResponse:
    """One visit: what was found, and what was answered."""
    batch, inspection, findings = _one(request, batch_id, inspection_id)
    about = {
        "batch": batch,
        "inspection": inspection,
        "rows": [finding_row(request.actor, finding, day_of(now())) for finding in findings],
        "crumbs": [*_crumbs(batch), {"label": str(inspection.visited_on)}],
    }
    return render(request, "inspections/page.html", about)


@office
def file(request: OfficeRequest, batch_id: int, inspection_id: int) -> HttpResponse:
    """The findings and answers as a workbook."""
    _, inspection, findings = _one(request, batch_id, inspection_id)
    content = xlsx.render(report(inspection, findings, day_of(now())), filters=True)
    return saved_as(content, f"{inspection}意见及回复", XLSX)


@office
def sheet(request: OfficeRequest, batch_id: int, inspection_id: int) -> FileResponse:
    """The check sheet as it was handed in."""
    _, inspection, _ = _one(request, batch_id, inspection_id)
    if inspection.sheet_id is None or not path_of(inspection.sheet_id).is_file():
        raise Http404
    response = FileResponse(
        path_of(inspection.sheet_id).open("rb"), as_attachment=True, filename=inspection.sheet_name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@office
def new(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """登记现场核验 by form."""
    batch = _recordable(request, batch_id)
    form = InspectionForm(request.POST or None)
    refusals: Sequence[Finding] = ()
    status = 422 if form.is_bound else 200
    if form.is_bound and not form.wants_rows and form.is_valid():
        try:
            inspection = record_inspection(batch.pk, by=request.actor, now=now(), filled=form.filled())
        except (Refused, NotAllowed) as refusal:
            refusals, status = refusal.findings, status_of(refusal)
        else:
            messages.success(request, f"已登记{inspection}。")
            return redirect("inspection", batch.pk, inspection.pk)
    context = {**_act(batch), "form": form, "refusals": refusals}
    return render(request, "inspections/new.html", context, status=status)


@office
def upload(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """登记现场核验 by a sheet: choose the file, see what it says (``?file=``), confirm."""
    batch = _recordable(request, batch_id)
    if token := request.POST.get("token", request.GET.get("file", "")):
        return _waiting(request, batch, token)
    form = SheetForm(request.POST or None, request.FILES or None)
    refusals: Sequence[Finding] = ()
    if form.is_valid():
        sent = form.cleaned_data["file"]
        content, name = sent.read(), str(sent.name)
        try:
            read_check_sheet(content, name)
        except NotReadable as problem:
            refusals = problem.findings
        else:
            waiting = Waiting(park(content), sha256_hex(content), name, request.user.pk, batch.pk)
            return redirect(f"{reverse('inspection-upload', args=[batch.pk])}?file={waiting.token()}")
    context = {**_act(batch), "form": form, "refusals": refusals}
    context["submits"] = [{"label": "读取并预览", "kind": "primary"}]
    return render(request, "inspections/upload.html", context, status=422 if form.is_bound else 200)


def _waiting(request: OfficeRequest, batch: Batch, token: str) -> HttpResponse:
    """The preview of a sheet that waits; POST records it."""
    try:
        waiting = waiting_of(token, request.user.pk)
    except BadSignature:
        waiting = None
    content = parked(waiting) if waiting and waiting.batch == batch.pk else None
    if waiting is None or content is None:
        messages.warning(request, "预览已失效或者已经登记，请重新选择文件。")
        return redirect("inspection-upload", batch.pk)
    if request.method == "POST":
        return _confirm(request, batch, waiting, content)
    return _preview(request, batch, waiting, content)


def _confirm(request: OfficeRequest, batch: Batch, waiting: Waiting, content: bytes) -> HttpResponse:
    known = same_sheet(batch, content)
    filled = read_check_sheet(content, waiting.name)
    try:
        inspection = record_inspection(batch.pk, by=request.actor, now=now(), filled=filled)
    except (Refused, NotAllowed) as refusal:
        return _preview(request, batch, waiting, content, status_of(refusal))
    (waiting_room() / waiting.sealed).unlink(missing_ok=True)
    if known:
        messages.info(request, f"“{waiting.name}”此前已经登记，没有改动任何内容。")
    else:
        messages.success(request, f"已登记{inspection}。")
    return redirect("inspection", batch.pk, inspection.pk)


def _preview(
    request: OfficeRequest, batch: Batch, waiting: Waiting, content: bytes, status: int = 200
) -> HttpResponse:
    filled = read_check_sheet(content, waiting.name)
    read = check(filled, inspection_facts(batch, filled, day_of(now())))
    known = same_sheet(batch, content)
    context = {
        "batch": batch,
        "name": waiting.name,
        "token": waiting.token(),
        "read": read,
        "known": known,
        "refusals": () if known else read.findings,
        "crumbs": [*_crumbs(batch), {"label": "预览"}],
    }
    return render(request, "inspections/preview.html", context, status=status)


@office
def answer(request: OfficeRequest, case_id: int, finding_id: int) -> HttpResponse:
    """回复核验意见."""
    case = visible_case(request.actor, case_id)
    finding = get_object_or_404(visible_findings(request.actor).filter(case=case), pk=finding_id)
    row = finding_row(request.actor, finding, day_of(now()))
    if request.method != "POST" and not row["may_answer"]:
        raise PermissionDenied(
            f"该核验意见已经回复或者无需回复；需要回复的，可由{who_may(Act.ANSWER_FINDING)}办理。"
        )
    form = AnswerForm(request.POST or None, label_suffix="")
    refusals: Sequence[Finding] = ()
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            answer_finding(finding.pk, by=request.actor, now=now(), text=form.cleaned_data["text"])
        except (Refused, NotAllowed) as refusal:
            refusals, status = refusal.findings, status_of(refusal)
        else:
            messages.success(request, "已回复核验意见。")
            return redirect(f"{reverse('case', args=[case.pk])}#inspections")
    context = {
        "act": {
            "label": Act.ANSWER_FINDING.label,
            "clause": "S22",
            "help": "回复只能提交一次，随下一份迎检资料提供。",
        },
        "subject": [("事项", str(case)), ("问题编号", case.number), ("整改内容", case.content)],
        "row": row,
        "form": form,
        "refusals": refusals,
        "cancel_url": reverse("case", args=[case.pk]),
        "crumbs": [*case_crumbs(case), {"label": Act.ANSWER_FINDING.label}],
    }
    return render(request, "inspections/answer.html", context, status=status)


def _one(
    request: OfficeRequest, batch_id: int, inspection_id: int
) -> tuple[Batch, Inspection, list[InspectionFinding]]:
    batch = find(request, batch_id)
    inspection = get_object_or_404(inspections(request.actor).filter(batch=batch), pk=inspection_id)
    rows = visible_findings(request.actor).filter(inspection=inspection)
    return batch, inspection, list(rows.order_by("case__position"))


def _recordable(request: OfficeRequest, batch_id: int) -> Batch:
    batch = find(request, batch_id)
    if not may_in_batch(request.actor, ACT, batch):
        raise PermissionDenied(f"您的岗位不能登记现场核验。可由{who_may(ACT)}办理。")
    return batch


def _act(batch: Batch) -> dict[str, Any]:
    return {
        "act": {"label": ACT.label, "clause": "S22", "help": HELP},
        "batch": batch,
        "cancel_url": reverse("inspections", args=[batch.pk]),
        "crumbs": [*_crumbs(batch), {"label": ACT.label}],
    }


def _crumbs(batch: Batch) -> list[dict[str, str]]:
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
        {"label": LABEL, "url": reverse("inspections", args=[batch.pk])},
    ]
