"""Which opinions stand in which case (many to many, S13), how each was sorted, and the direct answers."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import FOREVER, Case
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, Opinion
from bihuan.trail.models import Trailed


class Membership(Trailed):
    """归并: one opinion taken up by one case. Removing the row undoes the merge; the opinion is untouched."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="memberships", verbose_name="事项")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="memberships", verbose_name="意见")
    # The opinion whose number the case carries; it is the last to leave.
    founding = models.BooleanField("立项意见", default=False)
    reason = models.TextField("归并理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归并"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "opinion"), name="opinion_once_a_case")
        ]


class DirectAnswer(Trailed):
    """直接答复: an opinion that needs explaining, not rectifying (S12). It closes with whether it was understood."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="direct_answer", verbose_name="意见")
    unit = models.ForeignKey("bihuan.Unit", models.PROTECT, related_name="+", verbose_name="答复单位")
    reason = models.TextField("直接答复的理由")
    decided_at = models.DateTimeField("决定时间")
    understood = models.BooleanField("是否取得理解", null=True)
    understood_note = models.TextField("理解情况", blank=True)
    understood_at = models.DateTimeField("登记时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "直接答复"


class Place(models.Model):
    """去向: where an opinion stood from ``since`` until just before ``until``; the counterpart of ``cases.Stretch``.

    Every opinion is in exactly one place at any moment: the sum of the places is what was received (账实相符).
    """

    class Where(models.TextChoices):
        """The places. Who founds a case and who was merged into one are told apart: 16 opinions are 4 cases (T2)."""

        UNDECIDED = "undecided", "待处置"
        FOUNDING = "founding", "立项"
        MERGED = "merged", "归并"
        TO_EXPLAIN = "to_explain", "待直接答复"
        EXPLAINED = "explained", "解释办结"

    # The indexes below begin with the opinion and with the batch.
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, related_name="places", db_index=False, verbose_name="意见"
    )
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False, verbose_name="批次")
    where = models.CharField("去向", max_length=12, choices=Where.choices)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", default=FOREVER)

    class Meta:
        verbose_name = verbose_name_plural = "意见去向"
        ordering = ("opinion_id", "since", "pk")
        indexes: ClassVar = [
            models.Index(fields=("opinion", "since"), name="place_opinion"),
            models.Index(fields=("batch", "until", "since", "where"), name="place_batch"),
        ]


class Sorting(Trailed):
    """分类: what a person decided an opinion is (S2). Each part may stay open; the newest decision stands."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="sorting", verbose_name="意见")
    kind = models.CharField("意见建议类型", max_length=40, blank=True)
    category = models.CharField("类别", max_length=60, blank=True)
    route = models.CharField(
        "整改类型", max_length=20, choices=[(route.value, route.label) for route in Route], blank=True
    )
    unit = models.ForeignKey(
        "bihuan.Unit", models.PROTECT, null=True, related_name="+", verbose_name="承办单位"
    )
    urgent = models.BooleanField("急办", default=False)
    decided_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见分类"


class KeptApart(Trailed):
    """不是同一件: two opinions that a person looked at side by side and told apart. ``first`` has the smaller key."""

    first = models.ForeignKey(Opinion, models.PROTECT, related_name="+", verbose_name="意见一")
    second = models.ForeignKey(Opinion, models.PROTECT, related_name="+", verbose_name="意见二")
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="认定人")
    decided_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = verbose_name_plural = "不归并的意见"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("first", "second"), name="kept_apart_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="kept_apart_order"),
        ]


class Alike(models.Model):
    """疑似同一件: the group in which the machine last placed an opinion of a batch.

    Worked out anew at any time, so that the journal does not tell it. Who stands in no group has no row.
    """

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="alike", verbose_name="意见")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False, verbose_name="批次")
    group = models.BigIntegerField("组")

    class Meta:
        verbose_name = verbose_name_plural = "疑似同一件"
        indexes: ClassVar = [models.Index(fields=("batch", "group"), name="alike_group")]


class AlikeRun(models.Model):
    """Of what the groups of a batch were last worked out: how many opinions and how many decisions there were."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="+", verbose_name="批次")
    newest_opinion = models.BigIntegerField("最新意见")
    apart = models.IntegerField("不归并数")
    made_at = models.DateTimeField("归组时间")

    class Meta:
        verbose_name = verbose_name_plural = "归组记录"
