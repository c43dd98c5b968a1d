"""How opinions are sorted: the duty list, the first decisions, two told apart; a list of November that waits, and what
the superior sent of it later."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.kernel.canonical import sha256_hex
from bihuan.management.demo.beginning import DUSTY_ROAD, FERRY_HALL, INSURANCE, SCHOOL_PAVEMENT
from bihuan.management.demo.cast import HANDLING_UNITS, ZONE
from bihuan.management.demo.lasting import NEXT_NUMBER
from bihuan.management.demo.script import Script, day
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.importing import import_reading
from bihuan.triage.list_diff import ListScope
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice

KIND = "建设性意见建议"
# The categories of this office, as in the list of the whole country.
BUILDING, NATURE, TRAFFIC, WELFARE = "城乡建设", "环境保护", "交通运输", "劳动和社会保障"
SCHOOLS, TRADE, SERVICE = "教育文体", "商贸旅游", "党务政务"
NURSERY_GATE = "120250990300052"
DUTIES = (
    ("city", "路灯、人行道、占道经营、夜市、垃圾、消防通道、污水、窨井盖", "《城市市容和环境卫生管理条例》"),
    ("market", "食品、价格、超市、餐饮、油烟、消费", "《中华人民共和国消费者权益保护法》"),
    ("ecology", "扬尘、废气、异味、噪声、排污", "《中华人民共和国大气污染防治法》"),
    ("building", "规划、房屋、外墙、停车位、工地、征地", "《中华人民共和国城乡规划法》"),
    ("transport", "公交、候车亭、码头、货车、候船厅、红绿灯", "《中华人民共和国道路交通安全法》"),
    ("economy", "企业、招商、配套、采购、办证", ""),
    ("society", "学校、学位、幼儿园、医保、养老、欠薪、工资", "《保障农民工工资支付条例》"),
    ("inspection", "热线、工单、答复", ""),
)
# number, words, day: what came in November; two speak of one matter, two only sound alike.
NOVEMBER = (
    ("120260990300011", "渔歌巷口的烧烤摊夜里油烟很大，熏得楼上开不了窗，希望管一管。", "11-06"),
    ("120260990300012", "住在渔歌巷，巷口那家烧烤每天烟熏火燎到半夜，窗户都不敢开。", "11-08"),
    ("120260990300013", "银沙路工地夜里两点还在打桩，老人孩子睡不着。", "11-09"),
    ("120260990300014", "银沙路路灯坏了一排，晚上骑车看不见坑。", "11-09"),
    ("120260990700021", "请问父母在外省参保，到片区医院看病怎么报销？", "11-10"),
    (
        "120260990300015",
        "新港社区6号楼楼道里燃气管道一直漏气，报了物业没人来，我的电话是13900001822。",
        "11-11",
    ),
    ("120260990500031", "海工产业园二期工地拖欠我们班组三个月工资，等钱回家过年。", "11-12"),
    ("120260990600041", "临港产业园到高铁站没有直达公交，建议开一条线。", "11-12"),
    ("120260990900051", "疏港路运砂车又不盖篷布了，灰大得看不清路。", "11-13"),
)


def tell(script: Script) -> None:
    """Write the beats."""
    script.beat("05-21 10:20", "导入职责清单", lambda now: _duties(script, now))
    script.beat("05-21 10:40", "确认分类", lambda now: _first_decisions(script, now))
    script.beat("05-21 11:50", "不是同一件", lambda now: _apart(script, now))
    script.beat("11-20 10:00", "导入第二批意见", lambda now: _november(script, now))
    script.beat("11-20 10:30", "确认分类", lambda now: _some_of_november(script, now))
    script.beat("11-21 09:10", "上级更正清单", lambda now: _corrected(script, now))
    script.beat("11-21 09:20", "上级撤回意见", lambda now: _withdrawn(script, now))


def _duties(script: Script, now: datetime) -> None:
    lines = [
        DutyLine(HANDLING_UNITS[key], tuple(words.split("、")), (law,) if law else ())
        for key, words, law in DUTIES
    ]
    zone = script.cast.units[ZONE].pk
    import_duties(zone, lines, by=script.cast["admin"], now=now, file_name="望潮港片区职责清单.xlsx")


def _first_decisions(script: Script, now: datetime) -> None:
    decided = (
        ("120250990300007", KIND, BUILDING, Route.NOW, "city"),
        ("120250990300019", KIND, NATURE, Route.NOW, "market"),
        ("120250991100012", KIND, SERVICE, Route.NOW, "inspection"),
        ("120250990900031", KIND, NATURE, Route.NOW, "ecology"),
        ("120250990900045", KIND, BUILDING, Route.STAGED, "building"),
        ("120250990600003", KIND, TRAFFIC, Route.NOW, "transport"),
        ("120250991000026", KIND, BUILDING, Route.NOW, "market"),
        ("120250990300052", KIND, TRAFFIC, Route.NOW, "city"),
        ("120250990300068", KIND, BUILDING, Route.NOW, "city"),
        ("120250990800017", KIND, TRADE, Route.LONG_TERM, "economy"),
        ("120250990700009", KIND, SCHOOLS, Route.LONG_TERM, "society"),
        ("120250990500014", KIND, TRAFFIC, Route.NOW, "building"),
        (DUSTY_ROAD, KIND, NATURE, Route.NOW, "ecology"),
        (SCHOOL_PAVEMENT, KIND, BUILDING, Route.NOW, "city"),
        (INSURANCE, "政策咨询", WELFARE, Route.EXPLAIN, "society"),
        (FERRY_HALL, KIND, TRAFFIC, Route.STAGED, "transport"),
    )
    _sort(script, script.batch.opinions.all(), decided, now)


def _some_of_november(script: Script, now: datetime) -> None:
    decided = (
        ("120260990300011", KIND, NATURE, Route.NOW, "market"),
        ("120260990300013", KIND, NATURE, Route.NOW, "ecology"),
        ("120260990700021", "政策咨询", WELFARE, Route.EXPLAIN, "society"),
    )
    _sort(script, Opinion.objects.filter(batch__number=NEXT_NUMBER), decided, now)


def _sort(
    script: Script,
    opinions: Iterable[Opinion],
    decided: Sequence[tuple[str, str, str, Route, str]],
    now: datetime,
) -> None:
    keys = {row.number: row.pk for row in opinions}
    choices = [
        Choice(keys[number], kind, category, route, script.cast.units[HANDLING_UNITS[unit]].pk)
        for number, kind, category, route, unit in decided
    ]
    sort_opinions(choices, by=script.cast["coordinator"], now=now)


def _apart(script: Script, now: datetime) -> None:
    keep_apart(
        script.opinion(SCHOOL_PAVEMENT).pk,
        script.opinion(NURSERY_GATE).pk,
        by=script.cast["coordinator"],
        now=now,
        reason="一为人行道坑洼，一为门前停车。",
    )


def _november(script: Script, now: datetime) -> None:
    _import(script, now, "第二批意见清单.csv", NOVEMBER)


def _corrected(script: Script, now: datetime) -> None:
    number, text, when = NOVEMBER[3]
    longer = text.replace("坏了一排", "从3号到27号坏了一排")
    _import(script, now, "第二批意见清单（更正）.csv", [(number, longer, when)])


def _withdrawn(script: Script, now: datetime) -> None:
    _import(script, now, "第二批撤回清单.csv", NOVEMBER[-1:], ListScope.WITHDRAWALS)


def _import(
    script: Script,
    now: datetime,
    name: str,
    rows: Sequence[tuple[str, str, str]],
    scope: ListScope = ListScope.PART,
) -> None:
    lines = tuple(
        OpinionLine(number, text, "12345热线", day(when), where=f"第{at}行")
        for at, (number, text, when) in enumerate(rows, 2)
    )
    import_reading(
        Reading(DocumentFacts(), None, lines, ()),
        by=script.cast["coordinator"],
        now=now,
        name=name,
        sha256=sha256_hex(f"{name} {lines}".encode()),
        batch_id=Batch.objects.get(number=NEXT_NUMBER).pk,
        scope=scope,
    )
