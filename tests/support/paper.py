"""The zone's notice and its list of opinions, as a reader would understand them: 3 rows of a table, 8 opinions."""

from dataclasses import replace
from datetime import date

from bihuan.intake.reading import DocumentFacts, Limit, LimitKind, OpinionLine, Reading, Row, Table

LAMPS, WAGES, GREEN = 1, 2, 3  # the cases of the batch, by position
PHONE = "13800001234"
NOTICE = "临港管办发〔2022〕8号"
NEXT_NOTICE = "临港管办发〔2023〕6号"


def number(serial: int) -> str:
    """The 问题编号 of the batch's opinions: 1 to 3 stand in the target table, 4 to 8 only in the list."""
    return f"1202109901{serial:05}"


def reading() -> Reading:
    """What a reader would understand of the zone's notice and its list of opinions."""
    rows = (
        _row(LAMPS, "望海路路灯不亮，夜间出行不安全。", "更换损坏路灯36盏。",
             ("排查望海路全线路灯。", "更换损坏的路灯。"),
             Limit(LimitKind.FIXED_DATE, date(2022, 12, 31), "2022年12月31日"), "综合执法局", "孙三"),
        _row(WAGES, "工地拖欠工资，希望尽快拿到。", "全年欠薪案件结案率达98%。",
             ("开展根治欠薪专项行动。",),
             Limit(LimitKind.FIXED_DATE, date(2022, 12, 31), "2022年12月31日"), "组织人社局", "蒋小二"),
        _row(GREEN, "厂区周边扬尘大，绿化少。", "逐步改善园区环境质量。",
             ("加大洒水降尘力度。", "补植行道树。"),
             Limit(LimitKind.IMMEDIATE, None, "立即整改 长期执行", LimitKind.LONG_TERM), "建设局", "郑七"),
    )  # fmt: skip
    lines = (
        _line(1, "望海路路灯不亮，夜间出行不安全。", "陈先生", PHONE),
        _line(4, "望海路晚上太黑，老人摔倒过，请装灯。", "林女士", "13900005678"),
        _line(5, "望海路中段有三盏灯一闪一闪。"),
        _line(6, "为什么外地社保不能在园区直接报销？", "何女士", "13700004321"),
        _line(7, "建议延长公交线路。"),
        _line(8, "体育公园晚上关门太早。"),
    )
    facts = DocumentFacts(
        number=NOTICE,
        title="临港产业园区管理委员会办公室关于印发整改工作方案的通知",
        plan_title="2021年度社会评价意见建议临港产业园区整改工作方案",
        issuing_body="临港产业园区管理委员会办公室",
        recipients="园区各部门",
        issued_on=date(2022, 5, 19),
        basis=("海绩办发〔2022〕3号",),
        coordinator="组织人社局",
        evaluation_year=2021,
        work_year=2022,
        plan_period_end=date(2025, 12, 31),
        report_due_on=date(2022, 12, 9),
        report_to="组织人社局",
        received_count=8,
        rectify_count=3,
    )
    return Reading(facts, Table(("序号", "问题编号"), rows), lines, ())


def next_reading() -> Reading:
    """The notice of the year after, and the one opinion it came with."""
    facts = replace(
        reading().document,
        number=NEXT_NOTICE,
        plan_title="2022年度社会评价意见建议临港产业园区整改工作方案",
        issued_on=date(2022, 11, 30),
        evaluation_year=2022,
        work_year=2023,
        report_due_on=date(2023, 12, 8),
        received_count=1,
        rectify_count=None,
    )
    return Reading(facts, None, (_line(9, "港湾公园没有公共厕所。"),), ())


def _row(
    position: int, content: str, target: str, measures: tuple[str, ...], limit: Limit, unit: str, person: str
) -> Row:
    return Row(
        position, number(position), content, "建设性意见建议", target, measures, limit, (unit,), person,
        where=f"第{position}行",
    )  # fmt: skip


def _line(serial: int, text: str, contact_name: str = "", contact_phone: str = "") -> OpinionLine:
    return OpinionLine(
        number(serial), text, "12340", date(2021, 11, 2), contact_name, contact_phone, "建设性意见建议",
        where=f"第{serial}行",
    )  # fmt: skip
