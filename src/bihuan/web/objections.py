"""查看异议人联系方式: the purpose is asked first, the details are shown once, and the browser may not keep the page."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.history import bars
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.notice.actions import reveal_objector
from bihuan.notice.models import Objection
from bihuan.web.act_forms_base import Words
from bihuan.web.cases import case_crumbs, visible_case
from bihuan.web.refusals import ask_instead, status_of
from bihuan.web.session import OfficeRequest, office

ACT = Act.REVEAL_OBJECTOR
HELP = "仅用于核实和答复本异议。联系方式只显示一次，每次查看均记入办理记录，请勿抄录外传。"


class PurposeForm(forms.Form):
    """What the details are needed for."""

    use_required_attribute = False
    purpose = Words(
        "用途", rows=1, max_length=200, help_text="如：核实异议、告知答复。用途和查看时间记入办理记录。"
    )


@office
def contact(request: OfficeRequest, case_id: int, objection_id: int) -> HttpResponse:
    """GET asks for the purpose; POST shows the details, on this page and nowhere else."""
    case = visible_case(request.actor, case_id)
    objection = get_object_or_404(Objection, pk=objection_id, notice__case=case)
    barred = bars(request.actor, ACT, case)
    refusals = [refusal] if (refusal := may(request.actor, ACT, case.standing())) else barred
    if request.method != "POST" and refusals:
        raise PermissionDenied(f"{refusals[0].message}{ask_instead(case, ACT, refusals)}")
    form = PurposeForm(request.POST or None)
    back = reverse("case", args=[case.pk]) + "#notice"
    about: dict[str, Any] = {
        "objection": objection,
        "back": back,
        "crumbs": [*case_crumbs(case), {"label": ACT.label}],
    }
    act = {"label": ACT.label, "clause": "个人信息保护法", "help": HELP}
    asked = {**about, "act": act, "form": form, "cancel_url": back}
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            about["details"] = reveal_objector(
                case.pk, objection.pk, by=request.actor, now=now(), **form.cleaned_data
            )
        except (Refused, NotAllowed) as problem:
            asked["refusals"], status = problem.findings, status_of(problem)
            asked["ask"] = ask_instead(case, ACT, problem.findings)
    if "details" in about:
        page = render(request, "objections/contact.html", about)
    else:
        page = render(request, "objections/act.html", asked, status=status)
    page["Cache-Control"] = "no-store"
    return page
