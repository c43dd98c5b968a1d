"""docs/settings.md: the environment of an installation and the RuleBook of a batch, read from the code itself."""

import ast
import inspect
import re
from dataclasses import MISSING, fields
from pathlib import Path

from bihuan.intake.rulebook import RuleBook
from bihuan.management.reference.markdown import code, page, table
from config import settings as config

INTRO = """
Two kinds of settings. Those of an *installation* come from the environment and are read once, at the start; a wrong
value stops it with a sentence. Those of a *batch* are its RuleBook: they may be changed until the batch is issued and
are frozen from then on, so that every case is judged by the rules it was handed over under.
"""
READERS = {"text": "text", "flag": "1 or 0", "number": "whole number", "kept_secret": "secret, base64"}


def whole() -> str:
    """The page."""
    environment = table(("Variable", "Kind", "Default", "What it is"), _environment())
    rules = table(("Rule", "Default", "What it is"), _rules())
    return page("Settings", INTRO, "## Environment", environment, "## RuleBook of a batch", rules)


def _environment() -> list[tuple[str, str, str, str]]:
    """Every call of a reader in config/settings.py, with the comment above it."""
    source = Path(inspect.getfile(config)).read_text(encoding="utf-8")
    lines = source.splitlines()
    found: dict[str, tuple[str, str, str, str]] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef):
            continue
        for call in ast.walk(statement):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in READERS:
                name = ast.literal_eval(call.args[0])
                row = (
                    code(name),
                    READERS[call.func.id],
                    code(_default(call)),
                    _comment_above(lines, statement.lineno),
                )
                found.setdefault(name, row)
    return [found[name] for name in sorted(found)]


def _default(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name) and call.func.id == "kept_secret":
        return f"var/{ast.literal_eval(call.args[1])}"
    value = call.keywords[0].value if call.keywords else call.args[1]
    return ast.unparse(value) if not isinstance(value, ast.Constant) else str(value.value)


def _comment_above(lines: list[str], number: int) -> str:
    words: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.strip().startswith("#"):
            break
        words.insert(0, line.strip().lstrip("# "))
    return " ".join(words)


def _rules() -> list[tuple[str, str, str]]:
    """The fields, each with the comment above it or above the group it belongs to."""
    source = inspect.getsource(RuleBook)
    comments: dict[str, str] = {}
    current: list[str] = []
    fresh = True
    for line in source.splitlines():
        stripped = line.strip()
        if stripped.startswith("#"):
            current = [] if fresh else current
            current.append(stripped.lstrip("# "))
            fresh = False
        elif match := re.match(r"(\w+): ", stripped):
            comments[match[1]] = " ".join(current)
            fresh = True
    return [
        (
            code(field.name),
            code(str(field.default if field.default is not MISSING else "")),
            comments.get(field.name, ""),
        )
        for field in fields(RuleBook)
    ]
