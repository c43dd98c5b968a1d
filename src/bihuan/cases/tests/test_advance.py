"""The clock of the server was moved back: no act on a case is dated before the case came to where it stands."""

from datetime import timedelta

from bihuan.cases.actions import acknowledge_case
from bihuan.cases.advance import CLOCK_SKEW, clock_findings
from bihuan.cases.lifecycle import State
from bihuan.journal.models import Entry
from tests.support.refusals import refused
from tests.support.world import World


def test_an_act_before_the_case_came_to_its_step_is_refused_and_nothing_is_written(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    before, entries = case.state_since - timedelta(days=2), Entry.objects.count()
    with refused(("clock-moved-back", "")):
        acknowledge_case(case.pk, by=world.li, now=before)
    case.refresh_from_db()
    assert case.state == State.ASSIGNED
    assert case.assignments.get().acknowledged_at is None
    assert Entry.objects.count() == entries


def test_the_refusal_names_both_times_and_who_sets_it_right(world: World) -> None:
    since = world.now
    (finding,) = clock_findings(since, since - timedelta(hours=1))
    for words in (
        f"{since - timedelta(hours=1):%Y-%m-%d %H:%M}",
        f"{since:%Y-%m-%d %H:%M}",
        "请系统管理员校准",
    ):
        assert words in finding.message


def test_machines_that_differ_by_minutes_are_no_hindrance(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    assert clock_findings(case.state_since, case.state_since - CLOCK_SKEW - timedelta(seconds=1))
    acknowledge_case(case.pk, by=world.li, now=case.state_since - CLOCK_SKEW)
    assert world.state(case) is State.ACKNOWLEDGED
