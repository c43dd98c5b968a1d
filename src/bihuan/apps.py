"""The one Django app."""

from django.apps import AppConfig


class BihuanConfig(AppConfig):
    """One app, one label, one line of migrations; the rooms are plain packages inside it."""

    name = "bihuan"
    verbose_name = "闭环"

    def ready(self) -> None:
        """Once, before anything is asked of it."""
        from django.db.backends.signals import connection_created

        from bihuan.people.order import teach_sqlite
        from bihuan.web.field_words import speak

        connection_created.connect(teach_sqlite)
        speak()
