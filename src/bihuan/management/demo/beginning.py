"""How it begins: merges, one of them undone and made again; an opinion answered directly; two opinions split; and six
lives at their beginning or their early end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bihuan.cases.routes import Route
from bihuan.intake.reading import LimitKind
from bihuan.management.demo.cast import HANDLING_UNITS
from bihuan.management.demo.life import Life, PlanWords
from bihuan.management.demo.script import Script, day
from bihuan.response import actions as response
from bihuan.response.models import Channel
from bihuan.triage import actions as triage

# The opinions that have no row of their own in the target table.
SCHOOL_PAVEMENT, DUSTY_ROAD = "120250990300081", "120250990900058"
INSURANCE, FERRY_HALL = "120250990400011", "120250991000033"
# The two that ask for two things at once.
BUS, NURSERY = "120250990600003", "120250990300052"


def tell(script: Script) -> None:
    """Write the beats of triage and of the six."""
    _merges(script)
    _answered_directly(script)
    _supplier_platform(script)
    _school_places(script)
    _truckers(script)
    _shelter(script)
    _car_park(script)
    _ferry_hall(script)


def _merges(script: Script) -> None:
    """归并: dust to dust; the wheelchair first to the nursery gate, by mistake, then to the pavement."""

    def merge(case: str, number: str, reason: str) -> Any:
        return lambda now: triage.merge_opinions(
            script.cases[case], [script.opinion(number).pk], by=coordinator, now=now, reason=reason
        )

    coordinator = script.cast["coordinator"]
    script.beat("05-21 11:00", "归并", merge("haul-road", DUSTY_ROAD, "同为疏港路扬尘，由同一部门办理。"))
    script.beat("05-21 11:10", "误并", merge("nursery-gate", SCHOOL_PAVEMENT, "同在滨港路学校门前。"))
    script.beat(
        "05-21 11:40",
        "撤销归并",
        lambda now: triage.unmerge_opinion(
            script.cases["nursery-gate"],
            script.opinion(SCHOOL_PAVEMENT).pk,
            by=coordinator,
            now=now,
            reason="核对原文，反映的是人行道坑洼，不是停车，归并有误。",
        ),
    )
    script.beat(
        "05-21 11:45", "归并", merge("pavement", SCHOOL_PAVEMENT, "同一段人行道，一并翻修；另须修坡道。")
    )


def _answered_directly(script: Script) -> None:
    """解释说明: the policy allows it already; explained, and understood."""
    coordinator, liaison = script.cast["coordinator"], script.cast["society-liaison"]
    unit = script.cast.units[HANDLING_UNITS["society"]]

    def opinion() -> int:
        return script.opinion(INSURANCE).pk

    script.beat(
        "05-21 14:00",
        "直接答复",
        lambda now: triage.answer_directly(
            opinion(), by=coordinator, now=now, unit=unit, reason="现行政策已允许持居住证参保，属不了解政策。"
        ),
    )
    script.beat(
        "05-25 10:00",
        "联系",
        lambda now: response.log_contact(
            opinion(),
            by=liaison,
            now=now,
            channel=Channel.PHONE,
            reached=True,
            note="已联系本人，约定次日说明。",
        ),
    )
    text = "外来务工人员子女持居住证即可在片区参加居民医保，与本地学生同等缴费、同等待遇，到社会事务局一楼大厅办理。"
    script.beat(
        "05-26 09:30",
        "答复",
        lambda now: response.reply_opinion(opinion(), by=liaison, now=now, channel=Channel.PHONE, text=text),
    )
    script.beat(
        "05-26 09:50",
        "登记理解情况",
        lambda now: response.record_understanding(
            opinion(), by=liaison, now=now, understood=True, note="本人表示清楚，已约定办理时间。"
        ),
    )


def _supplier_platform(script: Script) -> None:
    """持续推进: the plan waits for approval and lacks a figure, which the screen says."""
    life = Life(script, "supplier-platform", "economy")
    life.assigned("11-09 09:00")
    life.acknowledged("11-09 15:00")
    life.plan_sent(
        "11-18 10:00",
        PlanWords(
            root_cause="企业之间缺少信息渠道，采购目录不公开。",
            roadmap="年内摸底，明年起每季度对接一次，名录每年更新。",
            assignee="柏予安",
            dues=[
                (day("12-31"), "需求和能力清单"),
                (None, "对接活动纪要"),
                (None, "《望潮港片区本地配套名录》"),
            ],
        ),
    )


def _school_places(script: Script) -> None:
    """长期推进: the plan was sent back and is being written again."""
    life = Life(script, "school-places", "society")
    life.assigned("11-09 09:10")
    life.acknowledged("11-10 09:00")
    life.plan_sent(
        "11-13 16:00",
        PlanWords(
            root_cause="人口增长快于学校建设。",
            roadmap="先测算，再规划。",
            assignee="水清和",
            dues=[(None, ""), (None, "")],
        ),
    )
    life.plan_sent_back("11-17 10:00", "没有测算口径和年度安排，请补充各年度学位缺口和阶段节点后重报。")


def _truckers(script: Script) -> None:
    """Returned with a reason, handed to the unit that has the land."""
    life = Life(script, "truckers", "transport")
    life.assigned("11-09 09:20")
    life.returned("11-11 10:00", "服务点选址和用地属规划建设局职责，建成后的管理我局可以承担，建议改派。")
    life.reassigned(
        "11-19 15:30", "building", "陈砚秋", "经会商，用地和建设由规划建设局牵头，交通港航局配合运营。"
    )


def _shelter(script: Script) -> None:
    """The second half of the bus opinion; the unit has returned it and it waits for a ruling."""
    opened(
        script,
        "11-06 10:00",
        ("shelter", BUS),
        Route.NOW,
        "候车亭与增班分属两个部门，拆分办理。",
        {
            "content": "临港产业园东门没有能遮雨的候车亭。",
            "target": "在临港产业园东门建成候车亭1座。",
            "lead": script.cast.units[HANDLING_UNITS["building"]],
            "person_in_charge": "陈砚秋",
        },
        ["确定点位和样式。", "完成建设并交付使用。"],
        (LimitKind.FIXED_DATE, day("12-31"), "2026年12月31日"),
    )
    life = Life(script, "shelter", "building")
    life.assigned("11-16 09:00")
    life.returned("11-18 09:30", "园区东门外侧属港口集团用地，须先明确产权单位，请裁定承办部门。")


def _car_park(script: Script) -> None:
    """The second half of the nursery opinion, withdrawn with approval: the land is for the school itself."""
    opened(
        script,
        "06-03 10:00",
        ("car-park", NURSERY),
        Route.STAGED,
        "改建停车场涉及用地，与门前疏导分开办理。",
        {
            "content": "建议把滨港幼儿园对面的空地改成停车场。",
            "target": "利用空地建成停车位不少于60个。",
            "lead": script.cast.units[HANDLING_UNITS["building"]],
            "person_in_charge": "陈砚秋",
        },
        ["核实地块权属和规划用途。", "具备条件的组织建设。"],
        (LimitKind.STAGED, day("12-31"), "分阶段整改，2026年12月31日前完成"),
    )
    life = Life(script, "car-park", "building")
    life.assigned("06-03 11:00")
    life.acknowledged("06-04 10:00")
    life.withdrawal_asked("06-18 10:00", "该地块已列入滨港幼儿园扩建用地，明年开工，不能改作停车场。")
    life.contacted("06-18 14:00", "已说明地块用途和扩建安排。")
    life.replied("06-18 14:10", "该地块已列入滨港幼儿园扩建用地，不能改作停车场；门前停车问题另行疏导。")
    life.withdrawn("06-22 16:00", "情况属实。请向反映人说明扩建安排，停车问题由疏导事项一并解决。")


def _ferry_hall(script: Script) -> None:
    """Opened in November and still a draft: its target and its limit are missing."""
    opened(
        script,
        "11-19 11:00",
        ("ferry-hall", FERRY_HALL),
        Route.NOW,
        "反映具体，须实地改造，另行立项。",
        {"lead": script.cast.units[HANDLING_UNITS["transport"]]},
        ["增设母婴室1间。"],
        None,
    )


def opened(
    script: Script,
    when: str,
    name_and_number: tuple[str, str],
    route: Route,
    reason: str,
    elements: Mapping[str, object],
    measures: Sequence[str],
    limit: tuple[LimitKind, date, str] | None,
) -> None:
    name, number = name_and_number
    dated = {"limit_kind": limit[0], "limit_date": limit[1], "limit_text": limit[2]} if limit else {}

    def act(now: datetime) -> None:
        case = triage.open_case(
            script.opinion(number).pk, by=script.cast["coordinator"], now=now, route=route, reason=reason,
            elements={**elements, **dated}, measures=measures,
        )  # fmt: skip
        script.cases[name] = case.pk

    script.beat(when, f"{name}：立项", act)
