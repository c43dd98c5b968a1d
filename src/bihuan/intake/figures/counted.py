"""Things that are enumerated, held against how many the text says they are. Pure."""

import re
from collections.abc import Iterator, Sequence

from bihuan.intake.figures.said import Line, Sentence, as_printed, narrowed, number_in_words
from bihuan.kernel.findings import Finding, warn

_NUMERAL = r"(?P<number>\d{1,2}|[二两三四五六七八九十]{1,3})"
_LISTED = re.compile(
    rf"(?P<list>[^,。;:!?、]{{2,40}}(?:、[^,。;:!?、]{{1,30}}?)+?)(?P<open>等)?{_NUMERAL}"
    r"(?:(?:个|大)(?:方面|类别|领域|类)|类(?=[,。;问事意]|$))"
)
_EXAMPLES = re.compile(r"如|像|诸")
_AND = re.compile(r"和|及|与|以及")
_FOLLOWS = re.compile(rf"(?:以下|如下|下列){_NUMERAL}(?:个|条|项|点|类|件)[^,。;:]{{0,12}}:?$")
_LEFT_OUT = re.compile(r"[^,。;:]{0,12}(?:共计?|合计|总计|累计)(?:受理|收到|办理)?(?:件|条|起|宗)(?=[,。;(])")
_ITEM = re.compile(r"^[(]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})[)、.](?!\d)")


def enumerated(found: Sequence[Sentence]) -> Iterator[Finding]:
    """甲、乙、丙3个方面: as many as are named; with 等 at least as many are meant as are named."""
    for sentence in found:
        for match in _LISTED.finditer(sentence.text):
            stated = _number(match["number"])
            words = (
                re.split("[(《]", match["list"])[-1]
                if match["list"].count("(") != match["list"].count(")")
                else match["list"]
            )
            least = words.count("、") + 1
            most = least + len(_AND.findall(words))
            if (
                stated is None
                or least <= stated <= most
                or (match["open"] and stated >= least)
                or _EXAMPLES.search(words)
            ):
                continue
            yield warn(
                "named-not-as-many",
                f"{sentence.where}“{as_printed(match[0])}”写作{stated}个，列出的是{least}个；请向来文单位核对。",
                where=sentence.where,
            )


def numbered_below(lines: Sequence[Line]) -> Iterator[Finding]:
    """以下4项措施: and below it numbered items, as many as stated. A text that ends with its list may be cut off."""
    texts = [narrowed(line.text) for line in lines]
    for at, text in enumerate(texts):
        match = _FOLLOWS.search(text.rstrip("。"))
        stated = _number(match["number"]) if match else None
        if stated is None:
            continue
        after = at + 1
        counted = 0
        while (
            after < len(texts)
            and (item := _ITEM.match(texts[after]))
            and _number(item["number"]) == counted + 1
        ):
            counted += 1
            after += 1
            while (
                after < len(texts) and not _ITEM.match(texts[after]) and texts[after - 1][-1:] not in "。;!"
            ):
                after += 1
        over = after < len(texts)
        if counted > 1 and counted != stated and (over or counted > stated):
            yield warn(
                "items-not-as-stated",
                f"{lines[at].where}写明{stated}项，其下编号列出的是{counted}项（至{lines[after - 1].where}）；"
                "请向来文单位核对。",
                where=lines[at].where,
            )


def left_out(found: Sequence[Sentence]) -> Iterator[Finding]:
    """共件: the place of a figure that nobody filled in."""
    for sentence in found:
        if match := _LEFT_OUT.search(sentence.text):
            yield warn(
                "figure-left-out",
                f"{sentence.where}“{as_printed(match[0])}”缺少数字；请向来文单位核对。",
                where=sentence.where,
            )


def _number(words: str | None) -> int | None:
    if not words:
        return None
    return int(words) if words.isdigit() else number_in_words(words)
