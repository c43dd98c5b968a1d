"""The addresses of 现场核验."""

from django.urls import URLPattern, path

from bihuan.web import inspections

urlpatterns: list[URLPattern] = [
    path("batches/<int:batch_id>/inspections", inspections.listing, name="inspections"),
    path("batches/<int:batch_id>/inspections/new", inspections.new, name="inspection-new"),
    path("batches/<int:batch_id>/inspections/upload", inspections.upload, name="inspection-upload"),
    path("batches/<int:batch_id>/inspections/<int:inspection_id>", inspections.page, name="inspection"),
    path(
        "batches/<int:batch_id>/inspections/<int:inspection_id>/xlsx",
        inspections.file,
        name="inspection-file",
    ),
    path(
        "batches/<int:batch_id>/inspections/<int:inspection_id>/sheet",
        inspections.sheet,
        name="inspection-sheet",
    ),
    path("cases/<int:case_id>/findings/<int:finding_id>", inspections.answer, name="finding-answer"),
]
