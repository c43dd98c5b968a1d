"""What supervision stands on: how cases and opinions stood, rungs, calendars, reports, mechanisms, visits, messages."""

import datetime
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bihuan.audit.histories import SAID, derive, spans

CHUNK = 2000


def fill_histories(apps: Any, schema_editor: Any) -> None:
    """Ledgers of before learn how their cases and opinions stood from what the journal tells."""
    traces = apps.get_model("bihuan", "Trace").objects.order_by("pk")
    told = derive(traces.values_list("entry_id", "entry__at", "rows").iterator(chunk_size=500))
    stretch, place = (apps.get_model("bihuan", name) for name in ("Stretch", "Place"))
    names = (*SAID, "some_done")
    stretch.objects.bulk_create(
        (
            stretch(
                case_id=key,
                runs=until is None,
                **dict(zip(names, stands, strict=True)),
                **_period(since, until),
            )
            for key, steps in told.cases.items()
            for stands, since, until in spans(steps)
        ),
        batch_size=CHUNK,
    )
    place.objects.bulk_create(
        (
            place(opinion_id=key, batch_id=stands[0], where=stands[1], **_period(since, until))
            for key, steps in told.opinions.items()
            for stands, since, until in spans(steps)
        ),
        batch_size=CHUNK,
    )


def _period(since: datetime.datetime, until: datetime.datetime | None) -> dict[str, datetime.datetime]:
    return {"since": since} | ({"until": until} if until else {})


class Migration(migrations.Migration):
    dependencies = [
        ("bihuan", "0007_log_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="决定时间")),
            ],
            options={
                "verbose_name": "转入下一批",
                "verbose_name_plural": "转入下一批",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Channel",
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
                            ("email", "电子邮件"),
                            ("wecom", "企业微信群机器人"),
                            ("dingtalk", "钉钉群机器人"),
                            ("feishu", "飞书群机器人"),
                            ("webhook", "通用接口"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("address", models.TextField(verbose_name="地址（密文）")),
                ("secret", models.TextField(blank=True, verbose_name="密钥（密文）")),
                ("sender", models.CharField(blank=True, max_length=120, verbose_name="发件人")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("quiet_from", models.IntegerField(default=20, verbose_name="免打扰起（时）")),
                ("quiet_until", models.IntegerField(default=8, verbose_name="免打扰止（时）")),
                ("digest_hour", models.IntegerField(blank=True, null=True, verbose_name="每日汇总（时）")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
            ],
            options={
                "verbose_name": "消息通道",
                "verbose_name_plural": "消息通道",
                "ordering": ("unit__path", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="标识")),
                ("to", models.CharField(blank=True, max_length=254, verbose_name="收件地址")),
                ("subject", models.CharField(max_length=200, verbose_name="标题")),
                ("text", models.TextField(verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "未能发送"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("not_before", models.DateTimeField(verbose_name="不早于")),
                ("leased_until", models.DateTimeField(null=True, verbose_name="占用至")),
                ("attempts", models.IntegerField(default=0, verbose_name="次数")),
                ("problem", models.TextField(blank=True, verbose_name="未能发送的原因")),
                ("created_at", models.DateTimeField(verbose_name="生成时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
            ],
            options={
                "verbose_name": "投递",
                "verbose_name_plural": "投递",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="IndicatorReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_on", models.DateField(verbose_name="统计截至")),
                (
                    "numerator",
                    models.DecimalField(decimal_places=4, max_digits=14, verbose_name="分子（或实际值）"),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="分母"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="数据来源")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "指标读数",
                "verbose_name_plural": "指标读数",
                "ordering": ("indicator_id", "read_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.CharField(max_length=100, verbose_name="核验单位")),
                ("inspectors", models.CharField(blank=True, max_length=200, verbose_name="核验人员")),
                ("visited_on", models.DateField(verbose_name="核验日期")),
                ("sheet_name", models.CharField(blank=True, max_length=255, verbose_name="文件名")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "现场核验",
                "verbose_name_plural": "现场核验",
                "ordering": ("-visited_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="InspectionFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("passed", "属实"),
                            ("partly", "部分属实"),
                            ("failed", "不属实"),
                            ("not_seen", "未核验"),
                        ],
                        max_length=10,
                        verbose_name="核验结论",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="核验意见")),
                ("answer_due_on", models.DateField(null=True, verbose_name="回复期限")),
                ("answer", models.TextField(blank=True, verbose_name="回复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="回复时间")),
            ],
            options={
                "verbose_name": "核验意见",
                "verbose_name_plural": "核验意见",
                "ordering": ("inspection_id", "case_id"),
            },
        ),
        migrations.CreateModel(
            name="LongTermReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField(verbose_name="年度")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("on_schedule", "达到序时进度"),
                            ("behind", "未达到序时进度"),
                            ("stage_reached", "取得阶段性进展"),
                            ("kept_up", "已完成并长期坚持"),
                        ],
                        max_length=14,
                        verbose_name="结论",
                    ),
                ),
                ("text", models.TextField(verbose_name="评估情况")),
                ("next_step", models.TextField(blank=True, verbose_name="下一年度安排")),
                ("reviewed_at", models.DateTimeField(verbose_name="评估时间")),
            ],
            options={
                "verbose_name": "年度评估",
                "verbose_name_plural": "年度评估",
                "ordering": ("case_id", "year"),
            },
        ),
        migrations.CreateModel(
            name="Mechanism",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("drafting", "起草中"),
                            ("issued", "已出台"),
                            ("in_force", "已施行"),
                            ("repealed", "已废止"),
                        ],
                        default="drafting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("issued_on", models.DateField(null=True, verbose_name="出台日期")),
                ("in_force_on", models.DateField(null=True, verbose_name="施行日期")),
                ("repealed_on", models.DateField(null=True, verbose_name="废止日期")),
                ("effect", models.TextField(blank=True, verbose_name="成效")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "制度成果",
                "verbose_name_plural": "制度成果",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="MechanismCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "制度成果所属事项",
                "verbose_name_plural": "制度成果所属事项",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="内容")),
                ("link", models.CharField(max_length=200, verbose_name="链接")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读时间")),
            ],
            options={
                "verbose_name": "站内消息",
                "verbose_name_plural": "站内消息",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        choices=[
                            ("undecided", "待处置"),
                            ("founding", "立项"),
                            ("merged", "归并"),
                            ("to_explain", "待直接答复"),
                            ("explained", "解释办结"),
                        ],
                        max_length=12,
                        verbose_name="去向",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="起")),
                (
                    "until",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        verbose_name="止",
                    ),
                ),
            ],
            options={
                "verbose_name": "意见去向",
                "verbose_name_plural": "意见去向",
                "ordering": ("opinion_id", "since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Stretch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(max_length=20, verbose_name="环节")),
                ("round", models.IntegerField(verbose_name="轮次")),
                ("limit_kind", models.CharField(blank=True, max_length=20, verbose_name="时限类型")),
                ("limit_then", models.CharField(blank=True, max_length=20, verbose_name="后续时限类型")),
                ("limit_date", models.DateField(null=True, verbose_name="整改时限")),
                ("assigned_on", models.DateField(null=True, verbose_name="交办日期")),
                ("progress", models.IntegerField(verbose_name="进度（%）")),
                ("some_done", models.BooleanField(verbose_name="已有措施完成")),
                ("since", models.DateTimeField(verbose_name="起")),
                (
                    "until",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        verbose_name="止",
                    ),
                ),
                ("runs", models.BooleanField(default=True, verbose_name="仍在进行")),
            ],
            options={
                "verbose_name": "历程",
                "verbose_name_plural": "历程",
                "ordering": ("case_id", "since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SubmittedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField(verbose_name="次序")),
                ("submitted_at", models.DateTimeField(verbose_name="报送时间")),
                ("sent_back_at", models.DateTimeField(null=True, verbose_name="退回时间")),
                ("sent_back_reason", models.TextField(blank=True, verbose_name="退回理由")),
            ],
            options={
                "verbose_name": "书面报送",
                "verbose_name_plural": "书面报送",
                "ordering": ("batch_id", "unit_id", "sequence"),
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("reminder", "提醒"),
                            ("urging", "催办"),
                            ("order", "督办"),
                            ("talk", "约谈"),
                            ("circular", "通报"),
                        ],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("cause", models.CharField(max_length=100, verbose_name="事由代码")),
                ("why", models.TextField(verbose_name="事由")),
                ("demand", models.TextField(blank=True, verbose_name="要求")),
                ("by_rule", models.BooleanField(verbose_name="按规则发出")),
                ("issued_at", models.DateTimeField(verbose_name="发出时间")),
                ("reply_due_on", models.DateField(verbose_name="回复期限")),
                ("reply", models.TextField(blank=True, verbose_name="回复")),
                ("replied_at", models.DateTimeField(null=True, verbose_name="回复时间")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("remark", models.TextField(blank=True, verbose_name="办结意见")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("withdrawn_reason", models.TextField(blank=True, verbose_name="撤回理由")),
            ],
            options={
                "verbose_name": "督促",
                "verbose_name_plural": "督促",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.BigIntegerField(default=-1, verbose_name="位置")),
            ],
            options={
                "verbose_name": "消息进度",
                "verbose_name_plural": "消息进度",
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="ruling_due_on",
            field=models.DateField(null=True, verbose_name="裁定期限"),
        ),
        migrations.AddField(
            model_name="paperset",
            name="purpose",
            field=models.CharField(
                choices=[("archive", "一件一档"), ("inspection", "迎检资料")],
                default="archive",
                max_length=12,
                verbose_name="用途",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱"),
        ),
        migrations.AlterField(
            model_name="calendarday",
            name="day",
            field=models.DateField(verbose_name="日期"),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "待交办"),
                    ("assigned", "待签收"),
                    ("returned", "已退回"),
                    ("acknowledged", "待报方案"),
                    ("planned", "方案待审"),
                    ("rectifying", "整改中"),
                    ("rework", "退回整改"),
                    ("reopened", "反弹重办"),
                    ("verifying", "待核查"),
                    ("verified", "待公示"),
                    ("noticing", "公示中"),
                    ("closed", "已销号"),
                    ("filed", "已备案"),
                    ("disclosed", "已公开"),
                    ("withdrawn", "已撤销"),
                    ("carried_over", "已转入下一批"),
                ],
                max_length=20,
                verbose_name="环节",
            ),
        ),
        migrations.CreateModel(
            name="CalendarNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField(verbose_name="年度")),
                ("version", models.IntegerField(verbose_name="版本")),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="文件名")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bihuan.unit",
                        verbose_name="适用单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "放假安排",
                "verbose_name_plural": "放假安排",
                "ordering": ("year", "unit__path", "version"),
            },
        ),
        migrations.AddField(
            model_name="calendarday",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="days",
                to="bihuan.calendarnotice",
                verbose_name="放假安排",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(fields=("notice", "day"), name="calendar_day_once"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice", None)), fields=("day",), name="calendar_correction_once"
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="决定人",
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="earlier",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="bihuan.case",
                verbose_name="原事项",
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="later",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_from",
                to="bihuan.case",
                verbose_name="续办事项",
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="channel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="bihuan.channel",
                verbose_name="通道",
            ),
        ),
        migrations.AddField(
            model_name="indicatorreading",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="bihuan.indicator",
                verbose_name="量化指标",
            ),
        ),
        migrations.AddField(
            model_name="indicatorreading",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="bihuan.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="sheet",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.blob",
                verbose_name="核验表",
            ),
        ),
        migrations.AddField(
            model_name="inspectionfinding",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="回复人",
            ),
        ),
        migrations.AddField(
            model_name="inspectionfinding",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="bihuan.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="inspectionfinding",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="bihuan.inspection",
                verbose_name="现场核验",
            ),
        ),
        migrations.AddField(
            model_name="longtermreview",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="bihuan.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="longtermreview",
            name="reviewed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="评估人",
            ),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="registered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="制定单位",
            ),
        ),
        migrations.AddField(
            model_name="mechanismcase",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mechanisms",
                to="bihuan.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="mechanismcase",
            name="mechanism",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="bihuan.mechanism",
                verbose_name="制度成果",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.entry",
                verbose_name="办理记录",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
                verbose_name="收件人",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="opinion",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="places",
                to="bihuan.opinion",
                verbose_name="意见",
            ),
        ),
        migrations.AddField(
            model_name="stretch",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="stretch",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stretches",
                to="bihuan.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="stretch",
            name="lead",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="责任单位",
            ),
        ),
        migrations.AddField(
            model_name="submittedreport",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="bihuan.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="submittedreport",
            name="paper",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submission",
                to="bihuan.issuedpaper",
                verbose_name="文书",
            ),
        ),
        migrations.AddField(
            model_name="submittedreport",
            name="sent_back_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="退回人",
            ),
        ),
        migrations.AddField(
            model_name="submittedreport",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="报送人",
            ),
        ),
        migrations.AddField(
            model_name="submittedreport",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="报送单位",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supervisions",
                to="bihuan.batch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supervisions",
                to="bihuan.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="issued_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="发出人",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="replied_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="回复人",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办结人",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bihuan.unit",
                verbose_name="督促对象",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回人",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarnotice",
            constraint=models.UniqueConstraint(
                fields=("unit", "year", "version"), name="calendar_version_once"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["batch", "lead", "state", "limit_date", "assigned_on", "progress", "position"],
                name="case_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "not_before"], name="delivery_due"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("channel", "key"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="inspectionfinding",
            constraint=models.UniqueConstraint(fields=("inspection", "case"), name="finding_once_a_case"),
        ),
        migrations.AddConstraint(
            model_name="longtermreview",
            constraint=models.UniqueConstraint(fields=("case", "year"), name="one_review_a_year"),
        ),
        migrations.AddConstraint(
            model_name="mechanismcase",
            constraint=models.UniqueConstraint(fields=("mechanism", "case"), name="mechanism_once_a_case"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["user", "read_at"], name="message_unread"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("user", "entry"), name="message_once"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("returned_at__isnull", False)),
                fields=["case"],
                name="assignment_returned",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["opinion", "since"], name="place_opinion"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["batch", "until", "since", "where"], name="place_batch"),
        ),
        migrations.AddIndex(
            model_name="stretch",
            index=models.Index(fields=["case", "since"], name="stretch_case"),
        ),
        migrations.AddIndex(
            model_name="stretch",
            index=models.Index(
                fields=[
                    "batch",
                    "until",
                    "since",
                    "lead",
                    "state",
                    "limit_kind",
                    "limit_then",
                    "some_done",
                    "limit_date",
                    "assigned_on",
                    "progress",
                    "case",
                ],
                name="stretch_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="stretch",
            index=models.Index(
                condition=models.Q(("runs", True)),
                fields=[
                    "batch",
                    "lead",
                    "state",
                    "limit_kind",
                    "limit_then",
                    "some_done",
                    "limit_date",
                    "assigned_on",
                    "progress",
                    "since",
                    "case",
                ],
                name="stretch_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="stretch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("runs", True),
                    ("until", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                )
                | models.Q(
                    ("runs", False),
                    ("until__lt", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="stretch_runs_forever",
            ),
        ),
        migrations.AddConstraint(
            model_name="submittedreport",
            constraint=models.UniqueConstraint(
                fields=("batch", "unit", "sequence"), name="report_sequence_once"
            ),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["case", "rung"], name="supervision_case"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["batch", "issued_at"], name="supervision_batch"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(fields=("cause", "rung"), name="rung_once_a_cause"),
        ),
        # Last: PostgreSQL changes no table in whose rows a constraint still waits to be checked.
        migrations.RunPython(fill_histories, migrations.RunPython.noop),
    ]
