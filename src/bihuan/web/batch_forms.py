"""The RuleBook as a form. What makes a RuleBook unusable is judged by ``intake.rulebook``, not here."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms

from bihuan.access.acts import Act
from bihuan.evidence.models import EvidenceKind
from bihuan.intake.rulebook import BY_RULE, RuleBook
from bihuan.supervision.ladder import Rung

BY_RULE_CHOICES = [(rung.value, rung.label) for rung in Rung if rung.value in BY_RULE]
VISIT_BEFORE = [(act.value, f"{act.label}之前") for act in (Act.CLOSE_CASE, Act.FILE_CASE, Act.DISCLOSE_CASE)]


def whole(label: str, help_text: str = "") -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=9999)


def kinds(label: str, help_text: str = "") -> forms.MultipleChoiceField:
    """Kinds of evidence."""
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=EvidenceKind.choices, widget=boxes, required=False, help_text=help_text
    )


def days_list(label: str, help_text: str, example: str) -> forms.RegexField:
    """Several numbers of days."""
    return forms.RegexField(
        r"^\s*\d{1,4}(\s*[、，,]\s*\d{1,4})*\s*$",
        label=label,
        help_text=help_text,
        error_messages={"invalid": f"请填写天数，多个天数以顿号分隔，如“{example}”。"},
    )


def days_of(text: str) -> tuple[int, ...]:
    """The days as numbers."""
    return tuple(int(day) for day in text.replace("，", "、").replace(",", "、").split("、"))


class RuleBookForm(forms.Form):
    """The rules of a batch, set for the last time when it is issued."""

    notice_days = whole("公示期（工作日）", "通知未规定期限的，一般为5个工作日（S16）。")
    notice_first_day_counts = forms.BooleanField(label="公示首日计入公示期", required=False)
    acknowledge_days = whole("签收期限（工作日）", "自交办次日起算（S5）。")
    first_contact_days = whole("首次联系期限（工作日）", "对留有联系方式的意见（S9）。")
    verifiers = whole("核查人数", "每次核查签名的人数（S17）。")
    evidence_kinds = kinds("每项必备的佐证材料", "依据：S18。")
    site_evidence_kinds = kinds("有现场的事项另须提供")
    visit_before = forms.ChoiceField(label="回访应当完成于", choices=VISIT_BEFORE, help_text="依据：S26。")
    blue_days = whole("蓝灯：距时限不足（工作日）")
    yellow_days = whole("黄灯：距时限不足（工作日）")
    yellow_points = whole("黄灯：落后序时进度（百分点）")
    red_points = whole("红灯：落后序时进度（百分点）")
    review_days = whole(
        "无截止日期事项的评估周期（天）", "超过周期未报告进展、未评估的亮黄灯“待评估”（S11）。"
    )
    reply_days = days_list(
        "督促回复期限（工作日）", "依次为提醒、催办、督办、约谈、通报的回复天数（S15）。", "3、3、5、5、5"
    )
    rung_days = whole("升级督促的间隔（工作日）", "督促到期无效的，隔此天数升一级。")
    rungs_by_rule = forms.MultipleChoiceField(
        label="由系统按规则发出的督促",
        choices=BY_RULE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="未选的由系统提出建议，由人发出；约谈、通报一律由人决定。",
    )
    ruling_days = whole("退回交办的裁定期限（工作日）", "责任单位退回后，牵头单位应当在此期限内裁定（S5）。")
    most_returns = whole("退回交办的次数上限（次）", "达到次数后再次交办的，不得退回（S5）。")
    look_back_days = days_list("回头看时间（销号后天数）", "多个天数以顿号分隔。", "30、90、180")

    def clean_reply_days(self) -> tuple[int, ...]:
        """The days as numbers."""
        return days_of(self.cleaned_data["reply_days"])

    def clean_look_back_days(self) -> tuple[int, ...]:
        """The days as numbers."""
        return days_of(self.cleaned_data["look_back_days"])

    def changes(self) -> dict[str, Any]:
        """What ``issue_batch`` takes."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
        }


def first_values(rules: RuleBook) -> dict[str, Any]:
    """The RuleBook as the form's first values."""
    several = {name: "、".join(map(str, getattr(rules, name))) for name in ("reply_days", "look_back_days")}
    return {**asdict(rules), **several}


def rule_rows(rules: RuleBook) -> list[dict[str, Any]]:
    """The RuleBook as read-only rows, under the labels of the form."""
    labels = dict(EvidenceKind.choices)
    shown: dict[str, Any] = {
        **first_values(rules),
        "notice_first_day_counts": "是" if rules.notice_first_day_counts else "否",
        "evidence_kinds": _named(rules.evidence_kinds, labels),
        "site_evidence_kinds": _named(rules.site_evidence_kinds, labels),
        "rungs_by_rule": _named(rules.rungs_by_rule, dict(BY_RULE_CHOICES), none="无，均由人发出"),
        "visit_before": dict(VISIT_BEFORE).get(rules.visit_before, rules.visit_before),
    }
    return [{"label": field.label, "value": shown[name]} for name, field in RuleBookForm.base_fields.items()]


def _named(values: Iterable[str], labels: dict[str, Any], none: str = "不作要求") -> str:
    return "、".join(str(labels.get(value, value)) for value in values) or none
