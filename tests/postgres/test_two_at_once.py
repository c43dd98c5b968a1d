"""What only a real database with several connections can show: two people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import close_case
from bihuan.closure.models import CloseOut
from bihuan.issuing import actions
from bihuan.issuing.facts import drawn
from bihuan.journal.models import Entry, NumberSeries
from bihuan.journal.record import reserve_number
from bihuan.kernel.errors import BihuanError, NotAllowed
from bihuan.kernel.numbers import print_number
from bihuan.people.models import Unit
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.supervision.timetable import run_timetable
from bihuan.typesetting.paper import Paper
from tests.support.world import GREEN, LAMPS, World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Everything at the same moment, each on a connection of its own; what each gave back or raised."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=20)
            return deed()
        except Exception as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(run, deeds))


def ready_to_close(world: World, position: int = LAMPS) -> int:
    case = world.case_in(State.NOTICING, position)
    world.answer_everybody(case)
    world.apply(case)
    world.wait_for_notice(case)
    return case.pk


def test_of_two_who_close_one_case_at_once_one_is_refused(world: World) -> None:
    case = ready_to_close(world)
    answers = at_once(*[lambda: close_case(case, by=world.qian, now=world.now)] * 2)
    refused = [answer for answer in answers if isinstance(answer, BihuanError)]
    assert len(refused) == 1, answers
    assert isinstance(refused[0], NotAllowed)
    assert refused[0].findings[0].code == "wrong-state"

    (close_out,) = CloseOut.objects.filter(case=case, approved=True)
    assert close_out.number == print_number("销号", 2022, 1)
    assert NumberSeries.objects.get(kind="销号", year=2022).last == 1
    assert Entry.objects.filter(act="close_case", subject_id=case).count() == 1


def test_two_cases_closed_at_once_get_two_numbers(world: World) -> None:
    cases = [ready_to_close(world, position) for position in (LAMPS, GREEN)]
    answers = at_once(*[lambda pk=pk: close_case(pk, by=world.qian, now=world.now) for pk in cases])
    assert {getattr(answer, "number", answer) for answer in answers} == {
        print_number("销号", 2022, 1),
        print_number("销号", 2022, 2),
    }


class ChangedMyMind(Exception):
    """Something went wrong after the number was reserved."""


def test_numbers_have_no_gap_though_every_third_act_fails(db: None) -> None:
    office = Unit.objects.create(name="组织人社局").pk

    @transaction.atomic
    def reserve(*, fails: bool) -> str:
        number = reserve_number(office, "交办", 2022)
        if fails:
            raise ChangedMyMind
        return number

    def a_morning(first: int) -> list[str]:
        numbers = []
        for turn in range(first, first + 9):
            try:
                numbers.append(reserve(fails=turn % 3 == 0))
            except ChangedMyMind:
                continue
        return numbers

    answers = at_once(*[lambda first=first: a_morning(first) for first in range(4)])
    given = sorted(number for morning in answers for number in morning)  # type: ignore[attr-defined]
    assert given == sorted(print_number("交办", 2022, serial) for serial in range(1, 25))


def test_while_a_paper_about_a_batch_is_made_final_no_case_of_it_moves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sum and the rows under it are read by several statements: nothing may come between them."""
    case = world.case_in(State.RECTIFYING)
    met: list[object] = []

    @transaction.atomic
    def move() -> object:
        return Case.objects.select_for_update(nowait=True).get(pk=case.pk)

    def drawn_while_another_acts(*given: Any, **more: Any) -> list[Paper]:
        met.extend(at_once(move))
        return drawn(*given, **more)

    monkeypatch.setattr(actions, "drawn", drawn_while_another_acts)
    assert at_once(move) == [case]
    actions.issue_paper("target-table", world.batch.pk, by=world.zhao, now=world.now)
    assert [type(answer) for answer in met] == [OperationalError]


@pytest.mark.parametrize("table", ["bihuan_entry", "bihuan_opinion"])
def test_a_guarded_table_cannot_be_emptied(world: World, table: str) -> None:
    rows = world.batch.opinions.count(), Entry.objects.count()
    for statement in (
        f"TRUNCATE {table} CASCADE",
        f"DELETE FROM {table}",
        f"UPDATE {table} SET id = id + 1000",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert (world.batch.opinions.count(), Entry.objects.count()) == rows


def test_two_workers_on_one_day_take_each_rung_once_and_number_them_without_gaps(world: World) -> None:
    for position in (LAMPS, GREEN):
        world.case_in(State.RECTIFYING, position)
    world.on(2023, 1, 3)
    owing = {world.unit("enforcement").pk, world.unit("construction").pk}
    answers = at_once(*[lambda: run_timetable(world.now, lambda batch: owing)] * 2)
    assert [answer for answer in answers if not isinstance(answer, int)] == []
    rows = list(Supervision.objects.order_by("pk"))
    assert sum(answer for answer in answers if isinstance(answer, int)) == len(rows) > 3
    assert len({(row.cause, row.rung) for row in rows}) == len(rows)
    for label in ("提醒", "催办"):
        numbers = sorted(row.number for row in rows if row.number.startswith(label))
        assert numbers == sorted(f"{label}〔2023〕{serial}号" for serial in range(1, len(numbers) + 1))


def test_of_two_who_take_one_rung_by_hand_at_once_one_is_refused(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    cause = world.supervise(case, Rung.URGING).cause
    answers = at_once(*[lambda: world.supervise(case, Rung.ORDER, cause=cause)] * 2)
    (refused,) = [answer for answer in answers if isinstance(answer, BihuanError)]
    assert refused.findings[0].code == "rung-taken"
