"""Addresses for everybody. What is shown here comes from the public projection."""

from django.urls import path

from bihuan.web import public

urlpatterns = [
    path("", public.listing, name="public-list"),
    path("guide", public.guide, name="public-guide"),
    path("<int:case_id>", public.item, name="public-item"),
    path("<int:case_id>/objection", public.objection, name="public-object"),
    path("<int:case_id>/objection/received", public.received, name="public-received"),
]
