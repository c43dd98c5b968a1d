"""A year of the founding notice, day by day with the clock: 16 opinions, 4 items, its own dates, invented people.

Every morning at nine the timetable runs and the lights are looked at; what people do that day comes after it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from bihuan.access.actor import Actor
from bihuan.cases.actions import reassign_case, return_case
from bihuan.cases.models import Case
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.reading import Limit, LimitKind, OpinionLine, Reading, Row, Table
from bihuan.issuing.report_actions import submit_report
from bihuan.issuing.report_queries import units_without_report
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.people.calendar import office_calendar
from bihuan.plans.actions import IndicatorDraft, MeasureDraft, record_reading, report_progress
from bihuan.reports.as_of import figures_of
from bihuan.reports.figures import Figures
from bihuan.reports.ledger import lit
from bihuan.response.actions import record_understanding, reply_opinion
from bihuan.supervision.actions import issue_supervision, reply_supervision, settle_supervision
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.supervision.past import pasts_of
from bihuan.supervision.queries import proposals
from bihuan.supervision.timetable import run_timetable
from bihuan.triage.actions import answer_directly, merge_opinions
from bihuan.triage.importing import import_reading
from bihuan.verification.actions import submit_for_verification
from tests.support import paper
from tests.support.paper import PHONE
from tests.support.world import World

DUST, STREET, WAGE, FREIGHT = 1, 2, 3, 4  # the items, by position
START, END = date(2022, 5, 20), date(2023, 1, 31)
LIMIT, REPORT_DUE = date(2022, 12, 31), date(2022, 12, 10)
OPINIONS = 16


def notice() -> Reading:
    """Four rows and sixteen opinions, with the days of the founding notice."""
    forever = Limit(LimitKind.IMMEDIATE, None, "立即整改 长期执行", LimitKind.LONG_TERM)
    going_on = Limit(LimitKind.CONTINUOUS, None, "持续推进")
    dated = Limit(LimitKind.FIXED_DATE, LIMIT, "2022年12月31日")
    two, builders = ("加强巡查。", "增加洒水。"), "建设局"
    rows = (
        _row(DUST, "搅拌站扬尘大，周边空气差。", "逐步改善园区环境质量。", two, forever, builders),
        _row(STREET, "三号路占道停车。", "停车秩序明显改善。", ("增设标线36处。",), dated, "综合执法局"),
        _row(WAGE, "工地拖欠工资。", "全年欠薪案件结案率达98%。", ("开展专项行动。",), dated, "组织人社局"),
        _row(FREIGHT, "货运成本高。", "形成协同发展方案。", ("编制总体方案。",), going_on, builders),
    )
    lines = tuple(
        OpinionLine(
            paper.number(serial), f"第{serial}条意见：请改善园区环境和秩序。", "12340", date(2021, 11, 2),
            "陈先生" if serial in CONTACTABLE else "", PHONE if serial in CONTACTABLE else "", "建设性意见建议",
            where=f"第{serial}行",
        )
        for serial in range(5, OPINIONS + 1)
    )  # fmt: skip
    facts = replace(
        paper.reading().document,
        issued_on=START,
        report_due_on=REPORT_DUE,
        received_count=OPINIONS,
        rectify_count=4,
    )
    return Reading(facts, Table(("序号", "问题编号"), rows), lines, ())


# One beside the street, one beside the wages: they left a telephone number.
CONTACTABLE = (6, 9)
MERGED = {DUST: (5,), STREET: (6, 7, 8), WAGE: (9, 10, 11), FREIGHT: (12, 13)}
DIRECT = (14, 15, 16)


def _row(position: int, content: str, target: str, measures: tuple[str, ...], limit: Limit, unit: str) -> Row:
    return Row(
        position, paper.number(position), content, "建设性意见建议", target, measures, limit, (unit,), "孙三",
        where=f"第{position}行",
    )  # fmt: skip


class Year:
    """The year as it was lived: what the lights showed each morning, and the figures at the end of chosen days."""

    def __init__(self, world: World, *, look_at: Iterable[date]) -> None:
        self.world = world
        self.lights: dict[tuple[int, date], tuple[str, str]] = {}
        self.figures: dict[date, Figures] = {}
        self.proposed: dict[date, list[tuple[str, int | None]]] = {}
        self._look_at = set(look_at)
        self._diary: dict[date, list[Callable[[], object]]] = defaultdict(list)
        self._write_diary()

    @property
    def batch(self) -> Batch:
        return Batch.objects.select_related("coordinator").get(number=paper.NOTICE)

    def case(self, position: int) -> Case:
        return Case.objects.select_related("batch__coordinator", "lead").get(
            batch=self.batch, position=position
        )

    def opinion(self, serial: int) -> int:
        return Opinion.objects.values_list("pk", flat=True).get(number=paper.number(serial))

    def live(self) -> None:
        """From the day of the notice to the end of January."""
        day = START
        while day <= END:
            self._morning(day)
            for event in self._diary[day]:
                self._at(day, 10)
                event()
            if day in self._look_at:
                self.figures[day] = figures_of(self.world.qian, day)
            day += timedelta(days=1)

    def taken(self) -> list[tuple[str, str, int | str]]:
        """Every rung: its day, its name, and the item or the unit it is for."""
        rows = Supervision.objects.order_by("pk").select_related("case", "unit")
        return [
            (
                f"{row.issued_at.astimezone(OFFICE_ZONE):%m-%d}",
                row.get_rung_display(),
                row.case.position if row.case else row.unit.name,
            )
            for row in rows
        ]

    def _at(self, day: date, hour: int) -> datetime:
        self.world.now = datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE_ZONE)
        return self.world.now

    def _morning(self, day: date) -> None:
        now = self._at(day, 9)
        if not Batch.objects.exists():
            return
        run_timetable(now, self._unreported)
        calendar = office_calendar(self.batch.coordinator.path)
        cases = list(Case.objects.filter(batch=self.batch).select_related("batch__coordinator", "lead"))
        pasts = pasts_of(cases)
        for case in cases:
            light = lit(case, calendar, day, pasts)
            self.lights[case.position, day] = (light.light.value, light.why)
        if day in self._look_at:
            found = proposals(self.world.qian, now, self._unreported)
            self.proposed[day] = [
                (row.due.rung.value, row.case.position if row.case else None) for row in found
            ]

    @staticmethod
    def _unreported(batch: Batch) -> list[int]:
        return [unit.pk for unit in units_without_report(batch)]

    # ── the diary ──

    def _on(self, month: int, day: int, *events: Callable[[], object]) -> None:
        self._diary[date(2022 if month >= 5 else 2023, month, day)] += events

    def _write_diary(self) -> None:
        world = self.world
        self._on(5, 20, self._arrive)
        # Monday: all four are handed over. The clock starts now, not when they are signed for.
        self._on(5, 23, *(partial(self._today, world.assign, n) for n in (DUST, STREET, WAGE, FREIGHT)))
        self._on(
            5,
            24,
            partial(self._today, world.acknowledge, STREET),
            partial(self._today, world.acknowledge, WAGE),
        )
        self._on(5, 24, partial(self._return, FREIGHT))
        self._on(5, 25, lambda: world.contact(world.opinion(6), by=world.li))
        self._on(5, 26, partial(self._today, world.acknowledge, DUST))
        self._on(5, 30, *(partial(self._plan, n) for n in (DUST, STREET, WAGE)))
        self._on(5, 31, *(partial(self._today, world.approve_plan, n) for n in (DUST, STREET, WAGE)))
        self._on(6, 1, partial(self._rule, FREIGHT))
        self._on(6, 2, partial(self._today, world.acknowledge, FREIGHT))
        self._on(6, 6, partial(self._plan, FREIGHT))
        self._on(6, 7, partial(self._today, world.approve_plan, FREIGHT))
        self._on(6, 10, lambda: world.contact(world.opinion(9), by=world.chu), self._explain)
        for month, day, position, percent in PROGRESS:
            self._on(month, day, partial(self._progress, position, percent))
        self._on(7, 11, partial(self._answer_last, STREET))
        self._on(11, 18, partial(self._finish, STREET))
        self._on(11, 21, partial(self._submit, STREET))
        self._on(11, 24, partial(self._today, world.verify, STREET))
        self._on(11, 28, partial(self._today, world.post, STREET))
        self._on(12, 5, partial(self._close, STREET))
        self._on(12, 6, partial(self._today, world.file, STREET))
        self._on(12, 8, partial(self._today, world.disclose, STREET))
        self._on(12, 8, partial(self._report, "enforcement", world.sun))
        self._on(12, 9, partial(self._report, "coordinator", world.jiang))
        self._on(12, 12, partial(self._report, "construction", world.zheng))
        # The wages: the year's rate is known only when the year is over.
        self._on(1, 9, partial(self._read_rate, WAGE))
        self._on(1, 16, partial(self._order, WAGE), partial(self._finish, WAGE))
        self._on(1, 17, partial(self._submit, WAGE), partial(self._answer_last, WAGE))
        self._on(1, 18, partial(self._today, world.verify, WAGE))
        self._on(1, 19, partial(self._today, world.post, WAGE))
        self._on(1, 31, partial(self._close, WAGE))

    def _today(self, step: Callable[[Case], object], position: int) -> None:
        """A step of the world, which lets a day pass first."""
        self.world.now -= timedelta(days=1)
        step(self.case(position))

    def _arrive(self) -> None:
        world = self.world
        import_reading(notice(), by=world.zhao, now=world.now, name="notice.docx", sha256="b" * 64)
        for position, serials in MERGED.items():
            opinions = [self.opinion(serial) for serial in serials]
            case = Case.objects.get(position=position)
            merge_opinions(case.pk, opinions, by=world.zhao, now=world.now, reason="反映同一件事")
        for serial in DIRECT:
            answer_directly(
                self.opinion(serial),
                by=world.zhao,
                now=world.now,
                unit=world.unit("construction"),
                reason="属政策咨询。",
            )
        issue_batch(self.batch.pk, by=world.zhao, now=world.now)

    def _explain(self) -> None:
        world = self.world
        for serial in DIRECT:
            key = world.opinion(serial).pk
            reply_opinion(key, by=world.wang, now=world.now, channel="phone", text="已说明政策规定。")
            record_understanding(key, by=world.wang, now=world.now, understood=True, note="表示理解")

    def _return(self, position: int) -> None:
        case = self.case(position)
        return_case(case.pk, by=self.world.liaison(case), now=self.world.now, reason="应由市里统筹。")

    def _rule(self, position: int) -> None:
        case = self.case(position)
        assert case.lead is not None
        reassign_case(
            case.pk, by=self.world.zhao, now=self.world.now, unit=case.lead, reason="属本单位职责。"
        )

    def _plan(self, position: int) -> None:
        case = self.case(position)
        end = case.limit_date or date(2022, 12, 20)
        measures = [
            MeasureDraft(row.text, end - timedelta(days=40), "工作记录") for row in case.measures.all()
        ]
        rate = IndicatorDraft(
            "欠薪案件结案率", Decimal(98), definition="已结案件除以当年立案且到期的案件", cut_off=LIMIT
        )
        done = IndicatorDraft("完成数", Decimal(36), "处", definition="完成处数")
        chosen = rate if position == WAGE else done
        self._today(
            lambda each: self.world.submit_plan(each, measures=measures, indicators=[chosen]), position
        )

    def _progress(self, position: int, percent: int) -> None:
        case = self.case(position)
        some = {1: ("done", "已完成")} if position == DUST and percent >= 40 else {}
        report_progress(
            case.pk,
            by=self.world.liaison(case),
            now=self.world.now,
            percent=percent,
            text="按计划推进。",
            measures=some,
        )

    def _finish(self, position: int) -> None:
        case = self.case(position)
        readings = {} if position == WAGE else {row.pk: (Decimal(36), None) for row in case.indicators.all()}
        report_progress(
            case.pk, by=self.world.liaison(case), now=self.world.now, percent=100, text="各项措施均已完成。",
            measures={row.position: ("done", "已完成") for row in case.measures.all()}, readings=readings,
        )  # fmt: skip
        for kind in ("plan", "meeting_minutes", "data"):
            self.world.hand_in(case, kind)

    def _submit(self, position: int) -> None:
        case = self.case(position)
        submit_for_verification(
            case.pk,
            by=self.world.leader(case),
            now=self.world.now,
            self_check="已对照目标逐项自查，全部完成。",
        )

    def _close(self, position: int) -> None:
        self.world.close(self.case(position))

    def _report(self, unit: str, leader: Actor) -> None:
        typed = {"长效机制": "已建立巡查制度。", "存在问题和下步打算": "继续推进。"}
        submit_report(
            self.batch.pk,
            self.world.unit(unit).pk,
            by=leader,
            now=self.world.now,
            typed=typed,
        )

    def _read_rate(self, position: int) -> None:
        case = self.case(position)
        record_reading(
            case.pk, indicator_id=case.indicators.get().pk, by=self.world.chu, now=self.world.now, read_on=LIMIT,
            numerator=Decimal(147), denominator=Decimal(150), source="劳动监察案件系统",
        )  # fmt: skip

    def _order(self, position: int) -> None:
        """The bureau that coordinates is late itself: the senior leader takes what the rules propose (T1)."""
        (proposed,) = [
            row for row in proposals(self.world.qian, self.world.now) if row.case == self.case(position)
        ]
        issue_supervision(
            self.batch.pk, by=self.world.qian, now=self.world.now, rung=Rung.ORDER, why=proposed.due.why,
            demand=proposed.due.demand, reply_due_on=proposed.due.reply_due_on, case_id=self.case(position).pk,
            cause=proposed.due.cause,
        )  # fmt: skip

    def _answer_last(self, position: int) -> None:
        case = self.case(position)
        last = case.supervisions.order_by("pk").last()
        assert last is not None
        reply_supervision(
            last.pk, by=self.world.liaison(case), now=self.world.now, text="已调整安排，按计划推进。"
        )
        settle_supervision(last.pk, by=self.world.above(case), now=self.world.now, remark="同意。")


PROGRESS = (
    (6, 10, STREET, 10), (6, 10, WAGE, 10), (6, 30, WAGE, 20), (6, 30, DUST, 30), (7, 11, STREET, 40),
    (7, 15, WAGE, 40), (7, 15, FREIGHT, 20), (8, 31, STREET, 65), (8, 31, WAGE, 60), (9, 30, DUST, 50),
    (10, 10, STREET, 80),
    (10, 12, FREIGHT, 40), (10, 20, WAGE, 80), (12, 7, WAGE, 92), (12, 9, DUST, 60),
)  # fmt: skip
