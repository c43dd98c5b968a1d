"""对账 on a terminal and in JSON: what a file says otherwise of the batch it goes into."""

from collections.abc import Iterator
from typing import Any

from bihuan.triage.list_diff import NUMBER, Change, ListDiff
from bihuan.triage.list_status import News

MOST_SHOWN = 20
MOST_SIGNS = 30


def as_objects(diff: ListDiff) -> list[dict[str, Any]]:
    """Every difference, an object a column; nothing of what is new, which stands in the file."""
    return [
        {"number": number, "kind": kind, "column": by.field, "before": by.before, "after": by.after, "where": where}
        for number, kind, by, where in _differences(diff)
    ]  # fmt: skip


def as_lines(diff: ListDiff) -> list[str]:
    """The counts, and the first differences of all."""
    counts = diff.counts()
    news = {each.value: each.label for each in News}
    words = {"new": "新增", "changed": "变更", **news, "renumbered": "疑似改号", "unchanged": "未变"}
    lines = ["与已有清单对照：" + "，".join(f"{word}{counts[kind]}条" for kind, word in words.items())]
    told = list(_differences(diff))
    for number, kind, by, _ in told[:MOST_SHOWN]:
        what = f"“{by.field}”由“{_around(by.before, by.after)}”改为“{_around(by.after, by.before)}”"
        what = what if by.field else by.after
        lines.append(f"  {number}　{words.get(kind, '改号')}{'：' if what else ''}{what}")
    if len(told) > MOST_SHOWN:
        lines.append(f"  ……其余{len(told) - MOST_SHOWN}处从略")
    return lines


def _differences(diff: ListDiff) -> Iterator[tuple[str, str, Change, str]]:
    for each in diff.differences:
        if each.news:
            yield each.stored.number, each.news.value, each.told_by or Change("", "", ""), each.where
        for change in each.changes:
            yield each.stored.number, "changed", change, each.where
        if each.renamed:
            yield each.stored.number, "renamed", each.renamed, each.where
    for pair in diff.renumbered:
        if not pair.same:
            by = Change(NUMBER, pair.stored.called or pair.stored.number, pair.line.number)
            yield pair.stored.number, "renumbered", by, pair.line.where


def _around(text: str, other: str) -> str:
    """``text`` from a little before where ``other`` begins to differ, so that the difference is in sight."""
    same = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), len(other))
    start = max(0, min(same, len(text)) - 10) if len(text) > MOST_SIGNS else 0
    words = " ".join(text[start : start + MOST_SIGNS].split())
    return f"{'…' if start else ''}{words}{'…' if start + MOST_SIGNS < len(text) else ''}"
