"""Items whose names stand on lines of their own, each above its value, as newspapers print a row of a list.

``序号3 受理编号`` / ``HT2026…`` / ``行政区域`` / ``临港区`` …: a name may be broken over two lines, a value over many.
"""

import re
from collections.abc import Sequence

from bihuan.intake.column_names import known_name
from bihuan.intake.layouts import shapes
from bihuan.intake.layouts.found import Found, is_foot, joined
from bihuan.kernel.numbers import squeeze

FEWEST_KEYS = 4
_MOST_LINES_OF_A_VALUE = 120
_LONGEST_KEY = 40
_POSITION = re.compile(r"\s*序号\s*[:：]?\s*(?P<position>\d{1,4})(?P<behind>\D.*)?")
_SENTENCE_END = ("。", "！", "？")
# An item says at least one of these; what does not is the head of a page.
_ITEMS = frozenset({"text", "content", "checked", "handled"})


def find(lines: Sequence[str], at: int) -> Found | None:
    """The items that begin on line ``at``."""
    if not _opens(lines, at):
        return None
    items, starts, end = _items(lines, at)
    keys = list(dict.fromkeys(key for item in items for key in item))
    fields = {shapes.field_of_name(key) for key in keys}
    if len(fields) < FEWEST_KEYS or not fields & _ITEMS:
        return None
    rows = [[_cell(item.get(key, ""), key) for key in keys] for item in items]
    return Found([keys, *rows], [at, *starts], end, 0.75, complete=_is_whole(items))


def _opens(lines: Sequence[str], at: int) -> bool:
    """Whether the name of a row stands here, above a value that is no name itself."""
    keys, behind = _keys(lines, at)
    if not keys or shapes.shape_of(keys[0][0]) not in shapes.KEYS:
        return False
    value = _next_line(lines, behind)
    if value is None or _keys(lines, value)[0] or not any(map(str.isdigit, lines[value])):
        return False
    following = _next_line(lines, value + 1)
    return following is not None and bool(_keys(lines, following)[0])


def _next_line(lines: Sequence[str], at: int) -> int | None:
    return next((n for n in range(at, min(len(lines), at + 4)) if lines[n].strip()), None)


def _keys(lines: Sequence[str], at: int) -> tuple[list[tuple[str, str]], int]:
    """The names that stand on line ``at``, with the position printed beside its own, and the line behind them."""
    line = lines[at].strip()
    if len(line) > _LONGEST_KEY or "|" in line or line.startswith(("(", "（")):
        return [], at
    if match := _POSITION.fullmatch(line):
        behind, after = _name(lines, at, match["behind"] or "")
        found = [("序号", match["position"])]
        return ([*found, (behind, "")], after) if behind else ([], at) if match["behind"] else (found, at + 1)
    name, after = _name(lines, at, line)
    return ([(name, "")], after) if name else ([], at)


def _name(lines: Sequence[str], at: int, text: str) -> tuple[str, int]:
    """The name a text is, or that it is together with the next line; the longer goes first."""
    if not text.strip():
        return "", at + 1
    following = _next_line(lines, at + 1)
    if following is not None and not known_name(lines[following]):
        whole = squeeze(text + lines[following])
        if known_name(whole):
            return whole, following + 1
    return (squeeze(text), at + 1) if known_name(text) else ("", at)


def _items(lines: Sequence[str], at: int) -> tuple[list[dict[str, str]], list[int], int]:
    items: list[dict[str, str]] = []
    starts: list[int] = []
    key, n, silent = "", at, 0
    while n < len(lines) and silent < _MOST_LINES_OF_A_VALUE and not is_foot(lines[n]):
        keys, behind = _keys(lines, n)
        for key, value in keys:
            if not items or key in items[-1]:
                items.append({})
                starts.append(n)
            items[-1][key] = value
        if not keys and lines[n].strip():
            items[-1][key] = joined(items[-1][key], lines[n].strip())
        silent = 0 if keys else silent + 1
        n = behind if keys else n + 1
    return items, starts, n


def _cell(value: str, key: str) -> str:
    return value if shapes.shape_of(key) is shapes.Shape.WORDS else squeeze(value)


def _is_whole(items: Sequence[dict[str, str]]) -> bool:
    """Whether the last item ends as the first does, or its last words end."""
    last_key, last_value = list(items[-1].items())[-1]
    if len(items) > 1 and last_key != list(items[0])[-1]:
        return False
    return shapes.shape_of(last_key) is not shapes.Shape.WORDS or last_value.endswith(_SENTENCE_END)
