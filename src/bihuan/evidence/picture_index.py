"""Finds the few pictures, of a million, that may be the one at hand; ``likeness`` then decides. Pure, in memory.

Of each picture the best features are entered under a word of ``_WORD_BITS`` of their bits. A picture is looked up by
all of its features, as it is and as in a mirror, each under its word and those that differ in one bit; every place
where a picture is found is a vote, if the feature was turned there as the others were.

Memory: four bytes a feature, 64 features a picture, and 34 MB besides: 290 MB for a million, and the keys.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bihuan.evidence.fingerprint import Fingerprint, mirrored

K = TypeVar("K", bound=Hashable)
Words = NDArray[np.uint32]

_ENTERED = 64
_ASKED = 128
_WORD_BITS = 22
_TURNS = 16  # the turn of a feature is entered in so many steps, beside the picture's number
_MOST_PICTURES = 2**32 // _TURNS
# After so many new pictures the new are merged into the old; merging copies all.
_RECENT = 16_384
# Words that stand in so many pictures say little, and would make every search long.
_MOST_LOOKED_AT = 400_000


@dataclass(slots=True)
class _Shelf:
    """Entries ordered by word: those of word w stand from ``starts[w]`` to ``starts[w + 1]``."""

    entries: Words = field(default_factory=lambda: np.zeros(0, np.uint32))
    starts: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(2**_WORD_BITS + 1, np.uint32))

    def put(self, words: Words, entries: Words) -> None:
        order = np.argsort(words, kind="stable")
        self.entries = np.insert(self.entries, self.starts[words[order] + 1].astype(np.intp), entries[order])
        more = np.bincount(words, minlength=2**_WORD_BITS)
        self.starts[1:] += np.cumsum(more).astype(np.uint32)

    def get(self, words: Words) -> tuple[NDArray[np.intp], Words]:
        """All entries under ``words``, rare words first; beside each, at which of the words it stood."""
        first, after = self.starts[words].astype(np.int64), self.starts[words + 1].astype(np.int64)
        counts = after - first
        order = np.argsort(counts, kind="stable")
        order = order[np.cumsum(counts[order]) <= _MOST_LOOKED_AT]
        counts = counts[order]
        asked = np.repeat(order, counts)
        within = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts)
        return asked, self.entries[np.repeat(first[order], counts) + within]


class PictureIndex(Generic[K]):
    """Pictures by what is seen in them. Adding is cheap; the first search after many additions sorts them in."""

    def __init__(self) -> None:
        self._keys: list[K] = []
        self._old, self._new = _Shelf(), _Shelf()
        self._waiting: list[tuple[Words, Words]] = []
        self._recent: list[tuple[Words, Words]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def size(self) -> int:
        """The bytes of the arrays; the keys come on top."""
        arrays = [array for shelf in (self._old, self._new) for array in (shelf.entries, shelf.starts)]
        arrays += [array for part in self._waiting + self._recent for array in part]
        return sum(array.nbytes for array in arrays)

    def add(self, key: K, one: Fingerprint) -> None:
        """One more picture. A picture without features is counted, and never found."""
        words, turns = _words(one, _ENTERED)
        self._waiting.append((words, np.uint32(len(self._keys) * _TURNS) + turns))
        self._keys.append(key)

    def near(self, one: Fingerprint, *, most: int = 30) -> list[K]:
        """The keys of the pictures that have most in common with this one, the most likely first."""
        self._sort_in()
        votes: dict[int, int] = {}
        for way in (one, mirrored(one)):
            words, turns = _words(way, _ASKED)
            probes = np.concatenate([words, *(words ^ np.uint32(1 << bit) for bit in range(_WORD_BITS))])
            turned = np.tile(turns, _WORD_BITS + 1)
            for shelf in (self._old, self._new):
                asked, entries = shelf.get(probes)
                for picture, count in _counted(entries, turned[asked], most):
                    votes[picture] = max(votes.get(picture, 0), count)
        best = sorted(votes, key=lambda picture: (-votes[picture], picture))[:most]
        return [self._keys[picture] for picture in best]

    def _sort_in(self) -> None:
        if not self._waiting:
            return
        if len(self._recent) + len(self._waiting) > _RECENT:
            self._old.put(*_joined(self._recent + self._waiting))
            self._new, self._recent = _Shelf(), []
        else:
            self._new.put(*_joined(self._waiting))
            self._recent += self._waiting
        self._waiting = []


def _joined(parts: list[tuple[Words, Words]]) -> tuple[Words, Words]:
    return np.concatenate([words for words, _ in parts]), np.concatenate([entries for _, entries in parts])


def _words(one: Fingerprint, most: int) -> tuple[Words, Words]:
    """The words of the best features, and how each is turned."""
    # A part of the planes and their mirror images: a word of the mirrored picture comes from the same bits.
    four = np.ascontiguousarray(one.bits[:most, :4]).view(">u4").ravel().astype(np.uint32)
    turns = (one.points[:most, 3] * (_TURNS / 360)).round().astype(np.int64) % _TURNS
    return four >> np.uint32(32 - _WORD_BITS), turns.astype(np.uint32)


def _counted(entries: Words, turned: Words, most: int) -> list[tuple[int, int]]:
    """The pictures with most votes for one turn, give or take a step."""
    if not len(entries):
        return []
    turns = np.uint32(_TURNS)
    ballots = entries // turns * turns + (entries - turned) % turns
    kinds, counts = np.unique(ballots, return_counts=True)
    pictures = kinds // turns
    beside = np.zeros(len(counts), np.int64)
    near = (np.diff(kinds) == 1) & (np.diff(pictures) == 0)
    beside[:-1] += np.where(near, counts[1:], 0)
    together = counts + beside
    # One vote alone is chance.
    good = np.flatnonzero(together >= 2)
    best = good[np.argsort(-together[good], kind="stable")][: most * 4]
    return [(int(pictures[at]), int(together[at])) for at in best]
