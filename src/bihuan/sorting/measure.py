"""How good suggestions were, against what was decided. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bihuan.sorting.calibration import BINS, calibration_error
from bihuan.sorting.learner import Suggestion


@dataclass(frozen=True, slots=True)
class OfLabel:
    """One label: of those suggested how many were right, of those decided how many were found."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Measured:
    """``macro_f1`` is the mean over the labels that were decided or suggested; ``top3`` how often the right label was
    among the first three; ``coverage`` the share about which the learner spoke, ``precision_spoken`` how often it was
    right then; ``calibration_error`` as ``calibration.calibration_error`` says, in ``bins`` bins."""

    n: int
    accuracy: float
    macro_f1: float
    top3: float
    per_class: dict[str, OfLabel]
    calibration_error: float
    bins: int
    coverage: float
    precision_spoken: float

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def measure(suggestions: Sequence[Suggestion], right: Sequence[str]) -> Measured:
    """The figures."""
    first = [said.ranked[0][0] if said.ranked else "" for said in suggestions]
    sure = np.array([said.ranked[0][1] if said.ranked else 0.0 for said in suggestions], np.float32)
    hit = np.array([said == decided for said, decided in zip(first, right, strict=True)], bool)
    among = [
        decided in [label for label, _ in said.ranked[:3]]
        for said, decided in zip(suggestions, right, strict=True)
    ]
    spoken = np.array([not said.silent for said in suggestions], bool)
    per_class = {label: _of_label(label, first, right) for label in sorted(set(right) | (set(first) - {""}))}
    return Measured(
        n=len(right),
        accuracy=_mean(hit),
        macro_f1=_mean([each.f1 for each in per_class.values()]),
        top3=_mean(among),
        per_class=per_class,
        calibration_error=round(calibration_error(sure, hit), 4),
        bins=BINS,
        coverage=_mean(spoken),
        precision_spoken=_mean(hit[spoken]),
    )


def _of_label(label: str, first: Sequence[str], right: Sequence[str]) -> OfLabel:
    said, decided = first.count(label), right.count(label)
    both = sum(a == b == label for a, b in zip(first, right, strict=True))
    precision, recall = both / max(said, 1), both / max(decided, 1)
    return OfLabel(
        round(precision, 4), round(recall, 4), round(2 * both / max(said + decided, 1), 4), decided
    )


def _mean(values: Any) -> float:
    return round(float(np.mean(values)), 4) if len(values) else 0.0
