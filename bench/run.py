"""`make bench`: how fast the ledger is at 10,000 and 100,000 items, on SQLite and, where it can be had, on PostgreSQL;
how fast papers are made of 4, 100 and 1,000 items; and how fast figures of any day are over 100,000.

    python bench/run.py [--sizes 10000,100000] [--papers 4,100,1000] [--only sqlite|postgres|papers|figures]

Prints one table a database, one of the papers and two of the figures, of what was measured in this run; nothing is
asserted. Each is measured in a process and a folder of its own, removed at the end.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.postgres import Unavailable, postgres  # noqa: E402


def main() -> int:
    """Measure on each database that is there, and say which was not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--papers", default="4,100,1000")
    parser.add_argument("--only", choices=("sqlite", "postgres", "papers", "supervision"))
    parser.add_argument("--supervision", default="100000")
    given = parser.parse_args()
    code = 0
    if given.only in (None, "sqlite"):
        code |= measure("ledger.py", ["SQLite", given.sizes], None)
    if given.only in (None, "postgres"):
        try:
            with postgres() as url:
                code |= measure("ledger.py", ["PostgreSQL", given.sizes], url)
        except Unavailable as reason:
            print(f"PostgreSQL: not measured ({reason})")
    if given.only in (None, "papers"):
        code |= measure("papers.py", [given.papers], None)
    if given.only in (None, "supervision"):
        code |= measure("supervision.py", ["SQLite", given.supervision], None)
        try:
            with postgres() as url:
                code |= measure("supervision.py", ["PostgreSQL", given.supervision], url)
        except Unavailable as reason:
            print(f"PostgreSQL: not measured ({reason})")
    return code


def measure(script: str, told: list[str], url: str | None) -> int:
    """One database, or the papers, in its own process: settings are read once a process."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as folder:
        surroundings = {
            **os.environ,
            "BIHUAN_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        surroundings.pop("DATABASE_URL", None)
        if url:
            surroundings["DATABASE_URL"] = url
        command = [sys.executable, str(ROOT / "bench" / script), *told]
        return subprocess.run(command, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
