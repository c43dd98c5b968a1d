"""总数、应完成、已完成、达到序时进度、滞后: each case once, rates with their denominators, nothing rounded up."""

from datetime import date
from itertools import product

import pytest

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.intake.reading import LimitKind
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.reports.figures import (
    DEFINITIONS,
    LABELS,
    NAMES,
    CaseFacts,
    Figures,
    Group,
    Rate,
    figures,
    group_of,
    is_interim,
    least_percent,
    printed,
)

CALENDAR = WeekendCalendar()
TODAY = date(2022, 11, 30)
BEFORE, AFTER, FAR = date(2022, 10, 31), date(2022, 12, 30), date(2023, 12, 29)


def case(**changes: object) -> CaseFacts:
    """A case in hand since the summer, half done, with a limit far away."""
    given: dict[str, object] = {
        "state": State.RECTIFYING,
        "limit": FAR,
        "assigned_on": date(2022, 6, 1),
        "percent": 50,
        "tolerance": 10,
    }
    return CaseFacts(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (3848, 3917, "98.2%（3848/3917）"),
        (2750, 3411, "80.6%（2750/3411）"),
        (6, 13, "46.1%（6/13）"),
        (147, 150, "98.0%（147/150）"),
        (9799, 10_000, "97.9%（9799/10000）"),
        (1999, 2000, "99.9%（1999/2000）"),
        (0, 7, "0.0%（0/7）"),
        (7, 7, "100.0%（7/7）"),
        (0, 0, "—（0/0）"),
    ],
)
def test_a_rate_is_printed_with_what_it_is_made_of_and_never_rounded_up(
    part: int, whole: int, printed: str
) -> None:
    assert str(Rate(part, whole)) == printed


def test_a_target_is_reached_exactly_or_not_at_all() -> None:
    assert Rate(147, 150).reaches(98)
    assert not Rate(9799, 10_000).reaches(98)


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        (case(state=State.CLOSED, limit=BEFORE), Group.CLOSED),
        (case(limit=BEFORE), Group.BEHIND),
        (case(limit=TODAY, percent=100), Group.BEHIND),
        (case(), Group.ON_SCHEDULE),
        (case(limit=AFTER, percent=0), Group.BEHIND),
        (case(limit=None), Group.UNDATED),
        (case(state=State.DRAFT, limit=AFTER, assigned_on=None), Group.NOT_STARTED),
        (case(state=State.DRAFT, limit=BEFORE, assigned_on=None), Group.BEHIND),
        (case(state=State.RETURNED, limit=None), Group.NOT_STARTED),
        (case(state=State.WITHDRAWN), None),
        (case(state=State.CARRIED_OVER, limit=BEFORE), None),
    ],
)
def test_a_case_stands_where_its_limit_and_its_progress_put_it(facts: CaseFacts, group: Group | None) -> None:
    assert group_of(facts, CALENDAR, TODAY) is group


def test_a_case_is_behind_from_the_points_at_which_its_batch_warns() -> None:
    half = case(assigned_on=date(2022, 11, 2), limit=date(2022, 12, 28))  # 20 of 40 working days are gone
    at = {
        percent: case(assigned_on=half.assigned_on, limit=half.limit, percent=percent) for percent in (40, 41)
    }
    assert group_of(at[40], CALENDAR, TODAY) is Group.BEHIND
    assert group_of(at[41], CALENDAR, TODAY) is Group.ON_SCHEDULE


def test_a_stage_is_no_close_out() -> None:
    lasting = frozenset({LimitKind.LONG_TERM})
    stage = case(limit=None, percent=100, kinds=lasting, some_done=True)
    assert is_interim(stage)
    counted = figures([stage, case(state=State.DISCLOSED, kinds=lasting, some_done=True)], CALENDAR, TODAY)
    assert (counted.interim, counted.closed, str(counted.closed_rate)) == (1, 1, "50.0%（1/2）")
    assert not is_interim(case(kinds=frozenset({LimitKind.FIXED_DATE}), some_done=True))
    assert not is_interim(case(limit=None, kinds=lasting))


def test_done_is_counted_among_those_that_are_due_and_a_hundred_percent_is_not_done() -> None:
    counted = figures(
        [
            case(state=State.CLOSED, limit=BEFORE),
            case(state=State.CLOSED, limit=AFTER),
            case(state=State.NOTICING, limit=BEFORE, percent=100),
        ],
        CALENDAR,
        TODAY,
    )
    assert (counted.due, counted.due_closed, counted.closed) == (2, 1, 2)
    assert (str(counted.due_rate), str(counted.closed_rate)) == ("50.0%（1/2）", "66.6%（2/3）")


def test_every_case_that_did_not_leave_is_in_exactly_one_group() -> None:
    cases = [
        case(state=state, limit=limit, percent=percent)
        for state, limit, percent in product(State, (None, BEFORE, TODAY, AFTER, FAR), (0, 50, 100))
    ]
    f = figures(cases, CALENDAR, TODAY)
    assert f.total + f.withdrawn + f.carried_over == len(cases)
    assert f.withdrawn == f.carried_over == 15
    assert f.total == f.closed + f.on_schedule + f.behind + f.undated + f.not_started
    assert f.closed == sum(facts.state in STRUCK_OFF for facts in cases)
    assert f.due_closed <= min(f.due, f.closed)


def test_no_cases_give_no_figures() -> None:
    assert figures([], CALENDAR, TODAY) == Figures()


def test_what_was_carried_over_is_part_of_no_other_figure() -> None:
    lasting = frozenset({LimitKind.LONG_TERM})
    left = case(state=State.CARRIED_OVER, limit=BEFORE, percent=100, kinds=lasting, some_done=True)
    assert figures([left], CALENDAR, TODAY) == Figures(carried_over=1)


@pytest.mark.parametrize(
    ("facts", "claimed", "verified", "closed"),
    [
        (case(percent=99), 0, 0, 0),
        (case(percent=100), 1, 0, 0),
        (case(state=State.REWORK, percent=100), 1, 0, 0),
        (case(state=State.REOPENED, percent=100), 0, 0, 0),
        (case(state=State.VERIFYING, percent=80), 1, 0, 0),
        (case(state=State.VERIFIED, percent=80), 1, 1, 0),
        (case(state=State.NOTICING), 1, 1, 0),
        (case(state=State.CLOSED), 1, 1, 1),
        (case(state=State.WITHDRAWN, percent=100), 0, 0, 0),
    ],
)
def test_what_the_unit_says_what_was_seen_and_what_is_struck_off_are_three_figures(
    facts: CaseFacts, claimed: int, verified: int, closed: int
) -> None:
    counted = figures([facts], CALENDAR, TODAY)
    assert (counted.claimed, counted.verified, counted.closed) == (claimed, verified, closed)


def test_the_claimed_rate_stands_beside_the_verified_rate() -> None:
    counted = figures([case(percent=100), case(state=State.CLOSED), case()], CALENDAR, TODAY)
    assert (str(counted.claimed_rate), str(counted.verified_rate)) == ("66.6%（2/3）", "50.0%（1/2）")


@pytest.mark.parametrize("assigned_on", [None, date(2022, 6, 1), TODAY, FAR])
@pytest.mark.parametrize("tolerance", [0, 1, 10, 30])
def test_from_the_least_percent_on_a_case_is_on_schedule(assigned_on: date | None, tolerance: int) -> None:
    least = least_percent(assigned_on, AFTER, tolerance, CALENDAR, TODAY)
    for percent in range(101):
        facts = case(assigned_on=assigned_on, limit=AFTER, tolerance=tolerance, percent=percent)
        on_schedule = group_of(facts, CALENDAR, TODAY) is Group.ON_SCHEDULE
        assert on_schedule == (percent >= least)


def test_every_figure_has_a_name_and_figures_of_units_add_up() -> None:
    assert set(LABELS) == set(NAMES)
    assert list(printed(Figures())) == list(DEFINITIONS)
    one, other = figures([case()], CALENDAR, TODAY), figures([case(state=State.CLOSED)], CALENDAR, TODAY)
    assert one + other == figures([case(), case(state=State.CLOSED)], CALENDAR, TODAY)
