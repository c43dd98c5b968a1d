"""The forms of the acts on an opinion. They ask; whether an act may be done is judged by the act."""

from typing import Any

from django import forms

from bihuan.access.actor import Actor
from bihuan.cases.models import LIMIT_LABELS, Case
from bihuan.cases.routes import CASE_ROUTES, Route
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Opinion
from bihuan.people.directory import area_of
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.response.models import Channel, ReturnVisit
from bihuan.triage.models import Sorting
from bihuan.triage.queries import cases_with
from bihuan.triage.rules import MERGEABLE
from bihuan.web.act_forms_base import Day, UnitChoice, Words

YES_NO = (("yes", "是"), ("no", "否"))


def yes_or_no(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """A question that has to be answered; a box left empty would answer it silently."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def channel() -> forms.ChoiceField:
    """方式 (S28)."""
    return forms.ChoiceField(label="方式", choices=Channel.choices)


class CaseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A case as 第几项 with the beginning of its words."""

    def label_from_instance(self, obj: Any) -> str:
        head = obj.content[:40] + ("…" if len(obj.content) > 40 else "")
        return f"第{obj.position}项 {head}（{obj.get_state_display()}）"


class OpinionForm(forms.Form):
    """What all of them know: the opinion and who asks."""

    # The browser must not stop what the rules would refuse with a clause.
    use_required_attribute = False

    def __init__(self, opinion: Opinion, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opinion = opinion
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values that depend on the opinion."""

    def offer_units(self, name: str) -> None:
        """The departments of the area the opinion's batch belongs to."""
        area = area_of(self.opinion.batch.coordinator)
        units = Unit.objects.filter(path__startswith=area.path, is_area=False).order_by(TreeOrder())
        self.fields[name].queryset = units  # type: ignore[attr-defined]  # a UnitChoice


class OpenCaseForm(OpinionForm):
    """立项."""

    route = forms.ChoiceField(
        label="整改类型",
        widget=forms.RadioSelect,
        choices=[
            (route.value, f"{route.label}：{route.demand}（条款 {route.clause}）") for route in CASE_ROUTES
        ],
        help_text="留有联系方式的，不论选哪一类都应当及时联系告知（S9）。",
    )
    reason = Words("立项和归类理由", rows=2, help_text="同一意见另立一项（拆分）的，写明拆分理由。")
    kind = Words("意见建议类型", rows=1, must=False, max_length=40, help_text="不填的，按来件所列。")
    content = Words("整改内容", help_text="默认为意见原文，可以概括；原文另行保存，不会改动。")
    target = Words(
        "整改目标", rows=2, must=False, help_text="目标、措施、时限、责任单位四项齐全后方可交办（S3）。"
    )
    measures = Words("整改措施", rows=4, must=False, help_text="每行一条。")
    limit_kind = forms.ChoiceField(
        label="时限类型", required=False,
        choices=[("", "暂不确定"), *((kind.value, label) for kind, label in LIMIT_LABELS.items())],
    )  # fmt: skip
    limit_date = Day("整改时限", required=False)
    limit_text = Words(
        "时限原文",
        rows=1,
        must=False,
        max_length=100,
        help_text="印在整改目标表中的文字，如“立即整改 长期执行”。",
    )
    lead = UnitChoice("责任单位", required=False)
    person_in_charge = Words("负责人", rows=1, must=False, max_length=40)
    on_site = forms.BooleanField(label="须提供整改前后现场图片", required=False)

    def prepare(self) -> None:
        self.offer_units("lead")
        self.initial.setdefault("content", self.opinion.text)
        sorting = Sorting.objects.filter(opinion=self.opinion).first()
        self.initial.setdefault("kind", (sorting.kind if sorting else "") or self.opinion.kind)
        if sorting is not None:
            self.initial.setdefault("route", sorting.route)
            self.initial.setdefault("lead", sorting.unit_id)

    def elements(self) -> dict[str, Any]:
        """The fields of the case that were asked for; a type that was left out is the printed one."""
        apart = {"route", "reason", "measures"} | ({"kind"} if not self.cleaned_data["kind"] else set())
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    def chosen_route(self) -> Route:
        """The primary route."""
        return Route(self.cleaned_data["route"])

    def measure_list(self) -> list[str]:
        """The measures, one a line."""
        return [line.strip() for line in self.cleaned_data["measures"].splitlines() if line.strip()]


class AnswerDirectlyForm(OpinionForm):
    """直接答复."""

    unit = UnitChoice("答复单位")
    reason = Words("直接答复的理由", help_text="如：属于政策咨询，经解释可以取得理解，不需要整改。")

    def prepare(self) -> None:
        self.offer_units("unit")
        if sorting := Sorting.objects.filter(opinion=self.opinion).first():
            self.initial.setdefault("unit", sorting.unit_id)


class RevealContactForm(OpinionForm):
    """查看联系方式."""

    purpose = Words(
        "用途", rows=1, max_length=200, help_text="如：电话告知承办情况。用途和查看时间记入办理记录。"
    )


class LogContactForm(OpinionForm):
    """登记联系."""

    channel = channel()
    reached = yes_or_no("是否联系上")
    note = Words("联系情况", help_text="不要填写当事人的姓名、电话等个人信息。")


class ReplyForm(OpinionForm):
    """答复意见."""

    channel = channel()
    text = Words("答复内容", rows=6, help_text="每条意见分别答复，归并办理的也应当分别答复（S4）。")


class UnderstandingForm(OpinionForm):
    """登记理解情况."""

    understood = yes_or_no("是否取得理解")
    note = Words("理解情况", must=False, help_text="未取得理解的，应当写明原因和后续安排。")


class CaseOfOpinionForm(OpinionForm):
    """An act on the opinion within one of its cases."""

    case = forms.ModelChoiceField(label="整改事项", queryset=Case.objects.none())

    def prepare(self) -> None:
        cases = self.cases().select_related("batch").order_by("position")
        self.fields["case"] = CaseChoice(label="整改事项", queryset=cases, empty_label=None)

    def cases(self) -> Any:
        """The visible cases the opinion stands in, and those that go on with one of them."""
        return visible_cases(self.actor).filter(pk__in=cases_with(self.opinion).values("pk"))


class UnmergeForm(CaseOfOpinionForm):
    """撤销归并."""

    reason = Words("撤销归并的理由")

    def cases(self) -> Any:
        return visible_cases(self.actor).filter(
            memberships__opinion=self.opinion, memberships__founding=False
        )


class ReturnVisitForm(CaseOfOpinionForm):
    """登记回访."""

    channel = channel()
    outcome = forms.ChoiceField(
        label="回访结果", choices=ReturnVisit.Outcome.choices, widget=forms.RadioSelect
    )
    satisfaction = forms.ChoiceField(
        label="满意度", choices=ReturnVisit.Satisfaction.choices, widget=forms.RadioSelect
    )
    note = Words("回访情况", help_text="不要填写当事人的姓名、电话等个人信息。")


class MergeForm(forms.Form):
    """归并: into which case, and why."""

    use_required_attribute = False
    case = forms.ModelChoiceField(label="归入的整改事项", queryset=Case.objects.none())
    reason = Words("归并理由", help_text="如：反映同一路段、同一问题。归并后每条意见仍须分别答复和回访。")

    def __init__(self, actor: Actor, batch_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_cases = visible_cases(actor).filter(batch=batch_id, state__in=MERGEABLE).order_by("position")
        self.fields["case"] = CaseChoice(label="归入的整改事项", queryset=open_cases, empty_label="请选择")
