"""Tables of which the tags of a web page are left: ``<tr><td>…``. The words between tags are kept, nothing else."""

import html
import re
from collections.abc import Sequence

from bihuan.intake.layouts.found import FEWEST_COLUMNS, Found

_BEGIN = re.compile(r"<\s*(?:table|tr)\b", re.IGNORECASE)
_END = re.compile(r"</\s*table\s*>", re.IGNORECASE)
_ROW = re.compile(r"<\s*tr\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<\s*t[dh]\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<\s*(?:br|/p|/div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_CLOSES = re.compile(r"</\s*t[dhr]\s*>", re.IGNORECASE)


def find(lines: Sequence[str], at: int) -> Found | None:
    """The table that begins on line ``at``."""
    if "<" not in lines[at] or not _BEGIN.search(lines[at]):
        return None
    end = next((n for n in range(at, len(lines)) if _END.search(lines[n])), None)
    if end is None:
        rows_end = [n for n in range(at, len(lines)) if _CLOSES.search(lines[n])]
        end = rows_end[-1] if rows_end else at
    rows: list[list[str]] = []
    starts: list[int] = []
    text = ""
    for n in range(at, end + 1):
        for k, piece in enumerate(_ROW.split(lines[n])):
            if k:
                _add(rows, text)
                starts.append(n)
                text = ""
            text += piece + "\n"
    _add(rows, text)
    kept = [(row, start) for row, start in zip(rows[1:], starts, strict=True) if row]
    if len(kept) < 2 or max(len(row) for row, _ in kept) < FEWEST_COLUMNS:
        return None
    return Found([row for row, _ in kept], [start for _, start in kept], end + 1, 0.97)


def _add(rows: list[list[str]], text: str) -> None:
    rows.append([_plain(cell) for cell in _CELL.split(_END.split(text)[0])[1:]])


def _plain(cell: str) -> str:
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", cell))).replace("\u00a0", " ")
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
