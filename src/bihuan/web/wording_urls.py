"""The addresses of the wordings (文书范本), of the layouts of lists (``list:名称``), and of the fonts of papers."""

from django.urls import path

from bihuan.web import wordings

urlpatterns = [
    path("wordings", wordings.listing, name="wordings"),
    path("wordings/fonts", wordings.fonts, name="fonts"),
    path("wordings/<int:unit_id>/list", wordings.new_list, name="wording-new-list"),
    path("wordings/<int:unit_id>/<str:kind>", wordings.wording, name="wording"),
    path("wordings/<int:unit_id>/<str:kind>/<int:version>", wordings.version, name="wording-version"),
    path("wordings/<int:unit_id>/<str:kind>/<int:version>/text", wordings.text, name="wording-text"),
]
