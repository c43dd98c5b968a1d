"""Addresses beside those of an import: the file that waits, its pages, its columns, how far a scan is recognised."""

from django.urls import URLPattern, path

from bihuan.web import import_columns, import_pages, import_scan

urlpatterns: list[URLPattern] = [
    path("import/scan", import_scan.scan, name="import-scan"),
    path("import/page", import_pages.page, name="import-page"),
    path("import/columns", import_columns.columns, name="import-columns"),
]
