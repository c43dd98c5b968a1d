"""回头看, 疑似反弹 and 抽查 in 待办 and on the page of a case."""

from datetime import date
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches
from bihuan.followup.draw_queries import all_draws
from bihuan.followup.facts import deciding_checkpoint
from bihuan.followup.look_back_queries import DueLookBack, due_look_backs, next_look_back_of
from bihuan.followup.models import Draw
from bihuan.followup.relapse_queries import proposal_count
from bihuan.web.standing import may_in_batch, may_somewhere


def follow_up(actor: Actor, today: date) -> dict[str, Any]:
    """What waits for the reader after close-outs: look backs that are due, opinions that look like a relapse, draws
    whose checkpoint has come."""
    looks = due_look_backs(actor, today) if may_somewhere(actor, Act.LOOK_BACK) else []
    return {
        "look_backs": [_row(due, today) for due in looks],
        "draws": _draws(actor),
        "relapses": proposal_count(actor) if may_somewhere(actor, Act.DISMISS_RELAPSE) else 0,
    }


def _draws(actor: Actor) -> list[Draw]:
    if not may_somewhere(actor, Act.CARRY_OUT_DRAW):
        return []
    waiting = all_draws().filter(batch__in=visible_batches(actor), carried_out_at=None)
    rows = waiting.select_related("batch__coordinator")
    return [
        draw
        for draw in rows
        if may_in_batch(actor, Act.CARRY_OUT_DRAW, draw.batch) and deciding_checkpoint(draw)
    ]


def next_look_back(case: Case, today: date) -> dict[str, Any] | None:
    """The next look back at a closed case, for its page."""
    due = next_look_back_of(case, today) if State(case.state) in STRUCK_OFF else None
    return _row(due, today) if due else None


def _row(due: DueLookBack, today: date) -> dict[str, Any]:
    late = due.days_late
    word = (
        f"逾期{late}天"
        if late
        else "今日到期"
        if due.due_on == today
        else f"{(due.due_on - today).days}天后到期"
    )
    colour = "red" if late else "yellow" if due.due_on == today else "blue"
    return {"case": due.case, "due_on": due.due_on, "draw": due.draw, "word": word, "colour": colour}
