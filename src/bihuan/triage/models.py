"""Which opinions stand in which case (many to many, S13), and the direct answers."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import FOREVER, Case
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
