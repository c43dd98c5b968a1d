"""文书 before they are made final: the draft of one, what its wording wants typed, pictures of its pages, 定稿."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.policy import holds
from bihuan.cases.visibility import visible_cases
from bihuan.documents.kinds import KINDS, About, Kind
from bihuan.issuing.actions import issue_paper
from bihuan.issuing.drafts import Draft, blanks_of, draft_of
from bihuan.issuing.facts import Matter, issuer_of
from bihuan.issuing.queries import RegisterFilter, register
from bihuan.issuing.rules import LONGEST_FILL_IN, who_draws_up
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.web.batches import find as visible_batch
from bihuan.web.cases import case_crumbs, shown_findings, visible_case
from bihuan.web.paper_files import page_pictures, rendered, saved_as
from bihuan.web.paper_panel import paper_row
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office

# ── the draft ───────────────────────────────────────────────────────────────────────────────────


# What is named by one of these is a day, a body or a person: a line will do.
SHORT = ("期限", "日期", "机关", "整理人")


class FillInForm(forms.Form):
    """What the wording wants typed, ``{填：…}``, a field each."""

    use_required_attribute = False

    def __init__(
        self, names: tuple[str, ...], data: QueryDict | None, texts: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, label_suffix="")
        self.names, self.texts = names, texts or {}
        for at, name in enumerate(names):
            widget = forms.Textarea(attrs={"rows": 1 if name.endswith(SHORT) else 3})
            self.fields[f"fill-{at}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_FILL_IN,
                widget=widget,
                initial=self.texts.get(name, ""),
            )

    def typed(self) -> dict[str, str]:
        """What stands in the fields, by the names of the wording."""
        if not self.is_bound:
            return {name: self.texts.get(name, "") for name in self.names}
        data = getattr(self, "cleaned_data", {})
        return {
            name: data.get(f"fill-{at}", "").replace("\r\n", "\n").strip()
            for at, name in enumerate(self.names)
        }


@dataclass(frozen=True, slots=True)
class Page:
    """What a page adds to that of every draft.

    ``asked`` says what the paper is to count (the period of a circular), ``texts`` what stands in the fields before
    anybody types; ``hand_in`` does what the button 报送 says. ``shown`` is for its own template.
    """

    asked: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    hand_in: Callable[[dict[str, str]], HttpResponse] | None = None
    template: str = "issuing/draft.html"
    shown: Mapping[str, Any] = field(default_factory=dict)


PLAIN = Page()


@office
def of_case(request: OfficeRequest, case_id: int, case_kind: str) -> HttpResponse:
    """A paper about a case."""
    case = visible_case(request.actor, case_id)
    return draft_page(request, _kind(case_kind, About.CASE), Matter(case.batch, case))


@office
def of_batch(request: OfficeRequest, batch_id: int, batch_kind: str) -> HttpResponse:
    """A paper about a batch."""
    return draft_page(request, _kind(batch_kind, About.BATCH), Matter(visible_batch(request, batch_id)))


@office
def of_unit(request: OfficeRequest, batch_id: int, unit_id: int, unit_kind: str) -> HttpResponse:
    """A paper about one unit's part of a batch: of a unit that has cases there which the reader sees."""
    cases = visible_cases(request.actor).filter(batch=batch_id, lead=unit_id)
    case = cases.select_related("batch__coordinator", "lead").first()
    if case is None or case.lead is None:
        raise Http404
    return draft_page(request, _kind(unit_kind, About.UNIT), Matter(case.batch, unit=case.lead))


def _kind(name: str, about: About) -> Kind:
    kind = KINDS.get(name)
    if kind is None or kind.about is not about:
        raise Http404
    return kind


def draft_page(request: OfficeRequest, kind: Kind, matter: Matter, page: Page = PLAIN) -> HttpResponse:
    """GET and 更新预览 show the paper, the download buttons save it as a draft, 定稿 makes it final."""
    if not holds(request.actor, kind.drawn_up_by, matter.standing()):
        raise PermissionDenied(f"您的岗位不能制发“{kind.label}”。可由{who_draws_up(kind.drawn_up_by)}办理。")
    today = day_of(now())
    sent = request.POST if request.method == "POST" else None
    form = FillInForm(blanks_of(kind, matter), sent, page.texts)
    valid, wish = form.is_valid() or sent is None, request.POST.get("do", "")
    typed = {**page.asked, **form.typed()}
    draft = draft_of(kind, matter, by=request.actor, today=today, typed=typed)
    if not valid:
        return _show(request, draft, form, page, status=422)
    try:
        if wish in kind.forms and draft.paper is not None:
            return saved_as(rendered(draft.paper, wish), f"{kind.label}（草稿）", wish)
        if wish == "hand-in" and page.hand_in is not None:
            return page.hand_in(typed)
        return _issue(request, draft, typed) if wish == "issue" else _show(request, draft, form, page)
    except (Refused, NotAllowed) as refusal:
        return _show(request, draft, form, page, refusals=refusal.findings, status=status_of(refusal))


def _issue(request: OfficeRequest, draft: Draft, typed: Mapping[str, str]) -> HttpResponse:
    matter = draft.matter
    paper = issue_paper(
        draft.kind.name,
        matter.batch.pk,
        by=request.actor,
        now=now(),
        case_id=matter.case.pk if matter.case else None,
        unit_id=matter.unit.pk if matter.unit else None,
        typed=typed,
    )
    told = f"已定稿，编号为{paper.number}。" if paper.number else "已定稿。"
    messages.success(request, f"“{draft.kind.label}”{told}")
    return redirect("paper", paper.pk)


def _show(
    request: OfficeRequest,
    draft: Draft,
    form: FillInForm,
    page: Page,
    *,
    refusals: Iterable[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    kind, matter, refusals = draft.kind, draft.matter, list(refusals)
    pages, total = page_pictures(draft.paper) if draft.paper else ([], 0)
    # What is still to be typed is seen in the form itself.
    unmet = [row for row in draft.findings if row.code != "blank-left"]
    context = {
        "kind": kind,
        "draft": draft,
        "form": form,
        "refusals": refusals,
        "findings": [] if refusals else shown_findings(unmet),
        "pages": pages,
        "total": total,
        "downloads": [{"ending": ending, "label": f"草稿（{ending}）"} for ending in kind.forms],
        "about": _facts(request.actor, draft),
        "earlier": _earlier(request.actor, draft),
        "back": _back(matter),
        "crumbs": [*_crumbs(matter), {"label": kind.label}],
        **page.shown,
    }
    return render(request, page.template, context, status=status)


def _facts(actor: Actor, draft: Draft) -> list[tuple[str, str]]:
    kind, matter = draft.kind, draft.matter
    number = (
        "办理时已给出" if kind.reserved else f"定稿时取“{kind.series}”下一号" if kind.series else "不编号"
    )
    return [
        ("文书种类", kind.label),
        ("事项", matter.name()),
        ("编号", number),
        ("范本", f"第{draft.version}版" if draft.version else "通用范本"),
        ("制发单位", issuer_of(kind, matter, actor)),
        ("公开范围", "面向社会" if kind.public else "内部使用"),
    ]


def _earlier(actor: Actor, draft: Draft) -> list[dict[str, Any]]:
    """Papers of this kind about the same thing that were made final before."""
    rows = register(actor, RegisterFilter(batch=draft.matter.batch.pk, kind=draft.kind.name))
    return [paper_row(paper) for paper in rows.filter(case=draft.matter.case, unit=draft.matter.unit)]


def _back(matter: Matter) -> str:
    if matter.case is not None:
        return reverse("case", args=[matter.case.pk])
    return reverse("batch", args=[matter.batch.pk]) if matter.unit is None else reverse("ledger")


def _crumbs(matter: Matter) -> list[dict[str, str]]:
    if matter.case is not None:
        return case_crumbs(matter.case)
    if matter.unit is not None:
        return [{"label": "整改台账", "url": reverse("ledger")}, {"label": matter.name(), "url": ""}]
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": matter.batch.number, "url": reverse("batch", args=[matter.batch.pk])},
    ]
