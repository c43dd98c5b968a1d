"""The addresses of the figures and of the reconciliation."""

from django.urls import path

from bihuan.web import figures, reconciliations

urlpatterns = [
    path("figures", figures.page, name="figures"),
    path("figures.xlsx", figures.file, name="figures-file"),
    path("figures/rows", figures.rows, name="figures-rows"),
    path("figures/rows.xlsx", figures.rows_file, name="figures-rows-file"),
    path("batches/<int:batch_id>/figures", figures.page, name="batch-figures"),
    path("batches/<int:batch_id>/figures.xlsx", figures.file, name="batch-figures-file"),
    path("batches/<int:batch_id>/figures/rows", figures.rows, name="batch-figures-rows"),
    path("batches/<int:batch_id>/figures/rows.xlsx", figures.rows_file, name="batch-figures-rows-file"),
    path("batches/<int:batch_id>/reconciliation", reconciliations.page, name="batch-reconciliation"),
    path(
        "batches/<int:batch_id>/reconciliation/rows", reconciliations.rows, name="batch-reconciliation-rows"
    ),
]
