"""Headers of two storeys: 责任 stands over 单位 and 责任人, the other names reach down through both.

A merged cell arrives in three ways: its text is repeated, or blanks stand in its place, or nothing does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bihuan.intake.column_names import LONGEST_NAME, known_name
from bihuan.intake.layouts.found import is_key
from bihuan.kernel.numbers import squeeze

_LEAST_GROUP = 2
_SENTENCE_ENDS = ("。", "；", "！", "？")


@dataclass(frozen=True, slots=True)
class Storeys:
    """Both rows of a header with every merged cell filled; ``covered`` are the columns merged downwards."""

    top: list[str]
    below: list[str]
    covered: frozenset[int]


def storeys(top: Sequence[str], below: Sequence[str], width: int) -> Storeys | None:
    """The two rows as one header of ``width`` columns, None when the second is none or it is not certain."""
    upper, lower = [squeeze(cell) for cell in top], [squeeze(cell) for cell in below]
    while len(upper) > width and not upper[-1]:
        upper.pop()
    while len(lower) > width and not lower[-1]:
        lower.pop()
    if not upper or not upper[0] or not any(lower) or not all(map(_may_be_name, [*upper, *lower])):
        return None
    if len(upper) == width:
        return _side_by_side(upper, lower + [""] * (width - len(lower))) or _one_group(upper, lower, width)
    if len(lower) == width:
        return _runs(upper, lower)
    return _one_group(upper, lower, width)


def _may_be_name(cell: str) -> bool:
    return len(cell) <= LONGEST_NAME and not is_key(cell) and not cell.endswith(_SENTENCE_ENDS)


def _side_by_side(top: list[str], below: list[str]) -> Storeys | None:
    """Every column stands in both rows: a group repeats its name or leaves blanks behind it."""
    if len(below) != len(top):
        return None
    names = list(top)
    for n, (name, sub) in enumerate(zip(top, below, strict=True)):
        if not name and sub:
            names[n] = names[n - 1]
    grouped = {
        n for left, n in pairwise(range(len(names))) if names[n] == names[left] for n in (left, n) if names[n]
    }
    subs = [below[n] for n in sorted(grouped)]
    others = (below[n] in ("", top[n]) for n in range(len(names)) if n not in grouped)
    if not grouped or not all(subs) or not all(others) or _repeats(names, below, grouped):
        return None
    return _filled(names, below, grouped)


def _repeats(names: list[str], below: list[str], grouped: set[int]) -> bool:
    """Whether a group has one name twice below it, or only its own: then nothing is parted."""
    pairs = [(names[n], below[n]) for n in sorted(grouped)]
    return len(set(pairs)) < len(pairs) or any(name == sub for name, sub in pairs)


def _runs(top: list[str], below: list[str]) -> Storeys | None:
    """The upper row says every merged cell once: each run of lower names stands below one of its names."""
    run_begins = [bool(sub) and (n == 0 or not below[n - 1]) for n, sub in enumerate(below)]
    if len(top) != below.count("") + sum(run_begins):
        return None
    names: list[str] = []
    left = iter(top)
    for sub, begins in zip(below, run_begins, strict=True):
        names.append(next(left) if begins or not sub else names[-1])
    grouped = {n for n, sub in enumerate(below) if sub}
    sizes = [sum(1 for n in grouped if names[n] == name) for name in {names[n] for n in grouped}]
    if min(sizes) < _LEAST_GROUP or _repeats(names, below, grouped):
        return None
    return _filled(names, below, grouped)


def _one_group(top: list[str], below: list[str], width: int) -> Storeys | None:
    """Both rows say every cell once, and there is one group: it is the name that goes with the lower ones."""
    if not all(top) or not all(below) or len(below) < _LEAST_GROUP or width != len(top) + len(below) - 1:
        return None
    goes = [n for n, name in enumerate(top) if all(known_name(name + sub) for sub in below)]
    unknown = [n for n, name in enumerate(top) if known_name(name) is None]
    candidates = goes if len(goes) == 1 else unknown
    if len(candidates) != 1:
        return None
    at = candidates[0]
    names = [*top[:at], *[top[at]] * len(below), *top[at + 1 :]]
    lower = [*[""] * at, *below, *[""] * (len(top) - at - 1)]
    return _filled(names, lower, {at + n for n in range(len(below))})


def _filled(names: list[str], below: list[str], grouped: set[int]) -> Storeys:
    lower = [below[n] if n in grouped else name for n, name in enumerate(names)]
    return Storeys(names, lower, frozenset(range(len(names))) - grouped)
