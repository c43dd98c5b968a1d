"""督促检查: the register of what was asked of units, one rung on its page, and what the rules propose."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.policy import holds
from bihuan.documents.kinds import OF_RUNG, XLSX
from bihuan.documents.supervision_register import supervision_register
from bihuan.issuing.facts import Matter
from bihuan.issuing.models import IssuedPaper
from bihuan.kernel.clock import day_of, now
from bihuan.supervision.facts import standing_of
from bihuan.supervision.ladder import Replied, Rung
from bihuan.supervision.models import Supervision
from bihuan.supervision.queries import RegisterFilter, register, visible_supervisions
from bihuan.typesetting import xlsx
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as
from bihuan.web.paper_panel import address
from bihuan.web.session import OfficeRequest, office
from bihuan.web.supervision_acts import open_acts, raise_url
from bihuan.web.supervision_rows import LABEL, facts_of, find, proposal_rows, proposed, shown, sign

ALL = ("", "全部")


class RegisterForm(forms.Form):
    """What of the register is asked for. Anything that is not a choice asks for nothing."""

    batch = forms.ChoiceField(label="批次", required=False)
    unit = forms.ChoiceField(label="督促对象", required=False)
    rung = forms.ChoiceField(
        label="方式", required=False, choices=[ALL, *((rung.value, rung.label) for rung in Rung)]
    )
    stands = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, *((word.value, word.label) for word in Replied)]
    )
    text = forms.CharField(
        label="关键词",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "编号或者事由"}),
    )

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        seen = visible_supervisions(actor).order_by()
        for name, rows in (
            ("batch", seen.values_list("batch", "batch__number").distinct()),
            ("unit", seen.values_list("unit", "unit__name").distinct()),
        ):
            choices = [ALL, *((str(key), word) for key, word in sorted(rows))]
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=choices
            )

    def wanted(self) -> RegisterFilter:
        """The filter; a condition that cannot be read asks for nothing."""
        self.is_valid()
        data = self.cleaned_data
        return RegisterFilter(
            batch=int(data.get("batch") or 0) or None,
            unit=int(data.get("unit") or 0) or None,
            rung=data.get("rung", ""),
            stands=data.get("stands", ""),
            text=data.get("text", "").strip(),
        )


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """督促登记簿."""
    form, today = RegisterForm(request.GET, request.actor), day_of(now())
    page = page_of(request, register(request.actor, form.wanted(), today))
    about = {
        "form": form,
        "page_obj": page,
        "rows": shown(page, today),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "export_url": f"{reverse('supervisions-file')}?{request.GET.urlencode()}",
        "crumbs": [{"label": LABEL}],
    }
    return render(request, "supervisions/list.html", about)


@office
def listing_file(request: OfficeRequest) -> HttpResponse:
    """The register as the filter shows it (.xlsx)."""
    today = day_of(now())
    rows = register(request.actor, RegisterForm(request.GET, request.actor).wanted(), today)
    content = xlsx.render(supervision_register(rows.order_by("pk"), today), filters=True)
    return saved_as(content, f"督促登记簿{today:%Y%m%d}", XLSX)


@office
def proposals(request: OfficeRequest) -> HttpResponse:
    """What the rules propose and a person decides: 督办, 约谈, 通报."""
    about = {
        "rows": proposal_rows(proposed(request.actor, now())),
        "crumbs": [{"label": LABEL, "url": reverse("supervisions")}, {"label": "督促建议"}],
    }
    return render(request, "supervisions/proposals.html", about)


@office
def page(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    """One rung: why, what is asked, the answer, how it ended, its paper, and what may be done with it."""
    row = find(request, supervision_id)
    about = {
        "row": row,
        "facts": facts_of(row),
        **sign(row, day_of(now())),
        "acts": open_acts(request.actor, row),
        "raise_url": raise_url(request.actor, row),
        **_papers(request.actor, row),
        "crumbs": [{"label": LABEL, "url": reverse("supervisions")}, {"label": row.number}],
    }
    return render(request, "supervisions/page.html", about)


def _papers(actor: Actor, row: Supervision) -> dict[str, Any]:
    """The papers made of it, and where one is drawn up: only the last of a kind is told by a new paper."""
    if row.case is None:
        return {"papers": [], "draft": None}
    kind = OF_RUNG[Rung(row.rung)]
    made = IssuedPaper.objects.filter(case=row.case, kind=kind.name, number=row.number).order_by("pk")
    later = row.case.supervisions.filter(rung=row.rung, withdrawn_at=None, pk__gt=row.pk).exists()
    own = holds(actor, kind.drawn_up_by, standing_of(row)) and row.withdrawn_at is None and not later
    url = address(kind, Matter(row.batch, row.case))
    return {"papers": list(made), "draft": {"label": kind.label, "url": url} if own else None}
