"""Key-value blocks: ``字段：值``, one block an item, in the same order again and again.

A value goes on on the following lines up to the next key. In a plan the problem itself stands above its block as a
numbered heading, without a key; it becomes the content.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bihuan.intake.column_names import known_name
from bihuan.intake.layouts.found import Found, is_foot, joined
from bihuan.intake.layouts.pipes import stroked
from bihuan.intake.layouts.shapes import field_of_name
from bihuan.kernel.numbers import squeeze

FEWEST_KEYS = 3
_LONGEST_KEY = 16
_MOST_LINES_OF_A_VALUE = 60
_KEY = re.compile(
    r"[\s|]*(?:[-·•*]\s*)?[【\[]?(?P<key>[\u4e00-\u9fff（）()、\s]{2,16}?)[】\]]?\s*[:：]\s*\|?(?P<value>.*)"
)
_BARE_KEY = re.compile(r"\s*(?P<key>[\u4e00-\u9fff]{2,8})[\s\u3000]+(?P<value>\S.*)")
_NEXT_KEY = re.compile(r"[\s\u3000]+(?=[\u4e00-\u9fff]{2,8}\s*[:：])")
_HEADING = re.compile(
    r"\s*(?:\d{1,3}[.．、]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*(?P<text>\S.*)"
)
_NUMBER_OF_HEADING = re.compile(r"\s*[（(]?(\d{1,3}|[一二三四五六七八九十]{1,3})")
# Without one of these a block is no item but the head of a letter or of a page.
_ITEMS = frozenset({"content", "text", "target", "measures", "reply", "handled", "checked", "heading"})
# What follows a problem that is its own heading.
_BELOW_HEADING = frozenset({"target", "goal", "measures", "limit", "units", "number"})


@dataclass(slots=True)
class _Block:
    """One item: its values by their keys, and the line it began on."""

    start: int
    values: dict[str, str] = field(default_factory=dict)


def find(lines: Sequence[str], at: int) -> Found | None:
    """The blocks that begin on line ``at``."""
    if not _opens(lines, at) or not _are_items(lines, at):
        return None
    blocks, end = _blocks(lines, at)
    if _names_columns(blocks[0]):
        return None
    keys = list(dict.fromkeys(key for block in blocks for key in block.values))
    most = max(len(block.values) for block in blocks)
    blocks = [block for block in blocks if len(block.values) * 2 >= most]
    rows = [[block.values.get(key, "") for key in keys] for block in blocks]
    return Found([keys, *rows], [blocks[0].start, *(block.start for block in blocks)], end, 0.7)


def _opens(lines: Sequence[str], at: int) -> bool:
    """Whether a block begins here: with a key and a further one, or with a heading above the keys of its problem."""
    following = next(
        (pair for line in lines[at + 1 : at + 4] if line.strip() and (pair := _pair(line))), None
    )
    if following is None:
        return False
    if _pair(lines[at]) is not None:
        return True
    return _HEADING.fullmatch(lines[at]) is not None and field_of_name(following[0]) in _BELOW_HEADING


def _are_items(lines: Sequence[str], at: int) -> bool:
    """Whether the first keys are those of an item."""
    keys = (pair[0] for line in lines[at : at + _MOST_LINES_OF_A_VALUE] if (pair := _pair(line)))
    fields = {field_of_name(key) for key in keys}
    return len(fields) >= FEWEST_KEYS and bool(fields & _ITEMS)


def _pair(line: str) -> tuple[str, str] | None:
    """The key and the value of a line, when the key is the name of a column."""
    line = stroked(line)
    if (match := _KEY.fullmatch(line)) and known_name(match["key"]):
        return squeeze(match["key"]), match["value"].strip().rstrip("| ")
    if (match := _BARE_KEY.fullmatch(line)) and known_name(match["key"]) and "|" not in line:
        return match["key"], match["value"].strip()
    return None


def _pairs(line: str) -> list[tuple[str, str]]:
    """Every key of a line with its value: ``来信人：甲 来信时间：…``, ``问题类型 建议 信件状态 已办结``."""
    pieces = _NEXT_KEY.split(line.strip())
    if len(pieces) > 1 and all(found := [_pair(piece) for piece in pieces]):
        return [pair for pair in found if pair]
    words = line.split()
    keys, values = words[::2], words[1::2]
    if len(words) > 3 and len(keys) == len(values) and all(map(known_name, keys)):
        return list(zip(keys, values, strict=True)) if not any(map(known_name, values)) else []
    pair = _pair(line)
    return [pair] if pair else []


def _names_columns(block: _Block) -> bool:
    """Whether what stands beside the number of an item is a name again: the header of a table, not an item."""
    keys = [key for key in block.values if field_of_name(key) in ("position", "number")]
    return any(known_name(squeeze(block.values[key])) for key in keys)


def _blocks(lines: Sequence[str], at: int) -> tuple[list[_Block], int]:
    blocks: list[_Block] = []
    key, n, silent = "", at, 0
    style = _style(lines[at])
    while n < len(lines) and silent < _MOST_LINES_OF_A_VALUE and not is_foot(lines[n]):
        pairs = _pairs(lines[n])
        if not pairs and style and _style(lines[n]) == style and _opens(lines, n):
            blocks.append(_headed(lines[n], n))
            key = "整改内容"
        elif pairs:
            for key, value in pairs:
                if not blocks or key in blocks[-1].values:
                    blocks.append(_Block(n))
                blocks[-1].values[key] = value
        elif blocks and key and lines[n].strip(" |"):
            blocks[-1].values[key] = joined(blocks[-1].values[key], stroked(lines[n]).strip(" |"))
        silent = 0 if pairs else silent + 1
        n += 1
    return blocks, n


def _style(line: str) -> str:
    """How a heading is numbered, 一、 or (一) or 1.: the measures below a heading are numbered otherwise."""
    match = _NUMBER_OF_HEADING.match(line) if _HEADING.fullmatch(line) else None
    if match is None:
        return ""
    bracket = "（" if line.lstrip().startswith(("（", "(")) else ""
    return bracket + ("1" if match[1].isdecimal() else "一")


def _headed(line: str, n: int) -> _Block:
    """A block begun by its numbered heading."""
    number, heading = _NUMBER_OF_HEADING.match(line), _HEADING.fullmatch(line)
    position = number[1] if number else ""
    return _Block(n, {"序号": _arabic(position), "整改内容": heading["text"].strip() if heading else ""})


def _arabic(words: str) -> str:
    if words.isdecimal() or not words:
        return words
    digits = "一二三四五六七八九"
    tens, ten, units = words.rpartition("十")
    if not ten:
        return str(digits.find(words) + 1)
    return str(10 * (digits.find(tens) + 1 if tens else 1) + (digits.find(units) + 1 if units else 0))
