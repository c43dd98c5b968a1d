"""Which of a hundred thousand texts may be alike: a sketch of each, and an index of sketches in memory. Pure.

A sketch keeps the smallest hashes of all runs of three characters of a text's substance (bottom-k). Sketches of texts
that share runs share hashes, also where one text is many times as long as the other. The index only proposes;
``text_likeness`` decides.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bihuan.evidence.text_likeness import Substance

MOST_HASHES = 128
RUN = 3
# A hash that stands in more texts than this belongs to a text all of them repeat: the first ones stand for the rest.
MOST_OF_ONE_HASH = 2_000
# Two texts that share fewer hashes are not proposed.
FEWEST_SHARED = 3
# A text with less substance is described by all its words, so that an empty form copied everywhere is found as well.
LITTLE_SUBSTANCE = 60

_LETTERS = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text, in order. At most 512 bytes."""

    hashes: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """Four bytes a hash."""
        return np.array(self.hashes, dtype="<u4").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Sketch":
        """The sketch again."""
        return cls(tuple(np.frombuffer(stored, dtype="<u4").tolist()))


def sketch_of(substance: Substance) -> Sketch:
    """The sketch of a text made ready."""
    core = substance.core
    if substance.weight < LITTLE_SUBSTANCE:
        core = _LETTERS.sub("", "".join(sentence.text for sentence in substance.sentences))
    runs = {core[at : at + RUN] for at in range(len(core) - RUN + 1)}
    hashes = {int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big") for run in runs}
    return Sketch(tuple(sorted(hashes)[:MOST_HASHES]))


class TextIndex:
    """Sketches by key. Built once of many, added to one by one; not kept between processes."""

    def __init__(self, sketches: Iterable[tuple[int, Sketch]] = ()) -> None:
        self._keys: list[int] = []
        hashes: list[NDArray[np.uint32]] = []
        for key, sketch in sketches:
            self._keys.append(key)
            hashes.append(np.array(sketch.hashes, dtype=np.uint32))
        owners = np.repeat(np.arange(len(hashes), dtype=np.uint32), [len(one) for one in hashes])
        flat = np.concatenate(hashes) if hashes else np.empty(0, dtype=np.uint32)
        order = np.argsort(flat, kind="stable")
        self._hashes, self._owners = flat[order], owners[order]
        self._added: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: int, sketch: Sketch) -> None:
        """One more. After many thousands, build the index anew: these are kept in plain lists."""
        for one in sketch.hashes:
            self._added.setdefault(one, []).append(len(self._keys))
        self._keys.append(key)

    def candidates(self, sketch: Sketch, most: int = 20) -> list[tuple[int, int]]:
        """The keys that share most hashes with ``sketch``, and how many; most first, then as they were added."""
        wanted = np.array(sketch.hashes, dtype=np.uint32)
        first = np.searchsorted(self._hashes, wanted, side="left")
        last = np.minimum(np.searchsorted(self._hashes, wanted, side="right"), first + MOST_OF_ONE_HASH)
        found = [self._owners[start:end] for start, end in zip(first, last, strict=True)]
        counts: Counter[int] = Counter()
        if found:
            positions, shared = np.unique(np.concatenate(found), return_counts=True)
            likely = shared >= min(FEWEST_SHARED, len(sketch.hashes))
            counts.update(dict(zip(positions[likely].tolist(), shared[likely].tolist(), strict=True)))
        for one in sketch.hashes:
            counts.update(self._added.get(one, ())[:MOST_OF_ONE_HASH])
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        enough = min(FEWEST_SHARED, len(sketch.hashes))
        return [(self._keys[at], shared) for at, shared in ranked[:most] if shared >= enough]
