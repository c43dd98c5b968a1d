"""What is done with a rung of the ladder: answer, settle, withdraw; and taking one for a unit's written report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.visibility import visible_batches
from bihuan.intake.models import Batch
from bihuan.issuing.report_queries import units_owing
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.findings import Finding
from bihuan.people.models import Unit
from bihuan.supervision.actions import (
    issue_supervision,
    reply_supervision,
    settle_supervision,
    withdraw_supervision,
)
from bihuan.supervision.facts import bars_of, standing_of, taken_of
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.web.act_forms_base import Words
from bihuan.web.act_forms_supervision import HELP, RungFields, fresh
from bihuan.web.paper_panel import lead_units
from bihuan.web.refusals import FORBIDDEN, status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.supervision_rows import LABEL, facts_of, find

CLAUSE = "S15"


class ReplyForm(forms.Form):
    """回复."""

    use_required_attribute = False
    text = Words("回复内容", rows=5, help_text="写明办理情况、原因和下一步安排；提交后不能修改。")


class SettleForm(forms.Form):
    """办结."""

    use_required_attribute = False
    remark = Words("办结意见", must=False, help_text="尚未收到回复的，应当写明无需回复的理由。")


class WithdrawForm(forms.Form):
    """撤回."""

    use_required_attribute = False
    reason = Words("撤回理由", help_text="撤回后编号保留，不再使用；同一事由按规则不再发出同级督促。")


@dataclass(frozen=True, slots=True)
class TakenAct:
    """An act on a rung that was taken: its form, its function, what it does in a sentence, how its button looks."""

    act: Act
    form: type[forms.Form]
    run: Callable[..., Supervision]
    help: str
    kind: str = "primary"


ACTS = {
    "reply": TakenAct(
        Act.REPLY_SUPERVISION, ReplyForm, reply_supervision, "回复后由督促单位审核办结；超过期限的记为逾期回复。"
    ),
    "settle": TakenAct(
        Act.SETTLE_SUPERVISION, SettleForm, settle_supervision, "认可对方的回复，本次督促办结；同一事由按规则不再升级。"
    ),
    "withdraw": TakenAct(
        Act.WITHDRAW_SUPERVISION, WithdrawForm, withdraw_supervision, "用于发错的督促，理由记入办理记录。", "danger"
    ),
}  # fmt: skip


def open_acts(actor: Actor, row: Supervision) -> list[dict[str, Any]]:
    """The buttons of the page: what this reader may do with the rung as it stands."""
    taken = taken_of(row)
    if taken.at_rest:
        return []
    buttons = []
    for slug, entry in ACTS.items():
        if may(actor, entry.act, standing_of(row)) or (slug == "reply" and taken.replied_on):
            continue
        why = "".join(finding.message for finding in bars_of(actor, entry.act, row))
        url = reverse("supervision-act", args=[row.pk, slug])
        kind = entry.kind if slug != "settle" or taken.replied_on else "normal"
        buttons.append({"label": entry.act.label, "url": url, "allowed": not why, "why": why, "kind": kind})
    return buttons


def raise_url(actor: Actor, row: Supervision) -> str:
    """Where the next rung for the same cause is taken, for those who may; else empty."""
    rungs = list(Rung)
    if taken_of(row).at_rest or row.rung == rungs[-1] or may(actor, Act.ISSUE_SUPERVISION, standing_of(row)):
        return ""
    following = rungs[rungs.index(Rung(row.rung)) + 1]
    address = (
        reverse("case-act", args=[row.case_id, "issue-supervision"])
        if row.case_id
        else reverse("supervision-of-unit", args=[row.batch_id, row.unit_id])
    )
    return f"{address}?{urlencode({'rung': following.value, 'cause': row.cause})}"


@office
def act(request: OfficeRequest, supervision_id: int, taken_act: str) -> HttpResponse:
    """GET shows the form; POST does the act and goes back to the rung, or shows what was typed and why not."""
    row, entry = find(request, supervision_id), ACTS.get(taken_act)
    if entry is None:
        raise Http404
    if request.method != "POST":
        turned = may(request.actor, entry.act, standing_of(row))
        refusals = [turned] if turned else bars_of(request.actor, entry.act, row)
        form = None if refusals else entry.form(label_suffix="")
        return _page(request, row, entry, form, refusals, FORBIDDEN if refusals else 200)
    form = entry.form(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, row, entry, form, (), 422)
    try:
        entry.run(row.pk, by=request.actor, now=now(), **form.cleaned_data)
    except BihuanError as refusal:
        return _page(request, row, entry, form, refusal.findings, status_of(refusal))
    messages.success(request, f"已办理“{entry.act.label}”。")
    return redirect("supervision", row.pk)


def _page(
    request: OfficeRequest,
    row: Supervision,
    entry: TakenAct,
    form: forms.Form | None,
    refusals: Sequence[Finding],
    status: int,
) -> HttpResponse:
    back = reverse("supervision", args=[row.pk])
    crumbs = [
        {"label": LABEL, "url": reverse("supervisions")},
        {"label": row.number, "url": back},
        {"label": entry.act.label},
    ]
    reply = [{"label": "回复", "value": row.reply, "wide": True}] if row.reply else []
    page = {
        "act": {"label": entry.act.label, "clause": CLAUSE, "help": entry.help},
        "subject": [*facts_of(row), *reply],
        "refusals": refusals,
        "form": form,
        "submits": [{"label": entry.act.label, "kind": entry.kind}] if form else [],
        "cancel_url": back,
        "crumbs": crumbs,
    }
    return render(request, "act_base.html" if form else "acts/refused.html", page, status=status)


class UnitForm(RungFields):
    """On a unit's part of a batch."""


@office
def of_unit(request: OfficeRequest, batch_id: int, unit_id: int) -> HttpResponse:
    """发出督促 to a unit about its part of a batch: its written report above all."""
    batch = get_object_or_404(visible_batches(request.actor).select_related("coordinator"), pk=batch_id)
    unit = next((unit for unit in lead_units(request.actor, batch) if unit.pk == unit_id), None)
    if unit is None:
        raise Http404
    if request.method != "POST":
        standing = Standing(coordinator=batch.coordinator.path, lead=unit.path)
        refusal = may(request.actor, Act.ISSUE_SUPERVISION, standing)
        form = UnitForm(initial={**fresh(batch, day_of(now())), **request.GET.dict()}, label_suffix="")
        return _unit_page(
            request,
            batch,
            unit,
            None if refusal else form,
            [refusal] if refusal else [],
            403 if refusal else 200,
        )
    form = UnitForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _unit_page(request, batch, unit, form, (), 422)
    try:
        row = issue_supervision(
            batch.pk,
            by=request.actor,
            now=now(),
            unit_id=unit.pk,
            unreported=units_owing(batch),
            **form.given(),
        )
    except BihuanError as refusal:
        return _unit_page(request, batch, unit, form, refusal.findings, status_of(refusal))
    messages.success(request, f"已办理“{Act.ISSUE_SUPERVISION.label}”。编号为{row.number}。")
    return redirect("supervision", row.pk)


def _unit_page(
    request: OfficeRequest,
    batch: Batch,
    unit: Unit,
    form: forms.Form | None,
    refusals: Sequence[Finding],
    status: int,
) -> HttpResponse:
    label = Act.ISSUE_SUPERVISION.label
    page = {
        "act": {"label": label, "clause": CLAUSE, "help": HELP},
        "subject": [("批次", batch.number), ("督促对象", unit.name)],
        "refusals": refusals,
        "form": form,
        "submits": [{"label": label, "kind": "primary"}] if form else [],
        "cancel_url": reverse("supervision-proposals"),
        "crumbs": [{"label": LABEL, "url": reverse("supervisions")}, {"label": label}],
    }
    return render(request, "act_base.html" if form else "acts/refused.html", page, status=status)
