from typing import Any

import pytest

from bihuan.disclosure import rules
from bihuan.kernel.findings import Finding, block

REVIEW, PRIVACY = "政府信息公开条例第17条", "个人信息保护法第25条"
TEXT = "望海路路灯已全部更换，夜间照明恢复。"
UNVISITED = block("not-visited", "意见120210990100001尚未回访。", clause="S26")


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def review(**changes: Any) -> list[tuple[str, str]]:
    asked: dict[str, Any] = {
        "waiting": True,
        "text": TEXT,
        "secrecy_checked": True,
        "privacy_checked": True,
    }
    return told(rules.review_gates(**(asked | changes)))


def test_a_statement_has_words() -> None:
    assert told(rules.draft_gates(" ")) == [("text-missing", "S27")]
    assert rules.draft_gates(TEXT) == []


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({}, []),
        ({"secrecy_checked": False}, [("review-unconfirmed", REVIEW)]),
        ({"privacy_checked": False}, [("review-unconfirmed", REVIEW)]),
        ({"text": TEXT + "联系人电话13800001234。"}, [("private-detail", PRIVACY)]),
        ({"waiting": False}, [("nothing-to-review", "S21")]),
        (
            {"secrecy_checked": False, "text": "桂NA1234"},
            [("review-unconfirmed", REVIEW), ("private-detail", PRIVACY)],
        ),
    ],
)
def test_a_review_is_confirmed_and_finds_no_private_detail(
    changes: dict[str, Any], findings: list[tuple[str, str]]
) -> None:
    assert review(**changes) == findings


def test_the_reviewer_is_shown_the_detail_masked() -> None:
    finding = rules.review_gates(
        waiting=True, text="电话13800001234", secrecy_checked=True, privacy_checked=True
    )[0]
    assert "138****1234" in finding.message
    assert "13800001234" not in finding.message


@pytest.mark.parametrize(
    ("reviewed", "unvisited", "findings"),
    [
        (True, (), []),
        (False, (), [("not-reviewed", REVIEW)]),
        (True, (UNVISITED,), [("not-visited", "S26")]),
        (False, (UNVISITED,), [("not-visited", "S26"), ("not-reviewed", REVIEW)]),
    ],
)
def test_what_goes_out_was_reviewed_and_everybody_was_visited_before(
    reviewed: bool, unvisited: tuple[Finding, ...], findings: list[tuple[str, str]]
) -> None:
    assert told(rules.disclosure_gates(reviewed=reviewed, unvisited=unvisited)) == findings
