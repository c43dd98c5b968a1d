"""The addresses of the wordings (文书范本) and of the fonts that papers are set in."""

from django.urls import path

from bihuan.web import wordings

urlpatterns = [
    path("wordings", wordings.listing, name="wordings"),
    path("wordings/fonts", wordings.fonts, name="fonts"),
    path("wordings/<int:unit_id>/<slug:kind>", wordings.wording, name="wording"),
    path("wordings/<int:unit_id>/<slug:kind>/<int:version>", wordings.version, name="wording-version"),
    path("wordings/<int:unit_id>/<slug:kind>/<int:version>/text", wordings.text, name="wording-text"),
]
