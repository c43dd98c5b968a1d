from datetime import datetime

import pytest

from bihuan.access.acts import Act
from bihuan.access.independence import PART_OF, Part
from bihuan.cases.history import bars, hands_of, hands_of_all, hands_told, reopened_at
from bihuan.cases.lifecycle import State
from bihuan.disclosure.actions import draft_statement
from bihuan.journal.queries import history_of
from bihuan.journal.record import record
from bihuan.kernel.clock import OFFICE_ZONE
from tests.support.paper import GREEN, WAGES
from tests.support.world import World

NOW = datetime(2022, 6, 1, 9, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize("act", sorted(Act))
def test_what_somebody_did_to_a_case_is_the_part_they_had_in_it(world: World, act: Act) -> None:
    case, other = world.case(), world.case(WAGES)
    record(act, by=world.li, now=NOW, subject_kind="case", subject_id=case.pk, sentence="…")
    parts = {PART_OF[act]: {world.li.user_id}} if act in PART_OF else {}
    assert hands_of(case).people == parts
    assert hands_of(other).people == {}


def test_who_called_is_known_to_the_history_of_the_case(world: World) -> None:
    case = world.case_in(State.CLOSED)
    assert Part.CALLED not in hands_of(case).people
    world.visit_everybody(case)
    assert hands_of(case).people[Part.CALLED] == {world.han.user_id}


def test_the_statement_is_drafted_by_who_wrote_the_draft_that_stands(world: World) -> None:
    case = world.case_in(State.FILED)
    for author in (world.li, world.sun, world.zhao, world.li):
        draft_statement(case.pk, by=author, now=world.now, text="路灯已修复。")
        assert hands_of(case).people[Part.DRAFTED] == {author.user_id}


def test_a_part_is_had_in_whatever_round(world: World) -> None:
    first = hands_of(world.case_in(State.DISCLOSED)).people
    again = hands_of(world.case_in(State.REOPENED)).people
    assert again == first
    assert set(first) == set(Part) - {Part.ASKED}


def test_the_units_that_handle_are_the_responsible_the_supporting_and_who_took_it_in_hand(
    world: World,
) -> None:
    case = world.case_in(State.ACKNOWLEDGED)
    case.supporting.create(unit=world.unit("construction"))
    case.assignments.create(
        unit=world.unit("coordinator"), number="交办〔2022〕90号", assigned_at=NOW, acknowledge_due_on=NOW.date(),
        acknowledged_at=NOW,
    )  # fmt: skip
    case.assignments.create(
        unit=world.unit("office"), number="交办〔2022〕91号", assigned_at=NOW, acknowledge_due_on=NOW.date(),
        returned_at=NOW,
    )  # fmt: skip
    handling = {world.unit(key).path for key in ("enforcement", "construction", "coordinator")}
    assert set(hands_of(case).handling) == handling


@pytest.mark.django_db
def test_the_hands_of_many_cases_cost_as_much_as_those_of_one(
    world: World, django_assert_num_queries: object
) -> None:
    cases = [world.case_in(State.VERIFIED), world.case(WAGES), world.case(GREEN)]
    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture without a type
        found = hands_of_all(cases)
    assert found == {case.pk: hands_of(case) for case in cases}


def test_an_act_that_is_closed_to_nobody_asks_the_database_nothing(
    world: World, django_assert_num_queries: object
) -> None:
    case = world.case_in(State.FILED)
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture without a type
        assert bars(world.zhao, Act.DISCLOSE_CASE, case) == []


def test_the_present_round_began_with_the_last_relapse(world: World) -> None:
    case = world.case_in(State.REOPENED)
    assert reopened_at(case.pk) == world.now
    world.walk(case, State.DISCLOSED)
    world.reopen(case)
    assert reopened_at(case.pk) == world.now
    assert reopened_at(world.case(3).pk) is None


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.RETURNED, State.VERIFYING, State.DISCLOSED, State.REOPENED]
)
def test_hands_are_the_same_of_a_history_that_was_read(world: World, state: State) -> None:
    case = world.case_in(state)
    told, asked = hands_told(case, history_of("case", case.pk)), hands_of(case)
    assert told.people == asked.people
    assert set(told.handling) == set(asked.handling)
