"""What a row of a list says against itself, and what the rows say against each other. Pure: one idea, one function."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from bihuan.intake.cells import position_of
from bihuan.intake.dates import parse_day
from bihuan.intake.figures.days import days_in, plain_days
from bihuan.intake.figures.rows import Listed, RowFacts, first_day, is_blank
from bihuan.intake.figures.said import Line as Text
from bihuan.intake.figures.said import as_printed
from bihuan.kernel.findings import Finding, note, warn

_UNFOUNDED = re.compile(r"^(?:不属实|否|查无|未查实|举报不实|不实)$")
_FOUNDED = re.compile(r"^(?:属实|基本属实|是|部分属实|全部属实)$")
# What is done only where something was wrong. Asking somebody to carry on or to take care is no rectification.
_RECTIFIED = re.compile(
    r"采取的(?:整改)?措施|整改措施|立案|罚款|处罚|查封|扣押|停产|停业|关停|取缔|责令|限期整改|予以拆除"
    r"|(?:已|现已|均已|全部)(?:经|全部|按要求|整改|安装|清理|清洗|拆除|清运|修复|关闭|停止|更换|加装|整治|覆盖|密闭|封堵|取缔)"
    r"(?:完成|完毕|到位)?|(?:安装|清理|清洗|拆除|清运|修复|整改|整治|更换|加装)(?:工作)?(?:已|已经|均已)?(?:完成|完毕|到位)"
)
_NOT_RECTIFIED = re.compile(
    r"(?:未|不|无需|不予|没有|未予)(?:立案|处罚|整改|采取)|无(?:须|需)|不存在|此前|以前|前期|去年|历史|20\d\d年[^,。]{0,12}(?:已|完成)|如(?:果|发现|有)|一旦|若"
)
_NO_MEASURE_NEEDED = re.compile(r"无需|无须|不需|符合|达标|未超标|已(?:自行|停止|搬迁)")
_DONE = re.compile(
    r"^(?:是|已办结|办结|已完成|完成|已销号|已完成整改|整改完成|已整改|已办结销号|已整改到位|已整改完成)$"
)
_DONE_REMARK = re.compile(r"^(?:已办结|办结|已完成整改|已完成|已销号|整改完成)[。]?$")
_PART_DONE = re.compile(
    r"(?:完成|进度|达到?|实施|推进)[^,。;%]{0,12}?(?<!\d)(?P<share>\d{1,2}(?:\.\d+)?)%|(?P<half>完成(?:了)?一半)"
)
_GOING_ON = re.compile(
    r"(?:整改|治理|整治|清理|拆除|退养|修复|改造|搬迁|清运|处理|处置|办理|建设)(?:工作|工程|任务)?(?:仍|尚|还|目前|现)?(?:在|正在)(?:进行|推进|实施|办理|整改)"
    r"|正在(?:抓紧|加快|积极|全力|有序)*(?:进行整改|整改|办理|推进整改|实施整改|整治中|办理中)|(?:尚未|未能?|还未|仍未)(?:全部)?(?:完成|整改到位|整改完成|办结)|整改中|办理中"
)
_CLEARED_LATER = re.compile(
    r"现已(?:全部)?(?:完成|整改)|目前已(?:全部|经)?(?:完成|整改)|已全部(?:完成|整改|办结)|随后(?:完成|整改)"
)
_CHECKED_AT = re.compile(r"(?:现场)?(?:核查|核实|检查|调查|勘查|勘察)(?:时间|日期)(?:为|是)?:?$")
_CHECK_BEHIND = re.compile(r"^[,、]?[^。;]{0,30}?(?:接到|收到|现场|核查|核实|检查|调查|勘察|勘查|赶赴|前往)")
_BACKGROUND = re.compile(
    r"曾|此前|以来|起(?=[,、])|开始|前期|历史|投产|建成|批准|批复|成立|竣工|登记|取得|验收|同类|上次|首次|多次|至"
)
_LONGEST_QUOTE = 40
_NEAR = timedelta(days=60)
_MOST_MISSING = 5
_FEWEST_COUNTED = 3
_SHORTEST_NUMBER = 3
_ORDERS = (
    ("assigned_on", "received_on", "assigned-before-received"),
    ("verified_on", "received_on", "checked-before-received"),
    ("finished_on", "received_on", "finished-before-received"),
    ("finished_on", "assigned_on", "finished-before-assigned"),
    ("closed_on", "received_on", "closed-before-received"),
    ("closed_on", "verified_on", "closed-before-checked"),
    ("limit", "received_on", "limit-before-received"),
    ("limit", "assigned_on", "limit-before-received"),
)

RowRule = Callable[[RowFacts], Iterator[Finding]]


def row_findings(facts: RowFacts) -> Iterator[Finding]:
    """The findings of every rule about one row."""
    for rule in ROW_RULES:
        yield from rule(facts)


def unfounded_with_measures(row: RowFacts) -> Iterator[Finding]:
    """不属实, and yet something was put right."""
    if not _UNFOUNDED.match(row.founded):
        return
    for clause in re.split(r"[。;；\n]", plain_days(row.measures)):
        match = _RECTIFIED.search(clause)
        if match and not _NOT_RECTIFIED.search(clause):
            yield warn(
                "unfounded-with-measures",
                f"{row.name}“{row.headings['founded'].strip()}”写的是“{row.founded}”，“{row.headings['measures'].strip()}”却写有“"
                f"{_quoted(clause, match)}”；是否属实的结论与采取的整改措施矛盾，请核对。",
                where=row.where,
            )
            return


def _quoted(clause: str, match: re.Match[str]) -> str:
    """The words around what was done, from comma to comma."""
    start = max(clause.rfind(mark, 0, match.start()) for mark in ",:、") + 1
    words = clause[start : match.end()] + re.split(",", clause[match.end() :])[0]
    return as_printed(words.strip(" :") if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…")


def founded_without_measures(row: RowFacts) -> Iterator[Finding]:
    """属实, and nothing was done about it. A row that may be cut off says nothing."""
    if "measures" not in row.headings or row.last or not _FOUNDED.match(row.founded):
        return
    if is_blank(row.measures) and not _NO_MEASURE_NEEDED.search(row.checked + row.remarks):
        yield warn(
            "founded-without-measures",
            f"{row.name}“{row.headings['founded'].strip()}”写的是“{row.founded}”，“{row.headings['measures'].strip()}”却没有内容；"
            "请补充整改措施，或说明无需整改的理由。",
            where=row.where,
            clause="S3",
        )


def finished_and_not(row: RowFacts) -> Iterator[Finding]:
    """已办结, while the text says 50 % or 正在进行."""
    state = next(
        (
            (field, words)
            for field, words, form in (("done", row.done, _DONE), ("remarks", row.remarks, _DONE_REMARK))
            if form.match(words)
        ),
        None,
    )
    if state is None:
        return
    field, words = state
    for other in ("measures", "progress", "checked"):
        text = plain_days(getattr(row, other))
        open_words = _open_words(text, numbers=other != "checked", bare=other == "progress")
        if open_words:
            yield warn(
                "finished-while-going-on",
                f"{row.name}“{row.headings[field].strip()}”写的是“{words}”，“{row.headings[other].strip()}”却写有“{open_words}”；"
                "是否办结与整改进展矛盾，请核对。",
                where=row.where,
            )
            return


def _open_words(text: str, *, numbers: bool, bare: bool) -> str:
    """The words by which work is not over, if there are any and nothing after them says that it is."""
    hits = []
    if bare and (match := re.fullmatch(r"(\d{1,2}(?:\.\d+)?)%", text)):
        return match[0]
    if numbers:
        hits += [match for match in _PART_DONE.finditer(text) if not _rate_before(text, match)]
        hits += list(_GOING_ON.finditer(text))
    for match in sorted(hits, key=lambda one: one.start()):
        if not _CLEARED_LATER.search(text[match.end() :]):
            start = max(text.rfind(mark, 0, match.start()) for mark in ",。;") + 1
            return as_printed(re.split("[。;]", text[start : match.end() + 20])[0].strip())
    return ""


def _rate_before(text: str, match: re.Match[str]) -> bool:
    """达到90% of a removal rate or a coverage is no progress."""
    return bool(re.search(r"率[^,。;]{0,6}$", text[: match.start()]) or "率" in match[0])


def days_out_of_order(row: RowFacts) -> Iterator[Finding]:
    """Checked, finished, closed before it was received; a limit that was over before that."""
    told: set[str] = set()
    for late, early, code in _ORDERS:
        if late in row.days and early in row.days and row.days[late] < row.days[early] and late not in told:
            told.add(late)
            yield warn(
                code,
                f"{row.name}的“{_heading(row, late)}”{_day(row.days[late])}早于“{_heading(row, early)}”"
                f"{_day(row.days[early])}；请核对。",
                where=row.where,
            )


def _heading(row: RowFacts, field: str) -> str:
    return row.headings.get(field) or f"{row.headings.get('number', '编号')}所含日期"


def checked_before_received(row: RowFacts) -> Iterator[Finding]:
    """The text of the check names a day on which the matter was not there yet."""
    received = row.days.get("received_on") or row.days.get("assigned_on")
    if received is None or not row.checked:
        return
    text = plain_days(row.checked)
    for named in days_in(text, received.year):
        labelled = _CHECKED_AT.search(text[: named.start])
        if labelled and named.day and named.day < received:
            yield _too_early(row, named.day, named.text, received)
            return
    found = first_day(row.checked, received.year)
    if found is None:
        return
    day, before, behind = found
    clause = re.split("[。;]", behind)[0]
    opens = len(before) <= 8 and _CHECK_BEHIND.match(behind) and not _BACKGROUND.search(before + clause[:40])
    if opens and day < received and received - day <= _NEAR:
        yield _too_early(row, day, _day(day), received)


def _too_early(row: RowFacts, day: date, said: str, received: date) -> Finding:
    field = "received_on" if "received_on" in row.days else "assigned_on"
    return warn(
        "checked-before-received",
        f"{row.name}“{row.headings['checked'].strip()}”写的核查日期“{said}”早于“{_heading(row, field)}”"
        f"{_day(received)}；请核对。",
        where=row.where,
    )


def no_such_day(row: RowFacts) -> Iterator[Finding]:
    """4月31日 in a text of the row."""
    for field in ("checked", "measures"):
        for named in days_in(plain_days(getattr(row, field)), None):
            if named.day is None:
                yield warn(
                    "no-such-day", f"{row.name}的“{named.text}”不是有效的日期；请核对。", where=row.where
                )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


ROW_RULES: tuple[RowRule, ...] = (
    unfounded_with_measures,
    founded_without_measures,
    finished_and_not,
    days_out_of_order,
    checked_before_received,
    no_such_day,
)


def serial_numbers(table: Listed) -> Iterator[Finding]:
    """序号 that stand twice, and such as are missing in a list that counts from 1."""
    fields = table.fields()
    if "position" not in fields:
        return
    numbers = (
        [text for _, text in table.words(fields["number"])] if "number" in fields else [""] * len(table.rows)
    )
    run: dict[int, int] = {}
    for at, text in table.words(fields["position"]):
        serial = position_of(text)
        if serial is None:
            continue
        if serial == 1 and len(run) > 1 and 1 in run:
            yield from _missing(run, table)
            run = {}
        first = run.setdefault(serial, at)
        if first != at and numbers[at] and numbers[first] and numbers[at] != numbers[first]:
            yield warn(
                "serial-twice",
                f"{table.place(at)}与{table.place(first)}的序号同为{serial}；请核对是否有误。",
                where=table.place(at),
            )
    yield from _missing(run, table)


def _missing(run: dict[int, int], table: Listed) -> Iterator[Finding]:
    if len(run) < _FEWEST_COUNTED or 1 not in run or not table.complete or max(run) > 2 * len(run):
        return
    missing = [serial for serial in range(1, max(run)) if serial not in run]
    if missing and len(missing) <= min(_MOST_MISSING, len(run) // 2):
        named = "、".join(map(str, missing))
        yield note(
            "serial-missing",
            f"{table.where}的表格序号缺{named}；请核对是否漏行。",
            where=table.place(run[max(run)]),
        )


def number_twice(table: Listed) -> Iterator[Finding]:
    """One 受理编号 for two rows."""
    column = None if table.known else table.fields().get("number")
    first: dict[str, int] = {}
    for at, number in table.words(column) if column is not None else ():
        if len(number) > _SHORTEST_NUMBER and first.setdefault(number, at) != at:
            yield warn(
                "number-twice",
                f"{table.place(at)}与{table.place(first[number])}的“{table.columns[column or 0]}”同为“{number}”；"
                "请核对是否重复或有误。",
                where=table.place(at),
            )


def outside_the_period(
    table: Listed, months: frozenset[int], year: int | None, said: str
) -> Iterator[Finding]:
    """Rows received in another month than the title names."""
    column = table.fields().get("received_on")
    days = (
        [(at, day) for at, text in table.words(column) if (day := parse_day(text))]
        if column is not None
        else []
    )
    outside = [
        (at, day) for at, day in days if day.month not in months or (year is not None and day.year != year)
    ]
    if outside and len(days) > len(outside):
        at, day = outside[0]
        more = f"等{len(outside)}行" if len(outside) > 1 else ""
        yield warn(
            "row-outside-the-period",
            f"{table.place(at)}{more}的“{table.columns[column or 0]}”{_day(day)}不在标题所写的“{said}”之内；请核对。",
            where=table.place(at),
        )
    elif outside:
        at, day = outside[0]
        yield warn(
            "rows-of-another-period",
            f"{table.place(at)}起各行的“{table.columns[column or 0]}”（{_day(day)}等）都不在标题所写的“{said}”之内；"
            "请核对标题或表格是否有误。",
            where=table.place(at),
        )


def rows_against_title(table: Listed, titles: Sequence[Text]) -> Iterator[Finding]:
    """共48件 in a title above the list, and another number of rows below it."""
    for title in titles:
        match = re.search(r"(?<![\d第])(?P<value>\d{1,6})(?:件|条|项|宗)(?![目例])", title.text)
        if match and int(match["value"]) != len(table.rows):
            yield warn(
                "rows-not-as-stated",
                f"{title.where}标题写的是“{match[0]}”，{table.where}起的表格有{len(table.rows)}行；请核对是否漏行或合并。",
                where=table.where,
            )
            return
