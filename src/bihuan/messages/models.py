"""Messages to people, the channels they go out by, and each attempt to deliver one."""

from typing import ClassVar

from django.db import models

from bihuan.people.models import Unit, User
from bihuan.trail.models import Trailed


class Channel(Trailed):
    """消息通道: one way out, of an office: its mail server, a group robot, a webhook. ``secret`` is sealed."""

    class Kind(models.TextChoices):
        """The adapters there are."""

        EMAIL = "email", "电子邮件"
        WECOM = "wecom", "企业微信群机器人"
        DINGTALK = "dingtalk", "钉钉群机器人"
        FEISHU = "feishu", "飞书群机器人"
        WEBHOOK = "webhook", "通用接口"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    # smtp://user@host:port for mail, https://… for the others; holds a token: sealed as well.
    address = models.TextField("地址（密文）")
    secret = models.TextField("密钥（密文）", blank=True)
    sender = models.CharField("发件人", max_length=120, blank=True)
    is_active = models.BooleanField("启用", default=True)
    # Nothing goes out between these hours nor on rest days. With a ``digest_hour`` one digest a day goes out instead.
    quiet_from = models.IntegerField("免打扰起（时）", default=20)
    quiet_until = models.IntegerField("免打扰止（时）", default=8)
    digest_hour = models.IntegerField("每日汇总（时）", null=True, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息通道"
        ordering = ("unit__path", "pk")

    def __str__(self) -> str:
        return f"{self.unit}{self.get_kind_display()}"


class Message(models.Model):
    """站内消息 to one user because of one entry of the journal. A second look at the entry changes nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="messages", verbose_name="收件人")
    entry = models.ForeignKey("bihuan.Entry", models.PROTECT, related_name="+", verbose_name="办理记录")
    # Number and what is to be done; never words of an opinion or of a case.
    text = models.CharField("内容", max_length=200)
    link = models.CharField("链接", max_length=200)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        ordering = ("-pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("user", "entry"), name="message_once")]
        indexes: ClassVar = [models.Index(fields=("user", "read_at"), name="message_unread")]


class Delivery(models.Model):
    """投递: one message, or one digest, on its way out by one channel. Sent at least once; ``key`` tells repeats."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未能发送"

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", verbose_name="通道")
    # The same key reaches the receiver with every repeat: entry and recipient, or day and recipient for a digest.
    key = models.CharField("标识", max_length=80)
    # A mail address; empty for a robot, which speaks to its group.
    to = models.CharField("收件地址", max_length=254, blank=True)
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField("不早于")
    leased_until = models.DateTimeField("占用至", null=True)
    attempts = models.IntegerField("次数", default=0)
    problem = models.TextField("未能发送的原因", blank=True)
    created_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("channel", "key"), name="delivery_once")]
        indexes: ClassVar = [models.Index(fields=("state", "not_before"), name="delivery_due")]


class Told(models.Model):
    """How far the journal has been gone through: every entry up to the one with the key ``index`` has been told."""

    index = models.BigIntegerField("位置", default=-1)

    class Meta:
        verbose_name = verbose_name_plural = "消息进度"
