"""The published rule by which a closed case is more likely to be drawn."""

from datetime import date
from typing import Any

import pytest

from bihuan.followup.weights import ADDITIONS, ClosedFacts, additions, rule_sentences, weight

LIMIT = date(2022, 12, 31)


def facts(**changes: Any) -> ClosedFacts:
    quiet: dict[str, Any] = {
        "code": "7K3MX9QD2P",
        "round": 1,
        "closed_on": date(2022, 10, 1),
        "limit": LIMIT,
        "severe_doubts": 0,
        "objections": 0,
        "kept_up": False,
    }
    return ClosedFacts(**(quiet | changes))


@pytest.mark.parametrize(
    ("changes", "labels", "expected"),
    [
        ({}, [], 1),
        ({"round": 2}, ["曾反弹"], 4),
        ({"severe_doubts": 3}, ["曾有严重疑点"], 3),
        ({"objections": 1}, ["公示有异议"], 2),
        ({"closed_on": date(2022, 12, 22)}, ["临近时限销号"], 2),
        ({"closed_on": date(2022, 12, 21)}, [], 1),
        ({"closed_on": date(2023, 1, 9)}, ["临近时限销号"], 2),
        ({"closed_on": date(2023, 1, 9), "limit": None}, [], 1),
        ({"kept_up": True}, ["长期坚持"], 2),
    ],
)
def test_each_reason_adds_its_weight(changes: dict[str, Any], labels: list[str], expected: int) -> None:
    found = additions(facts(**changes))
    assert [each.label for each in found] == labels
    assert weight(found) == expected


def test_the_published_rule_names_every_addition_with_its_weight() -> None:
    said = "".join(rule_sentences())
    assert all(f"加{each.weight}（{each.label}）" in said for each in ADDITIONS)
