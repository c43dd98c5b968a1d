"""Small files of an invented office, built where they are needed. No name here belongs to anybody."""

import csv
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date

import docx
import xlsxwriter

from bihuan.kernel.workdays import WeekendCalendar

NINE = (
    "序号",
    "问题编号",
    "整改内容",
    "意见建议类    型",
    "整改目标",
    "整改措施",
    "整改时限",
    "责任部门",
    "负责人",
)
GOOD_ROW = (
    "1",
    "120210990100007",
    "望海路路灯不亮，夜间出行不安全。",
    "建设性\n意见建议",
    "更换损坏路灯36盏。",
    "1. 排查望海路全线路灯。\n2. 更换损坏的路灯。",
    "2022年\n11月30日",
    "市政建设局",
    "赵  明",
)
NOTICE_LINES = (
    "临港管办发〔2022〕8号",
    "临港产业园区管理委员会办公室关于印发《2021年度社会评价意见建议",
    "临港产业园区整改工作方案》的通知",
    "园区各部门：",
    "现将方案印发给你们，请认真贯彻落实。",
    "临港产业园区",
    "管理委员会办公室",
    "2022年5月19日",
    "2021年度社会评价意见建议临港产业园区整改工作方案",
    "根据《关于做好2021年度整改工作的通知》（海绩办发〔2022〕3号）精神，制定本方案。",
    "对上级反馈的3条意见建议进行梳理分析。",
    "对于指向明确的2项建设性意见建议，逐一明确整改时限。",
    "综合协调局要加强督促指导，对整改成效进行对标验收。",
    "按照“整改一项、核查一项、公示一项、销号一项、备案一项、公开一项”的原则办理。",
    "各部门于2022年12月9日前将整改完成情况书面报综合协调局，综合协调局汇总后在网站上进行公布。",
    "附件：临港产业园区2021年度社会评价意见建议整改目标表",
)
LIST_HEAD = ("序号", "编号", "意见内容", "来源", "收到日期", "联系方式")
CALENDAR = WeekendCalendar()


def row(**changes: str) -> tuple[str, ...]:
    """A good row of the target table with some cells changed; keys are the fields of the nine columns."""
    fields = ("position", "number", "content", "type", "target", "measures", "limit", "units", "person")
    return tuple(changes.get(name, value) for name, value in zip(fields, GOOD_ROW, strict=True))


def docx_file(lines: Sequence[str] = (), tables: Sequence[Sequence[Sequence[str]]] = ()) -> bytes:
    """A Word document: paragraphs, then tables."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for rows in tables:
        table = document.add_table(len(rows), max(map(len, rows)))
        for at, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.cell(at, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def notice_file(*rows: Sequence[str]) -> bytes:
    """The invented notice as Word document with a target table of ``rows``."""
    return docx_file(NOTICE_LINES, [[NINE, *(rows or [GOOD_ROW])]])


def notice_text(*rows: Sequence[str]) -> bytes:
    """The same notice as Word saves it to text: a cell a line behind a tab, an empty line between rows."""
    table = "\n\n".join("\n".join(f"\t{cell}" for cell in cells) for cells in [NINE, *(rows or [GOOD_ROW])])
    return ("\n".join(["[bookmark: _GoBack]", *NOTICE_LINES, "", table, " "])).encode()


def xlsx_file(
    rows: Sequence[Sequence[object]], *, merges: Sequence[str] = (), sheet: str = "清单", hidden: str = ""
) -> bytes:
    """A workbook; a merged range keeps the text of its first cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_numbers": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                page.write_datetime(at, column, value, day)
            elif value not in (None, ""):
                page.write(at, column, value)
    for merge in merges:
        first = xlsxwriter.utility.xl_cell_to_rowcol(merge.split(":")[0])
        page.merge_range(merge, rows[first[0]][first[1]])
    if hidden:
        book.add_worksheet(hidden).hide()
    book.close()
    return stream.getvalue()


def csv_file(rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> bytes:
    """A comma-separated list."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The zip ``content`` with one part replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            new.writestr(info, part if info.filename == name else old.read(info))
    return stream.getvalue()


def marked_encrypted(content: bytes) -> bytes:
    """The zip ``content`` as if every part needed a password."""
    marked = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", marked, at + offset)
            struct.pack_into("<H", marked, at + offset, flags | 1)
            at = content.find(mark, at + 4)
    return bytes(marked)
