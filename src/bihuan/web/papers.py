"""Papers to save: the close-out ledger and the target table, of exactly the cases the reader may see."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from bihuan.cases.visibility import visible_cases
from bihuan.documents import target_table as tables
from bihuan.documents.close_out_ledger import render_xlsx as close_out_ledger_xlsx
from bihuan.intake.models import Batch
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused
from bihuan.reports.ledger import ledger_cases
from bihuan.web.ledger import FilterForm
from bihuan.web.session import OfficeRequest, office

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLES = {"xlsx": tables.render_xlsx, "docx": tables.render_docx}


@office
def close_out_ledger(request: OfficeRequest) -> HttpResponse:
    """销号管理台账 (.xlsx) of the cases the ledger's filter shows."""
    today = clock.day_of(clock.now())
    cases = ledger_cases(request.actor, FilterForm(request.GET).wanted(), today)
    return _paper(
        request, lambda: close_out_ledger_xlsx(cases, today), f"销号管理台账{today:%Y%m%d}.xlsx", XLSX
    )


@office
def target_table(request: OfficeRequest, batch_id: int, form: str) -> HttpResponse:
    """整改目标表 (.xlsx or .docx) of one batch, with the rows the reader may see."""
    render = TABLES.get(form)
    cases = visible_cases(request.actor).filter(batch=batch_id).order_by("position")
    if render is None or not cases.exists():
        raise Http404
    batch = get_object_or_404(Batch, pk=batch_id)
    return _paper(
        request,
        lambda: render(batch, cases),
        f"{batch.number}整改目标表.{form}",
        XLSX if form == "xlsx" else DOCX,
    )


def _paper(request: OfficeRequest, made: Callable[[], bytes], name: str, media_type: str) -> HttpResponse:
    """What ``made`` gives as a file to be saved as ``name`` (RFC 5987: Chinese file names)."""
    try:
        content = made()
    except Refused as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
        return redirect("ledger")
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
