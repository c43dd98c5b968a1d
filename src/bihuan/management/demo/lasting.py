"""What goes on for years: a new school, reviewed and carried over into the notice of the year after; and four rules
that came of the work, one at each stage."""

from datetime import date, datetime
from decimal import Decimal

from bihuan.cases.routes import Route
from bihuan.intake.models import Batch
from bihuan.intake.reading import DocumentFacts, LimitKind, OpinionLine, Reading
from bihuan.kernel.canonical import sha256_hex
from bihuan.lasting.actions import carry_over_case, register_mechanism, review_long_term, update_mechanism
from bihuan.lasting.models import LongTermReview, Mechanism
from bihuan.lasting.rules import MechanismDraft
from bihuan.management.demo.beginning import opened
from bihuan.management.demo.cast import COORDINATOR, HANDLING_UNITS, ZONE
from bihuan.management.demo.life import Life, PlanWords
from bihuan.management.demo.script import WORK_YEAR, Script, day
from bihuan.plans.actions import IndicatorDraft
from bihuan.triage.importing import import_reading

SCHOOL_PLACES = "120250990700009"
NEXT_NUMBER = f"望潮管办发〔{WORK_YEAR}〕31号"
NEXT_OPINION = OpinionLine(
    "120260990300005",
    "港前路晚高峰左转的车排队太长，建议增设左转信号灯。",
    "12340",
    day("11-05"),
    where="第1行",
)


def tell(script: Script) -> None:
    """Write the beats."""
    _new_school(script)
    _next_notice(script)
    _carried_over(script)
    _mechanisms(script)


def _new_school(script: Script) -> None:
    """The second half of the opinion on school places: to be built by the end of 2028."""
    opened(
        script,
        "06-03 10:20",
        ("new-school", SCHOOL_PLACES),
        Route.STAGED,
        "新建学校跨年度实施，与学位统筹分开办理。",
        {
            "content": "建议在产业园片区新建一所小学，从根本上增加学位。",
            "target": "建成产业园小学，新增学位不少于1080个。",
            "lead": script.cast.units[HANDLING_UNITS["society"]],
            "person_in_charge": "许云谏",
        },
        ["完成选址论证和立项。", "建成并交付使用。"],
        (LimitKind.STAGED, date(2028, 12, 31), "分阶段整改，2028年12月31日前完成"),
    )
    life = Life(script, "new-school", "society")
    life.assigned("06-03 10:40")
    life.acknowledged("06-04 09:30")
    life.plan_sent(
        "06-12 10:00",
        PlanWords(
            root_cause="产业园片区没有小学，学生跨片区就读。",
            roadmap="今年完成选址论证和立项，明年开工，2028年秋季交付使用。",
            assignee="水清和",
            dues=[(day("12-31"), "立项批复"), (date(2028, 8, 31), "竣工验收单")],
            indicators=[
                IndicatorDraft("新增小学学位", Decimal(1080), "个", ">=", "设计学位数", date(2028, 8, 31))
            ],
        ),
    )
    life.plan_approved("06-15 10:00")
    life.verifier_named("06-15 10:05")
    life.progressed(
        "11-10 17:00",
        30,
        "选址论证通过专家评审，已报送立项。",
        measures={1: ("doing", "选址论证通过评审"), 2: ("to_do", "")},
    )


def _next_notice(script: Script) -> None:
    """The notice for the work of the year after has come; it is not yet issued."""
    facts = DocumentFacts(
        number=NEXT_NUMBER,
        title=f"{ZONE}办公室关于印发整改工作方案的通知",
        plan_title=f"{WORK_YEAR}年度社会评价意见建议望潮港片区整改工作方案",
        issuing_body=f"{ZONE}办公室",
        issued_on=day("11-18"),
        coordinator=f"望潮港片区{COORDINATOR}",
        evaluation_year=WORK_YEAR,
        work_year=WORK_YEAR + 1,
        plan_period_end=date(2030, 12, 31),
        received_count=1,
    )

    def arrives(now: datetime) -> object:
        return import_reading(
            Reading(facts, None, (NEXT_OPINION,), ()),
            by=script.cast["coordinator"],
            now=now,
            name="下一年度整改通知.docx",
            sha256=sha256_hex(NEXT_NUMBER.encode()),
        )

    script.beat("11-19 10:00", "导入下一年度通知", arrives)


def _carried_over(script: Script) -> None:
    script.beat(
        "11-18 15:00",
        "new-school：年度评估",
        lambda now: review_long_term(
            script.cases["new-school"],
            by=script.cast["coordinator"],
            now=now,
            year=WORK_YEAR,
            verdict=LongTermReview.Verdict.STAGE_REACHED,
            text="选址论证通过专家评审，立项已报送，尚未批复；征地和设计未开始。",
            next_step="上半年取得立项批复，完成勘察设计，年底前开工。",
        ),
    )
    script.beat(
        "11-20 15:00",
        "new-school：转入下一批",
        lambda now: carry_over_case(
            script.cases["new-school"],
            by=script.cast["leader"],
            now=now,
            batch_id=Batch.objects.get(number=NEXT_NUMBER).pk,
            reason="学校建设周期至2028年，本年度任务已评估，列入下一批继续推进。",
        ),
    )


def _mechanisms(script: Script) -> None:
    """起草中、已出台、已施行、已废止, one each."""
    _registered(
        script, "11-12 09:00", "building", "sewer", MechanismDraft("排水管网雨季值守和养护规定", "drafting")
    )
    issued = MechanismDraft(
        "疏港路运输车辆覆盖和保洁办法", "issued", "望潮环发〔2026〕8号", day("10-20"), date(2027, 1, 1)
    )
    _registered(script, "10-21 09:00", "ecology", "haul-road", issued)
    in_force = MechanismDraft(
        "渔港路夜市经营管理办法", "in_force", "望潮市监发〔2026〕6号", day("07-20"), day("08-01"),
        effect="施行以来夜市投诉由每月21件降至3件，摊位油烟净化设备安装率100%。",
    )  # fmt: skip
    _registered(script, "09-02 09:00", "market", "night-market", in_force)
    old = MechanismDraft(
        "后巷路灯报修暂行规定", "in_force", "望潮城管发〔2026〕3号", day("06-10"), day("06-10")
    )
    _registered(script, "06-11 09:00", "city", "street-lamps", old)

    def repealed(now: datetime) -> object:
        mechanism = Mechanism.objects.get(title=old.title)
        ended = MechanismDraft(
            old.title, "repealed", old.document_no, old.issued_on, old.in_force_on, repealed_on=day("11-16")
        )
        return update_mechanism(
            mechanism.pk,
            by=script.cast["city-leader"],
            now=now,
            cases=[script.cases["street-lamps"]],
            draft=ended,
        )

    script.beat("11-16 09:00", "废止暂行规定", repealed)


def _registered(script: Script, when: str, unit: str, case: str, draft: MechanismDraft) -> None:
    script.beat(
        when,
        f"登记《{draft.title}》",
        lambda now: register_mechanism(
            by=script.cast[f"{unit}-liaison"],
            now=now,
            unit=script.cast.units[HANDLING_UNITS[unit]],
            cases=[script.cases[case]],
            draft=draft,
        ),
    )
