"""Days that a document speaks of as having happened: when it was written, work begun, work finished, a meeting held.

Only what is said plainly is taken. Limits, plans, cited documents and what the public reported are not days of this
work, and are left out: a missed day is cheaper than an honest office suspected. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bihuan.intake.dates import FoundDay, NoSuchDay, find_days, normal_digits
from bihuan.kernel.words import Labelled


class Role(Labelled):
    """What is said to have happened on a day."""

    WRITTEN = "written", "落款日期"
    HELD = "held", "会议日期"
    BEGAN = "began", "开工日期"
    DONE = "done", "完成日期"
    # 拆除完毕 is one step; others may begin after it.
    STEP_DONE = "step_done", "工序完成日期"
    # 完成时间 may be a promise or a fact: it is held against the beginning only.
    DUE = "due", "完成时间"
    VERIFIED = "verified", "核查日期"
    NOTICE_FROM = "notice_from", "公示开始日期"
    NOTICE_TO = "notice_to", "公示结束日期"
    CLOSED = "closed", "销号日期"
    ASSIGNED = "assigned", "交办日期"
    IMPOSSIBLE = "impossible", "不存在的日期"
    WRONG_WEEKDAY = "wrong_weekday", "星期不符的日期"


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day with its role. ``2022年6月`` is any day from ``first`` to ``last``; ``sure`` when its year is written."""

    role: Role
    first: date
    last: date
    text: str
    line: int
    sure: bool = True


_WORK = "整改|施工|改造|修复|清理|维修|整治|拆除|安装|铺设|作业|建设"
# Where these stand directly before a day, they say what it is.
_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"(?:{words})(?:为|是|定为|于|在)?[:\s]*$"))
    for role, words in (
        (Role.ASSIGNED, r"交办(?:日期|时间)"),
        (Role.CLOSED, r"销号(?:日期|时间)"),
        (Role.VERIFIED, r"(?:核查|验收|复核)(?:日期|时间)"),
        (
            Role.HELD,
            r"会议(?:召开)?(?:日期|时间)|召开(?:日期|时间)|开会(?:日期|时间)|^\s*(?:时间|日期)(?=[:\s])",
        ),
        (Role.BEGAN, r"(?:开工|动工|开始|启动|进场|起始)(?:日期|时间)"),
        (Role.DONE, r"(?:完工|竣工|办结)(?:日期|时间)|完成日期|实际完成时间|整改到位(?:日期|时间)"),
        (Role.DUE, r"(?:完成|结束)时间"),
        (Role.WRITTEN, r"(?:填报|报告|编制|制定|成文|填表|签发|印发|落款)(?:日期|时间)"),
    )
)
_QUALIFIED = "(?:已经?|均|全部|全面|按期|如期|顺利)*"
_ACCEPTING = "(?:市级|省级|区级|县级|自治区|管委会|上级|联合|对标|竣工|现场|销号|整改|最终|正式)*"
_DONE_WORDS = (
    rf"完工|竣工(?!验收)|整改(?:任务|工作)?{_QUALIFIED}(?:完成|完毕|到位|结束)|(?:全部|整体|全面)(?:完成|整改到位)"
    r"|完成了?(?:全部|所有|各项|该项|本项)?整改(?!方案|计划|设计|前)"
)
_STEP_WORDS = (
    rf"(?:{_WORK}|工程)(?:任务|工作)?{_QUALIFIED}(?:完成|完毕|到位|结束)"
    rf"|完成了?(?:全部|所有|各项|该项|本项)?(?:{_WORK})(?!方案|计划|设计|图|前|准备|招标|预算)"
)
_VERIFIED_WORDS = (
    rf"通过{_ACCEPTING}(?:核查|验收)|(?:整改|现场)(?:核查|验收)(?:合格|通过)|(?:对标|竣工)验收"
    rf"|组织了?{_ACCEPTING}验收"
)
# Behind a day, the first of these verbs says what it is.
_VERBS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words))
    for role, words in (
        (Role.HELD, r"召开(?!的)|举行(?!的)"),
        (
            Role.BEGAN,
            rf"(?:开工|动工|进场)(?!前|会|令|手续|条件|许可|准备|报告)|(?:开始|启动|着手)了?(?:实施|进行)?(?:对.{{0,12}})?(?:{_WORK}|工程|项目)",
        ),
        (Role.DONE, _DONE_WORDS),
        (Role.STEP_DONE, _STEP_WORDS),
        (Role.VERIFIED, _VERIFIED_WORDS),
        (Role.CLOSED, r"^销号|(?:准予|同意|予以|批准|完成)销号"),
        (Role.ASSIGNED, r"交办(?:至|给|我)"),
    )
)
# What is not a day of this work: a limit, a plan, a cited paper, an old story.
_NOT_BEFORE = re.compile(
    r"(?:计划|拟|预计|力争|争取|确保|将|定|原定|要求|时限|期限|限|截至|截止|截止到|自|从|根据|依据|按照|按|到|至迟"
    r"|去年|上年|前年|次年|翌年|明年|来年|同期)(?:于|在|为|到|至|:|的)?[:\s]*$"
)
_NOT_BETWEEN = re.compile(
    r"计划|拟|预计|力争|争取|要求|应当|必须|须|如期(?=完成的)|尚未|没有|未能|未|无法|以来|印发|施行|修订|颁布|公布|发布"
    r"|反映|投诉|来电|来信|举报|将(?=于|在|正式|全面|开工|完工|竣工|完成|启动|召开|组织)"
)
# 该项整改于2022年6月20日完成.
_WORK_BEFORE = re.compile(r"(?:整改|施工|工程|项目)(?:工作|任务)?(?:已经?|均已|现已)?(?:于|在)$")
_DONE_BEHIND = re.compile(r"(?:全部|全面|按期|如期|顺利)*(?:完成|完毕|结束)(?=[,:]|$)")
# Of works in parts one ends before the next begins.
_ONE_PART = re.compile(r"[一二三四]期|标段")
_REACH = 40
_A_YEAR = timedelta(days=365)
# A paper without years in its text may speak of the next two months, and of all the months before it.
_LOOKS_AHEAD = timedelta(days=60)
_RANGE = re.compile(r"\s*(?:起)?\s*(?:至|到|—+|–|-|~|－)\s*")
_TITLES = re.compile(r"《[^》]*》")
_LONGEST = 1000
_SENTENCE = re.compile(r"[。；;!?！？]")
_WHOLE_DAY = re.compile(r"日|号|^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$")
_WEEKDAY = re.compile(r"^\s*[(（]?\s*(?:星期|周)([一二三四五六日天])")
_BARE_LINE = re.compile(
    r"^(?:日期|填报日期|时间)?[:\s]*[(（]?DAY[)）]?(?:\s*[(（](?:印章|公章|盖章|章)[)）])?\s*$"
)
_SIGNED_LINE = re.compile(
    r"^[\u4e00-\u9fff（）()\s]{2,30}(?:局|委|委员会|办|办公室|中心|公司|府|所|处|部|院|站|组|道|镇|村)\s*DAY\s*$"
)
_HEAD, _TAIL = 5, 8
_LONGEST_SIGNED = 60
# Punctuation that was narrowed for reading is printed as Chinese prints it.
_FULL_WIDTH = str.maketrans(",:()", "，：（）")
_CLAIMS = re.compile(
    r"(?<![未没应须])(?:已经?|均已|现已)(?:按期|如期|全部|全面|按时|整体)*"
    r"(?:完成(?:全部|所有|各项)?(?:整改|销号)|整改(?:完成|完毕|到位)|全部(?:完成|办结|完工|解决)|完工|竣工|整改)"
    r"|整改(?:工作|任务)?(?:已经?|全部|全面|均|按期)*(?:完成|完毕|到位)(?!时|期|后|前|率|情况|的)"
)


def claims_done(text: str) -> bool:
    """Whether the text says that the work is finished."""
    return bool(_CLAIMS.search(normal_digits(text)))


def spoken_days(text: str, *, year: int | None = None) -> tuple[SpokenDay, ...]:
    """The days of the text with a role, in order; the day the paper bears last.

    ``year`` is for days without one in a paper that names none.
    """
    lines = [_joined(line) for line in normal_digits(text).split("\n")]
    written = list(_written(lines))
    bears = next((day.first for day in written), None)
    known = None if bears else _year_of(lines) or year
    found: list[SpokenDay] = []
    for number, line in enumerate(lines):
        found += _days_of_line(line, number, bears, known)
        known = _year_of([line]) or known
    if not any(day.role is Role.WRITTEN for day in found):
        found += written
    return tuple(_settled(found))


def _settled(found: list[SpokenDay]) -> Iterator[SpokenDay]:
    """A day whose year was not written cannot be of the year after, when the paper itself is older than that."""
    bears = [day.last for day in found if day.role is Role.WRITTEN and day.sure]
    for day in found:
        next_year = bears and day.role is not Role.IMPOSSIBLE and day.last + _A_YEAR > max(bears)
        yield replace(day, sure=True) if next_year and not day.sure else day


def _joined(line: str) -> str:
    """The line with the blanks inside days taken out: 2022 年 6 月 1 日."""
    return re.sub(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)", "", line).strip()


def _year_of(lines: list[str]) -> int | None:
    """The first year named with a month; 2021年度 is the year of an evaluation, not of the work."""
    for line in lines:
        if match := re.search(r"(?<!\d)((?:19|20)\d{2})(?:年\d|[-/.]\d{1,2}[-/.])", _TITLES.sub("", line)):
            return int(match[1])
    return None


def _days_of_line(line: str, number: int, bears: date | None, known: int | None) -> Iterator[SpokenDay]:
    blanked = _TITLES.sub(lambda title: "《" + "　" * (len(title[0]) - 2) + "》", line)
    for whole in _SENTENCE.split(blanked):
        sentence = whole[:_LONGEST]
        try:
            days = list(find_days(sentence, bears.year if bears else known))
        except NoSuchDay as problem:
            if re.search(r"\d{4}年\d{1,2}月\d{1,2}[日号]", str(problem)):
                nowhere = date(1, 1, 1)
                yield SpokenDay(Role.IMPOSSIBLE, nowhere, nowhere, str(problem), number)
            continue
        yield from _with_roles(sentence, _with_years(days, bears), number)


def _with_years(days: list[FoundDay], bears: date | None) -> list[FoundDay]:
    """A day without a year takes that of a day before it in the sentence, else the one the paper's own day allows."""
    settled: list[FoundDay] = []
    for day in days:
        earlier = settled[-1] if settled else None
        if day.year_assumed and earlier:
            day = replace(day, day=_in_year(day.day, earlier.day.year))
            # 2022年6月1日至6月20日, and what follows in the same order, is meant of one year.
            day = replace(day, year_assumed=earlier.year_assumed or day.day < earlier.day)
        elif day.year_assumed and bears and day.day > bears + _LOOKS_AHEAD:
            day = replace(day, day=_in_year(day.day, bears.year - 1))
        settled.append(day)
    return settled


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 2月29日 of another year
        return day.replace(year=year, day=28)


def _with_roles(sentence: str, days: list[FoundDay], number: int) -> Iterator[SpokenDay]:
    for at, day in enumerate(days):
        start = days[at - 1].end if at else 0
        end = days[at + 1].start if at + 1 < len(days) else len(sentence)
        before, after = sentence[start : day.start], sentence[day.end : end][:_REACH]
        words = sentence[day.start : day.end]
        if _off_weekday(day, words, after):
            yield _spoken(Role.WRONG_WEEKDAY, day, words + after[:6], number, words)
        ranged = at > 0 and _RANGE.fullmatch(before) is not None
        if words.endswith("前") or (words.endswith("止") and not ranged):
            continue
        role = _notice_role(sentence, day, ranged=ranged, opens=bool(_RANGE.fullmatch(after)))
        if ranged and day.day < days[at - 1].day:
            # A stretch that ends before it begins.
            yield _spoken(
                Role.BEGAN, days[at - 1], sentence[start : day.end], number, sentence[: days[at - 1].end]
            )
            role = Role.DUE
        if role is None and not ranged:
            role = _role(before, after)
        if role is not None:
            yield _spoken(role, day, _excerpt(sentence, start, day, after), number, words)


def _excerpt(sentence: str, start: int, day: FoundDay, after: str) -> str:
    before = re.split("[,、]", sentence[max(start, day.start - 12) : day.start])[-1]
    words = f"{before}{sentence[day.start : day.end]}{after[:16]}".strip(" ,、:")
    return words.translate(_FULL_WIDTH)


def _notice_role(sentence: str, day: FoundDay, *, ranged: bool, opens: bool) -> Role | None:
    """公示期为2022年6月1日至6月8日: both ends of the period."""
    if "公示" not in sentence or (day.year_assumed and not ranged):
        return None
    if ranged:
        return Role.NOTICE_TO
    return Role.NOTICE_FROM if opens else None


def _role(before: str, after: str) -> Role | None:
    for role, label in _LABELS:
        if label.search(before):
            return role
    if _WORK_BEFORE.search(before) and _DONE_BEHIND.match(after):
        return Role.DONE
    if _NOT_BEFORE.search(before) or _ONE_PART.search(before):
        return None
    hits = [(match.start(), role) for role, verb in _VERBS if (match := verb.search(after))]
    if not hits:
        return None
    at, role = min(hits)
    told = after[: at + 6]
    return None if _NOT_BETWEEN.search(told) or _ONE_PART.search(told) else role


def _spoken(role: Role, day: FoundDay, text: str, number: int, words: str) -> SpokenDay:
    first = day.day
    if not _WHOLE_DAY.search(words):
        first = date(day.day.year, day.day.month if "月" in words else 1, 1)
    return SpokenDay(role, first, day.day, text, number, sure=not day.year_assumed)


def _off_weekday(day: FoundDay, words: str, after: str) -> bool:
    match = _WEEKDAY.match(after)
    if match is None or day.year_assumed or not _WHOLE_DAY.search(words):
        return False
    return "一二三四五六日".index(match[1].replace("天", "日")) != day.day.weekday()


def _written(lines: list[str]) -> Iterator[SpokenDay]:
    """The day the paper itself bears: at its end, or below its title."""
    filled = [(number, line) for number, line in enumerate(lines) if 0 < len(line) <= _LONGEST_SIGNED]
    tail = list(reversed(filled[-_TAIL:]))
    for number, line in [*tail, *filled[:_HEAD]]:
        try:
            days = list(find_days(line, None))
        except NoSuchDay:
            continue
        if len(days) != 1 or not _WHOLE_DAY.search(line[days[0].start : days[0].end]):
            continue
        pattern = f"{line[: days[0].start]}DAY{line[days[0].end :]}"
        if _BARE_LINE.match(pattern) or _SIGNED_LINE.match(pattern):
            day = days[0]
            yield SpokenDay(Role.WRITTEN, day.day, day.day, line, number)
            return
