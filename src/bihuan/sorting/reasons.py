"""Which words of a text spoke for what is suggested. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray

from bihuan.sorting.features import Floats, Recipe, grams, place_of, plain, whole_text
from bihuan.sorting.message import Message

MOST_WORDS = 4
_WORD = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as its reasons are looked for: which feature stands at which sign, and where its Chinese words are."""

    place: NDArray[np.int32]
    share: NDArray[np.float64]
    sign: NDArray[np.integer[Any]]
    length: int
    words: tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=1_000)
def _read(text: str, orders: tuple[int, ...]) -> _Read:
    """Read once for all the questions that are asked of a text."""
    found = grams([text], 0, orders)
    ends = np.repeat(np.cumsum(found.length.astype(np.int64)), found.length)
    length = np.repeat(found.length, found.length)
    within = np.arange(len(length)) - (ends - length)
    words, at = [], 0
    for word in rjieba.cut(text):
        if _WORD.fullmatch(word):
            words.append((word, at, at + len(word)))
        at += len(word)
    return _Read(
        np.repeat(found.place, found.length),
        1.0 / length,
        np.repeat(found.start, found.length) + within,
        len(text),
        tuple(words),
    )


def telling_words(message: Message, told: Floats, recipe: Recipe) -> list[str]:
    """The words that stand where the text spoke most for it; ``told`` is what each feature says for the label."""
    text = whole_text(plain(message.subject), plain(message.body))
    if not text:
        return []
    read = _read(text, recipe.orders)
    signs = np.bincount(read.sign, told[read.place] * read.share, read.length + 1)
    sums = np.concatenate([[0.0], np.cumsum(signs)])
    said: dict[str, float] = defaultdict(float)
    for word, at, end in read.words:
        whole = float(told[place_of(word)]) if recipe.words else 0.0
        said[word] = max(said[word], float(sums[end] - sums[at]) + whole)
    return sorted((word for word, much in said.items() if much > 0), key=lambda word: -said[word])


def few(words: Iterable[str]) -> tuple[str, ...]:
    """The first words, none that stands within another."""
    chosen: list[str] = []
    for word in words:
        if len(chosen) < MOST_WORDS and not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return tuple(chosen)
