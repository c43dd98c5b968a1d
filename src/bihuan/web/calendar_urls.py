"""Addresses of the working calendar: a year, its file, importing an arrangement, changing one day."""

from django.urls import path

from bihuan.web import calendar, calendar_importing

urlpatterns = [
    path("calendar", calendar.page, name="calendar"),
    path("calendar/file", calendar.file, name="calendar-file"),
    path("calendar/import", calendar_importing.upload, name="calendar-import"),
    path("calendar/confirm", calendar_importing.confirm, name="calendar-confirm"),
    path("calendar/day", calendar_importing.day, name="calendar-day"),
]
