import pytest

from bihuan.access.actor import Actor, Post, Role
from bihuan.access.policy import Standing
from bihuan.doubts.doubt import Doubt, Seen, plain, severe
from bihuan.doubts.rules import (
    Answer,
    Sight,
    answer_findings,
    answering_unit,
    doubt_gates,
    sight_of,
    standing_findings,
)
from bihuan.kernel.codes import print_code

FIRST, SECOND, LEAD = "1/2.", "1/3.", "1/4."
STANDING = Standing(coordinator="1/9.", lead=LEAD, verifying=FIRST, second=SECOND)
ODD = plain("result-repeats-plan", "结果只重复了方案。", Seen("结果", case_id=1, text="已完成"))
REUSED = severe(
    "photo-reused", "照片与另一事项相同。", Seen("整改后.jpg", "a" * 64, 1), Seen("旧照.jpg", "b" * 64, 2)
)


def actor(role: Role, path: str, user_id: int = 1) -> Actor:
    return Actor(user_id, "周五", "管委会办公室", (Post(role, 7, path),))


def said(doubt: Doubt, unit: str, user_id: int) -> Answer:
    return Answer(doubt.key, user_id, unit)


def place(doubt: Doubt) -> str:
    return f"疑点{print_code(doubt.key)}"


def of_which(message: str) -> str:
    return next(place(doubt) for doubt in (ODD, REUSED) if place(doubt) in message)


def wanting(*answers: Answer, second: str = SECOND) -> list[tuple[str, str]]:
    found = doubt_gates([ODD, REUSED], answers, verifying=FIRST, second=second)
    return [(finding.code, of_which(finding.message)) for finding in found]


def test_every_doubt_wants_an_answer_and_a_severe_one_two() -> None:
    assert wanting() == [
        ("doubt-unanswered", place(ODD)),
        ("doubt-unanswered", place(REUSED)),
        ("doubt-needs-second", place(REUSED)),
    ]


def test_with_all_answers_nothing_is_wanting() -> None:
    assert wanting(said(ODD, FIRST, 5), said(REUSED, FIRST, 5), said(REUSED, SECOND, 6)) == []


def test_the_second_unit_does_not_answer_for_the_first() -> None:
    assert wanting(said(ODD, SECOND, 6), said(REUSED, SECOND, 6)) == [
        ("doubt-unanswered", place(ODD)),
        ("doubt-unanswered", place(REUSED)),
    ]


def test_an_office_below_the_verifying_unit_is_the_same_unit() -> None:
    inner = said(ODD, "1/2.8.", 5), said(REUSED, "1/2.8.", 5), said(REUSED, FIRST, 6)
    assert wanting(*inner) == [("doubt-needs-second", place(REUSED))]
    assert wanting(*inner, second="1/2.8.") == [("doubt-needs-second", place(REUSED))]


def test_one_person_does_not_answer_for_both_units() -> None:
    answers = said(ODD, FIRST, 5), said(REUSED, FIRST, 5), said(REUSED, SECOND, 5)
    assert wanting(*answers) == [("doubt-needs-second", place(REUSED))]


def test_an_answer_to_another_doubt_counts_for_nothing() -> None:
    other = Answer("0000000000", 5, FIRST)
    assert len(wanting(other)) == 3


def test_the_refusal_says_who_is_to_answer_or_to_appoint() -> None:
    (named,) = doubt_gates([REUSED], [said(REUSED, FIRST, 5)], verifying=FIRST, second=SECOND)
    (nobody,) = doubt_gates([REUSED], [said(REUSED, FIRST, 5)], verifying=FIRST, second="")
    assert "请会同核查单位的核查员" in named.message
    assert "请由牵头单位指定会同核查单位" in nobody.message
    assert (named.clause, nobody.clause) == ("S17", "S17")


@pytest.mark.parametrize("reason", ["", "  ", "属实", "。。。。。。，，，", "属 实 。 属 实", "①—……！？"])
def test_a_reason_without_substance_is_refused(reason: str) -> None:
    assert [(row.code, row.clause) for row in answer_findings(reason)] == [("reason-too-short", "S17")]


def test_six_characters_are_a_reason() -> None:
    assert answer_findings("已到现场核对") == []


def test_a_doubt_that_is_gone_is_not_answered() -> None:
    (finding,) = standing_findings(None, [], user_id=5, unit_path=FIRST)
    assert finding.code == "doubt-gone"


@pytest.mark.parametrize(
    ("given", "user_id", "unit", "code"),
    [
        ([said(REUSED, FIRST, 5)], 6, FIRST, "doubt-answered"),
        ([said(REUSED, "1/2.8.", 5)], 6, FIRST, "doubt-answered"),
        ([said(REUSED, FIRST, 5)], 5, SECOND, "doubt-same-person"),
    ],
)
def test_a_unit_answers_once_and_by_its_own_person(
    given: list[Answer], user_id: int, unit: str, code: str
) -> None:
    assert [row.code for row in standing_findings(REUSED, given, user_id=user_id, unit_path=unit)] == [code]
    assert standing_findings(ODD, given, user_id=user_id, unit_path=unit) == []


def test_a_verifier_answers_for_the_unit_of_the_post() -> None:
    assert answering_unit(actor(Role.VERIFIER, FIRST), STANDING, []) == FIRST
    assert answering_unit(actor(Role.VERIFIER, SECOND), STANDING, []) == SECOND
    assert answering_unit(actor(Role.VERIFIER, LEAD), STANDING, []) == ""
    assert answering_unit(actor(Role.LIAISON, FIRST), STANDING, []) == ""


def test_a_verifier_above_both_units_answers_for_the_one_that_has_not() -> None:
    above = actor(Role.VERIFIER, "1/")
    assert answering_unit(above, STANDING, []) == FIRST
    assert answering_unit(above, STANDING, [said(REUSED, FIRST, 5)]) == SECOND


@pytest.mark.parametrize(
    ("role", "path", "before", "after"),
    [
        (Role.VERIFIER, FIRST, Sight.ALL, Sight.ALL),
        (Role.VERIFIER, SECOND, Sight.ALL, Sight.ALL),
        (Role.COORDINATOR, "1/9.", Sight.ALL, Sight.ALL),
        (Role.SENIOR_LEADER, "1/", Sight.ALL, Sight.ALL),
        (Role.LIAISON, LEAD, Sight.NOTHING, Sight.WORDS),
        (Role.VERIFIER, LEAD, Sight.NOTHING, Sight.WORDS),
        (Role.VERIFIER, "1/5.", Sight.NOTHING, Sight.WORDS),
    ],
)
def test_who_does_the_work_reads_of_doubts_when_it_has_been_judged(
    role: Role, path: str, before: Sight, after: Sight
) -> None:
    who = actor(role, path)
    assert sight_of(who, STANDING, [LEAD], verified=False) is before
    assert sight_of(who, STANDING, [LEAD], verified=True) is after


def test_a_coordinator_whose_own_bureau_does_the_work_waits_too() -> None:
    both = Actor(1, "赵一", "", (Post(Role.COORDINATOR, 9, "1/9."), Post(Role.LIAISON, 10, "1/9.2.")))
    assert sight_of(both, STANDING, ["1/9."], verified=False) is Sight.NOTHING
