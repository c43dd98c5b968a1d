"""The register and the numbers: everybody reads what is theirs, spoiled papers stay, no number is missing."""

from typing import Any

import pytest

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
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
from tests.support.world import GREEN, LAMPS, World

__all__ = ["small_papers"]
pytestmark = pytest.mark.usefixtures("small_papers")


def issue(world: World, kind: str, case: Case | None = None, **changes: Any) -> IssuedPaper:
    given: dict[str, Any] = {"by": world.zhao, "now": world.now, "typed": {"要求": "抓紧办理。"}}
    about = {"case_id": case.pk} if case else {}
    return issue_paper(kind, world.batch.pk, **{**given, **about, **changes})


def seen(actor: Actor) -> set[str]:
    return {paper.kind for paper in visible_papers(actor)}


def test_each_sees_the_papers_of_what_they_see(world: World) -> None:
    lamps, green = world.case_in(State.RECTIFYING, LAMPS), world.case_in(State.RECTIFYING, GREEN)
    issue(world, "supervision-order", lamps)
    issue(world, "assignment-order", green)
    issue(world, "circular")
    everything = {"supervision-order", "assignment-order", "circular"}
    for who in ("zhao", "qian", "wu", "feng"):
        assert seen(world.cast.actors[who]) == everything, who
    for who in ("li", "sun"):
        assert seen(world.cast.actors[who]) == {"supervision-order"}, who
    assert seen(world.wang) == {"assignment-order"}
    assert seen(world.zhou) == {"supervision-order", "assignment-order"}, "what the verifier was given"
    for who in ("wei", "chen", "shen"):
        assert seen(world.cast.actors[who]) == set(), who


def test_the_register_is_filtered_by_kind_year_state_and_words(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    first = issue(world, "supervision-order", case)
    spoil_paper(first.pk, by=world.zhao, now=world.now, reason="错字。")
    world.on(2023, 2, 1)
    second = issue(world, "supervision-order", case)
    circular = issue(world, "circular")

    def found(**wanted: Any) -> list[IssuedPaper]:
        return list(register(world.zhao, RegisterFilter(**wanted)))

    assert found() == [circular, second, first]
    assert found(kind="circular") == [circular]
    assert found(year=2022) == [first]
    assert found(state=SPOILED) == [first]
    assert found(state=VALID, kind="supervision-order") == [second]
    assert found(text="督办〔2023〕") == [second]
    assert found(batch=world.batch.pk + 1) == []


def test_the_register_as_a_list_says_what_is_spoiled(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    paper = issue(world, "supervision-order", case)
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="错字。")
    table = register_table(register(world.zhao, RegisterFilter()), world.today)
    assert [row[1:] for row in table.rows] == [
        ("督办单", paper.number, paper.title, str(case), str(world.today), "赵一", SPOILED)
    ]


def test_numbers_of_hand_overs_and_close_outs_stand_beside_those_of_papers(world: World) -> None:
    case = world.case_in(State.CLOSED)
    for _ in range(2):
        issue(world, "supervision-order", case)
    spoil_paper(IssuedPaper.objects.earliest("pk").pk, by=world.zhao, now=world.now, reason="错字。")
    issue(world, "assignment-order", case)
    series = {row.name: row for row in number_series(world.zhao)}
    assert [(use.serial, use.state) for use in series["督办"].uses] == [(1, SPOILED), (2, "已出文")]
    assert [use.number for use in series["督办"].spoiled] == [f"督办〔{world.today.year}〕1号"]
    assert [use.state for use in series["交办"].uses] == ["已出文"]
    assert [use.state for use in series["销号"].uses] == ["已销号，未制单"]
    assert len(numbers_table(list(series.values()), world.today).rows) == 4


def test_numbers_that_another_may_not_see_are_counted_and_not_named(world: World) -> None:
    issue(world, "supervision-order", world.case_in(State.RECTIFYING, GREEN))
    issue(world, "supervision-order", world.case_in(State.RECTIFYING, LAMPS))
    (series,) = [row for row in number_series(world.li) if row.name == "督办"]
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
