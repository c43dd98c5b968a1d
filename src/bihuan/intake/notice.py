"""The notice itself: its running text becomes facts (domain §1.1). Text in, values out.

Every pattern is bounded and reads one line, so that a hostile text costs no more than its length.
"""

import re
from collections.abc import Sequence
from datetime import date

from bihuan.intake.dates import NoSuchDay, find_days, normal_digits, parse_day
from bihuan.intake.duties import find_duties
from bihuan.intake.reading import DocumentFacts
from bihuan.intake.running_text import Places, letter_and_plan
from bihuan.kernel.numbers import DOCUMENT_NUMBER, fold_brackets, squeeze

LINES_OF_A_HEAD = 60
LONGEST_LINE = 5_000
# 20,000 lines are a book; what comes behind them is no part of a notice.
MOST_LINES = 20_000
MOST_ATTACHMENTS = 50
_KINDS = "通知|公告|通报|决定|意见|函|报告|方案|计划|清单|公示|批复|纪要"
_TITLE = re.compile(rf"(?P<body>.{{0,60}}?)(?P<title>关于.{{2,200}}?(?:{_KINDS}))(?:[（(].{{1,20}}[）)])?$")
_OTHER_TITLE = re.compile(rf".{{4,80}}(?:{_KINDS}|情况|一览表|目标表|台账|汇总表)(?:[（(].{{1,20}}[）)])?$")
_SENTENCE = re.compile(r"[。；！？]")
_SHORTEST_BODY = 4
_BODY_END = re.compile(r"(?:局|办|办公室|委|委员会|政府|厅|部|处|组|领导小组|中心|院|公司)$")
_PARENT = re.compile(r"[（(]([\u4e00-\u9fff]{2,20}〔\d{4}〕\d{1,5}号)[）)]")
_UNIT = r"[\u4e00-\u9fff（）]{2,20}?(?:局|办公室|办|委员会|委|中心|部|处|科|组)"
_REPORT = re.compile(
    r"于?(?P<when>[^，。；]{2,20}?)(?:之前|以前|前)[^。；]{0,40}?"
    rf"(?:书面)?(?:报送|上报|报告|报至|报到|报|送至|送|反馈至)(?:至|到|给)?(?P<unit>{_UNIT})(?=[，。；、（）()汇备]|$)"
)
_COORDINATORS = (
    re.compile(rf"(?:^|[，。；.、\s])(?P<unit>{_UNIT})(?:要|负责|应当?)[^。]{{0,60}}?(?:督促|对标验收|汇总)"),
    re.compile(rf"(?:^|[，。；])(?P<unit>{_UNIT})将[^。]{{0,30}}?(?:分解|汇总)"),
)
_RECEIVED = (
    re.compile(r"反馈[^。；]{0,20}?(?<!\d)(\d{1,6})\s*条"),
    re.compile(r"(?:共|累计)?(?:收到|征集到?|收集到?)[^。；]{0,40}?(?<!\d)(\d{1,6})\s*条"),
    re.compile(r"(?<!\d)(\d{1,6})\s*条[^。；]{0,30}?意见建议"),
)
_RECTIFY = (
    re.compile(
        r"(?:对于|确定|梳理|归并|形成|筛选|制定)[^。；]{0,40}?(?<!\d)(\d{1,6})\s*[项条][^。；，]{0,12}?(?:意见|问题|任务|目标|事项)"
    ),
    re.compile(r"(?<!\d)(\d{1,6})\s*项[^。；，]{0,10}?(?:意见建议|整改任务|整改事项|重点整改目标)"),
)
_PLANS = {"十三五": 2020, "十四五": 2025, "十五五": 2030}
_ATTACHMENT = re.compile(r"附件(?:\d{0,2})[：:]\s*(?P<first>\S.*)$")
_ATTACHMENT_ITEM = re.compile(r"^\d{1,2}\s*[.．、]\s*(?P<name>.+)$")


def read_notice(lines: Sequence[str], *, text_ends: int | None = None) -> DocumentFacts:
    """What the lines say of the document; what they do not say is None or empty. Never refuses.

    ``text_ends``: how many of the lines stand before the table; without a table all of them.
    """
    text_ends = sum(1 for line in lines[:text_ends] if line.strip())
    whole = [line.strip() for line in lines[:MOST_LINES] if line.strip()]
    lines = [fold_brackets(line[:LONGEST_LINE]) for line in whole]
    number_at, number = _number(lines[:LINES_OF_A_HEAD])
    title_end, title, body_of_title = _title(lines[:LINES_OF_A_HEAD], number_at + 1)
    to_at, recipients = _recipients(lines[:LINES_OF_A_HEAD], title_end)
    signed_at, issued_on = _date_line(lines, max(title_end, to_at + 1))
    signed_from, signed_by = _signature(lines, signed_at, to_at, body_of_title)
    body = signed_by or body_of_title
    year = issued_on.year if issued_on else _year_of(number)
    report_on, report_to = _report(lines, year)
    plan_title = _plan_title(title)
    text = "\n".join(lines)
    places = Places(
        begins=min(max(title_end, to_at + 1), text_ends),
        signed=signed_from,
        dated=signed_at if signed_at >= 0 else None,
        ends=min(text_ends, len(whole)),
    )
    told = bool(number or (title and (issued_on or body or recipients)))
    letter, plan = letter_and_plan(whole, places, title, plan_title) if told else ((), ())
    return DocumentFacts(
        number=number,
        title=title,
        plan_title=plan_title,
        issuing_body=body,
        recipients=recipients,
        issued_on=issued_on,
        basis=_basis(lines, number),
        coordinator=_coordinator(lines) or report_to,
        evaluation_year=_evaluation_year([title or "", *lines]),
        work_year=year,
        plan_period_end=_plan_period_end(text),
        report_due_on=report_on,
        report_to=report_to,
        received_count=_first_count(lines, _RECEIVED),
        rectify_count=_first_count(lines, _RECTIFY),
        attachments=_attachments(lines),
        duties=find_duties(lines),
        letter=letter,
        plan=plan,
    )


def says_anything(facts: DocumentFacts) -> bool:
    """Whether the text was recognised as an official paper: it has a number, or a title with a date or a body."""
    return bool(facts.number or (facts.title and (facts.issued_on or facts.issuing_body or facts.recipients)))


def _number(head: Sequence[str]) -> tuple[int, str | None]:
    for at, line in enumerate(head):
        plain = re.sub(r"^(?:发文字号|文号|发文号)[：:]", "", squeeze(line))
        plain = re.sub(r"[（(](\d{4})[）)](\d+号)$", r"〔\1〕\2", plain)
        if DOCUMENT_NUMBER.fullmatch(plain):
            return at, plain
    return -1, None


def _title(head: Sequence[str], start: int) -> tuple[int, str | None, str | None]:
    """The line after the title, the title from 关于 on, and the body named before it.

    A title may run over several lines; it ends on a line that ends with a kind of paper.
    """
    for at in range(start, len(head)):
        if "关于" not in head[at] or _SENTENCE.search(head[at]):
            continue
        before = _lines_before_title(head, at, start)
        joined = ""
        for end in range(at, min(at + 6, len(head))):
            if _SENTENCE.search(head[end]) or head[end].endswith(("：", ":")):
                break
            joined += squeeze(head[end])
            match = _TITLE.fullmatch(joined)
            if match and joined.count("《") == joined.count("》"):
                return end + 1, match["title"], (before + match["body"]) or None
    for at in range(start, min(len(head), start + 10)):
        if _OTHER_TITLE.fullmatch(squeeze(head[at])) and not _SENTENCE.search(head[at]):
            return at + 1, squeeze(head[at]), None
    return start, None, None


def _lines_before_title(head: Sequence[str], at: int, start: int) -> str:
    """A body printed above 关于…, on its own line or begun there: between the number and the title stands no other."""
    begun = squeeze(head[at]).split("关于")[0]
    above = [squeeze(line) for line in head[start:at]] if start else []
    if above and all(len(line) <= 40 and not re.search("[，。；：:]", line) for line in above):
        name = "".join(above)
        return name if _BODY_END.search(name + begun) else ""
    if at > start and not begun and _BODY_END.search(squeeze(head[at - 1])):
        return squeeze(head[at - 1])
    return ""


def _recipients(head: Sequence[str], start: int) -> tuple[int, str | None]:
    for at in range(start, min(len(head), start + 4)):
        line = head[at]
        if line.endswith(("：", ":")) and len(line) <= 200 and not _SENTENCE.search(line):
            return at, line[:-1].strip()
    return start - 1, None


def _date_line(lines: Sequence[str], start: int) -> tuple[int, date | None]:
    """The line that is a date and nothing else: the day the paper was made."""
    for at in range(start, len(lines)):
        if len(lines[at]) <= 24 and (day := parse_day(lines[at])):
            return at, day
    return -1, None


def _signature(
    lines: Sequence[str], signed_at: int, to_at: int, expected: str | None
) -> tuple[int, str | None]:
    """Where the signature begins, and who signs: the short lines right above the date. Several are joined with 、."""
    bodies: list[str] = []
    for at in range(signed_at - 1, max(to_at, signed_at - 5), -1):
        line = _bodies(lines[at])
        if not line or len(line) > 40 or re.search(r"[，。；：:！？]|^附件|^\d", line):
            break
        bodies.insert(0, line)
    begins = signed_at - len(bodies)
    if not bodies:
        return begins, None
    if expected and "".join(bodies).endswith(expected):
        return begins, expected
    joined = bodies[0]
    for line in bodies[1:]:
        joined += f"、{line}" if _BODY_END.search(joined) else line
    return begins, joined


def _bodies(line: str) -> str:
    """The bodies of a line; two that sign side by side have blanks between them, a spread name, too."""
    names = line.split()
    apart = all(len(name) >= _SHORTEST_BODY and _BODY_END.search(name) for name in names)
    return "、".join(names) if apart else squeeze(line)


def _year_of(number: str | None) -> int | None:
    match = re.search(r"〔(\d{4})〕", number or "")
    return int(match[1]) if match else None


def _plan_title(title: str | None) -> str | None:
    inner = re.search(r"《(.+?(?:方案|计划|办法|规定|细则|清单))》", title or "")
    if inner:
        return inner[1]
    return title if title and title.endswith("方案") else None


def _basis(lines: Sequence[str], own: str | None) -> tuple[str, ...]:
    found = (match[1] for line in lines for match in _PARENT.finditer(line))
    return tuple(dict.fromkeys(number for number in found if number != own))


def _evaluation_year(lines: Sequence[str]) -> int | None:
    """The year that was evaluated: the first NNNN年度, title first. Never the year of the work (T15)."""
    for line in lines:
        if match := re.search(r"(20\d{2})年度", line):
            return int(match[1])
    return None


def _plan_period_end(text: str) -> date | None:
    match = re.search(r"“?(十[三四五]五)”?(?:时期|期间|规划)", text)
    return date(_PLANS[match[1]], 12, 31) if match else None


def _report(lines: Sequence[str], year: int | None) -> tuple[date | None, str | None]:
    for line in lines:
        for match in _REPORT.finditer(line):
            day = _one_day(match["when"], year)
            if day is not None:
                return day, match["unit"]
    return None, None


def _one_day(words: str, year: int | None) -> date | None:
    try:
        days = list(find_days(normal_digits(words), year))
    except NoSuchDay:
        return None
    return days[-1].day if days else None


def _coordinator(lines: Sequence[str]) -> str | None:
    for pattern in _COORDINATORS:
        for line in lines:
            for match in pattern.finditer(line):
                if not re.match(r"各|全|本|相关|有关|责任", match["unit"]):
                    return match["unit"]
    return None


def _first_count(lines: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> int | None:
    for pattern in patterns:
        for line in lines:
            if match := pattern.search(line):
                return int(match[1])
    return None


def _attachments(lines: Sequence[str]) -> tuple[str, ...]:
    """The names behind 附件：, numbered or not, without a final stop."""
    names: list[str] = []
    for at, line in enumerate(lines):
        match = _ATTACHMENT.match(line)
        if match is None:
            continue
        numbered = _ATTACHMENT_ITEM.match(match["first"])
        names.append(numbered["name"] if numbered else match["first"])
        for following in lines[at + 1 : at + MOST_ATTACHMENTS] if numbered else ():
            item = _ATTACHMENT_ITEM.match(following)
            if item is None or _SENTENCE.search(following):
                break
            names.append(item["name"])
    cleaned = (re.sub(r"^《(.*)》$", r"\1", squeeze(name).rstrip("。；;")) for name in names)
    return tuple(dict.fromkeys(cleaned))
