"""The places and parties that words name, so that two complaints about one street are told from two streets. Pure.

A Chinese text has no blanks: where a name begins is a guess. What tells names of one kind apart is taken to be the two
characters before the kind (望海 of 我家住望海路), so that a wrong beginning does no harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Kind of place: how it is written. Homes are one kind: 阳光花园 and 阳光小区 are what people call one estate.
_PLACES = {
    "路": r"公路|大道|大街|高速|国道|省道|街(?!道)|路(?![面灯网况政边人基径障虎])|巷|弄|胡同",
    "居": r"(?:花园|家园|花苑|新村|公寓|佳苑|雅苑)?小区|花园|家园|花苑|新村|公寓|佳苑|雅苑|新城|之城|社区|村(?!干)",
    "街道": r"街道",
    "校": r"小学|中学|幼儿园|学校|学院",
    "院": r"医院|卫生院|卫生室|诊所",
    "场": r"广场|公园|市场|商场|夜市|体育馆|停车场|体育场",
    "站": r"车站|地铁站|码头|加油站|中转站|泵站",
    "园": r"工业园|产业园|园区|工业区|开发区",
    "水": r"大桥|桥|河|湖|渠|水库",
}
_PARTIES = (
    r"公司|集团|化工厂|水泥厂|加工厂|厂(?!区|房|界)|砂场|养殖场|屠宰场|搅拌站|酒店|饭店|餐厅|酒楼|宾馆|烧烤店|超市|"
    r"银行|驾校|工地|项目部"
)
# Words that stand before a name and are none of it.
_EDGE = re.compile(
    # Regions under a pseudonym of letters and digits (A市, K4县) are written so in published messages.
    r"[A-Za-z]{1,2}\d{0,3}[省市区县州镇乡]|我们|你们|他们|我家|住在|位于|附近|旁边|对面|门口|门前|楼下|隔壁|周边|靠近|希望|建议|要求|反映|投诉|举报|沿线|"
    r"[^\u4e00-\u9fff0-9A-Za-z]|[的了是在把被让给着我你他她这那该每某本各将应于从往至到]"
)
# What is left of a name that is none: 公交站, 农贸市场, 居民小区, 道路 …
_NO_NAME = re.compile(
    r"(?:公交|加油|充电|垃圾|中转|污水|换热|居民|住宅|老旧|整个|周围|附近|农贸|批发|海鲜|大型|小型|建筑|施工|公立|私立|民办|"
    r"上学|放学|上班|下班|出行|上|下|让|走|过|不清|道|公|铁|马|线|思|出|套|网|步行|主干|城中|企业|有限|有关|相关|一个|几个|一家|这家)$"
)
# The trade of a firm, which many share: 宏达 of 宏达建材有限公司 is what tells it apart.
_TRADE = re.compile(
    r"(?:有限|责任|股份|集团|建筑|建材|建设|科技|贸易|实业|工程|置业|房地产|物业|服务|管理|环保|食品|餐饮|化工|机械|电子|"
    r"运输|物流|混凝土|服装|家具|塑料|金属|五金|纺织|公交)+$"
)
_CORE = r"(?P<core>[\u4e00-\u9fffA-Za-z0-9]{2,12}?)"
_PLACE = re.compile(
    _CORE + "(?:" + "|".join(f"(?P<k{n}>{kind})" for n, kind in enumerate(_PLACES.values())) + ")"
)
_KIND = re.compile("|".join(_PLACES.values()))
_PARTY = re.compile(_CORE + f"(?P<kind>{_PARTIES})")
_NUMBERED = re.compile(r"\d{1,4}(?:号路|号线|路(?=公交|车|线|班))")
_CUT = "|"


@dataclass(frozen=True, slots=True)
class Names:
    """What tells each name apart, and the name as it was written; ``rest`` is the text without its names."""

    places: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def names_in(text: str) -> Names:
    """The places and parties that ``text`` names."""
    places = {match[0]: match[0] for match in _NUMBERED.finditer(text)}
    rest = _NUMBERED.sub(_CUT, text)
    parties = {}
    for core, written in _found(_PARTY, rest):
        if len(told := _TRADE.sub("", core)) >= 2 and not _KIND.fullmatch(told[-2:]):
            parties[told[-2:]] = written
            rest = rest.replace(written, _CUT)
    for core, written, kind in _places(rest):
        places[core[-2:] + kind] = written
        rest = rest.replace(written, _CUT)
    return Names(places, parties, rest)


def _places(text: str) -> Iterator[tuple[str, str, str]]:
    kinds = list(_PLACES)
    for piece in _EDGE.split(text):
        for match in _PLACE.finditer(piece):
            kind = next(kinds[n] for n in range(len(kinds)) if match[f"k{n}"])
            if not _NO_NAME.search(match["core"]):
                yield match["core"], _short(match), kind


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    for piece in _EDGE.split(text):
        for match in pattern.finditer(piece):
            if not _NO_NAME.search(match["core"]) or _TRADE.search(match["core"]):
                yield match["core"], _short(match)


def _short(match: re.Match[str]) -> str:
    """The name with at most six characters before its kind: more are words that only stand before it."""
    core = match["core"]
    return match[0][max(0, len(core) - 6) :].lstrip("与和及" if len(core) > 2 else "")
