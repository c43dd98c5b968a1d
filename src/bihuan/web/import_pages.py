"""The pages of a file that waits to be imported, as pictures beside what was read of them."""

from typing import Any

from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from bihuan.intake.readers.pictures import has_pictures, page_count, page_picture
from bihuan.intake.readers.scan import is_draft
from bihuan.intake.reading import Reading
from bihuan.web.session import OfficeRequest, office
from bihuan.web.understanding import Waiting, parked, recognised_words, waiting_of

DOTS = 1600
MOST_SHOWN = 40


def pages_of(waiting: Waiting, reading: Reading) -> dict[str, Any]:
    """For the preview: the addresses of the page pictures, and whether the reading is a draft to be checked."""
    content = parked(waiting) or b""
    count = page_count(content) if has_pictures(content) else 0
    address = f"{reverse('import-page')}?{urlencode({'file': waiting.token()})}"
    numbers = range(1, min(count, MOST_SHOWN) + 1)
    return {
        "is_draft": is_draft(reading.findings),
        "page_count": count,
        "pages": [{"number": n, "url": f"{address}&page={n}"} for n in numbers],
    }


@require_GET
@office
def page(request: OfficeRequest) -> HttpResponse:
    """One page of the file that waits, for whoever brought it and for nobody else."""
    try:
        waiting = waiting_of(request.GET.get("file", ""), request.user.pk)
    except BadSignature as problem:
        raise Http404 from problem
    content = parked(waiting)
    number = request.GET.get("page", "")
    if content is None or not (
        number.isascii() and number.isdecimal() and 1 <= int(number[:4]) <= MOST_SHOWN
    ):
        raise Http404
    turns = recognised_words(waiting).turns(int(number[:4]) - 1)
    picture = page_picture(content, int(number[:4]), DOTS, turns)
    if picture is None:
        raise Http404
    return HttpResponse(
        picture, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"}
    )
