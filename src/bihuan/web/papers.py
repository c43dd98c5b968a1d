"""Lists to save in one step: the close-out ledger and the target table, of exactly the cases the reader may see."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from bihuan.cases.visibility import visible_cases
from bihuan.documents import close_out_ledger as ledger_paper
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, LIST, XLSX
from bihuan.documents.lists import built_in_lists, label_of, list_table
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.issuing.wordings import own_lists, wording_in_force
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused
from bihuan.reports.ledger import ledger_cases
from bihuan.web.ledger import CLOSE_OUT_LEDGER, FilterForm
from bihuan.web.paper_files import rendered, saved_as, table_rendered
from bihuan.web.session import OfficeRequest, office

TARGET_TABLE = KINDS["target-table"]


@office
def close_out_ledger(request: OfficeRequest) -> HttpResponse:
    """销号管理台账 (.xlsx) of the cases the ledger's filter shows, whatever batches they belong to."""
    today = clock.day_of(clock.now())
    cases = ledger_cases(request.actor, FilterForm(request.GET).wanted(), today)
    return _paper(
        request, lambda: ledger_paper.render_xlsx(cases, today), f"销号管理台账{today:%Y%m%d}", XLSX
    )


@office
def ledger_list(request: OfficeRequest, list_name: str, paper_form: str) -> HttpResponse:
    """One of ``ledger.exports``, of the cases the ledger's filter shows. ``list_name``: its number or built-in name."""
    today, ending = clock.day_of(clock.now()), f".{paper_form}"
    cases = ledger_cases(request.actor, FilterForm(request.GET).wanted(), today)
    first = cases.select_related("batch__coordinator").first()
    label, text = _layout(request, list_name)
    if ending not in LIST or first is None:
        raise Http404

    def made() -> bytes:
        if list_name == CLOSE_OUT_LEDGER:
            table = ledger_paper.table(cases, today)
        else:
            table = list_table(text, Scope(first.batch, cases, today))
        return table_rendered(table, ending)

    return _paper(request, made, f"{label}{today:%Y%m%d}", ending)


def _layout(request: OfficeRequest, name: str) -> tuple[str, str]:
    """What a list is called and its text, when the reader may use it; 404 for any other."""
    if name == CLOSE_OUT_LEDGER:
        return KINDS["ledger"].label, ""
    if text := built_in_lists().get(name):
        return label_of(text), text
    own = own_lists(request.actor).get(int(name)) if name.isdecimal() and len(name) < 19 else None
    if own is None:
        raise Http404
    return own.name, own.text


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
