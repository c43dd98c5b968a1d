"""Addresses of the cockpit and the wall board."""

from django.urls import path

from bihuan.web import cockpit

urlpatterns = [
    path("cockpit", cockpit.page, name="cockpit"),
    path("wall", cockpit.wall, name="wall"),
]
