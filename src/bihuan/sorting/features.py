"""What of a text counts: short runs of characters and words, hashed, a whole batch at once. Pure.

A hash needs no vocabulary: a word that was never seen before has its place already, memory is bounded, and the same
text gives the same numbers on every machine. The subject and the two ends of a text count once more for themselves,
because they tell what the rest only mentions.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import rjieba
import scipy.sparse as sp
from numpy.typing import NDArray

from bihuan.sorting.message import Message

BITS = 19
PLACES = 1 << BITS
# Of a longer text the beginning and the end are looked at.
LONGEST, ENDING = 1_000, 200
EDGE = 40

_MASKED = re.compile(r"[*＊×]+")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+|_x000D_")
_MIX, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(1_000_003)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grams:
    """Every run of characters in a batch: its place among the features, its text, where it begins, its length."""

    place: NDArray[np.int32]
    text: NDArray[np.int32]
    start: NDArray[np.int32]
    length: NDArray[np.int8]


# A text is looked at several times while something is suggested for it.
@lru_cache(maxsize=4_000)
def plain(text: str) -> str:
    """The text as it counts: one width, one case; masked parts, numbers and spaces as one sign each."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = _SPACES.sub(" ", _DIGITS.sub("0", _MASKED.sub("*", text))).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - ENDING] + text[-ENDING:]


def grams(texts: Sequence[str], salt: int, orders: Sequence[int]) -> Grams:
    """The runs of these lengths in every text; ``salt`` keeps the kinds of text apart."""
    signs = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = signs == 0
    text = (np.cumsum(ends) - ends).astype(np.int32)
    first = np.concatenate([[0], np.flatnonzero(ends)[:-1] + 1]) if len(texts) else np.zeros(0, np.int64)
    found = []
    run = np.zeros(len(signs), np.uint64)
    whole = np.ones(len(signs), bool)
    for length in range(1, max(orders) + 1):
        count = max(len(signs) - length + 1, 0)
        run = run[:count] * _STEP + signs[length - 1 : length - 1 + count]
        whole = whole[:count] & ~ends[length - 1 : length - 1 + count]
        if length in orders:
            start = np.flatnonzero(whole)
            mixed = (run[start] + np.uint64(salt * 8 + length)) * _MIX
            place = (mixed >> np.uint64(64 - BITS)).astype(np.int32)
            of = text[start]
            found.append(
                (place, of, (start - first[of]).astype(np.int32), np.full(len(start), length, np.int8))
            )
    return Grams(*(np.concatenate(column) for column in zip(*found, strict=True)))


def words(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The words of every text: the place of each, and the text it stands in."""
    cut = [[word for word in rjieba.cut(text) if word != " "] for text in texts]
    place = np.fromiter(map(place_of, chain.from_iterable(cut)), np.int32)
    return place, np.repeat(np.arange(len(cut), dtype=np.int32), [len(each) for each in cut])


@lru_cache(maxsize=100_000)
def place_of(word: str) -> int:
    """The place of a word."""
    return crc32(word.encode()) >> (32 - BITS)


def features(messages: Sequence[Message], recipe: "Recipe") -> Any:
    """A row a message, a column a feature: one plus the logarithm of how often it stands there."""
    subjects = [plain(message.subject) for message in messages]
    bodies = [plain(message.body) for message in messages]
    texts = [whole_text(subject, body) for subject, body in zip(subjects, bodies, strict=True)]
    parts = [grams(texts, 0, recipe.orders)]
    if recipe.subject:
        parts.append(grams(subjects, 1, (1, 2, 3)))
    if recipe.edges:
        openings = [(subject or body)[:EDGE] for subject, body in zip(subjects, bodies, strict=True)]
        parts.append(grams(openings, 2, (2, 3)))
        parts.append(grams([body[-EDGE:] for body in bodies], 3, (1, 2, 3)))
    standing = [(part.place, part.text) for part in parts]
    if recipe.words:
        standing.append(words(texts))
    place, text = (np.concatenate(column) for column in zip(*standing, strict=True))
    counted = sp.csr_matrix((np.ones(len(place), np.float32), (text, place)), shape=(len(messages), PLACES))
    counted.sum_duplicates()
    counted.data = 1 + np.log(counted.data)
    return counted


def whole_text(subject: str, body: str) -> str:
    """Both, as one text."""
    return f"{subject}\n{body}" if subject else body


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which features serve a question."""

    orders: tuple[int, ...] = (2,)
    words: bool = True
    subject: bool = True
    edges: bool = False
    # How much the learned weights are held back.
    ridge: float = 0.3
    # How much more a feature counts that tells much (``weights.telling``): not at all with nothing.
    sharpness: float = 1.0
