"""The register and the numbers: everybody reads what is theirs, spoiled papers stay, no number is missing."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from bihuan.access.actor import Actor, Post, Role
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.issuing.actions import issue_paper, spoil_paper
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import (
    SPOILED,
    VALID,
    RegisterFilter,
    certificate_of_code,
    number_series,
    numbers_table,
    register,
    register_table,
    visible_papers,
)
from bihuan.issuing.tests.papers import small_papers
from bihuan.journal.models import NumberSeries
from bihuan.people.models import Unit
from tests.support.world import GREEN, LAMPS, World

__all__ = ["small_papers"]
pytestmark = pytest.mark.usefixtures("small_papers")
TYPED = {"要求": "抓紧办理。"}


def issue(world: World, kind: str, case: Case | None = None, **changes: Any) -> IssuedPaper:
    given: dict[str, Any] = {"by": world.zhao, "now": world.now, "typed": TYPED}
    about = {"case_id": case.pk} if case else {}
    return issue_paper(kind, world.batch.pk, **{**given, **about, **changes})


def seen(actor: Actor) -> set[str]:
    return {paper.kind for paper in visible_papers(actor)}


def test_each_sees_the_papers_of_what_they_see(world: World) -> None:
    lamps, green = world.case_in(State.RECTIFYING, LAMPS), world.case_in(State.RECTIFYING, GREEN)
    issue(world, "verification-form", lamps)
    issue(world, "assignment-order", green)
    issue(world, "circular")
    everything = {"verification-form", "assignment-order", "circular"}
    for who in ("zhao", "qian", "wu", "feng"):
        assert seen(world.cast.actors[who]) == everything, who
    for who in ("li", "sun"):
        assert seen(world.cast.actors[who]) == {"verification-form"}, who
    assert seen(world.wang) == {"assignment-order"}
    assert seen(world.zhou) == {"verification-form", "assignment-order"}, "what the verifier was given"
    for who in ("wei", "chen", "shen"):
        assert seen(world.cast.actors[who]) == set(), who


def test_the_register_is_filtered_by_kind_year_state_and_words(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    first = issue(world, "verification-form", case)
    spoil_paper(first.pk, by=world.zhao, now=world.now, reason="错字。")
    world.on(2023, 2, 1)
    second = issue(world, "verification-form", case)
    circular = issue(world, "circular")

    def found(**wanted: Any) -> list[IssuedPaper]:
        return list(register(world.zhao, RegisterFilter(**wanted)))

    assert found() == [circular, second, first]
    assert found(kind="circular") == [circular]
    assert found(year=2022) == [first]
    assert found(state=SPOILED) == [first]
    assert found(state=VALID, kind="verification-form") == [second]
    assert found(text="核查〔2023〕") == [second]
    assert found(batch=world.batch.pk + 1) == []


def test_the_register_as_a_list_says_what_is_spoiled(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    paper = issue(world, "verification-form", case)
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="错字。")
    table = register_table(register(world.zhao, RegisterFilter()), world.today)
    assert [row[1:] for row in table.rows] == [
        ("核查验收表", paper.number, paper.title, str(case), str(world.today), "赵一", SPOILED)
    ]


def test_numbers_of_hand_overs_and_close_outs_stand_beside_those_of_papers(world: World) -> None:
    case = world.case_in(State.CLOSED)
    for _ in range(2):
        issue(world, "verification-form", case)
    spoil_paper(IssuedPaper.objects.earliest("pk").pk, by=world.zhao, now=world.now, reason="错字。")
    issue(world, "assignment-order", case)
    series = {row.name: row for row in number_series(world.zhao)}
    assert [(use.serial, use.state) for use in series["核查"].uses] == [(1, SPOILED), (2, "已出文")]
    assert [use.number for use in series["核查"].spoiled] == [f"核查〔{world.today.year}〕1号"]
    assert [use.state for use in series["交办"].uses] == ["已出文"]
    assert [use.state for use in series["销号"].uses] == ["已销号，未制单"]
    assert len(numbers_table(list(series.values()), world.today).rows) == 4


def test_numbers_that_another_may_not_see_are_counted_and_not_named(world: World) -> None:
    issue(world, "verification-form", world.case_in(State.RECTIFYING, GREEN))
    issue(world, "verification-form", world.case_in(State.RECTIFYING, LAMPS))
    (series,) = [row for row in number_series(world.li) if row.name == "核查"]
    assert ([use.serial for use in series.uses], series.elsewhere) == ([2], (1,))


def test_a_close_out_is_found_by_the_code_of_its_certificate_and_tells_the_projection_only(
    world: World,
) -> None:
    case = world.case_in(State.CLOSED)
    close_out = case.close_outs.get()
    found = certificate_of_code(close_out.code)
    assert found is not None
    public, row = found
    assert (public.id, row.number, row.code) == (case.pk, close_out.number, close_out.code)
    assert certificate_of_code("") is None


def test_what_another_office_numbers_is_no_gap_in_ones_own_register(world: World) -> None:
    """Two zones in one province: each counts its own papers from 1, also on the page of who sees both."""
    ours, theirs = world.batch, world.case_in(State.RECTIFYING, GREEN)
    office = Unit.objects.create(name="另一片区综合办", parent=ours.coordinator.parent)
    others = Batch.objects.create(number="另管综发〔2022〕1号", coordinator=office)
    Case.objects.filter(pk=theirs.pk).update(batch=others)
    for _ in range(2):
        issue(world, "verification-form", world.case_in(State.RECTIFYING, LAMPS))
        leader = Actor(world.zhao.user_id, "赵一", "", (Post(Role.COORDINATOR, office.pk, office.path),))
        issue_paper("verification-form", others.pk, by=leader, now=world.now, case_id=theirs.pk, typed=TYPED)
    assert ours.coordinator.parent is not None
    above = Actor(None, "查阅", "", (Post(Role.VIEWER, 0, ours.coordinator.parent.path),))
    for actor, offices in ((world.zhao, 1), (leader, 1), (above, 2)):
        rows = [row for row in number_series(actor) if row.name == "核查"]
        assert [([use.serial for use in row.uses], row.elsewhere) for row in rows] == [([1, 2], ())] * offices
        assert len({row.office for row in rows}) == offices


def test_an_office_goes_on_after_its_own_last_number_when_counts_are_parted(world: World) -> None:
    case = world.case_in(State.CLOSED)
    for _ in range(2):
        spoiled = issue(world, "verification-form", case)
    spoil_paper(spoiled.pk, by=world.zhao, now=world.now, reason="错字。")
    before = set(NumberSeries.objects.values_list("unit", "kind", "year", "last"))
    NumberSeries.objects.all().delete()
    import_module("bihuan.migrations.0005_numbers_of_each_office").share_out(apps, None)
    assert set(NumberSeries.objects.values_list("unit", "kind", "year", "last")) == before
    assert {("核查", 2), ("交办", 1), ("销号", 1)} == {(kind, last) for _, kind, _, last in before}
