"""Every act is complete: who may do it, what it does to a case, what it is called, and the form it is done with."""

import inspect
import re
from importlib import import_module

import pytest

from bihuan.access.acts import Act
from bihuan.access.independence import PART_OF
from bihuan.access.policy import CLOCK_ACTS, POLICY, PUBLIC_ACTS, who_may
from bihuan.cases.lifecycle import (
    BEFORE_WORK,
    ENDED,
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
    acts_from,
)
from bihuan.reports.worklist import WAITS_FOR
from bihuan.web.act_forms import ACT_FORMS

# Acts on a batch, an opinion or an account, and looks: they move no case, and so stand in no row of the table.
NO_CASE = frozenset(
    {
        Act.IMPORT_FILE, Act.ISSUE_BATCH, Act.MERGE_OPINIONS, Act.UNMERGE_OPINION, Act.OPEN_CASE, Act.ANSWER_DIRECTLY,
        Act.REVEAL_CONTACT, Act.LOG_CONTACT, Act.REPLY_OPINION, Act.RECORD_UNDERSTANDING, Act.RECORD_RETURN_VISIT,
        Act.REVEAL_OBJECTOR, Act.DISMISS_RELAPSE, Act.ANNOUNCE_DRAW, Act.CARRY_OUT_DRAW,
        Act.REGISTER_MECHANISM, Act.UPDATE_MECHANISM,
        Act.MANAGE_ACCOUNTS, Act.SAVE_WORDING, Act.ISSUE_PAPER, Act.SPOIL_PAPER,
        Act.RECORD_SIGNATURE, Act.REQUEST_PAPER_SET, Act.RECORD_INSPECTION, Act.ANSWER_FINDING,
        Act.MANAGE_REFERENCE, Act.IMPORT_CALENDAR, Act.SET_UP_LEDGER, Act.ROTATE_LOG_KEY, Act.MANAGE_CHANNEL,
        Act.SUBMIT_REPORT, Act.SEND_BACK_REPORT,
        Act.REPLY_SUPERVISION, Act.SETTLE_SUPERVISION, Act.WITHDRAW_SUPERVISION,
        Act.SORT_OPINIONS, Act.KEEP_APART, Act.IMPORT_DUTIES, Act.SETTLE_AMENDMENT, Act.CORRECT_COLUMNS,
    }
)  # fmt: skip
ROOMS = (
    "journal", "reference", "intake", "cases", "triage", "response", "plans", "evidence", "doubts", "supervision",
    "verification",
    "notice", "closure", "disclosure", "followup", "lasting", "issuing", "inspection", "messages",
)  # fmt: skip
# The acts that are not in a room's actions.py, and why: see the heads of the modules.
ELSEWHERE = {
    Act.IMPORT_DUTIES: ("reference.duty_actions", "import_duties"),
    Act.SORT_OPINIONS: ("triage.sorting_actions", "sort_opinions"),
    Act.SETTLE_AMENDMENT: ("triage.amendments", "settle_amendment"),
    Act.CORRECT_COLUMNS: ("triage.columns_memory", "remember_columns"),
    Act.KEEP_APART: ("triage.group_actions", "keep_apart"),
    Act.IMPORT_CALENDAR: ("reference.calendar_actions", "import_calendar"),
    Act.IMPORT_FILE: ("triage.importing", "import_reading"),
    Act.SAVE_WORDING: ("issuing.wording_actions", "save_wording"),
    Act.REQUEST_PAPER_SET: ("issuing.set_actions", "request_paper_set"),
    Act.SUBMIT_REPORT: ("issuing.report_actions", "submit_report"),
    Act.SEND_BACK_REPORT: ("issuing.report_actions", "send_back_report"),
}
CLAUSE = re.compile(r"S([1-9]|1\d|2[0-8])")


def test_every_act_moves_a_case_or_is_known_to_move_none() -> None:
    assert set(TRANSITIONS) | NO_CASE == set(Act)
    assert set(TRANSITIONS) & NO_CASE == set()
    assert len(TABLE) == len(TRANSITIONS), "an act stands in two rows"


@pytest.mark.parametrize("act", list(Act))
def test_an_act_has_somebody_who_may_do_it_and_a_chinese_name(act: Act) -> None:
    assert POLICY[act] or act in PUBLIC_ACTS | CLOCK_ACTS
    assert who_may(act)
    assert re.search("[\u4e00-\u9fff]", act.label)
    assert len([other for other in Act if other.label == act.label]) == 1


@pytest.mark.parametrize("act", list(Act))
def test_an_act_is_one_function_of_its_own_name_that_is_told_who_and_when(act: Act) -> None:
    if act in ELSEWHERE:
        module, name = ELSEWHERE[act]
        found = [getattr(import_module(f"bihuan.{module}"), name)]
    else:
        rooms = [import_module(f"bihuan.{room}.actions") for room in ROOMS]
        found = [getattr(room, act.value) for room in rooms if hasattr(room, act.value)]
    (function,) = {*found}
    parameters = inspect.signature(function).parameters
    for name in ("by", "now"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY, f"{act}: {name}"
        assert parameters[name].default is inspect.Parameter.empty, f"{act}: {name}"
    assert not {"force", "skip", "override", "check"} & set(parameters), "no flag skips a gate"


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_a_row_of_the_table_is_a_whole_row(act: Act) -> None:
    row = TRANSITIONS[act]
    assert row.sources
    assert row.target is None or row.target not in row.sources
    assert CLAUSE.fullmatch(row.clause)
    assert re.search("[\u4e00-\u9fff]", row.sentence)


def test_every_act_of_a_case_has_its_form() -> None:
    assert set(ACT_FORMS) == set(TRANSITIONS) - CLOCK_ACTS


def test_every_state_can_be_reached_and_none_is_a_trap() -> None:
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        here = waiting.pop()
        targets = {row.target for row in TABLE if here in row.sources and row.target is not None}
        waiting += targets - reached
        reached |= targets
    assert reached == set(State)
    assert [state for state in State if not acts_from(state)] == [State.WITHDRAWN, State.CARRIED_OVER]


def test_the_six_steps_are_taken_in_their_order() -> None:
    """From 整改 to 公开 there is no way around a step (S16, T8): a case passes each or does not arrive."""
    assert set(STEP_OF) == set(State)
    order = list(Step)
    for row in TABLE:
        for source in row.sources:
            before, after = STEP_OF[source], STEP_OF[row.target or source]
            if row.target and before and after and row.target not in LEFT:
                assert order.index(after) - order.index(before) <= 1 or source is State.NOTICING, row
    assert TRANSITIONS[Act.DISCLOSE_CASE].sources == {State.FILED}
    assert TRANSITIONS[Act.FILE_CASE].sources == {State.CLOSED}
    assert TRANSITIONS[Act.CLOSE_CASE].sources == {State.NOTICING}
    assert TRANSITIONS[Act.POST_NOTICE].sources == {State.VERIFIED}
    for state, act in {
        State.VERIFIED: Act.PASS_VERIFICATION,
        State.NOTICING: Act.POST_NOTICE,
        State.CLOSED: Act.CLOSE_CASE,
        State.FILED: Act.FILE_CASE,
        State.DISCLOSED: Act.DISCLOSE_CASE,
        State.WITHDRAWN: Act.APPROVE_WITHDRAWAL,
        State.REOPENED: Act.REOPEN_CASE,
        State.CARRIED_OVER: Act.CARRY_OVER_CASE,
    }.items():
        assert [row.act for row in TABLE if row.target is state] == [act], "only one act leads there"


def test_the_named_sets_of_states_fit_together() -> None:
    assert set(State) == OPEN | ENDED
    assert set() == OPEN & ENDED
    assert STRUCK_OFF < ENDED
    assert BEFORE_WORK | WORKING <= OPEN
    assert IN_HAND < OPEN


def test_every_open_state_waits_for_an_act_it_knows() -> None:
    assert {state for state in State if state not in WAITS_FOR} == {State.DISCLOSED} | LEFT
    for state, acts in WAITS_FOR.items():
        assert set(acts) <= set(acts_from(state))


def test_what_gives_somebody_a_part_in_a_case_stands_in_the_history_of_the_case() -> None:
    assert set(PART_OF) <= set(TRANSITIONS) | {Act.RECORD_RETURN_VISIT, Act.REPLY_SUPERVISION}
