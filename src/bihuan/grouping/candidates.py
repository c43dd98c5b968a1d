"""Which pairs of messages are worth comparing, at a cost that grows with the number of messages alone. Pure.

Messages that share a rare name are compared; of a name that many share, those that also share the matter. However many
share both, each is compared with some of them only, so that a thousand complaints about one plant stay connected.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.grouping.corpus import Matrix, Profiles
from bihuan.grouping.grams import PAIRS

# A key that more share is cut into runs of so many.
_RUN = 60
# Of each message so many names and matters make keys, and so many partners are kept.
_NAMES, _MATTERS, PARTNERS = 8, 2, 24
_KEYS = 1 << 26
_ROWS = 4_000
# Runs that were drawn are numbered on from here.
_DRAWN = 1_000_000

_Keys = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


def candidates(profiles: Profiles) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of rows, each once, the smaller first."""
    keys = _runs(_keys(profiles))
    columns = keys.T.tocsr()
    first, second = [], []
    for start in range(0, keys.shape[0], _ROWS):
        shared = (keys[start : start + _ROWS] @ columns).tocsr()
        rows = np.repeat(np.arange(shared.shape[0], dtype=np.int32), np.diff(shared.indptr)) + start
        kept = (rows != shared.indices) & _among_best(shared, rows - start)
        one, other = rows[kept], shared.indices[kept].astype(np.int32)
        first.append(np.minimum(one, other))
        second.append(np.maximum(one, other))
    both = np.unique(np.concatenate(first).astype(np.int64) * keys.shape[0] + np.concatenate(second))
    return (both // keys.shape[0]).astype(np.int32), (both % keys.shape[0]).astype(np.int32)


def _among_best(shared: Matrix, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    order = np.lexsort((-shared.data, rows))
    # One more than asked for: a message shares most with itself.
    rank = np.arange(len(rows)) - np.repeat(shared.indptr[:-1], np.diff(shared.indptr))
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order[rank <= PARTNERS]] = True
    return chosen


def _keys(profiles: Profiles) -> Matrix:
    """Names, names with matters, and the wording of those that name nothing."""
    named_by = np.bincount(profiles.told.indices, minlength=PAIRS)
    parts = [
        _keys_of(profiles.rows(slice(start, start + _ROWS)), start, named_by)
        for start in range(0, len(profiles), _ROWS)
    ]
    rows, keys, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    place = np.unique(keys, return_inverse=True)[1].astype(np.int32)
    shape = (len(profiles), int(place.max(initial=-1)) + 1)
    return sparse.csr_matrix((weights, (rows, place)), shape=shape)


def _keys_of(profiles: Profiles, start: int, named_by: NDArray[np.int64]) -> _Keys:
    row, pair, weight = _top(profiles.told, _NAMES)
    rare = named_by[pair] <= _RUN
    parts = [(row[rare], pair[rare], weight[rare])]
    matter_row, matter, _ = _top(profiles.matters, _MATTERS)
    starts = np.searchsorted(matter_row, np.arange(len(profiles) + 1))
    for nth in range(_MATTERS):
        at = starts[row] + nth
        there = (at < starts[row + 1]) & ~rare
        crossed = pair[there] * 977 + matter[at[there]] * 15_485_863
        parts.append((row[there], PAIRS + crossed % (_KEYS - 2 * PAIRS), weight[there]))
    row, pair, weight = _top(profiles.phrases, _NAMES)
    parts.append((row, _KEYS - PAIRS + pair, 10 * weight))
    rows, keys, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return (rows + start).astype(np.int32), keys.astype(np.int32), (weights**2).astype(np.float32)


def _top(matrix: Matrix, keep: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((-matrix.data, rows))
    rank = np.arange(len(rows)) - np.repeat(matrix.indptr[:-1], np.diff(matrix.indptr))
    chosen = order[rank < keep]
    return rows[chosen], matrix.indices[chosen].astype(np.int64), matrix.data[chosen]


def _runs(keys: Matrix) -> Matrix:
    """Columns of at most a run: a column held once says nothing; a longer one is cut twice, once in the order of the
    messages and once at random, so that no run is cut off from the others."""
    columns = keys.tocsc()
    held = np.diff(columns.indptr)
    column = np.repeat(np.arange(columns.shape[1], dtype=np.int32), held)
    rank = (np.arange(len(column)) - np.repeat(columns.indptr[:-1], held)).astype(np.int32)
    long, shared = held[column] > _RUN, held[column] > 1
    # One order at random for all columns: who shares many names shares its runs, as in the order of the messages.
    mixed = np.random.default_rng(0).permutation(keys.shape[0])[columns.indices[long]]
    drawn = mixed * (held[column[long]] // _RUN) // keys.shape[0]
    run = np.concatenate([np.where(long, rank // _RUN, 0)[shared], _DRAWN + drawn])
    number = np.concatenate([column[shared], column[long]]).astype(np.int64)
    place = np.unique(number * (2 * _DRAWN) + run, return_inverse=True)[1].astype(np.int32)
    return sparse.csr_matrix(
        (
            np.concatenate([columns.data[shared], columns.data[long]]),
            (np.concatenate([columns.indices[shared], columns.indices[long]]), place),
        ),
        shape=(keys.shape[0], int(place.max(initial=-1)) + 1),
    )
