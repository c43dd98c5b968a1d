"""From scores to chances that may be believed, and how sure one must be to speak at all. Pure."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bihuan.sorting.features import Floats

# So many believed cases are needed before a threshold counts as shown.
FEWEST_SHOWN = 15
# What the usual scale, adding nothing, and what is known beforehand weigh against decisions.
USUAL_WORTH, SHIFT_WORTH, KNOWN_WORTH = 10.0, 10.0, 2
BINS = 10


def chances(scores: Floats, scale: float) -> Floats:
    """The chance of each label, a row a message."""
    if not scores.size:
        return scores
    raised = np.exp(scale * (scores - scores.max(1, keepdims=True)))
    return np.asarray(raised / raised.sum(1, keepdims=True), dtype=np.float32)


def fitted(scores: Floats, right: NDArray[np.int64], usual: float) -> tuple[float, Floats]:
    """The scale, and what is to be added to the score of each label, under which what really came out was least
    surprising. Few cases lead neither far from ``usual`` nor far from adding nothing."""
    came = np.eye(scores.shape[1])[right]

    def loss(tried: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, shift = np.exp(tried[0]) * usual, tried[1:]
        raised = scale * scores + shift
        raised -= raised.max(1, keepdims=True)
        given = np.exp(raised)
        total = given.sum(1, keepdims=True)
        off = given / total - came
        cost = float((np.log(total[:, 0]) - (raised * came).sum(1)).sum())
        cost += USUAL_WORTH * float(tried[0] ** 2) + SHIFT_WORTH * float(shift @ shift)
        slope = np.append(scale * float((off * scores).sum()), off.sum(0))
        return cost, slope + 2 * np.append(USUAL_WORTH * tried[0], SHIFT_WORTH * shift)

    found = minimize(loss, np.zeros(scores.shape[1] + 1), jac=True, method="L-BFGS-B").x
    scale = float(np.exp(found[0])) * usual
    return scale, np.asarray(found[1:] / scale, np.float32)


def surprise(scores: Floats, right: NDArray[np.int64], scale: float) -> float:
    """The mean negative logarithm of the chance given to what came out."""
    given = chances(scores, scale)[np.arange(len(right)), right]
    return float(-np.log(np.maximum(given, 1e-6)).mean())


def justified(given: Floats, decided: Floats) -> Floats:
    """The chances, none above what so many decisions of its label can show. No limit is below one half: the order
    stays."""
    return np.asarray(np.minimum(given, (decided + KNOWN_WORTH) / (decided + KNOWN_WORTH + 1)), np.float32)


def threshold(sure: Floats, hit: NDArray[np.bool_], precision: float) -> float:
    """The least chance from which on suggestions were right often enough; above one if none was."""
    order = np.argsort(-sure, kind="stable")
    shown = np.cumsum(hit[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((shown >= precision) & (np.arange(1, len(order) + 1) >= FEWEST_SHOWN))
    return float(sure[order[enough[-1]]]) if len(enough) else 1.01


def calibration_error(sure: Floats, hit: NDArray[np.bool_]) -> float:
    """Expected calibration error: how far the chance of the first suggestion is from how often it was right, in ten
    bins of equal width, each weighed by how many fell into it."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(
        sum(abs(sure[bins == at].sum() - hit[bins == at].sum()) for at in range(BINS)) / max(len(sure), 1)
    )
