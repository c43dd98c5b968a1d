"""The office's wordings, the register of papers made final, the signatures on them, and the sets that are packed."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.evidence.models import Blob
from bihuan.intake.models import Batch
from bihuan.people.models import Unit
from bihuan.trail.models import Trailed


class Wording(Trailed):
    """文书范本: one version of how a coordinating unit words a kind of paper. Never changed, only followed by another.

    Version 0 is the wording that comes with the program and has no row. ``name`` is that of a list of the office's
    own (kind ``list``); empty for the kinds that ``documents.kinds`` names.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="牵头单位")
    kind = models.CharField("文书种类", max_length=30)
    name = models.CharField("名称", max_length=60, blank=True)
    version = models.IntegerField("版本")
    text = models.TextField("范本")
    note = models.CharField("修改说明", max_length=200, blank=True)
    saved_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="修改人")
    saved_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书范本"
        ordering = ("kind", "name", "version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("unit", "kind", "name", "version"), name="wording_version_once")
        ]


class IssuedPaper(Trailed):
    """出文登记: a paper made final. What it says is kept for ever as a blob (``typesetting.paper.as_json``).

    About a batch; about one unit's part of it, or about one case, when these are set.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="papers", verbose_name="批次")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="papers", verbose_name="事项")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    round = models.IntegerField("轮次", null=True)
    kind = models.CharField("文书种类", max_length=30)
    title = models.CharField("标题", max_length=300)
    # 督办〔2026〕3号; empty where a kind has no numbers of its own.
    number = models.CharField("编号", max_length=40, blank=True)
    wording_version = models.IntegerField("范本版本", default=0)
    code = models.CharField("校验码", max_length=10, unique=True)
    fingerprint = models.CharField("内容指纹", max_length=64)
    content = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name="内容")
    issued_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="定稿人")
    issued_at = models.DateTimeField("定稿时间")
    spoiled_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="作废人"
    )
    spoiled_at = models.DateTimeField("作废时间", null=True)
    spoiled_reason = models.TextField("作废理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "出文登记"
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("batch", "kind"), name="paper_batch_kind")]


class PaperSignature(Trailed):
    """线下签批: a scan of the signed sheet, tied by its printed code to exactly one issued paper."""

    paper = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="signatures", verbose_name="文书")
    scan = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name="扫描件")
    scan_name = models.CharField("文件名", max_length=255)
    # How the code on the scan was read: from its QR code, or typed by who compared the two.
    code_read = models.BooleanField("自动识别", default=False)
    signed_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="签批人")
    signed_on = models.DateField("签批日期")
    agreed = models.BooleanField("是否同意")
    remark = models.TextField("签批意见", blank=True)
    recorded_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "线下签批"
        ordering = ("pk",)


class PaperSet(models.Model):
    """成套文书 (一件一档): asked for, made in the background, then there to be fetched."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "等待生成"
        RUNNING = "running", "正在生成"
        READY = "ready", "已生成"
        FAILED = "failed", "未能生成"

    class Purpose(models.TextChoices):
        """What it is for."""

        ARCHIVE = "archive", "一件一档"
        INSPECTION = "inspection", "迎检资料"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name="批次")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="事项")
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices, default=Purpose.ARCHIVE)
    asked_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    done = models.IntegerField("已完成", default=0)
    total = models.IntegerField("总数", default=0)
    # A worker that was killed is given up after this moment, and its work taken up again.
    leased_until = models.DateTimeField("占用至", null=True)
    attempts = models.IntegerField("次数", default=0)
    problem = models.TextField("未能生成的原因", blank=True)
    content = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "成套文书"
        ordering = ("-pk",)


class SubmittedReport(Trailed):
    """书面报送 (S20): a unit's report on its part of a batch, first the report, then supplements, each an issued paper.

    Due on the batch's ``report_due_on``; one that came later is late, and stays so.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="reports", verbose_name="批次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报送单位")
    # 1 is the report, 2 and on are supplements.
    sequence = models.IntegerField("次序")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="submission", verbose_name="文书")
    submitted_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="报送人")
    submitted_at = models.DateTimeField("报送时间")
    sent_back_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="退回人"
    )
    sent_back_at = models.DateTimeField("退回时间", null=True)
    sent_back_reason = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "书面报送"
        ordering = ("batch_id", "unit_id", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "unit", "sequence"), name="report_sequence_once")
        ]
