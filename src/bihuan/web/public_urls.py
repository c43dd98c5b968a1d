"""Addresses for everybody. What is shown here comes from the public projection."""

from django.urls import path

from bihuan.web import draws, log, public

urlpatterns = [
    path("", public.listing, name="public-list"),
    path("guide", public.guide, name="public-guide"),
    path("draws", draws.public_listing, name="public-draws"),
    path("draws/<int:draw_id>", draws.public_page, name="public-draw"),
    path("draws/<int:draw_id>/list.txt", draws.public_list, name="public-draw-list"),
    path("draws/<int:draw_id>/checkpoint.txt", draws.public_checkpoint, name="public-draw-checkpoint"),
    path("<int:case_id>", public.item, name="public-item"),
    path("log", log.page, name="public-log"),
    path("<int:case_id>/entries/<int:index>", log.entry, name="public-entry"),
    path("<int:case_id>/entries/<int:index>/proof", log.proof, name="public-proof"),
    path("<int:case_id>/objection", public.objection, name="public-object"),
    path("<int:case_id>/objection/received", public.received, name="public-received"),
]
