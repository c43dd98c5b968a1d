"""Tables as .xlsx, each on a sheet. Everything is text: a 15-digit number keeps its digits, ``=1+1`` stays ``=1+1``."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

import xlsxwriter

from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding, block
from bihuan.typesetting import paper as papers_
from bihuan.typesetting.paper import Paper, as_paper
from bihuan.typesetting.table import Column, TablePaper
from bihuan.typesetting.xlsx_page import Page, pages_of
from bihuan.typesetting.xlsx_sheet import MEASURE, write_page

# Excel's own limit, counted in UTF-16 units. What is longer would be cut off in silence.
LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans("[]:*?/\\：'", "〔〕-＊？／＼-’")
# Excel keeps this one for itself.
_KEPT_BY_EXCEL = "history"
_PARSING = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# A file made twice from the same rows is the same file: no clock is asked.
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
# The words to choose from, by the heading of their column.
Choices = Mapping[str, Sequence[str]]


def render(table: TablePaper, *, filters: bool = False) -> bytes:
    """``table`` as a workbook. ``filters`` puts drop-down filters into the last row of the header.

    Raises Refused, naming row and column, when a text is longer than a cell can hold.
    """
    return render_papers([as_paper(table)], filters=filters)


def render_papers(papers: Sequence[Paper], *, filters: bool = False, choices: Choices | None = None) -> bytes:
    """Every table of ``papers`` on a sheet of its own, with its title and the lines around it; nothing else of them.

    ``choices`` makes the cells below a heading drop-down lists.
    Raises Refused when there is no table, or when a text is longer than a cell can hold.
    """
    papers = papers_.cleaned(papers)
    pages = [page for paper in papers for page in pages_of(paper)]
    if findings := _findings(papers, pages):
        raise Refused(findings)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": MEASURE, **_PARSING})
    book.set_properties({"title": papers[0].title.replace("\n", ""), "created": _moment(papers[0].dated)})
    names = _sheet_names(pages)
    for page, name in zip(pages, names, strict=True):
        write_page(book, book.add_worksheet(name), page, filters=filters, choices=choices or {})
    book.close()
    return stream.getvalue()


def _moment(day: date | None) -> datetime:
    return datetime.combine(day, time(), UTC) if day else _UNDATED


def _findings(papers: Sequence[Paper], pages: Sequence[Page]) -> list[Finding]:
    if not pages:
        name = papers[0].name if papers else "文书"
        return [block("no-table", f"“{name}”中没有表格，不能导出为 .xlsx；请改为导出 .docx 或者 .pdf。")]
    several = len(pages) > 1
    return [finding for page in pages for finding in _too_long(page, several=several)]


def _too_long(page: Page, *, several: bool) -> list[Finding]:
    table = page.table
    return [
        _refusal(f"“{page.called}”" if several else "", at, column, text)
        for at, row in enumerate(table.rows, start=1)
        for column, text in zip(table.columns, row, strict=True)
        if len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le")) > 2 * LONGEST_CELL
    ]


def _refusal(sheet: str, at: int, column: Column, text: str) -> Finding:
    where = f"{sheet}第{at}行“{column.heading}”"
    message = (
        f"{where}有{len(text)}字，超过表格文件每格{LONGEST_CELL}字的上限，写入会丢失内容；"
        "请导出 Word 形式（.docx），或者精简该项内容后再导出。"
    )
    return block("cell-too-long", message, where=where)


def _sheet_names(pages: Sequence[Page]) -> list[str]:
    """A name for each sheet as Excel takes it: short, without its forbidden signs, no two alike."""
    names: list[str] = []
    taken = {_KEPT_BY_EXCEL}
    serials: dict[str, int] = {}
    for page in pages:
        wanted = page.name if len(pages) == 1 else page.called or page.name
        plain = " ".join(wanted.translate(_NOT_IN_A_NAME).split()) or "表"
        name, serial = _fitting(plain), serials.get(plain, 1)
        while name.lower() in taken:
            serial += 1
            mark = f"（{serial}）"
            name = _fitting(plain, _LONGEST_NAME - len(mark)) + mark
        serials[plain] = serial
        taken.add(name.lower())
        names.append(name)
    return names


def _fitting(text: str, units: int = _LONGEST_NAME) -> str:
    """The beginning of ``text`` that fits into so many UTF-16 units."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text
