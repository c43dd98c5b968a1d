"""What a superior's list says of a line besides its content: that it is withdrawn, or sent back. Pure.

A list says so in a column of its own (办理状态, 变更情况 …) or in a remark. Of a remark only what says nothing else
counts: 退回 in 押金已退回 is somebody's money.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bihuan.kernel.words import Labelled


class News(Labelled):
    """What a later list can do to an opinion that is here, besides saying it otherwise."""

    WITHDRAWN = "withdrawn", "撤回"
    RETURNED = "returned", "退回"
    RESTORED = "restored", "重新列入"


_STATUS_COLUMN = re.compile(
    r"状态|进度|进展|办理情况|办理结果|办结情况|是否办结|交办情况"
    r"|(?:变更|变动|调整|撤销|撤回|退回)(?:情况|类型|标识)|(?:核查|审核|审查|验收|处理)(?:结果|结论|情况)"
)
_ASKS = re.compile(r"是否(?:已|予以|需要?)?(?:(撤回|撤销|取消|不再交办)|(退回|重办|重新办理|返工))")
_YES = re.compile(r"是|有|对|[√✓Yy1]|(?:已|需).{0,4}")
_NOT = r"(?<![未不无非否])(?<!无需)(?<!不予)(?<!不得)(?<!不应)(?<!没有)(?<!尚未)(?<!未予)"
# Taking a close-out back sends the matter back; so does asking for it to be done again.
_AGAIN = (
    rf"{_NOT}(?:撤销|取消|撤回)(?:销号|备案|办结)|不予(?:销号|备案|办结)"
    rf"|{_NOT}(?:重新(?:办理|交办|整改)|重办|返工|(?:二次|再次)(?:交办|办理)|退回|发回|打回|退件)"
    r"|(?:核查|审核|验收|审查)(?:不|未)(?:予)?(?:通过|合格)"
)
_GONE = rf"不再(?:交办|办理|整改|列入)|{_NOT}(?:撤回|撤销|取消|作废|剔除|核减|删除|移出)"
_WHAT = "(?:件|条|项|事项|意见|问题)"
_WHO = "(?:上级|省|市|区|县|交办单位|来文单位)"
_AFTER = "(?:经[^，,。；;]{1,12}[，,]?)?"
_LEAD = rf"[（(]?{_AFTER}(?:该|此|本)?{_WHAT}?{_AFTER}{_WHO}?(?:已|现|应|请|拟)?(?:予以?|作)?"
_TAIL = rf"(?:交办|处理|办理|重办|整改|补充整改|该?{_WHAT}|清单|台账)*[。；;！!）)]?"
_RETURNED = re.compile(_AGAIN)
_WITHDRAWN = re.compile(_GONE)
_ONLY_RETURNED = re.compile(f"{_LEAD}(?:{_AGAIN}){_TAIL}")
_ONLY_WITHDRAWN = re.compile(f"{_LEAD}(?:{_GONE}){_TAIL}")
_LONGEST_REMARK = 40


@lru_cache(maxsize=1000)
def is_status_column(name: str) -> bool:
    """Whether a column says how far the superior is with a line: what stands there changes from list to list."""
    return bool(_STATUS_COLUMN.search(name) or _ASKS.search(name))


def news_in(columns: Iterable[tuple[str, str]]) -> tuple[News, str] | None:
    """What the further columns (name, text) of a line say became of it, and the column that says so."""
    for name, text in columns:
        if text and (news := _news(name, text)):
            return news, name
    return None


@lru_cache(maxsize=10_000)
def _news(name: str, text: str) -> News | None:
    if asked := _ASKS.search(name):
        if not _YES.fullmatch(text.strip()):
            return None
        return News.WITHDRAWN if asked[1] else News.RETURNED
    if is_status_column(name):
        returned, withdrawn = _RETURNED.search(text), _WITHDRAWN.search(text)
    elif len(text) <= _LONGEST_REMARK:
        said = "".join(text.split())
        returned, withdrawn = _ONLY_RETURNED.fullmatch(said), _ONLY_WITHDRAWN.fullmatch(said)
    else:
        return None
    if returned:
        return News.RETURNED
    return News.WITHDRAWN if withdrawn else None
