"""问题编号 as a cell prints it: 甲、乙 where a row is of several opinions, 新号（原号：旧号） where one got another.

Pure, and both ways: what is printed here is read here.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_AND = "、"
_FORMERLY = re.compile(r"([^（(]+)[（(]原(?:问题)?编?号[:：]?([^（(）)]+)[）)]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Named:
    """The number of an opinion, and the one it had before where the cell says so."""

    number: str
    formerly: str = ""


def numbers_in(text: str, known: Collection[str] = ()) -> tuple[Named, ...]:
    """The opinions that ``text`` names, the one that founds the case first. A number in ``known`` is one, as it is."""
    if text in known:
        return (Named(text),)
    parts = text.split(_AND)
    if not all(_DIGIT.search(part) and _is_whole(part) for part in parts):
        parts = [text]
    found: dict[str, Named] = {}
    for named in map(_named, parts):
        found.setdefault(named.number, named)
    return tuple(found.values())


def numbers_text(named: Iterable[Named]) -> str:
    """The same as a cell prints it."""
    return _AND.join(
        f"{each.number}（原号：{each.formerly}）" if each.formerly else each.number for each in named
    )


def _named(part: str) -> Named:
    found = _FORMERLY.fullmatch(part)
    return Named(found[1], found[2]) if found and _DIGIT.search(found[2]) else Named(part)


def _is_whole(part: str) -> bool:
    """Not the half of a bracket: 第9号（附1、2）is one."""
    return part.count("（") + part.count("(") == part.count("）") + part.count(")")
