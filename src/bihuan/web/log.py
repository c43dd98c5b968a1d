"""The public log: its files as any web server would serve them, and what a citizen needs to check an item by it."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan.disclosure.published import Record, records_of
from bihuan.journal.models import Checkpoint
from bihuan.journal.signing import has_key, the_log
from bihuan.kernel.errors import Refused
from bihuan.web.public import find, show
from bihuan.web.session import public
from tlog.proof import prove
from tlog.store import CHECKPOINT
from tlog.tiles import TileError, parse_path

# Tiles never change; the checkpoint does with every sealing.
FOR_EVER, NEVER = "public, max-age=31536000, immutable", "no-cache"
WITNESSED = "checkpoint.witnessed"


@require_safe
@public
def file(request: HttpRequest, path: str) -> HttpResponse:
    """One file of the log, byte for byte."""
    note = path in (CHECKPOINT, WITNESSED)
    try:
        if not note:
            parse_path(path)
        content = (Path(settings.LOG_DIR) / path).read_bytes()
    except (TileError, OSError):
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8" if note else "application/octet-stream",
        headers={"Cache-Control": NEVER if note else FOR_EVER, "Access-Control-Allow-Origin": "*"},
    )


@require_safe
@public
def page(request: HttpRequest) -> HttpResponse:
    """公开日志: its newest checkpoint, its key, and how to check an item."""
    head = Checkpoint.objects.last()
    about = {"head": head, "key": _public_key(), "address": f"{settings.PUBLIC_ADDRESS}/log/"}
    return show(request, "public/log.html", about, "公开日志")


@require_safe
@public
def entry(request: HttpRequest, case_id: int, index: int) -> HttpResponse:
    """One entry about an item, as it stands in the log."""
    record = _record(case_id, index)
    return _download(record.content, "application/json; charset=utf-8", f"entry-{index}.json")


@require_safe
@public
def proof(request: HttpRequest, case_id: int, index: int) -> HttpResponse:
    """The proof that the entry is in the log, under the newest checkpoint."""
    _record(case_id, index)
    try:
        text = prove(Path(settings.LOG_DIR), index)
    except (ValueError, OSError):
        raise Http404 from None
    return _download(text.encode(), "text/plain; charset=utf-8", f"entry-{index}.tlog-proof")


def _record(case_id: int, index: int) -> Record:
    find(case_id)
    for record in records_of(case_id).rows:
        if record.index == index:
            return record
    raise Http404


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _public_key() -> str:
    if not has_key():
        return ""
    try:
        return str(the_log().key.public())
    except Refused:
        return ""
