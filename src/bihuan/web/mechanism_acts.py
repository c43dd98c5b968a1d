"""登记制度成果 and 更新制度成果: the two pages."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.cases.models import Case
from bihuan.cases.visibility import units_under, visible_cases
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.lasting.actions import register_mechanism, update_mechanism
from bihuan.lasting.models import Mechanism
from bihuan.lasting.queries import visible_mechanisms
from bihuan.lasting.rules import MechanismDraft
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.web.act_forms_base import Day, UnitChoice, Words
from bihuan.web.mechanism_rows import may_update
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

# So many cases are offered to be ticked; older ones are tied from their own page.
MOST_OFFERED = 200
HELP = "成熟一项、出台一项、管用一项：起草中的先登记名称，出台后补文号和日期，施行后写明成效。"
FIELDS = ("title", "stage", "document_no", "issued_on", "in_force_on", "repealed_on", "effect")


class CasesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Cases by batch, position and the beginning of their words."""

    def label_from_instance(self, obj: Any) -> str:
        head = obj.content[:36] + ("…" if len(obj.content) > 36 else "")
        return f"{obj} {head}（{obj.lead.name}）"


class MechanismForm(forms.Form):
    """What is said of a mechanism. Whether its stage allows it is judged by the act."""

    use_required_attribute = False
    title = Words("制度名称", rows=1, max_length=200, help_text="不加书名号。")
    stage = forms.ChoiceField(label="状态", choices=Mechanism.Stage.choices)
    document_no = Words(
        "文号", rows=1, must=False, max_length=60, help_text="出台后填写，如：海城管发〔2022〕5号。"
    )
    issued_on = Day("出台日期", required=False)
    in_force_on = Day("施行日期", required=False)
    repealed_on = Day("废止日期", required=False, help_text="废止的填写。")
    effect = Words("成效", must=False, help_text="施行以后写明管用的依据，如数据、群众评价；尚未施行的不填。")
    cases = CasesField(
        label="所属事项", queryset=Case.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, cases: QuerySet[Case], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]  # a CasesField

    def draft(self) -> MechanismDraft:
        """What was typed."""
        return MechanismDraft(**{name: self.cleaned_data[name] for name in FIELDS})

    def ties(self) -> list[int]:
        """The cases that were ticked."""
        return [case.pk for case in self.cleaned_data["cases"]]


class RegisterForm(MechanismForm):
    """The same for a new one, of a unit."""

    unit = UnitChoice("制定单位")
    field_order = ("unit", "title")

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a UnitChoice


@office
def register(request: OfficeRequest) -> HttpResponse:
    """登记制度成果; ``?case=`` ticks the case the reader comes from."""
    if not may_somewhere(request.actor, Act.REGISTER_MECHANISM):
        raise PermissionDenied(f"您的岗位不能登记制度成果。可由{who_may(Act.REGISTER_MECHANISM)}办理。")
    asked = request.GET.get("case", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    cases = _cases(request.actor, [wanted])
    if case := cases.filter(pk=wanted).first():
        cases = cases.filter(lead=case.lead_id)
    units = Unit.objects.filter(pk__in=cases.order_by().values("lead")).order_by(TreeOrder())
    form = RegisterForm(units, cases, request.POST or None, initial=_start(case, units))
    if form.is_valid():
        try:
            made = register_mechanism(
                by=request.actor,
                now=now(),
                unit=form.cleaned_data["unit"],
                cases=form.ties(),
                draft=form.draft(),
            )
        except (Refused, NotAllowed) as refusal:
            return _page(request, Act.REGISTER_MECHANISM, form, refusal.findings, status_of(refusal))
        messages.success(request, f"已登记{made}。")
        return redirect("mechanisms")
    return _page(request, Act.REGISTER_MECHANISM, form, (), 422 if form.is_bound else 200)


def _start(case: Case | None, units: QuerySet[Unit]) -> dict[str, Any]:
    """The case the reader comes from, and the unit where there is only one."""
    only = list(units[:2])
    unit = {"unit": only[0].pk} if len(only) == 1 else {}
    return {"cases": [case.pk], **unit} if case else unit


@office
def update(request: OfficeRequest, mechanism_id: int) -> HttpResponse:
    """更新制度成果."""
    mechanism = get_object_or_404(visible_mechanisms(request.actor), pk=mechanism_id)
    if not may_update(request.actor, mechanism):
        raise PermissionDenied(
            f"该制度已废止，或者您的岗位不能更新。可由{who_may(Act.UPDATE_MECHANISM)}办理。"
        )
    tied = [link.case_id for link in mechanism.links.all()]
    cases = _cases(request.actor, tied).filter(lead=mechanism.unit_id)
    start: dict[str, Any] = {name: getattr(mechanism, name) for name in FIELDS} | {"cases": tied}
    form = MechanismForm(cases, request.POST or None, initial=start)
    if form.is_valid():
        try:
            made = update_mechanism(
                mechanism.pk, by=request.actor, now=now(), cases=form.ties(), draft=form.draft()
            )
        except (Refused, NotAllowed) as refusal:
            return _page(request, Act.UPDATE_MECHANISM, form, refusal.findings, status_of(refusal))
        messages.success(request, f"已更新{made}。")
        return redirect("mechanisms")
    return _page(request, Act.UPDATE_MECHANISM, form, (), 422 if form.is_bound else 200)


def _cases(actor: Actor, always: Collection[int] = ()) -> QuerySet[Case]:
    """The newest cases the reader may tie a mechanism to: of their own unit, or of the batches they coordinate."""
    own = units_under(actor.paths()).values("pk")
    mine = visible_cases(actor).filter(Q(lead__in=own) | Q(batch__coordinator__in=own)).exclude(lead=None)
    newest = list(mine.order_by("-batch_id", "position").values_list("pk", flat=True)[:MOST_OFFERED])
    offered = visible_cases(actor).filter(pk__in={*newest, *always}).exclude(lead=None)
    return offered.select_related("batch", "lead").order_by("-batch_id", "position")


def _page(
    request: OfficeRequest,
    act: Act,
    form: MechanismForm,
    refusals: Sequence[Any],
    status: int,
) -> HttpResponse:
    page = {
        "act": {"label": act.label, "clause": "S25", "help": HELP},
        "form": form,
        "refusals": refusals,
        "cancel_url": reverse("mechanisms"),
        "crumbs": [{"label": "长效机制", "url": reverse("mechanisms")}, {"label": act.label}],
    }
    return render(request, "lasting/mechanism.html", page, status=status)
