"""销号 and 备案: the application, the close-out of a round, and its filing. A revoked close-out stays on record."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.trail.models import Trailed


class CloseOut(Trailed):
    """One application to strike a round off, and what became of it."""

    class Status(models.TextChoices):
        """The public's vocabulary for a result (domain §2.1)."""

        RECTIFIED = "rectified", "已完成整改"
        KEPT_UP = "kept_up", "已完成整改并长期坚持"

    case = models.ForeignKey(Case, models.PROTECT, related_name="close_outs", verbose_name="事项")
    round = models.IntegerField("轮次")
    status = models.CharField("整改结果", max_length=10, choices=Status.choices)
    summary = models.TextField("整改成效")
    applied_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="申请人")
    applied_at = models.DateTimeField("申请时间")
    approved = models.BooleanField("是否同意", null=True)
    decided_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True)
    remark = models.TextField("审批意见", blank=True)
    number = models.CharField("销号编号", max_length=40, blank=True)
    # Ten characters on the certificate (销号单) by which anybody finds its present state.
    code = models.CharField("查验码", max_length=10, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_reason = models.TextField("撤销理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "销号"
        ordering = ("pk",)
        constraints: ClassVar = [
            # The database's own word: no second valid close-out of one round.
            models.UniqueConstraint(
                fields=("case", "round"), condition=models.Q(approved=True), name="one_close_out_a_round"
            )
        ]


class Filing(Trailed):
    """备案 of a close-out with the upper body: its number, the body, the day (T9: no authority is named)."""

    close_out = models.OneToOneField(CloseOut, models.PROTECT, related_name="filing", verbose_name="销号")
    number = models.CharField("备案号", max_length=60)
    body = models.CharField("备案机关", max_length=100)
    filed_on = models.DateField("备案日期")
    filed_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "备案"
