"""Messages into groups, all at once or one new message against those known. Pure.

It proposes; people decide. What people keep apart stays apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bihuan.grouping.candidates import candidates
from bihuan.grouping.clusters import Edges, clusters
from bihuan.grouping.corpus import Corpus, Profiles
from bihuan.grouping.items import Item
from bihuan.grouping.likeness import pairs


@dataclass(frozen=True, slots=True)
class Groups:
    """Ids of each group of two or more, in the order the messages came; and of those that stand alone."""

    groups: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]


def group(messages: Iterable[Item], apart: Iterable[tuple[str, str]] = ()) -> Groups:
    """Which messages are about one event. No group holds both messages of a pair in ``apart``."""
    apart = list(apart)
    corpus = Corpus()
    copies = _Copies({name for pair in apart for name in pair})
    ids = corpus.add(copies.firsts(messages))
    if not ids:
        return Groups((), ())
    profiles = corpus.profiles(corpus.weights())
    at = {name: row for row, name in enumerate(ids)}
    kept_apart = frozenset(
        (min(at[one], at[other]), max(at[one], at[other]))
        for one, other in apart
        if one in at and other in at
    )
    found = sorted(clusters(profiles, _edges(profiles), kept_apart))
    alone = set(range(len(ids))).difference(*found)
    rows = sorted([*found, *([row] for row in alone)])
    whole = [tuple(name for row in members for name in copies.of[ids[row]]) for members in rows]
    return Groups(
        tuple(members for members in whole if len(members) > 1),
        tuple(members[0] for members in whole if len(members) == 1),
    )


class _Copies:
    """Messages of the very same words: the first stands for all, or a petition sent a thousand times would be near
    to nothing but itself. Those that people keep apart from any stand for themselves."""

    def __init__(self, single: set[str]) -> None:
        self.of: dict[str, list[str]] = {}
        self._single = single
        self._first: dict[int, str] = {}

    def firsts(self, messages: Iterable[Item]) -> Iterator[Item]:
        for item in messages:
            first = item.id
            if item.id not in self._single:
                # The hash alone, not the words: of a million texts no two will share it.
                first = self._first.setdefault(hash((item.subject, item.body)), item.id)
            if first == item.id:
                self.of[item.id] = [item.id]
                yield item
            else:
                self.of[first].append(item.id)


def _edges(profiles: Profiles) -> Edges:
    first, second = candidates(profiles)
    return first, second, pairs(profiles, first, second)
