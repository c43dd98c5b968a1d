"""The same sentence with another place in it tells of another event. Pure.

Groups are found by how much messages have in common; whoever fills in a form, or copies a complaint, says nearly all in
common. Two messages that both name places or parties, none of them known to the other, and that are otherwise worded
alike, are parted. Messages that merely name different places are not: one plant is told of from five estates.
"""

import re
from collections.abc import Sequence
from itertools import combinations

from bihuan.grouping.group import Groups
from bihuan.grouping.items import Item
from bihuan.language.names import Names, names_in
from bihuan.language.script import simplified

# From this share of their pairs of letters on, names and figures left out, two messages are one sentence.
ONE_SENTENCE = 0.6
# Longer ones are no sentence that is copied for every street; in larger groups nobody could look at every pair.
_LONGEST, _LARGEST = 200, 300
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
    """What a message says, and the names in it by what tells them apart."""

    def __init__(self, item: Item) -> None:
        self.text = simplified(f"{item.subject}。{item.body}" if item.subject else item.body)
        names: Names = names_in(self.text) if len(self.text) <= _LONGEST else Names()
        self.names = {key[:2] for key in names.places} | set(names.parties)
        rest = _FIGURE.sub("", names.rest)
        self.pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}

    def is_elsewhere(self, other: "_Told") -> bool:
        """Whether the other says the same of another place."""
        if not self.names or not other.names:
            return False
        if any(name in other.text for name in self.names) or any(name in self.text for name in other.names):
            return False
        most = max(len(self.pairs), len(other.pairs))
        return most > 0 and len(self.pairs & other.pairs) / most >= ONE_SENTENCE


def _parts(members: tuple[str, ...], told: dict[str, _Told]) -> list[tuple[str, ...]]:
    """The members of a group, those that stay together in one part."""
    part = {name: name for name in members}

    def first(name: str) -> str:
        while part[name] != name:
            name = part[name]
        return name

    for one, other in combinations(members, 2):
        if not told[one].is_elsewhere(told[other]):
            a, b = first(one), first(other)
            part[b] = a
    found: dict[str, list[str]] = {}
    for name in members:
        found.setdefault(first(name), []).append(name)
    return [tuple(names) for names in found.values()]
