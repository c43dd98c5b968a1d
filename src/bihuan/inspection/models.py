"""现场核验: a visit by an upper level, its findings case by case, and the unit's answers."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.evidence.models import Blob
from bihuan.inspection.rules import Verdict
from bihuan.intake.models import Batch
from bihuan.trail.models import Trailed


class Inspection(Trailed):
    """One visit. ``sheet`` is the filled-in check sheet the findings were read from, where there was one."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="inspections", verbose_name="批次")
    body = models.CharField("核验单位", max_length=100)
    inspectors = models.CharField("核验人员", max_length=200, blank=True)
    visited_on = models.DateField("核验日期")
    sheet = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="核验表")
    sheet_name = models.CharField("文件名", max_length=255, blank=True)
    recorded_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "现场核验"
        ordering = ("-visited_on", "-pk")

    def __str__(self) -> str:
        return f"{self.body}{self.visited_on}现场核验"


class InspectionFinding(Trailed):
    """核验意见 on one case, and the answer to it."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="findings", verbose_name="现场核验"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="inspections", verbose_name="事项")
    verdict = models.CharField(
        "核验结论", max_length=10, choices=[(word.value, word.label) for word in Verdict]
    )
    text = models.TextField("核验意见", blank=True)
    answer_due_on = models.DateField("回复期限", null=True)
    answer = models.TextField("回复", blank=True)
    answered_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="回复人"
    )
    answered_at = models.DateTimeField("回复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "核验意见"
        ordering = ("inspection_id", "case_id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("inspection", "case"), name="finding_once_a_case")
        ]
