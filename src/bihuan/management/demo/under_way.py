"""Five lives under way: the sewer (on public notice, an objection open), the bus (verified), the fire lane (waiting to
be verified), the nursery gate (failed, back at work), the street lamps (overdue)."""

from decimal import Decimal

from bihuan.management.demo.life import Life, PlanWords
from bihuan.management.demo.paper import stalls, used_again
from bihuan.management.demo.script import Script, day
from bihuan.plans.actions import IndicatorDraft


def tell(script: Script) -> None:
    """Write the beats of the five."""
    _sewer(script)
    _bus(script)
    _fire_lane(script)
    _nursery_gate(script)
    _street_lamps(script)


def _sewer(script: Script) -> None:
    """Staged, in two phases; the notice runs over a weekend."""
    life = Life(script, "sewer", "building")
    life.assigned("05-21 15:20")
    life.acknowledged("05-22 11:00")
    life.contacted("05-25 15:00", "已说明管网须分两期改造，雨季先派人值守。")
    life.plan_sent(
        "05-29 10:00",
        PlanWords(
            root_cause="管径偏小、雨污混接，支管淤堵，多年未彻底改造。",
            roadmap="上半年改造塘东路，下半年改造塘西路并疏通支管，雨季值守贯穿全程。",
            assignee="喻星河",
            dues=[
                (day("06-30"), "一期竣工验收单"),
                (day("10-31"), "二期竣工验收单"),
                (day("11-15"), "值守记录"),
            ],
            indicators=[
                IndicatorDraft("改造污水管网", Decimal("4.2"), "公里", ">=", "竣工测量长度", day("11-15"))
            ],
        ),
    )
    life.plan_approved("06-01 09:30")
    life.verifier_named("06-01 09:40")
    life.progressed(
        "07-03 17:00",
        55,
        "一期2.6公里已竣工。",
        measures={1: ("done", "竣工2.6公里"), 2: ("doing", "进场施工")},
    )
    life.evidence("11-10 10:00", [("路段", "公里"), ("塘东路", "2.6"), ("塘西路", "1.7")])
    results = ("一期2.6公里竣工。", "二期1.7公里竣工，疏通支管3.1公里。", "雨季值守62班次，无冒溢。")
    life.finished("11-11 17:00", "两期共4.3公里竣工，6处冒溢点消除。", results, readings=[("4.3", None)])
    life.replied(
        "11-12 09:00", "三角塘污水管网两期都已改造完，今年九月几场大雨没有再冒水；若再发现请拨打值守电话。"
    )
    life.sent_to_verification("11-13 09:00", "两期竣工资料齐全，经自查达到目标。")
    life.verified("11-18 16:30", "管网内窥检测合格，6处点位雨后查看无冒溢。")
    life.noticed(
        "11-20 09:00", "三角塘片区雨天污水冒溢。", "改造污水管网4.3公里，疏通支管3.1公里，消除冒溢点6处。"
    )
    life.objected("11-21 19:40", "塘西路17号门前下雨还有一点味道，请再看看支管。")


def _bus(script: Script) -> None:
    life = Life(script, "bus", "transport")
    life.assigned("05-21 15:25")
    life.acknowledged("05-25 09:00")
    life.plan_sent(
        "06-02 10:00",
        PlanWords(
            root_cause="线路按白班设计，未考虑园区两班倒的出行需要。",
            roadmap="八月前调查班次，九月试运行，十月固定。",
            assignee="云景明",
            dues=[(day("07-31"), "班次调查报告"), (day("10-15"), "新时刻表")],
            indicators=[
                IndicatorDraft(
                    "高峰时段发车间隔", Decimal(15), "分钟", "<=", "工作日早晚高峰平均", day("10-31")
                )
            ],
        ),
    )
    # Approved by the zone's leader on paper: see ``papers``.
    life.verifier_named("06-03 10:05")
    life.evidence("11-05 10:00", [("时段", "发车间隔（分钟）"), ("早高峰", 12), ("晚高峰", 14)])
    results = ("走访企业38家。", "早班6时30分、晚班22时，新时刻表已公布。")
    life.finished("11-06 17:00", "新时刻表运行一个月，高峰平均间隔13分钟。", results, readings=[("13", None)])
    life.replied("11-06 17:30", "园区公交已延长到早6时30分至晚22时，高峰约13分钟一班；候车亭另立一项办理。")
    life.sent_to_verification("11-09 09:00", "时刻表已固定，经自查达到目标。")
    life.verified("11-19 10:00", "早晚高峰各跟车两次，间隔11至15分钟。")


def _fire_lane(script: Script) -> None:
    life = Life(script, "fire-lane", "market")
    life.assigned("05-21 15:30")
    life.acknowledged("05-22 10:05")
    life.contacted("05-25 11:00", "已告知由市场监管局办理。")
    life.plan_sent(
        "06-01 16:00",
        PlanWords(
            root_cause="摊位仓储不足，货物借道堆放；闭市后无人检查。",
            roadmap="七月清空通道，八月划线，九月起每日闭市检查。",
            assignee="苏砚",
            dues=[(day("07-31"), "清运记录"), (day("11-15"), "闭市检查记录")],
            indicators=[
                IndicatorDraft("清空消防通道", Decimal(3), "条", ">=", "通道净宽不少于4米", day("11-15"))
            ],
        ),
    )
    life.plan_approved("06-02 11:00")
    life.verifier_named("06-02 11:05")
    # The picture after is that of the night market, cut and compressed: the verifier is shown both.
    life.evidence(
        "11-12 10:00",
        [("通道", "净宽（米）"), ("东", "4.2"), ("西", "4.1"), ("北", "4.0")],
        picture=stalls,
        seed=7,
        after=used_again(stalls(mended=True, seed=3)),
    )
    results = ("清运货物41车，划禁放线。", "闭市检查70次，无堆放。")
    life.finished("11-13 17:00", "三条通道全部清空。", results, kept_up=True, readings=[("3", None)])
    life.replied("11-13 17:40", "农贸市场三条消防通道都已清空划线，每天闭市后检查并张贴结果。")
    life.sent_to_verification("11-17 09:00", "三条通道净宽均达4米以上。")
    life.second_verifier_named("11-18 09:30")


def _nursery_gate(script: Script) -> None:
    """Split in two (see ``beginning``): here the gate, there the car park. The first verification fails."""
    life = Life(script, "nursery-gate", "city")
    life.assigned("06-03 10:30")
    life.acknowledged("06-04 09:00")
    life.plan_sent(
        "06-09 10:00",
        PlanWords(
            root_cause="放学时段集中，门前没有上下客区，也无人疏导。",
            roadmap="九月开学前设岗，十月施划标线，十一月安装抓拍设备。",
            assignee="曾嘉言",
            dues=[(day("09-01"), "疏导岗排班表"), (day("11-30"), "设备验收单")],
            indicators=[IndicatorDraft("设疏导岗", Decimal(2), "个", ">=", "上下学时段在岗", day("11-30"))],
        ),
    )
    life.plan_approved("06-10 10:00")
    life.verifier_named("06-10 10:05")
    life.evidence("11-02 10:00", [("日期", "在岗人数"), ("10月26日", 2), ("10月27日", 2)])
    results = ("两个岗位每日到位。", "标线已施划，抓拍设备已安装。")
    life.finished("11-04 17:00", "疏导岗到位，门前秩序好转。", results, readings=[("2", None)])
    life.sent_to_verification("11-05 09:00", "措施全部落实。")
    life.failed(
        "11-11 17:20",
        "放学时段到场三次，有一次疏导岗无人；抓拍设备未通电。请整改后再申请核查。",
        failed={"measure": "抓拍设备未通电，疏导岗三次到场一次缺岗。", "target": "门前仍有车辆停放5辆。"},
    )


def _street_lamps(script: Script) -> None:
    """The limit has passed; the extension was refused."""
    life = Life(script, "street-lamps", "city")
    life.assigned("05-21 15:35")
    life.acknowledged("05-22 09:15")
    life.contacted("05-26 16:00", "已告知先抢修6盏，其余待更换线路。")
    life.plan_sent(
        "06-03 15:00",
        PlanWords(
            root_cause="线路老化，产权移交时未列入养护范围，报修无人接单。",
            roadmap="六月抢修，九月更换线路，十月全部点亮。",
            assignee="曾嘉言",
            dues=[(day("10-30"), "修复点位清单"), (day("07-31"), "报修公告")],
            indicators=[IndicatorDraft("亮灯率", Decimal(98), "%", ">=", "后巷路灯16盏", day("10-30"))],
        ),
    )
    life.plan_approved("06-04 10:00")
    life.verifier_named("06-04 10:05")
    life.progressed(
        "07-10 17:00",
        35,
        "先行修复6盏，报修电话已公布。",
        measures={1: ("doing", "修复6盏"), 2: ("done", "已公布")},
    )
    life.progressed("10-20 17:00", 60, "线路更换过半，点亮10盏。", readings=[("10", "16")])
    life.extension_asked("10-26 09:00", day("11-30"), "电缆采购流标一次，预计推迟一个月。")
    life.extension_decided(
        "10-28 11:00", "流标系准备不足所致，不同意延期，请抓紧施工并按周报告。", approved=False
    )
    life.progressed("11-16 17:00", 70, "新电缆到货，点亮12盏，余4盏在施工。", readings=[("12", "16")])
