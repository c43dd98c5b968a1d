import pytest

from bihuan.access.acts import Act
from bihuan.access.policy import POLICY, PUBLIC_ACTS
from bihuan.cases.lifecycle import (
    BEFORE_WORK,
    ENDED,
    GATHERING,
    IN_HAND,
    LEFT,
    OPEN,
    STEP_OF,
    STRUCK_OFF,
    TABLE,
    TRANSITIONS,
    WORKING,
    State,
    Step,
    Transition,
    acts_from,
    steps_done,
    wrong_state,
)
from bihuan.kernel.findings import Severity

S = State
# Acts on a batch, an opinion or an account, and looks: they move no case.
BESIDE_THE_CASE = {
    Act.IMPORT_FILE, Act.ISSUE_BATCH, Act.MERGE_OPINIONS, Act.UNMERGE_OPINION, Act.OPEN_CASE,
    Act.ANSWER_DIRECTLY, Act.REVEAL_CONTACT, Act.LOG_CONTACT, Act.REPLY_OPINION, Act.RECORD_UNDERSTANDING,
    Act.RECORD_RETURN_VISIT, Act.DISMISS_RELAPSE, Act.ANNOUNCE_DRAW, Act.CARRY_OUT_DRAW,
    Act.REVEAL_OBJECTOR, Act.MANAGE_ACCOUNTS, Act.SAVE_WORDING, Act.ISSUE_PAPER,
    Act.ROTATE_LOG_KEY, Act.SET_UP_LEDGER, Act.MANAGE_REFERENCE, Act.IMPORT_CALENDAR,
    Act.SPOIL_PAPER, Act.RECORD_SIGNATURE,
    Act.REPLY_SUPERVISION, Act.SETTLE_SUPERVISION, Act.WITHDRAW_SUPERVISION,
    Act.MANAGE_CHANNEL, Act.REQUEST_PAPER_SET, Act.RECORD_INSPECTION, Act.ANSWER_FINDING,
    Act.SUBMIT_REPORT, Act.SEND_BACK_REPORT, Act.REGISTER_MECHANISM, Act.UPDATE_MECHANISM,
    Act.SORT_OPINIONS, Act.KEEP_APART, Act.IMPORT_DUTIES, Act.SETTLE_AMENDMENT, Act.CORRECT_COLUMNS,
}  # fmt: skip
# The one way through when nothing goes wrong.
HAPPY_PATH = (
    (Act.ASSIGN_CASE, S.ASSIGNED),
    (Act.ACKNOWLEDGE_CASE, S.ACKNOWLEDGED),
    (Act.SUBMIT_PLAN, S.PLANNED),
    (Act.APPROVE_PLAN, S.RECTIFYING),
    (Act.SUBMIT_FOR_VERIFICATION, S.VERIFYING),
    (Act.PASS_VERIFICATION, S.VERIFIED),
    (Act.POST_NOTICE, S.NOTICING),
    (Act.CLOSE_CASE, S.CLOSED),
    (Act.FILE_CASE, S.FILED),
    (Act.DISCLOSE_CASE, S.DISCLOSED),
)


def onwards(*, without: Act) -> set[State]:
    """The states a case can reach from the draft when one act is never done."""
    reached, new = set(), {S.DRAFT}
    while new:
        reached |= new
        new = {
            row.target
            for row in TABLE
            if row.target is not None and row.act is not without and row.sources & reached
        } - reached
    return reached


def test_every_act_is_in_the_table_once_or_moves_no_case() -> None:
    assert len(TRANSITIONS) == len(TABLE)
    assert set(TRANSITIONS) | BESIDE_THE_CASE == set(Act)
    assert not set(TRANSITIONS) & BESIDE_THE_CASE


def test_every_state_can_be_reached() -> None:
    assert onwards(without=Act.IMPORT_FILE) == set(State)


@pytest.mark.parametrize(("act", "target"), HAPPY_PATH)
def test_no_step_of_the_way_can_be_skipped(act: Act, target: State) -> None:
    """S16: without the act, neither its own state nor anything that follows it is ever reached."""
    follow = [state for _, state in HAPPY_PATH]
    missed = set(follow[follow.index(target) :])
    assert not onwards(without=act) & missed


def test_the_six_steps_stand_in_the_order_of_the_notice() -> None:
    assert [step.label for step in Step] == ["整改", "核查", "公示", "销号", "备案", "公开"]


def test_along_the_way_the_steps_done_only_grow_and_always_in_order() -> None:
    done = [steps_done(state) for _, state in HAPPY_PATH]
    assert [len(steps) for steps in done] == [0, 0, 0, 0, 1, 2, 2, 4, 5, 6]
    assert all(steps == frozenset(tuple(Step)[: len(steps)]) for steps in done)


@pytest.mark.parametrize("state", [S.DRAFT, S.ASSIGNED, S.RETURNED, S.REWORK, S.REOPENED, *sorted(LEFT)])
def test_before_the_work_after_a_relapse_and_for_what_left_the_batch_no_step_counts_as_done(
    state: State,
) -> None:
    assert steps_done(state) == frozenset()


def test_every_state_has_its_place_among_the_steps() -> None:
    assert set(STEP_OF) == set(State)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.act.value)
def test_every_row_has_sources_a_sentence_and_a_clause(row: Transition) -> None:
    assert row.sources
    assert row.sentence
    assert row.clause.startswith("S")
    assert row.target is None or row.target not in row.sources


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.act.value)
def test_an_act_in_the_wrong_state_is_refused_with_the_states_that_know_it(row: Transition) -> None:
    for state in set(State) - row.sources:
        finding = wrong_state(row.act, state)
        assert finding is not None
        assert (finding.code, finding.severity, finding.clause) == ("wrong-state", Severity.BLOCK, row.clause)
        assert f"“{state.label}”" in finding.message
        assert f"“{row.act.label}”" in finding.message
        assert all(source.label in finding.message for source in row.sources)


@pytest.mark.parametrize("state", State)
def test_a_state_knows_exactly_the_acts_it_does_not_refuse(state: State) -> None:
    assert set(acts_from(state)) == {act for act in TRANSITIONS if wrong_state(act, state) is None}


def test_only_the_relapse_leads_out_of_a_close_out_and_nothing_back_into_the_batch() -> None:
    leaving = {row.act for row in TABLE if row.sources & STRUCK_OFF and row.target not in STRUCK_OFF | {None}}
    assert leaving == {Act.REOPEN_CASE}
    assert [acts_from(state) for state in LEFT] == [(), ()]


def test_only_the_close_out_leads_into_the_struck_off_states() -> None:
    """T17: no other act closes, whatever the progress says."""
    entering = {row.act for row in TABLE if row.target in STRUCK_OFF and not row.sources <= STRUCK_OFF}
    assert entering == {Act.CLOSE_CASE}


def test_whatever_fails_after_the_verification_leads_back_to_work_and_not_to_the_verification() -> None:
    back = (Act.FAIL_VERIFICATION, Act.UPHOLD_OBJECTION, Act.REFUSE_CLOSE_OUT)
    assert {TRANSITIONS[act].target for act in back} == {S.REWORK}


def test_the_sets_of_states_do_not_overlap_where_they_must_not() -> None:
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED
    assert not BEFORE_WORK & WORKING
    assert S.DRAFT not in IN_HAND
    assert not STRUCK_OFF & (IN_HAND | GATHERING)


def test_acts_are_told_in_the_order_of_the_work() -> None:
    assert acts_from(S.ASSIGNED)[:2] == (Act.ACKNOWLEDGE_CASE, Act.RETURN_CASE)
    at_any_time = {Act.APPOINT_SECOND_VERIFIER, Act.ANSWER_DOUBT}
    assert tuple(act for act in acts_from(S.NOTICING) if act not in at_any_time)[:5] == (
        Act.RAISE_OBJECTION,
        Act.DISMISS_OBJECTION,
        Act.UPHOLD_OBJECTION,
        Act.APPLY_CLOSE_OUT,
        Act.CLOSE_CASE,
    )


def test_who_moves_a_case_is_always_somebody_with_an_account() -> None:
    assert {row.act for row in TABLE if row.target is not None}.isdisjoint(PUBLIC_ACTS)
    assert all(POLICY[row.act] for row in TABLE if row.target is not None)
