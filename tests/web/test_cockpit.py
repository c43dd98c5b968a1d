"""领导驾驶舱 and 大屏: the figures, what waits for a decision, what is red; nobody sees more than their own."""

from datetime import date, timedelta

from django.test import Client

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.kernel.clock import day_of
from bihuan.reports.cockpit import WEEKS, overview, weeks_to
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def test_the_weeks_end_on_sundays_and_today() -> None:
    days = weeks_to(date(2026, 11, 23))
    assert len(days) == WEEKS
    assert days[-2:] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert all(day.isoweekday() == 7 for day in days[:-1])
    assert weeks_to(date(2026, 11, 22))[-2:] == [date(2026, 11, 15), date(2026, 11, 22)]


def test_an_overdue_case_is_red_and_counted_once(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    assert case.limit_date is not None
    world.now += case.limit_date - day_of(world.now) + timedelta(days=3)
    seen = overview(world.qian, world.now)
    assert case in seen.reds.first
    assert seen.reds.overdue == 1


def test_what_is_due_until_sunday_is_due_this_week(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    assert case.limit_date is not None
    # A limit on a Saturday: from Monday of its week it is due, the Sunday before it is not yet.
    world.now += case.limit_date - day_of(world.now) - timedelta(days=case.limit_date.isoweekday() - 1)
    assert case in overview(world.qian, world.now).due.first
    assert case not in overview(world.qian, world.now - timedelta(days=1)).due.first


def test_a_leader_finds_approval_beside_refusal(world: World) -> None:
    case = world.case_in(State.PLANNED, WAGES)
    page = words(browser_of(world, "qian").get("/cockpit"))
    assert f"/cases/{case.pk}/approve-plan" in page
    assert f"/cases/{case.pk}/send-back-plan" in page
    # What is asked of the leader is not said as if it were decided already.
    assert "审批整改方案" in page
    assert Act.APPROVE_PLAN.label not in page


def test_what_is_due_this_week_opens_those_very_cases(world: World) -> None:
    world.case_in(State.RECTIFYING)
    page = words(browser_of(world, "qian").get("/cockpit"))
    assert 'href="#due-this-week"' in page
    assert 'id="due-this-week"' in page


def test_a_unit_sees_its_own_cases_only(world: World) -> None:
    own, other = world.case_in(State.RECTIFYING, LAMPS), world.case_in(State.ASSIGNED, WAGES)
    seen = overview(world.leader(own), world.now)
    assert {unit.unit_id for unit in seen.units} == {own.lead_id}
    assert {case.lead_id for case in seen.reds.first} <= {own.lead_id}
    page = words(browser_of(world, "li").get("/cockpit"))
    assert own.content in page
    assert other.content not in page


def test_the_wall_looks_again_by_itself_and_quotes_nobody(world: World) -> None:
    case = world.case_in(State.RECTIFYING, LAMPS)
    page = words(browser_of(world, "qian").get("/wall"))
    assert 'http-equiv="refresh"' in page
    assert f"第{case.position}项" in page
    assert case.content not in page


def test_the_wall_can_be_held_still(world: World) -> None:
    page = words(browser_of(world, "qian").get("/wall?still=1"))
    assert 'http-equiv="refresh"' not in page
    assert "恢复每分钟更新" in page


def test_both_pages_ask_for_a_login(client: Client) -> None:
    assert [client.get(address).status_code for address in ("/cockpit", "/wall")] == [302, 302]
