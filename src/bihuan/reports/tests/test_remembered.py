"""Remembered figures are never other than those counted anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Stretch
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of
from bihuan.people.models import CalendarDay
from bihuan.reports import remembered as memory
from bihuan.reports.as_of import UnitFigures, figures_by_unit
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World

S = State


def remembered(world: World, day: date) -> tuple[UnitFigures, ...]:
    """What is told of ``day``; and that it is what would be counted without a memory."""
    told = figures_by_unit(world.zhao, day)
    kept, memory._kept = memory._kept, memory._Kept()
    assert figures_by_unit(world.zhao, day) == told
    memory._kept = kept
    return told


def of_stretches(ask: Callable[[], object]) -> int:
    """How many statements read how cases stood."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    return sum("bihuan_stretch" in query["sql"] for query in seen)


def test_with_every_act_today_is_counted_anew_and_a_past_day_is_not(world: World) -> None:
    past = world.today
    for state in (S.ASSIGNED, S.RECTIFYING, S.VERIFYING, S.CLOSED):
        world.walk(world.case(LAMPS), state)
        for day in (past, world.today - timedelta(days=1), world.today):
            remembered(world, day)
    assert memory._kept.mark is not None
    assert past < memory._kept.mark.unsettled
    assert of_stretches(lambda: figures_by_unit(world.zhao, past)) == 0
    assert of_stretches(lambda: figures_by_unit(world.zhao, world.today)) == 0
    world.walk(world.case(LAMPS), S.FILED)
    assert of_stretches(lambda: figures_by_unit(world.zhao, past)) == 0
    assert of_stretches(lambda: figures_by_unit(world.zhao, world.today)) > 0


def test_an_act_with_the_clock_moved_back_changes_what_was_remembered(world: World) -> None:
    case, began = world.case_in(S.ASSIGNED), world.now
    world.now += timedelta(days=9)
    world.walk(case, S.RECTIFYING)
    day = day_of(began + timedelta(days=3))
    before = remembered(world, day)
    world.now = began + timedelta(days=1)
    world.case_in(S.ASSIGNED, WAGES)
    assert remembered(world, day) != before


def test_an_entry_that_appears_late_under_a_lower_number_is_not_missed(world: World) -> None:
    world.case_in(S.RECTIFYING)
    before = remembered(world, world.today)
    mark = memory._kept.mark
    assert mark is not None
    # As if the entry before the newest had not been there at the last look.
    memory._kept.mark = replace(mark, recent=mark.recent - 1)
    Stretch.objects.filter(case=world.case(), runs=True).update(progress=100)
    assert remembered(world, world.today) != before


def test_other_rules_and_another_calendar_count_anew(world: World) -> None:
    world.case_in(S.RECTIFYING)
    day = world.today
    remembered(world, day)
    batch = Batch.objects.get(pk=world.batch.pk)
    Batch.objects.filter(pk=batch.pk).update(
        rules=batch.rules.replace('"yellow_points":10', '"yellow_points":11')
    )
    assert of_stretches(lambda: figures_by_unit(world.zhao, day)) > 0
    CalendarDay.objects.create(day=day - timedelta(days=2), is_workday=False)
    assert of_stretches(lambda: figures_by_unit(world.zhao, day)) > 0
    remembered(world, day)


def test_who_may_not_see_a_whole_batch_is_told_nothing_from_memory(world: World) -> None:
    world.case_in(S.RECTIFYING)
    assert sum(unit.figures.total for unit in figures_by_unit(world.zhao, world.today)) == 3
    assert sum(unit.figures.total for unit in figures_by_unit(world.sun, world.today)) == 1
    assert figures_by_unit(world.cast.actors["wei"], world.today) == ()


def test_another_ledger_in_the_place_of_the_one_that_was_seen_is_counted(world: World) -> None:
    world.case_in(S.RECTIFYING)
    remembered(world, world.today)
    mark = memory._kept.mark
    assert mark is not None
    memory._kept.mark = replace(mark, pk=mark.pk + 7)
    Stretch.objects.filter(case=world.case(), runs=True).update(progress=100)
    remembered(world, world.today)


def test_what_a_page_counts_is_remembered_until_something_is_written(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    asked = []

    def told(who: str) -> int:
        def count() -> int:
            asked.append(who)
            return Stretch.objects.filter(case=case).count()

        return memory.until_the_next_entry(("stretches", who), count)

    first = told("zhao")
    assert (told("zhao"), told("qian"), told("zhao"), asked) == (first, first, first, ["zhao", "qian"])
    world.walk(case, S.VERIFYING)
    assert told("zhao") > first


def test_what_was_counted_of_an_act_that_was_taken_back_is_not_told(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    before, now = remembered(world, world.today), world.now
    with transaction.atomic():
        world.acknowledge(case)
        world.now = now
        figures_by_unit(world.zhao, world.today)
        transaction.set_rollback(True)
    with transaction.atomic():  # on SQLite under the same number, at the same moment
        assert figures_by_unit(world.zhao, world.today) == before
        world.assign(world.case(WAGES))
    assert remembered(world, world.today) != before
