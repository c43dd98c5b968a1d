import pytest

from bihuan.access.actor import PUBLIC, Actor, Post, Role
from bihuan.access.acts import Act
from bihuan.access.independence import (
    CLOSED_TO_SOME,
    MATRIX,
    PART_OF,
    Bar,
    Hands,
    Part,
    independence_findings,
    unit_findings,
)
from bihuan.access.policy import POLICY, Standing, holds
from bihuan.cases.lifecycle import TRANSITIONS
from bihuan.kernel.findings import Finding

ZONE, BUREAU, ITS_OFFICE, OTHER, OFFICE = "1/2/", "1/2/3.", "1/2/3.7.", "1/2/4.", "1/2/6."
# What anybody may do to a case whatever they did before, and why.
FREE = {
    Act.EDIT_CASE: "before the hand-over nothing has been done that could be judged",
    Act.ASSIGN_CASE: "before the hand-over nothing has been done that could be judged",
    Act.REASSIGN_CASE: "before the hand-over nothing has been done that could be judged",
    Act.REQUEST_EXTENSION: "asks; another decides",
    Act.REQUEST_WITHDRAWAL: "asks; another decides",
    Act.RAISE_OBJECTION: "for everybody, the public included",
    Act.SUPERVISE_BY_RULE: "nobody does it: the rules ask for it",
    Act.FILE_CASE: "clerical: what the superior body answered is written down",
    Act.DISCLOSE_CASE: "clerical: goes out as it was reviewed",
    Act.REVIEW_LONG_TERM: "closes nothing: what is not struck off cannot be called done",
    Act.CARRY_OVER_CASE: "closes nothing: the case goes on, with every hand in it remembered",
    Act.REGISTER_MECHANISM: "writes down a rule that was made",
    Act.UPDATE_MECHANISM: "writes down a rule that was made",
    Act.REOPEN_CASE: "takes a close-out away; nobody gains by it for their own work",
    # These move no case.
    Act.REVEAL_CONTACT: "whoever handles the matter tells the person so (S9)",
    Act.LOG_CONTACT: "whoever handles the matter tells the person so (S9)",
    Act.REPLY_OPINION: "whoever handles the matter answers for it (S4)",
    Act.RECORD_UNDERSTANDING: "of a direct answer, which is no case",
    Act.MERGE_OPINIONS: "sorts opinions",
    Act.UNMERGE_OPINION: "sorts opinions",
    Act.OPEN_CASE: "sorts opinions",
    Act.ANSWER_DIRECTLY: "sorts opinions",
    Act.SORT_OPINIONS: "sorts opinions",
    Act.KEEP_APART: "sorts opinions",
    Act.SETTLE_AMENDMENT: "notes what an upper level changed; the acts that follow have their own bars",
    Act.ANNOUNCE_DRAW: "a rule draws, which anybody can recompute",
    Act.CARRY_OUT_DRAW: "a rule draws, which anybody can recompute",
    Act.ISSUE_PAPER: "prints what is recorded",
    Act.SPOIL_PAPER: "a decided paper cannot be spoiled",
    Act.REQUEST_PAPER_SET: "prints what is recorded",
    Act.RECORD_INSPECTION: "writes down what an upper level found",
    Act.ANSWER_FINDING: "answers for its own work; the upper level judges it",
    Act.RECORD_READING: "writes a figure down with its source; what it is worth is verified by others",
}
# Acts on a batch, an account, the log: there is no case whose hands could be asked for.
NO_CASE = {
    Act.IMPORT_FILE, Act.ISSUE_BATCH, Act.SAVE_WORDING, Act.MANAGE_CHANNEL, Act.MANAGE_ACCOUNTS,
    Act.MANAGE_REFERENCE, Act.SET_UP_LEDGER, Act.ROTATE_LOG_KEY, Act.IMPORT_CALENDAR, Act.SUBMIT_REPORT,
    Act.SEND_BACK_REPORT, Act.IMPORT_DUTIES, Act.CORRECT_COLUMNS,
}  # fmt: skip


def person(*paths: str) -> Actor:
    return Actor(7, "周五", "管委会办公室", tuple(Post(Role.VERIFIER, 3, path) for path in paths))


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def each_bar() -> list[tuple[Bar, Act]]:
    return [(bar, act) for bar in MATRIX for act in sorted(bar.acts)]


def test_every_act_is_in_the_matrix_or_free_for_a_reason_or_on_no_case() -> None:
    assert set(Act) == CLOSED_TO_SOME | set(FREE) | NO_CASE
    assert not CLOSED_TO_SOME & set(FREE)
    assert not (CLOSED_TO_SOME | set(FREE)) & NO_CASE
    assert set(TRANSITIONS) <= CLOSED_TO_SOME | set(FREE)


def test_two_parts_exclude_each_other_or_do_not_whichever_came_first() -> None:
    """What A may not do after B, B may not do after A: nobody comes around a bar by the order of the acts."""
    shut = {(bar.part, PART_OF[act]) for bar in MATRIX for act in bar.acts if act in PART_OF}
    assert shut == {(later, earlier) for earlier, later in shut}
    whole = {(bar.part, PART_OF[act]): bar.acts for bar in MATRIX for act in bar.acts if act in PART_OF}
    for (_, part), acts in whole.items():
        assert {act for act, made in PART_OF.items() if made is part} <= acts, "all acts of a part or none"


def test_handler_verifier_caller_and_approver_are_four_different_people() -> None:
    four = (Part.HANDLED, Part.VERIFIED, Part.CALLED, Part.DECIDED)
    shut = {(bar.part, PART_OF[act]) for bar in MATRIX for act in bar.acts if act in PART_OF}
    assert {(one, other) for one in four for other in four if one is not other} <= shut


def test_doing_the_same_again_is_closed_to_nobody() -> None:
    assert not [act for bar in MATRIX for act in bar.acts if PART_OF.get(act) is bar.part]


@pytest.mark.parametrize(("bar", "act"), each_bar(), ids=lambda value: getattr(value, "part", value))
def test_who_had_the_part_is_told_so_and_others_are_not(bar: Bar, act: Act) -> None:
    hands = Hands({bar.part: frozenset({7, 8})}, (BUREAU,))
    (finding,) = independence_findings(person(OFFICE), act, hands)
    assert (finding.code, finding.clause) == (f"after-{bar.part.value}", "S17")
    assert "周五" in finding.message
    assert bar.part.label in finding.message
    assert act.label in finding.message
    assert independence_findings(person(OFFICE), act, Hands({bar.part: frozenset({8})}, (BUREAU,))) == []
    assert independence_findings(PUBLIC, act, hands) == []


@pytest.mark.parametrize(
    ("paths", "handling", "stopped"),
    [
        ((OFFICE,), (BUREAU,), False),
        ((BUREAU,), (BUREAU,), True),
        ((ITS_OFFICE,), (BUREAU,), True),
        ((BUREAU,), (ITS_OFFICE,), True),
        ((OFFICE, ITS_OFFICE), (BUREAU,), True),
        ((OTHER,), (BUREAU, OTHER), True),
        ((ZONE,), (BUREAU, OTHER), False),
        (("1/2/33.",), (BUREAU,), False),
        ((OFFICE,), ("",), False),
        ((), (BUREAU,), False),
    ],
)
def test_the_department_that_handles_a_case_judges_it_nowhere_its_offices_included(
    paths: tuple[str, ...], handling: tuple[str, ...], stopped: bool
) -> None:
    hands = Hands(handling=handling)
    for bar, act in each_bar():
        findings = told(independence_findings(person(*paths), act, hands))
        if bar.house:
            assert findings == ([("belongs-to-handler", "S17")] if stopped else [])
        elif act not in MATRIX[0].acts:
            assert findings == []


def test_one_reason_is_told_for_what_a_person_did_and_not_another_for_their_department() -> None:
    hands = Hands({Part.HANDLED: frozenset({7}), Part.CALLED: frozenset({7})}, (BUREAU,))
    findings = independence_findings(person(BUREAU), Act.PASS_VERIFICATION, hands)
    assert told(findings) == [("after-handled", "S17"), ("after-called", "S17")]


@pytest.mark.parametrize(
    ("verifying", "handling", "findings"),
    [
        (OFFICE, (BUREAU,), []),
        (OFFICE, (BUREAU, OTHER), []),
        ("", (BUREAU,), [("no-verifying-unit", "S15")]),
        (BUREAU, (BUREAU,), [("verifier-is-handler", "S17")]),
        (ITS_OFFICE, (BUREAU,), [("verifier-is-handler", "S17")]),
        (OTHER, (BUREAU, "1/2/4.9."), [("verifier-is-handler", "S17")]),
        (ZONE, (BUREAU,), []),
        (OFFICE, ("",), []),
    ],
)
def test_the_verifying_unit_is_no_unit_that_handles_the_case(
    verifying: str, handling: tuple[str, ...], findings: list[tuple[str, str]]
) -> None:
    assert told(unit_findings(verifying, Hands(handling=handling), name="管委会办公室")) == findings


def test_somebody_remains_where_the_coordinator_itself_does_the_work() -> None:
    """T1: every act that its own department may not do is granted to a post elsewhere than in the coordinator."""
    hands = Hands(handling=(BUREAU,))
    outside = {Role.SENIOR_LEADER: ZONE, Role.VERIFIER: OFFICE, Role.REVIEWER: ZONE}
    posts = tuple(Post(role, 1, path) for role, path in outside.items())
    standing = Standing(coordinator=BUREAU, lead=BUREAU, verifying=OFFICE, second=OTHER)
    for act in MATRIX[0].acts - {Act.RECORD_SIGNATURE}:  # the leader then decides on the screen
        able = [post for post in posts if holds(Actor(1, "钱二", "", (post,)), POLICY[act], standing)]
        free = [post for post in able if not independence_findings(Actor(1, "钱二", "", (post,)), act, hands)]
        assert free, act
