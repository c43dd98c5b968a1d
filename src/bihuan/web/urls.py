"""The addresses of the pages. URLs are nouns; an act is a sub-resource of what it acts on."""

from django.urls import URLPattern, URLResolver, include, path

from bihuan.web import log

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bihuan.web.case_urls")),
    path("", include("bihuan.web.office_urls")),
    path("", include("bihuan.web.amendment_urls")),
    path("", include("bihuan.web.import_urls")),
    path("", include("bihuan.web.wording_urls")),
    path("", include("bihuan.web.set_urls")),
    path("", include("bihuan.web.issuing_urls")),
    path("", include("bihuan.web.unit_report_urls")),
    path("", include("bihuan.web.supervision_urls")),
    path("", include("bihuan.web.calendar_urls")),
    path("", include("bihuan.web.cockpit_urls")),
    path("", include("bihuan.web.figures_urls")),
    path("", include("bihuan.web.lasting_urls")),
    path("", include("bihuan.web.inspection_urls")),
    path("", include("bihuan.web.gantt_urls")),
    path("", include("bihuan.web.messages_urls")),
    path("", include("bihuan.web.sorting_urls")),
    path("log/<path:path>", log.file, name="log-file"),
    path("public/", include("bihuan.web.public_urls")),
]
