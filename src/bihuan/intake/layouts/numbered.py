"""Lists that are only numbered: below a heading that calls itself a list, ``1.…``, ``2.…``, ``3.…`` in order."""

import re
from collections.abc import Sequence

from bihuan.intake.layouts.found import Found, counts_on, is_foot, joined

FEWEST_ITEMS = 3
_TITLE = re.compile(
    r".{0,60}(?:意见|建议|问题|诉求|举报|信访|任务|事项)[^。]{0,20}(?:清单|一览表|汇总表?|台账|目录|如下)[:：]?"
)
_ITEM = re.compile(r"\s*(?P<number>\d{1,4})\s*[.．、)）]\s*(?P<text>\S.*)")
_MARK = re.compile(r"\s*[（(][一二三四五六七八九十]|\s*[一二三四五六七八九十]{1,3}、|附件")


def find(lines: Sequence[str], at: int) -> Found | None:
    """The list that begins on line ``at``, right below its heading."""
    first = _ITEM.fullmatch(lines[at])
    above = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.strip()), "")
    if first is None or first["number"] != "1" or not _TITLE.fullmatch(above.strip()):
        return None
    rows: list[list[str]] = []
    starts: list[int] = []
    n = at
    while n < len(lines) and not is_foot(lines[n]) and not _MARK.match(lines[n]):
        item = _ITEM.fullmatch(lines[n])
        if item and int(item["number"]) == len(rows) + 1:
            rows.append([item["number"], item["text"].strip()])
            starts.append(n)
        elif lines[n].strip():
            rows[-1][1] = joined(rows[-1][1], lines[n].strip())
        n += 1
    if len(rows) < FEWEST_ITEMS or not counts_on(rows):
        return None
    return Found([["序号", "意见内容"], *rows], [at, *starts], n, 0.4)
