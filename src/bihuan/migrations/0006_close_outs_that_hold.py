"""What close-outs that hold need: traces, the log, doubts and their answers, draws, rulings on relapses."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bihuan", "0005_numbers_of_each_office"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(unique=True, verbose_name="条数")),
                ("root", models.CharField(max_length=44, verbose_name="根")),
                ("note", models.TextField(verbose_name="检查点")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "检查点",
                "verbose_name_plural": "检查点",
                "ordering": ("size",),
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="picture",
                        serialize=False,
                        to="bihuan.blob",
                    ),
                ),
                ("fingerprint", models.BinaryField()),
                ("taken_at", models.DateTimeField(null=True, verbose_name="拍摄时间")),
                ("latitude", models.FloatField(null=True, verbose_name="纬度")),
                ("longitude", models.FloatField(null=True, verbose_name="经度")),
                ("device", models.CharField(blank=True, max_length=100, verbose_name="设备")),
            ],
            options={
                "verbose_name": "图片特征",
                "verbose_name_plural": "图片特征",
            },
        ),
        migrations.CreateModel(
            name="Writing",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="writing",
                        serialize=False,
                        to="bihuan.blob",
                    ),
                ),
                ("text", models.TextField(verbose_name="文字")),
                ("sketch", models.BinaryField()),
            ],
            options={
                "verbose_name": "文字特征",
                "verbose_name_plural": "文字特征",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="second_verifying",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="会同核查单位",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="public",
            field=models.TextField(blank=True, default="", verbose_name="公开内容"),
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.IntegerField(verbose_name="抽取数量")),
                ("weights", models.TextField(verbose_name="抽查名单")),
                ("announced_at", models.DateTimeField(verbose_name="公告时间")),
                ("carried_out_at", models.DateTimeField(null=True, verbose_name="抽取时间")),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公告人",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="bihuan.batch",
                        verbose_name="批次",
                    ),
                ),
                (
                    "checkpoint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.checkpoint",
                        verbose_name="检查点",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查",
                "verbose_name_plural": "抽查",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.BigIntegerField(unique=True)),
                ("salt", models.CharField(max_length=64)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaf", to="bihuan.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "封存信息",
                "verbose_name_plural": "封存信息",
                "ordering": ("index",),
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rows", models.TextField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="traces", to="bihuan.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "留痕",
                "verbose_name_plural": "留痕",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="DoubtAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.IntegerField(verbose_name="轮次")),
                ("key", models.CharField(max_length=10, verbose_name="疑点")),
                ("code", models.CharField(max_length=40, verbose_name="类别")),
                (
                    "weight",
                    models.CharField(
                        choices=[("plain", "一般疑点"), ("severe", "严重疑点")],
                        max_length=10,
                        verbose_name="程度",
                    ),
                ),
                ("message", models.TextField(verbose_name="疑点内容")),
                ("seen", models.TextField(default="[]", verbose_name="所见")),
                ("reason", models.TextField(verbose_name="核查说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubt_answers",
                        to="bihuan.case",
                        verbose_name="事项",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="说明单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑点说明",
                "verbose_name_plural": "疑点说明",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round", "key", "unit"), name="doubt_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Drawn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField(verbose_name="序号")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="bihuan.case",
                        verbose_name="事项",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="bihuan.draw",
                        verbose_name="抽查",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽中事项",
                "verbose_name_plural": "抽中事项",
                "ordering": ("draw_id", "position"),
                "constraints": [models.UniqueConstraint(fields=("draw", "case"), name="drawn_once")],
            },
        ),
        migrations.CreateModel(
            name="RelapseRuling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relapse", models.BooleanField(verbose_name="是否反弹")),
                ("reason", models.TextField(verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
                (
                    "close_out",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relapse_rulings",
                        to="bihuan.closeout",
                        verbose_name="销号",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relapse_rulings",
                        to="bihuan.opinion",
                        verbose_name="意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "反弹认定",
                "verbose_name_plural": "反弹认定",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "close_out"), name="relapse_ruled_once")
                ],
            },
        ),
    ]
