"""The same sentence with another place in it tells of another event. Pure.

Groups are found by how much messages have in common; whoever fills in a form, or copies a complaint, says nearly all in
common. Two messages that both name places or parties, none of them known to the other, and that are otherwise worded
alike, are parted. Messages that merely name different places are not: one plant is told of from five estates.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations, pairwise

from bihuan.grouping.group import Groups
from bihuan.grouping.items import Item
from bihuan.language.names import names_in
from bihuan.language.script import simplified

# From this share of their pairs of letters on, names and figures left out, two messages are one sentence.
ONE_SENTENCE = 0.6
# With their names they share less; below this nobody need look for names.
_WITH_NAMES = 0.35
# Longer ones are no sentence that is copied for every street; in larger groups nobody could look at every pair.
_LONGEST, _LARGEST = 80, 300
_FIGURE = re.compile(r"\d+")


def parted(found: Groups, items: Sequence[Item]) -> Groups:
    """``found``, without those that only share a sentence with each other."""
    whole = {name for members in found.groups if len(members) <= _LARGEST for name in members}
    told = {item.id: _Told(item) for item in items if item.id in whole}
    parts = [
        part
        for members in found.groups
        for part in (_parts(members, told) if told.get(members[0]) else [members])
    ]
    if len(parts) == len(found.groups):
        return found
    place = {item.id: at for at, item in enumerate(items)}
    single = [part[0] for part in parts if len(part) == 1]
    groups = sorted((part for part in parts if len(part) > 1), key=lambda part: place[part[0]])
    return Groups(tuple(groups), tuple(sorted([*found.alone, *single], key=place.__getitem__)))


class _Told:
    """What a message says: its pairs of letters, and, asked for by few, its names by what tells them apart."""

    def __init__(self, item: Item) -> None:
        self.text = f"{item.subject}。{item.body}" if item.subject else item.body
        self.pairs = _pairs(self.text) if len(self.text) <= _LONGEST else frozenset()

    @cached_property
    def named(self) -> tuple[str, frozenset[str], frozenset[str]]:
        """The text in simplified characters, its names, and the pairs of what is left without them."""
        text = simplified(self.text)
        found = names_in(text)
        return text, frozenset({key[:2] for key in found.places} | set(found.parties)), _pairs(found.rest)

    def is_elsewhere(self, other: "_Told") -> bool:
        """Whether the other says the same of another place."""
        if _share(self.pairs, other.pairs) < _WITH_NAMES:
            return False
        (text, names, rest), (other_text, other_names, other_rest) = self.named, other.named
        if not names or not other_names:
            return False
        if any(name in other_text for name in names) or any(name in text for name in other_names):
            return False
        return _share(rest, other_rest) >= ONE_SENTENCE


def _pairs(text: str) -> frozenset[str]:
    plain = _FIGURE.sub("", text)
    return frozenset(map("".join, pairwise(plain)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    most = max(len(one), len(other))
    return len(one & other) / most if most else 0.0


def _parts(members: tuple[str, ...], told: dict[str, _Told]) -> list[tuple[str, ...]]:
    """The members of a group, those that stay together in one part."""
    part = {name: name for name in members}

    def first(name: str) -> str:
        while part[name] != name:
            name = part[name]
        return name

    for one, other in combinations(members, 2):
        a, b = first(one), first(other)
        if a != b and not told[one].is_elsewhere(told[other]):
            part[b] = a
    found: dict[str, list[str]] = {}
    for name in members:
        found.setdefault(first(name), []).append(name)
    return [tuple(names) for names in found.values()]
