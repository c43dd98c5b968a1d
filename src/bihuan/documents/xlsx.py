"""A table paper as .xlsx. Everything is text: a 15-digit number keeps its digits, ``=1+1`` stays ``=1+1``."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter

from bihuan.documents.table import Align, Column, Sheet, TablePaper, cleaned, lines_needed, title_lines
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding, block

# Excel's own limit, counted in UTF-16 units. What is longer would be cut off in silence.
LONGEST_CELL = 32_767
_PITCH = 15  # points from line to line in a cell
_PIXELS_A_MM = 96 / 25.4
_MM_A_POINT = 25.4 / 72
_MM_AN_INCH = 25.4
_PAPER = {"A4": 9, "A3": 8}
_TITLE, _LINE, _BODY = 22, 12, 10.5  # 二号, 小四, 五号
# Programs differ in the breadth of a digit: a page that is full to the last millimetre would spill a column.
_SLACK = 0.92
_ALWAYS_SEEN = 2
# Column widths are counted in digits of the workbook's first font: one that every machine has, or a twin as broad.
_MEASURE = {"font_name": "Arial", "font_size": 10}
_TALLEST_ROW = 409  # points; Excel knows no more
_PARSING = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# A file made twice from the same rows is the same file: no clock is asked.
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def render(paper: TablePaper, *, filters: bool = False) -> bytes:
    """``paper`` as a workbook. ``filters`` puts drop-down filters into the header.

    Raises Refused, naming row and column, when a text is longer than a cell can hold.
    """
    paper = cleaned(paper)
    if findings := _too_long(paper):
        raise Refused(findings)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": _MEASURE, **_PARSING})
    book.set_properties({"title": paper.title, "created": _moment(paper)})
    page = book.add_worksheet(paper.name)
    header = _write_above(book, page, paper)
    _write_table(book, page, paper, header)
    _write_below(
        book,
        page,
        replace(paper, below=(*paper.below, *_cut_off(paper))),
        header + 1 + max(1, len(paper.rows)),
    )
    if filters:
        page.autofilter(header, 0, header + max(1, len(paper.rows)), len(paper.columns) - 1)
    _set_page(page, paper, header)
    book.close()
    return stream.getvalue()


def _moment(paper: TablePaper) -> datetime:
    return datetime.combine(paper.dated, time(), UTC) if paper.dated else _UNDATED


def _too_long(paper: TablePaper) -> list[Finding]:
    return [
        _refusal(at, column, text)
        for at, row in enumerate(paper.rows, start=1)
        for column, text in zip(paper.columns, row, strict=True)
        if len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le")) > 2 * LONGEST_CELL
    ]


def _refusal(at: int, column: Column, text: str) -> Finding:
    where = f"第{at}行“{column.heading}”"
    message = (
        f"{where}有{len(text)}字，超过表格文件每格{LONGEST_CELL}字的上限，写入会丢失内容；"
        "请导出 Word 形式（.docx），或者精简该项内容后再导出。"
    )
    return block("cell-too-long", message, where=where)


def _format(book: Any, font: str, size: float, **more: object) -> Any:
    return book.add_format(
        {"font_name": font, "font_size": size, "valign": "vcenter", "text_wrap": True, **more}
    )


def _write_above(book: Any, page: Any, paper: TablePaper) -> int:
    """The mark, the title and the lines above the table. Returns the row of the header."""
    room = sum(column.width for column in _under_title(paper)) / (_TITLE * _MM_A_POINT) - 1
    lines = title_lines(paper.title, room)
    title = _format(book, "方正小标宋简体", _TITLE, align="center")
    plain = _format(book, "仿宋_GB2312", _LINE, align="right" if paper.columns_a_page else "left")
    row = 0
    if paper.attachment:
        row = _write_line(page, row, paper, paper.attachment, _format(book, "黑体", 16), 30)
    needed = sum(lines_needed(line, room) for line in lines)
    row = _write_line(page, row, paper, "\n".join(lines), title, 33 * needed)
    for text in paper.above:
        row = _write_line(page, row, paper, text, plain, 20)
    return row


def _under_title(paper: TablePaper) -> tuple[Column, ...]:
    """The columns over which title and lines stand. Not over those that come again on the second page."""
    return paper.columns[_ALWAYS_SEEN : paper.columns_a_page] if paper.columns_a_page else paper.columns


def _write_line(page: Any, row: int, paper: TablePaper, text: str, style: Any, height: float) -> int:
    """A line over the whole breadth. A merged cell does not find its height by itself."""
    first = _ALWAYS_SEEN if paper.columns_a_page else 0
    page.set_row(row, height)
    page.merge_range(row, first, row, first + len(_under_title(paper)) - 1, "", style)
    page.write_string(row, first, text, style)
    return row + 1


def _write_table(book: Any, page: Any, paper: TablePaper, header: int) -> None:
    heading = _format(book, "黑体", _BODY, align="center", border=1)
    # quote_prefix: also after somebody has edited the cell, a text that begins with = stays a text.
    long = _format(book, "仿宋_GB2312", _BODY, align="left", border=1, quote_prefix=True)
    # @: who types a new number over an old one does not lose its digits.
    short = _format(book, "仿宋_GB2312", _BODY, align="center", border=1, quote_prefix=True, num_format="@")
    digits = _format(
        book, "Times New Roman", _BODY, align="center", border=1, quote_prefix=True, num_format="@"
    )
    styles = [(short, digits) if column.align is Align.CENTER else (long, long) for column in paper.columns]
    for at, column in enumerate(paper.columns):
        page.set_column_pixels(at, at, round(column.width * _PIXELS_A_MM))
        page.write_string(header, at, column.heading, heading)
    page.set_row(header, _height(paper.columns, [column.heading for column in paper.columns]))
    for row, cells in enumerate(paper.rows, start=header + 1):
        page.set_row(row, _height(paper.columns, cells))
        for at, text in enumerate(cells):
            if text:
                page.write_string(row, at, text, styles[at][text.isascii()])
            else:
                page.write_blank(row, at, None, styles[at][0])
    if not paper.rows:
        page.merge_range(header + 1, 0, header + 1, len(paper.columns) - 1, "", short)
        page.write_string(header + 1, 0, "暂无整改事项", short)
    page.ignore_errors({"number_stored_as_text": f"A{header + 2}:XFD{header + 1 + max(1, len(paper.rows))}"})


def _cut_off(paper: TablePaper) -> tuple[str, ...]:
    """The remark for rows taller than Excel can show: nobody shall sign a print that silently lacks words."""
    tall = [row[0] for row in paper.rows if _needed(paper.columns, row) > _TALLEST_ROW]
    if not tall:
        return ()
    return (f"注：序号{'、'.join(tall)}内容较长，打印时显示不全，全文见单元格内容或 Word 形式（.docx）。",)


def _height(columns: Iterable[Column], texts: Iterable[str]) -> float:
    """The height a row gets. Not every program works it out when it opens a file."""
    return min(_TALLEST_ROW, _needed(columns, texts))


def _needed(columns: Iterable[Column], texts: Iterable[str]) -> float:
    em = _BODY * _MM_A_POINT
    lines = max(
        lines_needed(text, column.width / em - 1.2) for column, text in zip(columns, texts, strict=True)
    )
    return lines * _PITCH + 6


def _write_below(book: Any, page: Any, paper: TablePaper, row: int) -> None:
    plain = _format(book, "仿宋_GB2312", _LINE)
    for text in paper.below:
        row = _write_line(page, row, paper, text, plain, 20)


def _set_page(page: Any, paper: TablePaper, header: int) -> None:
    sheet = paper.sheet
    page.set_landscape()
    page.set_paper(_PAPER[sheet.name])
    page.set_margins(
        left=sheet.left / _MM_AN_INCH,
        right=sheet.right / _MM_AN_INCH,
        top=sheet.top / _MM_AN_INCH,
        bottom=sheet.bottom / _MM_AN_INCH,
    )
    page.set_footer('&C&"宋体"&14— &P —', {"margin": (sheet.bottom - 12) / _MM_AN_INCH})
    page.center_horizontally()
    page.repeat_rows(header)
    if paper.columns_a_page is None:
        page.fit_to_pages(1, 0)
        page.freeze_panes(header + 1, 0)
    else:
        page.repeat_columns(0, _ALWAYS_SEEN - 1)
        page.set_v_pagebreaks([paper.columns_a_page])
        page.set_print_scale(_scale(paper, paper.columns_a_page, sheet))
        page.freeze_panes(header + 1, _ALWAYS_SEEN)


def _scale(paper: TablePaper, first: int, sheet: Sheet) -> int:
    """The percentage at which each page holds its columns; never enlarged, never below what Excel knows."""
    repeated = sum(column.width for column in paper.columns[:_ALWAYS_SEEN])
    widest = max(
        sum(column.width for column in paper.columns[:first]),
        repeated + sum(column.width for column in paper.columns[first:]),
    )
    return max(10, min(100, int(100 * _SLACK * sheet.body_width / widest)))
