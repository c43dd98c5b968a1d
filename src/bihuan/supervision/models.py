"""督促: one rung of the ladder taken against one cause, with its number, its reply and how it ended."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.people.models import Unit
from bihuan.supervision.ladder import Rung
from bihuan.trail.models import Trailed


class Supervision(Trailed):
    """提醒、催办、督办、约谈、通报: what was asked of a unit, about one case or about its part of a batch.

    ``cause`` names what it is for, e.g. ``case:12:r1:overdue:2022-12-31``; the same rung is never taken twice for it.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="supervisions", verbose_name="批次")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="supervisions", verbose_name="事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="督促对象")
    rung = models.CharField("方式", max_length=12, choices=[(rung.value, rung.label) for rung in Rung])
    # 督办〔2022〕3号: gap-free for each office, kind and year.
    number = models.CharField("编号", max_length=40)
    cause = models.CharField("事由代码", max_length=100)
    why = models.TextField("事由")
    demand = models.TextField("要求", blank=True)
    by_rule = models.BooleanField("按规则发出")
    issued_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="发出人"
    )
    issued_at = models.DateTimeField("发出时间")
    reply_due_on = models.DateField("回复期限")
    reply = models.TextField("回复", blank=True)
    replied_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="回复人"
    )
    replied_at = models.DateTimeField("回复时间", null=True)
    settled_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="办结人"
    )
    settled_at = models.DateTimeField("办结时间", null=True)
    remark = models.TextField("办结意见", blank=True)
    # Taken in error: it stays on record with its number.
    withdrawn_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督促"
        ordering = ("-pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("cause", "rung"), name="rung_once_a_cause")]
        indexes: ClassVar = [
            models.Index(fields=("case", "rung"), name="supervision_case"),
            models.Index(fields=("batch", "issued_at"), name="supervision_batch"),
        ]

    def __str__(self) -> str:
        return self.number
