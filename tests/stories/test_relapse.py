"""反弹: the lamps go dark again after the close-out. The old close-out is kept, and everything is done anew."""

from datetime import timedelta
from itertools import pairwise

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import close_case
from bihuan.closure.facts import valid_close_out
from bihuan.disclosure.actions import disclose_case
from bihuan.disclosure.queries import project, public_cases
from bihuan.followup.actions import reopen_case
from bihuan.journal.queries import history_of
from bihuan.kernel.numbers import print_number
from bihuan.verification.actions import submit_for_verification
from tests.support.world import World, not_allowed, refused


def test_a_relapse_keeps_the_old_close_out_and_earns_a_second_one(world: World) -> None:
    case = world.case_in(State.DISCLOSED)
    it_is_looked_back_at_and_has_not_held(world, case)
    it_runs_through_a_second_time(world, case)


def it_is_looked_back_at_and_has_not_held(world: World, case: Case) -> None:
    world.later(90)
    world.look_back(case, held=False)
    with refused(("reason-missing", "S14"), ("new-limit-missing", "S14")):
        reopen_case(case.pk, by=world.zhao, now=world.now, reason="")
    with not_allowed():
        reopen_case(case.pk, by=world.sun, now=world.now, reason="路灯又坏了。")
    reopen_case(
        case.pk,
        by=world.zhao,
        now=world.now,
        reason="路灯又坏了五盏。",
        new_limit=world.today + timedelta(days=60),
    )

    case = world.fresh(case)
    assert (case.state, case.round, case.progress) == (State.REOPENED, 2, 0)
    (old,) = case.close_outs.all()
    assert old.number == print_number("销号", 2022, 1)  # the old close-out is kept, and marked
    assert old.revoked_at == world.now
    assert old.revoked_reason == "路灯又坏了五盏。"
    assert valid_close_out(case) is None
    assert project(public_cases().get()).close_outs[0].revoked_on == world.today  # and nothing is hidden


def it_runs_through_a_second_time(world: World, case: Case) -> None:
    world.walk(case, State.RECTIFYING)
    # What was shown, verified and said in the first round does not count for the second.
    with refused(("measures-loose", "S14"), ("no-data", "S18")):
        submit_for_verification(case.pk, by=world.sun, now=world.now, self_check="已自查。")
    world.walk(case, State.NOTICING)
    world.apply(case)
    world.wait_for_notice(case)
    with refused(("not-replied", "S4")):
        close_case(case.pk, by=world.qian, now=world.now)
    world.answer_everybody(case)
    close_case(case.pk, by=world.qian, now=world.now)
    world.file(case)
    with refused(("not-visited", "S26"), ("not-reviewed", "政府信息公开条例第17条")):
        disclose_case(case.pk, by=world.zhao, now=world.now)
    world.disclose(case)

    first, second = case.close_outs.filter(approved=True)
    assert (first.round, second.round) == (1, 2)
    assert first.number != second.number
    assert second.number == print_number("销号", 2022, 2)
    moves = [
        (entry.from_state, entry.to_state)
        for entry in history_of("case", case.pk)
        if entry.from_state != entry.to_state
    ]
    assert moves.count((State.NOTICING, State.CLOSED)) == 2
    assert moves[-1] == (State.FILED, State.DISCLOSED)
    assert all(before == after for (_, before), (after, _) in pairwise(moves))
