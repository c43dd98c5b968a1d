from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.followup import rules
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.findings import Finding

CLOSED, TODAY = date(2022, 12, 28), date(2023, 3, 1)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def test_a_close_out_is_looked_back_at_after_one_three_and_six_months() -> None:
    days = rules.look_back_days(CLOSED, RuleBook().look_back_days)
    assert days == (date(2023, 1, 27), date(2023, 3, 28), date(2023, 6, 26))


@pytest.mark.parametrize(
    ("found", "looked_on", "findings"),
    [
        ("路灯正常。", TODAY, []),
        ("路灯正常。", CLOSED, []),
        (" ", TODAY, [("text-missing", "S14")]),
        ("路灯正常。", date(2022, 12, 27), [("look-back-date", "S14")]),
        ("路灯正常。", date(2023, 3, 2), [("look-back-date", "S14")]),
        ("", date(2023, 3, 2), [("text-missing", "S14"), ("look-back-date", "S14")]),
    ],
)
def test_a_look_back_lies_between_close_out_and_today(
    found: str, looked_on: date, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.look_back_gates(found, looked_on, CLOSED, TODAY)) == findings


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"reason": " "}, ["reason-missing"]),
        ({"new_limit": None}, ["new-limit-missing"]),
        ({"new_limit": TODAY}, ["new-limit-passed"]),
        ({"limit": None, "new_limit": None}, []),
        ({"limit": None}, ["limit-undated"]),
        ({"reason": "", "new_limit": None}, ["reason-missing", "new-limit-missing"]),
    ],
)
def test_a_relapse_has_a_reason_and_a_dated_case_a_new_limit(
    changes: dict[str, Any], codes: list[str]
) -> None:
    facts: dict[str, Any] = {
        "reason": "路灯再次损坏。",
        "limit": date(2022, 12, 31),
        "new_limit": date(2023, 6, 30),
        "today": TODAY,
    }
    assert told(rules.reopen_gates(**(facts | changes))) == [(code, "S14") for code in codes]


@pytest.mark.parametrize(
    ("looked_on", "expected"),
    [
        (None, date(2023, 1, 27)),
        (date(2023, 1, 19), date(2023, 1, 27)),  # more than a week early counts for nothing
        (date(2023, 1, 20), date(2023, 3, 28)),
        (date(2023, 2, 20), date(2023, 3, 28)),  # late, but made
        (date(2023, 4, 1), date(2023, 6, 26)),
        (date(2023, 6, 26), None),
    ],
)
def test_the_next_look_back_is_the_first_day_that_none_has_answered(
    looked_on: date | None, expected: date | None
) -> None:
    assert rules.next_look_back(CLOSED, RuleBook().look_back_days, looked_on) == expected


FACTS = rules.RelapseFacts(
    number="7", said_on=TODAY, closed_on=CLOSED, in_force=True, in_this_case=False, ruled=False
)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"ruled": True}, ["relapse-already-ruled"]),
        ({"ruled": True, "in_force": False}, ["relapse-already-ruled"]),
        ({"in_force": False}, ["close-out-not-in-force"]),
        ({"in_this_case": True}, ["opinion-of-this-case"]),
        ({"said_on": CLOSED}, ["opinion-not-newer"]),
        ({"said_on": CLOSED + timedelta(days=1)}, []),
    ],
)
def test_a_relapse_is_ruled_once_of_a_newer_opinion(changes: dict[str, Any], codes: list[str]) -> None:
    assert told(rules.ruling_gates(replace(FACTS, **changes))) == [(code, "S14") for code in codes]


@pytest.mark.parametrize(
    ("count", "closed", "waiting", "codes"),
    [
        (1, 3, False, []),
        (3, 3, False, []),
        (0, 3, False, ["count-out-of-range"]),
        (4, 3, False, ["count-out-of-range"]),
        (1, 0, False, ["nothing-closed"]),
        (1, 3, True, ["draw-waiting"]),
        (9, 3, True, ["draw-waiting", "count-out-of-range"]),
    ],
)
def test_a_draw_is_announced_of_what_is_closed_and_never_beside_another(
    count: int, closed: int, waiting: bool, codes: list[str]
) -> None:
    found = rules.announcement_gates(count, closed, waiting=waiting)
    assert told(found) == [(code, "S17") for code in codes]


@pytest.mark.parametrize(
    ("drawn", "sealed", "codes"),
    [
        (False, True, []),
        (True, True, ["already-drawn"]),
        (False, False, ["not-sealed"]),
        (True, False, ["already-drawn"]),
    ],
)
def test_a_draw_is_carried_out_once_and_only_when_it_is_sealed(
    drawn: bool, sealed: bool, codes: list[str]
) -> None:
    assert told(rules.drawing_gates(drawn=drawn, sealed=sealed)) == [(code, "S17") for code in codes]
