"""Reader of .xlsx: every visible sheet as one table, as text. The value a formula left is read, never the formula."""

import io
import posixpath
import re
import xml.etree.ElementTree as ET

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bihuan.intake.readers import sheets
from bihuan.intake.readers.blocks import Blocks, Grid
from bihuan.intake.readers.container import damaged, open_zip, unpack
from bihuan.intake.readers.sheets import Beside, Place
from bihuan.intake.readers.text import printable
from bihuan.intake.readers.xlsx_guard import column_number, refuse_what_takes_all_memory
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding

# How a workbook writes characters that XML forbids or hides: _x0000_, _x000D_, &#1;. Seldom there, and costly to drop.
_ODD_MARKS = (b"_x00", b"&#")
_NO_CHARACTER, _NEARLY = (b"\xef\xbf\xbe", b"\xef\xbf\xbf"), b"\xef\xbf"
# Every repetition is bounded: a crafted sheet must not make a search start over at each of its bytes.
_HIDDEN = re.compile(rb"""<(row|col)\s[^<>]{0,300}?\bhidden\s?=\s?["'](?:1|true)["'][^<>]{0,300}>""")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max)\s?=\s?["'](\d{1,7})["']""")
_AT = rb"""[^<>]{0,200}?\br\s?=\s?["']([A-Z]{1,3})(\d{1,7})["'][^<>]{0,200}>\s{0,9}"""
_FORMULA = rb"<f\b[^<]{0,9000}(?:</f>)?\s{0,9}"
_ERROR = re.compile(
    rb"""<c\s(?=[^<>]{0,200}?\bt\s?=\s?["']e["'])""" + _AT + rb"(?:" + _FORMULA + rb")?<v>([^<]{0,20})</v>"
)
# A text may be empty and still be the result.
_UNVALUED = re.compile(
    rb"""<c\s(?![^<>]{0,200}?\bt\s?=\s?["']str["'])"""
    + _AT
    + _FORMULA
    + rb"(?:<v\s?/>|<v>\s{0,9}</v>)?\s{0,9}</c>"
)
_MOST_DESCRIPTION = 5_000_000
_MOST_SPANS, _LAST_COLUMN = 1_000, 16_383


def read(content: bytes) -> Blocks:
    """The visible sheets that hold anything. A hidden sheet is left out and noted."""
    archive = open_zip(content)
    parts = unpack(archive, lambda name: name.lower().endswith((".xml", ".rels")) and "/media/" not in name)
    paths = _sheet_paths(parts)
    refuse_what_takes_all_memory(archive.namelist(), parts, paths.values())
    odd = any(map(_is_odd, parts.values()))
    workbook = _workbook(content)
    grids: list[Grid] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            findings.append(sheets.hidden_sheet(sheet.name))
            continue
        grid, beside = _sheet(workbook, sheet.name, parts.get(paths[sheet.name], b""))
        if odd:
            grid.rows = [[printable(cell) for cell in row] for row in grid.rows]
        if grid.rows:
            grids.append(grid)
            findings += sheets.findings_of(grid, beside)
    return Blocks(tuple(grids), tuple(findings))


def _is_odd(data: bytes) -> bool:
    if any(mark in data for mark in _ODD_MARKS):
        return True
    return _NEARLY in data and any(mark in data for mark in _NO_CHARACTER)


def _workbook(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as problem:
        # A panic of the Rust reader is no Exception; anything but a wish to stop means a broken file.
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from problem


def _sheet(workbook: CalamineWorkbook, name: str, xml: bytes) -> tuple[Grid, Beside]:
    try:
        sheet = workbook.get_sheet_by_name(name)
        beside = _beside(xml)
        beside.merged = sheet.merged_cell_ranges or []
        return sheets.grid_of(name, sheet.to_python(skip_empty_area=False), beside), beside
    except NotReadable:
        raise
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from problem


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """The part each sheet is kept in."""
    book, relations = parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"]
    if max(len(book), len(relations)) > _MOST_DESCRIPTION:
        raise damaged()
    targets = {
        each.get("Id"): posixpath.normpath(posixpath.join("/xl", each.get("Target", "")))[1:]
        for each in ET.fromstring(relations)  # noqa: S314 -- entities were refused by unpack
    }
    found = {}
    for each in ET.fromstring(book).iter():  # noqa: S314 -- as above
        if each.tag.rpartition("}")[2] == "sheet":
            mark = next((value for key, value in each.items() if key.endswith("}id")), "")
            found[each.get("name", "")] = targets.get(mark, "")
    return found


def _beside(xml: bytes) -> Beside:
    beside = Beside()
    if b"hidden" in xml:
        spans = 0
        for found in _HIDDEN.finditer(xml):
            marks = {name: int(number) - 1 for name, number in _ATTRIBUTE.findall(found[0])}
            if found[1] == b"row":
                beside.hidden_rows.add(marks.get(b"r", -1))
            elif (spans := spans + 1) <= _MOST_SPANS:
                beside.hidden_columns.update(
                    range(marks.get(b"min", 0), min(marks.get(b"max", -1), _LAST_COLUMN) + 1)
                )
    if b'"e"' in xml or b"'e'" in xml:
        beside.errors = {
            _place(*found[:2]): found[2].decode("utf-8", "replace") for found in _ERROR.findall(xml)
        }
    if b"<f" in xml:
        beside.unvalued = [_place(*found) for found in _UNVALUED.findall(xml)]
    return beside


def _place(letters: bytes, row: bytes) -> Place:
    return int(row) - 1, column_number(letters) - 1
