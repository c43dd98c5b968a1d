"""公开: the statement that goes out after filing, and its review."""

from django.db import models

from bihuan.cases.models import Case
from bihuan.trail.models import Trailed


class Statement(Trailed):
    """公开稿 of one round. Every change is a new row; a review speaks of exactly one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name="事项")
    round = models.IntegerField("轮次")
    text = models.TextField("公开稿")
    drafted_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    approved = models.BooleanField("审查结论", null=True)
    reviewed_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="审查人"
    )
    reviewed_at = models.DateTimeField("审查时间", null=True)
    remark = models.TextField("审查意见", blank=True)
    disclosed_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开稿"
        ordering = ("pk",)
