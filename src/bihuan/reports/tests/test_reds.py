"""The red cases are those whose own light is red."""

from datetime import date, timedelta

import pytest

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.kernel.clock import day_of
from bihuan.people.calendar import office_calendars
from bihuan.reports.ledger import lit
from bihuan.reports.reds import dated, red_cases
from bihuan.supervision.lights import Light
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World

S = State


def red_by_itself(world: World, today: date) -> list[Case]:
    """Each case judged on its own."""
    calendars = office_calendars()
    lights = [
        (case, lit(case, calendars.of(case.batch.coordinator.path), today)) for case in dated(world.zhao)
    ]
    red = [case for case, found in lights if found.light is Light.RED]
    return sorted(red, key=lambda case: (case.limit_date, case.batch_id, case.position))


@pytest.mark.long
@pytest.mark.parametrize("percent", [0, 10, 35, 60, 99, 100])
def test_whatever_the_day_they_are_those_whose_light_is_red(world: World, percent: int) -> None:
    for position, at in ((LAMPS, S.RECTIFYING), (WAGES, S.ASSIGNED), (GREEN, S.VERIFYING)):
        world.case_in(at, position)
    Case.objects.filter(position__in=(LAMPS, WAGES)).update(progress=percent)
    limits = [case.limit_date for case in dated(world.zhao) if case.limit_date]
    day, calendars, counts = day_of(world.now), office_calendars(), set()
    while day < max(limits) + timedelta(days=5):
        found, should = red_cases(world.zhao, day, calendars, 10), red_by_itself(world, day)
        assert (list(found.first), found.count) == (should, len(should))
        assert red_cases(world.zhao, day, calendars, 1).first == tuple(should[:1])
        counts.add(found.count)
        day += timedelta(days=9)
    assert len(counts) > 1
