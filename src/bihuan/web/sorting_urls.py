"""Addresses of 梳理: the list to be sorted, opinions that look alike, the duty list."""

from django.urls import URLPattern, path

from bihuan.web import duties, group_pages, sorting

urlpatterns: list[URLPattern] = [
    path("triage/", sorting.page, name="triage"),
    path("triage/list.xlsx", sorting.listing_file, name="triage-file"),
    path("triage/alike", group_pages.page, name="alike"),
    path("duties", duties.page, name="duties"),
    path("duties/list.xlsx", duties.listing_file, name="duties-file"),
    path("duties/import", duties.upload, name="duties-import"),
]
