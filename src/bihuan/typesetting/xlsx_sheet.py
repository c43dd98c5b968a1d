"""One sheet of a workbook: the title, the table with its header, and how it is printed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bihuan.typesetting.header import HeaderCell, depth, header_cells
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, lines_needed, written_title_lines
from bihuan.typesetting.xlsx_page import Page, Words
from bihuan.typesetting.xlsx_print import page_starts, set_print

_PITCH = 15  # points from line to line in a cell
_PIXELS_A_MM = 96 / 25.4
_MM_A_POINT = 25.4 / 72
_TITLE, _LINE, _BODY = 22, 12, 10.5  # 二号, 小四, 五号
# Column widths are counted in digits of the workbook's first font: one that every machine has, or a twin as broad.
MEASURE = {"font_name": "Arial", "font_size": 10}
_TALLEST_ROW = 409  # points; Excel knows no more


def write_page(
    book: Any, sheet: Any, page: Page, *, filters: bool, choices: Mapping[str, Sequence[str]]
) -> None:
    """Write ``page`` onto the empty worksheet ``sheet`` of ``book``; ``choices`` by the heading of their column."""
    table = page.table
    first = _write_above(book, sheet, page)
    body = first + depth(table.columns)
    starts = page_starts(table, page.sheet.body_width)
    _write_header(book, sheet, table, first, starts)
    _write_rows(book, sheet, table, body)
    end = body + max(1, len(table.rows))
    _offer(sheet, table.columns, (body, end - 1), choices)
    _write_below(book, sheet, page, end)
    if filters:
        sheet.autofilter(body - 1, 0, end - 1, len(table.columns) - 1)
    set_print(sheet, page, starts, (first, body))


def _format(book: Any, font: str, size: float, **more: object) -> Any:
    return book.add_format(
        {"font_name": font, "font_size": size, "valign": "vcenter", "text_wrap": True, **more}
    )


# ── around the table ────────────────────────────────────────────────────────────────────────────


def _write_above(book: Any, sheet: Any, page: Page) -> int:
    """The mark, the title and the lines above the table. Returns the first row of the header."""
    row = 0
    if page.mark:
        row = _write_line(sheet, row, page.table, page.mark, _format(book, "黑体", 16), 30)
    room = sum(column.width for column in _under_title(page.table)) / (_TITLE * _MM_A_POINT) - 1
    lines = written_title_lines(page.title, room)
    needed = sum(lines_needed(line, room) for line in lines)
    title = _format(book, "方正小标宋简体", _TITLE, align="center")
    row = _write_line(sheet, row, page.table, "\n".join(lines), title, 33 * needed)
    # Where columns come again, lines stand over the others only; from the left they would begin in the middle.
    left = "right" if page.table.columns_a_page else "left"
    for words in page.above:
        side = left if words.side == "left" else words.side
        row = _write_words(book, sheet, row, page.table, Words(words.text, side))
    return row


def _write_below(book: Any, sheet: Any, page: Page, row: int) -> None:
    for words in (*page.below, *_cut_off(page.table)):
        row = _write_words(book, sheet, row, page.table, words)


def _write_words(book: Any, sheet: Any, row: int, table: Table, words: Words) -> int:
    """A line around the table, as high as it needs."""
    room = sum(column.width for column in _under_title(table)) / (_LINE * _MM_A_POINT) - 1
    style = _format(book, "仿宋_GB2312", _LINE, align=words.side)
    return _write_line(sheet, row, table, words.text, style, 20 * lines_needed(words.text, room))


def _under_title(table: Table) -> tuple[Column, ...]:
    """The columns over which title and lines stand. Not over those that come again on the second page."""
    return table.columns[table.kept : table.columns_a_page] if table.columns_a_page else table.columns


def _write_line(sheet: Any, row: int, table: Table, text: str, style: Any, height: float) -> int:
    """A line over the whole breadth. A merged cell does not find its height by itself."""
    first = table.kept if table.columns_a_page else 0
    sheet.set_row(row, min(_TALLEST_ROW, height))
    _write_over(sheet, (row, first, row, first + len(_under_title(table)) - 1), text, style)
    return row + 1


def _write_over(sheet: Any, place: tuple[int, int, int, int], text: str, style: Any) -> None:
    """``text`` over the cells of ``place`` (first row, first column, last row, last column), as text."""
    first_row, first, last_row, last = place
    if (first_row, first) != (last_row, last):
        sheet.merge_range(first_row, first, last_row, last, "", style)
    sheet.write_string(first_row, first, text, style)


def _cut_off(table: Table) -> tuple[Words, ...]:
    """The remark for rows taller than Excel can show: nobody shall sign a print that silently lacks words."""
    tall = [at for at, row in enumerate(table.rows) if _needed(table.columns, row) > _TALLEST_ROW]
    if not tall:
        return ()
    numbered = table.columns[0].heading == "序号"
    named = "、".join(table.rows[at][0] if numbered else str(at + 1) for at in tall)
    which = f"序号{named}" if numbered else f"第{named}行"
    text = f"注：{which}内容较长，打印时显示不全，全文见单元格内容或 Word 形式（.docx）。"
    return (Words(text, "left"),)


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def _write_header(book: Any, sheet: Any, table: Table, first: int, starts: tuple[int, ...]) -> None:
    """The header from row ``first``. No heading reaches over the end of the repeated columns, nor of a page."""
    heading = _format(book, "黑体", _BODY, align="center", border=1)
    for at, column in enumerate(table.columns):
        sheet.set_column_pixels(at, at, round(column.width * _PIXELS_A_MM))
    cells = header_cells(table.columns, cuts=(table.kept, *starts) if starts else ())
    for cell in cells:
        last_row, last = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        _write_over(sheet, (first + cell.row, cell.column, first + last_row, last), cell.text, heading)
    for row, height in enumerate(_header_heights(table.columns, cells), start=first):
        sheet.set_row(row, height)


def _header_heights(columns: tuple[Column, ...], cells: Iterable[HeaderCell]) -> list[float]:
    """The height of each header row; a heading that covers several rows stretches the last of them if it must."""
    heights = [0.0] * depth(columns)
    for cell in sorted(cells, key=lambda cell: cell.rows):
        width = sum(column.width for column in columns[cell.column : cell.column + cell.columns])
        missing = _height([(cell.text, width)]) - sum(heights[cell.row : cell.row + cell.rows])
        heights[cell.row + cell.rows - 1] += max(0.0, missing)
    return heights


def _write_rows(book: Any, sheet: Any, table: Table, body: int) -> None:
    # quote_prefix: also after somebody has edited the cell, a text that begins with = stays a text.
    long = _format(book, "仿宋_GB2312", _BODY, align="left", border=1, quote_prefix=True)
    # @: who types a new number over an old one does not lose its digits.
    fixed = {"align": "center", "border": 1, "quote_prefix": True, "num_format": "@"}
    short = _format(book, "仿宋_GB2312", _BODY, **fixed)
    digits = _format(book, "Times New Roman", _BODY, **fixed)
    styles = [(short, digits) if column.align is Align.CENTER else (long, long) for column in table.columns]
    for row, cells in enumerate(table.rows, start=body):
        sheet.set_row(row, min(_TALLEST_ROW, _needed(table.columns, cells)))
        for at, text in enumerate(cells):
            if text:
                sheet.write_string(row, at, text, styles[at][text.isascii()])
            else:
                sheet.write_blank(row, at, None, styles[at][0])
    if not table.rows:
        _write_over(sheet, (body, 0, body, len(table.columns) - 1), table.empty, short)
    sheet.ignore_errors({"number_stored_as_text": f"A{body + 1}:XFD{body + max(1, len(table.rows))}"})


def _offer(
    sheet: Any, columns: Sequence[Column], rows: tuple[int, int], choices: Mapping[str, Sequence[str]]
) -> None:
    """Drop-down lists: another word is refused by the program in which the sheet is filled in."""
    for at, column in enumerate(columns):
        if words := choices.get(column.heading):
            message = f"请从列表中选择：{'、'.join(words)}。"
            rule = {"validate": "list", "source": list(words), "error_title": column.heading}
            sheet.data_validation(rows[0], at, rows[1], at, {**rule, "error_message": message})


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """The height that a row of these texts gets, each with its width. Not every program works it out by itself."""
    em = _BODY * _MM_A_POINT
    return max((lines_needed(text, width / em - 1.2) for text, width in texts), default=1) * _PITCH + 6


def _needed(columns: tuple[Column, ...], row: tuple[str, ...]) -> float:
    return _height((text, column.width) for column, text in zip(columns, row, strict=True) if text)
