"""Confirming how opinions are sorted, and telling two apart: who may, what is kept, what the history says."""

from typing import Any

import pytest

from bihuan.access.actor import PUBLIC
from bihuan.cases.routes import Route
from bihuan.journal.models import Entry
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.models import KeptApart, Membership, Sorting
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice, Suggested
from tests.support.cast import PEOPLE
from tests.support.refusals import not_allowed
from tests.support.world import World


def choice(world: World, serial: int = 5, **parts: Any) -> Choice:
    return Choice(world.opinion(serial).pk, **({"kind": "建设性意见建议"} | parts))


def sort(world: World, *choices: Choice) -> list[Sorting]:
    return sort_opinions(choices or (choice(world),), by=world.zhao, now=world.now)


def said(world: World, serial: int = 5) -> str:
    return last_entry("opinion", world.opinion(serial).pk).sentence.removeprefix(
        f"意见{world.opinion(serial)}"
    )


def test_many_are_sorted_at_once_and_each_has_its_line(world: World) -> None:
    unit = world.unit("enforcement").pk
    sort(
        world,
        choice(world, 5, category="市容环境", route=Route.NOW, unit=unit, urgent=True),
        choice(world, 7, kind="", category="公共交通"),
    )
    row = Sorting.objects.get(opinion=world.opinion(5))
    assert (row.kind, row.category, row.route, row.unit_id) == ("建设性意见建议", "市容环境", "now", unit)
    assert (row.urgent, row.decided_by.name, row.decided_at) == (True, "赵一", world.now)
    assert said(world, 5) == (
        "分类：类型“建设性意见建议”，类别“市容环境”，整改类型“立行立改”，承办单位“综合执法局”，急办"
    )
    assert said(world, 7) == "分类：类别“公共交通”"


def test_the_history_says_where_the_suggestion_was_followed_and_where_not(world: World) -> None:
    enforcement, construction = world.unit("enforcement").pk, world.unit("construction").pk
    suggested = Suggested(kind="建设性意见建议", category="市容环境", route=Route.STAGED, unit=construction)
    sort(world, choice(world, category="市容环境", unit=enforcement, suggested=suggested))
    assert said(world) == (
        "分类：类型“建设性意见建议”，类别“市容环境”，承办单位“综合执法局”"
        "（类型、类别与系统建议一致；整改类型系统建议为“分步解决”，未采用；承办单位系统建议为“建设局”，未采用）"
    )


def test_a_later_decision_takes_the_place_of_the_earlier_one_and_both_stay_in_the_history(
    world: World,
) -> None:
    sort(world, choice(world, category="市容环境"))
    world.later()
    sort(world, choice(world, kind="", category="城市照明"))
    row = Sorting.objects.get()
    assert (row.kind, row.category, row.decided_at) == ("", "城市照明", world.now)
    entries = Entry.objects.filter(act="sort_opinions", subject_id=world.opinion(5).pk)
    assert [("市容环境" in entry.sentence) for entry in entries] == [True, False]


def test_what_stands_in_a_case_may_be_sorted_and_the_case_stays_as_it_is(world: World) -> None:
    case, members = world.case(), list(Membership.objects.values())
    sort(world, choice(world, 1, route=Route.LONG_TERM, unit=world.unit("construction").pk))
    after = world.case()
    assert (after.route, after.lead, after.state) == (case.route, case.lead, case.state)
    assert list(Membership.objects.values()) == members


@pytest.mark.parametrize(
    ("parts", "code", "clause"),
    [
        ({"kind": ""}, "sorting-empty", "S2"),
        ({"kind": "类" * 41}, "sorting-too-long", "S2"),
        ({"category": "类" * 61}, "sorting-too-long", "S2"),
        ({"route": "at_once"}, "route-unknown", "S2"),
        ({"unit": 10**9}, "unit-unknown", "S5"),
        ({"unit": "elsewhere"}, "other-zone", "S5"),
        ({"unit": "zone"}, "unit-is-area", "S5"),
    ],
)
def test_a_choice_that_cannot_stand_is_refused_with_all_others(
    world: World, parts: dict[str, Any], code: str, clause: str
) -> None:
    if isinstance(parts.get("unit"), str):
        parts = {"unit": world.unit(parts["unit"]).pk}
    fine = choice(world, 4)
    with refused_unsaved((code, clause)):
        sort(world, fine, choice(world, **parts))


def test_every_fault_is_named_at_once(world: World) -> None:
    bad = choice(world, 5, route="at_once", unit=10**9)
    with refused_unsaved(("route-unknown", "S2"), ("unit-unknown", "S5"), ("sorting-empty", "S2")):
        sort(world, bad, choice(world, 7, kind=""))


def test_nothing_an_opinion_twice_and_one_that_is_gone_are_refused(world: World) -> None:
    world.batch  # noqa: B018
    with refused_unsaved(("no-opinions", "S2")):
        sort_opinions([], by=world.zhao, now=world.now)
    with refused_unsaved(("opinion-twice", "S2")):
        sort(world, choice(world), choice(world))
    with refused_unsaved(("opinion-unknown", "S2")):
        sort(world, choice(world), Choice(10**9, kind="咨询"))


def test_sorting_and_telling_apart_are_the_coordinators_alone(world: World) -> None:
    asked, pair = choice(world), (world.opinion(4).pk, world.opinion(5).pk)
    before = everything()
    for actor in (*(world.cast.actors[name] for name in sorted(set(PEOPLE) - {"zhao"})), PUBLIC):
        with not_allowed():
            sort_opinions([asked], by=actor, now=world.now)
        with not_allowed():
            keep_apart(*pair, by=actor, now=world.now, reason="两处。")
    assert everything() == before


def test_two_told_apart_are_kept_once_in_the_history_of_both(world: World) -> None:
    first, second = world.opinion(5), world.opinion(4)
    keep_apart(first.pk, second.pk, by=world.zhao, now=world.now, reason="路段不同。")
    row = KeptApart.objects.get()
    assert (row.first_id, row.second_id) == (second.pk, first.pk)
    assert said(world, 5) == f"与意见{second}不是同一件：路段不同。"
    assert said(world, 4) == f"与意见{first}不是同一件：路段不同。"
    with refused_unsaved(("already-apart", "S13")):
        keep_apart(second.pk, first.pk, by=world.zhao, now=world.now)


def test_an_opinion_is_not_told_apart_from_itself_or_from_another_batch(world: World) -> None:
    first = world.opinion(4)
    other = world.next_batch.opinions.get()
    with refused_unsaved(("same-opinion", "S13")):
        keep_apart(first.pk, first.pk, by=world.zhao, now=world.now)
    with refused_unsaved(("other-batch", "S13")):
        keep_apart(first.pk, other.pk, by=world.zhao, now=world.now)
