"""Are the database's own guards still there? Whoever means to rewrite the journal has to drop them first."""

import re
from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.db import connection

from bihuan.audit.difference import Difference
from bihuan.migrations._guards import Guard, Guards, sqlite_guard, sqlite_replaced
from bihuan.trail.values import table_of

_WHERE = (
    ("0002_guards", ("ENTRY", "OPINION")),
    ("0004_paper_guards", ("GUARDS",)),
    ("0007_log_guards", ("LOG",)),
)


def guard_differences() -> Iterator[Difference]:
    """Every guard that was dropped or hollowed out, every trigger that is none of ours, every rule that was lifted."""
    wanted, there = _wanted(), _triggers()
    for name in sorted(wanted.keys() - there.keys()):
        message = f"数据库的保护触发器“{name}”被删除，请查明原因，并运行 bihuan migrate 之前先恢复备份。"
        yield Difference("guard-missing", f"触发器 {name}", message)
    for name in sorted(there.keys() - wanted.keys()):
        message = f"数据库中的触发器“{name}”不是本系统安装的：它会在办理时另行改动数据，请查明来历。"
        yield Difference("guard-unknown", f"触发器 {name}", message)
    for name in sorted(wanted.keys() & there.keys()):
        if not all(word in there[name] for word in wanted[name]):
            message = f"数据库的保护触发器“{name}”被改写，不再起保护作用，请查明原因并从备份恢复。"
            yield Difference("guard-changed", f"触发器 {name}", message)
    yield from _constraints()


def _constraints() -> Iterator[Difference]:
    """Every constraint with a name that the models have and the database has lost."""
    tables = apps.get_app_config("bihuan").get_models()
    with connection.cursor() as cursor:
        for model in (table for table in tables if table._meta.constraints):
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            for constraint in model._meta.constraints:
                if constraint.name not in there:
                    message = (
                        f"数据库对“{model._meta.verbose_name}”的约束“{constraint.name}”被删除，请从备份恢复。"
                    )
                    yield Difference("guard-missing", f"约束 {constraint.name}", message, table_of(model))


def _wanted() -> dict[str, tuple[str, ...]]:
    """Each guard with the words that make it one. SQLite keeps a trigger as it was typed, PostgreSQL its parts."""
    wanted: dict[str, tuple[str, ...]] = {}
    for module, names in _WHERE:
        for name in names:
            guards: Guards = getattr(import_module(f"bihuan.migrations.{module}"), name)
            if connection.vendor == "sqlite":
                wanted |= {guard.name: (sqlite_guard(guard),) for guard in guards.rows}
                wanted |= {row.name: (sqlite_replaced(row),) for row in guards.replaced}
            else:
                wanted |= {guard.name: _parts(guard) for guard in guards.rows}
                wanted |= {
                    f"{kept}_no_truncate": ("BEFORE TRUNCATE", table) for table, kept in guards.truncated
                }
    return wanted


def _parts(guard: Guard) -> tuple[str, ...]:
    columns = tuple(f"new.{column}" for column in re.findall(r"NEW\.(\w+)", guard.condition))
    condition = columns or ("FOR EACH ROW EXECUTE",)
    return (f"BEFORE {guard.event}", guard.table, f"| BEGIN RAISE EXCEPTION '{guard.sentence}'", *condition)


def _triggers() -> dict[str, str]:
    """The triggers that are in force, by name: what each does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) || ' |' || p.prosrc FROM pg_trigger t "
                "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relname LIKE 'bihuan%'"
            )
        return dict(cursor.fetchall())
