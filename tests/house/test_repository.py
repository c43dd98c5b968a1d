"""What may lie in the repository: our own text, named by what it is, free of the machine it was written on."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Addresses of registries and folders of one machine. Written in parts, so that this file does not find itself.
NOT_OURS = [
    r"files\.pythonhosted" + r"\.org",
    r"pypi\.org/" + "simple",
    r"registry\.npmjs" + r"\.org",
    r"(deb|security)\.debian" + r"\.org",
    r"^\s*--(extra-)?index" + "-url",
    r"^\s*--find" + "-links",
    r"(?<![\w.])/work" + "/",
    "/root" + "/",
    "/home" + r"/\w",
    "/opt/" + "(wheels|pypi)",
]

# Other people's work comes through requirements/, with its licence and its updates, and is never copied in here.
COPIED_FOLDERS = {"vendor", "vendors", "vendored", "third_party", "node_modules", "site-packages"}
COPIED_ENDINGS = (
    ".min.js",
    ".min.css",
    ".map",
    ".whl",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".so",
    ".dll",
    ".exe",
)
COPIED_NOTICE = (
    "Permission is hereby " + "granted|Redistribution and use in source " + "and binary|@" + "license"
)

# Words under which anything fits, so that nothing is found again.
EMPTY_NAMES = {"utils", "helpers", "services", "managers", "signals", "common", "core", "misc", "base"}

LONGEST = 400
# Longer ones, each with the reason why two files would be harder to read.
LONG_FILES: dict[str, str] = {}

BIGGEST = 2 * 1024 * 1024


def repository() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(
        [*git, "--cached", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    )
    return [
        path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := ROOT / name).is_file()
    ]


FILES = repository()
SOURCES = [path for path in FILES if path.suffix == ".py" and path.is_relative_to(ROOT / "src")]


def name(path: Path) -> str:
    return PurePosixPath(path.relative_to(ROOT)).as_posix()


def lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    except UnicodeDecodeError:
        return  # a picture or an office file


def places(pattern: str) -> list[str]:
    found = re.compile(pattern)
    return [f"{name(path)}:{number}" for path in FILES for number, line in lines(path) if found.search(line)]


@pytest.mark.parametrize("pattern", NOT_OURS)
def test_no_registry_and_no_path_of_one_machine_is_written_down(pattern: str) -> None:
    assert places(pattern) == []


def test_nothing_of_other_people_is_copied_in() -> None:
    assert [name(path) for path in FILES if COPIED_FOLDERS & set(path.relative_to(ROOT).parts)] == []
    assert [name(path) for path in FILES if path.name.endswith(COPIED_ENDINGS)] == []
    assert places(COPIED_NOTICE) == []


def test_no_file_has_a_name_under_which_anything_fits() -> None:
    assert [name(path) for path in SOURCES if EMPTY_NAMES & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_a_file_can_be_read_in_one_go() -> None:
    long = {
        name(path): length
        for path in FILES
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (length := sum(1 for _ in lines(path))) > LONGEST
    }
    assert {path: length for path, length in long.items() if path not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "no longer long: take it off the list"


def test_no_file_is_too_big_to_be_looked_at() -> None:
    assert [name(path) for path in FILES if path.stat().st_size > BIGGEST] == []


def test_signals_are_used_nowhere() -> None:
    """ruff bans them in the rooms; the doors may import HTTP and therefore are outside its ban."""
    banned = ("django.dispatch", "django.db.models.signals")
    found = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(banned))
        or (isinstance(node, ast.Import) and any(alias.name.startswith(banned) for alias in node.names))
    ]
    assert found == []
