"""The second step of importing a scan: its words are recognised, and the page says how far that is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from bihuan.intake.readers.scan import NotRecognised
from bihuan.kernel.errors import NotReadable
from bihuan.web.column_corrections import Office, understood
from bihuan.web.import_columns import waiting_file
from bihuan.web.importing import CRUMBS, UploadForm, is_correctable, show_upload
from bihuan.web.recognition import Progress, begin, progress_of, refusal_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.understanding import Waiting

# The page looks again by itself, less often after a while, and in the end no more: every look keeps a session alive.
SOON, LATER = 3, 10  # seconds
LOOKS_SOON, MOST_LOOKS = 20, 140


@require_GET
@office
def scan(request: OfficeRequest) -> HttpResponse:
    """How far the recognition of the file that waits is; begun when nobody is at it, left when it is done."""
    token = request.GET.get("file", "")
    found = waiting_file(request, token)
    if found is None:
        messages.warning(request, "预览已失效或者已经导入，请重新选择文件。")
        return redirect("import")
    waiting, content, of = found
    far = progress_of(waiting)
    if far is not None:
        return show_progress(request, waiting, far)
    if refusals := refusal_of(waiting):
        return show_upload(request, UploadForm(request.actor), refusals, status=422)
    return taken_up(request, waiting, content, of)


def taken_up(request: OfficeRequest, waiting: Waiting, content: bytes, of: Office) -> HttpResponse:
    """Begin what nobody is at; lead on where every word is there."""
    try:
        understood(content, waiting, of)
    except NotRecognised as missing:
        begun = begin(waiting, missing.pages)
        return show_progress(request, waiting, Progress(waits=not begun))
    except NotReadable as problem:
        token = waiting.token() if is_correctable(problem) else ""
        return show_upload(request, UploadForm(request.actor), problem.findings, status=422, token=token)
    return redirect(f"{reverse('import-preview')}?file={waiting.token()}")


def show_progress(request: OfficeRequest, waiting: Waiting, far: Progress) -> HttpResponse:
    """The page, which looks again by itself."""
    looks = looks_of(request)
    address = f"{reverse('import-scan')}?{urlencode({'file': waiting.token()})}"
    page = {
        "name": waiting.name,
        "far": far,
        "again": looks < MOST_LOOKS,
        "address": address,
        "crumbs": [*CRUMBS, {"label": "识别扫描件"}],
    }
    response = render(request, "importing/recognising.html", page)
    if looks < MOST_LOOKS:
        pause = SOON if looks < LOOKS_SOON else LATER
        response["Refresh"] = f"{pause}; url={address}&looks={looks + 1}"
    response["Cache-Control"] = "no-store"
    return response


def looks_of(request: OfficeRequest) -> int:
    """How often the page has looked by itself."""
    looks = request.GET.get("looks", "0")
    return int(looks) if looks.isascii() and looks.isdecimal() and len(looks) < 5 else 0
