"""Evidence: blobs stored once by hash, and what each was handed in as (S18)."""

from typing import ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.trail.models import Trailed


class EvidenceKind(models.TextChoices):
    """The kinds the notice names."""

    PLAN = "plan", "整改方案"
    MEETING_NOTICE = "meeting_notice", "会议通知"
    MEETING_MINUTES = "meeting_minutes", "会议记录"
    PHOTO_BEFORE = "photo_before", "整改前图片"
    PHOTO_AFTER = "photo_after", "整改后图片"
    DATA = "data", "数据资料"


class Blob(Trailed):
    """A file's bytes, kept once under their SHA-256 and never overwritten."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "文件"


class Evidence(Trailed):
    """佐证材料: a blob handed in for a case, for a measure or, in pairs, as before and after."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="事项")
    round = models.IntegerField("轮次")
    kind = models.CharField("材料类型", max_length=20, choices=EvidenceKind.choices)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name="文件")
    name = models.CharField("文件名", max_length=255)
    # By position, not by key: a new plan replaces measures, evidence stays.
    measure = models.IntegerField("对应措施", null=True)
    # A photo after names the photo before of the same spot.
    before = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="after", verbose_name="对应整改前图片"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    added_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "round", "kind", "blob"), name="evidence_once_a_round")
        ]


class Picture(Trailed):
    """What was read of a picture when it came: its fingerprint, and what its file says of time, place and device."""

    blob = models.OneToOneField(Blob, models.PROTECT, related_name="picture", primary_key=True)
    fingerprint = models.BinaryField()
    taken_at = models.DateTimeField("拍摄时间", null=True)
    latitude = models.FloatField("纬度", null=True)
    longitude = models.FloatField("经度", null=True)
    device = models.CharField("设备", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "图片特征"


class Writing(Trailed):
    """What was read of a document when it came: its words, and a sketch of them by which copies of it are found."""

    blob = models.OneToOneField(Blob, models.PROTECT, related_name="writing", primary_key=True)
    text = models.TextField("文字")
    sketch = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "文字特征"
