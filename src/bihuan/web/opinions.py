"""The list of opinions and the page of one: its own words, where it stands and why, and what it was told."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.models import SUBJECT, Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Opinion, OpinionExtra
from bihuan.journal.models import Entry
from bihuan.journal.queries import history_of
from bihuan.kernel.numbers import parse_question_number
from bihuan.triage.amendments import called_now
from bihuan.triage.models import DirectAnswer
from bihuan.triage.queries import cases_with, visible_opinions
from bihuan.web.amendments import amendment_panel
from bihuan.web.opinion_acts import offered_acts
from bihuan.web.opinion_search import OpinionFilter
from bihuan.web.paging import page_of
from bihuan.web.relapses import proposals_for, rulings_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.sorting_panel import sorting_panel
from bihuan.web.standing import may_somewhere


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """意见建议: everything the reader may see, filtered."""
    form = OpinionFilter(request.actor, request.GET)
    opinions = (
        form.opinions().select_related("batch", "direct_answer__unit").prefetch_related("memberships__case")
    )
    return render(
        request,
        "opinions/list.html",
        {
            "filter_form": form,
            "page_obj": page_of(request, opinions),
            "may_merge": may_somewhere(request.actor, Act.MERGE_OPINIONS),
            "crumbs": [{"label": "待办", "url": "/"}, {"label": "意见建议"}],
        },
    )


@office
def page(request: OfficeRequest, opinion_id: int) -> HttpResponse:
    """One opinion."""
    seen = visible_opinions(request.actor).select_related("batch__coordinator")
    opinion = get_object_or_404(seen.distinct(), pk=opinion_id)
    cases = visible_cases(request.actor).filter(pk__in=cases_with(opinion).values("pk"))
    answer = DirectAnswer.objects.filter(opinion=opinion).select_related("unit").first()
    return render(
        request,
        "opinions/page.html",
        {
            "opinion": opinion,
            "facts": facts(opinion),
            "memberships": opinion.memberships.filter(case__in=cases)
            .select_related("case__lead")
            .order_by("pk"),
            "going_on": cases.exclude(carried_from=None).select_related("batch", "lead").order_by("pk"),
            "answer": answer,
            "replies": opinion.replies.all(),
            "contacts": opinion.contacts.all(),
            "visits": opinion.visits.filter(case__in=cases).select_related("case"),
            "history": history(opinion, cases),
            "actions": actions(request.actor, opinion),
            "relapses": proposals_for(request.actor, opinion),
            **sorting_panel(request.actor, opinion),
            "rulings": rulings_of(request.actor, opinion),
            "extra": OpinionExtra.objects.filter(opinion=opinion).first(),
            **amendment_panel(request.actor, [opinion]),
            "crumbs": [{"label": "意见建议", "url": reverse("opinions")}, {"label": opinion.number}],
        },
    )


def facts(opinion: Opinion) -> list[dict[str, Any]]:
    """What is known of an opinion besides its words. Contact details are never among it."""
    hint = parse_question_number(opinion.number)
    contact = "已留，加密保存，查看须填写用途" if opinion.contactable else "未留"
    rows: list[dict[str, Any]] = [
        {"label": "问题编号", "value": opinion.number},
        {"label": "批次", "value": opinion.batch.number},
        {"label": "意见建议类型", "value": opinion.kind},
        {"label": "来源", "value": opinion.source},
        {"label": "收到日期", "value": opinion.received_on},
        {"label": "联系方式", "value": contact},
    ]
    if called := called_now(opinion):
        rows.insert(1, {"label": "上级现编号", "value": called})
    if hint:
        value = f"{hint.evaluation_year}年度，地区码{hint.region}，组别{hint.group}，序号{hint.serial}"
        rows.append({"label": "编号含义", "value": f"{value}（按编号规律推断，仅供参考）", "wide": True})
    return rows


def history(opinion: Opinion, cases: QuerySet[Case]) -> list[dict[str, Any]]:
    """What was done with the opinion, and the return visits to it, which stand in the history of its cases."""
    visits = Entry.objects.filter(
        subject_kind=SUBJECT, subject_id__in=cases.order_by().values("pk"), act=Act.RECORD_RETURN_VISIT
    )
    to_it = [entry for entry in visits if json.loads(entry.data)["opinion"] == opinion.pk]
    entries = sorted([*history_of("opinion", opinion.pk), *to_it], key=lambda entry: entry.pk)
    return [event(entry) for entry in entries]


def event(entry: Entry) -> dict[str, Any]:
    """A row of the journal as the timeline shows it."""
    return {
        "at": entry.at,
        "label": entry.label,
        "who": entry.by_name,
        "unit": entry.by_unit,
        "text": entry.sentence,
    }


def actions(actor: Actor, opinion: Opinion) -> list[dict[str, Any]]:
    """The forms that stand open to the reader."""
    offered = offered_acts(actor, opinion)
    splits = Act.OPEN_CASE in offered and Act.ANSWER_DIRECTLY not in offered
    labels = {Act.OPEN_CASE: "拆分立项"} if splits else {}
    return [
        {
            "label": labels.get(act, act.label),
            "url": act_url(act, opinion),
            "kind": "primary" if number == 0 else "",
        }
        for number, act in enumerate(offered)
    ]


def act_url(act: Act, opinion: Opinion) -> str:
    """Where the form of ``act`` stands."""
    if act is Act.MERGE_OPINIONS:
        return f"{reverse('opinions-merge')}?opinion={opinion.pk}"
    return reverse("opinion-act", args=[opinion.pk, act.value.replace("_", "-")])
