"""Remembered figures are never other than those counted anew."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Stretch
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.people.models import CalendarDay
from bihuan.reports import past_days
from bihuan.reports.as_of import UnitFigures, figures_by_unit
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World

S = State


def remembered(world: World, day: date) -> tuple[UnitFigures, ...]:
    """What is told of ``day``; and that it is what would be counted without a memory."""
    told = figures_by_unit(world.zhao, day)
    mark, values = past_days._kept.mark, dict(past_days._kept.values)
    past_days.forget()
    assert figures_by_unit(world.zhao, day) == told
    past_days._kept.mark, past_days._kept.values = mark, values
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
    assert past_days._kept.mark is not None
    assert past < past_days._kept.mark.unsettled
    assert of_stretches(lambda: figures_by_unit(world.zhao, past)) == 0
    assert of_stretches(lambda: figures_by_unit(world.zhao, world.today)) == 0
    world.walk(world.case(LAMPS), S.FILED)
    assert of_stretches(lambda: figures_by_unit(world.zhao, past)) == 0
    assert of_stretches(lambda: figures_by_unit(world.zhao, world.today)) > 0


def test_an_act_with_the_clock_moved_back_changes_what_was_remembered(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    moment = world.now + timedelta(days=2)
    world.now += timedelta(days=9)
    world.walk(case, S.RECTIFYING)
    before = remembered(world, day_of(moment))
    world.now = moment
    world.case_in(S.ASSIGNED, WAGES)
    assert remembered(world, day_of(moment)) != before


def test_an_entry_that_appears_late_under_a_lower_number_is_not_missed(world: World) -> None:
    world.case_in(S.RECTIFYING)
    before = remembered(world, world.today)
    newest = Entry.objects.order_by("-pk")[0]
    number = newest.pk - 1
    gone = Entry.objects.filter(pk=number)
    assert gone.exists()
    mark = past_days._kept.mark
    assert mark is not None
    # As if the entry before the newest had not been there at the last look.
    past_days._kept.mark = past_days.Mark(mark.pk, mark.at, mark.recent - 1)
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
    mark = past_days._kept.mark
    assert mark is not None
    past_days._kept.mark = past_days.Mark(mark.pk + 7, mark.at, mark.recent)
    Stretch.objects.filter(case=world.case(), runs=True).update(progress=100)
    remembered(world, world.today)
