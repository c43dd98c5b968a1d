"""What a light asks of the history, and that no state hides what is overdue."""

from datetime import date, timedelta

import pytest

from bihuan.cases.actions import approve_extension, edit_case, reassign_case, request_extension
from bihuan.cases.lifecycle import CLOCK_RUNS, ENDED, State
from bihuan.cases.models import Case
from bihuan.journal.queries import history_of
from bihuan.people.calendar import office_calendar
from bihuan.reports.ledger import LedgerFilter, ledger_page, lit
from bihuan.supervision.lights import Light
from bihuan.supervision.past import NOTHING, Past, past_told, pasts_of
from tests.support.paper import GREEN
from tests.support.world import World, refused

S = State


def extend(world: World, case: Case, day: date) -> None:
    request_extension(case.pk, by=world.li, now=world.later(), new_date=day, reason="灯具到货推迟。")
    approve_extension(case.pk, by=world.qian, now=world.later(), remark="同意。")


def past_of(case: Case) -> Past:
    return pasts_of([case]).get(case.pk, NOTHING)


def test_a_case_extended_twice_remembers_its_first_limit(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    assert past_of(case) == NOTHING
    extend(world, case, date(2023, 1, 31))
    extend(world, case, date(2023, 3, 31))
    assert past_of(world.case()) == Past(first_limit=date(2022, 12, 31))
    told = lit(world.case(), office_calendar(), world.today).why
    assert told.endswith("原时限2022-12-31，经批准延至2023-03-31。")


def test_a_relapse_begins_with_a_limit_of_its_own(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    extend(world, case, date(2023, 1, 31))
    world.walk(case, S.DISCLOSED)
    world.reopen(case)
    assert past_of(world.case()) == NOTHING


def test_an_undated_case_was_looked_at_when_progress_was_last_reported(world: World) -> None:
    case = world.case_in(S.RECTIFYING, GREEN)
    assert past_of(case) == NOTHING
    world.report(case, "已补植一百株。")
    world.later(10)
    world.report(case, "已补植二百株。")
    assert past_of(world.case(GREEN)) == Past(looked_on=world.today)
    due = world.today + timedelta(days=90)
    assert lit(world.case(GREEN), office_calendar(), due).light is Light.GREY
    assert lit(world.case(GREEN), office_calendar(), due + timedelta(days=1)).label == "待评估"


@pytest.mark.parametrize("state", sorted(set(State) - ENDED - {S.DRAFT}))
def test_what_is_overdue_is_red_in_every_state_until_it_is_struck_off(world: World, state: State) -> None:
    case = world.case_in(state)
    day = date(2030, 1, 1)
    assert lit(case, office_calendar(), day).light is Light.RED
    assert [row.case.pk for row in ledger_page(world.zhao, LedgerFilter(due="overdue"), day).rows] == [
        case.pk
    ]


@pytest.mark.parametrize("state", sorted({S.DRAFT, *(ENDED - {S.CARRIED_OVER})}))
def test_what_was_not_handed_over_or_is_struck_off_has_no_clock(world: World, state: State) -> None:
    assert state not in CLOCK_RUNS
    assert lit(world.case_in(state), office_calendar(), date(2030, 1, 1)).light is Light.GREY


def test_a_limit_that_has_run_out_is_not_moved_by_editing_a_returned_case(world: World) -> None:
    case = world.case_in(S.RETURNED)
    world.on(2023, 1, 5)
    with refused(("limit-passed", "S23")):
        edit_case(case.pk, by=world.zhao, now=world.now, changes={"limit_date": date(2023, 6, 30)})
    edit_case(case.pk, by=world.zhao, now=world.now, changes={"assignee": "沈小三"})
    # It is handed over again as overdue as it is; only an extension moves the limit.
    reassign_case(
        case.pk,
        by=world.zhao,
        now=world.now,
        unit=world.unit("enforcement"),
        reason="裁定。",
        person_in_charge="孙三",
    )
    assert lit(world.case(), office_calendar(), world.today).light is Light.RED


def test_a_limit_before_the_assignment_is_neither_set_nor_handed_over(world: World) -> None:
    case = world.case_in(S.DRAFT)
    with refused(("limit-before-assignment", "S3")):
        edit_case(
            case.pk, by=world.zhao, now=world.now, changes={"limit_date": world.today - timedelta(days=1)}
        )
    world.on(2023, 1, 3)
    with refused(("limit-before-assignment", "S3")):
        world.assign(case)


@pytest.mark.parametrize("state", [State.DRAFT, State.RECTIFYING, State.REOPENED, State.CLOSED])
@pytest.mark.parametrize("limit", [True, False])
def test_a_history_that_was_read_tells_the_same_past(world: World, state: State, limit: bool) -> None:
    case = world.case_in(state)
    if state is State.RECTIFYING:
        request_extension(
            case.pk, by=world.sun, now=world.later(), new_date=date(2023, 6, 30), reason="缺货。"
        )
        approve_extension(case.pk, by=world.qian, now=world.later())
        case.refresh_from_db()
        assert pasts_of([case])[case.pk].first_limit is not None
    if not limit:
        case.limit_date = None
    told = past_told(case, history_of("case", case.pk)).get(case.pk, NOTHING)
    assert told == pasts_of([case]).get(case.pk, NOTHING)
