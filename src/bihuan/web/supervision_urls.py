"""The addresses of 督促检查."""

from django.urls import URLPattern, path

from bihuan.web import supervision_acts, supervisions

urlpatterns: list[URLPattern] = [
    path("supervisions", supervisions.listing, name="supervisions"),
    path("supervisions/register.xlsx", supervisions.listing_file, name="supervisions-file"),
    path("supervisions/proposals", supervisions.proposals, name="supervision-proposals"),
    path("supervisions/<int:supervision_id>", supervisions.page, name="supervision"),
    path("supervisions/<int:supervision_id>/<slug:taken_act>", supervision_acts.act, name="supervision-act"),
    path(
        "batches/<int:batch_id>/units/<int:unit_id>/supervisions/new",
        supervision_acts.of_unit,
        name="supervision-of-unit",
    ),
]
