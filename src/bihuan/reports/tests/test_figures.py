"""总数、应完成、已完成、达到序时进度、滞后: each case once, rates with their denominators, nothing rounded up."""

from datetime import date
from itertools import product

import pytest

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.intake.reading import LimitKind
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.reports.figures import CaseFacts, Figures, Group, Rate, figures, group_of, is_interim

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


def test_every_case_that_was_not_withdrawn_is_in_exactly_one_group() -> None:
    cases = [
        case(state=state, limit=limit, percent=percent)
        for state, limit, percent in product(State, (None, BEFORE, TODAY, AFTER, FAR), (0, 50, 100))
    ]
    f = figures(cases, CALENDAR, TODAY)
    assert f.total + f.withdrawn == len(cases)
    assert f.total == f.closed + f.on_schedule + f.behind + f.undated + f.not_started
    assert f.closed == sum(facts.state in STRUCK_OFF for facts in cases)
    assert f.due_closed <= min(f.due, f.closed)


def test_no_cases_give_no_figures() -> None:
    assert figures([], CALENDAR, TODAY) == Figures()
