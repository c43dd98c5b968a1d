"""列的理解: the columns of a file that waits, each with what it is understood as, and their correction."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.cases.visibility import visible_batches
from bihuan.intake.readers.scan import NotRecognised
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding
from bihuan.web.column_corrections import (
    CHOICES,
    Office,
    all_corrections,
    corrected,
    reading_office,
    shown_tables,
    tables_of,
    understood,
)
from bihuan.web.session import OfficeRequest, office
from bihuan.web.understanding import Waiting, parked, said_once, waiting_of


@office
def columns(request: OfficeRequest) -> HttpResponse:
    """Show how every column is understood; a correction makes the file be read again."""
    token = request.POST.get("token") or request.GET.get("file", "")
    found = waiting_file(request, token)
    if found is None:
        messages.warning(request, "预览已失效或者已经导入，请重新选择文件。")
        return redirect("import")
    try:
        return corrected_columns(request, *found)
    except NotRecognised:
        return redirect(f"{reverse('import-scan')}?file={token}")
    except NotReadable as problem:  # not by its columns: a scan without a word
        messages.error(request, str(problem))
        return redirect("import")


def corrected_columns(request: OfficeRequest, waiting: Waiting, content: bytes, of: Office) -> HttpResponse:
    """The page, or where a correction leads. Raises NotReadable for a file that cannot be opened."""
    if request.method != "POST":
        return show_columns(request, waiting, content, of)
    tables = tables_of(content, waiting, all_corrections(content, waiting, of))
    waiting, problems = corrected(request.POST, tables, waiting)
    if problems:
        for problem in problems:
            messages.error(request, problem)
        return show_columns(request, waiting, content, of, status=422)
    readable = not refusals_of(content, waiting, of)
    address = reverse("import-preview" if readable else "import-columns")
    return redirect(f"{address}?file={waiting.token()}")


def waiting_file(request: OfficeRequest, token: str) -> tuple[Waiting, bytes, Office] | None:
    """The file that waits under ``token`` and for whom it is read; None when it waits no more."""
    try:
        waiting = waiting_of(token, request.user.pk)
    except BadSignature:
        return None
    content = parked(waiting)
    if content is None:
        return None
    batch = visible_batches(request.actor).filter(pk=waiting.batch).first() if waiting.batch else None
    return waiting, content, reading_office(request.actor, batch)


def refusals_of(content: bytes, waiting: Waiting, of: Office) -> tuple[Finding, ...]:
    """Why the file cannot be read as its columns are understood now."""
    try:
        understood(content, waiting, of)
    except NotReadable as problem:
        return tuple(problem.findings)
    return ()


def show_columns(
    request: OfficeRequest, waiting: Waiting, content: bytes, of: Office, *, status: int = 200
) -> HttpResponse:
    """The page of the columns alone, for a file that cannot be read without a correction."""
    page = {
        "name": waiting.name,
        "token": waiting.token(),
        "refusals": said_once(each.as_dict() for each in refusals_of(content, waiting, of)),
        "tables": shown_tables(tables_of(content, waiting, all_corrections(content, waiting, of))),
        "choices": CHOICES,
        "crumbs": [
            {"label": "批次", "url": "/batches"},
            {"label": "导入来件", "url": "/import"},
            {"label": "列的理解"},
        ],
    }
    return render(request, "importing/columns_page.html", page, status=status)
