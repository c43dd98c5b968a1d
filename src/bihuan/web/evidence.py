"""The bytes of a piece of evidence, for whoever may see its case."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from bihuan.cases.visibility import visible_cases
from bihuan.evidence.blobs import path_of
from bihuan.evidence.models import Evidence
from bihuan.evidence.sniff import IMAGES
from bihuan.web.session import OfficeRequest, office


@office
def file(request: OfficeRequest, evidence_id: int) -> FileResponse:
    """The file under the name it was handed in with. Pictures are shown, everything else is saved."""
    seen = Evidence.objects.filter(case__in=visible_cases(request.actor).values("pk"))
    piece = get_object_or_404(seen.select_related("blob"), pk=evidence_id)
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
