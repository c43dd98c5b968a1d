"""Four lives that reached a close-out: the pavement (disclosed), the night market (reopened), the hotline (filed; the
coordinator itself is responsible), the haul road (struck off, after an objection that was dismissed)."""

from decimal import Decimal

from bihuan.management.demo.life import Life, PlanWords
from bihuan.management.demo.paper import pavement, stalls, street
from bihuan.management.demo.script import Script, day
from bihuan.plans.actions import IndicatorDraft


def tell(script: Script) -> None:
    """Write the beats of the four."""
    _pavement(script)
    _night_market(script)
    _relapse(script)
    _hotline(script)
    _haul_road(script)


def _pavement(script: Script) -> None:
    """Two opinions, one of them with a telephone number in its words; the first verification fails."""
    life = Life(script, "pavement", "city")
    life.edited("05-21 14:30", on_site=True)
    life.assigned("05-21 15:00")
    life.acknowledged("05-22 09:10")
    life.contacted("05-25 10:20", "已告知由城市管理局办理，计划九月底前修完。")
    life.plan_sent(
        "05-28 16:40",
        PlanWords(
            root_cause="地砖铺设已满十年，基层沉陷，又被违停车辆反复碾压，历年只修补不翻新。",
            roadmap="六月排查登记，七月至八月分三段翻修，九月验收并转入月度巡查。",
            assignee="曾嘉言",
            dues=[
                (day("06-30"), "破损地砖登记表"),
                (day("09-15"), "竣工验收单"),
                (day("09-30"), "巡查制度文件"),
            ],
            indicators=[
                IndicatorDraft(
                    "修复人行道地砖", Decimal(800), "平方米", ">=", "以竣工测量面积为准", day("09-30")
                )
            ],
        ),
    )
    life.plan_approved("05-29 11:00")
    life.verifier_named("05-29 11:20")
    life.progressed(
        "07-15 17:00",
        40,
        "海棠路口一段已翻修完毕，面积260平方米。",
        measures={1: ("done", "登记破损点位47处"), 2: ("doing", "完成第一段")},
    )
    life.progressed("08-20 17:00", 80, "三段翻修完成，面积610平方米。")
    life.evidence(
        "08-21 10:00", [("路段", "面积（平方米）"), ("海棠路口段", 260), ("小学段", 350)], picture=pavement
    )
    results = ("登记破损点位47处，建立台账。", "翻修三段，重做基层。", "已印发人行道巡查制度。")
    life.finished("08-28 17:30", "全线翻修完成，申报面积820平方米。", results, readings=[("820", None)])
    life.sent_to_verification("08-31 09:00", "三段翻修均已完成，经自查符合目标要求。")
    life.failed(
        "09-03 16:00",
        "实测翻修面积735平方米，未达到800平方米；小学门口坡道未修，轮椅仍不能通过。退回整改。",
        failed={
            "target": "实测735平方米，不足800平方米。",
            "indicator": "申报820平方米与实测不符。",
            "opinion": "小学门口坡道仍是台阶，轮椅过不去。",
        },
    )
    life.finished(
        "09-18 17:30", "补修小学门口一段并改造无障碍坡道，面积达到836平方米。",
        ("登记破损点位52处。", "补修101平方米，改造坡道2处，重新测量。", "巡查制度已执行一个月。"),
        kept_up=True, readings=[("836", None)],
    )  # fmt: skip
    life.replied("09-18 18:00", "您反映的人行道已全部翻修，小学门口的台阶改成了坡道，今后每月巡查一次。")
    life.sent_to_verification("09-21 09:00", "已按核查意见补修，邀请第三方测量，面积836平方米。")
    life.verified("09-24 15:30", "面积、坡道均达到要求，轮椅实地通行无障碍。")
    life.noticed(
        "09-28 09:00",
        "望潮大道部分路段人行道地砖破损、坡道缺失，行走和轮椅通行不便。",
        "翻修人行道836平方米，改造无障碍坡道2处，建立月度巡查制度。",
    )
    life.applied("10-12 09:30", "rectified", "人行道翻修836平方米，坡道2处，群众通行无障碍。")
    life.closed("10-14 10:00")
    life.filed("10-16 11:00", "沧绩备〔2026〕31号")
    life.visited("10-20 15:00", "电话回访本人并到现场查看，路面平整。")
    life.statement_drafted(
        "10-21 09:30", "望潮大道海棠路口至滨港小学段人行道已翻修836平方米，改造无障碍坡道2处，此后每月巡查。"
    )
    life.statement_reviewed("10-21 16:00")
    life.disclosed("10-23 10:00")
    life.looked_back("11-16 10:30", "雨后查看，无积水、无松动，巡查记录齐全。", held=True)


def _night_market(script: Script) -> None:
    """Closed and disclosed in September, once with its limit extended."""
    life = Life(script, "night-market", "market")
    life.edited("05-21 14:40", on_site=True)
    life.assigned("05-21 15:05")
    life.acknowledged("05-22 10:00")
    life.plan_sent(
        "05-29 15:00",
        PlanWords(
            root_cause="摊位没有统一经营时间，净化设备靠摊主自觉，夜间无人值守。",
            roadmap="六月签约，七月装机，八月夜间联合巡查并考核。",
            assignee="戚若安",
            dues=[(day("06-30"), "经营公约"), (day("07-31"), "设备安装清单"), (day("08-31"), "巡查记录")],
            indicators=[
                IndicatorDraft("油烟净化设施配备率", Decimal(100), "%", ">=", "登记在册摊位", day("08-31"))
            ],
        ),
    )
    life.plan_approved("06-01 10:00")
    life.verifier_named("06-01 10:10")
    life.progressed(
        "07-20 17:00",
        60,
        "46个摊位中31个已安装净化设备。",
        measures={1: ("done", "46户全部签约"), 2: ("doing", "31户已安装")},
    )
    life.extension_asked("08-17 09:00", day("09-15"), "设备供货推迟两周，其余15户须9月上旬才能装齐。")
    life.extension_decided("08-18 16:00", "供货凭证属实，同意延至9月15日，其间加密夜间巡查。", approved=True)
    life.evidence("08-25 10:00", [("摊位数", "已安装"), (46, 46)], picture=stalls, seed=3)
    results = ("46户全部签约。", "46户全部安装并清洗一次。", "夜间联合巡查36次。")
    life.finished(
        "08-26 17:00", "净化设备全部装齐，22时30分后无音响。", results, kept_up=True, readings=[("46", "46")]
    )
    life.replied("08-26 18:00", "夜市已统一22时30分停止使用音响，全部摊位装了油烟净化设备，夜间有人巡查。")
    life.sent_to_verification("08-27 09:00", "设备全部安装，夜间噪声明显下降。")
    life.verified("08-28 23:10", "夜间到场，22时30分后无音响，设备运行正常。")
    life.noticed(
        "08-31 09:00",
        "渔港路夜市夜间噪声、油烟影响周边居民休息。",
        "46个摊位全部安装油烟净化设备，22时30分后停止使用音响。",
    )
    life.applied("09-07 09:00", "kept_up", "噪声、油烟得到控制，转入常态巡查。")
    life.closed("09-09 10:00")
    life.filed("09-10 15:00", "沧绩备〔2026〕24号")
    life.visited("09-11 22:40", "夜间到现场回访，周边安静，未闻油烟味。")
    life.statement_drafted(
        "09-14 09:00", "渔港路夜市46个摊位全部安装油烟净化设备，22时30分后停止使用音响，转入常态巡查。"
    )
    life.statement_reviewed("09-14 15:00")
    life.disclosed("09-15 10:00")


def _relapse(script: Script) -> None:
    """The night market again: two months later the noise is back."""
    life = Life(script, "night-market", "market")
    life.looked_back(
        "11-09 23:20", "23时20分仍有9个摊位使用音响，7台净化设备停用，周边居民再次反映。", held=False
    )
    life.reopened("11-10 10:00", "回头看发现音响、油烟问题回潮，认定反弹，撤销销号并重新整改。", day("12-18"))


def _hotline(script: Script) -> None:
    """T1: the coordinator is responsible. The zone's leader approves the plan and names who verifies."""
    life = Life(script, "hotline", "inspection")
    life.assigned("05-21 15:10")
    life.acknowledged("05-21 16:00")
    life.contacted("05-22 09:40", "已致歉并告知由督查考评局清理积压工单。")
    life.plan_sent(
        "05-27 10:00",
        PlanWords(
            root_cause="工单转出后无人跟踪，到期不提醒，也不通报。",
            roadmap="六月清理积压，七月上线到期提醒，八月起每月通报。",
            assignee="谢清晏",
            dues=[(day("06-30"), "积压工单清理表"), (day("07-31"), "新流程说明"), (day("10-30"), "月度通报")],
            indicators=[IndicatorDraft("工单按期答复率", Decimal(95), "%", ">=", "应答复工单", day("09-30"))],
        ),
    )
    life.plan_approved("05-28 17:00", by=life.zone_leader)
    life.verifier_named("05-28 17:10")
    life.progressed(
        "08-10 17:00",
        65,
        "积压工单112件已全部联系，到期提醒上线。",
        measures={1: ("done", "112件"), 2: ("done", "已上线"), 3: ("doing", "已通报2期")},
    )
    life.evidence(
        "10-09 10:00",
        [("月份", "应答复", "按期答复"), ("7月", 300, 281), ("8月", 310, 301), ("9月", 305, 298)],
    )
    results = ("积压112件全部办结。", "到期前两日自动提醒。", "已通报4期，转入常态。")
    life.finished("10-09 17:00", "按期答复率达到96.17%。", results, kept_up=True, readings=[("880", "915")])
    life.replied("10-10 09:30", "您当时问的办证事项已由窗口办结；热线现在到期前会提醒，未按期答复的要通报。")
    life.sent_to_verification("10-12 09:00", "经自查，第三季度按期答复率96.17%，达到目标。")
    life.verified("10-15 16:00", "抽查工单60件，按期答复59件，与申报一致。")
    life.noticed(
        "10-16 09:00",
        "片区服务热线答复不及时。",
        "清理积压工单112件，改造流程，第三季度工单按期答复率96.17%。",
    )
    life.applied("10-26 09:00", "kept_up", "答复率达标，月度通报长期坚持。")
    life.closed("10-28 10:30")
    life.filed("10-30 15:00", "沧绩备〔2026〕35号")
    life.visited("11-13 10:00", "本人表示有人回话了，基本满意。", verdict="fairly")
    life.statement_drafted(
        "11-19 16:00", "片区服务热线已清理积压工单112件，第三季度按期答复率96.17%，此后每月通报。"
    )


def _haul_road(script: Script) -> None:
    """立即整改 长期执行: no date; kept up after the close-out. A passer-by objects and is answered."""
    life = Life(script, "haul-road", "ecology")
    life.edited("05-21 14:50", on_site=True)
    life.assigned("05-21 15:15")
    life.acknowledged("05-22 08:50")
    life.plan_sent(
        "05-26 11:00",
        PlanWords(
            root_cause="砂场出口不设检查，夜间运输无人管，洒水班次不足。",
            roadmap="立即设点检查，六月底前增加洒水机扫班次，之后每季度抽查通报。",
            assignee="邹亦舟",
            dues=[(day("06-15"), "检查点值守记录"), (day("06-30"), "洒水机扫作业记录")],
            indicators=[IndicatorDraft("篷布覆盖率", Decimal(98), "%", ">=", "抽查车辆", day("09-30"))],
        ),
    )
    life.plan_approved("05-27 15:00")
    life.verifier_named("05-27 15:05")
    life.evidence(
        "09-30 10:00", [("季度", "抽查车辆", "已覆盖"), ("第三季度", 412, 407)], picture=street, seed=2
    )
    results = ("南北两端24小时值守。", "每日洒水6次、机扫2次。")
    life.finished(
        "09-30 17:00", "第三季度篷布覆盖率98.8%。", results, kept_up=True, readings=[("407", "412")]
    )
    life.replied("10-09 09:00", "疏港路两端已设检查点，未盖篷布的车辆不得驶出；每天洒水六次，扬尘时段加密。")
    life.sent_to_verification("10-12 10:00", "第三季度抽查412车次，覆盖407车次。")
    life.verified("10-19 15:00", "随机抽查50车次，49车次覆盖；路面积尘明显减少。")
    life.noticed(
        "10-20 09:00",
        "疏港路运砂车辆抛洒扬尘。",
        "设检查点2处，第三季度篷布覆盖率98.8%，每日洒水6次、机扫2次，长期坚持。",
    )
    life.objected("10-22 20:10", "周末晚上还有车不盖篷布，是不是只有白天有人查？")
    life.objection_dismissed(
        "10-23 16:00",
        "经调阅两端监控并夜查两晚，10月以来周末夜间通行86车次均已覆盖，异议所述情况未查实；已公布夜间举报电话。",
    )
    life.applied("10-28 09:00", "kept_up", "扬尘得到控制，检查点和洒水班次长期坚持。")
    life.closed("10-30 10:00")
