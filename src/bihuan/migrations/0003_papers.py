"""Papers: the running text of a notice, codes of close-outs, wordings, the register, signatures, sets."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bihuan.kernel.codes import code_of


def give_codes(apps: Any, schema_editor: Any) -> None:
    """A code for each close-out that was approved before there were codes."""
    close_outs = apps.get_model("bihuan", "CloseOut")
    for row in close_outs.objects.filter(approved=True).select_related("case__batch").iterator():
        row.code = code_of(row.number, row.case.batch.number, row.case.number, str(row.round))
        row.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [
        ("bihuan", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="letter",
            field=models.TextField(blank=True, verbose_name="通知正文"),
        ),
        migrations.AddField(
            model_name="batch",
            name="plan_text",
            field=models.TextField(blank=True, verbose_name="方案正文"),
        ),
        migrations.AddField(
            model_name="closeout",
            name="code",
            field=models.CharField(blank=True, max_length=10, verbose_name="查验码"),
        ),
        migrations.CreateModel(
            name="IssuedPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.IntegerField(null=True, verbose_name="轮次")),
                ("kind", models.CharField(max_length=30, verbose_name="文书种类")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="编号")),
                ("wording_version", models.IntegerField(default=0, verbose_name="范本版本")),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="校验码")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="内容指纹")),
                ("issued_at", models.DateTimeField(verbose_name="定稿时间")),
                ("spoiled_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                ("spoiled_reason", models.TextField(blank=True, verbose_name="作废理由")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="bihuan.batch",
                        verbose_name="批次",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="bihuan.case",
                        verbose_name="事项",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.blob",
                        verbose_name="内容",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="定稿人",
                    ),
                ),
                (
                    "spoiled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "出文登记",
                "verbose_name_plural": "出文登记",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="PaperSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待生成"),
                            ("running", "正在生成"),
                            ("ready", "已生成"),
                            ("failed", "未能生成"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.IntegerField(default=0, verbose_name="已完成")),
                ("total", models.IntegerField(default=0, verbose_name="总数")),
                ("leased_until", models.DateTimeField(null=True, verbose_name="占用至")),
                ("attempts", models.IntegerField(default=0, verbose_name="次数")),
                ("problem", models.TextField(blank=True, verbose_name="未能生成的原因")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.batch",
                        verbose_name="批次",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.case",
                        verbose_name="事项",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.blob",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "成套文书",
                "verbose_name_plural": "成套文书",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="PaperSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scan_name", models.CharField(max_length=255, verbose_name="文件名")),
                ("code_read", models.BooleanField(default=False, verbose_name="自动识别")),
                ("signed_on", models.DateField(verbose_name="签批日期")),
                ("agreed", models.BooleanField(verbose_name="是否同意")),
                ("remark", models.TextField(blank=True, verbose_name="签批意见")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="bihuan.issuedpaper",
                        verbose_name="文书",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.blob",
                        verbose_name="扫描件",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签批人",
                    ),
                ),
            ],
            options={
                "verbose_name": "线下签批",
                "verbose_name_plural": "线下签批",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="文书种类")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("version", models.IntegerField(verbose_name="版本")),
                ("text", models.TextField(verbose_name="范本")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                ("saved_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修改人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书范本",
                "verbose_name_plural": "文书范本",
                "ordering": ("kind", "name", "version"),
            },
        ),
        migrations.AddIndex(
            model_name="issuedpaper",
            index=models.Index(fields=["batch", "kind"], name="paper_batch_kind"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                fields=("unit", "kind", "name", "version"), name="wording_version_once"
            ),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
