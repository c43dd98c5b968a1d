"""What every test can use, those in tests/ and those that live in their room."""

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.support.once import find_static_files_once, read_each_blank_page_once
from tests.support.schema import keep_database, parse_each_table_once, take_kept_database

# The fixture `world`: a fixed cast and an issued batch, for tests here and in the rooms.
pytest_plugins = ["tests.support.world"]

ROOT = Path(__file__).resolve().parent
SHARED = ROOT.parent / "shared"
# In CI nothing may be skipped, but for the material that lies beside the repository and not in it, and for what .ci/run
# could not install and has said so (other people's log programs, where there is no newer Python or no Node).
REQUIRE_ALL = os.environ.get("BIHUAN_REQUIRE_ALL") == "1"
MAY_BE_MISSING = ("../shared", *os.environ.get("BIHUAN_MAY_SKIP", "").split())


@pytest.fixture(scope="session")
def seed_dir() -> Path:
    """The real notice and what must be read from it."""
    return folder_or_skip(SHARED / "seed", "../shared/seed")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Large sets of real opinions; BIHUAN_DATA names another place."""
    return folder_or_skip(Path(os.environ.get("BIHUAN_DATA") or SHARED / "data"), "../shared/data")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether the database was migrated before, and lies where Django would make its own."""
    return take_kept_database(request.config)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_keepdb: bool
) -> Iterator[None]:
    """Tests with real transactions (live_server, two threads) are cleaned up by emptying every table, which the
    journal refuses, rightly. Only this cleaning, only in tests, steps around its triggers."""
    empty_tables = BaseDatabaseOperations.execute_sql_flush

    def empty_tables_without_guards(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        with guards_lifted(self.connection):
            empty_tables(self, sql_list)

    # On the class: within Playwright's event loop Django opens connections of its own.
    BaseDatabaseOperations.execute_sql_flush = empty_tables_without_guards  # type: ignore[method-assign]
    parse_each_table_once()
    find_static_files_once()
    read_each_blank_page_once()
    if not django_db_keepdb:
        keep_database(request.config)
    yield
    if django_db_keepdb:  # then Django leaves it open
        connections.close_all()


@pytest.fixture(autouse=True)
def _ledgers_follow_each_other() -> Iterator[None]:
    """What a process remembers of its ledger must not be told of the next test's."""
    yield
    if "bihuan.reports.remembered" in sys.modules:
        sys.modules["bihuan.reports.remembered"].forget()


@contextmanager
def guards_lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _, sql in triggers:
                cursor.execute(sql)


def folder_or_skip(folder: Path, called: str) -> Path:
    if not folder.is_dir():
        pytest.skip(f"{called} is not there")
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what stands in tests/browser and tests/postgres, so that nobody forgets to.

    On PostgreSQL only what asks for a database is run: pytest-django keeps every other test away from it, so those
    cannot turn out otherwise than they did on SQLite.
    """
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    needs_postgres = pytest.mark.skipif(
        not postgres, reason="needs PostgreSQL (DATABASE_URL); `make test` runs it there"
    )
    for item in items:
        room = item.path.relative_to(ROOT).parts[:2]
        if room == ("tests", "browser"):
            item.add_marker("browser")
        if room == ("tests", "postgres"):
            item.add_marker("postgres")
        if item.get_closest_marker("postgres"):
            item.add_marker(needs_postgres)
    if postgres and (same := [item for item in items if not has_business_with_postgres(item)]):
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if has_business_with_postgres(item)]


def has_business_with_postgres(item: pytest.Item) -> bool:
    """Whether a test could turn out otherwise there, and is not about SQLite's own ways."""
    return asks_for_a_database(item) and item.get_closest_marker("sqlite") is None


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets this test near one. Fixtures of fixtures count."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "browser"))
    return marked or not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What collecting made stays to the end: the garbage collector need not look through it again and again, nor look
    for cycles after every few objects, which takes a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def unexcused_skips(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not REQUIRE_ALL or reporter is None or hasattr(config, "workerinput"):
        return []
    return [
        report
        for report in reporter.stats.get("skipped", [])
        if not any(missing in str(report.longrepr) for missing in MAY_BE_MISSING)
    ]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and unexcused_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for report in unexcused_skips(config):
        terminalreporter.line(
            f"FAILED {report.nodeid}: skipped, but BIHUAN_REQUIRE_ALL=1 allows no skip", red=True
        )
