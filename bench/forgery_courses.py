"""Courses of work, the people and figures of a case, written as honest offices write them: for ``forgery_dates``."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bihuan.doubts.figures import FigureFacts, IndicatorReading, Passage
from bihuan.doubts.hands import Hand, Hands, Part, Rating
from bihuan.doubts.spoken_dates import claims_done, spoken_days
from bihuan.doubts.timeline import MeasureTimes, Paper, PaperKind, Photo, Timeline
from bihuan.kernel.clock import OFFICE_ZONE

STREETS = ["望海路", "春和街", "松林巷", "学苑路", "东堤", "渔港大道"]
BUREAUS = ["望海城建局", "春和综合执法局", "东堤水务局", "望海交通运输局"]
NAMES = ["白舟", "林海清", "王宁", "陈和平", "周若水", "吴克", "郑晓岚", "孙一鸣", "赵立夏", "冯远"]


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a course of work, from which everything is written."""

    street: str
    bureau: str
    assigned: date
    called: date
    met: date
    planned: date
    begun: date
    done: date
    signed: date
    visited: date
    notice_to: date
    closed: date


def full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), OFFICE_ZONE)


class Writer:
    """Writes courses of work and their papers."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def course(self) -> Course:
        chance = self.chance
        day = date(chance.choice((2022, 2023)), chance.randint(2, 9), chance.randint(1, 28))
        days = [day]
        for least, most in ((1, 5), (1, 6), (1, 8), (1, 12), (5, 70), (1, 9), (1, 12), (7, 12), (1, 9)):
            day += timedelta(days=chance.randint(least, most))
            days.append(day)
        return Course(chance.choice(STREETS), chance.choice(BUREAUS), *days)

    def told(self, course: Course) -> str:
        """How a report tells of beginning and end."""
        begun, done = full(course.begun), full(course.done)
        near = short(course.done) if course.begun.year == course.done.year else done
        street = course.street
        return self.chance.choice((
            f"我局于{begun}组织施工队伍进场，{near}全部完工。",
            f"{street}路灯维修工程{begun}开工，{done}竣工。",
            f"开工日期：{begun}\n完工日期：{done}\n施工内容：更换灯具、敷设电缆。",
            f"{begun}启动整改工作，经过连续奋战，{near}整改工作全部完成。",
            f"自交办以来，我局高度重视。{begun}，施工单位开始对{street}施工；{done}，整改完成。",
            f"该项工作{begun.replace('年', ' 年 ')}动工，于{done}完成整改任务。",
            f"一是{begun}开始清理沿线杂物，{near}清理完毕；二是同步补种行道树30棵，{done}全部完成。",
        ))  # fmt: skip

    def noise(self, course: Course) -> str:
        """What honest reports are full of."""
        past = course.assigned - timedelta(days=self.chance.randint(60, 400))
        later = course.closed + timedelta(days=self.chance.randint(30, 300))
        year = course.assigned.year
        return self.chance.choice((
            f"根据{full(past)}印发的《关于做好{past.year}年度意见建议整改工作的通知》（望管办发〔{past.year}〕21号）要求，",
            f"群众{full(past)}来电反映{course.street}路灯不亮、夜间出行不便。",
            f"《条例》自{past.year}年10月1日起施行，对道路照明有明确规定。",
            f"下一步，计划{full(later)}前完成二期绿化提升，{later.year}年底前建成示范路。",
            f"一期工程已于{full(past)}竣工，本次整改属于二期。",
            f"{full(course.called)}完成现场勘查，{full(course.met)}完成招标工作。",
            f"整改时限为{year}年12月31日，我局提前完成。",
            f"{full(past)}，市督查组现场检查时指出该路段存在问题。",
            f"截至{full(course.done)}，共投入资金{self.chance.randint(3, 90)}万元。",
            f"该路段{past.year}年{past.month}月曾进行过一次维修，因雨水浸泡再次损坏。",
            "",
        ))  # fmt: skip

    def report(self, course: Course, *, told: str | None = None, signed: date | None = None) -> str:
        body = self.told(course) if told is None else told
        return (
            f"关于{course.street}整改情况的报告\n{self.noise(course)}\n{body}\n{self.noise(course)}\n"
            f"目前该问题已整改到位。\n{course.bureau}\n{full(signed or course.signed)}"
        )

    def plan(self, course: Course, written: date | None = None) -> str:
        return (
            f"{course.street}整改方案\n一、目标：{full(course.done)}前完成整改。\n"
            f"二、步骤：{full(course.begun)}开工，{full(course.done)}完工。\n"
            f"{course.bureau}\n{full(written or course.planned)}"
        )

    def minutes(self, course: Course, met: date | None = None) -> str:
        day = met or course.met
        weekday = "一二三四五六日"[day.weekday()]
        head = self.chance.choice(
            (
                f"会议时间：{full(day)}",
                f"时间：{full(day)}（星期{weekday}）上午9:00",
                f"{full(day)}，局长主持召开专题会议",
            )
        )
        agreed = f"{short(course.begun)}开工，{short(course.done)}前完工"
        return f"{course.street}整改工作会议记录\n{head}\n议定：{agreed}。\n"

    def notice(self, course: Course, written: date | None = None) -> str:
        return (
            f"会议通知\n各科室：\n定于{full(course.met)}下午3时召开{course.street}整改工作会议，请准时参加。\n"
            f"{course.bureau}\n{full(written or course.called)}"
        )

    def check(self, course: Course, visited: date | None = None) -> str:
        day = full(visited or course.visited)
        return f"整改核查表\n核查日期：{day}\n核查情况：路灯全部点亮，与报告一致。\n核查结论：通过\n"

    def case(self, course: Course) -> Timeline:
        """The honest timeline of a course of work."""
        added = [
            moment(day + timedelta(days=1), 9 + at)
            for at, day in enumerate((course.planned, course.called, course.met))
        ]
        papers = (
            paper("整改方案.docx", PaperKind.PLAN, self.plan(course), added[0]),
            paper("会议通知.docx", PaperKind.MEETING_NOTICE, self.notice(course), moment(course.called, 17)),
            paper("会议记录.docx", PaperKind.MEETING_MINUTES, self.minutes(course), added[2]),
            paper("整改报告.docx", PaperKind.REPORT, self.report(course), moment(course.signed, 16)),
        )
        return Timeline(
            case_id=1,
            assigned_at=moment(course.assigned),
            plan_submitted_at=moment(course.planned, 15),
            submitted_at=moment(course.signed, 17),
            visited_on=course.visited,
            verified_at=moment(course.visited + timedelta(days=self.chance.randint(0, 2)), 18),
            notice_ends_on=course.notice_to,
            closed_at=moment(course.closed),
            deadline=course.signed + timedelta(days=self.chance.randint(0, 40)),
            measures=(
                MeasureTimes("第1项措施", course.done, course.begun, course.done, moment(course.done, 18)),
            ),
            papers=papers,
            photos=self.photos(course),
        )

    def photos(self, course: Course) -> tuple[Photo, ...]:
        made = []
        for at in range(self.chance.randint(1, 3)):
            before = moment(
                course.assigned + timedelta(days=self.chance.randint(0, 2)),
                8 + at,
                self.chance.randint(0, 59),
            )
            after = moment(
                course.done + timedelta(days=self.chance.randint(0, 1)), 9 + at, self.chance.randint(0, 59)
            )
            known = self.chance.random() < 0.8
            uploaded = moment(course.signed, 8 + at)
            made.append(
                Photo(f"{at}-前.jpg", before=True, taken_at=before if known else None, added_at=uploaded)
            )
            made.append(
                Photo(
                    f"{at}-后.jpg",
                    before=False,
                    taken_at=after if known else None,
                    pair=f"{at}-前.jpg",
                    added_at=uploaded,
                )
            )
        return tuple(made)


def paper(name: str, kind: PaperKind, text: str, added: datetime | None = None) -> Paper:
    return Paper(name, kind, spoken_days(text), added_at=added, claims_done=claims_done(text))


def with_paper(timeline: Timeline, name: str, kind: PaperKind, text: str) -> Timeline:
    """The timeline with one paper put in the place of that of its kind."""
    others = tuple(one for one in timeline.papers if one.kind is not kind)
    added = next((one.added_at for one in timeline.papers if one.kind is kind), None)
    return replace(timeline, papers=(*others, paper(name, kind, text, added)))


def people(writer: Writer) -> Hands:
    """The people of an honest case: everybody another one, two namesakes among them now and then."""
    chance = writer.chance
    names = chance.sample(NAMES, 9)
    parts = (Part.HANDLER, Part.LEADER, Part.ASSIGNEE, Part.LIAISON, Part.VERIFIER, Part.SECOND_VERIFIER, Part.CALLER,
             Part.APPROVER, Part.REVIEWER)  # fmt: skip
    if chance.random() < 0.2:
        names[4] = names[0]
    units = dict.fromkeys((Part.HANDLER, Part.LEADER, Part.ASSIGNEE, Part.LIAISON), "1/2.")
    units |= {Part.VERIFIER: "1/3.", Part.SECOND_VERIFIER: "1/4.", Part.CALLER: "1/3.", Part.APPROVER: "1/5."}
    start = moment(date(2022, 6, 1))
    hands = tuple(
        Hand(part, name, number, units.get(part, "1/6."), start + timedelta(hours=9 * number))
        for number, (part, name) in enumerate(zip(parts, names, strict=True), start=1)
    )
    typed = chance.choice(("{}、{}", "{}（城建局），{}", "{} {}", "{}和{}"))
    other = chance.choice(("钱川", "何 苗", "沈知行科长"))
    ratings = tuple(Rating(f"号码{number}", f"第{number}项", f"群众{number}") for number in range(1, 8))
    return Hands(1, hands, typed.format(names[4], other), ratings, frozenset({"号码90"}))


def figures(writer: Writer, told: str = "", reading: tuple[int, int] | None = None) -> FigureFacts:
    """A case with one indicator and a report full of numbers."""
    chance = writer.chance
    whole = chance.randint(60, 400)
    part = reading or (whole - chance.randint(0, whole // 60), whole)
    rate = Decimal(part[0] * 100) / part[1]
    cut = f"{int(rate * 100) / 100:g}"
    honest = chance.choice((
        f"共立案欠薪案件{part[1]}件，结案{part[0]}件，结案率{cut}%。",
        f"结案率为{cut}%（{part[0]}/{part[1]}）。",
        f"应结案件{part[1]}件，已结案{part[0]}件，结案率达到{cut}%，群众满意率95%。",
        f"立案{part[1]}件，办结{part[0]}件，正在办理{part[1] - part[0]}件，结案率为{cut}%。",
    ))  # fmt: skip
    noise = chance.choice((
        "新增停车泊位120个，规范车位80个，停车秩序满意率92%。",
        "共收到意见建议16条，其中环境类5条、交通类6条。",
        "发放宣传资料3000份，培训56人次，投入资金12.5万元，比上年增长130%。",
        "目标为全年结案率达98%以上，力争提高到99%。",
        "上半年受理40件，办结38件（含上年结转3件），结案率96%。",
        "更换路灯30盏、电缆1200米，亮灯率由85%提高到100%。",
        "完成投资计划的120%，工程进度提前15天。",
        "截至11月底，全年累计追回工资560万元，惠及312人。",
    ))  # fmt: skip
    passage = Passage(
        "整改报告.docx",
        f"{noise}\n{told or honest}\n根据〔2022〕21号文件要求办理。",
        written_on=date(2023, 1, 10),
    )
    row = IndicatorReading(
        "欠薪案件结案率", ">=", Decimal(98), "%", Decimal(part[0]), Decimal(part[1]), "结案数/立案数"
    )
    return FigureFacts(1, (row,), (passage,), "全年欠薪案件结案率达98%", date(2023, 1, 10), 100)
