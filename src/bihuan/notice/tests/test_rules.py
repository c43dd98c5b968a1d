from datetime import date

import pytest

from bihuan.kernel.findings import Finding
from bihuan.notice import rules

TODAY = date(2022, 12, 21)
TEXT, HOW = "36盏路灯已更换，拟予销号，现予公示。", "组织人社局，电话0777-1234567，临港大道1号。"
PRIVATE = ("private-detail", "个人信息保护法第25条")


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


@pytest.mark.parametrize(
    ("text", "how", "starts_on", "findings"),
    [
        (TEXT, HOW, TODAY, []),
        (TEXT, HOW, date(2022, 12, 26), []),
        (" ", HOW, TODAY, [("notice-text-missing", "S16")]),
        (TEXT, "\n", TODAY, [("how-to-object-missing", "S16")]),
        (TEXT, HOW, date(2022, 12, 20), [("notice-in-the-past", "S16")]),
        (TEXT + "当事人13800001234", HOW, TODAY, [PRIVATE]),
        (
            "",
            "",
            date(2022, 12, 20),
            [("notice-text-missing", "S16"), ("how-to-object-missing", "S16"), ("notice-in-the-past", "S16")],
        ),
    ],
)
def test_a_notice_says_what_was_done_hides_whom_it_must_and_does_not_begin_in_the_past(
    text: str, how: str, starts_on: date, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.notice_gates(text, how, starts_on, TODAY)) == findings


@pytest.mark.parametrize(
    ("summary", "findings"),
    [
        ("群众反映望海路路灯损坏。", []),
        (" ", [("public-text-missing", "S27")]),
        ("车主桂NA1234反映，电话13800001234。", [PRIVATE, PRIVATE]),
    ],
)
def test_the_summary_for_the_public_has_words_and_no_private_detail(
    summary: str, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.summary_findings(summary)) == findings


def test_a_private_detail_is_told_masked_not_repeated() -> None:
    message = rules.private_findings("电话13800001234", "公示内容")[0].message
    assert "138****1234" in message
    assert "13800001234" not in message


@pytest.mark.parametrize(
    ("text", "today", "codes"),
    [
        ("路灯没有换完。", date(2022, 12, 21), []),
        ("路灯没有换完。", date(2022, 12, 27), []),
        ("路灯没有换完。", date(2022, 12, 20), ["not-in-notice-period"]),
        ("路灯没有换完。", date(2022, 12, 28), ["not-in-notice-period"]),
        (" ", date(2022, 12, 21), ["text-missing"]),
        ("", date(2022, 12, 28), ["text-missing", "not-in-notice-period"]),
    ],
)
def test_an_objection_has_words_and_comes_within_the_period_both_ends_included(
    text: str, today: date, codes: list[str]
) -> None:
    findings = rules.objection_gates(text, today, date(2022, 12, 21), date(2022, 12, 27))
    assert told(findings) == [(code, "S16") for code in codes]


@pytest.mark.parametrize(
    ("answer", "is_open", "codes"),
    [
        ("经核实已更换。", True, []),
        (" ", True, ["answer-missing"]),
        ("经核实已更换。", False, ["objection-answered"]),
        ("", False, ["answer-missing", "objection-answered"]),
    ],
)
def test_an_objection_is_ruled_on_once_and_with_an_answer(
    answer: str, is_open: bool, codes: list[str]
) -> None:
    assert told(rules.ruling_gates(answer, is_open=is_open)) == [(code, "S16") for code in codes]
