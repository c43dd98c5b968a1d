"""The unit's plan for a case, and its reports of progress."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case, Indicator
from bihuan.trail.models import Trailed


class Plan(Trailed):
    """整改方案 of one round, one row a submission; a sent-back plan stays on record (S6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans", verbose_name="事项")
    round = models.IntegerField("轮次")
    root_cause = models.TextField("问题根源")
    roadmap = models.TextField("推进路线图")
    submitted_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="报送人")
    submitted_at = models.DateTimeField("报送时间")
    approved = models.BooleanField("是否同意", null=True)
    decided_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    remark = models.TextField("审批意见", blank=True)
    # T12: why a senior let it pass although it lacks some of the five haves.
    override_reason = models.TextField("特批理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改方案"
        ordering = ("pk",)


class ProgressReport(Trailed):
    """进展: what the unit says it has done. A hundred percent is not a close-out (T17)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name="事项")
    round = models.IntegerField("轮次")
    percent = models.IntegerField("进度（%）")
    text = models.TextField("进展情况")
    by_name = models.CharField("报告人", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "进展报告"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(percent__range=(0, 100)), name="percent_0_100")
        ]


class IndicatorReading(Trailed):
    """指标读数: what an indicator stood at on a day, and where the figure is from (T10). The newest counts."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings", verbose_name="量化指标")
    read_on = models.DateField("统计截至")
    numerator = models.DecimalField("分子（或实际值）", max_digits=14, decimal_places=4)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=4, null=True, blank=True)
    source = models.CharField("数据来源", max_length=200)
    recorded_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "指标读数"
        ordering = ("indicator_id", "read_on", "pk")
