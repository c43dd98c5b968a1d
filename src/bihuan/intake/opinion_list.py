"""Lists of opinions: one line an opinion. Made to stay linear and light at 100,000 rows."""

from dataclasses import dataclass, field

from bihuan.intake.cells import clean_number, clean_text, number_problem, split_contact
from bihuan.intake.column_names import OPINION_LIST, label
from bihuan.intake.columns import (
    NO_CORRECTIONS,
    ColumnMap,
    Header,
    find_header,
    is_aside,
    is_header_again,
    others,
)
from bihuan.intake.dates import parse_day
from bihuan.intake.readers.blocks import Grid, GridKind
from bihuan.intake.reading import OpinionLine
from bihuan.kernel.findings import Finding, Severity, block, note, warn
from bihuan.kernel.numbers import squeeze

MOST_FINDINGS = 200
_MOST_NUMBER = 64


@dataclass(slots=True)
class ListReading:
    """The lines of one or more grids, and everything noticed."""

    lines: list[OpinionLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings for which the list cannot be read at all: all of them, not only the first."""
        return [finding for finding in self.findings if finding.severity is Severity.BLOCK]


def list_header(grid: Grid, corrected: ColumnMap = NO_CORRECTIONS) -> Header | None:
    """The header of ``grid`` when it can be a list of opinions, complete or not."""
    header = find_header(grid, OPINION_LIST, corrected)
    if header is None or not ({"number", "text"} & header.columns.keys()):
        return None
    return header


def missing_columns(grid: Grid, header: Header) -> Finding | None:
    """The refusal of a list without numbers or texts, naming what is missing and what was found."""
    missing = [] if "text" in header.columns else ["意见内容"]
    if not ({"number", "position"} & header.columns.keys()):
        missing.insert(0, "编号")
    if not missing:
        return None
    place = grid.place(header.at)
    wanted = "、".join(f"“{name}”" for name in missing)
    found = "、".join(f"“{name}”" for name in header.names if name)
    message = f"{place}的表头缺少{wanted}列，实有{found}；请补齐列名后再导入。"
    return block("columns-missing", message, where=place, clause="S2")


def read_lines(grid: Grid, header: Header, into: ListReading, *, wide: Header | None = None) -> None:
    """Append the opinions of ``grid``. Every bad row is named, so that they can be mended together.

    ``wide`` knows more columns than a list of opinions has: those of a list that also says what was done.
    """
    column = header.columns
    number_at = column.get("number", column.get("position", 0))
    text_at = column["text"]
    # A field without its column reads the blank that is put behind every row.
    source_at, date_at, contact_at, name_at, phone_at, type_at = (
        column.get(name, -1)
        for name in ("source", "date", "contact", "contact_name", "contact_phone", "type")
    )
    needed = len(header.names)
    if "number" not in column and header.at >= 0:
        message = f"{grid.place(header.at)}没有编号列，以序号代替；请核对。"
        into.findings.append(warn("number-from-position", message, where=grid.place(header.at)))
    into.findings.extend(_column_findings(grid, wide or header))
    unknown, first_name = header.others(), header.names[number_at]
    for at in range(header.first_row, len(grid.rows)):
        row = grid.rows[at]
        width = len(row)
        row = [*row, ""] if width >= needed else [*row, *[""] * (needed - width), ""]
        number = clean_number(row[number_at])
        text = clean_text(row[text_at])
        if not (number and text) and _is_no_opinion(grid, at, header, into):
            continue
        if number == first_name and is_header_again(grid, at, header):
            continue
        if wide is not None and not (number and text):
            into.findings.append(_left_out(grid, at, number_at if text else text_at))
            continue
        # A number that a spreadsheet may have turned into a figure, or that is none.
        odd = "E" in number or "e" in number or len(number) > _MOST_NUMBER
        if odd or not (number and text) or grid.doubts:
            _check(grid, at, (number_at, number), (text_at, text), into)
        day, contact, name, phone = row[date_at].strip(), row[contact_at], row[name_at], row[phone_at]
        received_on = parse_day(day) if day else None
        if day and received_on is None:
            _doubt_date(grid, at, column["date"], day, into)
        if contact or phone or name:
            name, phone = _contact(contact, name, phone)
        source, kind = row[source_at].strip(), row[type_at]
        into.lines.append(
            OpinionLine(
                number,
                text,
                source,
                received_on,
                name,
                phone,
                kind and squeeze(kind),
                grid.place(at),
                others(row, unknown) if unknown else (),
            )
        )
        if grid.kind is GridKind.CSV and width > needed:
            _refuse_shifted(grid, at, header, into)


def _is_no_opinion(grid: Grid, at: int, header: Header, into: ListReading) -> bool:
    """Whether a row without number or text is empty, a remark or the header again, rather than a broken line."""
    row = grid.rows[at]
    if not any(cell.strip() for cell in row) or is_header_again(grid, at, header):
        return True
    first = label(next(cell for cell in row if cell.strip()))
    if first in ("合计", "总计", "小计") or (is_aside(row) and not first.isdecimal()):
        place = grid.place(at)
        into.findings.append(
            note("row-skipped", f"{place}“{first[:30]}”按说明行处理，未作为意见。", where=place)
        )
        return True
    return False


def _left_out(grid: Grid, at: int, column: int) -> Finding:
    """A row of a list of cases that says too little to be an opinion; the other rows are read."""
    place = grid.place(at, column)
    return warn(
        "row-incomplete", f"{place}没有内容，该行未作为意见读取；请按原件补填。", where=grid.place(at)
    )


def _check(grid: Grid, at: int, number: tuple[int, str], text: tuple[int, str], into: ListReading) -> None:
    if not number[1]:
        place = grid.place(at, number[0])
        into.findings.append(
            block("number-missing", f"{place}没有编号；请补填后再导入。", where=place, clause="S2")
        )
    elif "E" in number[1] or "e" in number[1] or grid.doubts:
        problem = number_problem(grid, at, number[0], number[1])
        if problem is not None:
            into.findings.append(problem)
    if len(number[1]) > _MOST_NUMBER:
        place = grid.place(at, number[0])
        into.findings.append(
            block(
                "number-too-long",
                f"{place}的编号长达{len(number[1])}字，不像编号；请核对是否错列。",
                where=place,
            )
        )
    if not text[1]:
        place = grid.place(at, text[0])
        into.findings.append(
            block("text-missing", f"{place}没有意见内容；请补填后再导入。", where=place, clause="S2")
        )


def _doubt_date(grid: Grid, at: int, column: int, words: str, into: ListReading) -> None:
    place = grid.place(at, column)
    message = f"{place}的日期“{words[:20]}”无法识别，未读取；请写成 2022年12月31日 或 2022-12-31。"
    into.findings.append(warn("date-not-understood", message, where=place))


def _contact(contact: str, name: str, phone: str) -> tuple[str, str]:
    """Name and telephone, whichever of the columns they stand in."""
    shared_name, shared_phone = split_contact(contact) if contact else ("", "")
    if name and not phone:
        name, phone = split_contact(name)
    return squeeze(name) or shared_name, clean_number(phone) or shared_phone


def _refuse_shifted(grid: Grid, at: int, header: Header, into: ListReading) -> None:
    row = grid.rows[at]
    if any(cell.strip() for cell in row[len(header.names) :]):
        place = grid.place(at)
        message = f"{place}比表头多出{len(row) - len(header.names)}列，多半是内容里的逗号没有加引号；请更正后再导入。"
        into.findings.append(block("row-shifted", message, where=place))


def _column_findings(grid: Grid, header: Header) -> list[Finding]:
    unknown = [name for _, name in header.others()]
    if not unknown or header.at < 0:
        return []
    place = grid.place(header.at)
    names = "、".join(f"“{name}”" for name in unknown)
    return [note("column-unknown", f"{place}的{names}列不属于意见清单，内容按原文保留。", where=place)]


def capped(findings: list[Finding]) -> list[Finding]:
    """At most 200 findings of one code; how many more there are is said in the last."""
    kept: list[Finding] = []
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= MOST_FINDINGS:
            kept.append(finding)
    for code, count in counts.items():
        if count > MOST_FINDINGS:
            sample = next(finding for finding in kept if finding.code == code)
            more = f"同类情况还有{count - MOST_FINDINGS}处，未逐一列出。"
            kept.append(Finding(code, sample.severity, more, "", sample.clause))
    return kept
