"""What sorting stands on: decisions on opinions, groups, later lists of the superior, columns, duty lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bihuan", "0008_supervision_that_people_act_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlikeRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("newest_opinion", models.BigIntegerField(verbose_name="最新意见")),
                ("apart", models.IntegerField(verbose_name="不归并数")),
                ("made_at", models.DateTimeField(verbose_name="归组时间")),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.batch",
                        verbose_name="批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "归组记录",
                "verbose_name_plural": "归组记录",
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("changed", "内容变更"),
                            ("withdrawn", "上级撤回"),
                            ("returned", "上级退回"),
                            ("restored", "重新列入"),
                        ],
                        max_length=12,
                        verbose_name="变更",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=100, verbose_name="列")),
                ("before", models.TextField(blank=True, verbose_name="原为")),
                ("after", models.TextField(blank=True, verbose_name="改为")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="出处")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("remark", models.TextField(blank=True, verbose_name="处理意见")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="bihuan.importedfile",
                        verbose_name="来件",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单变更",
                "verbose_name_plural": "清单变更",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OpinionExtra",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("columns", models.TextField(verbose_name="其他列")),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extra",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "意见的其他列",
                "verbose_name_plural": "意见的其他列",
            },
        ),
        migrations.CreateModel(
            name="TargetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("columns", models.TextField(verbose_name="原行")),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_row",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "目标表原行",
                "verbose_name_plural": "目标表原行",
            },
        ),
        migrations.CreateModel(
            name="Sorting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="意见建议类型")),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="类别")),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("now", "立行立改"),
                            ("staged", "分步解决"),
                            ("long_term", "长期推进"),
                            ("explain", "解释说明"),
                        ],
                        max_length=20,
                        verbose_name="整改类型",
                    ),
                ),
                ("urgent", models.BooleanField(default=False, verbose_name="急办")),
                ("decided_at", models.DateTimeField(verbose_name="确认时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sorting",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="承办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "意见分类",
                "verbose_name_plural": "意见分类",
            },
        ),
        migrations.CreateModel(
            name="UnitDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("keywords", models.TextField(verbose_name="关键词")),
                ("laws", models.TextField(blank=True, verbose_name="依据")),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty",
                        to="bihuan.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "职责清单",
                "verbose_name_plural": "职责清单",
            },
        ),
        migrations.CreateModel(
            name="Alike",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.BigIntegerField(verbose_name="组")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.batch",
                        verbose_name="批次",
                    ),
                ),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alike",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑似同一件",
                "verbose_name_plural": "疑似同一件",
                "indexes": [models.Index(fields=["batch", "group"], name="alike_group")],
            },
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sender", models.CharField(max_length=120, verbose_name="来文单位")),
                ("signature", models.CharField(max_length=64, verbose_name="表头")),
                ("header", models.TextField(verbose_name="表头原文")),
                ("mapping", models.TextField(verbose_name="理解")),
                ("corrected_at", models.DateTimeField(verbose_name="更正时间")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="更正人",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "列名更正",
                "verbose_name_plural": "列名更正",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "sender", "signature"), name="column_memory_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("decided_at", models.DateTimeField(verbose_name="认定时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.opinion",
                        verbose_name="意见一",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.opinion",
                        verbose_name="意见二",
                    ),
                ),
            ],
            options={
                "verbose_name": "不归并的意见",
                "verbose_name_plural": "不归并的意见",
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="kept_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="kept_apart_order"
                    ),
                ],
            },
        ),
    ]
