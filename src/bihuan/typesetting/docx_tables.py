"""Tables of a Word document: lists, forms, and what stands side by side. Pure.

A row is one string. Rows stay in one piece where a page can hold them; a longer one must be allowed to go on, or its
end would be lost.
"""

import math
from collections.abc import Iterable, Sequence

from bihuan.typesetting.docx_media import Media
from bihuan.typesetting.docx_text import (
    FORM_PITCH,
    FOURTH,
    LINE,
    MM_A_POINT,
    TABLE,
    TABLE_PITCH,
    paragraph,
    points,
    run,
    tabs,
    twips,
)
from bihuan.typesetting.header import breadth, depth, header_cells
from bihuan.typesetting.paper import PARTS, Cell, Form, Imprint, Photo, Photos, QrCode, Table
from bihuan.typesetting.table import Align, Column, Sheet, ems, lines_needed

_MARGIN = 1  # millimetres, on every side of a cell
_ROW = 9  # millimetres: the least height of a row that is filled in by hand
_PHOTO = 70  # millimetres: the greatest height of a photo
_QR = 26  # millimetres
_QR_CELL = _QR + 3
NONE, UNREADABLE = "（无）", "（图片无法显示）"
_ALL_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_THIN, _THICK = 6, 8  # eighths of a point: 0.25 and 0.35 mm (GB/T 9704, 7.4.1)
_KEPT = "<w:cantSplit/>"


def table_xml(
    widths: Sequence[int],
    rows: Iterable[str],
    *,
    borders: bool = True,
    margins: tuple[float, float] = (_MARGIN, _MARGIN),
    placed: str = "",
) -> str:
    """A table of ready rows. ``widths`` in twips; ``margins`` of its cells in mm, top and bottom, left and right."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _ALL_SIDES
    )
    room = dict(zip(("top", "left", "bottom", "right"), margins * 2, strict=True))
    return (
        f'<w:tbl><w:tblPr>{placed}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        + (f"<w:tblBorders>{lines}</w:tblBorders>" if borders else "")
        + '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{side} w:w="{twips(size)}" w:type="dxa"/>' for side, size in room.items())
        + "</w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def cell_xml(width: int, content: str, *, span: int = 1, merged: str = "", look: str = "") -> str:
    """A cell of ready paragraphs. ``merged``: ``restart`` where it reaches down, ``continue`` in the rows below.

    ``look`` are further properties (borders, margins), in the order of the schema.
    """
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merged}"/>' if merged else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{down}{look}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _lines(style: str, text: str, look: str = "") -> str:
    """A paragraph for each line of ``text``."""
    if "\n" not in text:
        return paragraph(style, run(text), look)
    return "".join(paragraph(style, run(line), look) for line in text.split("\n"))


def _keep(lines: Iterable[tuple[str, float]], pitch: float, sheet: Sheet, above: int = 0) -> str:
    """``cantSplit`` when a row of cells (text, room in characters) fits a page below ``above`` lines of header."""
    most = (sheet.body_height / MM_A_POINT / pitch - above) / 1.1  # a tenth: setting is not reckoning
    for text, room in lines:
        # Most texts are short: counting their characters is enough.
        if len(text) / max(1, room) + 1 + text.count("\n") > most and lines_needed(text, room) > most:
            return ""
    return _KEPT


# ── lists ───────────────────────────────────────────────────────────────────────────────────────


def list_xml(table: Table, part: Sequence[int], sheet: Sheet) -> str:
    """The columns ``part`` of ``table``, narrowed together where they are broader than the sheet."""
    columns = [table.columns[at] for at in part]
    narrowed = min(1.0, sheet.body_width / max(1.0, breadth(table, part)))
    widths = [twips(column.width * narrowed) for column in columns]
    rooms = [_room(column.width * narrowed, TABLE) for column in columns]
    looks = [_LOOKS[column.align] for column in columns]
    above = max(
        (
            len(column.above) + lines_needed(column.heading, room)
            for column, room in zip(columns, rooms, strict=True)
        ),
        default=0,
    )
    rows = _header(columns, widths, _cuts(table, part))
    for row in table.rows:
        texts = [row[at] for at in part]
        cells = "".join(
            cell_xml(width, _lines(style, text, look))
            for width, text, (style, look) in zip(widths, texts, looks, strict=True)
        )
        rows.append(_row(cells, _keep(zip(texts, rooms, strict=True), TABLE_PITCH, sheet, above + 1)))
    if not table.rows:
        rows.append(_row(cell_xml(sum(widths), _lines("TableCode", table.empty), span=len(widths))))
    return table_xml(widths, rows)


_LOOKS = {
    Align.LEFT: ("TableText", ""),
    Align.CENTER: ("TableCode", ""),
    Align.RIGHT: ("TableText", '<w:jc w:val="right"/>'),
}


def _cuts(table: Table, part: Sequence[int]) -> tuple[int, ...]:
    """Where columns become neighbours that are none in the whole table: no common heading spans them."""
    return tuple(at for at in range(1, len(part)) if part[at] != part[at - 1] + 1)


def _header(columns: Sequence[Column], widths: Sequence[int], cuts: Sequence[int]) -> list[str]:
    """The header, repeated on every page: common headings over their columns, single ones down to the last row."""
    rows = [["" for _ in columns] for _ in range(depth(columns))]
    for cell in header_cells(columns, cuts):
        width = sum(widths[cell.column : cell.column + cell.columns])
        for down in range(cell.rows):
            merged = "" if cell.rows == 1 else "continue" if down else "restart"
            text = _lines("TableHeading", "" if down else cell.text)
            rows[cell.row + down][cell.column] = cell_xml(width, text, span=cell.columns, merged=merged)
    return [_row("".join(row), f"{_KEPT}<w:tblHeader/>") for row in rows]


def _row(cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>" if properties else f"<w:tr>{cells}</w:tr>"


def _room(width: float, size: float) -> float:
    """How many characters of ``size`` points stand on a line of a cell ``width`` mm broad."""
    return max(1.0, (width - 2 * _MARGIN) / (size * MM_A_POINT))


# ── forms ───────────────────────────────────────────────────────────────────────────────────────


def form_xml(form: Form, sheet: Sheet) -> str:
    """A form on twelve parts of the sheet's breadth."""
    # Twelve times the same whole number: a sum that Word does not have to mend.
    part = twips(sheet.body_width) // PARTS
    rows = []
    for row in filter(None, form.rows):
        texts = [
            (cell.text + "\n" * cell.blank, _room(cell.span * sheet.body_width / PARTS, LINE)) for cell in row
        ]
        height = f'<w:trHeight w:val="{twips(_ROW)}" w:hRule="atLeast"/>'
        rows.append(
            _row("".join(_form_cell(cell, part) for cell in row), _keep(texts, FORM_PITCH, sheet) + height)
        )
    return table_xml([part] * PARTS, rows, margins=(_MARGIN, 1.5)) if rows else ""


def _form_cell(cell: Cell, part: int) -> str:
    width = cell.span * part
    if cell.label:
        content = (
            _lines("FormLabel", cell.text, _balanced(cell.text, width)) + paragraph("FormLabel") * cell.blank
        )
        # A label of six characters stands on one line of two parts, if it is given them to the rule.
        return cell_xml(width, content, span=cell.span, look=_TIGHT)
    content = _lines("FormText", cell.text) + paragraph("FormText") * cell.blank
    return cell_xml(width, content, span=cell.span)


_TIGHT = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'


def _balanced(label: str, width: int) -> str:
    """Indents that break a long label into lines of one length, without a mark in its text."""
    room, most = width / points(LINE), max(map(ems, label.split("\n")))
    if most <= room:
        return ""
    each = math.ceil(most / math.ceil(most / room))
    side = max(0, round((width - points((each + 0.4) * LINE)) / 2))
    return f'<w:ind w:left="{side}" w:right="{side}"/>'


# ── side by side ────────────────────────────────────────────────────────────────────────────────


def photos_xml(photos: Photos, sheet: Sheet, media: Media) -> str:
    """Pairs of photos, each with what stands below it."""
    width = twips(sheet.body_width) // 2
    rows = [
        _row("".join(cell_xml(width, _photo(each, sheet, media)) for each in pair), _KEPT)
        for pair in photos.pairs
    ]
    return table_xml([width, width], rows, margins=(1.5, 2)) if rows else ""


def _photo(photo: Photo | None, sheet: Sheet, media: Media) -> str:
    if photo is None:
        return paragraph("Caption", run(NONE))
    picture = media.photo(photo.sha256)
    caption = _lines("Caption", photo.caption) if photo.caption else ""
    if picture is None:
        return paragraph("Caption", run(UNREADABLE)) + caption
    shown = media.shown(picture, photo.caption, sheet.body_width / 2 - 4, _PHOTO)
    return paragraph("Picture", shown) + caption


def qr_xml(code: QrCode, sheet: Sheet, media: Media) -> str:
    """A QR code and what stands beside it; the bare address where no code can hold it."""
    picture = media.qr(code.address)
    widths = [twips(_QR_CELL), twips(sheet.body_width - _QR_CELL)]
    caption = _lines("FormText", code.caption)
    if picture is None:
        return table_xml(
            widths[1:], [_row(cell_xml(widths[1], caption + _lines("FormText", code.address)))], borders=False
        )
    shown = paragraph("Picture", media.shown(picture, code.address, _QR, _QR))
    row = _row(cell_xml(widths[0], shown) + cell_xml(widths[1], caption), _KEPT)
    return table_xml(widths, [row], borders=False)


# ── 版记 ────────────────────────────────────────────────────────────────────────────────────────


def imprint_xml(imprint: Imprint, sheet: Sheet) -> str:
    """版记 between its rules, held at the foot of the page on which it stands. Empty when it says nothing."""
    width, character = twips(sheet.body_width), points(FOURTH)
    lines = []
    if imprint.copies:
        copies = imprint.copies if imprint.copies.startswith("抄送：") else f"抄送：{imprint.copies}"
        hanging = f'<w:ind w:left="{4 * character}" w:right="{character}" w:hanging="{3 * character}"/>'
        lines.append(paragraph("Imprint", run(copies if copies.endswith("。") else f"{copies}。"), hanging))
    if imprint.printed_by or imprint.printed_on:
        day = f"{imprint.printed_on}印发" if imprint.printed_on else ""
        edge = tabs(("right", width - character)) + f'<w:ind w:left="{character}"/>'
        lines.append(paragraph("Imprint", run(f"{imprint.printed_by}\t{day}"), edge))
    last = len(lines) - 1
    rows = [
        _row(
            cell_xml(width, line, look=_rules(_THICK if not at else _THIN, _THICK if at == last else _THIN)),
            _KEPT,
        )
        for at, line in enumerate(lines)
    ]
    held = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
        f' w:tblpX="{twips(sheet.left)}" w:tblpYSpec="bottom"/>'
    )
    return table_xml([width], rows, borders=False, margins=(_MARGIN, 0), placed=held) if rows else ""


def _rules(top: int, bottom: int) -> str:
    sides = {"top": top, "bottom": bottom}
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in sides.items()
    )
    return f"<w:tcBorders>{lines}</w:tcBorders>"
