"""The figures say what their definitions say."""

import numpy as np
import pytest

from bihuan.sorting.calibration import calibration_error, chances, fitted, threshold
from bihuan.sorting.learner import Suggestion
from bihuan.sorting.measure import measure


def said(*ranked: tuple[str, float], silent: bool = False) -> Suggestion:
    return Suggestion(ranked, silent=silent)


def test_each_figure_of_four_suggestions_is_as_counted_by_hand() -> None:
    suggestions = [
        said(("甲", 0.9), ("乙", 0.1)),
        said(("甲", 0.6), ("乙", 0.4)),
        said(("乙", 0.5), ("甲", 0.3), ("丙", 0.2), silent=True),
        said(("丙", 0.8), ("甲", 0.1), ("丁", 0.06), ("乙", 0.04)),
    ]
    found = measure(suggestions, ["甲", "乙", "丙", "乙"])
    assert (found.n, found.accuracy, found.top3) == (4, 0.25, 0.75)
    assert (found.per_class["甲"].precision, found.per_class["甲"].recall) == (0.5, 1.0)
    assert found.macro_f1 == pytest.approx(0.6667 / 3, abs=1e-3)
    assert (found.coverage, found.precision_spoken) == (0.75, 0.3333)


def test_a_label_suggested_but_never_decided_counts_among_the_classes() -> None:
    assert measure([said(("甲", 1.0)), said(("丁", 1.0))], ["甲", "甲"]).macro_f1 == pytest.approx(
        0.3333, abs=1e-3
    )


def test_nothing_measured_is_nothing_and_no_fault() -> None:
    assert measure([], []).accuracy == 0.0


def test_the_calibration_error_is_nothing_when_chances_come_true() -> None:
    sure = np.array([0.75] * 4 + [0.25] * 4, np.float32)
    hit = np.array([True, True, True, False, True, False, False, False])
    assert calibration_error(sure, hit) == pytest.approx(0)
    assert calibration_error(sure, ~hit) == pytest.approx(0.5)


def test_the_threshold_is_the_least_chance_that_keeps_the_precision() -> None:
    sure = np.linspace(0.99, 0.01, 99).astype(np.float32)
    hit = sure > 0.5
    assert threshold(sure, hit, 0.9) == pytest.approx(0.46)
    assert (hit[sure >= 0.459]).mean() >= 0.9 > (hit[sure >= 0.449]).mean()
    assert threshold(sure, np.zeros(99, bool), 0.9) > 1


def test_chances_of_a_message_make_one() -> None:
    assert chances(np.array([[3.0, -900.0, 2.0]], np.float32), 8.0).sum() == pytest.approx(1)


def test_a_label_that_came_oftener_than_its_scores_say_is_raised() -> None:
    scores = np.tile(np.array([[0.5, 0.4, 0.0]], np.float32), (2000, 1))
    came = np.repeat([0, 1], [600, 1400])
    scale, shift = fitted(scores, came, 5.0)
    given = chances(scores + shift, scale)[0]
    assert given.argmax() == 1
    assert given[1] == pytest.approx(0.7, abs=0.05)


def test_few_cases_move_neither_the_scale_nor_the_labels_far() -> None:
    scale, shift = fitted(np.array([[0.5, 0.4]], np.float32), np.array([1]), 5.0)
    assert scale == pytest.approx(5.0, rel=0.05)
    assert np.abs(shift).max() < 0.02
