import pytest

from bihuan.cases.lifecycle import State
from bihuan.kernel.findings import Finding
from bihuan.response import rules
from bihuan.response.rules import VoiceFacts

HEARD = VoiceFacts("120210990100001", contactable=True, contacted=True, replied=True, visited=True)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def voice(*, contactable: bool = True, contacted: bool = True, replied: bool = True) -> VoiceFacts:
    return VoiceFacts("120210990100004", contactable, contacted, replied, visited=False)


@pytest.mark.parametrize(
    ("one", "findings"),
    [
        (voice(), []),
        (voice(contactable=False, contacted=False), []),
        (voice(contacted=False), [("not-contacted", "S9")]),
        (voice(replied=False), [("not-replied", "S4")]),
        (voice(contacted=False, replied=False), [("not-contacted", "S9"), ("not-replied", "S4")]),
    ],
)
def test_every_opinion_is_replied_to_and_who_can_be_reached_is_contacted(
    one: VoiceFacts, findings: list[tuple[str, str]]
) -> None:
    assert told(rules.unanswered([HEARD, one])) == findings


def test_each_opinion_of_a_merged_case_is_asked_for_by_itself() -> None:
    findings = rules.unanswered([voice(replied=False), HEARD, voice(replied=False)])
    assert told(findings) == [("not-replied", "S4")] * 2
    assert all("120210990100004" in finding.message for finding in findings)


def test_who_was_not_visited_is_named() -> None:
    assert told(rules.unvisited([HEARD, voice()])) == [("not-visited", "S26")]
    assert rules.unvisited([HEARD]) == []


@pytest.mark.parametrize(
    ("outcome", "satisfaction", "contactable", "attempts", "findings"),
    [
        ("reached", "satisfied", True, 0, []),
        ("reached", "dissatisfied", False, 0, []),
        ("unreachable", "unknown", True, 3, []),
        ("unreachable", "unknown", True, 2, [("attempts-too-few", "S26")]),
        ("unreachable", "satisfied", True, 3, [("verdict-from-nobody", "S14")]),
        ("no_contact", "unknown", False, 0, []),
        ("no_contact", "unknown", True, 0, [("contact-was-left", "S26")]),
        ("no_contact", "fairly", False, 0, [("verdict-from-nobody", "S14")]),
        (
            "unreachable",
            "fairly",
            True,
            0,
            [("attempts-too-few", "S26"), ("verdict-from-nobody", "S14")],
        ),
    ],
)
def test_the_outcome_of_a_visit_fits_what_is_known(
    outcome: str, satisfaction: str, contactable: bool, attempts: int, findings: list[tuple[str, str]]
) -> None:
    made = rules.visit_findings(
        outcome=outcome, satisfaction=satisfaction, contactable=contactable, attempts=attempts
    )
    assert told(made) == findings


@pytest.mark.parametrize("state", State)
def test_a_visit_comes_after_the_verification(state: State) -> None:
    late = {State.VERIFIED, State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED}
    assert told(rules.moment_findings(state)) == ([] if state in late else [("too-early-to-visit", "S26")])


def test_a_visit_belongs_to_a_case_in_which_the_opinion_stands() -> None:
    assert told(rules.member_findings(member=False)) == [("not-merged", "S26")]
    assert rules.member_findings(member=True) == []


@pytest.mark.parametrize(
    ("replied", "understood", "note", "codes"),
    [
        (True, True, "", []),
        (True, False, "仍认为应报销，已转医保局。", []),
        (True, False, " ", ["note-missing"]),
        (False, True, "", ["not-replied"]),
        (False, False, "", ["not-replied", "note-missing"]),
    ],
)
def test_understanding_comes_after_the_explanation_and_a_no_says_why(
    replied: bool, understood: bool, note: str, codes: list[str]
) -> None:
    findings = rules.understanding_findings(replied=replied, understood=understood, note=note)
    assert told(findings) == [(code, "S12") for code in codes]


def test_words_are_wanted_by_the_clause_that_wants_them() -> None:
    assert told(rules.text_findings("\n", "联系情况", clause="S9")) == [("text-missing", "S9")]
    assert rules.text_findings("已告知", "联系情况", clause="S9") == []
