"""How one picture lies in another, found from the features of both. Pure.

Every pair of features that look alike proposes a turn, a size and a place; the proposal that most other pairs agree
with is fitted ever more closely. Nothing is left to chance: the same two pictures give the same answer.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bihuan.evidence.fingerprint import AREA, BITS, Bytes, Fingerprint, Floats, working_size

Doubles = NDArray[np.float64]

# Bits in which two pictures of the same detail may differ; of features that have nothing to do with each other, one
# pair in a thousand comes below.
_ALIKE = 50
_SURELY = 30
_ROUGH, _CLOSE, _EXACT = 14.0, 4.0, 2.0
_LEAST = 5
_FOR_PERSPECTIVE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """``matrix`` takes points of the first picture to the second, both brought to ``AREA``.

    ``pairs``: rows of features (first, second) that look alike; ``holding``: which of them lie where they should.
    ``steady``: of the pairs that are beyond doubt the same detail, how many lie where they should, or close by.
    """

    matrix: Doubles
    pairs: NDArray[np.intp]
    holding: NDArray[np.bool_]
    steady: float

    @property
    def agreeing(self) -> int:
        """How many different places agree."""
        return int(self.holding.sum())


def moved(matrix: Doubles, points: NDArray[np.floating]) -> Doubles:
    """Where ``points`` (x, y) come to lie."""
    homogeneous = np.column_stack([points[:, :2], np.ones(len(points))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:])


def aligned(first: Fingerprint, second: Fingerprint) -> Alignment | None:
    """How ``first`` lies in ``second``; None when nothing speaks for it."""
    pairs = _alike(first.bits, second.bits)
    if len(pairs) < _LEAST:
        return None
    here, there = first.points[pairs[:, 0]], second.points[pairs[:, 1]]
    matrix, holding = _proposed(here, there)
    for tolerance in (_ROUGH, _CLOSE, _CLOSE):
        if holding.sum() < _LEAST:
            return None
        matrix = _fitted(here[holding], there[holding])
        holding = _off(matrix, here, there) < tolerance
    if holding.sum() >= _FOR_PERSPECTIVE:
        matrix = _leaning(matrix, here, there)
    off = _off(matrix, here, there)
    holding = off < _EXACT
    if holding.sum() < _LEAST or not _sound(matrix, first):
        return None
    differ = np.bitwise_count(first.bits[pairs[:, 0]] ^ second.bits[pairs[:, 1]]).sum(axis=1)
    sure = off[differ <= _SURELY]
    return Alignment(matrix, pairs, holding, float((sure < 5).mean()) if len(sure) else 0.0)


def _leaning(matrix: Doubles, here: Floats, there: Floats) -> Doubles:
    """``matrix`` with perspective, when that explains clearly more; else as it is."""
    near = _off(matrix, here, there) < 2 * _CLOSE
    whole = _homography(here[near], there[near], cv2.LMEDS)
    if whole is None:
        return matrix
    kept = _off(whole, here, there) < _EXACT
    close = _off(matrix, here, there) < _EXACT
    if kept.sum() <= 1.1 * close.sum():
        return matrix
    whole = _homography(here[kept], there[kept], 0)
    return matrix if whole is None else whole


def _homography(here: Floats, there: Floats, method: int) -> Doubles | None:
    if len(here) < _FOR_PERSPECTIVE:
        return None
    found: Any = cv2.findHomography(here[:, :2], there[:, :2], method)[0]
    return None if found is None else np.asarray(found, np.float64)


def _alike(first: Bytes, second: Bytes) -> NDArray[np.intp]:
    """Rows of features each of which is the other's most alike."""
    if not len(first) or not len(second):
        return np.zeros((0, 2), np.intp)
    distances = differing(first, second)
    nearest = distances.argmin(axis=1)
    back = distances.argmin(axis=0)
    rows = np.arange(len(first))
    good = (back[nearest] == rows) & (distances[rows, nearest] <= _ALIKE)
    return np.column_stack([rows[good], nearest[good]])


def differing(first: Bytes, second: Bytes) -> NDArray[np.uint16]:
    """In how many bits each feature of the one differs from each of the other."""
    words = BITS // 64
    one = np.ascontiguousarray(first).view(np.uint64).reshape(-1, 1, words)
    other = np.ascontiguousarray(second).view(np.uint64).reshape(1, -1, words)
    return np.asarray(np.bitwise_count(one ^ other).sum(axis=2, dtype=np.uint16))


def _proposed(here: Floats, there: Floats) -> tuple[Doubles, NDArray[np.bool_]]:
    """The turn, size and place that one pair proposes and most others agree with."""
    size = (there[:, 2] / here[:, 2]).astype(np.float64)
    turn = np.radians(there[:, 3] - here[:, 3]).astype(np.float64)
    a, b = size * np.cos(turn), size * np.sin(turn)
    x, y = here[:, 0].astype(np.float64), here[:, 1].astype(np.float64)
    right = there[:, 0] - (a * x - b * y)
    down = there[:, 1] - (b * x + a * y)
    off_x = a[:, None] * x - b[:, None] * y + right[:, None] - there[:, 0]
    off_y = b[:, None] * x + a[:, None] * y + down[:, None] - there[:, 1]
    sizes = np.abs(np.log(size[:, None] / size)) < 0.4
    turns = np.cos(turn[:, None] - turn) > 0.9
    agree = (np.hypot(off_x, off_y) < _ROUGH * np.maximum(1, size[:, None])) & sizes & turns
    best = int(agree.sum(axis=1).argmax())
    matrix = np.array([[a[best], -b[best], right[best]], [b[best], a[best], down[best]], [0, 0, 1]])
    return matrix, agree[best]


def _fitted(here: Floats, there: Floats) -> Doubles:
    """The turn, size and place that fit best in the square."""
    x, y = here[:, 0].astype(np.float64), here[:, 1].astype(np.float64)
    zero, one = np.zeros(len(x)), np.ones(len(x))
    left = np.concatenate([np.column_stack([x, -y, one, zero]), np.column_stack([y, x, zero, one])])
    right = np.concatenate([there[:, 0], there[:, 1]]).astype(np.float64)
    a, b, c, d = np.linalg.lstsq(left, right, rcond=None)[0]
    return np.array([[a, -b, c], [b, a, d], [0, 0, 1]])


def _off(matrix: Doubles, here: Floats, there: Floats) -> Doubles:
    """How far from its partner each point comes to lie, in pixels of the larger of the two."""
    size = max(1.0, float(np.sqrt(abs(np.linalg.det(matrix[:2, :2])))))
    with np.errstate(all="ignore"):
        off = np.linalg.norm(moved(matrix, here) - there[:, :2], axis=1) / size
    return np.asarray(np.nan_to_num(off, nan=np.inf), np.float64)


def _sound(matrix: Doubles, first: Fingerprint) -> bool:
    """No picture is blown up, shrunk to nothing or folded over."""
    corners = moved(matrix, corners_of(first))
    area = cv2.contourArea(corners.astype(np.float32), oriented=True)
    whole = cv2.contourArea(corners_of(first).astype(np.float32), oriented=True)
    convex = bool(cv2.isContourConvex(corners.astype(np.float32)))
    return convex and 0.03 < area / whole < 33


def corners_of(one: Fingerprint) -> Doubles:
    """The corners of a picture brought to ``AREA``, clockwise."""
    width, height = working_size(one.width, one.height, AREA)
    return np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
