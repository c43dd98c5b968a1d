"""疑点: what makes the close-out hard to believe, both sides next to each other, with the answers."""

import io
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import State, wrong_state
from bihuan.cases.models import Case
from bihuan.doubts.facts import doubts_of, sight
from bihuan.doubts.rules import Sight
from bihuan.evidence.blobs import path_of
from bihuan.evidence.exif import without_exif
from bihuan.evidence.models import Blob
from bihuan.evidence.sniff import PICTURES
from bihuan.kernel import clock
from bihuan.web.act_forms_doubts import answer_form
from bihuan.web.cases import case_crumbs, visible_case
from bihuan.web.doubt_rows import DoubtRow, doubt_rows
from bihuan.web.inspection_panel import inspection_panel
from bihuan.web.session import OfficeRequest, office

# The longer side of a picture beside another, in pixels.
SIDE = 1200


@office
def page(request: OfficeRequest, case_id: int) -> HttpResponse:
    """Every doubt of the present round; for who verifies, with the form for the reasons."""
    case = visible_case(request.actor, case_id)
    seen = sight(request.actor, case, hands_of(case).handling)
    if seen is Sight.NOTHING:
        raise Http404
    form = answer_form(case, request.actor, clock.now())
    rows = form.shown() if form else doubt_rows(case, request.actor, seen)
    return render(
        request,
        "doubts/page.html",
        {
            "case": case,
            "rows": rows,
            "form": form,
            "appoint_url": _appoint_url(case, request.actor, rows),
            "inspection_findings": inspection_panel(request.actor, case, clock.day_of(clock.now())),
            "open": sum(bool(row.wants) for row in rows),
            "crumbs": [*case_crumbs(case), {"label": "疑点"}],
        },
    )


def _appoint_url(case: Case, actor: Actor, rows: Sequence[DoubtRow]) -> str:
    """Where the reader appoints the second unit, while a severe doubt waits for one."""
    act = Act.APPOINT_SECOND_VERIFIER
    wanted = not case.second_verifying_id and any(row.severe and row.wants for row in rows)
    if not wanted or may(actor, act, case.standing()) or wrong_state(act, State(case.state)):
        return ""
    return reverse("case-act", args=[case.pk, act.value.replace("_", "-")])


@office
def picture(request: OfficeRequest, case_id: int, key: str, side: int) -> HttpResponse:
    """The picture that stands on one side of a doubt: that file and no other, whosever case it belongs to.

    Scaled down, and without time, place or device: those that matter stand in the doubt.
    """
    case = visible_case(request.actor, case_id)
    if sight(request.actor, case, hands_of(case).handling) is not Sight.ALL:
        raise Http404
    doubt = next((doubt for doubt in doubts_of(case) if doubt.key == key), None)
    if doubt is None or side >= len(doubt.seen):
        raise Http404
    blob = Blob.objects.filter(pk=doubt.seen[side].sha256, media_type__in=PICTURES).first()
    if blob is None or not path_of(blob.pk).is_file():
        raise Http404
    response = HttpResponse(scaled(path_of(blob.pk).read_bytes()), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def scaled(content: bytes) -> bytes:
    """A picture as a JPEG of at most ``SIDE`` pixels, upright, with nothing beside it."""
    from PIL import Image

    with Image.open(io.BytesIO(without_exif(content))) as whole:
        small = whole.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=85)
    return stream.getvalue()
