"""Evidence on its way in, one file after the other, and its bytes for whoever may see its case."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.pictures import photo_of
from bihuan.evidence.blobs import path_of
from bihuan.evidence.file_names import AFTER, BEFORE, clean_name, partners, said_by
from bihuan.evidence.models import Evidence
from bihuan.evidence.sniff import IMAGES, PICTURES
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.web.act_forms_base import Task
from bihuan.web.act_forms_evidence import EvidenceForm, Piece, hand_in, kept_already, unpaired_photos
from bihuan.web.cases import visible_case
from bihuan.web.session import OfficeRequest, office

# More names than anybody chooses at once.
MOST_NAMES = 20_000


# ── on the way in ───────────────────────────────────────────────────────────
@office
def upload(request: OfficeRequest, case_id: int) -> HttpResponseBase:
    """One file of the queue of upload.js. The answer says what became of it; a refusal is an answer, not an error."""
    case = visible_case(request.actor, case_id)
    return require_POST(_upload)(request, case)


def _upload(request: OfficeRequest, case: Case) -> HttpResponse:
    task = Task(case, Act.ADD_EVIDENCE, request.actor, clock.now())
    form = EvidenceForm(task, request.POST, request.FILES)
    if not form.is_valid():
        return _answer(why=[f"{form[name].label}：{errors[0]}" for name, errors in form.errors.items()])
    words = form.cleaned_data
    sent = words["file"][0]
    name = clean_name(str(sent.name or ""))
    piece = Piece(sent, name, words["kind"], words["before"])
    try:
        return _answer(hand_in(task, piece, words["measure"], words["note"]))
    except BihuanError as refusal:
        # Sent again after a broken connection, or after the page was opened anew: it is there.
        if any(finding.code == "evidence-known" for finding in refusal.findings):
            return _answer(kept_already(case, piece), already=True)
        return _answer(why=[finding.message for finding in refusal.findings])


def _answer(piece: Evidence | None = None, *, already: bool = False, why: Sequence[str] = ()) -> JsonResponse:
    return JsonResponse({"id": piece.pk if piece else None, "already": already, "why": list(why)})


@office
def suggestions(request: OfficeRequest, case_id: int) -> HttpResponseBase:
    """What the names of files say: for each its kind and, for a photo after, the photo before it may belong to."""
    case = visible_case(request.actor, case_id)
    return require_POST(_suggestions)(request, case)


def _suggestions(request: OfficeRequest, case: Case) -> HttpResponse:
    try:
        names = [clean_name(str(name)) for name in json.loads(request.body)["names"]][:MOST_NAMES]
    except (ValueError, TypeError, KeyError):
        return HttpResponse(status=400)
    kinds = [said_by(name).kind for name in names]
    kept = unpaired_photos(case)
    arrived = {row.name for row in kept}  # chosen again after the page was opened anew
    queued = [place for place, kind in enumerate(kinds) if kind == BEFORE and names[place] not in arrived]
    befores = [*(row.name for row in kept), *(names[place] for place in queued)]
    # What is called by its number here is called by its key there: kept evidence, or a file of the same queue.
    keys = [*(f"kept-{row.pk}" for row in kept), *(f"queued-{place}" for place in queued)]
    found = partners(befores, [name for name, kind in zip(names, kinds, strict=True) if kind == AFTER])
    rows: list[dict[str, Any]] = [
        {"kind": kind, "before": keys[found[name]] if kind == AFTER and name in found else ""}
        for name, kind in zip(names, kinds, strict=True)
    ]
    return JsonResponse({"files": rows})


# ── on the way out ──────────────────────────────────────────────────────────
def _seen(request: OfficeRequest, evidence_id: int) -> Evidence:
    seen = Evidence.objects.filter(case__in=visible_cases(request.actor).values("pk"))
    return get_object_or_404(seen.select_related("blob"), pk=evidence_id)


@office
def file(request: OfficeRequest, evidence_id: int) -> FileResponse:
    """The file under the name it was handed in with. Pictures are shown, everything else is saved."""
    piece = _seen(request, evidence_id)
    path = path_of(piece.blob_id)
    if not path.is_file():
        raise Http404
    inline = piece.blob.media_type in IMAGES
    response = FileResponse(
        path.open("rb"), as_attachment=not inline, filename=piece.name, content_type=piece.blob.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@office
def photo(request: OfficeRequest, evidence_id: int) -> HttpResponseBase:
    """A picture made small, as every browser shows it, a HEIC too: forty photos open at once. Else the file itself."""
    piece = _seen(request, evidence_id)
    content = photo_of(piece.blob_id) if piece.blob.media_type in PICTURES else None
    if content is None:
        return file(request, evidence_id)
    response = HttpResponse(content, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
