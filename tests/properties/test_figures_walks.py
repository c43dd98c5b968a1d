"""Whatever happens later: what was told of a day when it ended is told of it ever after, and the accounts agree."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bihuan.audit.fsck import check_everything
from bihuan.cases.actions import reassign_case
from bihuan.cases.lifecycle import LEFT, State, acts_from
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, Opinion
from bihuan.issuing.report_queries import units_owing
from bihuan.kernel.errors import BihuanError
from bihuan.messages.cursor import Reader, begin
from bihuan.messages.models import Message
from bihuan.messages.rules import Ask
from bihuan.messages.telling import tell
from bihuan.reports.as_of import cases_of_figure, figures_by_unit, figures_of
from bihuan.reports.figures import NAMES, Figures
from bihuan.reports.reconciliation import reconcile
from bihuan.reports.remembered import forget
from bihuan.response.actions import record_understanding
from bihuan.supervision.timetable import run_timetable
from bihuan.triage.actions import answer_directly, merge_opinions, open_case, unmerge_opinion
from bihuan.triage.models import Membership
from tests.properties.moves import MOVES, forgotten
from tests.properties.test_lifecycle_walks import somebody_who_may
from tests.support.sealed import new_log
from tests.support.world import World

Told = tuple[Any, ...]


class Watched(World):
    """A world that writes down, whenever a day ends, what was told of it then."""

    def __init__(self) -> None:
        self.told: dict[date, Told] = {}
        self.watching = False
        super().__init__()

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "now" and self.__dict__.get("watching") and value.date() > self.now.date():
            self.told[self.today] = told(self, self.today)
        super().__setattr__(name, value)


def told(world: World, day: date) -> Told:
    """Figures, figures by unit, and the lines of the reconciliation of every batch."""
    batches = list(Batch.objects.order_by("pk").values_list("pk", flat=True))
    return (
        figures_of(world.zhao, day),
        figures_by_unit(world.zhao, day),
        *(reconcile(world.zhao, day, batch).lines for batch in batches),
        *(reconcile(world.zhao, day, batch).units for batch in batches),
    )


# ── what may happen to an opinion or a case; ``n`` picks one ──


def _opinion(n: int) -> Opinion:
    rows = list(Opinion.objects.order_by("pk"))
    return rows[n % len(rows)]


def _case(n: int) -> Case:
    return _fresh(list(Case.objects.order_by("pk").values_list("pk", flat=True))[n % Case.objects.count()])


def _fresh(key: int) -> Case:
    return Case.objects.select_related("batch__coordinator", "lead", "verifying").get(pk=key)


def _merge(world: World, n: int) -> None:
    merge_opinions(_case(n).pk, [_opinion(n // 7).pk], by=world.zhao, now=world.now, reason="同一件事。")


def _unmerge(world: World, n: int) -> None:
    rows = list(Membership.objects.order_by("pk"))
    row = rows[n % len(rows)]
    unmerge_opinion(row.case_id, row.opinion_id, by=world.zhao, now=world.now, reason="不是同一件事。")


def _open(world: World, n: int) -> None:
    elements = {"lead": world.unit("construction" if n % 2 else "enforcement"), "person_in_charge": "郑七"}
    open_case(
        _opinion(n).pk, by=world.zhao, now=world.now, route=Route.NOW, reason="另有一事。", elements=elements
    )


def _directly(world: World, n: int) -> None:
    unit = world.unit("construction")
    answer_directly(_opinion(n).pk, by=world.zhao, now=world.now, unit=unit, reason="属咨询。")


def _understood(world: World, n: int) -> None:
    opinion = _opinion(n)
    world.reply(opinion, by=world.zhao)
    record_understanding(opinion.pk, by=world.zhao, now=world.now, understood=bool(n % 2), note="已说明。")


def _onward(world: World, n: int) -> None:
    case = _case(n)
    state = world.state(case)
    if state is State.RETURNED:
        world.later(n % 2)
        unit = world.unit("enforcement" if n % 3 else "construction")
        reassign_case(
            case.pk, by=world.zhao, now=world.now, unit=unit, reason="改派。", person_in_charge="郑七"
        )
    elif state not in LEFT | {State.DISCLOSED}:
        world.step(case)


def _any(world: World, n: int) -> None:
    case = _case(n)
    known = acts_from(world.state(case))
    if known:
        act = known[(n // 3) % len(known)]
        MOVES[act](world, case, somebody_who_may(world, case, act))


def _timetable(world: World, n: int) -> None:
    run_timetable(world.now, units_owing)


def _lasting(world: World, n: int) -> None:
    case = _case(n)
    if world.state(case) is State.DRAFT:
        world.edit(case, route=Route.LONG_TERM)


def _carry(world: World, n: int) -> None:
    case = _case(n)
    world.review_the_year(case)
    world.carry_over(case)


def _pass(world: World, n: int) -> None:
    world.later(n % 45)


EVENTS: tuple[Callable[[World, int], None], ...] = (
    _onward, _onward, _onward, _onward, _any, _any, _merge, _unmerge, _open, _directly, _understood, _timetable,
    _lasting, _carry, _pass,
)  # fmt: skip
# Number, position, and a sentence of the house: nothing of an item, an opinion or a person (domain §4.10).
MESSAGE = re.compile(rf".+〔\d{{4}}〕\d+号(第\d+项)?：(\d+件)?({'|'.join(ask.label for ask in Ask)})")
walks = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 500)), min_size=20, max_size=60)


@pytest.fixture
def watched(db: None, request: pytest.FixtureRequest, tmp_path: Path) -> Watched:
    # A ledger of its own has a log of its own: another test of this process may have left one.
    new_log(request.getfixturevalue("settings"), tmp_path)
    world = Watched()
    assert world.batch.pk
    assert world.next_batch.pk
    return world


@pytest.mark.long
@settings(max_examples=4, phases=[Phase.generate])
@given(walks)
def test_what_was_told_of_a_day_is_told_of_it_ever_after(
    watched: Watched, walk: list[tuple[Callable[[World, int], None], int]]
) -> None:
    world, began = watched, watched.now
    world.told, world.watching = {}, True
    with forgotten():
        begin()
        for event, n in walk:
            before = dict(world.told), world.now
            try:
                with transaction.atomic():
                    event(world, n)
            except (BihuanError, ObjectDoesNotExist):
                # Nothing of it has happened, nor have the days it took.
                world.told, world.now = before
        world.later()
        world.watching = False
        while tell(Reader(), world.now):
            pass
        assert [
            text for text in Message.objects.values_list("text", flat=True) if not MESSAGE.fullmatch(text)
        ] == []
        for _ in ("as it is remembered", "counted anew"):
            for day, then in world.told.items():
                assert told(world, day) == then, day
            forget()
        check_the_accounts(world)
        assert list(check_everything(world.now)) == []
    world.now = began


def check_the_accounts(world: Watched) -> None:
    for day, (total, units, *_) in world.told.items():
        assert sum((unit.figures for unit in units), Figures()) == total
        for batch in Batch.objects.values_list("pk", flat=True):
            lines = reconcile(world.zhao, day, batch).lines
            assert all(line.holds for line in lines[:4]), [line.sentence for line in lines]
    for name in NAMES:
        assert len(cases_of_figure(world.zhao, day, name)) == getattr(total, name)
