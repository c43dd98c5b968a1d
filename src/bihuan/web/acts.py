"""One page for every act on a case: what it does, what is still missing for it, its form."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.history import bars
from bihuan.cases.lifecycle import TRANSITIONS, State, wrong_state
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.findings import Finding
from bihuan.reports.next_steps import next_steps
from bihuan.web.act_forms import ACT_FORMS, group_of, name_of
from bihuan.web.act_forms_base import CaseForm, Task
from bihuan.web.cases import case_crumbs, limit_words, shown_findings, visible_case
from bihuan.web.refusals import FORBIDDEN, ask_instead, status_of
from bihuan.web.session import OfficeRequest, office

UNPROCESSABLE = 422


@office
def case_act(request: OfficeRequest, case_id: int, slug: str) -> HttpResponse:
    """GET shows the form; POST does the act and goes back to the case, or shows everything typed and why not."""
    case = visible_case(request.actor, case_id)
    task = Task(case, _named(slug), request.actor, clock.now())
    if request.method == "POST":
        return _do(request, _chosen(task, request.POST.get("act", "")))
    if refusals := _not_allowed(task):
        return _page(request, task, None, refusals, status=FORBIDDEN)
    return _page(request, task, ACT_FORMS[task.act].form(task, asked=request.GET.dict()))


def _do(request: OfficeRequest, task: Task) -> HttpResponse:
    entry = ACT_FORMS[task.act]
    form = entry.form(task, request.POST, request.FILES)
    if any(name in request.POST for name, _ in form.again):
        return _page(request, task, form)
    if not form.is_valid():
        refusals = _not_allowed(task)
        return _page(request, task, form, refusals, status=FORBIDDEN if refusals else UNPROCESSABLE)
    try:
        told = entry.run(task, form)
    except BihuanError as refusal:
        finished = getattr(refusal, "finished", ())
        return _page(request, task, form, refusal.findings, status=status_of(refusal), finished=finished)
    messages.success(request, f"已办理“{task.act.label}”。{told}")
    return redirect("case", task.case.pk)


def _named(slug: str) -> Act:
    """The act whose address ends in ``slug``; 404 when there is none."""
    names = {slug_of(act): act for act in ACT_FORMS}
    if slug not in names:
        raise Http404
    return names[slug]


def slug_of(act: Act) -> str:
    """The act as its address writes it."""
    return act.value.replace("_", "-")


def _chosen(task: Task, button: str) -> Task:
    """The task whose button was pressed: a page of two decisions sends the act with it."""
    pressed = [act for act in group_of(task.act) if act.value == button]
    return replace(task, act=pressed[0]) if pressed else task


def _not_allowed(task: Task) -> list[Finding]:
    """Why this page has no form for the reader now: neither of its decisions is theirs, or the state knows none."""
    refusals: list[list[Finding]] = []
    for act in group_of(task.act):
        asked = (may(task.actor, act, task.case.standing()), wrong_state(act, State(task.case.state)))
        found = [finding for finding in asked if finding is not None][:1]
        refusals.append(found or bars(task.actor, act, task.case))
    return refusals[0] if all(refusals) else []


def _page(
    request: OfficeRequest,
    task: Task,
    form: CaseForm | None,
    refusals: Sequence[Finding] = (),
    *,
    status: int = 200,
    finished: Sequence[str] = (),
) -> HttpResponse:
    entry, case = ACT_FORMS[task.act], task.case
    page = {
        "act": {"label": name_of(task.act), "clause": TRANSITIONS[task.act].clause, "help": entry.help},
        "case": case,
        "subject": _subject(task),
        "refusals": refusals,
        "ask": ask_instead(case, task.act, refusals),
        "finished": finished,
        "warnings": [] if refusals or form is None else shown_findings(_unmet(task, form.told)),
        "mend": _mend(task),
        "form": form,
        "submits": _submits(task, form),
        "cancel_url": reverse("case", args=[case.pk]),
        "crumbs": [*case_crumbs(case), {"label": name_of(task.act)}],
    }
    return render(request, entry.template if form else "acts/refused.html", page, status=status)


def _mend(task: Task) -> dict[str, str] | None:
    """The form where what a hand-over lacks is filled in, for whoever may open it."""
    hands_over = task.act in (Act.ASSIGN_CASE, Act.REASSIGN_CASE)
    if not hands_over or may(task.actor, Act.EDIT_CASE, task.case.standing()) is not None:
        return None
    return {
        "label": Act.EDIT_CASE.label,
        "url": reverse("case-act", args=[task.case.pk, slug_of(Act.EDIT_CASE)]),
    }


def _unmet(task: Task, told: Collection[str]) -> list[Finding]:
    """What is missing for the acts of this page, each finding once; not what the form itself tells."""
    group = group_of(task.act)
    steps = next_steps(task.case, task.actor, task.now, only=group)
    return list(
        dict.fromkeys(
            finding for step in steps for finding in (*step.bars, *step.unmet) if finding.code not in told
        )
    )


def _submits(task: Task, form: CaseForm | None) -> list[dict[str, str]]:
    """The buttons: one for each decision of the page, then those that only show the form again."""
    if form is None:
        return []
    decisions = [
        {"label": act.label, "name": "act", "value": act.value, "kind": ACT_FORMS[act].kind}
        for act in group_of(task.act)
    ]
    return [*decisions, *({"label": label, "name": name, "value": "1"} for name, label in form.again)]


def _subject(task: Task) -> list[Any]:
    case = task.case
    return [
        ("问题编号", case.number),
        ("环节", f"{State(case.state).label}，第{case.round}轮"),
        {"label": "整改内容", "value": case.content, "wide": True},
        ("责任单位", case.lead.name if case.lead else ""),
        ("整改时限", limit_words(case)),
    ]
