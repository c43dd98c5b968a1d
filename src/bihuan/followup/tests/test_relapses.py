"""An opinion of a second list that looks like a closed case: proposed, ruled on once, answered in its own right."""

from datetime import date, timedelta

import pytest

from bihuan.access.actor import PUBLIC
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.followup.actions import dismiss_relapse, reopen_case
from bihuan.followup.models import RelapseRuling
from bihuan.followup.relapse_queries import proposal_count, proposals_of, relapse_proposals
from bihuan.followup.tests.lists import said_again
from bihuan.intake.models import Opinion
from bihuan.journal.queries import history_of
from bihuan.journal.tests.rows import last_entry, not_allowed_unsaved, refused_unsaved
from bihuan.response.facts import voices
from tests.support.paper import WAGES
from tests.support.refusals import not_allowed
from tests.support.world import World

AGAIN = "望海路的路灯又不亮了，晚上看不清。"
ELSEWHERE = "滨江路的路灯又不亮了，晚上看不清。"
REASON = "又有五盏不亮。"


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.CLOSED)


def close_out_of(case: Case) -> CloseOut:
    return case.close_outs.get(approved=True, revoked_at=None)


def again(world: World, *texts: str) -> Opinion:
    world.later(40)
    return said_again(world, *(texts or (AGAIN,)))[0]


def reopen(world: World, case: Case, opinion: Opinion) -> Case:
    limit = world.today + timedelta(days=60)
    return reopen_case(
        case.pk, by=world.zhao, now=world.now, reason=REASON, new_limit=limit, opinion_id=opinion.pk
    )


def test_an_opinion_like_a_closed_case_is_proposed_with_why_on_its_own_and_in_its_list(
    world: World, case: Case
) -> None:
    again(world, AGAIN, ELSEWHERE)
    batch = Opinion.objects.get(text=AGAIN).batch
    (found,) = relapse_proposals(world.zhao, Opinion.objects.get(text=AGAIN))
    assert (found.case, found.likeness.why[0]) == (case, "同一地点：“望海路”")
    assert relapse_proposals(world.zhao, Opinion.objects.get(text=ELSEWHERE)) == []
    (listed,) = proposals_of(world.zhao, Opinion.objects.filter(batch=batch))
    assert (listed.opinion.text, listed.case, listed.likeness) == (AGAIN, case, found.likeness)
    assert proposal_count(world.zhao) == 1


def test_nobody_is_shown_what_they_may_not_see(world: World, case: Case) -> None:
    opinion = again(world)
    assert relapse_proposals(world.wei, opinion) == []
    assert proposals_of(PUBLIC, Opinion.objects.all()) == []


def test_words_older_than_the_close_out_and_those_of_the_case_itself_are_no_relapse(
    world: World, case: Case
) -> None:
    world.later(40)
    (old,) = said_again(world, AGAIN, received_on=date(2022, 5, 1))
    assert relapse_proposals(world.zhao, old) == []
    assert relapse_proposals(world.zhao, world.opinion(1)) == []


def test_an_opinion_that_bears_no_date_is_as_new_as_its_list(world: World, case: Case) -> None:
    again(world)
    batch = Opinion.objects.get(text=AGAIN).batch
    undated = Opinion.objects.create(batch=batch, number="1", text=AGAIN)
    assert [found.case for found in relapse_proposals(world.zhao, undated)] == [case]


def test_a_confirmed_relapse_revokes_the_close_out_and_takes_the_opinion_up(world: World, case: Case) -> None:
    opinion, close_out = again(world), close_out_of(case)
    reopen(world, case, opinion)
    case = world.fresh(case)
    assert (case.state, case.round) == (State.REOPENED, 2)
    close_out.refresh_from_db()
    assert close_out.revoked_at == world.now
    ruling = RelapseRuling.objects.get()
    assert (ruling.opinion, ruling.close_out, ruling.relapse, ruling.reason) == (
        opinion,
        close_out,
        True,
        REASON,
    )
    membership = opinion.memberships.get()
    assert (membership.case, membership.founding) == (case, False)
    # It waits for its own answer there, like those who spoke first.
    assert [voice.replied for voice in voices(case)] == [False, False]
    assert history_of("opinion", opinion.pk).get().sentence == (
        f"意见{opinion.number}认定为第1项反弹：{REASON}"
    )
    assert relapse_proposals(world.zhao, opinion) == []


def test_an_opinion_that_is_worked_on_elsewhere_stays_there(world: World, case: Case) -> None:
    opinion = again(world)
    other = world.case(WAGES)
    opinion.memberships.create(case=other, reason="另有一事。")
    reopen(world, case, opinion)
    assert [row.case for row in opinion.memberships.all()] == [other]


def test_what_is_ruled_no_relapse_is_not_proposed_again(world: World, case: Case) -> None:
    opinion, close_out = again(world), close_out_of(case)
    assert proposal_count(world.zhao) == 1
    ruling = dismiss_relapse(
        opinion.pk, close_out.pk, by=world.zhao, now=world.now, reason="是另一段，从未安装。"
    )
    assert not ruling.relapse
    assert relapse_proposals(world.zhao, opinion) == []
    assert proposal_count(world.zhao) == 0
    entry = last_entry("opinion", opinion.pk)
    assert (entry.act, entry.sentence) == (
        "dismiss_relapse",
        f"意见{opinion.number}认定不是第1项反弹：是另一段，从未安装。",
    )
    assert world.state(case) is State.CLOSED


def test_it_is_ruled_on_once_with_a_reason_and_not_by_other_words_of_the_case(
    world: World, case: Case
) -> None:
    opinion, close_out = again(world), close_out_of(case)
    with refused_unsaved(("reason-missing", "S14")):
        dismiss_relapse(opinion.pk, close_out.pk, by=world.zhao, now=world.now, reason=" ")
    with refused_unsaved(("opinion-of-this-case", "S14")):
        dismiss_relapse(world.opinion(1).pk, close_out.pk, by=world.zhao, now=world.now, reason="不是。")
    dismiss_relapse(opinion.pk, close_out.pk, by=world.zhao, now=world.now, reason="另一段。")
    with refused_unsaved(("relapse-already-ruled", "S14")):
        dismiss_relapse(opinion.pk, close_out.pk, by=world.qian, now=world.now, reason="另一段。")
    with refused_unsaved(("relapse-already-ruled", "S14")):
        reopen(world, case, opinion)


def test_an_older_opinion_does_not_reopen_a_case(world: World, case: Case) -> None:
    with refused_unsaved(("opinion-of-this-case", "S14")):
        reopen(world, case, world.opinion(1))
    with refused_unsaved(("opinion-not-newer", "S14")):
        reopen(world, case, world.opinion(5))


def test_a_relapse_is_denied_by_those_who_may_and_not_by_whose_work_it_was(world: World, case: Case) -> None:
    opinion, close_out = again(world), close_out_of(case)
    for actor in (world.li, world.sun, world.zhou, world.feng, world.wei, PUBLIC):
        with not_allowed():
            dismiss_relapse(opinion.pk, close_out.pk, by=actor, now=world.now, reason="不是。")
    own = world.case_in(State.CLOSED, WAGES)  # the coordinator's own bureau is responsible
    world.later(40)
    with refused_unsaved(("belongs-to-handler", "S17")):
        dismiss_relapse(opinion.pk, close_out_of(own).pk, by=world.zhao, now=world.now, reason="不是。")
    with not_allowed_unsaved("not-allowed", ""):
        dismiss_relapse(opinion.pk, close_out_of(own).pk, by=world.wei, now=world.now, reason="不是。")
