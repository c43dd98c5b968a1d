from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC, Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from bihuan.triage import actions
from bihuan.triage.models import Membership
from bihuan.triage.queries import undecided, visible_opinions
from tests.support.cast import PEOPLE
from tests.support.refusals import not_allowed
from tests.support.world import World

S = State


def open_case(world: World, by: Actor, serial: int = 7, **changes: Any) -> Case:
    asked = {"route": Route.STAGED, "reason": "须分步解决"} | changes
    return actions.open_case(world.opinion(serial).pk, by=by, now=world.now, **asked)


def merge(world: World, by: Actor, *serials: int, reason: str = "同一条路") -> Case:
    opinions = [world.opinion(serial).pk for serial in serials or (4,)]
    return actions.merge_opinions(world.case().pk, opinions, by=by, now=world.now, reason=reason)


def unmerge(world: World, by: Actor, serial: int = 4, reason: str = "说的是另一条路") -> object:
    return actions.unmerge_opinion(
        world.case().pk, world.opinion(serial).pk, by=by, now=world.now, reason=reason
    )


def answer(world: World, by: Actor, serial: int = 6, reason: str = "属政策解释") -> object:
    unit = world.unit("coordinator")
    return actions.answer_directly(world.opinion(serial).pk, by=by, now=world.now, unit=unit, reason=reason)


@dataclass(frozen=True)
class Sorting:
    """An act of triage, the opinion it is about, and what the journal says of it."""

    act: Act
    do: Callable[[World, Actor], object]
    serial: int
    sentence: str
    of_a_case: bool = True

    def __str__(self) -> str:
        return self.act.value


SORTINGS = (
    Sorting(Act.OPEN_CASE, open_case, 7, "立项为第4项（分步解决）：须分步解决"),
    Sorting(Act.MERGE_OPINIONS, lambda world, by: merge(world, by, 5), 5, "归并入第1项：同一条路"),
    Sorting(Act.UNMERGE_OPINION, unmerge, 4, "从第1项撤出：说的是另一条路"),
    Sorting(Act.ANSWER_DIRECTLY, answer, 6, "由组织人社局直接答复：属政策解释", of_a_case=False),
)


@pytest.mark.parametrize("sorting", SORTINGS, ids=str)
def test_an_act_of_triage_leaves_its_row_under_the_opinion_and_under_the_case(
    world: World, sorting: Sorting
) -> None:
    merge(world, world.zhao)
    world.later()
    sorting.do(world, world.zhao)
    opinion = world.opinion(sorting.serial)
    entry = last_entry("opinion", opinion.pk)
    assert (entry.act, entry.by_name, entry.at) == (sorting.act, "赵一", world.now)
    assert entry.sentence == f"意见{opinion.number}{sorting.sentence}"
    if sorting.of_a_case:
        case = Case.objects.latest("pk") if sorting.act is Act.OPEN_CASE else world.case()
        assert last_entry("case", case.pk).sentence == entry.sentence


@pytest.mark.parametrize("sorting", SORTINGS, ids=str)
def test_triage_is_the_coordinators_alone(world: World, sorting: Sorting) -> None:
    merge(world, world.zhao)
    before = everything()
    for name in sorted(set(PEOPLE) - {"zhao"}):
        with not_allowed():
            sorting.do(world, world.cast.actors[name])
    with not_allowed():
        sorting.do(world, PUBLIC)
    assert everything() == before
    sorting.do(world, world.zhao)


def test_a_new_case_takes_over_the_words_and_number_of_its_opinion_and_the_next_position(
    world: World,
) -> None:
    case = open_case(
        world, world.zhao, elements={"target": "延长两条线路。"}, measures=["调查客流。", "调整班次。"]
    )
    opinion = world.opinion(7)
    assert (case.position, case.number, case.content) == (4, opinion.number, opinion.text)
    assert (case.state, case.route, case.target) == (S.DRAFT, Route.STAGED, "延长两条线路。")
    assert [row.text for row in case.measures.all()] == ["调查客流。", "调整班次。"]
    assert Membership.objects.get(case=case).founding


@pytest.mark.parametrize("field", ["state", "round", "position", "progress", "public_text"])
def test_what_acts_decide_is_not_given_along(world: World, field: str) -> None:
    world.batch  # noqa: B018
    before = everything()
    with pytest.raises((ValueError, TypeError), match=field):
        open_case(world, world.zhao, elements={field: "closed"})
    assert everything() == before


def test_an_explanation_opens_no_case(world: World) -> None:
    with pytest.raises(ValueError, match="opens no case"):
        open_case(world, world.zhao, route=Route.EXPLAIN)


def test_one_opinion_is_split_into_two_cases_only_with_a_reason(world: World) -> None:
    world.batch  # noqa: B018
    with refused_unsaved(("split-reason-missing", "S13")):
        open_case(world, world.zhao, 1, reason="")
    with refused_unsaved(("route-reason-missing", "S2")):
        open_case(world, world.zhao, 7, reason=" ")
    case = open_case(world, world.zhao, 1, reason="一条意见说两件事")
    assert Membership.objects.filter(opinion=world.opinion(1)).count() == 2
    assert case.position == 4


def test_merged_opinions_keep_their_own_words(world: World) -> None:
    before = world.opinion(4).text, world.opinion(5).text
    case = merge(world, world.zhao, 4, 5)
    assert case.memberships.count() == 3
    assert (world.opinion(4).text, world.opinion(5).text) == before
    assert undecided(world.batch.opinions.all()).count() == 3


@pytest.mark.parametrize(
    ("serials", "reason", "code", "clause"),
    [
        ((4,), " ", "reason-missing", "S13"),
        ((1,), "同一条路", "already-merged", "S13"),
        ((6,), "同一条路", "answered-directly", "S12"),
        ((5, 6), "同一条路", "answered-directly", "S12"),
    ],
)
def test_a_merge_that_may_not_be_merges_none_of_them(
    world: World, serials: tuple[int, ...], reason: str, code: str, clause: str
) -> None:
    answer(world, world.zhao)
    with refused_unsaved((code, clause)):
        merge(world, world.zhao, *serials, reason=reason)


def test_an_empty_merge_is_refused(world: World) -> None:
    case = world.case()
    with refused_unsaved(("no-opinions", "S13")):
        actions.merge_opinions(case.pk, [], by=world.zhao, now=world.now, reason="同一条路")


def test_a_withdrawn_merge_leaves_the_opinion_waiting_for_a_new_decision(world: World) -> None:
    merge(world, world.zhao)
    unmerge(world, world.zhao)
    assert world.opinion(4) in undecided(world.batch.opinions.all())


@pytest.mark.parametrize(
    ("serial", "reason", "code"),
    [(1, "说错了", "founding-opinion"), (5, "说错了", "not-merged"), (4, "", "reason-missing")],
)
def test_the_founding_opinion_stays_and_a_stranger_cannot_leave(
    world: World, serial: int, reason: str, code: str
) -> None:
    merge(world, world.zhao)
    with refused_unsaved((code, "S13")):
        unmerge(world, world.zhao, serial, reason)


@pytest.mark.parametrize("act", [merge, unmerge])
@pytest.mark.parametrize("state", [S.VERIFIED, S.CLOSED, S.WITHDRAWN])
def test_from_the_verification_on_nothing_joins_or_leaves(world: World, state: State, act: Any) -> None:
    world.case_in(state)
    with refused_unsaved(("too-late-to-merge", "S13")):
        act(world, world.zhao)


def test_an_opinion_is_answered_directly_once_with_a_reason_and_outside_every_case(world: World) -> None:
    world.batch  # noqa: B018
    with refused_unsaved(("reason-missing", "S12")):
        answer(world, world.zhao, reason="")
    with refused_unsaved(("in-a-case", "S12")):
        answer(world, world.zhao, 1)
    answer(world, world.zhao)
    with refused_unsaved(("answered-directly", "S12")):
        answer(world, world.zhao)
    with refused_unsaved(("answered-directly", "S12")):
        open_case(world, world.zhao, 6)


@pytest.mark.parametrize(
    ("name", "serials"),
    [
        ("zhao", "12345678"),
        ("qian", "12345678"),
        ("feng", "12345678"),
        ("li", "14"),
        ("jiang", "26"),
        ("wang", "3"),
        ("shen", ""),
        ("wei", ""),
        ("chen", ""),
    ],
)
def test_everybody_sees_the_opinions_of_their_own_unit_and_no_others(
    world: World, name: str, serials: str
) -> None:
    merge(world, world.zhao)
    answer(world, world.zhao)
    seen = visible_opinions(world.cast.actors[name]).order_by("number").values_list("number", flat=True)
    assert "".join(number[-1] for number in seen) == serials
