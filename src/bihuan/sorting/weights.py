"""How much each feature tells, and the linear scores learned from decisions. Pure.

A feature weighs as much as its presence shifts the expectation of the labels (relative entropy): frames of courtesy
weigh nothing, however often they stand there. The scores are those of a ridge regression on the labels, solved with
conjugate gradients; the same numbers always come out.
"""

from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bihuan.sorting.features import Floats

# Stopping early holds the weights back as well as a ridge does, and costs less.
MOST_STEPS, CLOSE_ENOUGH = 40, 5e-3
# A feature that stands in fewer texts tells only of them.
FEWEST_TEXTS = 2


def telling(counted: Any, labels: NDArray[np.int64], kinds: int) -> Floats:
    """The weight of each feature. Where all decisions are alike, none can tell yet, and all count the same."""
    texts, places = counted.shape
    if kinds < 2:
        return np.ones(places, np.float32)
    present = sp.csr_matrix(
        (np.ones(counted.nnz, np.float32), counted.indices, counted.indptr), shape=counted.shape
    )
    chosen = sp.csr_matrix((np.ones(texts, np.float32), (labels, np.arange(texts))), shape=(kinds, texts))
    with_it = np.asarray((chosen @ present).todense())
    share = np.bincount(labels, minlength=kinds).astype(np.float32) / texts
    often = with_it.sum(0)
    given = (with_it + share[:, None]) / (often + 1)
    shift = (given * np.log(np.maximum(given, 1e-9) / np.maximum(share, 1e-9)[:, None])).sum(0)
    weight = np.sqrt(np.maximum(shift, 0)).astype(np.float32)
    usual = float(np.median(weight[often >= FEWEST_TEXTS])) if (often >= FEWEST_TEXTS).any() else 1.0
    # What was not seen yet may tell as much as another rare word: a later decision will say.
    weight[often < FEWEST_TEXTS] = usual
    return np.asarray(weight, dtype=np.float32)


def weighed(counted: Any, weight: Floats) -> Any:
    """The rows with their weights, each of length one."""
    rows = counted.copy()
    rows.data = rows.data * weight[rows.indices]
    sums = np.bincount(np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.data**2, rows.shape[0])
    rows.data = rows.data / np.repeat(np.sqrt(np.maximum(sums, 1e-12)), np.diff(rows.indptr)).astype(
        np.float32
    )
    return rows


def solved(rows: Any, wanted: Floats, ridge: float) -> Floats:
    """The weights of each label (a row a feature) that come closest to ``wanted`` (a row a text)."""
    used = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]))
    rows, places = rows[:, used].tocsr(), rows.shape[1]
    across = _halves(rows.T.tocsr())
    halves = _halves(rows)
    part = np.zeros_like(wanted)
    left = wanted.copy()
    step = left.copy()
    size = (left * left).sum(0)
    goal = np.maximum(size * CLOSE_ENOUGH**2, 1e-12)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(MOST_STEPS):
            if (size <= goal).all():
                break
            moved = _product(pool, halves, _product(pool, across, step)) + ridge * step
            much = size / np.maximum((step * moved).sum(0), 1e-12)
            part += much * step
            left -= much * moved
            now = (left * left).sum(0)
            step = left + (now / np.maximum(size, 1e-12)) * step
            size = now
    weights = np.zeros((places, wanted.shape[1]), np.float32)
    weights[used] = np.concatenate([half @ part for half in across])
    return weights


def _halves(rows: Any) -> tuple[Any, Any]:
    """The rows for two threads; each answers for its own, so that the sums are the same as with one."""
    middle = rows.shape[0] // 2
    return rows[:middle], rows[middle:]


def _product(pool: Executor, halves: tuple[Any, Any], right: Floats) -> Floats:
    return np.concatenate(list(pool.map(lambda half: half @ right, halves)))
