"""The ledger, the counts and the work list: what is asked for is what is told, with a constant number of statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.routes import Route
from bihuan.notice.actions import raise_objection, uphold_objection
from bihuan.reports.counts import batch_counts
from bihuan.reports.ledger import LedgerFilter, counts_by_state, ledger_page
from bihuan.reports.worklist import worklist
from bihuan.supervision.lights import Light
from bihuan.triage.actions import answer_directly, merge_opinions, open_case
from bihuan.triage.importing import import_reading
from tests.support.paper import GREEN, LAMPS, WAGES, number, reading
from tests.support.world import World

S = State
TODAY = date(2022, 12, 20)


def positions(world: World, who: str = "zhao", today: date = TODAY, **wanted: Any) -> list[int]:
    page = ledger_page(world.cast.actors[who], LedgerFilter(**wanted), today)
    assert page.total == len(page.rows)
    return [row.case.position for row in page.rows]


def bigger(world: World, cases: int) -> None:
    """A batch of so many cases."""
    table = reading().table
    assert table is not None
    row = table.rows[0]
    rows = tuple(replace(row, position=at, number=number(1000 + at)) for at in range(1, cases + 1))
    read = replace(
        reading(),
        document=replace(reading().document, number="临港管办发〔2022〕99号"),
        table=replace(table, rows=rows),
        opinions=(),
    )
    import_reading(read, by=world.zhao, now=world.now, name="大表.docx", sha256="e" * 64)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 2, 3]),
        ({"state": "rectifying"}, [1]),
        ({"state": "closed"}, []),
        ({"route": "now"}, [1, 2, 3]),
        ({"route": "staged"}, []),
        ({"text": " 路灯 "}, [1]),
        ({"text": number(2)}, [2]),
        ({"text": "结案率"}, [2]),
        ({"text": "没有这样的话"}, []),
        ({"due": "undated"}, [3]),
        ({"due": "soon"}, []),
        ({"state": "rectifying", "text": "工资"}, []),
    ],
)
def test_the_ledger_holds_what_was_asked_for(world: World, wanted: dict[str, Any], found: list[int]) -> None:
    world.case_in(S.RECTIFYING)
    assert positions(world, **wanted) == found


def test_the_ledger_is_narrowed_to_a_batch_or_a_unit(world: World) -> None:
    batch = world.batch
    assert positions(world, batch=batch.pk) == [1, 2, 3]
    assert positions(world, batch=batch.pk + 1) == []
    assert positions(world, unit=world.unit("construction").pk) == [3]


@pytest.mark.parametrize(
    ("today", "due", "found"),
    [
        (date(2022, 12, 20), "soon", []),
        (date(2022, 12, 21), "soon", [1]),
        (date(2022, 12, 31), "soon", [1]),
        (date(2022, 12, 31), "overdue", []),
        (date(2023, 1, 1), "soon", []),
        (date(2023, 1, 1), "overdue", [1]),
    ],
)
def test_soon_and_overdue_are_told_of_cases_in_hand_by_the_day(
    world: World, today: date, due: str, found: list[int]
) -> None:
    world.case_in(S.RECTIFYING, LAMPS)
    assert positions(world, today=today, due=due) == found


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("zhao", [1, 2, 3]),
        ("qian", [1, 2, 3]),
        ("wu", [1, 2, 3]),
        ("feng", [1, 2, 3]),
        ("li", [1]),
        ("sun", [1]),
        ("jiang", [2]),
        ("wang", [3]),
        ("zhou", [1]),
        ("shen", []),
        ("chen", []),
        ("wei", []),
    ],
)
def test_everybody_sees_the_cases_of_their_own_and_no_others(
    world: World, who: str, found: list[int]
) -> None:
    world.case_in(S.RECTIFYING)
    assert positions(world, who) == found


def test_a_supporting_unit_sees_the_case_it_supports_once(world: World) -> None:
    case = world.case()
    case.supporting.create(unit=world.unit("construction"))
    assert positions(world, "wang") == [1, 3]
    assert positions(world, "zhao") == [1, 2, 3]


@pytest.mark.parametrize(
    ("asked", "number_", "shown"), [(1, 1, 2), (2, 2, 1), (3, 2, 1), (999, 2, 1), (0, 1, 2), (-5, 1, 2)]
)
def test_a_page_past_the_last_is_the_last_and_before_the_first_the_first(
    world: World, asked: int, number_: int, shown: int
) -> None:
    world.batch  # noqa: B018
    page = ledger_page(world.zhao, LedgerFilter(), TODAY, number=asked, size=2)
    assert (page.number, len(page.rows), page.total, page.pages) == (number_, shown, 3, 2)


def test_an_empty_ledger_has_one_empty_page(world: World) -> None:
    page = ledger_page(world.zhao, LedgerFilter(), TODAY, number=7)
    assert (page.number, page.rows, page.total, page.pages) == (1, (), 0, 1)


def test_each_row_carries_its_light(world: World) -> None:
    world.case_in(S.RECTIFYING, LAMPS)
    page = ledger_page(world.zhao, LedgerFilter(), date(2023, 1, 3))
    assert [row.lit.light for row in page.rows] == [Light.RED, Light.GREY, Light.GREY]
    assert page.rows[0].lit.why == "时限2022-12-31已过，逾期3天。"


def test_a_case_still_under_way_when_its_report_is_due_is_not_overdue(world: World) -> None:
    """T5: the report of 12-09 is a snapshot; the limit is 12-31."""
    world.case_in(S.RECTIFYING, LAMPS)
    assert world.batch.report_due_on == date(2022, 12, 9)
    assert positions(world, today=date(2022, 12, 12), due="overdue") == []


def test_after_a_relapse_the_clock_starts_anew(world: World) -> None:
    case = world.case_in(S.REOPENED)
    page = ledger_page(world.zhao, LedgerFilter(), world.today)
    assert page.rows[0].case == case
    assert page.rows[0].lit.light is Light.GREEN


@pytest.mark.parametrize(
    "read",
    [
        lambda world, size: ledger_page(world.zhao, LedgerFilter(text="灯"), TODAY, size=size),
        lambda world, size: worklist(world.zhao, world.now, limit=size),
    ],
    ids=["ledger", "worklist"],
)
def test_a_hundred_rows_take_no_more_statements_than_twenty_five(
    world: World, read: Callable[[World, int], Any]
) -> None:
    bigger(world, 100)

    def statements(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = read(world, size)
            rows = found if isinstance(found, tuple) else found.rows
            assert len(rows) == size
            assert all(str(row.case) and row.case.lead and row.lit.why for row in rows)
        return len(captured)

    assert statements(100) == statements(25) <= 10


def test_opinions_are_in_cases_answered_or_undecided_and_nothing_is_lost(world: World) -> None:
    batch = world.batch
    counts = batch_counts(batch)
    assert (counts.opinions, counts.in_cases, counts.answered_directly, counts.undecided) == (8, 3, 0, 5)
    merge_opinions(
        world.case().pk,
        [world.opinion(4).pk, world.opinion(5).pk],
        by=world.zhao,
        now=world.now,
        reason="同一条路",
    )
    merge_opinions(
        world.case(GREEN).pk, [world.opinion(4).pk], by=world.zhao, now=world.now, reason="也说绿化"
    )
    answer_directly(
        world.opinion(6).pk,
        by=world.zhao,
        now=world.now,
        unit=world.unit("construction"),
        reason="属政策解释",
    )
    counts = batch_counts(batch)
    assert (counts.opinions, counts.in_cases, counts.answered_directly, counts.undecided) == (8, 5, 1, 2)
    assert counts.opinions == counts.in_cases + counts.answered_directly + counts.undecided
    assert counts.merged_away == 2
    assert (counts.stated_received, counts.stated_rectify) == (8, 3)


def test_an_opinion_split_into_two_cases_is_counted_once(world: World) -> None:
    batch = world.batch
    open_case(
        world.opinion(1).pk, by=world.zhao, now=world.now, route=Route.STAGED, reason="一条意见说两件事"
    )
    counts = batch_counts(batch)
    assert (counts.in_cases, counts.merged_away, counts.cases) == (3, 0, 4)


def test_struck_off_withdrawn_and_reopened_are_counted_apart(world: World) -> None:
    batch = world.batch
    world.case_in(S.CLOSED, LAMPS)
    world.case_in(S.WITHDRAWN, WAGES)
    world.case_in(S.REOPENED, GREEN)
    counts = batch_counts(batch)
    assert (counts.cases, counts.struck_off, counts.withdrawn, counts.reopened) == (3, 1, 1, 1)


def test_counts_by_state_are_of_what_one_sees(world: World) -> None:
    world.case_in(S.RECTIFYING, LAMPS)
    assert counts_by_state(world.zhao) == {S.RECTIFYING: 1, S.DRAFT: 2}
    assert counts_by_state(world.li, world.batch) == {S.RECTIFYING: 1}
    assert counts_by_state(world.wei) == {}


@pytest.mark.parametrize(
    ("state", "who", "act"),
    [
        (S.DRAFT, "zhao", Act.ASSIGN_CASE),
        (S.ASSIGNED, "li", Act.ACKNOWLEDGE_CASE),
        (S.RETURNED, "zhao", Act.REASSIGN_CASE),
        (S.ACKNOWLEDGED, "sun", Act.SUBMIT_PLAN),
        (S.PLANNED, "zhao", Act.APPROVE_PLAN),
        (S.RECTIFYING, "li", Act.REPORT_PROGRESS),
        (S.VERIFYING, "zhou", Act.PASS_VERIFICATION),
        (S.VERIFIED, "zhao", Act.POST_NOTICE),
        (S.NOTICING, "sun", Act.APPLY_CLOSE_OUT),
        (S.CLOSED, "zhao", Act.FILE_CASE),
        (S.FILED, "li", Act.DRAFT_STATEMENT),
    ],
)
def test_the_work_list_tells_each_what_waits_for_them(world: World, state: State, who: str, act: Act) -> None:
    case = world.case_in(state)
    assert (case, act) in [(item.case, item.act) for item in worklist(world.cast.actors[who], world.now)]


def test_an_application_from_before_the_rework_waits_for_nobody_and_a_new_one_is_asked_for(
    world: World,
) -> None:
    case = world.case_in(S.NOTICING)
    world.apply(case)
    objection = raise_objection(case.pk, by=world.feng, now=world.now, text="三盏没换。")
    uphold_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="确有三盏未换。")
    world.walk(case, S.NOTICING)
    world.wait_for_notice(case)
    assert [item.act for item in worklist(world.sun, world.now)] == [Act.APPLY_CLOSE_OUT]
    world.apply(case)
    assert [item.act for item in worklist(world.qian, world.now)] == [Act.CLOSE_CASE]


def test_a_case_that_was_sent_back_waits_for_a_report_before_it_is_submitted_again(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    world.fail(case)
    assert [item.act for item in worklist(world.li, world.now)] == [Act.REPORT_PROGRESS]
    assert [item.act for item in worklist(world.sun, world.now)] == [Act.REPORT_PROGRESS]
    world.report_done(case)
    assert worklist(world.li, world.now) == ()
    assert [item.act for item in worklist(world.sun, world.now)] == [Act.SUBMIT_FOR_VERIFICATION]


@pytest.mark.parametrize("who", ["feng", "chen", "wei", "shen"])
def test_nothing_waits_for_who_only_looks_on(world: World, who: str) -> None:
    world.case_in(S.RECTIFYING)
    assert worklist(world.cast.actors[who], world.now) == ()


def test_a_case_that_is_done_with_waits_for_nobody(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    for actor in world.cast.everybody():
        assert case not in [item.case for item in worklist(actor, world.now)]
