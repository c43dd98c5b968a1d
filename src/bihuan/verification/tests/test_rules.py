from decimal import Decimal

import pytest

from bihuan.kernel.findings import Finding
from bihuan.verification import rules
from bihuan.verification.rules import Check, IndicatorFacts

BUREAU, ITS_OFFICE, OTHER, OFFICE = "1/2/3.", "1/2/3.7.", "1/2/4.", "1/2/6."
MET = Check("target", "更换损坏路灯36盏。", met=True, found="已更换36盏。")
UNMET = Check("target", "更换损坏路灯36盏。", met=False, found="尚有三盏未换。")
UNSEEN = Check("measure", "1. 排查。", met=True, found=" ")
TWO = ("周五", "韩小五")


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def indicator(
    numerator: str | None,
    denominator: str | None,
    *,
    value: str = "98",
    comparator: str = ">=",
    unit: str = "%",
) -> IndicatorFacts:
    return IndicatorFacts(
        "结案率",
        comparator,
        Decimal(value),
        unit,
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
    )


def test_only_words_about_the_lines_of_the_form_count_and_each_line_once() -> None:
    lines = [("target", MET.text), ("measure", UNSEEN.text)]
    strange = Check("target", "更换损坏路灯1盏。", met=True, found="已更换。")
    assert rules.on_the_form([UNSEEN, strange, MET, MET], lines) == [MET, UNSEEN]
    assert rules.on_the_form([strange], lines) == []


@pytest.mark.parametrize(
    ("unit", "other", "stopped"),
    [(OFFICE, OTHER, False), (OFFICE, "", False), (BUREAU, ITS_OFFICE, True), (OFFICE, OFFICE, True)],
)
def test_the_two_units_that_verify_are_two_departments(unit: str, other: str, stopped: bool) -> None:
    findings = rules.two_units_findings(unit, other, name="管委会办公室")
    assert told(findings) == ([("verifying-units-same", "S17")] if stopped else [])


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        (indicator("147", "150"), True),  # exactly 98 %
        (indicator("146", "150"), False),
        (indicator("3848", "3917"), True),
        (indicator("2750", "3411", value="81"), False),  # 80.6 %, whatever a paper rounds it to
        (indicator("6", "13", value="46"), True),
        (indicator(None, "150"), None),
        (indicator("147", None), None),
        (indicator("0", "0"), None),
        (indicator("36", None, value="36", unit="盏"), True),
        (indicator("35", None, value="36", unit="盏"), False),
        (indicator("15", None, value="15", unit="分钟", comparator="<="), True),
        (indicator("15.5", None, value="15", unit="分钟", comparator="<="), False),
        (indicator("0", "20", value="0", comparator="<="), True),
    ],
)
def test_a_promise_is_kept_broken_or_not_known_yet(facts: IndicatorFacts, met: bool | None) -> None:
    assert rules.indicator_met(facts) is met


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate"),
    [("3848", "3917", "98.2"), ("2750", "3411", "80.6"), ("6", "13", "46.2"), ("147", "150", "98.0")],
)
def test_a_rate_is_its_numerator_over_its_denominator(numerator: str, denominator: str, rate: str) -> None:
    assert f"{rules.reached(indicator(numerator, denominator)):.1f}" == rate


@pytest.mark.parametrize(
    ("facts", "findings"),
    [
        (indicator("147", "150"), []),
        (indicator("146", "150"), [("indicator-short", "S15")]),
        (indicator(None, None), [("indicator-unread", "S15")]),
    ],
)
def test_an_indicator_short_or_unread_is_not_sent_up_as_done(
    facts: IndicatorFacts, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.indicator_findings([facts])) == findings


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (indicator("48999", "50000"), "实际为97.99%，未达到目标98%"),
        (indicator("99", None, value="100.0000", unit="盏"), "实际为99.00盏，未达到目标100盏"),
        (indicator("15.001", None, value="15", unit="分钟", comparator="<="), "实际为15.01分钟"),
    ],
)
def test_a_figure_that_falls_short_is_never_printed_as_if_it_did_not(
    facts: IndicatorFacts, words: str
) -> None:
    assert words in rules.indicator_findings([facts])[0].message


@pytest.mark.parametrize(
    ("checks", "verifiers", "findings"),
    [
        ([MET], TWO, []),
        ([], TWO, [("line-unchecked", "S15")]),
        ([UNSEEN], TWO, [("line-unchecked", "S15")]),
        ([UNMET], TWO, [("line-not-met", "S17")]),
        ([MET], ("周五",), [("too-few-verifiers", "S17")]),
        ([MET], ("周五", "周五"), [("too-few-verifiers", "S17")]),
        ([MET], ("白舟", "白　舟"), [("too-few-verifiers", "S17")]),
        ([MET], ("周五", " "), [("too-few-verifiers", "S17")]),
        ([], (), [("line-unchecked", "S15"), ("too-few-verifiers", "S17")]),
    ],
)
def test_a_pass_needs_every_line_seen_and_met_and_enough_people(
    checks: list[Check], verifiers: tuple[str, ...], findings: list[tuple[str, str]]
) -> None:
    assert told(rules.pass_findings(checks, 1, verifiers, 2)) == findings


def test_a_failure_needs_every_line_seen_but_not_met() -> None:
    assert rules.form_findings([UNMET], 1, TWO, 2) == []
    assert told(rules.form_findings([UNMET], 2, TWO, 2)) == [("line-unchecked", "S15")]


def test_the_unit_signs_with_words_of_its_own() -> None:
    assert told(rules.self_check_findings("\n")) == [("self-check-missing", "S16")]
    assert rules.self_check_findings("已逐项自查。") == []
