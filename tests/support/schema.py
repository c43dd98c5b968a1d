"""The empty database the tests begin with, migrated once and kept beside pytest's other memories.

Migrating takes each process eight seconds. As long as the migrations and what is installed are the same to the letter,
a copy of what they made is taken instead, and Django's ``migrate`` looks through it. SQLite only.
"""

import os
import sqlite3
import sys
from contextlib import closing
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.introspection import DatabaseIntrospection

ROOT = Path(__file__).resolve().parents[2]
MADE_BY = ("src/bihuan/migrations/*.py", "src/config/settings.py", "requirements/*.txt")


def kept_database(config: pytest.Config) -> Path | None:
    """Where the migrated database is kept, or will be; None where nothing is kept."""
    cache = getattr(config, "cache", None)
    if connection.vendor != "sqlite" or cache is None:
        return None
    made_by = sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for pattern in MADE_BY:
        for file in sorted(ROOT.glob(pattern)):
            made_by.update(f"{file.name}\0".encode() + file.read_bytes())
    return Path(cache.mkdir("migrated")) / f"{made_by.hexdigest()}.sqlite3"


def take_kept_database(config: pytest.Config) -> bool:
    """Put a copy of it where Django would make its own. Whether there was one."""
    kept = kept_database(config)
    if kept is None or not kept.exists():
        return False
    copied(kept, Path(str(connection.settings_dict["TEST"]["NAME"])))
    return True


def keep_database(config: pytest.Config) -> None:
    """Keep the database that was made just now, in the place of older ones."""
    kept = kept_database(config)
    if kept is not None:
        for old in kept.parent.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        copied(Path(str(connection.settings_dict["NAME"])), kept)


def copied(source: Path, target: Path) -> None:
    """Put a copy of a database in its place at once: another process may be looking."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(unfinished)) as other:
        one.backup(other)
    unfinished.replace(target)


def parse_each_table_once() -> None:
    """``fsck`` asks for every constraint, and Django parses each table's SQL for it; the same SQL says the same."""
    parse, said = DatabaseIntrospection._parse_table_constraints, dict[tuple[str, frozenset[str]], Any]()  # type: ignore[attr-defined]

    def once(self: DatabaseIntrospection, sql: str, columns: set[str]) -> Any:
        key = (sql, frozenset(columns))
        if key not in said:
            said[key] = parse(self, sql, columns)
        return deepcopy(said[key])

    DatabaseIntrospection._parse_table_constraints = once  # type: ignore[attr-defined]
