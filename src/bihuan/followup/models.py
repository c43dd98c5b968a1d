"""回头看: a visit after the close-out, and whether the result has held."""

from django.db import models

from bihuan.cases.models import Case


class LookBack(models.Model):
    """One look back at a struck-off round."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="look_backs", verbose_name="事项")
    round = models.IntegerField("轮次")
    looked_on = models.DateField("回头看日期")
    held = models.BooleanField("成效是否保持")
    found = models.TextField("回头看情况")
    by_name = models.CharField("检查人", max_length=40)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        ordering = ("pk",)
