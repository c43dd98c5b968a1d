"""公示 before a close-out, and 异议 against it. Not 公开 (room ``disclosure``), which comes last."""

from django.db import models

from bihuan.cases.models import Case
from bihuan.trail.models import Trailed


class Notice(Trailed):
    """公示: what was shown, from when to when. The period is in working days of the office's calendar."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="事项")
    round = models.IntegerField("轮次")
    text = models.TextField("公示内容")
    how_to_object = models.TextField("异议受理方式")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    posted_at = models.DateTimeField("发布时间")
    # Set when an objection is upheld or the close-out refused: the notice no longer counts.
    ended_early_at = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("pk",)


class Objection(Trailed):
    """异议: from anybody, answered one by one. Contact details are sealed; opened only by the act reveal_objector."""

    class Ruling(models.TextChoices):
        """What became of it."""

        OPEN = "open", "待答复"
        DISMISSED = "dismissed", "不成立"
        UPHELD = "upheld", "成立"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name="公示")
    text = models.TextField("异议内容")
    contact_name = models.TextField("姓名（密文）", blank=True)
    contact_phone = models.TextField("电话（密文）", blank=True)
    raised_at = models.DateTimeField("提出时间")
    ruling = models.CharField("处理结果", max_length=10, choices=Ruling.choices, default=Ruling.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("pk",)

    @property
    def contactable(self) -> bool:
        """Whether the person left a name or a telephone."""
        return bool(self.contact_name or self.contact_phone)
