"""Whether there is a ledger to work on, and the making of it where that is safe."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bihuan.management.console import REFUSED


def ensure_database() -> bool:
    """Make sure the tables are up to date; whether anything had to be done.

    The embedded SQLite ledger is made or migrated on the spot. PostgreSQL belongs to somebody who decides when.
    """
    if not unapplied():
        return False
    if connection.vendor != "sqlite":
        raise CommandError(
            "数据库的表结构尚未就绪。请先备份，再运行 bihuan migrate，然后重试。", returncode=REFUSED
        )
    call_command("migrate", verbosity=0, interactive=False)
    return True


def unapplied() -> list[str]:
    """The migrations the database still lacks, by name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
