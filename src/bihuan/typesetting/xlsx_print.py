"""How a sheet of a workbook is printed: paper, margins, which columns share a page, what comes again on each."""

from collections.abc import Iterable
from itertools import takewhile
from math import ceil
from typing import Any

from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Column
from bihuan.typesetting.xlsx_page import Page

_MM_AN_INCH = 25.4
_PAPER = {"A4": 9, "A3": 8}
# Programs differ in the breadth of a digit: a page that is full to the last millimetre would spill a column.
_SLACK = 0.92
# 五号 at this scale is the smallest print that is read without trouble.
_SMALLEST = 0.65
# A page may be so much broader or narrower, in millimetres, if that keeps one common heading whole.
_LOSS = 40
_LONGEST_FOOT = 200  # of the 255 characters that Excel allows for a footer


def set_print(sheet: Any, page: Page, starts: tuple[int, ...], header: tuple[int, int]) -> None:
    """Set up the print of ``page``, whose pages begin at the columns ``starts``.

    ``header`` are the first row of the header, repeated on every page, and the first row below it.
    """
    paper, table = page.sheet, page.table
    first, body = header
    if paper.width > paper.height:
        sheet.set_landscape()
    sheet.set_paper(_PAPER[paper.name])
    sheet.set_margins(
        left=paper.left / _MM_AN_INCH,
        right=paper.right / _MM_AN_INCH,
        top=paper.top / _MM_AN_INCH,
        bottom=paper.bottom / _MM_AN_INCH,
    )
    sheet.set_footer(_footer(page.foot), {"margin": (paper.bottom - 12) / _MM_AN_INCH})
    if page.begins:
        sheet.set_start_page(1)
    sheet.center_horizontally()
    sheet.repeat_rows(first, body - 1)
    if not starts:
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(body, 0)
        return
    if table.kept:
        sheet.repeat_columns(0, table.kept - 1)
    sheet.set_v_pagebreaks(list(starts))
    sheet.set_print_scale(_scale(table, starts, paper.body_width))
    sheet.freeze_panes(body, table.kept)


def page_starts(table: Table, room: float) -> tuple[int, ...]:
    """The columns at which a page begins beside the first one. Empty: all columns stand on one.

    After the first page, which has ``columns_a_page``, the others share the rest about evenly, without tearing common
    headings, and are as few as ``room`` millimetres allow when the print may be made smaller, but not too small.
    """
    first = table.columns_a_page
    if first is None or first >= len(table.columns):
        return ()
    limit = max(_breadth(table.columns[:first]), room * _SLACK / _SMALLEST)
    rest = _breadth(table.columns[first:])
    pages = max(1, ceil(rest / max(1.0, limit - _breadth(table.columns[: table.kept]))))
    starts = [first]
    for page in range(1, pages):
        wanted = rest * page / pages
        free = range(starts[-1] + 1, len(table.columns))
        starts.append(
            min(free, key=lambda at: abs(_breadth(table.columns[first:at]) - wanted) + _torn(table, at))
        )
    return tuple(starts)


def _torn(table: Table, at: int) -> float:
    """How much is lost when a page begins at column ``at``, in millimetres: common headings cut in two."""
    before, after = table.columns[at - 1].above, table.columns[at].above
    shared = takewhile(lambda both: both[0] == both[1], zip(before, after, strict=False))
    return _LOSS * len(list(shared))


def _breadth(columns: Iterable[Column]) -> float:
    return sum(column.width for column in columns)


def _scale(table: Table, starts: tuple[int, ...], room: float) -> int:
    """The percentage at which each page holds its columns; never enlarged, never below what Excel knows."""
    repeated = _breadth(table.columns[: table.kept])
    ends = (*starts[1:], len(table.columns))
    following = [
        repeated + _breadth(table.columns[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
    widest = max(_breadth(table.columns[: starts[0]]), *following)
    return max(10, min(100, int(100 * _SLACK * room / widest)))


def _footer(foot: str) -> str:
    """— 1 — in the middle, and the small print on the left."""
    number = '&C&"宋体"&14— &P —'
    told = foot[:_LONGEST_FOOT].replace("\n", " ").replace("&", "&&")
    # A blank before a digit: size 8 and a text 12 would be a size of 812.
    return f'&L&"宋体"&8{" " if told[:1].isdigit() else ""}{told}{number}' if told else number
