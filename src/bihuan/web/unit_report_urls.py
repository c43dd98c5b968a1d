"""Addresses of 书面报送 and 通报: about a batch, and about a unit's part of it."""

from django.urls import path

from bihuan.web import circulars, unit_reports

urlpatterns = [
    path("batches/<int:batch_id>/reports", unit_reports.overview, name="batch-reports"),
    path("batches/<int:batch_id>/reports.xlsx", unit_reports.overview_file, name="batch-reports-file"),
    path("batches/<int:batch_id>/reports/compiled", unit_reports.compiled, name="batch-compiled"),
    path("batches/<int:batch_id>/reports/<int:unit_id>", unit_reports.own, name="unit-report"),
    path(
        "batches/<int:batch_id>/reports/sent/<int:report_id>/back",
        unit_reports.send_back,
        name="report-send-back",
    ),
    path("batches/<int:batch_id>/circular", circulars.page, name="batch-circular"),
]
