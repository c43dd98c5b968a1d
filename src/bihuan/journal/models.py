"""The journal: one row an act, written in the act's transaction. The database refuses to change or delete a row.

Entries name their subject by kind and id instead of a foreign key: the journal stands below the rooms that write in
it and outlives what it speaks of.
"""

from typing import ClassVar

from django.db import models

from bihuan.access.acts import Act
from bihuan.trail.models import Trailed


class Entry(models.Model):
    """One act. ``data`` is canonical JSON: what the act was given and decided, without personal details of citizens."""

    at = models.DateTimeField("时间")
    act = models.CharField("动作", max_length=30)
    by_user = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    by_name = models.CharField("办理人姓名", max_length=40)
    by_unit = models.CharField("办理人单位", max_length=100, blank=True)
    subject_kind = models.CharField("对象", max_length=20)
    subject_id = models.BigIntegerField("对象编号")
    batch_id = models.BigIntegerField("批次", null=True)
    from_state = models.CharField("原状态", max_length=20, blank=True)
    to_state = models.CharField("新状态", max_length=20, blank=True)
    sentence = models.TextField("记载")
    data = models.TextField("数据", default="{}")
    # What the act made public, as it goes into the log in full: canonical JSON, empty for an internal act.
    public = models.TextField("公开内容", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=("subject_kind", "subject_id", "id"), name="entry_subject")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def label(self) -> str:
        """The act in Chinese."""
        return Act(self.act).label


class Trace(models.Model):
    """The rows an act wrote: a JSON list of ``[table, key, {field: value} or null]``, in order (see room ``trail``).

    An import writes many: then there are several of a few hundred rows each.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="traces")
    rows = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        ordering = ("pk",)


class Leaf(models.Model):
    """An entry's place in the public log, and the salt without which its commitment tells nothing."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    index = models.BigIntegerField(unique=True)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "封存信息"
        ordering = ("index",)


class Checkpoint(models.Model):
    """A published checkpoint of the log, as it was signed. Random re-checks are seeded by one."""

    size = models.BigIntegerField("条数", unique=True)
    root = models.CharField("根", max_length=44)
    note = models.TextField("检查点")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查点"
        ordering = ("size",)


class NumberSeries(Trailed):
    """The last number an office gave out of one kind and year. Reserved in the act's transaction, so without gaps.

    Each coordinating unit counts for itself: what another office numbers must not look like a gap in its register.
    """

    unit = models.ForeignKey("bihuan.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("unit", "kind", "year"), name="one_series")]
