"""The addresses of 成套文书."""

from django.urls import URLPattern, path

from bihuan.web import sets

urlpatterns: list[URLPattern] = [
    path("sets", sets.listing, name="sets"),
    path("sets/<int:set_id>", sets.page, name="set"),
    path("sets/<int:set_id>/file", sets.file, name="set-file"),
    path("batches/<int:batch_id>/sets/new", sets.of_batch, name="batch-set"),
    path("cases/<int:case_id>/sets/new", sets.of_case, name="case-set"),
]
