"""The timetable on the days of the story: what is taken, once, whenever and by however many it is run."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bihuan.cases.actions import approve_extension, reassign_case, request_extension, return_case
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.people.calendar import office_calendar
from bihuan.supervision.actions import issue_supervision, settle_supervision, withdraw_supervision
from bihuan.supervision.facts import case_facts
from bihuan.supervision.ladder import Rung, rungs_due
from bihuan.supervision.models import Supervision
from bihuan.supervision.queries import ping_pong, proposals
from bihuan.supervision.timetable import Timetable, run_timetable
from tests.support.world import GREEN, LAMPS, WAGES, World

S = State


def nobody(batch: Batch) -> tuple[int, ...]:
    return ()


def morning(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, 30, tzinfo=OFFICE_ZONE)


def taken(since: datetime | None = None) -> set[tuple[str, str, str]]:
    """(day, rung, cause without its case)."""
    rows = Supervision.objects.filter(by_rule=True)
    rows = rows.filter(issued_at__gte=since) if since else rows
    return {
        (f"{row.issued_at.astimezone(OFFICE_ZONE):%m-%d}", row.rung, row.cause.split(":r1:")[-1])
        for row in rows
    }


@pytest.fixture
def lamps(world: World) -> Case:
    """The lamps at work and on schedule, everybody called; nothing else of the batch is handed over."""
    case = world.case_in(S.RECTIFYING)
    world.answer_everybody(case)
    Case.objects.filter(pk=case.pk).update(progress=100)
    return case


def days(first: date, last: date) -> Iterator[datetime]:
    while first <= last:
        yield morning(first.year, first.month, first.day)
        first += timedelta(days=1)


def test_the_last_days_of_a_limit_that_nobody_keeps(world: World, lamps: Case) -> None:
    for now in days(date(2022, 12, 14), date(2023, 1, 16)):
        run_timetable(now, nobody)
    assert taken() == {
        ("12-16", "reminder", "near:2022-12-31"),
        ("12-30", "reminder", "last-day:2022-12-31"),
        ("01-03", "urging", "overdue:2022-12-31"),
    }
    assert [row.number for row in Supervision.objects.order_by("pk")] == [
        "提醒〔2022〕1号", "提醒〔2022〕2号", "催办〔2023〕1号",
    ]  # fmt: skip


def test_a_day_may_be_gone_through_again_and_a_worker_may_have_been_off(world: World, lamps: Case) -> None:
    assert run_timetable(morning(2023, 1, 20), nobody) == 1
    assert run_timetable(morning(2023, 1, 20), nobody) == 0
    assert taken() == {("01-20", "urging", "overdue:2022-12-31")}


def test_on_a_rest_day_nobody_is_written_to(world: World, lamps: Case) -> None:
    assert run_timetable(morning(2022, 12, 31), nobody) == 0
    assert run_timetable(morning(2023, 1, 1), nobody) == 0


def test_before_a_report_is_due_and_after_the_units_that_have_not_sent_it_are_told(
    world: World, lamps: Case
) -> None:
    owing = {world.unit("enforcement").pk, world.unit("construction").pk}
    for now in days(date(2022, 11, 24), date(2022, 12, 12)):
        run_timetable(now, lambda batch: owing)
        if now.day == 5:
            owing.discard(world.unit("enforcement").pk)
    asked = Supervision.objects.filter(case=None).order_by("pk").values_list("unit__name", "rung", "cause")
    assert [(unit, rung, cause.split(":", 4)[4]) for unit, rung, cause in asked] == [
        ("综合执法局", "reminder", "report-ahead:2022-12-09"),
        ("建设局", "reminder", "report-ahead:2022-12-09"),
        ("建设局", "reminder", "report-last-day:2022-12-09"),
        ("建设局", "urging", "report:2022-12-09"),
    ]


def test_what_the_rules_do_not_take_by_themselves_they_propose(world: World, lamps: Case) -> None:
    Case.objects.filter(pk=lamps.pk).update(progress=5)
    now = morning(2022, 9, 7)
    assert run_timetable(now, nobody) == 0
    (proposal,) = proposals(world.zhao, now)
    assert (proposal.case, proposal.unit.name, proposal.due.rung) == (lamps, "综合执法局", Rung.ORDER)
    for nobody_else in (world.sun, world.zhou, world.wei, world.feng, world.chen):
        assert proposals(nobody_else, now) == []
    due = proposal.due
    row = issue_supervision(
        lamps.batch_id, by=world.zhao, now=now, rung=due.rung, why=due.why, demand=due.demand,
        reply_due_on=due.reply_due_on, case_id=lamps.pk, cause=due.cause,
    )  # fmt: skip
    assert proposals(world.qian, now) == []
    later = morning(2022, 9, 16)
    assert [found.due.rung for found in proposals(world.zhao, later)] == [Rung.TALK]
    settle_supervision(row.pk, by=world.zhao, now=later, remark="已当面说明。")
    assert proposals(world.zhao, later) == []


def test_no_proposal_is_missed_by_looking_only_where_one_may_be(world: World, lamps: Case) -> None:
    """``proposals`` reads few cases; what it finds is what all of them, one by one, would give."""
    for position in (WAGES, GREEN):
        world.case_in(S.RECTIFYING, position)
    world.supervise(world.case(GREEN), reply_due_on=date(2022, 7, 1))
    found = 0
    for now in (morning(2022, 7, 4), morning(2022, 9, 7), morning(2022, 11, 1), morning(2023, 2, 1)):
        Case.objects.filter(pk=lamps.pk).update(progress=now.month)
        calendar = office_calendar(world.batch.coordinator.path)
        facts = [case_facts(world.fresh(case), calendar) for case in Case.objects.all()]
        every = {
            due.cause
            for each in facts
            for due in rungs_due(each, world.batch.rulebook, calendar, now.date())
            if due.rung not in world.batch.rulebook.rungs_by_rule
        }
        assert {row.due.cause for row in proposals(world.qian, now)} == every
        found += len(every)
        run_timetable(now, nobody)
    assert found > 3


def test_a_department_is_not_proposed_what_only_its_leader_may_ask_of_it(world: World) -> None:
    case = world.case_in(S.RECTIFYING, WAGES)
    now = morning(2022, 9, 7)
    assert proposals(world.zhao, now) == []
    assert [found.case for found in proposals(world.qian, now)] == [case]


def test_an_approved_extension_begins_anew(world: World, lamps: Case) -> None:
    run_timetable(morning(2022, 12, 30), nobody)
    world.on(2022, 12, 30, 10)
    request_extension(lamps.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="路面封冻。")
    approve_extension(lamps.pk, by=world.qian, now=world.later())
    for now in (morning(2023, 1, 3), morning(2023, 2, 1)):
        run_timetable(now, nobody)
    assert {cause for _, _, cause in taken(morning(2022, 12, 31))} == set()
    run_timetable(morning(2023, 4, 3), nobody)
    assert {row for row in taken() if row[0] == "04-03"} == {("04-03", "urging", "overdue:2023-03-31")}


def test_a_clock_that_was_moved_back_is_told_of_and_asks_nobody_anything(
    world: World, lamps: Case, caplog: pytest.LogCaptureFixture
) -> None:
    run_timetable(morning(2023, 1, 3), nobody)
    with caplog.at_level(logging.WARNING):
        assert run_timetable(morning(2022, 12, 30), nobody) == 0
    assert "请校准服务器时间" in caplog.text


def test_a_clock_that_was_ahead_is_put_right_by_taking_back_what_it_asked(world: World, lamps: Case) -> None:
    """Else the rules would be silent until the day on which the clock was wrong."""
    run_timetable(morning(2025, 3, 3), nobody)
    assert run_timetable(morning(2022, 12, 16), nobody) == 0
    for row in Supervision.objects.filter(by_rule=True):
        withdraw_supervision(
            row.pk, by=world.zhao, now=morning(2022, 12, 16), reason="服务器时间有误，误发。"
        )
    run_timetable(morning(2022, 12, 16), nobody)
    assert ("12-16", "reminder", "near:2022-12-31") in taken()


def test_the_worker_goes_through_a_day_in_pieces_and_then_rests(
    world: World, lamps: Case, caplog: pytest.LogCaptureFixture
) -> None:
    at = [morning(2022, 12, 30)]
    timetable = Timetable(lambda: at[0], nobody, budget=0)
    timetable()
    first = len(taken())
    for _ in range(20):
        timetable()
    assert first <= 1
    assert ("12-30", "reminder", "last-day:2022-12-31") in taken()
    Supervision.objects.all().delete()
    timetable()
    assert taken() == set(), "the day is done"
    at[0] = morning(2022, 12, 29)
    with caplog.at_level(logging.WARNING):
        timetable()
        timetable()
    assert caplog.text.count("请校准服务器时间") == 1
    at[0] = morning(2023, 1, 3)
    for _ in range(20):
        timetable()
    assert ("01-03", "urging", "overdue:2022-12-31") in taken()


def test_a_day_that_broke_off_is_begun_again(world: World, lamps: Case) -> None:
    broken = [True]

    def away(batch: Batch) -> tuple[int, ...]:
        if broken[0]:
            raise OSError("away")
        return ()

    timetable = Timetable(lambda: morning(2022, 12, 30), away, budget=60)
    with pytest.raises(OSError, match="away"):
        timetable()
    broken[0] = False
    timetable()
    assert ("12-30", "reminder", "last-day:2022-12-31") in taken()


def test_however_many_cases_there_are_they_are_asked_about_together(
    world: World, lamps: Case, django_assert_max_num_queries: object
) -> None:
    for position in (WAGES, GREEN):
        world.case_in(S.RECTIFYING, position)
    now = morning(2022, 6, 1)
    run_timetable(now, nobody)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        run_timetable(now, nobody)


# ── 派单异议 ──


def test_a_return_that_waits_too_long_reminds_the_coordinator(world: World) -> None:
    case = world.case_in(S.RETURNED)
    due_on = case.assignments.get().ruling_due_on
    assert due_on is not None
    run_timetable(datetime(due_on.year, due_on.month, due_on.day, 9, tzinfo=OFFICE_ZONE), nobody)
    assert taken() == set()
    run_timetable(morning(2022, 6, 20), nobody)
    (row,) = Supervision.objects.all()
    assert (row.unit.name, row.rung, row.cause.split(":r1:")[1]) == (
        "组织人社局", "reminder", f"ruling:{case.assignments.get().pk}",
    )  # fmt: skip


def test_after_the_most_returns_whoever_is_given_the_case_keeps_it(world: World) -> None:
    case = world.case_in(S.RETURNED)
    assert [(row.case, row.returns) for row in ping_pong(world.zhao)] == [(case, 1)]
    first = reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"), reason="改派。",
        person_in_charge="郑七",
    )  # fmt: skip
    assert not first.final
    return_case(case.pk, by=world.wang, now=world.later(), reason="不属于我局职责。")
    assert [(row.case, row.returns) for row in ping_pong(world.zhao)] == [(case, 2)]
    last = reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("enforcement"), reason="改派。",
        person_in_charge="孙三",
    )  # fmt: skip
    assert last.final
    assert ping_pong(world.wei) == []


def test_who_spoke_before_a_carry_over_is_waited_for_after_it(world: World) -> None:
    case = world.case(LAMPS)
    world.edit(case, route=Route.LONG_TERM)
    world.walk(case, S.RECTIFYING)
    world.review_the_year(case)
    later = world.carry_over(case)
    issue_batch(later.batch_id, by=world.zhao, now=world.now)
    world.assign(later)
    calendar = office_calendar(later.batch.coordinator.path)
    assert case_facts(later, calendar).contact_due_on is not None
    world.answer_everybody(case)
    assert case_facts(later, calendar).contact_due_on is None
