"""疑似反弹: a new opinion and the closed case it resembles, side by side; and the decision that it is no relapse.

That it is one is decided with the form of reopen_case, which these pages lead to.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may, who_may
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.closure.models import CloseOut
from bihuan.followup.actions import dismiss_relapse
from bihuan.followup.facts import closed_on
from bihuan.followup.models import RelapseRuling
from bihuan.followup.relapse import marked
from bihuan.followup.relapse_queries import Proposal, proposals_of, relapse_proposals, untouched_opinions
from bihuan.intake.models import Batch, Opinion
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.triage.queries import visible_opinions
from bihuan.web.act_forms_base import Words
from bihuan.web.refusals import ask_instead, status_of
from bihuan.web.session import OfficeRequest, office

LABEL = "疑似反弹"


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """Of the opinions nobody works on yet: those that look like a closed case come back."""
    proposals = proposals_of(request.actor, untouched_opinions(request.actor))
    crumbs = [{"label": "意见建议", "url": reverse("opinions")}, {"label": LABEL}]
    return _list(request, proposals, "尚未办理的意见", crumbs)


@office
def of_batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """All opinions of one batch that look like a closed case come back."""
    batch: Batch = get_object_or_404(visible_batches(request.actor), pk=batch_id)
    proposals = proposals_of(request.actor, batch.opinions.all())
    here = {"label": batch.number, "url": reverse("batch", args=[batch.pk])}
    crumbs = [{"label": "批次", "url": reverse("batches")}, here, {"label": LABEL}]
    return _list(request, proposals, f"{batch.number}的意见", crumbs)


def _list(
    request: OfficeRequest, proposals: list[Proposal], whose: str, crumbs: list[dict[str, str]]
) -> HttpResponse:
    about = {"rows": shown(request.actor, proposals), "whose": whose, "crumbs": crumbs}
    return render(request, "relapses/list.html", about)


def proposals_for(actor: Actor, opinion: Opinion) -> list[dict[str, Any]]:
    """The proposals of one opinion, for its own page; only who may rule on them is shown any."""
    return [
        row
        for row in shown(actor, relapse_proposals(actor, opinion))
        if row["dismiss_url"] or row["reopen_url"]
    ]


def rulings_of(actor: Actor, opinion: Opinion) -> list[RelapseRuling]:
    """What was ruled about an opinion, as far as the reader may see the cases."""
    rulings = RelapseRuling.objects.filter(
        opinion=opinion, close_out__case__in=visible_cases(actor).values("pk")
    )
    return list(rulings.select_related("close_out__case__batch", "by").order_by("pk"))


def shown(actor: Actor, proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Proposals as the pages show them: both texts with what they share, and the two ways to rule."""
    rows = []
    for proposal in proposals:
        case, opinion, close_out = proposal.case, proposal.opinion, proposal.close_out
        asked = urlencode({"opinion_id": opinion.pk, "reason": _reason(proposal)})
        standing = case.standing()
        rows.append(
            {
                "proposal": proposal,
                "opinion": opinion,
                "opinion_text": marked(opinion.text, proposal.likeness.shared),
                "case": case,
                "close_out": close_out,
                "closed_on": closed_on(close_out),
                "case_texts": [marked(text, proposal.likeness.shared) for text in proposal.texts],
                "reopen_url": f"{reverse('case-act', args=[case.pk, 'reopen-case'])}?{asked}"
                if may(actor, Act.REOPEN_CASE, standing) is None
                else "",
                "dismiss_url": reverse("relapse-dismiss", args=[opinion.pk, close_out.pk])
                if may(actor, Act.DISMISS_RELAPSE, standing) is None
                else "",
            }
        )
    return rows


def _reason(proposal: Proposal) -> str:
    same = "；".join(why for why in proposal.likeness.why if why.startswith("同一"))
    return f"销号后又收到意见{proposal.opinion.number}" + (f"：{same}。" if same else "，与本事项相近。")


class DismissForm(forms.Form):
    """认定不是反弹: why."""

    use_required_attribute = False
    reason = Words("不是反弹的理由", help_text="写明与已销号事项的不同，如地点、对象或者问题不同。")


@office
def dismiss(request: OfficeRequest, opinion_id: int, close_out_id: int) -> HttpResponse:
    """认定不是反弹."""
    opinion = get_object_or_404(visible_opinions(request.actor).distinct(), pk=opinion_id)
    close_outs = CloseOut.objects.filter(case__in=visible_cases(request.actor).values("pk"), approved=True)
    close_out = get_object_or_404(
        close_outs.select_related("case__batch__coordinator", "case__lead"), pk=close_out_id
    )
    act = Act.DISMISS_RELAPSE
    if request.method != "POST" and may(request.actor, act, close_out.case.standing()):
        raise PermissionDenied(f"您的岗位不能办理“{act.label}”。可由{who_may(act)}办理。")
    form = DismissForm(request.POST or None, label_suffix="")
    refusals: Sequence[Finding] = ()
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            dismiss_relapse(opinion.pk, close_out.pk, by=request.actor, now=now(), **form.cleaned_data)
        except (Refused, NotAllowed) as refusal:
            refusals, status = refusal.findings, status_of(refusal)
        else:
            messages.success(request, f"已认定意见{opinion.number}不是第{close_out.case.position}项反弹。")
            return redirect("opinion", opinion.pk)
    back = reverse("opinion", args=[opinion.pk])
    page = {
        "act": {
            "label": act.label,
            "clause": "S14",
            "help": "认定后不再提示，记入办理记录；该意见仍应另行办理。",
        },
        "opinion": opinion,
        "close_out": close_out,
        "refusals": refusals,
        "ask": ask_instead(close_out.case, act, refusals),
        "form": form,
        "cancel_url": back,
        "crumbs": [
            {"label": "意见建议", "url": reverse("opinions")},
            {"label": opinion.number, "url": back},
            {"label": act.label},
        ],
    }
    return render(request, "relapses/dismiss.html", page, status=status)
