"""Forms of hand-over: edit, assign, acknowledge, return, reassign, extend, withdraw."""

from typing import Any

from django import forms

from bihuan.access.acts import Act
from bihuan.cases import actions
from bihuan.cases.models import LIMIT_LABELS, CaseRequest
from bihuan.cases.routes import CASE_ROUTES
from bihuan.closure.actions import approve_withdrawal
from bihuan.web.act_forms_base import (
    ActForm,
    CaseForm,
    Day,
    NoFields,
    Task,
    UnitChoice,
    UnitChoices,
    Words,
    choose_units,
)

LIMITS = [("", "请选择"), *((kind.value, label) for kind, label in LIMIT_LABELS.items())]
ELEMENTS = (
    "content", "kind", "route", "target", "limit_kind", "limit_then", "limit_date", "limit_text", "lead",
    "person_in_charge", "principal_leader", "leader_in_charge", "assignee", "on_site",
)  # fmt: skip


class EditForm(CaseForm):
    """The elements of a case before its hand-over (S3)."""

    content = Words("整改内容", rows=3)
    kind = Words("意见建议类型", rows=1, must=False, max_length=40)
    route = forms.ChoiceField(label="整改类型", choices=[(route.value, route.label) for route in CASE_ROUTES])
    target = Words("整改目标", rows=3)
    measures = Words("整改措施", rows=4, must=False, help_text="每行一条。责任单位报送方案时可以细化。")
    limit_kind = forms.ChoiceField(label="时限类型", choices=LIMITS, required=False)
    limit_then = forms.ChoiceField(
        label="后续时限类型",
        choices=LIMITS,
        required=False,
        help_text="如“立即整改，长期执行”，后续选长期整改。",
    )
    limit_date = Day("截止日期", required=False, help_text="限期整改必填；长期整改、持续推进不填。")
    limit_text = Words("时限原文", rows=1, must=False, max_length=100, help_text="照录文件中的表述。")
    lead = UnitChoice("责任单位", required=False)
    supporting = UnitChoices("配合单位")
    person_in_charge = Words("负责人", rows=1, max_length=40)
    principal_leader = Words("主要领导", rows=1, must=False, max_length=40)
    leader_in_charge = Words("分管领导", rows=1, must=False, max_length=40)
    assignee = Words("具体责任人", rows=1, must=False, max_length=40)
    on_site = forms.BooleanField(
        label="需现场照片", required=False, help_text="有现场可看的事项，应当上传整改前后图片。"
    )

    def start(self, task: Task) -> dict[str, Any]:
        values = {name: getattr(task.case, name) for name in ELEMENTS}
        measures = "\n".join(" ".join(row.text.split()) for row in task.case.measures.all())
        return {
            **values,
            "measures": measures,
            "supporting": [row.unit_id for row in task.case.supporting.all()],
        }

    def build(self, task: Task) -> None:
        choose_units(self, "lead", "supporting")


class ReasonForm(CaseForm):
    """An act that needs its reason."""

    reason = Words("理由")


class RemarkForm(CaseForm):
    """A decision and what the decider says to it."""

    remark = Words("审批意见", must=False, help_text="不同意的，应当写明理由。")


class ReassignForm(CaseForm):
    """改派 to a unit of the same area."""

    unit = UnitChoice("改派给")
    person_in_charge = Words(
        "负责人", rows=1, must=False, max_length=40, help_text="留空则沿用原负责人（改派其他单位应填写）。"
    )
    reason = Words("改派理由")
    final = forms.BooleanField(
        label="裁定交办，不得再退", required=False, help_text="仍交原责任单位办理的，即为裁定交办。"
    )

    def start(self, task: Task) -> dict[str, Any]:
        return {"unit": task.case.lead_id}

    def build(self, task: Task) -> None:
        choose_units(self, "unit")


class ExtensionForm(CaseForm):
    """申请延期 to a day."""

    new_date = Day("延期至")
    reason = Words("延期理由", help_text="请写明客观原因、已采取的措施和延期后的安排。")


class DecideForm(RemarkForm):
    """A decision on a request, which is shown above it."""

    kind = ""

    def build(self, task: Task) -> None:
        requests = task.case.requests.filter(kind=self.kind, approved=None).select_related("asked_by")
        self.request: CaseRequest | None = requests.first()

    def asked_rows(self) -> list[tuple[str, object]]:
        """What was asked for, to be read before it is decided."""
        request, limit = self.request, self.task.case.limit_date
        if request is None:
            return []
        dates = [("现时限", limit), ("申请延至", request.new_date)] if request.new_date else []
        shown = [(label, f"{day:%Y-%m-%d}" if day else "") for label, day in dates]
        return [("申请人", request.asked_by.name), *shown, ("理由", request.reason)]


class DecideExtension(DecideForm):
    """审批延期."""

    kind = CaseRequest.EXTENSION


class DecideWithdrawal(DecideForm):
    """审批撤销."""

    kind = CaseRequest.WITHDRAWAL


def _edit(task: Task, form: EditForm) -> str:
    values = dict(form.cleaned_data)
    supporting = list(values.pop("supporting"))
    measures = [line.strip() for line in values.pop("measures").splitlines() if line.strip()]
    actions.edit_case(
        task.case.pk, by=task.actor, now=task.now, changes=values, supporting=supporting, measures=measures
    )
    return ""


def _assign(task: Task, form: CaseForm) -> str:
    made = actions.assign_case(task.case.pk, by=task.actor, now=task.now)
    return f"交办单号{made.number}，请{made.unit.name}于{made.acknowledge_due_on:%Y-%m-%d}前签收。"


def _acknowledge(task: Task, form: CaseForm) -> str:
    actions.acknowledge_case(task.case.pk, by=task.actor, now=task.now)
    return "请分析问题根源，制定并报送整改方案。"


def _return(task: Task, form: ReasonForm) -> str:
    actions.return_case(task.case.pk, by=task.actor, now=task.now, reason=form.cleaned_data["reason"])
    return ""


def _reassign(task: Task, form: ReassignForm) -> str:
    made = actions.reassign_case(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
    return f"交办单号{made.number}，责任单位{made.unit.name}。"


def _ask_extension(task: Task, form: ExtensionForm) -> str:
    actions.request_extension(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
    return "批准前原时限仍然有效。"


def _ask_withdrawal(task: Task, form: ReasonForm) -> str:
    actions.request_withdrawal(task.case.pk, by=task.actor, now=task.now, reason=form.cleaned_data["reason"])
    return ""


def _decide(act: Any) -> Any:
    def run(task: Task, form: RemarkForm) -> str:
        act(task.case.pk, by=task.actor, now=task.now, remark=form.cleaned_data["remark"])
        return ""

    return run


def _decision(form: type[CaseForm], act: Any, help_text: str, partner: Act, kind: str = "primary") -> ActForm:
    return ActForm(form, _decide(act), help_text, "acts/request.html", partner, kind)


HANDOVER: dict[Act, ActForm] = {
    Act.EDIT_CASE: ActForm(EditForm, _edit, "交办前补齐整改目标、时限、责任单位和负责人等要素。", "acts/edit.html"),
    Act.ASSIGN_CASE: ActForm(
        NoFields, _assign, "交办后生成交办单，签收期限和整改时限自交办之日起算，延迟签收不影响计时。"
    ),
    Act.ACKNOWLEDGE_CASE: ActForm(NoFields, _acknowledge, "签收后应当分析问题根源，制定并报送整改方案。"),
    Act.RETURN_CASE: ActForm(
        ReasonForm, _return, "不属于本单位职责的，说明理由退回，由牵头单位改派。经裁定交办的不得再退。", kind="danger"
    ),
    Act.REASSIGN_CASE: ActForm(ReassignForm, _reassign, "改派给其他单位，或者裁定仍由原单位办理。"),
    Act.REQUEST_EXTENSION: ActForm(
        ExtensionForm, _ask_extension, "延期应当经片区分管领导同意；同意之前原时限仍然有效。"
    ),
    Act.APPROVE_EXTENSION: _decision(
        DecideExtension, actions.approve_extension, "同意后整改时限改为申请的日期，原时限保留在办理记录中。",
        Act.REFUSE_EXTENSION,
    ),
    Act.REFUSE_EXTENSION: _decision(
        DecideExtension, actions.refuse_extension, "不同意的，原时限不变，应当写明理由。",
        Act.APPROVE_EXTENSION, "danger",
    ),
    Act.REQUEST_WITHDRAWAL: ActForm(
        ReasonForm, _ask_withdrawal, "因客观情况不再整改的，可以申请撤销；撤销的事项不计入已整改。", kind="danger"
    ),
    Act.APPROVE_WITHDRAWAL: _decision(
        DecideWithdrawal, approve_withdrawal, "同意后事项终止，不计入已整改，记录全部保留。",
        Act.REFUSE_WITHDRAWAL, "danger",
    ),
    Act.REFUSE_WITHDRAWAL: _decision(
        DecideWithdrawal, actions.refuse_withdrawal, "不同意的，事项继续办理，应当写明理由。", Act.APPROVE_WITHDRAWAL
    ),
}  # fmt: skip
