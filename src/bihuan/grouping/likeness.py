"""How likely two messages are about one event, 0 to 1: the same place or party, and the same matter. Pure."""

import numpy as np
from numpy.typing import NDArray

from bihuan.grouping.corpus import Matrix, Profiles

Scores = NDArray[np.float32]
Rows = NDArray[np.int64] | NDArray[np.int32]
PAIRS_AT_ONCE = 100_000
# So much said in common is all that names can say; below this share names are words that happen to agree.
_ALL, _BY_CHANCE = 40.0, 0.35
_MATTER_BY_CHANCE = 0.22
# Two subjects that speak of matters, and of none in common.
_SAME_SUBJECT, _OTHER_SUBJECT = 0.05, 0.6


def pairs(profiles: Profiles, first: Rows, second: Rows) -> Scores:
    """Row ``first[n]`` with row ``second[n]``."""
    return np.concatenate(
        [
            _likeness(profiles.rows(first[part]), profiles.rows(second[part]))
            for part in (slice(at, at + PAIRS_AT_ONCE) for at in range(0, max(1, len(first)), PAIRS_AT_ONCE))
        ]
    )


def _likeness(one: Profiles, other: Profiles) -> Scores:
    # How much of the names in one subject the other message holds anywhere.
    found = np.maximum(
        _dot(one.asked, other.told) / (one.asked_for + 1), _dot(one.told, other.asked) / (other.asked_for + 1)
    )
    said = np.minimum(_dot(one.told, other.told), _ALL) / _ALL
    names = (_dot(one.names, other.names) + found + said) / 3
    names = np.maximum(names, _dot(one.phrases, other.phrases))
    matter = (_dot(one.matters, other.matters) + _dot(one.words, other.words)) / 2
    both = (np.diff(one.subject.indptr) > 0) & (np.diff(other.subject.indptr) > 0)
    apart = both & (_dot(one.subject, other.subject) < _SAME_SUBJECT)
    matter = matter * np.where(apart, _OTHER_SUBJECT, 1)
    likeness = np.sqrt(np.clip(names, 0, 1) * np.clip(matter, 0, 1))
    enough = np.clip(names / _BY_CHANCE, 0, 1) * np.clip(matter / _MATTER_BY_CHANCE, 0, 1)
    return np.asarray(likeness * enough, dtype=np.float32)


def _dot(one: Matrix, other: Matrix) -> Scores:
    return np.asarray(one.multiply(other).sum(1), dtype=np.float32).ravel()
