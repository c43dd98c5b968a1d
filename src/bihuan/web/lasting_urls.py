"""Addresses of 长效机制 and of 长期事项."""

from django.urls import path

from bihuan.web import lasting, mechanism_acts

urlpatterns = [
    path("mechanisms", lasting.mechanisms, name="mechanisms"),
    path("mechanisms/register.xlsx", lasting.mechanisms_file, name="mechanisms-file"),
    path("mechanisms/new", mechanism_acts.register, name="mechanism-new"),
    path("mechanisms/<int:mechanism_id>", mechanism_acts.update, name="mechanism"),
    path("long-term", lasting.long_term, name="long-term"),
    path("long-term/list.xlsx", lasting.long_term_file, name="long-term-file"),
]
