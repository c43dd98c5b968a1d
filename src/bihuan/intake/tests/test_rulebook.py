from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.access.acts import Act
from bihuan.intake.rulebook import RuleBook, parse_rulebook, rulebook_findings


def test_the_default_rules_may_be_frozen() -> None:
    assert rulebook_findings(RuleBook()) == []


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"notice_days": 0}, "notice-days-out-of-range", "S16"),
        ({"notice_days": 61}, "notice-days-out-of-range", "S16"),
        ({"verifiers": 0}, "verifiers-out-of-range", "S17"),
        ({"visit_before": "post_notice"}, "visit-before-unknown", "S26"),
        ({"visit_before": ""}, "visit-before-unknown", "S26"),
        ({"blue_days": 4}, "lights-out-of-order", "S15"),
        ({"yellow_days": -1}, "lights-out-of-order", "S15"),
        ({"yellow_points": 31}, "points-out-of-order", "S15"),
        ({"yellow_points": -1}, "points-out-of-order", "S15"),
        ({"red_points": 101}, "points-out-of-order", "S15"),
        ({"acknowledge_days": 0}, "days-out-of-range", "S5"),
        ({"first_contact_days": 0}, "days-out-of-range", "S5"),
        ({"review_days": 0}, "review-days-out-of-range", "S11"),
        ({"review_days": 367}, "review-days-out-of-range", "S11"),
        ({"reply_days": (3, 3, 5, 5)}, "reply-days-out-of-range", "S15"),
        ({"reply_days": (3, 3, 5, 5, 0)}, "reply-days-out-of-range", "S15"),
        ({"reply_days": (3, 3, 5, 5, 61)}, "reply-days-out-of-range", "S15"),
        ({"rung_days": 0}, "rung-days-out-of-range", "S15"),
        ({"rungs_by_rule": ("reminder", "circular")}, "rungs-by-rule-unfit", "S15"),
        ({"rungs_by_rule": ("letter",)}, "rungs-by-rule-unfit", "S15"),
        ({"ruling_days": 0}, "ruling-days-out-of-range", "S5"),
        ({"most_returns": 0}, "most-returns-out-of-range", "S5"),
    ],
)
def test_a_rule_that_makes_no_sense_is_not_frozen(changes: dict[str, Any], code: str, clause: str) -> None:
    assert [(f.code, f.clause) for f in rulebook_findings(RuleBook(**changes))] == [(code, clause)]


@pytest.mark.parametrize("days", [1, 60])
def test_a_notice_may_be_as_short_as_a_day_and_as_long_as_sixty(days: int) -> None:
    assert rulebook_findings(RuleBook(notice_days=days)) == []


@pytest.mark.parametrize("act", [Act.CLOSE_CASE, Act.FILE_CASE, Act.DISCLOSE_CASE])
def test_the_return_visit_may_be_wanted_before_each_of_the_last_acts(act: Act) -> None:
    assert rulebook_findings(RuleBook(visit_before=act)) == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(rulebook_findings(RuleBook(notice_days=0, verifiers=0, visit_before="x"))) == 3


@given(
    st.builds(
        RuleBook,
        notice_days=st.integers(1, 60),
        notice_first_day_counts=st.booleans(),
        evidence_kinds=st.lists(st.sampled_from(["plan", "data"])).map(tuple),
        look_back_days=st.lists(st.integers(1, 999)).map(tuple),
    )
)
def test_what_is_written_is_what_is_read_again(rules: RuleBook) -> None:
    assert parse_rulebook(rules.as_text()) == rules


def test_a_rule_that_is_not_known_is_an_error_and_not_forgotten() -> None:
    with pytest.raises(ValueError, match="notice_hours"):
        parse_rulebook('{"notice_hours":5}')


def test_rules_written_before_a_new_one_was_added_take_its_default() -> None:
    assert parse_rulebook('{"notice_days":7}') == RuleBook(notice_days=7)
