from dataclasses import replace

import pytest

from bihuan.cases.lifecycle import LEFT, State
from bihuan.kernel.findings import Finding
from bihuan.triage import rules
from bihuan.triage.rules import MERGEABLE, OpinionFacts

FRESH = OpinionFacts("120210990100004", batch_id=1, in_cases=frozenset(), answered_directly=False)
IN_CASE = replace(FRESH, in_cases=frozenset({7}))
ANSWERED = replace(FRESH, answered_directly=True)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


@pytest.mark.parametrize(
    ("opinions", "findings"),
    [
        ([FRESH], []),
        ([IN_CASE], []),
        ([], [("no-opinions", "S13")]),
        ([replace(FRESH, batch_id=2)], [("other-batch", "S13")]),
        ([replace(FRESH, in_cases=frozenset({5}))], [("already-merged", "S13")]),
        ([ANSWERED], [("answered-directly", "S12")]),
        (
            [FRESH, replace(FRESH, batch_id=2), ANSWERED],
            [("other-batch", "S13"), ("answered-directly", "S12")],
        ),
    ],
)
def test_opinions_join_a_case_of_their_batch_once_and_only_unanswered(
    opinions: list[OpinionFacts], findings: list[tuple[str, str]]
) -> None:
    assert told(rules.merge_gates(5, 1, opinions)) == findings


@pytest.mark.parametrize(
    ("member", "founding", "codes"),
    [(True, False, []), (True, True, ["founding-opinion"]), (False, False, ["not-merged"])],
)
def test_only_an_opinion_that_joined_later_may_leave(member: bool, founding: bool, codes: list[str]) -> None:
    findings = rules.unmerge_gates(member=member, founding=founding)
    assert told(findings) == [(code, "S13") for code in codes]


@pytest.mark.parametrize(
    ("opinion", "reason", "findings"),
    [
        (FRESH, "", [("route-reason-missing", "S2")]),
        (FRESH, "能够立行立改", []),
        (IN_CASE, "", [("split-reason-missing", "S13")]),
        (IN_CASE, "  ", [("split-reason-missing", "S13")]),
        (IN_CASE, "一条意见说两件事", []),
        (ANSWERED, "仍需整改", [("answered-directly", "S12")]),
        (replace(ANSWERED, not_understood=True), "未取得理解，改为整改", []),
    ],
)
def test_a_case_needs_the_reason_for_its_route_and_a_second_one_for_the_split(
    opinion: OpinionFacts, reason: str, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.open_gates(opinion, reason)) == findings


@pytest.mark.parametrize(
    ("opinion", "reason", "codes"),
    [
        (FRESH, "属政策解释", []),
        (FRESH, " ", ["reason-missing"]),
        (IN_CASE, "属政策解释", ["in-a-case"]),
        (ANSWERED, "", ["answered-directly", "reason-missing"]),
    ],
)
def test_an_opinion_is_answered_directly_once_with_a_reason_and_only_outside_a_case(
    opinion: OpinionFacts, reason: str, codes: list[str]
) -> None:
    assert told(rules.direct_answer_gates(opinion, reason)) == [(code, "S12") for code in codes]


@pytest.mark.parametrize("state", State)
def test_what_stands_in_a_case_may_change_until_it_has_been_verified(state: State) -> None:
    findings = told(rules.still_open(state))
    assert findings == ([] if state in MERGEABLE else [("too-late-to-merge", "S13")])


def test_from_the_verification_on_nothing_joins_or_leaves() -> None:
    closed = {State.VERIFIED, State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED, *LEFT}
    assert set(State) - MERGEABLE == closed


def test_a_decision_carries_its_reason() -> None:
    assert told(rules.reason_findings(" ", "归并理由")) == [("reason-missing", "S13")]
    assert rules.reason_findings("同一条路", "归并理由") == []
