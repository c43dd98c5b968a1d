"""核查: one verification of one round, line by line against the target, the measures and the original words (T11)."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.trail.models import Trailed


class Submission(Trailed):
    """自查: the unit's signed statement that the work is done, which starts a verification."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions", verbose_name="事项")
    round = models.IntegerField("轮次")
    self_check = models.TextField("自查情况")
    signed_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="签字人")
    signed_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "自查"
        ordering = ("pk",)


class Verification(Trailed):
    """对标验收 of one submission."""

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="verification", verbose_name="自查"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="verifications", verbose_name="事项")
    round = models.IntegerField("轮次")
    unit = models.ForeignKey("bihuan.Unit", models.PROTECT, related_name="+", verbose_name="核查单位")
    verified_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="核查人")
    verifiers = models.CharField("核查人员", max_length=200)
    visited_on = models.DateField("现场核查日期", null=True)
    passed = models.BooleanField("结论")
    remark = models.TextField("核查意见")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查"
        ordering = ("pk",)


class Line(Trailed):
    """One line of the acceptance form: the promise or the original words, and what the verifier found."""

    class Subject(models.TextChoices):
        """What the line is held against."""

        OPINION = "opinion", "意见原文"
        TARGET = "target", "整改目标"
        MEASURE = "measure", "整改措施"
        INDICATOR = "indicator", "量化指标"

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="lines", verbose_name="核查")
    position = models.IntegerField("序号")
    subject = models.CharField("对照", max_length=10, choices=Subject.choices)
    text = models.TextField("内容")
    met = models.BooleanField("是否达到")
    found = models.TextField("核查情况")

    class Meta:
        verbose_name = verbose_name_plural = "核查对照"
        ordering = ("verification_id", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("verification", "position"), name="line_once")
        ]
