"""Does any measure answer what the public asked? (T11)

A table of concerns: what in the original words raises it, and what in the measures would answer it. A concern that is
raised and not answered becomes a finding that quotes the words, so that a clerk can judge in a moment. Where no concern
of the table is raised, the words of complaint and measures are compared pair by pair; only when nothing at all is
shared is it said. The same comparison is made of street names.
"""

import re
from dataclasses import dataclass

from bihuan.intake.reading import Row


@dataclass(frozen=True, slots=True)
class Concern:
    """Something people ask for: ``asked`` in the complaint, ``answered`` in a measure. ``wish`` is said aloud."""

    wish: str
    asked: re.Pattern[str]
    answered: re.Pattern[str]


def _concern(wish: str, asked: str, answered: str) -> Concern:
    return Concern(wish, re.compile(asked), re.compile(answered))


_THINGS = r"(?:路面|道路|公路|人行道|盲道|桥面|护栏|井盖|围墙|管道|设施|地砖|台阶)"
_BROKEN = r"(?:破坏|损坏|破损|坑洼|开裂|塌陷|下沉|破烂|损毁|压坏|断裂|坑坑洼洼)"
_REPAIR = r"修复|修补|修缮|维修|抢修|恢复|重铺|更换|翻新|整修|铺设|改造|养护|修整|硬化"

CONCERNS: tuple[Concern, ...] = (
    _concern(
        "修复已损坏的设施", rf"{_BROKEN}[^，。；]{{0,8}}{_THINGS}|{_THINGS}[^，。；]{{0,8}}{_BROKEN}", _REPAIR
    ),
    _concern(
        "处罚有关人员",
        r"处罚|惩处|严惩|查处|罚款|追责|问责",
        r"处罚|查处|罚款|立案|执法|惩|打击|追责|问责|取缔",
    ),
    _concern(
        "解决本人被拖欠的钱款",
        r"(?:要|讨|追|拿|发|付|结|还)[^，。；]{0,6}(?:拖欠|欠薪|工资|工钱|工程款|货款)|拖欠[^，。；]{0,8}(?:工资|工钱|工程款)",
        r"支付|清偿|追讨|追缴|补发|发放|结清|兑付|垫付|追回|协调解决|逐一(?:核实|联系)|调解|仲裁|该(?:案|当事人|诉求)",
    ),
    _concern("解决停车乱", r"乱停|违停|违章停车|占道停", r"停车|停放|违停|抓拍|拖移"),
    _concern("治理噪声", r"噪声|噪音|扰民|吵", r"噪|降音|隔音|扰民|时段|夜间"),
    _concern("治理油烟", r"油烟", r"油烟|净化|排烟"),
    _concern(
        "治理异味和废气",
        r"异味|恶臭|臭味|废气|空气污染|刺鼻",
        r"异味|臭|废气|空气|大气|排放|污染防治|净化|VOC|扬尘",
    ),
    _concern("治理扬尘", r"扬尘|灰尘|粉尘", r"扬尘|尘|洒水|喷淋|覆盖|冲洗|围挡"),
    _concern("治理污水", r"污水|黑臭|排污|积水|内涝", r"污水|排水|管网|清淤|疏通|黑臭|排放|积水|雨水|泵"),
    _concern("清理垃圾", r"垃圾|脏乱|卫生差", r"垃圾|清运|清扫|保洁|环卫|卫生"),
    _concern("增设或修理路灯", r"路灯|照明", r"路灯|照明|灯"),
    _concern(
        "保证供水供电供气", r"停水|停电|水压|断水|供水|停气", r"供水|供电|供气|水压|管网|电网|线路|检修"
    ),
    _concern("改善服务态度", r"态度(?:差|恶劣|不好)|推诿|踢皮球", r"态度|作风|培训|服务|首问|推诿"),
    _concern("缩短办事时间", r"办事慢|效率低|排队|等待时间", r"时限|效率|窗口|网办|预约|压缩|流程|排队"),
    _concern("规范收费", r"乱收费|收费(?:高|贵|不合理)|价格(?:高|贵)", r"收费|价格|明码|退还|费用"),
    _concern("改善公交", r"公交|班车|班次", r"公交|班次|线路|站点|发车"),
    _concern("消除安全隐患", r"安全隐患|危房|消防通道", r"隐患|排查|加固|消防|安全|整治"),
    _concern("拆除违法建设", r"违建|违章建筑|私搭乱建", r"拆除|违建|违法建设|查处|整治"),
    _concern("解决入学难", r"学位|入学|上学难|择校", r"学位|学校|招生|入学|扩建|教育"),
    _concern("改善就医", r"看病|就医|挂号|医院", r"医院|就医|挂号|医疗|诊疗|医生"),
)

_PRONOUNS_AND_WISHES = re.compile(
    r"希望|建议|请求|要求|请|有关部门|相关部门|政府|当地|一下|帮助|可以|能够|能否|进行|加强|改善|目前|存在|问题|"
    r"情况|了解|解决|整改|落实|尽快|严重|附近|以及|我们|我|对|的|在|和|与|及|了|把|将|被|是|有|要|并|等|地|得|所|都|很|也"
)
_NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")


def unanswered(row: Row) -> list[tuple[str, str]]:
    """The concerns of the row's complaint that no measure answers: the wish, and the words that raise it."""
    measures = "".join(row.measures)
    if not row.content or not measures:
        return []
    raised = [(concern, match) for concern in CONCERNS if (match := concern.asked.search(row.content))]
    if raised:
        return [
            (concern.wish, match[0]) for concern, match in raised if not concern.answered.search(measures)
        ]
    complaint = _pairs(row.content)
    if complaint and not complaint & _pairs(measures + row.target):
        return [("回应所反映的事项", row.content[:30])]
    return []


def _pairs(text: str) -> set[str]:
    """Every two neighbouring characters of the words that carry meaning."""
    pairs: set[str] = set()
    for piece in _NOT_CHINESE.split(_PRONOUNS_AND_WISHES.sub(" ", text)):
        pairs.update(piece[n : n + 2] for n in range(len(piece) - 1))
    return pairs


_STREET = re.compile(
    r"(?P<core>\d{1,4}号|[\u4e00-\u9fff]{1,12}?)(?P<kind>大街|大道|路|街|巷)(?![面灯网况政边人基径障虎由])"
)
_BEFORE_A_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,3}(?:省|市|县|区|镇|乡|街道|港)|杜绝|加强|整治|治理|完成|修复|改造|开展|清理|规范|解决|反映|"
    r"位于|沿线|附近|对面|旁边|门口|交叉|以及|希望|建议|[在对沿从到于和与及的是有将把往靠至、]"
)
_PIECES = re.compile(r"[，。；：,;:！？（）()“”《》\s]")
# 道路, 公路, 思路, 该路段 …: words with a road in them that name none.
_GENERIC = re.compile(r"(?:道|公|铁|马|线|思|出|套|电|网|该|本|此|修|段|条|沿|各|全|步行|主干|支|老)$")


def streets(text: str) -> dict[str, str]:
    """The streets named in ``text``: what tells a name apart, and the name as it can be quoted."""
    found = {}
    for piece in _PIECES.split(text):
        for match in _STREET.finditer(_BEFORE_A_NAME.sub("|", piece)):
            core = match["core"]
            if not _GENERIC.search(core) and (len(core) >= 2):
                found[core[-2:] if not core[0].isdigit() else core] = core + match["kind"]
    return found


def differing_places(row: Row) -> tuple[list[str], list[str]] | None:
    """The streets of the complaint and those of target and measures, when both name some and share none."""
    asked = streets(row.content)
    answered = streets("。".join((row.target, *row.measures)))
    if not asked or not answered or asked.keys() & answered.keys():
        return None
    return list(asked.values()), list(answered.values())
