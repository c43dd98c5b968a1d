from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.cases import rules
from bihuan.cases.routes import CASE_ROUTES, Route
from bihuan.cases.rules import HandoverFacts
from bihuan.intake.reading import LimitKind
from bihuan.kernel.findings import Finding

YEAR_END = date(2022, 12, 31)
READY = HandoverFacts(
    "更换损坏路灯36盏。",
    2,
    LimitKind.FIXED_DATE,
    YEAR_END,
    "综合执法局",
    "孙三",
    batch_issued=True,
    start=date(2022, 5, 20),
)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def test_a_case_with_all_its_elements_may_be_handed_over() -> None:
    assert rules.handover_gates(READY) == []


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"target": " "}, "target-missing", "S3"),
        ({"measures": 0}, "measures-missing", "S3"),
        ({"lead": ""}, "lead-missing", "S3"),
        ({"person_in_charge": " "}, "person-missing", "S23"),
        ({"limit_kind": "", "limit_date": None}, "limit-missing", "S3"),
        ({"limit_date": None}, "limit-date-missing", "S3"),
        ({"batch_issued": False}, "batch-not-issued", "S5"),
        ({"start": date(2023, 1, 1)}, "limit-before-assignment", "S3"),
    ],
)
def test_each_missing_element_alone_stops_the_hand_over(
    changes: dict[str, Any], code: str, clause: str
) -> None:
    assert told(rules.handover_gates(replace(READY, **changes))) == [(code, clause)]


def test_everything_that_is_missing_is_told_at_once() -> None:
    nothing = HandoverFacts("", 0, "", None, "", "", batch_issued=False, start=YEAR_END)
    assert [code for code, _ in told(rules.handover_gates(nothing))] == [
        "target-missing",
        "measures-missing",
        "lead-missing",
        "person-missing",
        "limit-missing",
        "batch-not-issued",
    ]


@pytest.mark.parametrize(
    ("kind", "day", "code"),
    [
        (LimitKind.FIXED_DATE, YEAR_END, None),
        (LimitKind.FIXED_DATE, None, "limit-date-missing"),
        (LimitKind.IMMEDIATE, None, None),
        (LimitKind.IMMEDIATE, YEAR_END, None),
        (LimitKind.STAGED, None, None),
        (LimitKind.STAGED, YEAR_END, None),
        (LimitKind.LONG_TERM, None, None),
        (LimitKind.LONG_TERM, YEAR_END, "limit-date-unexpected"),
        (LimitKind.CONTINUOUS, None, None),
        (LimitKind.CONTINUOUS, YEAR_END, "limit-date-unexpected"),
    ],
)
def test_a_limit_has_a_date_exactly_where_its_kind_has_one(
    kind: LimitKind, day: date | None, code: str | None
) -> None:
    assert told(rules.limit_findings(kind, day)) == ([(code, "S3")] if code else [])


def test_after_a_ruling_a_case_is_not_returned_again() -> None:
    assert told(rules.return_gates(final=True)) == [("assignment-final", "S5")]
    assert rules.return_gates(final=False) == []


@pytest.mark.parametrize(
    ("limit", "new_date", "pending", "codes"),
    [
        (YEAR_END, date(2023, 1, 1), False, []),
        (YEAR_END, YEAR_END, False, ["extension-not-later"]),
        (YEAR_END, date(2022, 12, 1), False, ["extension-not-later"]),
        (None, date(2023, 1, 1), False, ["limit-undated"]),
        (YEAR_END, date(2023, 1, 1), True, ["request-pending"]),
        (None, date(2023, 1, 1), True, ["limit-undated", "request-pending"]),
    ],
)
def test_an_extension_needs_a_dated_limit_a_later_day_and_nothing_pending(
    limit: date | None, new_date: date, pending: bool, codes: list[str]
) -> None:
    findings = rules.extension_gates(limit, new_date, pending=pending)
    assert told(findings) == [(code, "S23") for code in codes]


def test_one_withdrawal_is_asked_for_at_a_time() -> None:
    assert rules.withdrawal_gates(pending=False) == []
    assert told(rules.withdrawal_gates(pending=True)) == [("request-pending", "S17")]


def test_without_a_request_there_is_nothing_to_decide() -> None:
    assert rules.decision_gates(pending=True) == []
    assert told(rules.decision_gates(pending=False)) == [("nothing-to-decide", "S17")]


def test_an_explanation_is_a_route_but_opens_no_case() -> None:
    assert set(Route) - set(CASE_ROUTES) == {Route.EXPLAIN}
    assert [route.clause for route in Route] == ["S8", "S10", "S11", "S12"]


@pytest.mark.parametrize(
    ("path", "coordinator", "codes"),
    [
        ("1/4.", "1/2.", []),
        ("1/", "1/2.", []),
        ("1/4.7.", "1/2.", []),
        ("9/4.", "1/2.", ["other-zone"]),
        ("1/5/6.", "1/2.", []),
        ("1/5/6.", "1/5/7.", []),
        ("1/4.", "1/5/7.", ["other-zone"]),
    ],
)
def test_work_is_given_only_within_the_coordinators_zone(
    path: str, coordinator: str, codes: list[str]
) -> None:
    assert told(rules.zone_findings({"某局": path}, coordinator)) == [(code, "S5") for code in codes]


def test_a_case_may_be_handed_over_on_the_day_of_its_limit() -> None:
    assert rules.handover_gates(replace(READY, start=YEAR_END)) == []


DAY = date(2022, 6, 1)


@pytest.mark.parametrize(
    ("before", "after", "assigned_on", "codes"),
    [
        (None, YEAR_END, None, []),
        (None, DAY, None, []),
        (None, date(2022, 5, 31), None, ["limit-before-assignment"]),
        (date(2022, 5, 1), date(2022, 5, 1), None, []),  # as it was imported: the hand-over will refuse it
        (date(2022, 5, 1), YEAR_END, None, []),
        (YEAR_END, date(2022, 5, 21), date(2022, 5, 20), []),
        (YEAR_END, date(2022, 5, 19), date(2022, 5, 20), ["limit-before-assignment"]),
        (date(2022, 5, 31), YEAR_END, date(2022, 5, 20), ["limit-passed"]),
        (date(2022, 5, 31), None, date(2022, 5, 20), ["limit-passed"]),
        (date(2022, 5, 31), date(2022, 5, 31), date(2022, 5, 20), []),
        (DAY, YEAR_END, date(2022, 5, 20), []),  # on its last day it has not run out
    ],
)
def test_a_limit_is_never_set_before_the_assignment_nor_moved_by_editing_once_it_has_run_out(
    before: date | None, after: date | None, assigned_on: date | None, codes: list[str]
) -> None:
    findings = rules.limit_change_findings(before, after, assigned_on=assigned_on, today=DAY)
    assert [finding.code for finding in findings] == codes
