"""Forms of the plan and of progress."""

from typing import Any

from django import forms
from django.http import QueryDict

from bihuan.access.acts import Act
from bihuan.cases.models import Indicator, Measure
from bihuan.people.calendar import office_calendar
from bihuan.plans import actions
from bihuan.plans.actions import IndicatorDraft, MeasureDraft, People
from bihuan.plans.facts import current_plan, late_measures, plan_facts
from bihuan.plans.five_haves import five_haves
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, Figure, RowForm, Rows, Task, Words
from bihuan.web.schedule import schedule_row

COMPARATORS = [(">=", "≥ 不低于"), ("<=", "≤ 不高于")]


class MeasureRow(RowForm):
    """One measure of the plan."""

    text = forms.CharField(label="措施内容", widget=forms.Textarea(attrs={"rows": 2}))
    due_on = Day("完成时间", required=False)
    deliverable = forms.CharField(
        label="成果形式", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    horizon = forms.ChoiceField(
        label="时间性质", choices=Measure.Horizon.choices, initial=Measure.Horizon.IMMEDIATE
    )


class IndicatorRow(RowForm):
    """One figure the plan promises."""

    name = forms.CharField(label="指标", max_length=100)
    comparator = forms.ChoiceField(label="比较", choices=COMPARATORS, initial=">=")
    value = Figure("目标值")
    unit = forms.CharField(label="单位", max_length=10, required=False, initial="%")
    definition = forms.CharField(label="统计口径", max_length=300, required=False)
    cut_off = Day("统计截止日", required=False)


class PlanForm(CaseForm):
    """整改方案: root cause, road map, three people, and the measures and indicators as tables."""

    root_cause = Words("问题根源", rows=4)
    roadmap = Words("推进路线图", rows=4, help_text="按先后写明各阶段的工作和节点，倒排时序。")
    principal_leader = Words("主要领导", rows=1, max_length=40)
    leader_in_charge = Words("分管领导", rows=1, max_length=40)
    assignee = Words("具体责任人", rows=1, max_length=40)
    again = (("more-measure-count", "增加措施行"), ("more-indicator-count", "增加指标行"))

    def __init__(self, task: Task, data: QueryDict | None = None, *args: Any, **options: Any) -> None:
        case = task.case
        self.measures = Rows(MeasureRow, "measure", data, _rows_of(case.measures.all(), MeasureRow))
        self.indicators = Rows(IndicatorRow, "indicator", data, _rows_of(case.indicators.all(), IndicatorRow))
        super().__init__(task, data, *args, **options)

    def start(self, task: Task) -> dict[str, Any]:
        case, plan = task.case, task.case.plans.last()
        people = ("principal_leader", "leader_in_charge", "assignee")
        written = {"root_cause": plan.root_cause, "roadmap": plan.roadmap} if plan else {}
        return {**{name: getattr(case, name) for name in people}, **written}

    def build(self, task: Task) -> None:
        calendar = office_calendar(task.case.batch.coordinator.path)
        self.schedule = schedule_row(task.case, calendar, task.today)

    def clean(self) -> dict[str, Any]:
        if not self.measures.is_valid():
            self.add_error(None, "整改措施表中有内容需要更正，请看表中提示。")
        if not self.indicators.is_valid():
            self.add_error(None, "量化指标表中有内容需要更正，请看表中提示。")
        return self.cleaned_data


def _rows_of(rows: Any, form: type[forms.Form]) -> list[dict[str, Any]]:
    shown = [{name: getattr(row, name) for name in form.base_fields} for row in rows]
    for row in shown:
        if "value" in row:
            row["value"] = f"{row['value'].normalize():f}"
    return shown


class PlanDecision(CaseForm):
    """审批整改方案: the plan and its five haves stand above the decision."""

    remark = Words("审批意见", must=False, help_text="退回的，应当写明需要补充和修改的内容。")
    override_reason = Words(
        "特批理由",
        must=False,
        rows=2,
        help_text="方案缺少“五个有”中任何一项，须由片区分管领导说明理由后特批。",
    )

    def build(self, task: Task) -> None:
        self.plan = current_plan(task.case)
        self.haves = have_rows(five_haves(plan_facts(task.case)))
        self.lacking = [have for have in self.haves if not have["ok"]]


def have_rows(haves: Any) -> list[dict[str, Any]]:
    """The five haves as the part {% five_haves %} takes them."""
    return [{"label": have.label, "ok": have.met, "note": "" if have.met else have.advice} for have in haves]


class ProgressForm(CaseForm):
    """报告进展: a percentage, words, each measure's state, each indicator's counts."""

    percent = forms.IntegerField(label="总体进度（%）")
    text = Words("进展情况", rows=4)

    def start(self, task: Task) -> dict[str, Any]:
        return {"percent": task.case.progress}

    def build(self, task: Task) -> None:
        self.measures = list(task.case.measures.all())
        self.indicators = list(task.case.indicators.all())
        for measure in self.measures:
            self._add(f"state-{measure.position}", _measure_state(), measure.progress)
            self._add(f"result-{measure.position}", _measure_result(), measure.result)
        for indicator in self.indicators:
            self._add(
                f"numerator-{indicator.pk}", Figure("分子（或实际值）", required=False), indicator.numerator
            )
            self._add(f"denominator-{indicator.pk}", Figure("分母", required=False), indicator.denominator)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self.initial.setdefault(name, value)

    def measure_rows(self) -> list[dict[str, Any]]:
        """Each measure with its two fields."""
        return [
            {"measure": row, "state": self[f"state-{row.position}"], "result": self[f"result-{row.position}"]}
            for row in self.measures
        ]

    def indicator_rows(self) -> list[dict[str, Any]]:
        """Each indicator with its two fields."""
        return [
            {
                "indicator": row,
                "numerator": self[f"numerator-{row.pk}"],
                "denominator": self[f"denominator-{row.pk}"],
            }
            for row in self.indicators
        ]


def _measure_state() -> forms.Field:
    return forms.ChoiceField(label="进展", choices=Measure.Progress.choices)


def _measure_result() -> forms.Field:
    return forms.CharField(label="完成情况", required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _submit(task: Task, form: PlanForm) -> str:
    words = form.cleaned_data
    actions.submit_plan(
        task.case.pk,
        by=task.actor,
        now=task.now,
        root_cause=words["root_cause"],
        roadmap=words["roadmap"],
        people=People(words["principal_leader"], words["leader_in_charge"], words["assignee"]),
        measures=[MeasureDraft(**row) for row in form.measures.filled()],
        indicators=[IndicatorDraft(**row) for row in form.indicators.filled()],
    )
    return "".join(("请等候审批。", *(finding.message for finding in late_measures(task.case))))


def _approve(task: Task, form: PlanDecision) -> str:
    actions.approve_plan(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
    return ""


def _send_back(task: Task, form: PlanDecision) -> str:
    actions.send_back_plan(task.case.pk, by=task.actor, now=task.now, remark=form.cleaned_data["remark"])
    return ""


def _report(task: Task, form: ProgressForm) -> str:
    words = form.cleaned_data
    actions.report_progress(
        task.case.pk,
        by=task.actor,
        now=task.now,
        percent=words["percent"],
        text=words["text"],
        measures={
            row.position: (words[f"state-{row.position}"], words[f"result-{row.position}"])
            for row in form.measures
        },
        readings={row.pk: _reading(row, words) for row in form.indicators},
    )
    return "进度报至100%不等于销号，完成后请由部门领导申请核查。" if words["percent"] == 100 else ""


def _reading(row: Indicator, words: dict[str, Any]) -> tuple[Any, Any]:
    return words[f"numerator-{row.pk}"], words[f"denominator-{row.pk}"]


PLAN: dict[Act, ActForm] = {
    Act.SUBMIT_PLAN: ActForm(
        PlanForm, _submit, "方案应当有量化的任务、路线图、时间表、责任主体和成果形式。", "acts/plan.html"
    ),
    Act.APPROVE_PLAN: ActForm(
        PlanDecision, _approve, "同意后进入整改；退回的由责任单位补充后重新报送。", "acts/plan_decision.html",
        Act.SEND_BACK_PLAN,
    ),
    Act.SEND_BACK_PLAN: ActForm(
        PlanDecision, _send_back, "同意后进入整改；退回的由责任单位补充后重新报送。", "acts/plan_decision.html",
        Act.APPROVE_PLAN, "danger",
    ),
    Act.REPORT_PROGRESS: ActForm(
        ProgressForm, _report, "逐条报告措施的进展和完成情况，有量化指标的填报实际值。", "acts/progress.html"
    ),
}  # fmt: skip
