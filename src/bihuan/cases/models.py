"""The case (整改事项), its hand-overs to units, requests to extend or withdraw it, its carry-over to a later batch."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

from bihuan.access.policy import Standing
from bihuan.cases.lifecycle import State
from bihuan.cases.routes import CASE_ROUTES
from bihuan.intake.models import Batch
from bihuan.intake.reading import LimitKind
from bihuan.people.models import Unit
from bihuan.trail.models import Trailed

LIMIT_LABELS = {
    LimitKind.IMMEDIATE: "立即整改",
    LimitKind.FIXED_DATE: "限期整改",
    LimitKind.STAGED: "分阶段整改",
    LimitKind.LONG_TERM: "长期整改",
    LimitKind.CONTINUOUS: "持续推进",
}
# What the journal calls a case.
SUBJECT = "case"
_LIMIT_CHOICES = [(kind.value, label) for kind, label in LIMIT_LABELS.items()]


class Case(Trailed):
    """整改事项. ``state`` and ``round`` are written by ``cases.advance`` alone.

    The four elements (S3) are target, measures (room ``plans``), time limit and responsible unit.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="cases", verbose_name="批次")
    position = models.IntegerField("序号")
    number = models.CharField("问题编号", max_length=40)
    content = models.TextField("整改内容")
    kind = models.CharField("意见建议类型", max_length=40, blank=True)
    route = models.CharField(
        "整改类型", max_length=20, choices=[(route.value, route.label) for route in CASE_ROUTES]
    )
    target = models.TextField("整改目标", blank=True)
    limit_kind = models.CharField("时限类型", max_length=20, choices=_LIMIT_CHOICES, blank=True)
    limit_then = models.CharField("后续时限类型", max_length=20, choices=_LIMIT_CHOICES, blank=True)
    limit_date = models.DateField("整改时限", null=True, blank=True)
    limit_text = models.CharField("时限原文", max_length=100, blank=True)
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    verifying = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查单位"
    )
    # A second unit answers severe doubts as well (S17).
    second_verifying = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会同核查单位"
    )
    person_in_charge = models.CharField("负责人", max_length=40, blank=True)
    principal_leader = models.CharField("主要领导", max_length=40, blank=True)
    leader_in_charge = models.CharField("分管领导", max_length=40, blank=True)
    assignee = models.CharField("具体责任人", max_length=40, blank=True)
    # Photos are asked for only where there is a place to be seen (domain §4.8).
    on_site = models.BooleanField("需现场照片", default=False)
    state = models.CharField("环节", max_length=20, choices=[(state.value, state.label) for state in State])
    state_since = models.DateTimeField("进入环节时间")
    round = models.IntegerField("轮次", default=1)
    progress = models.IntegerField("进度（%）", default=0)
    assigned_on = models.DateField("交办日期", null=True)
    # What the public reads instead of the original words (T19); empty until a person has written it.
    public_text = models.TextField("公开摘要", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改事项"
        ordering = ("batch_id", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "position"), name="case_position_once")
        ]
        indexes: ClassVar = [
            # The order of the ledger: a page of it is read straight off this index.
            models.Index(fields=("-batch", "position"), name="case_ledger_order"),
            models.Index(fields=("state", "limit_date"), name="case_state_limit"),
            models.Index(fields=("number",), name="case_number"),
            # What lights and charts count by, unit for unit, without a look at the rows.
            models.Index(
                fields=("batch", "lead", "state", "limit_date", "assigned_on", "progress", "position"),
                name="case_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch.number}第{self.position}项"

    def standing(self) -> Standing:
        """The units around the case, as policy sees them."""
        return Standing(
            coordinator=self.batch.coordinator.path,
            lead=self.lead.path if self.lead else "",
            verifying=self.verifying.path if self.verifying else "",
            second=self.second_verifying.path if self.second_verifying else "",
        )


class SupportingUnit(Trailed):
    """配合单位 of a case (T18)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="supporting", verbose_name="事项")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="配合单位")

    class Meta:
        verbose_name = verbose_name_plural = "配合单位"
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "unit"), name="supporting_once")]


class Measure(Trailed):
    """整改措施: one numbered measure, with its own date, deliverable and state (S7)."""

    class Horizon(models.TextChoices):
        """How far a measure reaches."""

        IMMEDIATE = "immediate", "立即"
        STAGED = "staged", "阶段性"
        LONG_TERM = "long_term", "长期坚持"

    class Progress(models.TextChoices):
        """What the unit says of it. ``KEPT_UP`` is done and goes on (T20)."""

        TO_DO = "to_do", "未开始"
        DOING = "doing", "进行中"
        DONE = "done", "已完成"
        KEPT_UP = "kept_up", "已完成并长期坚持"

    case = models.ForeignKey(Case, models.CASCADE, related_name="measures", verbose_name="事项")
    position = models.IntegerField("序号")
    text = models.TextField("措施")
    horizon = models.CharField("时间性质", max_length=12, choices=Horizon.choices, default=Horizon.IMMEDIATE)
    due_on = models.DateField("完成时间", null=True, blank=True)
    deliverable = models.CharField("成果形式", max_length=200, blank=True)
    progress = models.CharField("进展", max_length=12, choices=Progress.choices, default=Progress.TO_DO)
    result = models.TextField("完成情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改措施"
        ordering = ("case_id", "position")
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "position"), name="measure_once")]


class Indicator(Trailed):
    """量化指标 of a target (T10): what is counted over what, until when, and what was reached."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="indicators", verbose_name="事项")
    name = models.CharField("指标", max_length=100)
    comparator = models.CharField("比较", max_length=4, default=">=")
    value = models.DecimalField("目标值", max_digits=14, decimal_places=4)
    unit = models.CharField("单位", max_length=10, blank=True)
    definition = models.CharField("口径", max_length=300, blank=True)
    cut_off = models.DateField("统计截止日", null=True, blank=True)
    numerator = models.DecimalField(
        "分子（或实际值）", max_digits=14, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "量化指标"
        ordering = ("pk",)


class Assignment(Trailed):
    """交办: one hand-over of a case to a unit, and what the unit said to it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments", verbose_name="事项")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    number = models.CharField("交办单号", max_length=40)
    assigned_at = models.DateTimeField("交办时间")
    acknowledge_due_on = models.DateField("签收期限")
    acknowledged_at = models.DateTimeField("签收时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    return_reason = models.TextField("退回理由", blank=True)
    # 派单异议: by when the coordinator rules on the return.
    ruling_due_on = models.DateField("裁定期限", null=True)
    # After a ruling the unit may not return the case again (派单异议 is decided once).
    final = models.BooleanField("不得再退", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(
                fields=("case",), condition=models.Q(returned_at__isnull=False), name="assignment_returned"
            )
        ]


class CaseRequest(Trailed):
    """申请延期 or 申请撤销事项, and the decision on it."""

    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", verbose_name="事项")
    kind = models.CharField("申请", max_length=12, choices=[(EXTENSION, "延期"), (WITHDRAWAL, "撤销事项")])
    reason = models.TextField("理由")
    new_date = models.DateField("延至", null=True)
    asked_by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    approved = models.BooleanField("是否同意", null=True)
    decided_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    remark = models.TextField("审批意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请"
        ordering = ("pk",)


class CarryOver(Trailed):
    """转入下一批: the case of an earlier batch and the one that goes on with it. Neither counts as rectified."""

    earlier = models.OneToOneField(Case, models.PROTECT, related_name="carried_to", verbose_name="原事项")
    later = models.OneToOneField(Case, models.PROTECT, related_name="carried_from", verbose_name="续办事项")
    reason = models.TextField("理由")
    by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "转入下一批"
        ordering = ("pk",)


# The end of a stretch that still runs.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
COUNTED = (
    "lead", "state", "limit_kind", "limit_then", "some_done", "limit_date", "assigned_on", "progress",
)  # fmt: skip


class Stretch(models.Model):
    """历程: how a case stood from ``since`` until just before ``until``, as far as figures ask.

    Written by ``cases.stretches`` with every act that changes any of it, so that a figure of any past day is one
    query. The journal's traces say the same and are what it is checked against (``audit.histories``).
    """

    # The indexes below begin with the case and with the batch.
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="stretches", db_index=False, verbose_name="事项"
    )
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False, verbose_name="批次")
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    state = models.CharField("环节", max_length=20)
    round = models.IntegerField("轮次")
    limit_kind = models.CharField("时限类型", max_length=20, blank=True)
    limit_then = models.CharField("后续时限类型", max_length=20, blank=True)
    limit_date = models.DateField("整改时限", null=True)
    assigned_on = models.DateField("交办日期", null=True)
    progress = models.IntegerField("进度（%）")
    # At least one measure is done (阶段性办结).
    some_done = models.BooleanField("已有措施完成")
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", default=FOREVER)
    # The same as ``until=FOREVER``, in a form that databases know an index by.
    runs = models.BooleanField("仍在进行", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "历程"
        ordering = ("case_id", "since", "pk")
        indexes: ClassVar = [
            models.Index(fields=("case", "since"), name="stretch_case"),
            # The figures of a past day are read off this index alone,
            models.Index(fields=("batch", "until", "since", *COUNTED, "case"), name="stretch_batch"),
            # and those of today off this one; it holds one row a case.
            models.Index(
                fields=("batch", *COUNTED, "since", "case"),
                condition=models.Q(runs=True),
                name="stretch_running",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(runs=True, until=FOREVER) | models.Q(runs=False, until__lt=FOREVER),
                name="stretch_runs_forever",
            )
        ]
