"""How far a list of parts claims to be the whole: by the names of its parts and the words that lead it in. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bihuan.intake.figures.said import Mention, Sentence, short_name

# Parts of a whole by their names; the last of each is what is left over, and without it nothing is complete.
STATES = (
    re.compile(
        r"^(?:已经?|全部|均已?|其中|现已|截[至止]目前|目前|累计|共|依法)*(?:办结|处理完毕|办理完毕|办理完成|办完|结案|完成整改|整改完成|完成|销号)$"
    ),
    re.compile(r"阶段性?办结|部分(?:办结|完成|整改)"),
    re.compile(r"未办结|办理中$|未完成|未结案?|未销号|未整改|正在|办理中|整改中|在办|待办|持续整改|持续推进"),
)
_FOUNDED = (
    re.compile(r"^(?:查实|反映|举报|经查|经核实|调查)?(?:问题|情况)?(?:基本|全部)?属实$"),
    re.compile(r"部分属实"),
    re.compile(r"不属实|查无|无法查实|未查实"),
)
PLEASED = (
    re.compile(r"^(?:表示|非常|很)*满意的?$"),
    re.compile(r"基本满意|比较满意|较满意|一般的?$"),
    re.compile(r"不满意|不太满意"),
)
_TIMELY = (
    re.compile(r"^(?:其中)?(?:按期|按时|如期)(?:办结|回复|签收|完成|答复|结案)?$"),
    re.compile(r"^$(?!)"),
    re.compile(r"逾期|超期|超时|未按期|未按时"),
)
# What is not answered at once is passed on.
_ROUTES = (
    re.compile(r"自行处理|直接办结|直办|当场答复|即时办结|在线解答|直接解答|直接答复|当场办结"),
    re.compile(r"^$(?!)"),
    re.compile(r"派单|转办|转派|交办|派发|派遣"),
)
FAMILIES = (STATES, _FOUNDED, PLEASED, _TIMELY, _ROUTES)
# Values of one dimension: none of these is two at once.
_DIMENSIONS = (
    re.compile(r"来电|来信|来访|电话|网络|网站|微信|短信|邮件|邮箱|App|APP|书信|窗口|信件|微博"),
    re.compile(
        r"(?:投诉|举报|求助|咨询|建议|表扬|感谢|求决|申诉|揭发控告|检举|其他|其它|其余)(?:性|类)?(?:意见|工单|事项|诉求|件)?$"
    ),
)
_BOTH_WAYS = (re.compile("来电"), re.compile("来信"))
# Labels that end alike divide one thing: …类, …方面, …提案.
_ALIKE = "类面案议单求信访"
_REST = re.compile(r"^(?:其他|其它|其余|别的)")
_UNIT = re.compile(
    r"(?:局|委|委员会|办|办公室|镇|乡|街道|中心|公司|部门|单位|大队|支队|分局|[市县区州盟旗]|管委会|园区|农场|政府|办事处)$"
)
# A letter may complain of noise and of fumes.
_KIND = re.compile(r"大气|废气|水|噪[声音]|土壤|固废|垃圾|油烟|扬尘|生态|辐射|海洋|重金属|污染")
_WHOLE = re.compile(r"分类|类型|类别|分别|分为|构成|按[^,。:]{1,12}分|性质|渠道|来源")
_BY_UNIT = re.compile(r"单位|部门|区域|区县|县区|乡镇|街道|各区|各县|地区|地域")
PARTIAL = re.compile(
    r"较多|主要|突出|典型|重点|居前|前[一二三四五六七八九十\d]+|靠前|如下问题|热点|难点|部分|最多|集中"
)


Family = tuple[re.Pattern[str], ...]


class Reach(StrEnum):
    """How far a list of parts claims to be the whole. Parts that are apart do not overlap, and may not be all; one
    matter may be of several kinds."""

    WHOLE = "whole"
    SHARED = "shared"
    KINDS = "kinds"
    APART = "apart"
    SOME = "some"


def reach_of_family(family: Family, run: Sequence[Mention], sentence: Sentence) -> Reach:
    names = [state(part) for part in run]
    if family is _ROUTES:
        both = len(run) == 2 and sum(bool(family[0].search(name)) for name in names) == 1
        return Reach.WHOLE if both else Reach.SOME
    left_over = [bool(family[2].search(name)) for name in names]
    if len({part.unit for part in run}) > 1 or all(left_over):
        return Reach.SOME
    # 其中,已办结15件、阶段性办结23件: where nothing is left over, nothing is said of it.
    led_in = re.search(
        r"其中[,:]?[^,。;:、]{0,4}$", sentence.text[: run[0].start - len(run[0].label)] + run[0].label[:2]
    )
    return Reach.WHOLE if any(left_over) or (family is STATES and led_in) else Reach.APART


def state(mention: Mention) -> str:
    return short_name(mention.label)


def known_family(parts: Sequence[Mention]) -> bool:
    return any(
        sum(any(form.search(state(part)) for form in family) for part in parts) > 1 for family in FAMILIES
    )


def reach_of(lead: str, parts: Sequence[Mention]) -> Reach:
    """Whether the parts are said to be all: by what leads them in, or by the rest that closes them."""
    names = [state(part) for part in parts]
    if PARTIAL.search(lead):
        return Reach.SOME
    if all(_UNIT.search(name) for name in names) or _BY_UNIT.search(lead):
        return Reach.SHARED
    closed = any(_REST.search(name) for name in names) or bool(_WHOLE.search(lead))
    if 2 * sum(bool(_KIND.search(name)) for name in names) > len(names):
        return Reach.KINDS if closed else Reach.SOME
    if closed or _complementary(names):
        return Reach.WHOLE
    ends = {name[-1:] for name in names}
    one_kind = len(names) > 2 and len(ends) == 1 and ends <= set(_ALIKE)
    one_dimension = any(all(form.search(name) for name in names) for form in _DIMENSIONS)
    within = bool(re.search("涉及|集中[于在]|包括", lead)) and len(parts) > 1
    return Reach.APART if one_kind or one_dimension or within else Reach.SOME


def _complementary(names: Sequence[str]) -> bool:
    """有效 and 无效, 电话 and 非电话: one is what the other is not."""
    if len(names) != 2:
        return False
    first, second = names
    if _BOTH_WAYS[0].search(first) and _BOTH_WAYS[1].search(second):
        return True
    return second in (f"非{first}", f"不{first}", f"未{first}") or (
        first.startswith("有效") and second.startswith("无效")
    )
