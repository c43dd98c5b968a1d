"""Acts after a close-out: look back, and reopen on a relapse."""

from datetime import date, datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.advance import advance, allow, lock, refuse_if
from bihuan.cases.history import handlers_of
from bihuan.cases.models import Case, Measure
from bihuan.closure.facts import valid_close_out
from bihuan.followup import rules
from bihuan.followup.models import LookBack
from bihuan.kernel.clock import day_of
from bihuan.notice.actions import end_notice


@transaction.atomic
def look_back(case_id: int, *, by: Actor, now: datetime, looked_on: date, held: bool, found: str) -> LookBack:
    """回头看. When the result has not held, the coordinator or a leader decides on the relapse (reopen_case)."""
    case = lock(case_id)
    allow(by, Act.LOOK_BACK, case)
    close_out = valid_close_out(case)
    assert close_out is not None  # a struck-off case has one
    assert close_out.decided_at is not None
    refuse_if(
        rules.look_back_gates(
            found,
            looked_on,
            day_of(close_out.decided_at),
            day_of(now),
            worked_on_it=by.user_id in handlers_of(case.pk),
        )
    )
    look = LookBack.objects.create(
        case=case, round=case.round, looked_on=looked_on, held=held, found=found, by_name=by.name, at=now
    )
    detail = "成效保持" if held else f"成效未保持：{found}"
    advance(case, Act.LOOK_BACK, by=by, now=now, detail=detail, data={"look_back": look.pk, "held": held})
    return look


@transaction.atomic
def reopen_case(
    case_id: int, *, by: Actor, now: datetime, reason: str, new_limit: date | None = None
) -> Case:
    """认定反弹: the close-out is revoked but kept, the round counts up, and the work begins again (S14)."""
    case = lock(case_id)
    allow(by, Act.REOPEN_CASE, case)
    refuse_if(rules.reopen_gates(reason, limit=case.limit_date, new_limit=new_limit, today=day_of(now)))
    close_out = valid_close_out(case)
    assert close_out is not None  # a struck-off case has one
    close_out.revoked_at, close_out.revoked_reason = now, reason
    close_out.save(update_fields=["revoked_at", "revoked_reason"])
    end_notice(case, now)
    case.measures.update(progress=Measure.Progress.TO_DO, result="")
    case.indicators.update(numerator=None, denominator=None)
    # Its clock starts anew.
    case.progress, case.assigned_on, case.limit_date = 0, day_of(now), new_limit or case.limit_date
    detail = f"{close_out.number}撤销，{reason}"
    advance(case, Act.REOPEN_CASE, by=by, now=now, detail=detail, data={"close_out": close_out.pk})
    return case
