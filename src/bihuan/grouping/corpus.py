"""Many messages as numbers: what each names, which matter it is about, how it is worded. Pure.

How much a pair of letters says is learned from the messages themselves: the rarer, the more; and the oftener it stands
where names stand, the more it is a name. The words of the table of matters are never names.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.grouping.grams import ENDING_PAIRS, PAIRS, Grams, grams_of, letters, pair_of
from bihuan.grouping.items import Item
from bihuan.language.matters import FAMILIES

Matrix: TypeAlias = sparse.csr_matrix
_CHUNK = 5_000
# A subject is short and meant: it counts so much more than the body in names and words, and in matters.
_IN_SUBJECT, _MATTER_IN_SUBJECT = 2.0, 2.5
# A name in a subject is what three in bodies are, when it is counted where names stand.
_COUNTED_IN_SUBJECT = 3.0
# As if so many other messages were known: the thirty messages of a first list tell little about what is rare.
_PRIOR = 2_000
# Rarer than that says no more: it may be a slip of the pen.
_MOST = 7.0
# A pair counts as a name from this share of its places on, and words of matters and endings hardly do.
_NAMED_FROM, _HARDLY = 0.15, 0.1
# What is kept of each message: the pairs that say most.
_NAMES, _WORDS, _PHRASES = 32, 24, 48
# Who says less than about one rare pair of a name names nothing.
_NAMELESS = 4.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each pair of letters says (``telling``) and how far it is a name (``named``, 0 to 1)."""

    telling: NDArray[np.float32]
    named: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Messages as rows of matrices. Rows have length one, but for ``told`` (the root of what each name says) and
    ``asked`` (the same, of the subject alone; ``asked_for`` is how much that is). ``subject`` are the matters of
    the subject alone; ``phrases`` the wording of those messages that name nothing."""

    names: Matrix
    told: Matrix
    asked: Matrix
    matters: Matrix
    subject: Matrix
    words: Matrix
    phrases: Matrix
    asked_for: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.asked_for)

    def rows(self, at: NDArray[np.int64] | NDArray[np.int32] | slice) -> "Profiles":
        """Some of them, in the order asked for."""
        return Profiles(*(getattr(self, field.name)[at] for field in fields(self)))


class Corpus:
    """Messages that were counted. ``add`` all of them, then ask for ``weights`` and ``profiles``."""

    def __init__(self) -> None:
        self._chunks: list[_Chunk] = []
        self._messages = 0
        self._held = np.zeros(PAIRS, dtype=np.int32)
        self._times = np.zeros(PAIRS, dtype=np.float32)
        self._named = np.zeros(PAIRS, dtype=np.float32)

    def add(self, items: Iterable[Item]) -> list[str]:
        """Count them; their ids, in order."""
        ids = []
        rest = iter(items)
        while chunk := list(islice(rest, _CHUNK)):
            ids += [item.id for item in chunk]
            self._count(_read(chunk))
        return ids

    def _count(self, chunk: "_Chunk") -> None:
        self._chunks.append(chunk)
        self._messages += chunk.size
        self._held += np.bincount(chunk.pair, minlength=PAIRS).astype(np.int32)
        times = _COUNTED_IN_SUBJECT * chunk.subject.astype(np.float32) + chunk.body
        self._times += np.bincount(chunk.pair, weights=times, minlength=PAIRS).astype(np.float32)
        self._named += np.bincount(chunk.pair, weights=chunk.named, minlength=PAIRS).astype(np.float32)

    def weights(self) -> Weights:
        """What the pairs of these messages say."""
        telling = np.log((self._messages + _PRIOR) / (self._held + 0.5))
        share = (self._named + 0.3) / (self._times + 1.5)
        named = np.clip((share - _NAMED_FROM) / (1 - _NAMED_FROM), 0, 1)
        named[_IN_TABLE | ENDING_PAIRS] *= _HARDLY
        return Weights(np.minimum(telling, _MOST).astype(np.float32), named.astype(np.float32))

    def profiles(self, weights: Weights) -> Profiles:
        """All messages, in the order they were added. Forgets them: what was counted is needed no longer."""
        chunks, self._chunks = self._chunks[::-1], []
        parts = []
        while chunks:
            parts.append(_weighed(chunks.pop(), weights))
        return _joined(parts or [_weighed(_read([]), weights)])


def _joined(parts: list[Profiles]) -> Profiles:
    """One under the other."""
    matrices = [field.name for field in fields(Profiles) if field.name != "asked_for"]
    stacked = {
        name: sparse.vstack([getattr(part, name) for part in parts], format="csr") for name in matrices
    }
    return Profiles(**stacked, asked_for=np.concatenate([part.asked_for for part in parts]))


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Pairs of some messages: those of the subject and of the body on one line, with how often in each."""

    size: int
    starts: NDArray[np.int32]
    pair: NDArray[np.int32]
    subject: NDArray[np.uint8]
    body: NDArray[np.uint8]
    named: NDArray[np.uint8]


def _read(items: list[Item]) -> _Chunk:
    # A message without a subject is one that says all in its text.
    subject = grams_of([letters(item.subject or item.body) for item in items])
    body = grams_of([letters(item.body if item.subject else "") for item in items])
    key = np.concatenate([_keys(subject), _keys(body)])
    keys, inverse = np.unique(key, return_inverse=True)
    in_subject, in_body = inverse[: len(subject.pair)], inverse[len(subject.pair) :]

    def placed(where: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.bincount(where, weights=values, minlength=len(keys)).astype(np.float32)

    text = keys // PAIRS
    return _Chunk(
        len(items),
        np.searchsorted(text, np.arange(len(items) + 1)).astype(np.int32),
        (keys % PAIRS).astype(np.int32),
        _small(placed(in_subject, subject.times)),
        _small(placed(in_body, body.times)),
        _small(_COUNTED_IN_SUBJECT * placed(in_subject, subject.named) + placed(in_body, body.named)),
    )


def _small(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.minimum(values, 255).astype(np.uint8)


def _keys(grams: Grams) -> NDArray[np.int64]:
    return grams.text * PAIRS + grams.pair


def _weighed(chunk: _Chunk, weights: Weights) -> Profiles:
    def matrix(values: NDArray[np.floating[Any]], keep: int) -> Matrix:
        return _best(sparse.csr_matrix((values, chunk.pair, chunk.starts), shape=(chunk.size, PAIRS)), keep)

    telling, named = weights.telling[chunk.pair], weights.named[chunk.pair]
    in_subject, in_body = chunk.subject > 0, chunk.body > 0
    often = _IN_SUBJECT * np.log1p(chunk.subject) + np.log1p(chunk.body)
    said = telling * named
    asked = matrix(np.sqrt(said) * in_subject, _NAMES)
    told = matrix(np.sqrt(said), _NAMES)
    nameless = np.repeat(_squares(told) < _NAMELESS, np.diff(chunk.starts))
    subject = _of_length_one(_families(chunk, telling * in_subject))
    body = _of_length_one(_families(chunk, telling * in_body))
    words = (_IN_SUBJECT * in_subject + in_body) * telling * _IN_TABLE[chunk.pair]
    return Profiles(
        names=_of_length_one(matrix(often * said, _NAMES)),
        told=told,
        asked=asked,
        matters=_of_length_one((subject * _MATTER_IN_SUBJECT + body).tocsr()),
        subject=subject,
        words=_of_length_one(matrix(words, _WORDS)),
        phrases=_of_length_one(matrix(often * telling * nameless, _PHRASES)),
        asked_for=_squares(asked),
    )


def _families(chunk: _Chunk, telling: NDArray[np.float32]) -> Matrix:
    """How much of each matter's words is held."""
    held = sparse.csr_matrix((telling, chunk.pair, chunk.starts), shape=(chunk.size, PAIRS)) @ _FAMILY_OF
    held.eliminate_zeros()
    return held


def _squares(matrix: Matrix) -> NDArray[np.float32]:
    return np.asarray(matrix.multiply(matrix).sum(1), dtype=np.float32).ravel()


def _best(matrix: Matrix, keep: int) -> Matrix:
    """Of each row the ``keep`` greatest."""
    matrix.data = np.where(matrix.data > 0, matrix.data, 0).astype(np.float32)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((-matrix.data, rows))
    rank = np.arange(len(rows)) - np.repeat(matrix.indptr[:-1], np.diff(matrix.indptr))
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order[(rank < keep)]] = True
    chosen &= matrix.data > 0
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows[chosen], minlength=matrix.shape[0]))])
    return sparse.csr_matrix(
        (matrix.data[chosen], matrix.indices[chosen], indptr.astype(np.int32)), shape=matrix.shape
    )


def _of_length_one(matrix: Matrix) -> Matrix:
    length = np.sqrt(_squares(matrix))
    matrix.data = (matrix.data / np.repeat(np.where(length > 0, length, 1), np.diff(matrix.indptr))).astype(
        np.float32
    )
    return matrix


def _table() -> tuple[NDArray[np.bool_], Matrix]:
    held = np.zeros(PAIRS, dtype=bool)
    rows, columns, values = [], [], []
    for column, words in enumerate(FAMILIES.values()):
        for word in words:
            held[pair_of(word)] = True
            rows.append(pair_of(word))
            columns.append(column)
            values.append(len(words) ** -0.5)
    return held, sparse.csr_matrix((values, (rows, columns)), shape=(PAIRS, len(FAMILIES)), dtype=np.float32)


_IN_TABLE, _FAMILY_OF = _table()
