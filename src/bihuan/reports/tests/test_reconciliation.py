"""账实相符: every line holds whatever was done, says so when it does not, and opens its rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.reports.reconciliation import (
    CASE_PARTS,
    PART_OF_STATE,
    Line,
    Reconciliation,
    Term,
    cases_in,
    opinions_in,
    reconcile,
)
from bihuan.triage.actions import open_case
from bihuan.triage.importing import import_reading
from bihuan.triage.models import Place
from tests.support.paper import WAGES
from tests.support.world import World

S = State


def test_every_state_has_its_place() -> None:
    assert set(PART_OF_STATE) == set(State)
    assert sum(len(states) for _, states in CASE_PARTS.values()) == len(State)


def reconciled(world: World) -> Reconciliation:
    return reconcile(world.zhao, world.today, world.batch.pk)


@pytest.mark.parametrize("state", [S.DRAFT, S.RETURNED, S.RECTIFYING, S.DISCLOSED, S.WITHDRAWN, S.REOPENED])
def test_what_came_in_is_where_it_should_be(world: World, state: State) -> None:
    world.case_in(state)
    found = reconciled(world)
    for line in found.lines[:4]:
        assert line.holds, line.sentence
    assert found.lines[1].whole.count == 3


def test_every_number_opens_its_rows(world: World) -> None:
    world.case_in(S.CLOSED)
    world.case_in(S.WITHDRAWN, WAGES)
    found = reconciled(world)
    opinions, cases, bridge = found.lines[:3]
    for term in (opinions.whole, *opinions.parts, bridge.parts[0]):
        rows = opinions_in(world.zhao, world.today, world.batch.pk, term.name)
        assert rows.count() == term.count, term
    for term in (cases.whole, *cases.parts, *bridge.parts[1:]):
        assert cases_in(world.zhao, world.today, world.batch.pk, term.name).count() == term.count, term
    for unit in found.units:
        led = cases_in(world.zhao, world.today, world.batch.pk, "cases", unit.unit_id or 0)
        assert led.count() == unit.line.whole.count


def test_what_came_after_the_issue_is_told_apart_from_what_the_notice_states(world: World) -> None:
    world.case_in(S.RECTIFYING)
    assert [line.holds for line in reconciled(world).lines[4:]] == [True, True]
    line = OpinionLine("220000000000777", "新增一条意见。", "12345", world.today, where="第1行")
    import_reading(
        Reading(DocumentFacts(), None, (line,), ()),
        by=world.zhao,
        now=world.later(),
        name="hotline.csv",
        sha256="c" * 64,
        batch_id=world.batch.pk,
    )
    opinion = world.batch.opinions.get(number=line.number)
    open_case(opinion.pk, by=world.zhao, now=world.later(), route=Route.NOW, reason="另行立项。")
    found = reconciled(world)
    assert [line.sentence for line in found.lines[4:]] == [
        "登记的意见9条，来件写明的意见8条＋印发后收到1条，相符。",
        "列入整改的事项4项，来件写明的事项3项＋印发后立项或转入1项，相符。",
    ]
    later, opened = (line.parts[1].name for line in found.lines[4:])
    assert opinions_in(world.zhao, world.today, world.batch.pk, later).get() == opinion
    assert cases_in(world.zhao, world.today, world.batch.pk, opened).get().case.number == opinion.number


def test_a_past_day_is_reconciled_as_it_was(world: World) -> None:
    before = reconciled(world)
    day = world.today
    world.now += timedelta(days=1)
    world.case_in(S.CLOSED)
    after = reconcile(world.zhao, day, world.batch.pk)
    assert [line.sentence for line in after.lines] == [line.sentence for line in before.lines]
    assert reconciled(world).lines[1].sentence != before.lines[1].sentence


def test_a_place_that_is_lost_is_said_and_not_mended(world: World) -> None:
    Place.objects.filter(batch=world.batch, where=Place.Where.FOUNDING).first().delete()  # type: ignore[union-attr]
    found = reconciled(world)
    assert not found.holds
    assert "合计比列入整改的事项少1项，不相符，请查明原因。" in found.lines[2].sentence


def test_a_line_says_by_how_much_it_is_off() -> None:
    line = Line("意见去向", "条", Term("", "登记的意见", 5), (Term("", "立项", 4), Term("", "归并", 3)))
    assert line.sentence == "登记的意见5条，立项4条＋归并3条，合计比登记的意见多2条，不相符，请查明原因。"
    whole = Line("意见去向", "条", Term("", "登记的意见", 7), line.parts)
    assert whole.holds
    assert whole.sentence.endswith("相符。")


def test_before_the_batch_there_was_nothing(world: World) -> None:
    found = reconcile(world.zhao, world.today - timedelta(days=4000), world.batch.pk)
    assert found.empty
    assert found.units == ()


def test_a_batch_of_somebody_else_is_not_there(world: World) -> None:
    with pytest.raises(Batch.DoesNotExist):
        reconcile(world.cast.actors["sun"], world.today, world.batch.pk)


def test_the_number_of_statements_does_not_grow(world: World) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            reconciled(world)
        return len(asked)

    world.case_in(S.DRAFT)
    few = statements()
    world.case_in(S.CLOSED)
    world.case_in(S.WITHDRAWN, WAGES)
    assert statements() == few
