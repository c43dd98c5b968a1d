"""The measures, on groups small enough to reckon by hand."""

import pytest

from bihuan.grouping.score import score

TRUE = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y", "f": "y", "g": "y", "h": "y"}


def test_groups_as_they_should_be_score_one() -> None:
    found = score(TRUE, TRUE, [("a", "c")])
    assert (found.precision, found.recall, found.f) == (1.0, 1.0, 1.0)
    assert (found.pair_recall, found.small_group_recall, found.small_groups_whole) == (1.0, 1.0, 1)
    assert found.look_alikes_share == 0.0


def test_everything_in_one_group_is_found_and_wrong() -> None:
    found = score(dict.fromkeys(TRUE, "1"), TRUE, [("a", "c"), ("b", "d")])
    assert found.recall == 1.0
    assert found.precision == pytest.approx((2 * 2 + 6 * 6) / 64)
    assert found.look_alikes_share == 1.0


def test_everything_alone_is_right_and_not_found() -> None:
    found = score({name: name for name in TRUE}, TRUE, [])
    assert found.precision == 1.0
    assert found.recall == pytest.approx((2 * 1 / 2 + 6 * 1 / 6) / 8)
    assert found.pair_recall == 0.0
    assert found.look_alikes_share is None


def test_messages_that_are_not_scored_change_nothing() -> None:
    crowded = {**TRUE, **{f"other{number}": "x" for number in range(50)}}
    assert score(crowded, TRUE, []).f == 1.0
    assert score(crowded, TRUE, []).largest[0] == 52


def test_a_message_that_was_not_grouped_is_missing_and_alone() -> None:
    found = score({name: group for name, group in TRUE.items() if name != "a"}, TRUE, [("a", "c")])
    assert found.missing == 1
    assert found.look_alikes == 0
    assert found.small_groups_whole == 0
