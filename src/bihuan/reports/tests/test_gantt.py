"""挂图: whose cases in which order, what was planned and what happened, with a constant number of statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.actions import request_withdrawal
from bihuan.cases.lifecycle import State, Step
from bihuan.cases.models import Case
from bihuan.closure.actions import approve_withdrawal
from bihuan.intake.models import Batch
from bihuan.people.calendar import office_calendar
from bihuan.reports.gantt import Gantt, GanttRow, gantt, gantt_ids, gantt_rows
from bihuan.reports.gantt_table import days_of, gantt_table, said_of
from bihuan.reports.tests.test_reports import bigger
from bihuan.supervision.lights import Light
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World

S = State


def chart_of(world: World, who: str = "zhao", batch: Batch | None = None) -> Gantt:
    return gantt(world.cast.actors[who], batch or world.batch, office_calendar(), world.today)


def rows_of(
    chart: Gantt, unit: int | None = None, light: Light | None = None, window: slice = slice(0, 100)
) -> list[GanttRow]:
    ids, _ = gantt_ids(chart, unit, light, window)
    return list(gantt_rows(chart, ids))


def row_of(world: World, position: int = LAMPS) -> GanttRow:
    return next(row for row in rows_of(chart_of(world)) if row.case.position == position)


def test_the_cases_stand_by_unit_in_the_order_of_the_house(world: World) -> None:
    chart = chart_of(world)
    assert [line.name for line in chart.units] == ["组织人社局", "综合执法局", "建设局"]
    assert [row.case.position for row in rows_of(chart)] == [WAGES, LAMPS, GREEN]
    assert chart.total == 3


def test_cases_without_a_unit_stand_after_all_others_on_every_page(world: World) -> None:
    Case.objects.filter(batch=world.batch, position=LAMPS).update(lead=None)
    chart = chart_of(world)
    assert [row.case.position for row in rows_of(chart)] == [WAGES, GREEN, LAMPS]
    assert [key for at in range(3) for key in gantt_ids(chart, None, None, slice(at, at + 1))[0]] == [
        row.case.pk for row in rows_of(chart)
    ]


def test_a_unit_sees_its_own_cases_alone(world: World) -> None:
    world.case_in(S.ASSIGNED)
    assert [row.case.position for row in rows_of(chart_of(world, "li"))] == [LAMPS]
    assert rows_of(chart_of(world, "wei")) == []


def test_every_page_follows_the_one_before_whatever_units_it_touches(world: World) -> None:
    bigger(world, 40)
    chart = chart_of(world, batch=Batch.objects.get(number="临港管办发〔2022〕99号"))
    whole, total = gantt_ids(chart, None, None, slice(0, 40))
    pages = [key for at in range(0, 40, 7) for key in gantt_ids(chart, None, None, slice(at, at + 7))[0]]
    assert (pages, total) == (whole, 40)
    mixed = chart_of(world)
    whole, _ = gantt_ids(mixed, None, None, slice(0, 9))
    assert [key for at in range(4) for key in gantt_ids(mixed, None, None, slice(at, at + 1))[0]] == whole
    assert [key for at in (0, 2) for key in gantt_ids(mixed, None, None, slice(at, at + 2))[0]] == whole


def test_what_happened_is_told_beside_what_was_planned(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    row = row_of(world)
    assert row.schedule is not None
    assert set(row.done) == set(Step)
    ends = [row.done[step][1] for step in Step]
    assert ends == sorted(ends)
    notice = case.notices.get()
    assert row.done[Step.NOTICE] == (notice.starts_on, notice.ends_on)
    planned, done = days_of(row)[0]
    assert (planned, done) == ("2022-12-19", row.done[Step.RECTIFY][0].isoformat())


@pytest.mark.parametrize("state", [S.REWORK, S.REOPENED])
def test_what_was_undone_is_not_shown_as_done(world: World, state: State) -> None:
    world.case_in(state)
    assert row_of(world).done == {}


def test_the_filing_is_shown_on_the_day_its_paper_names(world: World) -> None:
    case = world.case_in(S.FILED)
    filing = case.close_outs.get().filing
    filing.__class__.objects.filter(pk=filing.pk).update(filed_on=date(2022, 6, 1))
    assert row_of(world).done[Step.FILE] == (date(2022, 6, 1),) * 2


def test_without_a_date_there_is_no_schedule_but_the_next_review(world: World) -> None:
    case = world.case_in(S.RECTIFYING, GREEN)
    world.report(case, "已补植一百株。")
    row = row_of(world, GREEN)
    assert (row.schedule, row.looked_on) == (None, world.today)
    assert row.review_due == world.today + timedelta(days=90)
    assert [planned for planned, _ in days_of(row)] == [""] * 6


def test_what_can_no_longer_be_kept_is_said(world: World) -> None:
    world.case_in(S.RECTIFYING)
    assert "倒排" not in said_of(row_of(world))
    world.on(2022, 12, 21)
    assert "现已晚2个工作日" in said_of(row_of(world))


def test_a_light_finds_exactly_its_cases(world: World) -> None:
    world.case_in(S.RECTIFYING)
    world.case_in(S.RECTIFYING, GREEN)
    world.on(2023, 1, 10)
    chart = chart_of(world)
    of_light = {light: [row.case.position for row in rows_of(chart, None, light)] for light in Light}
    assert of_light == {
        Light.GREEN: [], Light.BLUE: [], Light.YELLOW: [GREEN], Light.RED: [LAMPS], Light.GREY: [WAGES]
    }  # fmt: skip
    assert all(row.lit.light is light for light in Light for row in rows_of(chart, None, light))
    assert gantt_ids(chart, chart.units[0].unit, Light.RED, slice(0, 9)) == ([], 0)


def test_a_case_that_left_the_batch_is_not_drawn(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    request_withdrawal(case.pk, by=world.sun, now=world.later(), reason="路段已拆除。")
    world.answer_everybody(case)
    approve_withdrawal(case.pk, by=world.qian, now=world.now)
    assert [row.case.position for row in rows_of(chart_of(world))] == [WAGES, GREEN]


def test_a_unit_is_summed_up_with_what_is_overdue(world: World) -> None:
    world.case_in(S.CLOSED)
    world.case_in(S.RETURNED, WAGES)
    world.on(2023, 1, 10)
    lines = {line.name: line for line in chart_of(world).units}
    assert (lines["综合执法局"].total, lines["综合执法局"].struck_off, lines["综合执法局"].overdue) == (
        1,
        1,
        0,
    )
    assert (lines["组织人社局"].overdue, lines["组织人社局"].ends) == (1, date(2022, 12, 31))
    assert (lines["建设局"].undated, lines["建设局"].ends) == (1, None)


def test_a_larger_batch_costs_the_same_statements(world: World) -> None:
    def cost(size: int) -> int:
        batch = Batch.objects.get(number="临港管办发〔2022〕99号")
        with CaptureQueriesContext(connection) as statements:
            assert len(rows_of(chart_of(world, batch=batch), window=slice(0, size))) == size
        return len(statements)

    bigger(world, 60)
    assert cost(5) == cost(60)


def test_the_table_has_a_row_a_case_with_all_its_days(world: World) -> None:
    world.case_in(S.FILED)
    chart = chart_of(world)
    table = gantt_table(rows_of(chart), chart.batch, world.today)
    assert all(len(row) == len(table.columns) for row in table.rows)
    lamps = table.rows[1]
    assert lamps[:3] == ("综合执法局", "1", world.case().number)
    assert "2022-12-21至2022-12-27" in lamps
