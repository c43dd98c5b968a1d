"""What a good clerk notices in a notice and its table. Pure: one idea, one function. Nothing here ever blocks the
reading of a document that was really issued, but two rows under one number cannot be imported.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bihuan.intake.coverage import differing_places, unanswered
from bihuan.intake.five_haves import is_measurable, missing_haves
from bihuan.intake.indicators import is_yearly
from bihuan.intake.limits import names_no_real_day, year_is_assumed
from bihuan.intake.reading import DocumentFacts, LimitKind, Row, Table
from bihuan.intake.row_numbers import numbers_in
from bihuan.kernel.findings import Finding, block, note, warn
from bihuan.kernel.workdays import WorkCalendar, last_workday
from bihuan.kernel.workdays_explained import uncovered_words
from bihuan.language.script import plain

_PLACEHOLDER = re.compile(r"[XxＸ×✕*＊]{2,}|[_＿]{2,}|某某|（\s*）|待定|待补充")
_HANDS_DOWN = re.compile(r"整改|责任分解|任务清单|任务分解")
_CLAUSE_END = re.compile(r"[，。；：、！？,;:!?\n]")
_QUOTED_TAIL = re.compile(r"[^，。；：、！？,;:!?\n》]{0,20}》?")
_UNDEFINED_WORDS = {
    "denominator": "以哪些案件（事项）为分母",
    "cut_off": "统计截至哪一天",
    "definition": "指标的含义",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything a rule may look at."""

    facts: DocumentFacts
    table: Table | None
    calendar: WorkCalendar

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table; none when there is no table."""
        return self.table.rows if self.table else ()


Rule = Callable[[Seen], Iterator[Finding]]


def notice_findings(facts: DocumentFacts, table: Table | None, calendar: WorkCalendar) -> list[Finding]:
    """The findings of every rule, in the order of the rules."""
    seen = Seen(facts, table, calendar)
    return [finding for rule in RULES for finding in rule(seen)]


def name_of(row: Row) -> str:
    """The row as a clerk would name it: 第3项（问题编号 …，表1第4行）."""
    first = f"第{row.position}项" if row.position is not None else "事项"
    return f"{first}（问题编号 {row.number}，{row.where}）" if row.number else f"{first}（{row.where}）"


def number_twice(seen: Seen) -> Iterator[Finding]:
    """One number in two rows is one opinion that two units work on. Other words, or the very same row, is a mistake."""
    first: dict[str, Row] = {}
    alike: dict[Row, Row] = {}
    for row in seen.rows:
        if not (number := numbers_in(row.number)[0].number):
            continue
        other = first.setdefault(number, row)
        same = alike.setdefault(replace(row, number=number, position=None, where=""), row)
        if plain(other.content) != plain(row.content):
            yield block(
                "duplicate-number",
                f"{row.where}与{other.where}的问题编号同为“{number}”，整改内容不同；是一条意见分为几项的，"
                "各行的整改内容请写同一意见原文；不是同一条意见的，请核对原件，改正其中一处后再导入。",
                where=row.where,
            )
        elif same is not row:
            yield block(
                "duplicate-number",
                f"{row.where}与{same.where}的问题编号同为“{number}”，各栏完全相同；"
                "请核对原件，删去重复的一行或者改正其中一处后再导入。",
                where=row.where,
            )


def element_missing(seen: Seen) -> Iterator[Finding]:
    """A row needs content, target, measures, limit and unit before it can be handed over."""
    for row in seen.rows:
        empty = [
            word
            for word, value in (
                ("整改内容", row.content),
                ("整改目标", row.target),
                ("整改措施", row.measures),
                ("整改时限", row.limit.text),
                ("责任部门", row.units),
            )
            if not value
        ]
        if empty:
            message = f"{name_of(row)}缺少{'、'.join(empty)}；四要素不全不能交办，请补齐。"
            yield warn("element-missing", message, where=name_of(row), clause="S3")


def verifier_is_responsible(seen: Seen) -> Iterator[Finding]:
    """The coordinator does 对标验收; where it is also responsible it would verify itself (T1)."""
    unit = seen.facts.coordinator
    for row in seen.rows:
        if unit and unit in row.units:
            yield warn(
                "verifier-is-responsible",
                f"{name_of(row)}的责任部门“{unit}”同时负责督促检查和对标验收，不能自己核查自己；请为本项另定核查单位。",
                where=name_of(row),
                clause="S15",
            )


def target_not_measurable(seen: Seen) -> Iterator[Finding]:
    """A target without figure, absolute or named result cannot be checked (T12)."""
    for row in seen.rows:
        if row.target and not is_measurable(row.target, row.indicators):
            yield warn(
                "target-not-measurable",
                f"{name_of(row)}的整改目标“{row.target[:40]}”没有可以检验的指标或成果；请补充数量、比例或具体成果。",
                where=name_of(row),
                clause="S8",
            )


def limit_without_date(seen: Seen) -> Iterator[Finding]:
    """立即整改, 长期执行, 持续推进: nothing by which the item could ever be late (T4)."""
    for row in seen.rows:
        if row.limit.date is None and row.limit.kind is not None:
            yield warn(
                "limit-without-date",
                f"{name_of(row)}的整改时限“{row.limit.text}”没有截止日期；请明确完成日期，长期事项请设定阶段节点或复核周期。",
                where=name_of(row),
                clause="S8",
            )


def limit_not_understood(seen: Seen) -> Iterator[Finding]:
    """Words for a limit that are no kind of limit, or a day that does not exist."""
    for row in seen.rows:
        if row.limit.kind is None and row.limit.text:
            wrong_day = names_no_real_day(row.limit, seen.facts.work_year)
            reason = "不是有效的日期" if wrong_day else "无法识别为日期或时限类型"
            yield warn(
                "limit-not-understood",
                f"{name_of(row)}的整改时限“{row.limit.text}”{reason}；请写成 2022年12月31日、立即整改、长期执行 等。",
                where=name_of(row),
                clause="S3",
            )


def limit_year_assumed(seen: Seen) -> Iterator[Finding]:
    """12月31日 without its year takes the year of the work; somebody should look."""
    for row in seen.rows:
        if row.limit.date and year_is_assumed(row.limit, seen.facts.work_year):
            yield warn(
                "limit-year-assumed",
                f"{name_of(row)}的整改时限“{row.limit.text}”没有写年份，按{row.limit.date.year}年理解；请核对。",
                where=name_of(row),
                clause="S3",
            )


def limit_before_issue(seen: Seen) -> Iterator[Finding]:
    """A limit that was over before the paper was issued is a slip of the pen."""
    issued = seen.facts.issued_on
    for row in seen.rows:
        if issued and row.limit.date and row.limit.date < issued:
            message = f"{name_of(row)}的整改时限{_day(row.limit.date)}早于成文日期{_day(issued)}；请核对。"
            yield warn("limit-before-issue", message, where=name_of(row), clause="S3")


def five_haves_missing(seen: Seen) -> Iterator[Finding]:
    """Which of the 五个有 the row lacks. A warning: the document was issued all the same (T12)."""
    for row in seen.rows:
        missing = missing_haves(row)
        if missing:
            yield warn(
                "five-haves-missing",
                f"{name_of(row)}在“五个有”中缺少：{'、'.join(missing)}；请在制定整改方案时补齐。",
                where=name_of(row),
                clause="S8",
            )


def indicator_undefined(seen: Seen) -> Iterator[Finding]:
    """A rate whose denominator or closing day is open can be met or missed at will (T10)."""
    for row in seen.rows:
        for indicator in row.indicators:
            if indicator.undefined:
                questions = "、".join(_UNDEFINED_WORDS[point] for point in indicator.undefined)
                figure = f"{indicator.name}{indicator.comparator}{indicator.value}{indicator.unit}"
                yield warn(
                    "indicator-undefined",
                    f"{name_of(row)}的指标“{figure}”没有说明{questions}；请在整改方案中写明计算口径。",
                    where=name_of(row),
                    clause="S8",
                )


def yearly_figure_too_early(seen: Seen) -> Iterator[Finding]:
    """A figure for the whole year is known only when the year is over (T10)."""
    for row in seen.rows:
        day = row.limit.date
        if (
            day
            and day <= date(day.year, 12, 31)
            and any(is_yearly(indicator) for indicator in row.indicators)
        ):
            yield warn(
                "yearly-figure-too-early",
                f"{name_of(row)}以全年数据为指标，而时限是{_day(day)}，届时全年数据尚未统计完毕；请约定统计截止日和补报日期。",
                where=name_of(row),
                clause="S8",
            )


def report_before_limit(seen: Seen) -> Iterator[Finding]:
    """The written report falls due before limits run out: a snapshot, to be supplemented (T5)."""
    due = seen.facts.report_due_on
    late = [row for row in seen.rows if due and row.limit.date and row.limit.date > due]
    if due and late:
        names = "、".join(f"第{row.position}项" if row.position is not None else row.number for row in late)
        yield warn(
            "report-before-limit",
            f"书面报送截止{_day(due)}，早于{names}的整改时限；届时按进度报送，到期后请补报结果。",
            where=names,
            clause="S20",
        )


def date_on_rest_day(seen: Seen) -> Iterator[Finding]:
    """A fixed day that nobody works is not moved; it is reminded of on the last working day before (T6)."""
    days: list[tuple[date, str, str]] = []
    if seen.facts.report_due_on:
        days.append((seen.facts.report_due_on, "书面报送截止日", "S20"))
    days += [(row.limit.date, f"{name_of(row)}的整改时限", "S3") for row in seen.rows if row.limit.date]
    for day, what, clause in days:
        if not seen.calendar.is_workday(day):
            before = last_workday(seen.calendar, day)
            yield warn(
                "date-on-rest-day",
                f"{what}{_day(day)}（星期{'一二三四五六日'[day.weekday()]}）是休息日；请按此前最后一个工作日{_day(before)}安排。",
                where=what.removesuffix("的整改时限"),
                clause=clause,
            )


def calendar_uncovered(seen: Seen) -> Iterator[Finding]:
    """Without the holidays of a year, rest days are only guessed from weekends."""
    days = [seen.facts.report_due_on, *(row.limit.date for row in seen.rows)]
    years = sorted({day.year for day in days if day and not seen.calendar.covers(day.year)})
    if years:
        yield warn("calendar-uncovered", "".join(map(uncovered_words, years)))


def complaint_not_answered(seen: Seen) -> Iterator[Finding]:
    """What the public asked for and no measure does (T11)."""
    for row in seen.rows:
        for wish, words in unanswered(row):
            yield warn(
                "complaint-not-answered",
                f"{name_of(row)}：群众反映“{words}”，整改措施中没有{wish}的内容；请补充措施，或说明不采纳的理由。",
                where=name_of(row),
                clause="S4",
            )


def place_differs(seen: Seen) -> Iterator[Finding]:
    """The complaint names one street, the target another (T11)."""
    for row in seen.rows:
        if places := differing_places(row):
            asked, answered = ("、".join(names) for names in places)
            yield warn(
                "place-differs",
                f"{name_of(row)}：群众反映的地点是“{asked}”，目标和措施写的是“{answered}”；请核实是否同一地点并注明。",
                where=name_of(row),
                clause="S4",
            )


def placeholder_in_text(seen: Seen) -> Iterator[Finding]:
    """XX or ____ left where a name belongs."""
    for row in seen.rows:
        for text in (row.target, *row.measures, *row.units, row.person):
            if match := _PLACEHOLDER.search(text):
                yield warn(
                    "placeholder-in-text",
                    f"{name_of(row)}的“{_around(text, match)}”中有占位符“{match[0]}”；请填写确切名称。",
                    where=name_of(row),
                    clause="S8",
                )


def _around(text: str, match: re.Match[str]) -> str:
    """The words around a match, from the title or the clause it stands in to that one's end, or nearly."""
    title = text.rfind("《", 0, match.start())
    if title > text.rfind("》", 0, match.start()):
        start = title
    else:
        start = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
    tail = _QUOTED_TAIL.match(text, match.end())
    end = tail.end() if tail else match.end()
    whole = end == len(text) or text[end - 1] == "》" or _CLAUSE_END.match(text, end)
    return text[start:end].strip() + ("" if whole else "…")


def received_not_in_table(seen: Seen) -> Iterator[Finding]:
    """16 received, 4 in the table: each of the others needs its own answer too (T2)."""
    received = seen.facts.received_count
    if received is not None and seen.table is not None and received > len(seen.rows):
        gap = received - len(seen.rows)
        yield warn(
            "received-not-in-table",
            f"正文称收到意见建议{received}条，表中只有{len(seen.rows)}项，其余{gap}条的去向（归并、解释或不立项）没有列出；"
            "请导入全部意见并逐条登记去向。",
            where="整改目标表",
            clause="S2",
        )


def rectify_count_differs(seen: Seen) -> Iterator[Finding]:
    """The text counts items, the table lists them; both should agree."""
    counted = seen.facts.rectify_count
    if counted is not None and seen.table is not None and counted != len(seen.rows):
        message = f"正文称立项整改{counted}项，表中有{len(seen.rows)}项，两者不符；请核对表格是否完整。"
        yield warn("rectify-count-differs", message, where="整改目标表", clause="S13")


def table_missing(seen: Seen) -> Iterator[Finding]:
    """A notice that hands down rectification without the table that says what to rectify.

    A page that only reports or announces, to nobody and under no number, hands nothing down; nor does one that never
    speaks of what is to be put right.
    """
    facts = seen.facts
    words = (facts.title or "", facts.plan_title or "", *facts.attachments, *facts.letter, *facts.plan)
    hands_down = bool(facts.duties) or facts.rectify_count is not None or any(map(_HANDS_DOWN.search, words))
    if seen.table is None and hands_down and (facts.number or facts.recipients or facts.attachments):
        yield warn(
            "table-missing", "没有找到整改目标表；请一并导入附件，或核对表格列名。", where="附件", clause="S3"
        )


def three_leaders_wanted(seen: Seen) -> Iterator[Finding]:
    """The table prints one name; the text wants three levels of responsibility (T14)."""
    short = [row for row in seen.rows if len(row.person.split("、")) < 3]
    if short:
        yield note(
            "three-leaders-wanted",
            f"负责人栏不足三人的有{len(short)}项；按要求应明确主要领导、分管领导和具体责任人，请在交办时补齐。",
            where="负责人",
            clause="S23",
        )


def limit_is_twofold(seen: Seen) -> Iterator[Finding]:
    """立即整改 长期执行: closed once, then kept up and looked back at (T20)."""
    for row in seen.rows:
        if row.limit.then in (LimitKind.LONG_TERM, LimitKind.CONTINUOUS):
            yield note(
                "limit-continues",
                f"{name_of(row)}的时限“{row.limit.text}”在整改后还要长期坚持；销号后请安排回头看。",
                where=name_of(row),
                clause="S14",
            )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


RULES: tuple[Rule, ...] = (
    table_missing,
    number_twice,
    element_missing,
    verifier_is_responsible,
    target_not_measurable,
    limit_without_date,
    limit_not_understood,
    limit_year_assumed,
    limit_before_issue,
    limit_is_twofold,
    five_haves_missing,
    indicator_undefined,
    yearly_figure_too_early,
    report_before_limit,
    date_on_rest_day,
    calendar_uncovered,
    complaint_not_answered,
    place_differs,
    placeholder_in_text,
    received_not_in_table,
    rectify_count_differs,
    three_leaders_wanted,
)
