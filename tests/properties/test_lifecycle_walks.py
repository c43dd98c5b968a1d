"""Random walks over the lifecycle: whoever tries whatever, a case only ever moves as the table says."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.access.actor import CLOCK, PUBLIC, Actor, house_of
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import LEFT, STRUCK_OFF, TRANSITIONS, State, acts_from
from bihuan.cases.models import Case
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import BihuanError
from bihuan.notice.models import Objection
from tests.properties.hands import check_the_hands
from tests.properties.moves import MOVES, forgotten
from tests.support.cast import PEOPLE
from tests.support.world import World

ONWARD = "onward"  # what the right person does next, with everything that belongs to it
WHO = [*PEOPLE, "public"]


def test_every_row_of_the_table_can_be_tried() -> None:
    assert set(MOVES) == set(TRANSITIONS)


# A walk: mostly onward, so that it gets somewhere, and now and then anything by anybody.
steps = st.one_of(
    st.just((ONWARD, "")),
    st.just((ONWARD, "")),
    st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from(WHO)),
    # Something this state knows, by somebody who may: by a number, as the state is not known beforehand.
    st.tuples(st.integers(0, 19), st.just("")),
)


@pytest.mark.long
@settings(max_examples=10)
@given(st.lists(steps, min_size=12, max_size=30))
def test_a_case_only_ever_moves_as_the_table_says(world: World, walk: list[tuple[str | int, str]]) -> None:
    began = world.now
    with forgotten():
        case = world.case()
        for what, who in walk:
            before, seen = world.state(case), last_entry()
            try:
                with transaction.atomic():
                    make_the_move(world, case, what, who, before)
            except (BihuanError, ObjectDoesNotExist):  # the latter: there is no such objection
                assert (world.state(case), last_entry()) == (before, seen), "a refusal leaves a trace"
            check_the_journal(case, before, seen)
            if world.state(case) in STRUCK_OFF:
                check_the_close_out(world, world.fresh(case))
    world.now = began


def make_the_move(world: World, case: Case, what: str | int, who: str, state: State) -> None:
    if isinstance(what, int):
        if known := acts_from(state):
            act = known[what % len(known)]
            MOVES[act](world, case, somebody_who_may(world, case, act))
    elif what == ONWARD:
        if state is State.RETURNED:
            MOVES[Act.REASSIGN_CASE](world, case, world.zhao)
        elif state not in LEFT | {State.DISCLOSED}:
            world.step(case)
    else:
        MOVES[Act(what)](world, case, world.cast.actors.get(who, PUBLIC))


def somebody_who_may(world: World, case: Case, act: Act) -> Actor:
    standing = world.fresh(case).standing()
    anybody = (*world.cast.everybody(), CLOCK)
    return next((one for one in anybody if may(one, act, standing) is None), PUBLIC)


def last_entry() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def check_the_journal(case: Case, before: State, seen: int) -> None:
    """The rows written since then lead from state to state as the table allows, and end where the case stands."""
    here = before
    rows = Entry.objects.filter(pk__gt=seen, subject_kind="case", subject_id=case.pk).exclude(from_state="")
    for row in rows.order_by("pk"):
        transition = TRANSITIONS[Act(row.act)]
        assert row.from_state == here
        assert here in transition.sources
        assert row.to_state == (transition.target or here)
        here = State(row.to_state)
    assert State(Case.objects.get(pk=case.pk).state) is here


def check_the_close_out(world: World, case: Case) -> None:
    """What a struck-off case must show, asked of the rows and not of the gates."""
    (close_out,) = case.close_outs.filter(approved=True, revoked_at=None)
    assert close_out.round == case.round
    assert close_out.decided_at is not None
    assert close_out.decided_by_id != close_out.applied_by_id
    verification = case.verifications.filter(round=case.round).last()
    assert verification is not None
    assert verification.passed
    check_the_hands(world, case)
    assert house_of(verification.unit.path) not in hands_of(case).houses()
    (notice,) = case.notices.filter(round=case.round, ended_early_at=None)
    assert notice.ends_on < day_of(close_out.decided_at)
    assert verification.at <= notice.posted_at <= close_out.applied_at
    assert not Objection.objects.filter(notice__case=case, ruling="open").exists()
    assert all(measure.progress in ("done", "kept_up") for measure in case.measures.all())
    assert all(row.opinion.replies.exists() for row in case.memberships.all())


@pytest.mark.long
@pytest.mark.parametrize("state", list(State))
def test_an_outsider_moves_nothing_in_any_state(world: World, state: State) -> None:
    """建设局 and the coordinator of another zone against every act the state knows: refused, and no trace of it."""
    case = world.case_in(state)
    assert world.next_batch.pk  # imported before the count begins
    before, seen = world.state(case), last_entry()
    for act in acts_from(state):
        for stranger in (world.wang, world.wei):
            if act is not Act.RAISE_OBJECTION:
                with pytest.raises(BihuanError):
                    MOVES[act](world, case, stranger)
    assert (world.state(case), last_entry()) == (before, seen)
