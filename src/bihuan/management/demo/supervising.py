"""Supervision as the year went: every working morning the rules are looked at, and what they asked is answered and
settled; reports come and one goes back; inspectors come; people are told."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from bihuan.inspection.actions import answer_finding, record_inspection
from bihuan.inspection.models import InspectionFinding
from bihuan.inspection.rules import Filled, Line
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.report_actions import send_back_report, submit_report
from bihuan.issuing.report_queries import units_owing
from bihuan.management.demo.cast import COORDINATOR, HANDLING_UNITS, ZONE
from bihuan.management.demo.life import FILING_BODY
from bihuan.management.demo.script import Script, at, day
from bihuan.messages.actions import read_messages
from bihuan.messages.cursor import Reader
from bihuan.messages.telling import tell as tell_people
from bihuan.people.calendar import office_calendar
from bihuan.people.models import Unit
from bihuan.plans.actions import record_reading
from bihuan.reference.calendar_actions import import_calendar
from bihuan.reference.calendar_rules import NoticedDay
from bihuan.supervision.actions import reply_supervision, settle_supervision
from bihuan.supervision.models import Supervision
from bihuan.supervision.timetable import run_timetable

FIRST, LAST = day("05-22"), day("11-20")
# Until this day whatever was asked is answered; what came later stands as it does in an office on any morning.
ANSWERED_UNTIL = at("11-13 00:00")
# What was asked about the lamps once they were overdue is told in ``papers``.
LAMPS_OVERDUE = at("11-01 00:00")
WORDS = {
    "behind": "已召开专题会分析原因，调整施工和采购安排，逐周盯进度，下月补齐所欠进度。",
    "near": "剩余工作已倒排到日，能够在时限之前完成并申请核查。",
    "overdue": "已说明逾期原因并报告目前环节，余下手续正按规定办理。",
    "review": "各项措施已经落实，转入日常巡查，本季度未接到同类反映。",
}
OTHERWISE = "已按要求办理，有关情况随进展报告一并报送。"
KEY_OF_UNIT = {name: key for key, name in HANDLING_UNITS.items()}


def tell(script: Script) -> None:
    """Write the beats."""
    _holiday(script)
    calendar = office_calendar(script.batch.coordinator.path)
    today = FIRST
    while today <= LAST:
        if calendar.is_workday(today):
            _working_day(script, today)
        today += timedelta(days=1)
    _reading(script)
    _reports(script)
    _inspected(script)
    script.beat("11-22 22:00", "消息", _people_are_told)


def _working_day(script: Script, today: date) -> None:
    """The rules in the morning, answers and what is settled in the afternoon; what is a week old has been read."""
    when = f"{today:%m-%d}"
    script.beat(f"{when} 08:30", "按规则督促", lambda now: run_timetable(now, units_owing))
    script.beat(f"{when} 16:45", "督促办结", lambda now: _settled(script, now))
    script.beat(f"{when} 17:15", "回复督促", lambda now: _replied(script, now))
    if today.weekday() == 4 and today < LAST:
        script.beat(f"{when} 18:00", "消息", lambda now: _told_and_read(script, now))


def _asked(script: Script) -> QuerySet[Supervision]:
    """What is open and is dealt with from day to day."""
    rows = Supervision.objects.filter(issued_at__lt=ANSWERED_UNTIL, settled_at=None, withdrawn_at=None)
    told_elsewhere = rows.filter(case=script.cases["street-lamps"], issued_at__gt=LAMPS_OVERDUE)
    return rows.exclude(pk__in=told_elsewhere).select_related("unit", "case").order_by("pk")


def _replied(script: Script, now: datetime) -> None:
    """On the day it is due, not before."""
    for row in _asked(script).filter(replied_at=None, reply_due_on__lte=now.date() + timedelta(days=1)):
        words = next((said for what, said in WORDS.items() if f":{what}:" in row.cause), OTHERWISE)
        reply_supervision(row.pk, by=script.cast[f"{_key(row.unit)}-liaison"], now=now, text=words)


def _settled(script: Script, now: datetime) -> None:
    """What the coordinator's own bureau answered is accepted by the leader of the zone (T1)."""
    for row in _asked(script).exclude(replied_at=None):
        own = row.unit.pk == script.batch.coordinator_id
        by = script.cast["leader" if own else "coordinator"]
        settle_supervision(row.pk, by=by, now=now, remark="同意，按此推进。")


def _key(unit: Unit) -> str:
    return KEY_OF_UNIT[unit.short_name or COORDINATOR]


def _people_are_told(now: datetime) -> None:
    reader = Reader()
    while tell_people(reader, now):
        pass


def _told_and_read(script: Script, now: datetime) -> None:
    """Friday evening: everybody has read what they were told this week."""
    _people_are_told(now)
    for actor in script.cast.actors.values():
        assert actor.staff_id is not None  # a player has an account
        read_messages(actor.staff_id, now)


def _holiday(script: Script) -> None:
    """A holiday of the zone, with a Sunday worked for it."""
    days = (
        NoticedDay(day("08-14"), is_workday=False, note="望潮开渔节"),
        NoticedDay(day("08-16"), is_workday=True, note="开渔节调休上班"),
    )
    script.beat(
        "06-22 09:00",
        "导入片区放假安排",
        lambda now: import_calendar(
            script.cast.units[ZONE].pk,
            now.year,
            days,
            by=script.cast["coordinator"],
            now=now,
            source="望潮管办发〔2026〕15号《关于2026年开渔节放假调休的通知》",
            based_on=0,
        ),
    )


def _reading(script: Script) -> None:
    """The lamps on the day the indicator is cut off: short of its target, with its source."""

    def read(now: datetime) -> None:
        case = script.case("street-lamps")
        record_reading(
            case.pk,
            indicator_id=case.indicators.get().pk,
            by=script.cast["city-liaison"],
            now=now,
            read_on=day("10-30"),
            numerator=Decimal(11),
            denominator=Decimal(16),
            source="路灯养护台账，2026年10月30日夜间逐盏清点",
        )

    script.beat("11-02 10:00", "street-lamps：指标读数", read)


def _reports(script: Script) -> None:
    """Two units have sent their reports, one of them was sent back; the others still owe theirs."""
    script.beat("11-20 16:30", "城市管理局报送", lambda now: _submitted(script, now))
    typed = {"长效机制": "已建立运输车辆覆盖和保洁制度。", "存在问题和下步打算": "无。"}
    script.beat(
        "11-18 15:00",
        "生态环境局报送",
        lambda now: submit_report(
            script.batch.pk,
            script.cast.units[HANDLING_UNITS["ecology"]].pk,
            by=script.cast["ecology-leader"],
            now=now,
            typed=typed,
        ),
    )
    reason = "“存在问题和下步打算”未写：请说明夜间偷运、港区出口冲洗不到位等情况和冬季管控安排后重报。"
    script.beat(
        "11-19 10:00",
        "退回生态环境局的报告",
        lambda now: send_back_report(
            script.batch.reports.latest("pk").pk,
            by=script.cast["coordinator"],
            now=now,
            reason=reason,
        ),
    )


def _submitted(script: Script, now: datetime) -> None:
    """The report that was made final in ``papers``."""
    unit = script.cast.units[HANDLING_UNITS["city"]]
    paper = IssuedPaper.objects.filter(kind="completion-report", unit=unit).latest("pk")
    submit_report(script.batch.pk, unit.pk, by=script.cast["city-leader"], now=now, paper_id=paper.pk)


def _inspected(script: Script) -> None:
    """市里现场核验: three items seen, two of them objected to, one answered."""
    ramp = "人行道已翻修；海棠路口东南角坡道高差约4厘米，轮椅通行不便。"
    loud = "晚11时后仍有2个摊位使用音箱，须说明反弹后的整改安排。"
    lines = (
        _line(script, "pavement", "部分属实", ramp, "2026-11-24"),
        _line(script, "haul-road", "属实", "现场查看运砂车6辆，均已覆盖；路面湿润，无明显扬尘。"),
        _line(script, "night-market", "部分属实", loud, "2026-11-27"),
    )
    filled = Filled(FILING_BODY, "罗亦舟、谢南乔", "2026-11-17", lines)
    script.beat(
        "11-18 11:00",
        "登记现场核验",
        lambda now: record_inspection(script.batch.pk, by=script.cast["coordinator"], now=now, filled=filled),
    )
    answer = "东南角坡道已于11月18日重新铺设，高差2毫米，轮椅试行通过，照片已附月度巡查记录。"
    script.beat(
        "11-19 15:00",
        "回复核验意见",
        lambda now: answer_finding(
            InspectionFinding.objects.get(case=script.cases["pavement"]).pk,
            by=script.cast["city-liaison"],
            now=now,
            text=answer,
        ),
    )


def _line(script: Script, case: str, verdict: str, text: str, due: str = "") -> Line:
    position = script.case(case).position
    return Line(f"第{position}项", str(position), "", verdict, text, due)
