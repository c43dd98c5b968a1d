"""Forms of what goes on for years: the yearly review, and the way into a later batch."""

from typing import Any

from django import forms

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.intake.models import Batch
from bihuan.lasting import actions
from bihuan.lasting.facts import lasting_facts
from bihuan.lasting.models import LongTermReview
from bihuan.lasting.queries import later_batches
from bihuan.lasting.rules import KEPT_UP, unreviewed
from bihuan.web.act_forms_base import ActForm, CaseForm, Task, Words

NO_BATCH = "没有可以转入的批次：请先导入下一年度的通知（同一牵头单位、整改年度更晚）。"


class ReviewForm(CaseForm):
    """登记年度评估."""

    year = forms.TypedChoiceField(label="评估年度", coerce=int)
    verdict = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    text = Words("评估情况", rows=5, help_text="写明本年度做了什么、对照目标到了哪一步、还有什么问题。")
    next_step = Words(
        "下一年度安排", rows=3, must=False, help_text="尚未销号的事项必填；已销号并长期坚持的可以不填。"
    )

    def build(self, task: Task) -> None:
        years = [(year, f"{year}年") for year in unreviewed(lasting_facts(task.case), task.today.year)]
        self.fields["year"].choices = years[::-1]  # type: ignore[attr-defined]  # a ChoiceField
        closed = State(task.case.state) in STRUCK_OFF
        verdicts = [row for row in LongTermReview.Verdict.choices if closed or row[0] != KEPT_UP]
        self.fields["verdict"].choices = verdicts  # type: ignore[attr-defined]  # a ChoiceField


class BatchChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A batch by its number, with the year of its work."""

    def label_from_instance(self, obj: Any) -> str:
        year = f"（{obj.work_year}年整改）" if obj.work_year else "（未写明整改年度）"
        return f"{obj.number}{year}"


class CarryOverForm(CaseForm):
    """转入下一批."""

    batch_id = BatchChoice(label="转入批次", queryset=Batch.objects.none(), empty_label="请选择")
    reason = Words("转入理由", help_text="写明为什么本年度不能完成，以及下一批由谁接着做什么。")

    def build(self, task: Task) -> None:
        offered = later_batches(task.case)
        self.fields["batch_id"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
        if not offered.exists():
            self.fields["batch_id"].help_text = NO_BATCH


def _review(task: Task, form: ReviewForm) -> str:
    actions.review_long_term(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
    return ""


def _carry_over(task: Task, form: CarryOverForm) -> str:
    batch = form.cleaned_data["batch_id"]
    later = actions.carry_over_case(
        task.case.pk, by=task.actor, now=task.now, batch_id=batch.pk, reason=form.cleaned_data["reason"]
    )
    return f"已列为{later}，待交办；原事项的意见、答复和佐证材料保留在本事项。"


LASTING: dict[Act, ActForm] = {
    Act.REVIEW_LONG_TERM: ActForm(
        ReviewForm, _review, "长期事项列入规划期，每年评估一次；阶段性进展不计为办结。"
    ),
    Act.CARRY_OVER_CASE: ActForm(
        CarryOverForm,
        _carry_over,
        "转入以后本事项终止，不计入已整改，在后一批次重新交办；尚未答复、回访的意见仍须逐条答复、回访。",
        kind="danger",
    ),
}
