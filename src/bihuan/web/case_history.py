"""办理记录 of a case, as its page shows it, and the dates under the step bar."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State, Step
from bihuan.doubts.rules import Sight
from bihuan.journal.models import Entry

# The state that ends each step, for the dates under the step bar.
ENDS: dict[State, tuple[Step, ...]] = {
    State.VERIFYING: (Step.RECTIFY,),
    State.VERIFIED: (Step.VERIFY,),
    State.CLOSED: (Step.NOTICE, Step.CLOSE),
    State.FILED: (Step.FILE,),
    State.DISCLOSED: (Step.DISCLOSE,),
}
# How acts look in the history: sent back, gone wrong, or a note on the way. All others moved the case on.
SENT_BACK = {
    Act.RETURN_CASE, Act.SEND_BACK_PLAN, Act.FAIL_VERIFICATION, Act.UPHOLD_OBJECTION, Act.REFUSE_CLOSE_OUT,
    Act.SEND_BACK_STATEMENT, Act.REFUSE_EXTENSION, Act.REFUSE_WITHDRAWAL, Act.SPOIL_PAPER,
}  # fmt: skip
NOTES = {
    Act.EDIT_CASE, Act.REPORT_PROGRESS, Act.ADD_EVIDENCE, Act.APPOINT_VERIFIER, Act.APPOINT_SECOND_VERIFIER,
    Act.ANSWER_DOUBT, Act.RECORD_RETURN_VISIT, Act.REQUEST_EXTENSION, Act.ISSUE_PAPER, Act.RECORD_SIGNATURE,
    Act.REQUEST_PAPER_SET,
}  # fmt: skip


def step_dates(history: Iterable[Entry]) -> dict[str, datetime]:
    """When each step of the present round was finished."""
    dates: dict[str, datetime] = {}
    for entry in history:
        if entry.act == Act.REOPEN_CASE:
            dates.clear()
        if entry.to_state and entry.to_state != entry.from_state:
            for step in ENDS.get(State(entry.to_state), ()):
                dates[step.value] = entry.at
    return dates


def sent_back(history: Sequence[Entry]) -> dict[str, Any] | None:
    """The entry by which the case was sent back to where it stands now; None when it came there in another way."""
    moved = [entry for entry in history if entry.to_state and entry.to_state != entry.from_state]
    back = moved and Act(moved[-1].act) in SENT_BACK | {Act.REOPEN_CASE}
    return _event(moved[-1]) if back else None


def shown_entries(history: Sequence[Entry], seen: Sight) -> list[Entry]:
    """The entries somebody may read: those of doubts only who is shown the doubts."""
    return [entry for entry in history if seen is not Sight.NOTHING or entry.act != Act.ANSWER_DOUBT]


def timeline(history: Sequence[Entry]) -> list[dict[str, Any]]:
    """The history as {% timeline %} takes it, the newest first."""
    return [_event(entry) for entry in reversed(history)]


def _event(entry: Entry) -> dict[str, Any]:
    act = Act(entry.act)
    bad = act is Act.REOPEN_CASE
    kind = "bad" if bad else "refused" if act in SENT_BACK else "note" if act in NOTES else "done"
    _, _, detail = entry.sentence.partition("：")
    return {
        "at": entry.at,
        "label": act.label,
        "who": entry.by_name,
        "unit": entry.by_unit,
        "text": detail if entry.from_state else entry.sentence,
        "kind": kind,
        "round": json.loads(entry.data).get("round"),
    }
