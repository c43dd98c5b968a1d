"""docs/settings.md: the environment of an installation and the RuleBook of a batch, read from the code itself."""

import ast
import inspect
from dataclasses import fields
from pathlib import Path

from bihuan.intake.rulebook import RuleBook
from bihuan.management.reference.markdown import code, page, table
from config import settings as config

INTRO = """
Two kinds of settings. Those of an *installation* come from the environment and are read once, at the start; a wrong
value stops it with a sentence. Those of a *batch* are its RuleBook: they may be changed until the batch is issued and
are frozen from then on, so that every case is judged by the rules it was handed over under.
"""
READERS = {
    "text": "text",
    "flag": "1 or 0",
    "number": "whole number",
    "kept_secret": "secret, base64",
    "writable_folder": "folder",
    "log_level": "text",
}
# Defaults that are worked out at the start, as somebody would write them.
WORKED_OUT = {
    "BIHUAN_FONTS": "var/fonts",
    "BIHUAN_LOG": "var/log",
    "BIHUAN_LOG_KEY": "var/log.key",
    "BIHUAN_VAR": "var/",
    "DATABASE_URL": "sqlite:///var/bihuan.sqlite3",
}
# One sentence a rule; a rule without one stops `bihuan docs`.
RULES = {
    "notice_days": "公示: how many working days the public notice stays up; no document names a length (T9).",
    "notice_first_day_counts": "公示: whether the day of posting is the first of them.",
    "acknowledge_days": "签收: working days after the assignment (S9 says only 及时).",
    "first_contact_days": "首次联系: working days after the assignment (S9 says only 及时).",
    "verifiers": "核查: how many verifiers sign (监察条例 art. 16 has two).",
    "evidence_kinds": "佐证材料: what every case must show (S18).",
    "site_evidence_kinds": "佐证材料: what a case marked as a place to be seen must show besides (S18).",
    "visit_before": "回访: the act before which the return visit must have been made (S26).",
    "blue_days": "亮灯: a case turns blue when so many working days, or fewer, are left.",
    "yellow_days": "亮灯: a case turns yellow when so many working days, or fewer, are left.",
    "yellow_points": "亮灯: a case turns yellow when its progress is so many points behind schedule.",
    "red_points": "亮灯: a case turns red when its progress is more than so many points behind schedule.",
    "review_days": "评估: calendar days between two looks at a case that has no date (T4).",
    "reply_days": "督促: working days to reply, for 提醒, 催办, 督办, 约谈 and 通报.",
    "rung_days": "督促: working days after the reply date after which the next rung is due when nothing has changed.",
    "rungs_by_rule": "督促: the rungs the timetable takes by itself; the others it proposes to a person.",
    "ruling_days": "派单异议: working days in which a returned assignment is ruled on.",
    "most_returns": "派单异议: after so many returns the next assignment is final.",
    "look_back_days": "回头看: on which days after the close-out the case is looked at again.",
}


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
                    code(_default(name, call)),
                    _comment_above(lines, statement.lineno),
                )
                found.setdefault(name, row)
    return [found[name] for name in sorted(found)]


def _default(name: str, call: ast.Call) -> str:
    if name in WORKED_OUT:
        return WORKED_OUT[name]
    if isinstance(call.func, ast.Name) and call.func.id == "kept_secret":
        return f"var/{ast.literal_eval(call.args[1])}"
    value = ast.literal_eval(call.keywords[0].value if call.keywords else call.args[1])
    return str(int(value)) if isinstance(value, bool) else str(value)


def _comment_above(lines: list[str], number: int) -> str:
    words: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.strip().startswith("#"):
            break
        words.insert(0, line.strip().lstrip("# "))
    return " ".join(words)


def _rules() -> list[tuple[str, str, str]]:
    return [(code(field.name), _written(field.default), RULES[field.name]) for field in fields(RuleBook)]


def _written(value: object) -> str:
    """A default as somebody would say it, not as Python does."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(code(str(item)) for item in value)
    return code(str(value))
