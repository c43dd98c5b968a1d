"""The addresses of 清单变更, and of the comparison in the preview of an import."""

from django.urls import URLPattern, path

from bihuan.web import amendments

urlpatterns: list[URLPattern] = [
    path("amendments", amendments.listing, name="amendments"),
    path("amendments/list.xlsx", amendments.listing_file, name="amendments-file"),
    path("amendments/settle", amendments.settle, name="amendments-settle"),
    path("import/difference.xlsx", amendments.difference_file, name="import-difference"),
]
