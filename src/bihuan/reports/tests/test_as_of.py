"""Figures of any day: today's are those of the papers, a past day's are what was so then, each opens its rows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import State
from bihuan.cases.models import FOREVER, Stretch
from bihuan.cases.visibility import visible_cases
from bihuan.documents.batch_facts import view_of
from bihuan.documents.scope import Scope
from bihuan.intake.reading import LimitKind
from bihuan.people.calendar import office_calendar
from bihuan.reports import remembered
from bihuan.reports.as_of import (
    NO_UNIT,
    begun_on,
    cases_of_figure,
    end_of,
    figures_by_unit,
    figures_of,
    figures_trend,
)
from bihuan.reports.figures import NAMES, CaseFacts, Figures, figures
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World

S = State


def told_today(world: World, actor: Actor) -> Figures:
    """As papers count them, from the cases themselves."""
    return view_of(Scope(world.batch, visible_cases(actor), world.today)).figures


@pytest.mark.parametrize(
    "state", [S.DRAFT, S.RETURNED, S.RECTIFYING, S.VERIFYING, S.NOTICING, S.DISCLOSED, S.REOPENED]
)
def test_todays_figures_are_those_of_the_papers(world: World, state: State) -> None:
    world.case_in(state)
    counted = figures_of(world.zhao, world.today)
    assert counted == told_today(world, world.zhao)
    assert counted.total == 3


def test_a_past_day_is_counted_as_it_was_told_then(world: World) -> None:
    told: dict[date, Figures] = {}
    for state in (S.ASSIGNED, S.RECTIFYING, S.VERIFYING, S.VERIFIED, S.CLOSED, S.DISCLOSED):
        world.walk(world.case(LAMPS), state)
        told[world.today] = told_today(world, world.zhao)
    assert len(set(told.values())) > 2
    assert figures_trend(world.zhao, list(told)) == tuple(told.items())


def test_a_day_ends_at_midnight_in_the_office(world: World) -> None:
    case = world.case_in(S.ASSIGNED)
    moment = end_of(world.today)
    stretch = Stretch.objects.get(case=case, runs=True)
    for since, counted in ((moment - timedelta(microseconds=1), 1), (moment, 0)):
        Stretch.objects.filter(case=case, until=stretch.since).update(until=since)
        Stretch.objects.filter(pk=stretch.pk).update(since=since)
        stretch.since = since
        found = cases_of_figure(world.zhao, world.today, "total")
        assert sum(row.state is S.ASSIGNED for row in found) == counted
        assert len(found) == 3


def test_the_units_add_up_and_stand_in_the_order_of_the_tree(world: World) -> None:
    world.case_in(S.RECTIFYING)
    Stretch.objects.filter(case=world.case(GREEN)).update(lead=None)
    units = figures_by_unit(world.zhao, world.today)
    assert sum((unit.figures for unit in units), Figures()) == figures_of(world.zhao, world.today)
    assert [unit.unit_name for unit in units][-1] == NO_UNIT
    assert [unit.figures.total for unit in units] == [1, 1, 1]
    (row,) = cases_of_figure(world.zhao, world.today, "total", unit=0)
    assert row.case_id == world.case(GREEN).pk


def test_a_case_is_counted_under_the_unit_that_led_it_that_day(world: World) -> None:
    case = world.case_in(S.RETURNED)
    was, day = case.lead_id, world.today
    world.now += timedelta(days=1)
    other = world.unit("construction")
    world.edit(case, lead=other)
    found = {unit.unit_id: unit.figures.total for unit in figures_by_unit(world.zhao, day)}
    now = {unit.unit_id: unit.figures.total for unit in figures_by_unit(world.zhao, world.today)}
    assert (found[was], now.get(was, 0)) == (1, 0)
    assert now[other.pk] == found[other.pk] + 1


def test_every_figure_opens_exactly_what_it_counts(world: World) -> None:
    world.case_in(S.NOTICING)
    world.case_in(S.WITHDRAWN, WAGES)
    counted = figures_of(world.zhao, world.today)
    for name in NAMES:
        rows = cases_of_figure(world.zhao, world.today, name)
        assert len(rows) == getattr(counted, name)
        assert len({row.case_id for row in rows}) == len(rows)


@pytest.mark.parametrize(("who", "total"), [("zhao", 3), ("qian", 3), ("sun", 1), ("zhou", 1), ("wei", 0)])
def test_nobody_counts_what_they_may_not_see(world: World, who: str, total: int) -> None:
    world.case_in(S.RECTIFYING)
    actor = world.cast.actors[who]
    assert figures_of(actor, world.today).total == total
    assert len(cases_of_figure(actor, world.today, "total")) == total


def test_before_anything_was_taken_up_there_is_nothing(world: World) -> None:
    first = begun_on(world.zhao, batch=world.batch.pk)
    assert first is not None
    assert figures_of(world.zhao, first).total == 3
    assert figures_of(world.zhao, first - timedelta(days=1)) == Figures()
    assert figures_by_unit(world.zhao, first - timedelta(days=1)) == ()
    assert begun_on(world.zhao, batch=world.batch.pk + 1) is None


moments = st.integers(-40, 40)
days = st.one_of(st.none(), st.integers(-40, 40))
stretches = st.lists(
    st.tuples(
        st.sampled_from(State),
        days,
        days,
        st.integers(0, 100),
        st.booleans(),
        st.sampled_from(["", *LimitKind]),
        moments,
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(stretches, st.integers(-30, 30))
def test_the_database_counts_as_the_definitions_say(
    world: World, lives: list[tuple[Any, ...]], at: int
) -> None:
    """Whatever stretches there are and whatever the day: the same as judging each case by itself."""
    case, middle = world.case(), world.today
    Stretch.objects.all().delete()
    on = middle + timedelta(days=at)
    facts = []
    for state, limit, assigned, percent, some_done, kind, began in lives:
        since = end_of(middle + timedelta(days=began)) - timedelta(hours=9)
        ends = since + timedelta(days=10) if percent % 2 else FOREVER
        row = Stretch.objects.create(
            case=case, batch=world.batch, lead=case.lead, state=state, round=1, limit_kind=kind,
            limit_date=_day(middle, limit), assigned_on=_day(middle, assigned), progress=percent,
            some_done=some_done, since=since, until=ends, runs=ends == FOREVER,
        )  # fmt: skip
        if since < end_of(on) <= ends:
            kinds = frozenset({LimitKind(kind)} if kind else ())
            tolerance = world.batch.rulebook.yellow_points
            facts.append(
                CaseFacts(state, row.limit_date, row.assigned_on, percent, tolerance, kinds, some_done)
            )
    should = figures(facts, office_calendar(world.batch.coordinator.path), on)
    remembered.forget()  # these stretches have no entries
    assert figures_of(world.zhao, on) == should


def _day(middle: date, offset: int | None) -> date | None:
    return None if offset is None else middle + timedelta(days=offset)


def test_the_number_of_statements_does_not_grow(world: World) -> None:
    def statements(on: date) -> int:
        remembered.forget()
        with CaptureQueriesContext(connection) as asked:
            figures_by_unit(world.zhao, on)
            cases_of_figure(world.zhao, on, "total")
        return len(asked)

    world.case_in(S.DRAFT)
    few = statements(world.today)
    for position in (LAMPS, WAGES, GREEN):
        world.case_in(S.RECTIFYING, position)
    assert statements(world.today) == few
    assert statements(world.today - timedelta(days=1)) == few


def test_a_stretch_runs_for_ever_or_has_ended(world: World) -> None:
    world.case_in(S.RECTIFYING)
    for runs, until in Stretch.objects.values_list("runs", "until"):
        assert runs == (until == FOREVER)
        assert isinstance(until, datetime)
