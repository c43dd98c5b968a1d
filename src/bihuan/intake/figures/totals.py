"""Which number before a list of parts is their total. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bihuan.intake.figures.said import MATTERS, REACH, Mention, Sentence

TOTAL = re.compile(
    r"共|合计|总计|累计|总数|总量|受理|接到|接收|收到|收集|转派|转办|交办|移交|反馈|征集|梳理出|登记|第[\d一二三四五六七八九十百]+批|1-\d+批"
)
_SURE_TOTAL = re.compile(r"共|合计|总计|累计|总数|总量|第[\d一二三四五六七八九十百]+批|1-\d+批")
_TAKEN_IN = re.compile(r"受理|接到|收到|接收|征集|收集|登记")
_HANDLED = re.compile(r"(?:回复|办结|答复|签收|完成|满意|办理|交办|转办)[^,。;:]{0,2}$")
_OF_A_PART = re.compile(r"(?:类|方面)(?:共计?|合计|总计)?$")
# Behind these 其中 opens the parts of something said earlier.
_PARTED = re.compile(r"[;:]")
# A figure within a twentieth of the sum is what the sum was meant to be.
_CLOSE = 20


def total_before(parts: Sequence[Mention], sentence: Sentence, found: Sequence[Sentence]) -> Mention | None:
    """The total the parts belong to: one that they make, or else the nearest before them that claims to be it."""
    unit = parts[0].unit
    before = [mention for mention in sentence.counts if mention.end <= parts[0].start]
    reached = found[max(0, sentence.at - REACH) : sentence.at]
    nearest = [mention for mention in reversed(before) if is_total(mention, unit)]
    between = sentence.text[before[-1].end : parts[0].start] if before else ""
    if before and before[-1].unit == unit and "其中" in between and not _PARTED.search(between):
        nearest.insert(0, before[-1])
    if not nearest:
        nearest = [
            mention for earlier in reversed(reached) for mention in earlier.counts if is_total(mention, unit)
        ]
    made = sum((part.amount for part in parts), Decimal())
    earlier = [mention for one in reached for mention in one.counts] + before
    same = [mention for mention in reversed(earlier) if mention.unit == unit]
    close = [
        mention
        for mention in same
        if (mention.line == sentence.line or is_total(mention, unit))
        and not _HANDLED.search(mention.label)
        and abs(mention.value - made) * _CLOSE <= made
        and mention.value > parts[0].value
    ]
    if not nearest:
        return None
    nearer = before[-1:] if before and before[-1].unit == unit else []
    fitting = next(
        (one for one in same if one.value == made and (one in nearer or not _HANDLED.search(one.label))), None
    )
    return fitting or next(iter(close), None) or min(nearest, key=_rank)


def _rank(total: Mention) -> int:
    """共受理 before 受理, and that before 交办."""
    if _SURE_TOTAL.search(total.label):
        return 0
    return 1 if _TAKEN_IN.search(total.label) else 2


def is_total(mention: Mention, unit: str) -> bool:
    if unit not in MATTERS or mention.unit != unit or not TOTAL.search(mention.label):
        return False
    return "已" not in mention.label[-4:] and not _OF_A_PART.search(mention.label)


def says_total(mention: Mention) -> bool:
    """Whether the words before a number make it a total."""
    return is_total(mention, mention.unit)
