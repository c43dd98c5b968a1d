"""Two pictures laid over each other and compared block by block in fine detail. Pure.

What is compared is how light and dark change from pixel to pixel, not how light it is: other colours change nothing,
a stamp spoils only its own blocks. A second photo of the same place differs everywhere a little: near things have
moved against far ones, and leaves, shadows and people are not where they were.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from bihuan.evidence.alignment import Doubles, corners_of, moved
from bihuan.evidence.fingerprint import COPY_AREA, Fingerprint, Floats, working_size

_BLOCK = 16
_REACH = 3
_FINE = 3.0
# The grey copy has lost what is fainter than this.
_FAINT = 1.5
_STRONG = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """``agreement``: how alike each block is where it lies, from -1 to 1; ``best``: when it may move by a few pixels;
    ``shift``: by how much it then moves, in pixels of the copy. NaN where there is nothing to see or no overlap.
    ``weight``: how much there is to see in the block. ``first_covered``, ``second_covered``: how much of each picture
    the other shows. ``matrix``: first to second, as corrected by the comparison. ``contrast``, ``brightness``: the
    second's against the first's, where both are.
    """

    agreement: Doubles
    best: Doubles
    shift: Doubles
    weight: Doubles
    first_covered: float
    second_covered: float
    matrix: Doubles
    contrast: float = 1.0
    brightness: float = 0.0


def compared(first: Fingerprint, second: Fingerprint, matrix: Doubles) -> Comparison:
    """The comparison of two pictures of which ``matrix`` says how the first lies in the second."""
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    backwards = scale < 1
    if backwards:
        first, second, matrix = second, first, _back(matrix)
    into_first, into_second = _to_copy(first), _to_copy(second)
    ground, other = first.grey().astype(np.float32), second.grey().astype(np.float32)
    enlarged = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2])))) * into_second[0, 0] / into_first[0, 0]
    if enlarged > 1.3:
        other = np.asarray(cv2.GaussianBlur(other, (0, 0), 0.45 * enlarged), np.float32)
    ground_detail = _detail(ground)
    across = into_second @ matrix @ _back(into_first)
    for _ in range(2):
        agreement, best, shift = _blocks(ground_detail, _laid(other, across, ground.shape))
        correction = _correction(best, shift)
        if correction is None:
            break
        across = across @ correction
    agreement, best, shift = _blocks(ground_detail, _laid(other, across, ground.shape))
    matrix = _back(into_second) @ across @ into_first
    covered = _covered(first, second, matrix), _covered(second, first, _back(matrix))
    contrast, brightness = _tones(ground, other, across)
    if backwards:
        covered, matrix = covered[::-1], _back(matrix)
        contrast, brightness = 1 / contrast, -brightness
    return Comparison(
        agreement, best, np.hypot(*shift), _weights(ground_detail), *covered, matrix, contrast, brightness
    )


def _back(matrix: Doubles) -> Doubles:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _to_copy(one: Fingerprint) -> Doubles:
    """From the picture brought to ``AREA`` to its grey copy, pixel centres kept."""
    large = corners_of(one)[2] + 1
    small = working_size(one.width, one.height, COPY_AREA)
    x, y = small[0] / large[0], small[1] / large[1]
    return np.array([[x, 0, x / 2 - 0.5], [0, y, y / 2 - 0.5], [0, 0, 1]])


def _laid(other: Floats, across: Doubles, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """The detail of ``other`` as it lies over the ground, and where it covers it."""
    size = (shape[1], shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    laid = np.asarray(cv2.warpPerspective(other, across, size, flags=flags, borderMode=border), np.float32)
    there = cv2.warpPerspective(np.ones_like(other), across, size, flags=flags)
    return _detail(laid), np.asarray(there, np.float32)


def _tones(ground: Floats, other: Floats, across: Doubles) -> tuple[float, float]:
    size, flags = (ground.shape[1], ground.shape[0]), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shown = cv2.warpPerspective(np.ones_like(other), across, size, flags=flags) > 0.99
    if not shown.any():
        return 1.0, 0.0
    here, there = ground[shown], cv2.warpPerspective(other, across, size, flags=flags)[shown]
    return float((there.std() + 1) / (here.std() + 1)), float(there.mean() - here.mean())


def _detail(grey: Floats) -> Floats:
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.7)
    return np.asarray(smooth - cv2.GaussianBlur(grey, (0, 0), _FINE), np.float32)


def _blocks(ground: Floats, laid: tuple[Floats, Floats]) -> tuple[Doubles, Doubles, Doubles]:
    over, there = laid
    rows, columns = ground.shape[0] // _BLOCK, ground.shape[1] // _BLOCK
    agreement = np.full((rows, columns), np.nan)
    best = agreement.copy()
    shift = np.full((2, rows, columns), np.nan)
    for row in range(rows):
        for column in range(columns):
            y, x = row * _BLOCK, column * _BLOCK
            inner = ground[y : y + _BLOCK, x : x + _BLOCK]
            if there[y : y + _BLOCK, x : x + _BLOCK].min() < 0.99 or inner.std() < _FAINT:
                continue
            top, left = max(0, y - _REACH), max(0, x - _REACH)
            around = over[top : y + _BLOCK + _REACH, left : x + _BLOCK + _REACH]
            if over[y : y + _BLOCK, x : x + _BLOCK].std() < _FAINT / 3:
                agreement[row, column] = best[row, column] = 0
                shift[:, row, column] = 0
                continue
            scores = np.asarray(cv2.matchTemplate(around, inner, cv2.TM_CCOEFF_NORMED), np.float64)
            at = np.unravel_index(int(scores.argmax()), scores.shape)
            agreement[row, column] = scores[y - top, x - left]
            best[row, column] = scores[at]
            dy, dx = _peak(scores, int(at[0]), int(at[1]))
            shift[:, row, column] = dx - (x - left), dy - (y - top)
    return agreement, best, shift


def _weights(detail: Floats) -> Doubles:
    """How strong the detail of each block is: what is faint is mostly noise; beyond a bound more says no more."""
    rows, columns = detail.shape[0] // _BLOCK, detail.shape[1] // _BLOCK
    cut = detail[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    return np.asarray(cut.std(axis=(1, 3)).clip(0, _STRONG), np.float64)


def _peak(scores: Doubles, row: int, column: int) -> tuple[float, float]:
    """Where the best score lies, between pixels."""

    def between(before: float, here: float, after: float) -> float:
        bend = before - 2 * here + after
        return 0.0 if bend >= 0 else 0.5 * (before - after) / bend

    y, x = float(row), float(column)
    if 0 < row < scores.shape[0] - 1:
        y += between(*(float(scores[row + step, column]) for step in (-1, 0, 1)))
    if 0 < column < scores.shape[1] - 1:
        x += between(*(float(scores[row, column + step]) for step in (-1, 0, 1)))
    return y, x


def _correction(best: Doubles, shift: Doubles) -> Doubles | None:
    """What is left of the misplacement, fitted to the blocks that agree well."""
    rows, columns = np.nonzero(best > 0.7)
    if len(rows) < 6:
        return None
    places = np.column_stack([columns, rows]) * float(_BLOCK) + (_BLOCK - 1) / 2
    wanted = shift[:, rows, columns].T
    usual = np.median(wanted, axis=0)
    near = np.hypot(*(wanted - usual).T) < 1.5
    if near.sum() < 6:
        return None
    terms = np.column_stack([places[near], np.ones(near.sum())])
    if len(rows) < 12 or np.linalg.matrix_rank(terms) < 3:
        across = np.eye(3)
        across[:2, 2] = usual
        return across
    answer = np.linalg.lstsq(terms, wanted[near], rcond=None)[0]
    across = np.eye(3)
    across[:2] += answer.T
    return across


def _covered(one: Fingerprint, other: Fingerprint, matrix: Doubles) -> float:
    """How much of ``one`` lies within ``other``."""
    outline, whole = moved(matrix, corners_of(one)), corners_of(other)
    area, _ = cv2.intersectConvexConvex(outline.astype(np.float32), whole.astype(np.float32))
    return float(area / max(1.0, cv2.contourArea(outline.astype(np.float32))))
