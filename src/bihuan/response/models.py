"""Contact, reply and return visit: what was said to each person who spoke. One opinion, one voice (T16)."""

from django.db import models

from bihuan.intake.models import Opinion
from bihuan.trail.models import Trailed


class Channel(models.TextChoices):
    """How somebody was reached (S28)."""

    PHONE = "phone", "电话"
    VISIT = "visit", "上门或现场"
    MEETING = "meeting", "座谈会"
    LETTER = "letter", "书面"
    ONLINE = "online", "网站、微信公众号"


class Contact(Trailed):
    """联系: one attempt to reach the person who left contact details (S9)."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="contacts", verbose_name="意见")
    channel = models.CharField("方式", max_length=10, choices=Channel.choices)
    reached = models.BooleanField("是否联系上")
    note = models.TextField("联系情况")
    by_name = models.CharField("联系人", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ("pk",)


class Reply(Trailed):
    """答复: what the opinion was told. Later replies add to earlier ones (再次答复)."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="replies", verbose_name="意见")
    text = models.TextField("答复内容")
    channel = models.CharField("方式", max_length=10, choices=Channel.choices)
    by_name = models.CharField("答复人", max_length=40)
    by_unit = models.CharField("答复单位", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ("pk",)


class ReturnVisit(Trailed):
    """回访 before the year-end publication (S26), or the reason why there can be none."""

    class Outcome(models.TextChoices):
        """Whether somebody could be asked."""

        REACHED = "reached", "已回访"
        UNREACHABLE = "unreachable", "三次未能联系"
        NO_CONTACT = "no_contact", "未留联系方式，已到现场回访"

    class Satisfaction(models.TextChoices):
        """What they said."""

        SATISFIED = "satisfied", "满意"
        FAIRLY = "fairly", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"
        UNKNOWN = "unknown", "未评价"

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="visits", verbose_name="意见")
    # The round of the case that was visited, so that a reopened case is visited anew.
    case = models.ForeignKey("bihuan.Case", models.PROTECT, related_name="visits", verbose_name="事项")
    round = models.IntegerField("轮次")
    channel = models.CharField("方式", max_length=10, choices=Channel.choices)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices)
    note = models.TextField("回访情况")
    by_name = models.CharField("回访人", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ("pk",)
