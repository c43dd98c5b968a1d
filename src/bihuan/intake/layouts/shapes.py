"""What can stand in a column: how well a piece of text fits the column of a name."""

import re
from enum import StrEnum
from functools import lru_cache

from bihuan.intake.column_names import HANDLED_LIST, OPINION_LIST, TARGET_TABLE, by_name, known_name
from bihuan.intake.layouts.found import is_position
from bihuan.kernel.numbers import squeeze


class Shape(StrEnum):
    """Kinds of columns by what stands in them."""

    POSITION = "position"
    NUMBER = "number"
    REGION = "region"
    CATEGORY = "category"
    VERDICT = "verdict"
    STATE = "state"
    DATE = "date"
    BLAME = "blame"
    SHORT = "short"
    WORDS = "words"


KEYS = frozenset({Shape.POSITION, Shape.NUMBER})
_FIELDS = by_name(OPINION_LIST) | by_name(TARGET_TABLE) | by_name(HANDLED_LIST)
_SHAPES = {
    "position": Shape.POSITION,
    "number": Shape.NUMBER,
    "region": Shape.REGION,
    "categories": Shape.CATEGORY,
    "type": Shape.CATEGORY,
    "founded": Shape.VERDICT,
    "adopted": Shape.VERDICT,
    "accountability": Shape.BLAME,
    "done": Shape.STATE,
    "closed": Shape.STATE,
    "date": Shape.DATE,
    "closed_on": Shape.DATE,
    "replied_on": Shape.DATE,
    **dict.fromkeys(
        ("source", "contact", "contact_name", "contact_phone", "person", "units", "supporting", "accepting",
         "reply_unit", "letter_writer", "limit", "remarks", "handling"),
        Shape.SHORT,
    ),
}  # fmt: skip
_OPTIONAL = frozenset(
    {"remarks", "handling", "accountability", "supporting", "contact", "contact_name", "contact_phone"}
)
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9\-_/]{1,40}|[\u4e00-\u9fff]{1,6}[〔\[(（-]?\d[\d\-〕\])）号]*")
_REGION = re.compile(
    r"[\u4e00-\u9fff、]{1,14}(?:区|區|县|縣|市|镇|鎮|乡|鄉|州|盟|旗|街道|农场|農場|林场|新区|新城|园区|開發區|开发区)"
)
_CATEGORY = re.compile(
    r"(?:.{0,6}(?:大气|大氣|水|土壤|噪声|噪聲|噪音|固废|固廢|固体|垃圾|生态|生態|辐射|輻射|油烟|扬尘|揚塵|养殖|污染|海洋|其他|其它"
    r"|投诉|举报|咨询|求助|建议|意见|批评|表扬|综合)[^。]{0,8})"
)
_VERDICT = re.compile(
    r"(?:基本|部分|不|大部分|未)?(?:属实|屬實)|是|否|无法(?:查实|核实|认定)|采纳|部分采纳|不采纳|未采纳|已采纳"
)
_STATE = re.compile(
    r"(?:已|未|阶段性|階段性|正在|基本)?(?:办结|辦結|完成|销号|办理|整改)(?:中|到位)?|是|否|长期坚持|办理中|整改中|持续推进"
)
_DATE = re.compile(r"[\d年月日.\-/: ]{4,24}")
_BLAME = re.compile(
    r"[无無否/\-—]|暂无|未(?:问责|追究).{0,20}|不涉及.{0,10}"
    r"|.{0,80}(?:问责|問責|约谈|約談|处分|處分|诫勉|警告|追责|追究|谈话|談話|批评|批評|通报|立案).{0,120}"
)
# How the words of a column usually begin, and how a further point of the same words does.
_BEGINNINGS = {
    "checked": re.compile(r"经|經|现场|現場|核实|核實|调查|調查|信访|信訪|群众反映|群眾反映|该|一是现场"),
    "handled": re.compile(
        r"责令|責令|要求|已|加强|加強|督促|采取|處理|处理|整改|立即|下一步|继续|繼續|无需|無需|针对|針對"
    ),
    "goal": re.compile(r"1[.．、]|督促|完成|确保|確保|加强"),
}
_FURTHER = re.compile(
    r"[二三四五六七八九]是|[（(][二三四五六七八九][)）]|[二三四五六七八九]、|[2-9][.．、](?!\d)|同时|同時|另外|下一步|此外"
)
_LONG = 12


def field_of_name(name: str) -> str | None:
    """The field a column of this name holds; None for an unknown one."""
    known = known_name(name)
    return _FIELDS[known] if known else None


@lru_cache(maxsize=1024)
def shape_of(name: str) -> Shape:
    """What stands below a column of this name."""
    return _SHAPES.get(field_of_name(name) or "", Shape.WORDS)


def may_be_empty(name: str) -> bool:
    """Whether a row is whole without a word in this column."""
    field = field_of_name(name)
    return field is None or field in _OPTIONAL


def empty_cost(name: str) -> float:
    """What it costs to leave the column of a row empty."""
    if shape_of(name) in KEYS:
        return -12.0
    return -1.0 if may_be_empty(name) else -4.0


_FORMS = {
    Shape.NUMBER: _NUMBER,
    Shape.REGION: _REGION,
    Shape.CATEGORY: _CATEGORY,
    Shape.VERDICT: _VERDICT,
    Shape.STATE: _STATE,
    Shape.DATE: _DATE,
    Shape.BLAME: _BLAME,
}


# How these forms end, which is asked often: 区 for a region, 属实 for a verdict.
_LAST = {
    Shape.REGION: frozenset("区區县縣市镇鎮乡鄉州盟旗道场場城"),
    Shape.VERDICT: frozenset("实實定纳是否"),
    Shape.STATE: frozenset("结結成号理改中位持进是否"),
}
# No position, number, region, verdict, state or day is longer.
LONGEST_FORM = 48
_BOUNDED = frozenset({Shape.POSITION, Shape.NUMBER, Shape.DATE, *_LAST})


def may_end(last: str, shape: Shape) -> bool:
    """Whether a text whose last character is this may have the form of such a column."""
    if ends := _LAST.get(shape):
        return last in ends
    return shape not in _BOUNDED or not "\u4e00" <= last <= "\u9fff" or last in "号年月日"


def fits(text: str, shape: Shape) -> bool:
    """Whether ``text`` has the form of such a column."""
    if len(text) <= LONGEST_FORM:
        return _fits(text, shape)
    return _has_form(squeeze(text), shape)


@lru_cache(maxsize=32768)
def _fits(text: str, shape: Shape) -> bool:
    plain = squeeze(text)
    return bool(plain) and may_end(plain[-1], shape) and _has_form(plain, shape)


def _has_form(plain: str, shape: Shape) -> bool:
    if shape in _BOUNDED and len(plain) > LONGEST_FORM:
        return False
    if shape is Shape.POSITION:
        return is_position(plain)
    form = _FORMS.get(shape)
    return form is not None and form.fullmatch(plain) is not None


def fit(text: str, shape: Shape) -> float:
    """How well a whole cell fits a column that is no column of words."""
    plain = squeeze(text)
    if fits(plain, shape):
        return 4.0 if shape in (Shape.VERDICT, Shape.STATE) else 3.5
    if shape in KEYS:
        return -30.0
    if len(plain) > _LONG:
        return -2.0 if shape is Shape.SHORT and len(plain) < 3 * _LONG else -8.0
    return 1.0 if shape is Shape.SHORT else -2.0


def fit_words(text: str) -> float:
    """How well a piece fits a column of words: long ones do, what has the form of another column does not."""
    plain = squeeze(text)
    if plain in ("无", "無", "/", "-", "—"):
        return -1.0
    if any(fits(plain, shape) for shape in (Shape.VERDICT, Shape.STATE, Shape.POSITION)):
        return -3.0
    if len(plain) <= _LONG:
        return -0.5 if not plain.endswith(("。", "；", ";")) else 0.5
    return 2.0


def begins_words(text: str, field: str | None) -> float:
    """How well a piece begins the words of a column."""
    beginning = _BEGINNINGS.get(field or "")
    return 0.8 if beginning and beginning.match(squeeze(text)) else 0.0


def goes_on(text: str) -> bool:
    """Whether a piece is a further point of the words above: 二是, （二）, 2."""
    return _FURTHER.match(squeeze(text)) is not None
