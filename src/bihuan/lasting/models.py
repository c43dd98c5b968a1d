"""The register of institutional results (长效机制), and the yearly reviews of what goes on for years."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.people.models import Unit
from bihuan.trail.models import Trailed


class Mechanism(Trailed):
    """制度成果: a rule, measure or procedure that came of rectification. 成熟一项、出台一项、管用一项 (S25)."""

    class Stage(models.TextChoices):
        """How far it is."""

        DRAFTING = "drafting", "起草中"
        ISSUED = "issued", "已出台"
        IN_FORCE = "in_force", "已施行"
        REPEALED = "repealed", "已废止"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制定单位")
    title = models.CharField("名称", max_length=200)
    document_no = models.CharField("文号", max_length=60, blank=True)
    stage = models.CharField("状态", max_length=10, choices=Stage.choices, default=Stage.DRAFTING)
    issued_on = models.DateField("出台日期", null=True)
    in_force_on = models.DateField("施行日期", null=True)
    repealed_on = models.DateField("废止日期", null=True)
    # 管用一项: what shows that it works.
    effect = models.TextField("成效", blank=True)
    registered_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="登记人")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "制度成果"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"《{self.title}》"


class MechanismCase(Trailed):
    """The cases a mechanism came of."""

    mechanism = models.ForeignKey(Mechanism, models.CASCADE, related_name="links", verbose_name="制度成果")
    case = models.ForeignKey(Case, models.PROTECT, related_name="mechanisms", verbose_name="事项")

    class Meta:
        verbose_name = verbose_name_plural = "制度成果所属事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mechanism", "case"), name="mechanism_once_a_case")
        ]


class LongTermReview(Trailed):
    """年度评估 of a long-term case (S11): once a year, what was reached and what comes next."""

    class Verdict(models.TextChoices):
        """The words that published results use (domain §2.1)."""

        ON_SCHEDULE = "on_schedule", "达到序时进度"
        BEHIND = "behind", "未达到序时进度"
        STAGE_REACHED = "stage_reached", "取得阶段性进展"
        KEPT_UP = "kept_up", "已完成并长期坚持"

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews", verbose_name="事项")
    year = models.IntegerField("年度")
    verdict = models.CharField("结论", max_length=14, choices=Verdict.choices)
    text = models.TextField("评估情况")
    next_step = models.TextField("下一年度安排", blank=True)
    reviewed_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="评估人")
    reviewed_at = models.DateTimeField("评估时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度评估"
        ordering = ("case_id", "year")
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "year"), name="one_review_a_year")]
