"""Whether two pictures are one and the same photo, however doctored, and how it was changed. Pure.

The bounds lie between what doctored copies and honest photos of one place gave (``bench/forgery_pictures.py``). Two
honest photos of one place agree in their features too; they differ in fine detail, everywhere a little.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bihuan.evidence.alignment import Alignment, Doubles, aligned, corners_of
from bihuan.evidence.comparison import Comparison, compared
from bihuan.evidence.fingerprint import Fingerprint, mirrored

_LEAST_BLOCKS = 6
# A block lies exactly where it should when it moves by less than this, in pixels of the grey copy.
_STILL = 0.5
# A picture shown larger on one side by more than this was photographed from a screen or from paper.
_LEANS = 0.06


@dataclass(frozen=True, slots=True)
class Likeness:
    """The suspect is the known picture. ``sureness``: from 0 to 1. ``changes``: in Chinese, what was done to it."""

    sureness: float
    changes: tuple[str, ...]

    @property
    def words(self) -> str:
        """The changes as they stand in a sentence."""
        return "、".join(self.changes) or "未见明显改动，另存为新文件"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for and against; shares are of all there is to see in the overlap."""

    agreeing: int
    steady: float  # of the details that are surely the same, how many lie where they should
    consistent: float  # of the features that look alike, how many lie where they should
    ceiling: float  # how well the best fifth of the picture agrees: bounded by how good the copies are
    middle: float
    exact: float
    good: float
    moved: float


def likeness(known: Fingerprint, suspect: Fingerprint) -> Likeness | None:
    """How ``suspect`` was made from ``known``; None when it is another picture, or nobody could tell."""
    as_is, reverse = aligned(known, suspect), aligned(mirrored(known), suspect)
    turned_over = reverse is not None and (as_is is None or reverse.agreeing > as_is.agreeing)
    alignment = reverse if turned_over else as_is
    if alignment is None:
        return None
    first = mirrored(known) if turned_over else known
    comparison = compared(first, suspect, alignment.matrix)
    evidence = _weighed(alignment, comparison)
    if evidence is None or not _same(evidence):
        return None
    sureness = min(1.0, max(evidence.exact, evidence.good) * min(1.0, 0.5 + evidence.agreeing / 40))
    return Likeness(round(sureness, 2), tuple(_changes(first, suspect, comparison)))


def _weighed(alignment: Alignment, comparison: Comparison) -> _Evidence | None:
    seen = ~np.isnan(comparison.agreement)
    if seen.sum() < _LEAST_BLOCKS:
        return None
    agreement, best, shift = comparison.agreement[seen], comparison.best[seen], comparison.shift[seen]
    weight = np.maximum(comparison.weight[seen] - 2, 0.2)
    weight = weight / weight.sum()
    ceiling = _quantile(agreement, weight, 0.8)
    moved = (shift > _STILL) & (best > 0.7) & (best - agreement > 0.02)
    return _Evidence(
        alignment.agreeing,
        alignment.steady,
        alignment.agreeing / len(alignment.pairs),
        ceiling,
        _quantile(agreement, weight, 0.5),
        float(weight[(agreement >= 0.85 * ceiling) & (shift < _STILL)].sum()),
        float(weight[agreement > 0.8].sum()),
        float(weight[moved].sum()),
    )


def _quantile(values: Doubles, weight: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    at = np.searchsorted(np.cumsum(weight[order]), share)
    return float(values[order][min(int(at), len(values) - 1)])


def _same(seen: _Evidence) -> bool:
    unmoved = seen.exact >= 0.75 or seen.steady >= 0.9
    most_exact = seen.exact >= 0.6 and unmoved and seen.agreeing >= 8 and seen.ceiling > 0.6
    nearly_all_good = seen.good >= 0.93 and seen.agreeing >= 6
    # Writing over much of the picture spoils blocks, but what is still seen lies exactly where it was. Things that
    # really moved are found elsewhere.
    still_there = seen.exact >= 0.3 and seen.consistent >= 0.72 and seen.moved <= 0.03
    covered_over = still_there and seen.steady >= 0.9 and seen.agreeing >= 20
    # Grass or gravel: the grey copies are too coarse to agree better.
    coarse_copy = seen.ceiling < 0.87 and seen.middle >= 0.55 and seen.moved <= 0.12
    features_agree = seen.agreeing >= 30 and seen.consistent >= 0.45 and seen.steady >= 0.9
    return most_exact or nearly_all_good or covered_over or (coarse_copy and features_agree)


# ── what was done ───────────────────────────────────────────────────────────
def _changes(known: Fingerprint, suspect: Fingerprint, comparison: Comparison) -> list[str]:
    lean = _lean(known, comparison.matrix)
    (large, small), angle = _sizes_and_turn(known, suspect, comparison.matrix)
    missing, added = 1 - comparison.first_covered, 1 - comparison.second_covered
    size, spoiled = math.sqrt(large * small), _spoiled(comparison)
    stretched = lean <= _LEANS and large / small > 1.05
    told = (
        (known.flipped, "镜像"),
        (angle, f"旋转{'约' if angle % 90 else ''}{abs(angle)}°"),
        (lean > _LEANS, "翻拍（画面有透视变形）"),
        (missing > 0.03, f"裁剪（约{missing:.0%}）"),
        (added > 0.03, f"加框或拼入其他画面（约{added:.0%}）"),
        (stretched, "拉伸变形"),
        (not stretched and abs(size - 1) > 0.03, f"缩放（约为原图的{size:.0%}）"),
        (_recoloured(known, suspect, comparison), "调色"),
        (spoiled, f"加盖图文或遮挡（约{spoiled:.0%}）"),
        (suspect.coarseness and known.coarseness != suspect.coarseness, "重新压缩"),
    )
    return [words for so, words in told if so]


def _lean(known: Fingerprint, matrix: Doubles) -> float:
    """How much nearer one side of the picture is shown than the other."""
    depths = np.column_stack([corners_of(known), np.ones(4)]) @ matrix[2]
    return float(abs(depths.max() / depths.min() - 1))


def _sizes_and_turn(
    known: Fingerprint, suspect: Fingerprint, matrix: Doubles
) -> tuple[tuple[float, float], int]:
    """By how much the picture was enlarged, along and across, and turned clockwise, in whole degrees."""
    x, y = corners_of(known)[2] / 2
    depth = matrix[2] @ (x, y, 1)
    at = matrix[:2] @ (x, y, 1) / depth
    slope = (matrix[:2, :2] - np.outer(at, matrix[2, :2])) / depth
    here, there = _by_pixel(known), _by_pixel(suspect)
    slope = np.diag(1 / there) @ slope @ np.diag(here)
    large, small = np.linalg.svd(slope, compute_uv=False)
    turn = math.degrees(math.atan2(slope[1, 0] - slope[0, 1], slope[0, 0] + slope[1, 1]))
    quarter = round(turn / 90) * 90
    angle = quarter if abs(turn - quarter) < 0.7 else round(turn)
    return (float(large), float(small)), angle if angle != -180 else 180


def _by_pixel(one: Fingerprint) -> Doubles:
    size = corners_of(one)[2] + 1
    return np.array([size[0] / one.width, size[1] / one.height])


def _recoloured(known: Fingerprint, suspect: Fingerprint, comparison: Comparison) -> bool:
    if not 0.88 < comparison.contrast < 1.14 or abs(comparison.brightness) > 8:
        return True
    if min(comparison.first_covered, comparison.second_covered) < 0.85:
        return False
    fuller = (suspect.tint[2] + 8) / (known.tint[2] + 8)
    shades = [abs(here - there) for here, there in zip(known.tint[:2], suspect.tint[:2], strict=True)]
    return max(shades) > 4 or not 0.8 < fuller < 1.25


def _spoiled(comparison: Comparison) -> float:
    """How much of the overlap looks quite different, unless it is but a speck."""
    seen = ~np.isnan(comparison.agreement) & (comparison.weight > 3)
    if not seen.any():
        return 0.0
    usual = float(np.quantile(comparison.agreement[seen], 0.8))
    spoiled = seen & (comparison.agreement < 0.75 * usual) & (comparison.best < 0.8 * usual)
    share = float(spoiled.sum() / seen.sum())
    return share if share > 0.015 and spoiled.sum() >= 2 else 0.0
