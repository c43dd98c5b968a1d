from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bihuan.doubts.hands import Hand, Hands, Part, Rating, hand_doubts, names_in
from bihuan.kernel.clock import OFFICE_ZONE

START = datetime(2022, 6, 1, 9, tzinfo=OFFICE_ZONE)
HANDLER = Hand(Part.HANDLER, "林海清", 1, "1/2.", START)
LEADER = Hand(Part.LEADER, "白　舟", None, "1/2.")
VERIFIER = Hand(Part.VERIFIER, "王宁", 5, "1/3.", START + timedelta(days=3))
SECOND = Hand(Part.SECOND_VERIFIER, "周若水", 6, "1/4.")
CALLER = Hand(Part.CALLER, "吴克", 7, "1/3.")
APPROVER = Hand(Part.APPROVER, "郑晓岚", 8, "1/5.", START + timedelta(days=9))
HONEST = Hands(7, (HANDLER, LEADER, VERIFIER, SECOND, CALLER, APPROVER), "王宁、沈知行")


def codes(facts: Hands) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.weight.value) for doubt in hand_doubts(facts)]


def with_hand(hand: Hand) -> Hands:
    return replace(HONEST, hands=tuple(hand if one.part is hand.part else one for one in HONEST.hands))


def test_different_people_of_different_units_raise_no_doubt() -> None:
    assert hand_doubts(HONEST) == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("白  舟、林海清", ("白舟", "林海清")),
        ("白　舟（城建局），王宁科长", ("白舟", "王宁")),
        ("林海清 王宁", ("林海清", "王宁")),
        ("沈 知行 白 舟", ("沈知行", "白舟")),
        ("白 舟 王宁", ("白舟", "王宁")),
        ("王宁和沈知行", ("王宁", "沈知行")),
        ("陈和平副局长", ("陈和平",)),
        ("", ()),
    ],
)
def test_names_are_read_however_they_are_typed(typed: str, names: tuple[str, ...]) -> None:
    assert names_in(typed) == names


@pytest.mark.parametrize(
    "typed", ["白舟", "白 舟", "王宁、白　舟", "王宁、白舟（城建局）", "王宁，白舟局长", "王宁和白舟同志"]
)
def test_a_leader_of_the_unit_on_the_verification_sheet_is_a_severe_doubt(typed: str) -> None:
    assert codes(replace(HONEST, verifier_names=typed)) == [("verifier-is-insider", "severe")]


def test_the_handler_does_not_verify_call_or_approve() -> None:
    assert codes(with_hand(replace(VERIFIER, user_id=1, name="林海清"))) == [
        ("verifier-is-insider", "severe")
    ]
    assert codes(with_hand(replace(CALLER, user_id=None, name="林 海清"))) == [
        ("caller-is-handler", "severe")
    ]
    assert codes(with_hand(replace(APPROVER, user_id=1))) == [("one-person-two-parts", "severe")]


def test_who_verifies_had_better_not_approve() -> None:
    assert codes(with_hand(replace(APPROVER, user_id=5, name="王宁"))) == [("one-person-two-parts", "plain")]


def test_namesakes_with_accounts_of_their_own_are_two_people() -> None:
    namesake = with_hand(replace(VERIFIER, name="林海清"))
    assert codes(replace(namesake, verifier_names="林海清、沈知行")) == []


def test_a_leader_may_also_be_the_one_who_did_the_work() -> None:
    assert codes(replace(HONEST, hands=(*HONEST.hands, Hand(Part.ASSIGNEE, "白舟", None, "1/2.")))) == []


def test_the_second_verifier_is_of_another_department() -> None:
    assert codes(with_hand(replace(SECOND, unit_path="1/3.9."))) == [("second-verifier-same-unit", "severe")]


def test_signatures_within_a_minute_are_odd() -> None:
    hands = tuple(
        replace(one, signed_at=START + timedelta(seconds=9 * at)) for at, one in enumerate(HONEST.hands)
    )
    assert codes(replace(HONEST, hands=hands)) == [("signed-within-a-minute", "plain")]


def ratings(*given: tuple[str, str, str]) -> Hands:
    return replace(HONEST, ratings=tuple(Rating(*one) for one in given), staff_phones=frozenset({"号码9"}))


def test_ratings_come_from_the_public() -> None:
    assert codes(ratings(("号码9", "第1项", "群众甲"))) == [("rating-by-staff", "severe")]
    assert codes(ratings(("号码1", "第1项", "群众甲"), ("号码1", "第2项", "群众乙"))) == [
        ("one-phone-many-ratings", "plain")
    ]
    assert codes(ratings(*(("号码1", f"第{n}项", "群众甲") for n in range(5)))) == [
        ("one-phone-many-ratings", "plain")
    ]


def test_one_citizen_may_have_spoken_of_a_few_items() -> None:
    assert codes(ratings(("号码1", "第1项", "群众甲"), ("号码1", "第2项", "群众甲"))) == []
