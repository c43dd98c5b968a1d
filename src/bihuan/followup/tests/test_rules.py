from datetime import date
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
    ("found", "looked_on", "worked_on_it", "findings"),
    [
        ("路灯正常。", TODAY, False, []),
        ("路灯正常。", CLOSED, False, []),
        (" ", TODAY, False, [("text-missing", "S14")]),
        ("路灯正常。", date(2022, 12, 27), False, [("look-back-date", "S14")]),
        ("路灯正常。", date(2023, 3, 2), False, [("look-back-date", "S14")]),
        ("路灯正常。", TODAY, True, [("looker-worked-on-it", "S17")]),
        (
            "",
            date(2023, 3, 2),
            True,
            [("text-missing", "S14"), ("look-back-date", "S14"), ("looker-worked-on-it", "S17")],
        ),
    ],
)
def test_a_look_back_lies_between_close_out_and_today_and_is_made_by_others(
    found: str, looked_on: date, worked_on_it: bool, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.look_back_gates(found, looked_on, CLOSED, TODAY, worked_on_it=worked_on_it)) == findings


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
