"""The addresses of 挂图作战."""

from django.urls import URLPattern, path

from bihuan.web import gantt

urlpatterns: list[URLPattern] = [
    path("batches/<int:batch_id>/gantt", gantt.page, name="batch-gantt"),
    path("batches/<int:batch_id>/gantt.xlsx", gantt.table, name="batch-gantt-file"),
]
