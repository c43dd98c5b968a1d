"""Parts held against their total: what is said to be a whole must be the sum of what is said to be all of it. Pure.

Parts are taken for a whole only where the text says so: finished and unfinished are all there is, 其他 closes a list,
分类 or 分别为 opens one. Highlights (主要, 较多, 其中重复…) are none. What several units share may be counted by each.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bihuan.intake.figures.claims import (
    FAMILIES,
    PARTIAL,
    PLEASED,
    STATES,
    Family,
    Reach,
    known_family,
    reach_of,
    reach_of_family,
    state,
)
from bihuan.intake.figures.pairwise import paired
from bihuan.intake.figures.parts import Parts
from bihuan.intake.figures.rates import Share, is_whole, runs_of
from bihuan.intake.figures.said import MATTERS, Figure, Mention, Sentence, excerpt, plain, short_name
from bihuan.intake.figures.totals import TOTAL, total_before
from bihuan.kernel.findings import Finding, note, warn

_BARE_TOTAL = re.compile(r"(?:以上|三项|两项|各类)?(?:合计|共计|总计|总共|一共|合共|共)(?:为|有)?")
_ASKED = re.compile(r"回访|测评|评价|评议|收回|办理|承办")
_ENFORCED = re.compile(r"立案|责令|处罚|罚|约谈|问责|拘留|侦查|移送|查封|停产|关停|督办|通报|处理")
_OVERLAP = re.compile(r"结转|上年|去年|历年|往年|重复|同时|多次|含|交叉|涉及多")
# 来电6件、来信4件,涉及甲县2件…: what follows divides the same whole once more.
_ANOTHER_LIST = re.compile(r"涉及?|按|从|分布")
# What is listed behind the greatest is what is left of the whole.
_GREATEST = re.compile(r"其次|最多|最高|首位|集中")
# What each may be of several kinds; a problem is of one.
_LETTERS = frozenset({"件", "件次", "宗", "起", "条", "批次"})
_OF_SEVERAL = re.compile(r"多[种个类项]|[两二]项以上|交叉|重复统计|分别统计")
# Between two parts stands one that has no number of this unit: 3个直管市、神农架、48所学校.
_SAYS_MORE = re.compile(r"\d|[、,;].*[、,;]")
_CLOSED = re.compile(r"^(?:已|其中)?(?:验收)?销号$")
_BLOCK_LINE = re.compile(r"^(?:\d{1,2}[.、)])?[^\d,。;:]{1,24}$")
_LONGEST_HEADING = 40
# A list of so many units that misses its total by a thirtieth or less was meant to make it.
_LONG_LIST = 8
_SLIP = 30


def parts_in(found: Sequence[Sentence], shares: Sequence[Share]) -> Iterator[Parts]:
    """Every list of parts with its total."""
    once: dict[tuple[Mention, ...], Parts] = {}
    for sentence in found:
        for parts in (*_families(sentence, found), *_listed(sentence, found), *_added_up(sentence)):
            once.setdefault(parts.parts, parts)
    for parts in (*_blocks(found), *parts_of_shares(shares, found), *paired(found)):
        if parts.parts not in once or once[parts.parts].reach is Reach.APART:
            once[parts.parts] = parts
    yield from once.values()


def parts_against_total(found: Sequence[Parts]) -> Iterator[Finding]:
    """The parts of a whole make the whole; what units share may come to more, which is only told."""
    for parts in found:
        if parts.total.about or any(part.about for part in parts.parts) or parts.sum == parts.total.value:
            continue
        more = parts.sum > parts.total.value
        if parts.reach is Reach.KINDS and more and parts.total.unit in _LETTERS:
            if not _OF_SEVERAL.search(parts.said):
                yield note(
                    "kinds-above-total",
                    f"{_added(parts)}，多于{_total(parts)}；可能一件涉及多种类型，请核对并注明口径。",
                    where=parts.where,
                )
        elif parts.reach is Reach.SHARED and more:
            yield note(
                "units-above-total",
                f"{_added(parts)}，多于{_total(parts)}；可能有多个单位承办同一件或统计口径不同，请核对并注明口径。",
                where=parts.where,
            )
        elif parts.reach is Reach.SHARED and _just_misses(parts):
            yield note(
                "units-below-total",
                f"{_added(parts)}，比{_total(parts)}少{plain(parts.total.value - parts.sum)}{parts.total.unit}；"
                "请核对是否漏列。",
                where=parts.where,
            )
        elif parts.reach in (Reach.WHOLE, Reach.KINDS) or (parts.reach is Reach.APART and more):
            yield warn(
                "parts-do-not-add-up",
                f"{_added(parts)}，与{_total(parts)}不一致，相差{plain(abs(parts.sum - parts.total.value))}"
                f"{parts.total.unit}；请向来文单位核对，系统不作改动。",
                where=parts.where,
            )


def _just_misses(parts: Parts) -> bool:
    """Whether a long list of units comes so near its total that one was left out, rather than many."""
    missing = parts.total.value - parts.sum
    return len(parts.parts) >= _LONG_LIST and missing * _SLIP <= parts.total.value


def part_above_total(found: Sequence[Sentence]) -> Iterator[Finding]:
    """其中 names a part: it cannot be more than that of which it is a part."""
    for sentence in found:
        at = sentence.text.find("其中")
        counts = sentence.counts
        before = [mention for mention in counts if mention.end <= at]
        until = sentence.text.find(")", at) if sentence.text[:at].endswith("(") else len(sentence.text)
        for part in (mention for mention in counts if until > mention.start > at >= 0):
            wholes = [one for one in before if one.unit == part.unit and TOTAL.search(one.label)]
            whole = max(wholes, key=lambda one: one.value, default=None)
            if (
                whole
                and part.value > whole.value
                and not (whole.about or _OVERLAP.search(sentence.text[:at]))
            ):
                yield warn(
                    "part-above-total",
                    f"“{excerpt(sentence.text)}”中“{part.printed}”多于它所属的“{whole.printed}”；请向来文单位核对。",
                    where=sentence.where,
                )
                break


def sums_made(found: Sequence[Parts]) -> Iterator[Figure]:
    """The sums of parts that claim to be a whole, as figures that were added up here."""
    for parts in found:
        if parts.reach is not Reach.SOME:
            text = "+".join(_term(part) for part in parts.parts) + f"={plain(parts.sum)}"
            yield Figure(
                f"{parts.of}合计", plain(parts.sum), parts.total.unit, parts.where, text, derived=True
            )


def _term(part: Mention) -> str:
    return plain(part.value) if part.times == 1 else f"{plain(part.value)}×{part.times}"


def _added(parts: Parts) -> str:
    shown = "、".join(part.printed for part in parts.parts[:4]) + ("等" if len(parts.parts) > 4 else "")
    return f"{parts.where}{parts.of}（{shown}共{len(parts.parts)}项）合计{plain(parts.sum)}{parts.total.unit}"


def _total(parts: Parts) -> str:
    name = short_name(parts.total.label)
    return f"{parts.total_where}的“{name}{plain(parts.total.value)}{parts.total.unit}”"


def _families(sentence: Sentence, found: Sequence[Sentence]) -> Iterator[Parts]:
    """已办结75件、阶段性办结19件、正在办理3件: with what is left over, all there is."""
    counts = sentence.counts
    for family in FAMILIES:
        members = [mention for mention in counts if any(form.search(state(mention)) for form in family)]
        if any("整改" in state(mention) for mention in members):
            # What was closed is among what was put right.
            counts = tuple(mention for mention in counts if not _CLOSED.search(state(mention)))
            members = [mention for mention in members if mention in counts]
        runs = _runs(members, counts)
        for run in runs:
            reach = reach_of_family(family, run, sentence)
            total = _total_of_family(family, run, sentence, found)
            if total and reach is not Reach.SOME and not _OVERLAP.search(sentence.text[: run[0].start]):
                yield _parts("办理情况" if family is STATES else "各项", run, total, reach, sentence, found)


def _total_of_family(
    family: Family, run: Sequence[Mention], sentence: Sentence, found: Sequence[Sentence]
) -> Mention | None:
    if family is not PLEASED:
        before = [mention for mention in sentence.counts if mention.end <= run[0].start]
        at_hand = before[-1] if before and before[-1].unit == run[0].unit else None
        most = max(part.value for part in run)
        return total_before(run, sentence, found) or (at_hand if at_hand and at_hand.value >= most else None)
    asked = [
        mention
        for mention in sentence.counts
        if mention.end <= run[0].start and mention.unit == run[0].unit and _ASKED.search(mention.label)
    ]
    return asked[-1] if asked else None


def _runs(members: Sequence[Mention], counts: Sequence[Mention]) -> list[list[Mention]]:
    """Members that follow each other without another count between them."""
    runs: list[list[Mention]] = []
    for mention in members:
        if runs and counts.index(mention) == counts.index(runs[-1][-1]) + 1:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [run for run in runs if len(run) > 1]


def _listed(sentence: Sentence, found: Sequence[Sentence]) -> Iterator[Parts]:
    """工单分类:求决类460件、咨询类38件… and 其中,投诉3件、举报2件、其他1件."""
    for opener in re.finditer(r"其中[,:]?|:|[(]|分别为|分别是|分为", sentence.text):
        begins = 1 + max(sentence.text.rfind(mark, 0, opener.end()) for mark in "。;")
        lead = sentence.text[begins : opener.end()]
        parts = _following(sentence, opener.end(), bracketed=opener[0] == "(")
        if len(parts) < 2 or known_family(parts):
            continue
        led_in = re.split(",", lead.rstrip(","))[-1] + sentence.text[opener.end() : parts[0].start]
        left = opener[0].startswith("分别") and _GREATEST.search(sentence.text[: opener.start()])
        reach = Reach.SOME if left or PARTIAL.search(led_in) else reach_of(led_in, parts)
        total = total_before(parts, sentence, found)
        if total and reach is not Reach.SOME:
            yield _parts(_title(lead) or "各项", parts, total, reach, sentence, found)


def _following(sentence: Sentence, start: int, *, bracketed: bool) -> list[Mention]:
    """The counts of one unit that follow, until something else is counted. Asides in brackets are not of the list."""
    parts: list[Mention] = []
    for mention in sentence.counts:
        if mention.start < start:
            continue
        between = sentence.text[parts[-1].end if parts else start : mention.start]
        if bracketed and ")" in between:
            break
        if not bracketed and _inside_brackets(sentence.text[start : mention.start]):
            continue
        if parts and (mention.unit != parts[0].unit or re.search(r":|其中|共|合计", between)):
            break
        if parts and _ANOTHER_LIST.match(mention.label) and not _ANOTHER_LIST.match(parts[-1].label):
            break
        if _ENFORCED.search(mention.label):
            break
        parts.append(mention)
    return parts


def _inside_brackets(text: str) -> bool:
    return text.count("(") > text.count(")")


def parts_of_shares(shares: Sequence[Share], found: Sequence[Sentence]) -> Iterator[Parts]:
    """Counts whose shares come to 100 %: by that they are said to be all."""
    for run in runs_of(shares):
        parts = [count for share in run for count in share.counts]
        first = run[0].sentence
        if (
            is_whole(run)
            and len({part.unit for part in parts}) == 1
            and (total := total_before(parts, first, found) or _named_before(parts, first, found))
        ):
            yield _parts("占比合计为100%的各项", parts, total, Reach.WHOLE, first, found)


def _named_before(parts: Sequence[Mention], sentence: Sentence, found: Sequence[Sentence]) -> Mention | None:
    """A figure that is not called a total, but so near to what the parts make that it was meant to be theirs."""
    made = sum((part.value for part in parts), Decimal())
    near = [
        mention
        for one in found[max(0, sentence.at - 3) : sentence.at]
        for mention in one.counts
        if mention.unit == parts[0].unit and 0 < abs(mention.value - made) * _SLIP <= made
    ]
    return near[-1] if near else None


def _added_up(sentence: Sentence) -> Iterator[Parts]:
    """电话工单300件,网络工单200件,共计500件."""
    counts = sentence.counts
    for at, total in enumerate(counts):
        if at < 2 or total.unit not in MATTERS or not _BARE_TOTAL.fullmatch(total.label):
            continue
        parts: list[Mention] = []
        for mention in reversed(counts[:at]):
            if mention.unit != total.unit or TOTAL.search(mention.label):
                break
            if parts and _SAYS_MORE.search(sentence.text[mention.end : parts[0].start]):
                parts = []
                break
            parts.insert(0, mention)
        if len(parts) > 1 and not _OVERLAP.search(sentence.text):
            yield Parts(
                "所列各项", tuple(parts), total, Reach.WHOLE, sentence.where, sentence.where, sentence.text
            )


def _blocks(found: Sequence[Sentence]) -> Iterator[Parts]:
    """A heading, and below it a line for each part: 投诉3751件 占比82.13%, or 投诉类共245件,主要为…"""
    openers = [
        sentence for at, sentence in enumerate(found) if at == 0 or found[at - 1].line != sentence.line
    ]
    at = 1
    while at < len(openers):
        block = _block_from(openers, at)
        if len(block) > 1:
            heading = openers[at - 1]
            lead = _heading_of(heading, found)
            parts = [sentence.counts[0] for sentence in block]
            reach = reach_of(lead, parts)
            total = total_before(parts, block[0], found)
            if total and reach is not Reach.SOME:
                yield _parts(_title(lead) or "所列各项", parts, total, reach, block[0], found)
        at += max(1, len(block))


def _heading_of(heading: Sentence, found: Sequence[Sentence]) -> str:
    """The words above a block: a line without figures, or the last sentence of the text before it."""
    last = [sentence for sentence in found if sentence.line == heading.line][-1]
    return last.text if len(last.text) <= _LONGEST_HEADING and not last.counts else ""


def _block_from(openers: Sequence[Sentence], start: int) -> list[Sentence]:
    """Lines that each begin with one part."""
    block: list[Sentence] = []
    for sentence in openers[start:]:
        counts = sentence.counts
        if not counts or not _BLOCK_LINE.match(sentence.text[: counts[0].start]):
            break
        if block and (counts[0].unit != block[0].counts[0].unit or sentence.line > block[-1].line + 1):
            break
        if not re.match(r"[,;。]?$|[,(。;]|占", sentence.text[counts[0].end :]):
            break
        block.append(sentence)
    return block


def _title(lead: str) -> str:
    """What is divided, from its heading: 诉求分类情况."""
    words = re.sub(
        r"^(?:[(]?[一二三四五六七八九十\d]+[)、.])+|[(][^)]*[)]?|其中|[:,]", "", re.split("[。;]", lead)[-1]
    )
    words = re.sub(
        r"(?:共?分别为|共?分别是|共?分为|为)(?:以下[\d一二三四五六七八九十几]+[类个])?$|共?计?\d+[件条项宗起个].*$",
        "",
        words,
    )
    return re.split("[,、的]", words)[-1][-12:]


def _parts(
    of: str,
    parts: Sequence[Mention],
    total: Mention,
    reach: Reach,
    sentence: Sentence,
    found: Sequence[Sentence],
) -> Parts:
    return Parts(of, tuple(parts), total, reach, sentence.where, found[total.sentence].where, sentence.text)
