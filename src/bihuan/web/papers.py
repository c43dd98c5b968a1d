"""Lists to save in one step: the close-out ledger and the target table, of exactly the cases the reader may see."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from bihuan.cases.visibility import visible_cases
from bihuan.documents.close_out_ledger import render_xlsx as close_out_ledger_xlsx
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, XLSX
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.issuing.wordings import wording_in_force
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused
from bihuan.reports.ledger import ledger_cases
from bihuan.web.ledger import FilterForm
from bihuan.web.paper_files import rendered, saved_as
from bihuan.web.session import OfficeRequest, office

TARGET_TABLE = KINDS["target-table"]


@office
def close_out_ledger(request: OfficeRequest) -> HttpResponse:
    """销号管理台账 (.xlsx) of the cases the ledger's filter shows, whatever batches they belong to."""
    today = clock.day_of(clock.now())
    cases = ledger_cases(request.actor, FilterForm(request.GET).wanted(), today)
    return _paper(request, lambda: close_out_ledger_xlsx(cases, today), f"销号管理台账{today:%Y%m%d}", XLSX)


@office
def target_table(request: OfficeRequest, batch_id: int, form: str) -> HttpResponse:
    """整改目标表 of one batch, in the office's wording, with the rows the reader may see."""
    cases, ending = visible_cases(request.actor).filter(batch=batch_id), f".{form}"
    if ending not in TARGET_TABLE.forms or not cases.exists():
        raise Http404
    batch = get_object_or_404(Batch, pk=batch_id)
    scope = Scope(batch, cases, clock.day_of(clock.now()))

    def made() -> bytes:
        wording = wording_in_force(batch.coordinator_id, TARGET_TABLE).text
        _, paper = next(draw_up(TARGET_TABLE, scope, wording=wording))
        return rendered(paper, ending)

    return _paper(request, made, f"{batch.number}整改目标表", ending)


def _paper(request: OfficeRequest, made: Callable[[], bytes], name: str, ending: str) -> HttpResponse:
    """What ``made`` gives as a file; where it is refused, back to the ledger with the reason."""
    try:
        content = made()
    except Refused as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
        return redirect("ledger")
    return saved_as(content, name, ending)
