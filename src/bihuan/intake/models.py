"""Batches, opinions and what files said of them.

An opinion is immutable: the database refuses to change its words or to delete it.
"""

import json
from typing import Any, ClassVar

from django.db import models

from bihuan.intake.rulebook import RuleBook, parse_rulebook
from bihuan.people.models import Unit
from bihuan.trail.models import Trailed


class Batch(Trailed):
    """批次: one notice, the opinions it hands down, and the RuleBook they are judged by."""

    number = models.CharField("发文字号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=300)
    plan_title = models.CharField("方案标题", max_length=300, blank=True)
    issuing_body = models.CharField("发文机关", max_length=120, blank=True)
    recipients = models.CharField("主送", max_length=200, blank=True)
    issued_on = models.DateField("成文日期", null=True)
    basis = models.TextField("依据文号", blank=True)
    coordinator = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="牵头单位")
    evaluation_year = models.IntegerField("评价年度", null=True)
    work_year = models.IntegerField("整改年度", null=True)
    plan_period_end = models.DateField("规划期末", null=True)
    report_due_on = models.DateField("书面报送截止", null=True)
    report_to = models.CharField("报送单位", max_length=100, blank=True)
    received_count = models.IntegerField("反馈条数", null=True)
    rectify_count = models.IntegerField("立项条数", null=True)
    attachments = models.TextField("附件", blank=True)
    # The running text as it was read, a line a paragraph: the letter that issues the plan, and the plan itself.
    letter = models.TextField("通知正文", blank=True)
    plan_text = models.TextField("方案正文", blank=True)
    # The duties the text lays down (routes, five haves, six steps …): a JSON list as the reader found them.
    duties = models.TextField("正文要求", default="[]")
    rules = models.TextField("规则")
    # Frozen from here on: cases are judged by the rules they were assigned under.
    frozen_at = models.DateTimeField("印发时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次"
        ordering = ("-issued_on", "-pk")

    def __str__(self) -> str:
        return self.number

    @property
    def rulebook(self) -> RuleBook:
        """The rules of this batch."""
        return parse_rulebook(self.rules)

    def attachment_list(self) -> list[str]:
        """The titles of its attachments."""
        return [line for line in self.attachments.splitlines() if line]

    def duty_list(self) -> list[dict[str, Any]]:
        """The duties of the text: kind, clause, items, text."""
        duties: list[dict[str, Any]] = json.loads(self.duties)
        return duties

    def basis_list(self) -> list[str]:
        """The numbers of the documents it rests on."""
        return [line for line in self.basis.splitlines() if line]


class ImportedFile(Trailed):
    """A file that was imported, known by its hash so that a second import is recognised."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files", verbose_name="批次")
    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    imported_at = models.DateTimeField("导入时间")
    # What the reader noticed, as it was shown to the clerk: a JSON list of findings.
    findings = models.TextField("提示", default="[]")

    class Meta:
        verbose_name = verbose_name_plural = "来件"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "sha256"), name="file_once_a_batch")
        ]

    def __str__(self) -> str:
        return self.name


class Opinion(Trailed):
    """意见: one remark of the public, in its own words. ``number`` is opaque text, unique in its batch (§1.5)."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="opinions", verbose_name="批次")
    number = models.CharField("问题编号", max_length=40)
    text = models.TextField("意见原文")
    kind = models.CharField("意见建议类型", max_length=40, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    received_on = models.DateField("收到日期", null=True)
    # Sealed (AES-GCM); opened only by the act reveal_contact, which leaves a journal row.
    contact_name = models.TextField("联系人（密文）", blank=True)
    contact_phone = models.TextField("联系电话（密文）", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ("batch_id", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "number"), name="opinion_number_once")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def contactable(self) -> bool:
        """Whether contact details were left (T3: independent of the route)."""
        return bool(self.contact_name or self.contact_phone)


class OpinionExtra(Trailed):
    """其他列: what a list said of an opinion in columns Bihuan has no name for. ``columns`` is a JSON object."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="extra", verbose_name="意见")
    columns = models.TextField("其他列")

    class Meta:
        verbose_name = verbose_name_plural = "意见的其他列"

    def pairs(self) -> list[tuple[str, str]]:
        """The columns by their printed names, in the order of the list."""
        columns: dict[str, str] = json.loads(self.columns)
        return list(columns.items())


class TargetRow(Trailed):
    """目标表原行: what the superior's target table says of an opinion, as printed.

    The case made of it is edited here; what the next table says is held against what the last one said.
    ``columns`` is a JSON object by the names of the nine columns.
    """

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="target_row", verbose_name="意见")
    columns = models.TextField("原行")

    class Meta:
        verbose_name = verbose_name_plural = "目标表原行"


class Amendment(Trailed):
    """清单变更: what a later list of the superior says otherwise of an opinion that is here.

    The opinion keeps its words and whatever was decided; a person looks at the amendment and says what follows.
    """

    class Kind(models.TextChoices):
        """What the later list did."""

        CHANGED = "changed", "内容变更"
        WITHDRAWN = "withdrawn", "上级撤回"
        RETURNED = "returned", "上级退回"
        RESTORED = "restored", "重新列入"

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="amendments", verbose_name="意见")
    file = models.ForeignKey(ImportedFile, models.PROTECT, related_name="amendments", verbose_name="来件")
    kind = models.CharField("变更", max_length=12, choices=Kind)
    # For CHANGED: which column, and its words before and after. Contact details are never written here.
    field = models.CharField("列", max_length=100, blank=True)
    before = models.TextField("原为", blank=True)
    after = models.TextField("改为", blank=True)
    place = models.CharField("出处", max_length=200, blank=True)
    found_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    remark = models.TextField("处理意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单变更"
        ordering = ("pk",)


class ColumnMemory(Trailed):
    """列名更正: how this office reads the columns of a sender's lists, once a person has corrected it.

    ``signature`` is the printed header, ``mapping`` a JSON object: printed name → field, or "" for not read.
    """

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    sender = models.CharField("来文单位", max_length=120)
    signature = models.CharField("表头", max_length=64)
    header = models.TextField("表头原文")
    mapping = models.TextField("理解")
    corrected_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="更正人")
    corrected_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "列名更正"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("owner", "sender", "signature"), name="column_memory_once")
        ]
