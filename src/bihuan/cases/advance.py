"""The only writer of a case's state. Each change of state is one journal row in the same transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.history import bars
from bihuan.cases.lifecycle import TRANSITIONS, State, wrong_state
from bihuan.cases.models import SUBJECT, Case
from bihuan.cases.stretches import keep_stretch
from bihuan.journal.models import Entry
from bihuan.journal.record import record
from bihuan.kernel.clock import local
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.findings import Finding, block


def lock(case_id: int) -> Case:
    """The case, locked until the act ends. Raises ``Case.DoesNotExist``."""
    related = Case.objects.select_related("batch__coordinator", "lead", "verifying", "second_verifying")
    return related.select_for_update(of=("self",)).get(pk=case_id)


def allow(by: Actor, act: Act, case: Case) -> None:
    """Raise NotAllowed unless ``by`` may do ``act`` on this case and its state knows the act; then ``independent``."""
    for finding in (may(by, act, case.standing()), wrong_state(act, State(case.state))):
        if finding is not None:
            raise NotAllowed([finding])
    independent(by, act, case)


def independent(by: Actor, act: Act, case: Case) -> None:
    """Raise Refused with every reason why ``by``, for what was done on this case before, may not do ``act``."""
    refuse_if(bars(by, act, case))


def reason_given(reason: str, what: str, *, clause: str = "") -> list[Finding]:
    """The finding for a reason left empty."""
    return [] if reason.strip() else [block("reason-missing", f"请填写{what}。", clause=clause)]


# Two machines never agree to the second; more than this is a clock that was set wrong.
CLOCK_SKEW = timedelta(minutes=5)


def clock_findings(since: datetime, now: datetime) -> list[Finding]:
    """The finding for an act dated before the case came to where it stands: the clock was moved back."""
    if now >= since - CLOCK_SKEW:
        return []
    came, present = (f"{local(moment):%Y-%m-%d %H:%M}" for moment in (since, now))
    message = (
        f"服务器时间{present}早于事项进入本环节的时间{came}，不能办理。"
        "请系统管理员校准服务器的日期和时间后再办理。"
    )
    return [block("clock-moved-back", message)]


def advance(
    case: Case,
    act: Act,
    *,
    by: Actor,
    now: datetime,
    detail: str = "",
    data: Mapping[str, Any] | None = None,
    public: Mapping[str, Any] | None = None,
) -> Entry:
    """Save the case, move it along the table and write the journal row. Call after the rules have passed.

    ``public`` is what the act makes public of the case; it goes into the log in full (see ``journal.sealing``).
    """
    refuse_if(clock_findings(case.state_since, now))
    row = TRANSITIONS[act]
    came_from = State(case.state)
    if row.target is not None:
        case.state = row.target
        case.state_since = now
    if row.target is State.REOPENED:
        case.round += 1
    case.save()
    keep_stretch(case, now)
    return record(
        act,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=case.pk,
        batch_id=case.batch_id,
        from_state=came_from,
        to_state=case.state,
        sentence=f"{row.sentence}：{detail}" if detail else row.sentence,
        data={"round": case.round, **(data or {})},
        public=public,
        about=str(case),
    )
