"""Are the database's own guards still there? Whoever means to rewrite the journal has to drop them first."""

from collections.abc import Iterator
from importlib import import_module

from django.db import connection

from bihuan.audit.difference import Difference
from bihuan.migrations._guards import Guards

_WHERE = (
    ("0002_guards", ("ENTRY", "OPINION")),
    ("0004_paper_guards", ("GUARDS",)),
    ("0007_log_guards", ("LOG",)),
)


def guard_differences() -> Iterator[Difference]:
    """Every guard that was dropped."""
    there = _triggers()
    for name in sorted(_wanted() - there):
        message = f"数据库的保护触发器“{name}”被删除，请查明原因，并运行 bihuan migrate 之前先恢复备份。"
        yield Difference("guard-missing", f"触发器 {name}", message)


def _wanted() -> set[str]:
    wanted: set[str] = set()
    for module, names in _WHERE:
        for name in names:
            guards: Guards = getattr(import_module(f"bihuan.migrations.{module}"), name)
            wanted |= {guard.name for guard in guards.rows}
            if connection.vendor == "sqlite":
                wanted |= {row.name for row in guards.replaced}
            else:
                wanted |= {f"{name}_no_truncate" for _, name in guards.truncated}
    return wanted


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        return {name for (name,) in cursor.fetchall()}
