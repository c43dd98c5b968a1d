"""The form of 登记指标读数: which indicator, counted up to which day, and where the figure is from (T10)."""

from typing import Any

from django import forms

from bihuan.access.acts import Act
from bihuan.cases.models import Indicator
from bihuan.plans.actions import record_reading
from bihuan.plans.readings import LONGEST_SOURCE, counts
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, Figure, Task, Words
from bihuan.web.indicators import promise


class IndicatorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of the case's indicators, with what it promises and how it is counted."""

    def label_from_instance(self, obj: Any) -> str:
        how = f"，口径：{obj.definition}" if obj.definition else ""
        until = f"，统计截止{obj.cut_off}" if obj.cut_off else ""
        return f"{obj.name}{promise(obj)}{how}{until}"


class ReadingForm(CaseForm):
    """One reading."""

    indicator = IndicatorChoice(Indicator.objects.none(), label="量化指标", empty_label="请选择")
    read_on = Day(
        "统计截至",
        help_text="数据统计到哪一天。晚于指标统计截止日的，予以登记并注明，不作为是否达到的依据。",
    )
    numerator = Figure("分子（或实际值）")
    denominator = Figure("分母", required=False, help_text="以百分比计的指标必须填写，不得为零。")
    source = Words(
        "数据来源", rows=2, max_length=LONGEST_SOURCE, help_text="写明台账、系统或者证明材料名称。"
    )

    def start(self, task: Task) -> dict[str, Any]:
        return {"read_on": task.today}

    def build(self, task: Task) -> None:
        indicators = task.case.indicators.all()
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]  # an IndicatorChoice
        if len(indicators) == 1:
            self.initial.setdefault("indicator", indicators[0].pk)


def _record(task: Task, form: ReadingForm) -> str:
    words = form.cleaned_data
    indicator: Indicator = words.pop("indicator")
    record_reading(task.case.pk, by=task.actor, now=task.now, indicator_id=indicator.pk, **words)
    if counts(words["read_on"], indicator.cut_off):
        return ""
    return "该读数晚于指标统计截止日，不作为是否达到的依据。"


READINGS: dict[Act, ActForm] = {
    Act.RECORD_READING: ActForm(
        ReadingForm, _record, "统计口径和截止日以指标所列为准；口径不同的，分别列为两项指标。"
    ),
}
