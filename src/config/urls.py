"""All addresses: the pages and, for reference data only, the admin."""

from django.urls import URLPattern, URLResolver, include, path

from bihuan.web.admin import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", site.urls),
    path("", include("bihuan.web.urls")),
]
