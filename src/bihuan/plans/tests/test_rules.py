from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.findings import Finding, Severity
from bihuan.plans import rules
from bihuan.plans.five_haves import MeasureFacts, PlanFacts, five_haves, missing_haves

LIMIT = date(2022, 12, 31)
FIRST = MeasureFacts("排查望海路全线路灯。", date(2022, 8, 31), "排查清单")
SECOND = MeasureFacts("更换损坏的路灯。", LIMIT, "更换记录")
COMPLETE = PlanFacts(
    1, (FIRST, SECOND), "六月排查，九月更换。", LIMIT, "综合执法局", ("孙三", "沈小三", "李四"), "线路老化。"
)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def approval(facts: PlanFacts = COMPLETE, **changes: Any) -> list[tuple[str, str]]:
    asked: dict[str, Any] = {"senior": False, "override_reason": ""}
    return told(rules.approval_gates(facts, **(asked | changes)))


def test_a_complete_plan_has_all_five_in_the_words_of_the_notice() -> None:
    assert [(have.label, have.met) for have in five_haves(COMPLETE)] == [
        ("有量化的工作任务", True),
        ("有推进路线图", True),
        ("有明确的时间表", True),
        ("有具体的责任主体", True),
        ("有可以检验的成果形式", True),
    ]
    assert missing_haves(COMPLETE) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"indicators": 0}, ["no-task"]),
        ({"roadmap": " "}, ["no-roadmap"]),
        ({"measures": (FIRST, replace(SECOND, due_on=None))}, ["no-timetable"]),
        ({"lead": ""}, ["no-body"]),
        ({"people": ("孙三", "", "李四")}, ["no-body"]),
        ({"people": ("孙三", " ", "李四")}, ["no-body"]),
        ({"people": ()}, ["no-body"]),
        ({"measures": (replace(FIRST, deliverable=" "), SECOND)}, ["no-result"]),
        ({"measures": ()}, ["no-roadmap", "no-timetable", "no-result"]),
    ],
)
def test_each_have_that_is_missing_is_told_as_a_warning(changes: dict[str, Any], codes: list[str]) -> None:
    findings = missing_haves(replace(COMPLETE, **changes))
    assert told(findings) == [(code, "S8") for code in codes]
    assert {finding.severity for finding in findings} == {Severity.WARN}


def test_a_complete_plan_may_be_submitted() -> None:
    assert rules.submission_gates(COMPLETE) == []


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"root_cause": " "}, "root-cause-missing", "S6"),
        ({"measures": ()}, "measures-missing", "S3"),
        ({"measures": (FIRST, replace(SECOND, text=" "))}, "measure-empty", "S3"),
        ({"people": ("孙三", "李四")}, "three-people-missing", "S23"),
        ({"people": ("孙三", "沈小三", " ")}, "three-people-missing", "S23"),
        ({"measures": (FIRST, replace(SECOND, due_on=date(2023, 1, 1)))}, "measure-after-limit", "S24"),
    ],
)
def test_each_thing_a_plan_lacks_alone_stops_its_submission(
    changes: dict[str, Any], code: str, clause: str
) -> None:
    assert told(rules.submission_gates(replace(COMPLETE, **changes))) == [(code, clause)]


def test_a_measure_is_held_against_the_limit_only_where_both_have_a_date() -> None:
    undated = replace(COMPLETE, limit_date=None, measures=(replace(FIRST, due_on=date(2030, 1, 1)),))
    assert rules.submission_gates(undated) == []
    assert rules.submission_gates(replace(COMPLETE, measures=(replace(FIRST, due_on=None),))) == []


RECTIFY_BY = date(2022, 12, 19)


@pytest.mark.parametrize(
    ("due_on", "warned"),
    [
        (None, False),
        (RECTIFY_BY, False),
        (date(2022, 12, 20), True),
        (LIMIT, True),
        (date(2023, 1, 1), False),  # past the limit: that stops the plan, and needs no warning
    ],
)
def test_a_measure_that_leaves_no_time_for_the_steps_after_it_is_warned_of(
    due_on: date | None, warned: bool
) -> None:
    measures = (FIRST, replace(SECOND, due_on=due_on))
    findings = rules.late_measure_findings(measures, RECTIFY_BY, LIMIT)
    assert [finding.code for finding in findings] == ["measure-after-rectify-by"] * warned
    assert all(finding.severity is Severity.WARN for finding in findings)
    assert all("第2条" in finding.message and "第1条" not in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("lacking", "changes", "codes"),
    [
        (False, {}, []),
        (False, {"senior": True}, []),
        (True, {}, ["S8 five-haves-missing"]),
        (True, {"override_reason": "原文如此"}, ["S8 five-haves-missing"]),
        (True, {"senior": True}, ["S8 override-reason-missing"]),
        (True, {"senior": True, "override_reason": " "}, ["S8 override-reason-missing"]),
        (True, {"senior": True, "override_reason": "原文如此，难以计量"}, []),
    ],
)
def test_a_plan_that_is_wanting_is_approved_only_by_a_senior_with_a_reason(
    lacking: bool, changes: dict[str, Any], codes: list[str]
) -> None:
    facts = replace(COMPLETE, indicators=0) if lacking else COMPLETE
    assert approval(facts, **changes) == [(code.split()[1], code.split()[0]) for code in codes]


@pytest.mark.parametrize(
    ("percent", "text", "last", "codes"),
    [
        (0, "已开工。", 0, []),
        (100, "已完成。", 60, []),
        (-1, "尚未开工，等待材料进场。", 0, ["percent-out-of-range"]),
        (101, "已完成。", 0, ["percent-out-of-range"]),
        (10, " ", 0, ["text-missing"]),
        (30, "台风。", 60, ["progress-went-back"]),
        (30, "台风损坏已换路灯二十盏，需要重新安装。", 60, []),
        (101, "", 0, ["percent-out-of-range", "text-missing"]),
    ],
)
def test_progress_says_something_and_going_back_says_why(
    percent: int, text: str, last: int, codes: list[str]
) -> None:
    assert told(rules.progress_gates(percent, text, last)) == [(code, "S15") for code in codes]


def test_loose_ends_are_named_by_their_numbers_in_one_finding() -> None:
    findings = rules.loose_ends([(1, True), (2, False), (4, False)])
    assert told(findings) == [("measures-loose", "S14")]
    assert "第2、4条" in findings[0].message
    assert rules.loose_ends([(1, True)]) == []


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "possible"),
    [
        ("%", "147", "150", True),
        ("%", "150", "150", True),
        ("%", "151", "150", False),
        ("%", "-1", "150", False),
        ("%", "0", "0", False),
        ("盏", "151", "150", True),
        ("盏", "-1", None, False),
        ("%", None, None, True),
        ("%", None, "150", True),
    ],
)
def test_a_part_never_exceeds_its_whole_and_what_is_left_open_is_no_mistake(
    unit: str, numerator: str | None, denominator: str | None, possible: bool
) -> None:
    part, whole = (Decimal(text) if text is not None else None for text in (numerator, denominator))
    findings = rules.reading_findings(unit, part, whole, name="亮灯率")
    assert told(findings) == ([] if possible else [("reading-impossible", "S15")])
