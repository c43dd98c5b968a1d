"""After a close-out: 回头看, 抽查 by lot, and what was decided about opinions that look like a relapse."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.intake.models import Batch, Opinion
from bihuan.journal.models import Checkpoint
from bihuan.trail.models import Trailed


class LookBack(Trailed):
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


class Draw(Trailed):
    """抽查: announced with list and weights first, drawn by the first checkpoint that covers the announcement."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="draws", verbose_name="批次")
    count = models.IntegerField("抽取数量")
    # One line a closed case: code, tab, weight. Published as it stands.
    weights = models.TextField("抽查名单")
    announced_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="公告人")
    announced_at = models.DateTimeField("公告时间")
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, null=True, related_name="+", verbose_name="检查点"
    )
    carried_out_at = models.DateTimeField("抽取时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ("pk",)


class Drawn(Trailed):
    """A case that was drawn, to be looked back at."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn", verbose_name="抽查")
    case = models.ForeignKey(Case, models.PROTECT, related_name="drawn", verbose_name="事项")
    position = models.IntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "抽中事项"
        ordering = ("draw_id", "position")
        constraints: ClassVar = [models.UniqueConstraint(fields=("draw", "case"), name="drawn_once")]


class RelapseRuling(Trailed):
    """What a person decided about an opinion that looks like a closed case come back."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="relapse_rulings", verbose_name="意见")
    close_out = models.ForeignKey(
        CloseOut, models.PROTECT, related_name="relapse_rulings", verbose_name="销号"
    )
    relapse = models.BooleanField("是否反弹")
    reason = models.TextField("理由")
    by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="认定人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "反弹认定"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("opinion", "close_out"), name="relapse_ruled_once")
        ]
