"""Who is told what, and that nothing but numbers and our own sentences can be said."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.access.acts import Act
from bihuan.messages.rules import (
    HANDS_ON,
    MOST_SINGLE,
    TOLD,
    TURN,
    Ask,
    Asker,
    Subject,
    Telling,
    TurnOf,
    bundled,
    counted,
    one_each,
    rules_of,
    speaks,
    words,
)
from bihuan.reports.worklist import WAITS_FOR

NUMBER = "滨管办发〔2022〕21号"


def telling(user: int, entry: int, ask: Ask = Ask.ACKNOWLEDGE, position: int | None = None) -> Telling:
    return Telling(user, entry, ask, Subject(NUMBER, position or entry), "1/2.", f"/cases/{entry}")


def test_every_act_that_a_state_waits_for_can_be_said() -> None:
    awaited = {act for acts in WAITS_FOR.values() for act in acts}
    assert awaited <= set(TURN)
    assert set(HANDS_ON.values()) <= set(TURN)


def test_a_message_holds_a_number_a_position_and_one_of_our_sentences() -> None:
    assert words(Subject(NUMBER, 3), Ask.ACKNOWLEDGE) == "滨管办发〔2022〕21号第3项：等您签收"
    assert words(Subject(NUMBER), Ask.ASSIGN_IMPORTED) == "滨管办发〔2022〕21号：已导入来件，请梳理交办"
    assert words(Subject(NUMBER, 3), Ask.ACKNOWLEDGE, 12) == "滨管办发〔2022〕21号：12件等您签收"


def test_there_is_no_place_in_a_message_for_words_of_people() -> None:
    """What ``words`` is given decides what can leave the house: two values and an enumeration."""
    assert {field.name: str(field.type) for field in fields(Subject)} == {
        "number": "<class 'str'>",
        "position": "int | None",
    }
    assert {name: str(kind) for name, kind in words.__annotations__.items()} == {
        "subject": str(Subject),
        "ask": str(Ask),
        "count": "<class 'int'>",
        "return": "<class 'str'>",
    }


@given(
    st.text(min_size=1, max_size=40), st.integers(1, 9999), st.sampled_from(list(Ask)), st.integers(1, 999)
)
def test_what_a_message_asks_can_be_read_back(number: str, position: int, ask: Ask, count: int) -> None:
    assert counted(words(Subject(number, position), ask, count)) == (count, ask.label)


def test_a_case_that_moved_tells_those_whose_turn_it_is() -> None:
    assert rules_of(Act.ASSIGN_CASE, (Act.ACKNOWLEDGE_CASE,), moved=True) == [
        (Ask.ACKNOWLEDGE, TurnOf(Act.ACKNOWLEDGE_CASE))
    ]


def test_a_request_that_waited_before_is_not_told_again_because_the_case_moved() -> None:
    awaited = (Act.SUBMIT_PLAN, Act.APPROVE_EXTENSION)
    assert [ask for ask, _ in rules_of(Act.ACKNOWLEDGE_CASE, awaited, moved=True)] == [Ask.PLAN]


def test_a_case_that_has_moved_on_since_tells_nobody_that_it_waits() -> None:
    assert rules_of(Act.ASSIGN_CASE, (), moved=True) == []
    assert rules_of(Act.REQUEST_EXTENSION, (), moved=False) == []


def test_an_application_is_told_though_the_notice_still_runs() -> None:
    assert rules_of(Act.APPLY_CLOSE_OUT, (), moved=False) == [(Ask.CLOSE, TurnOf(Act.CLOSE_CASE))]


@pytest.mark.parametrize("act", [Act.APPROVE_EXTENSION, Act.REFUSE_WITHDRAWAL])
def test_who_asked_is_told_what_was_decided(act: Act) -> None:
    assert [whom for _, whom in rules_of(act, (), moved=False)] == [Asker()]


@pytest.mark.parametrize("act", [Act.OPEN_CASE, Act.REPORT_PROGRESS, Act.ADD_EVIDENCE, Act.REVEAL_CONTACT])
def test_an_entry_that_makes_it_nobodys_turn_tells_nobody(act: Act) -> None:
    assert not speaks(act, moved=False)
    assert act not in TOLD


def test_of_one_entry_a_person_is_told_the_most_important_only() -> None:
    assert one_each([telling(1, 7, Ask.FILE), telling(1, 7, Ask.CLOSED), telling(2, 7, Ask.CLOSED)]) == [
        telling(1, 7, Ask.FILE),
        telling(2, 7, Ask.CLOSED),
    ]


def test_many_of_one_kind_are_one_with_their_number() -> None:
    few = [telling(1, entry) for entry in range(1, MOST_SINGLE + 1)]
    assert bundled(few) == [(each, 1) for each in few]
    many = [*few, telling(1, 99)]
    assert bundled(many) == [(telling(1, 99), MOST_SINGLE + 1)]


def test_what_is_asked_of_others_or_is_something_else_is_not_in_the_bundle() -> None:
    many = [telling(1, entry) for entry in range(1, 9)]
    others = [telling(2, 3), telling(1, 4, Ask.VERIFY)]
    found = bundled([*many, *others])
    assert {(each.user, each.ask, count) for each, count in found} == {
        (1, Ask.ACKNOWLEDGE, 8),
        (2, Ask.ACKNOWLEDGE, 1),
        (1, Ask.VERIFY, 1),
    }
