"""The form of each act on an opinion. A refusal comes back with every finding, and with what was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.cases.history import bars
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Opinion
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.response import actions as response
from bihuan.triage import actions as triage
from bihuan.triage.facts import opinion_facts
from bihuan.triage.queries import cases_with, visible_opinions
from bihuan.triage.rules import direct_answer_gates, open_gates
from bihuan.web import opinion_forms as forms
from bihuan.web.refusals import ask_instead, status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_with_opinion

AROUND = ("batch__coordinator", "lead", "verifying", "second_verifying")
ANY_REASON = "待填"  # the form asks for it
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One act: its form, what does it, and what the reader should know before. ``do`` returns what to say after."""

    form: type[forms.OpinionForm]
    do: Callable[[OfficeRequest, Any], str | HttpResponse]
    clause: str
    help: str = ""


@transaction.atomic
def _open_case(request: OfficeRequest, form: forms.OpenCaseForm) -> HttpResponse:
    """The case of the opinion; others that were chosen with it (疑似同一件) are merged into it."""
    moment, reason = now(), form.cleaned_data["reason"]
    case = triage.open_case(
        form.opinion.pk,
        by=request.actor,
        now=moment,
        route=form.chosen_route(),
        reason=reason,
        elements=form.elements(),
        measures=form.measure_list(),
    )
    if others := _others(request, form.opinion):
        keys = [row.pk for row in others]
        triage.merge_opinions(case.pk, keys, by=request.actor, now=moment, reason=reason)
    merged = f"，归并意见{len(others)}条" if others else ""
    said = f"意见{form.opinion.number}已立项为第{case.position}项{merged}，要素齐全后即可交办。"
    return placed(request, said, case)


def placed(request: OfficeRequest, said: str, case: Case) -> HttpResponse:
    """On to the case; to the groups that are left, for whoever came from there."""
    if not (back := back_of(request)):
        messages.success(request, said)
        return redirect("case", case.pk)
    here = reverse("case", args=[case.pk])
    messages.success(request, format_html('{}<a href="{}">查看第{}项</a>', said, here, case.position))
    return redirect(back)


def back_of(request: HttpRequest) -> str:
    """The page that the address says to go back to; none that leads out of the house."""
    back = request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else ""


def _others(request: OfficeRequest, opinion: Opinion) -> list[Opinion]:
    """What was chosen together with ``opinion``."""
    return [row for row in chosen_opinions(request) if row.pk != opinion.pk]


def _unmerge(request: OfficeRequest, form: forms.UnmergeForm) -> str:
    data = form.cleaned_data
    triage.unmerge_opinion(
        data["case"].pk, form.opinion.pk, by=request.actor, now=now(), reason=data["reason"]
    )
    return "已撤销归并，该意见等待重新处置。"


def _answer_directly(request: OfficeRequest, form: forms.AnswerDirectlyForm) -> str:
    answer = triage.answer_directly(form.opinion.pk, by=request.actor, now=now(), **form.cleaned_data)
    return f"已确定由{answer.unit.name}直接答复。"


def _reveal(request: OfficeRequest, form: forms.RevealContactForm) -> HttpResponse:
    """Shown on this page and nowhere else: not kept in the session, not to be kept by the browser."""
    details = response.reveal_contact(form.opinion.pk, by=request.actor, now=now(), **form.cleaned_data)
    page = render(request, "opinions/contact.html", {"opinion": form.opinion, "details": details})
    page["Cache-Control"] = "no-store"
    return page


def _log_contact(request: OfficeRequest, form: forms.LogContactForm) -> str:
    response.log_contact(form.opinion.pk, by=request.actor, now=now(), **form.cleaned_data)
    return "已登记联系情况。"


def _reply(request: OfficeRequest, form: forms.ReplyForm) -> str:
    response.reply_opinion(form.opinion.pk, by=request.actor, now=now(), **form.cleaned_data)
    return "已登记答复。"


def _understanding(request: OfficeRequest, form: forms.UnderstandingForm) -> str:
    response.record_understanding(form.opinion.pk, by=request.actor, now=now(), **form.cleaned_data)
    return "已登记理解情况。"


def _return_visit(request: OfficeRequest, form: forms.ReturnVisitForm) -> str:
    data = dict(form.cleaned_data)
    case: Case = data.pop("case")
    response.record_return_visit(form.opinion.pk, case.pk, by=request.actor, now=now(), **data)
    return f"已登记对第{case.position}项的回访。"


TASKS: dict[Act, Task] = {
    Act.OPEN_CASE: Task(forms.OpenCaseForm, _open_case, "S13"),
    Act.ANSWER_DIRECTLY: Task(
        forms.AnswerDirectlyForm,
        _answer_directly,
        "S12",
        "直接答复的意见不计入整改事项；答复后应当登记是否取得理解。",
    ),
    Act.UNMERGE_OPINION: Task(forms.UnmergeForm, _unmerge, "S13", "撤销归并不删除任何答复和回访记录。"),
    Act.REVEAL_CONTACT: Task(
        forms.RevealContactForm,
        _reveal,
        "个人信息保护法",
        "联系方式只显示一次，每次查看均记入办理记录，请勿抄录外传。",
    ),
    Act.LOG_CONTACT: Task(forms.LogContactForm, _log_contact, "S9"),
    Act.REPLY_OPINION: Task(forms.ReplyForm, _reply, "S4"),
    Act.RECORD_UNDERSTANDING: Task(forms.UnderstandingForm, _understanding, "S12"),
    Act.RECORD_RETURN_VISIT: Task(
        forms.ReturnVisitForm,
        _return_visit,
        "S26",
        "承办、核查过该事项的人员不得回访；回访应当在年底公布之前完成。",
    ),
}
BY_SLUG = {act.value.replace("_", "-"): act for act in TASKS}


def offered_acts(actor: Actor, opinion: Opinion) -> list[Act]:
    """The acts to show on the opinion's page, in the order of the work: the reader's posts allow them, and they
    have something to act on."""
    facts = opinion_facts(opinion)
    undecided = not facts.in_cases and not facts.answered_directly
    answering = {
        Act.REPLY_OPINION: not undecided,
        Act.REVEAL_CONTACT: opinion.contactable,
        Act.LOG_CONTACT: not undecided,
        Act.RECORD_UNDERSTANDING: facts.answered_directly,
        Act.RECORD_RETURN_VISIT: bool(facts.in_cases),
    }
    placing = {
        Act.OPEN_CASE: not open_gates(facts, ANY_REASON),
        Act.MERGE_OPINIONS: not facts.answered_directly,
        Act.ANSWER_DIRECTLY: not direct_answer_gates(facts, ANY_REASON),
        Act.UNMERGE_OPINION: opinion.memberships.filter(founding=False).exists(),
    }
    fits = placing | answering if undecided else answering | placing
    offered = [act for act, fit in fits.items() if fit and may_with_opinion(actor, act, opinion)]
    return [
        act for act in offered if act is not Act.RECORD_RETURN_VISIT or not _visit_bars(actor, opinion)[1]
    ]


def _visit_bars(actor: Actor, opinion: Opinion) -> tuple[Case | None, list[Finding]]:
    """Why independence closes 回访 to ``actor`` in every case of the opinion that they see, with the first of them."""
    cases = visible_cases(actor).filter(pk__in=cases_with(opinion).values("pk"))
    found = [(case, bars(actor, Act.RECORD_RETURN_VISIT, case)) for case in cases.select_related(*AROUND)]
    return found[0] if found and all(findings for _, findings in found) else (None, [])


@office
def page(request: OfficeRequest, opinion_id: int, act: str) -> HttpResponse:
    """The form of one act on one opinion."""
    chosen = BY_SLUG.get(act)
    if chosen is None:
        raise Http404
    task = TASKS[chosen]
    seen = visible_opinions(request.actor).select_related("batch__coordinator").distinct()
    opinion = get_object_or_404(seen, pk=opinion_id)
    if request.method != "POST" and not may_with_opinion(request.actor, chosen, opinion):
        raise PermissionDenied(f"您的岗位不能办理“{chosen.label}”。可由{who_may(chosen)}办理。")
    if request.method != "POST" and chosen is Act.RECORD_RETURN_VISIT:
        case, barred = _visit_bars(request.actor, opinion)
        if case is not None:
            raise PermissionDenied(f"{barred[0].message}{ask_instead(case, chosen, barred)}")
    form = task.form(opinion, request.actor, request.POST or None, initial=request.GET.dict())
    if not form.is_valid():
        return show(request, chosen, task, form, status=422 if form.is_bound else 200)
    try:
        done = task.do(request, form)
    except (Refused, NotAllowed) as refusal:
        return show(request, chosen, task, form, refusal.findings, status=status_of(refusal))
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect("opinion", opinion.pk)


def show(
    request: OfficeRequest,
    act: Act,
    task: Task,
    form: forms.OpinionForm,
    refusals: Sequence[Finding] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of the form, with the opinion's own words above it."""
    opinion, here = form.opinion, reverse("opinion", args=[form.opinion.pk])
    others = _others(request, opinion) if act is Act.OPEN_CASE else []
    merging = f"以下{len(others) + 1}条意见归并立为一项，每条仍须分别答复和回访。" if others else ""
    case = form.cleaned_data.get("case") if refusals else None
    page = {
        "act": {"label": act.label, "clause": task.clause, "help": merging or task.help},
        "opinions": [opinion, *others],
        "refusals": refusals,
        "ask": ask_instead(case, act, refusals) if case else "",
        "form": form,
        "cancel_url": back_of(request) or here,
        "crumbs": [
            {"label": "意见建议", "url": reverse("opinions")},
            {"label": opinion.number, "url": here},
            {"label": act.label},
        ],
    }
    return render(request, "opinions/act.html", page, status=status)


@office
def merge(request: OfficeRequest) -> HttpResponse:
    """归并 one or many opinions, chosen in the list or on the page of one."""
    opinions = chosen_opinions(request)
    if not opinions:
        messages.warning(request, "请先在列表中勾选需要归并的意见。")
        return redirect("opinions")
    asked = {"case": request.GET.get("case")}
    form = forms.MergeForm(request.actor, opinions[0].batch_id, request.POST or None, initial=asked)
    if not form.is_valid():
        return show_merge(request, form, opinions, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        case = triage.merge_opinions(
            data["case"].pk, [row.pk for row in opinions], by=request.actor, now=now(), reason=data["reason"]
        )
    except (Refused, NotAllowed) as refusal:
        return show_merge(request, form, opinions, refusal.findings, status=status_of(refusal))
    said = f"已将{len(opinions)}条意见归并入第{case.position}项，每条仍须分别答复和回访。"
    return placed(request, said, case)


def chosen_opinions(request: OfficeRequest) -> list[Opinion]:
    """The opinions whose numbers the address or the form carries, as far as the reader may see them."""
    wanted = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in wanted.getlist("opinion") if key.isdecimal()][:MOST_AT_ONCE]
    seen = visible_opinions(request.actor).filter(pk__in=keys).select_related("batch").distinct()
    return cast(list[Opinion], list(seen.order_by("batch_id", "number")))


def show_merge(
    request: HttpRequest,
    form: forms.MergeForm,
    opinions: Sequence[Opinion],
    refusals: Sequence[Finding] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of the form, with the words of every opinion that is to be merged."""
    act = Act.MERGE_OPINIONS
    page = {
        "act": {"label": act.label, "clause": "S13", "help": "归并可以撤销，原文、答复和回访均逐条保留。"},
        "opinions": opinions,
        "refusals": refusals,
        "form": form,
        "cancel_url": back_of(request) or reverse("opinions"),
        "crumbs": [{"label": "意见建议", "url": reverse("opinions")}, {"label": act.label}],
    }
    return render(request, "opinions/act.html", page, status=status)
