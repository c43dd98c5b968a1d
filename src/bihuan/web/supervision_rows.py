"""督促 as pages show it: rows of the register, the panel of a case, what waits in 待办."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.issuing.report_queries import units_owing
from bihuan.kernel.clock import day_of
from bihuan.reports.remembered import until_the_next_entry
from bihuan.supervision.facts import taken_of
from bihuan.supervision.ladder import Replied
from bihuan.supervision.models import Supervision
from bihuan.supervision.queries import (
    Proposal,
    of_case,
    ping_pong,
    proposals,
    to_reply,
    to_settle,
    visible_supervisions,
)
from bihuan.web.act_forms_supervision import as_fields, as_query
from bihuan.web.session import OfficeRequest
from bihuan.web.standing import may_somewhere

KINDS = {
    Replied.WAITING: "wait",
    Replied.OVERDUE: "bad",
    Replied.IN_TIME: "doing",
    Replied.LATE: "bad",
    Replied.SETTLED: "done",
    Replied.WITHDRAWN: "off",
}
SHORT_LIST = 10
LABEL = "督促检查"


def find(request: OfficeRequest, supervision_id: int) -> Supervision:
    """The rung, when the reader may see what it is about; 404 otherwise."""
    around = (
        "batch__coordinator", "case__batch__coordinator", "case__lead", "case__verifying", "unit", "issued_by",
        "replied_by", "settled_by", "withdrawn_by",
    )  # fmt: skip
    return get_object_or_404(visible_supervisions(request.actor).select_related(*around), pk=supervision_id)


def facts_of(row: Supervision) -> list[Any]:
    """What a rung says, for {% kv %}."""
    about: Any = ("事项", str(row.case)) if row.case else ("批次", row.batch.number)
    if row.case and getattr(row, "case_open", True):
        about = {"label": "事项", "value": str(row.case), "url": reverse("case", args=[row.case_id])}
    return [
        ("方式", row.get_rung_display()),
        ("编号", row.number),
        ("督促对象", row.unit.name),
        about,
        {"label": "事由", "value": row.why, "wide": True},
        {"label": "要求", "value": row.demand, "wide": True},
        ("发出", row.issued_at),
        ("发出人", row.issued_by.name if row.issued_by else "系统（按规则）"),
        ("回复期限", row.reply_due_on),
    ]


def shown(rows: Iterable[Supervision], today: date) -> list[dict[str, Any]]:
    """Rows of a table, each with how it stands."""
    return [{"row": row, **sign(row, today)} for row in rows]


def sign(row: Supervision, today: date) -> dict[str, Any]:
    """How a rung stands, as {% status %} takes it."""
    taken = taken_of(row)
    stands = taken.stands(today)
    return {"stands": stands.label, "kind": KINDS[stands], "late": taken.late}


def supervision_panel(case: Case, today: date) -> dict[str, Any]:
    """What was asked about a case, and how often it was returned (派单异议)."""
    returns = sum(row.returned_at is not None for row in case.assignments.all())
    return {"rows": shown(of_case(case), today), "returns": returns}


def proposal_rows(found: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Proposals with the two ways to take them: as they are, or after a change."""
    rows = []
    for each in found:
        address = (
            reverse("case-act", args=[each.case.pk, "issue-supervision"])
            if each.case
            else reverse("supervision-of-unit", args=[each.batch.pk, each.unit.pk])
        )
        fields = {**as_fields(each.due), "act": Act.ISSUE_SUPERVISION.value}
        rows.append(
            {
                "proposal": each,
                "url": address,
                "fields": fields,
                "edit_url": f"{address}?{as_query(each.due)}",
            }
        )
    return rows


def proposed(actor: Actor, now: datetime) -> list[Proposal]:
    """What the rules propose to ``actor``, written reports included."""
    return proposals(actor, now, units_owing)


def supervision_waiting(actor: Actor, now: datetime) -> dict[str, Any]:
    """What of 督促 waits in 待办: answers that are owed, the first that are to be settled and how many those are,
    proposals, cases that were returned more than once."""
    today, above = day_of(now), may_somewhere(actor, Act.ISSUE_SUPERVISION)
    answered = to_settle(actor) if above else None
    return {
        "to_reply": shown(to_reply(actor), today) if may_somewhere(actor, Act.REPLY_SUPERVISION) else [],
        "to_settle": shown(answered[:SHORT_LIST], today) if answered is not None else [],
        "to_settle_count": answered.count() if answered is not None else 0,
        "proposed": until_the_next_entry(("proposed", actor, today), lambda: len(proposed(actor, now)))
        if above
        else 0,
        "ping_pong": [row for row in ping_pong(actor) if row.returns > 1] if above else [],
    }
