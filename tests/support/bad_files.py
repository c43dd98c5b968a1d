"""Files that must be refused, each with what the refusal says and where, and files that look odd and must be read.

Built here, of invented matters. The command and the upload page are tried with the same ones.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import xlsxwriter

from bihuan.intake.tests.builders import (
    GOOD_ROW,
    LIST_HEAD,
    NINE,
    NOTICE_LINES,
    csv_file,
    docx_file,
    notice_file,
    row,
    with_part,
    xlsx_file,
)
from tests.support import files

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIRST, SECOND = GOOD_ROW[1], "120210990100018"


@dataclass(frozen=True)
class BadFile:
    """A file's name as people see it, how its bytes are made, and the words its refusal must hold."""

    about: str
    name: str
    make: Callable[[], bytes]
    says: tuple[str, ...]
    # Whether it can be read and shown, and only the import is refused.
    readable: bool = False

    @property
    def content(self) -> bytes:
        """The bytes, made once."""
        return _made(self.make)


@cache
def _made(make: Callable[[], bytes]) -> bytes:
    return make()


def a_list(*lines: Sequence[object]) -> bytes:
    """A workbook with a list of opinions on the sheet 清单."""
    return xlsx_file([LIST_HEAD, *lines])


def line(
    number: object = FIRST, text: str = "望海路路灯不亮。", day: object = "2021-11-02"
) -> tuple[object, ...]:
    """A line of such a list."""
    return (1, number, text, "12340", day, "")


def bomb(part: str) -> bytes:
    """Small, and 30 MB when it is unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b" " * 30_000_000)
    return stream.getvalue()


def number_as_figure(value: float) -> bytes:
    """A list whose number was stored as a figure, as Excel does when nobody stops it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("汇总")
    sheet.write_row(0, 0, LIST_HEAD)
    sheet.write_row(1, 0, (1, value, "望海路路灯不亮。"))
    book.close()
    return stream.getvalue()


def without(column: str) -> bytes:
    """The notice, its table without this column."""
    at = NINE.index(column)
    rows = [[*cells[:at], *cells[at + 1 :]] for cells in (NINE, GOOD_ROW)]
    return docx_file(NOTICE_LINES, [rows])


def with_odd_character(escape: str) -> bytes:
    """A list whose words hold a character that XML forbids, escaped as some software writes it."""
    content = a_list(line(text="望海路HERE路灯不亮。"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        words = archive.read("xl/sharedStrings.xml").decode()
    return with_part(content, "xl/sharedStrings.xml", words.replace("HERE", escape).encode())


BAD_FILES = (
    BadFile("empty", "通知.docx", bytes, ("是空的", "请")),
    BadFile("blank-lines", "清单.csv", lambda: b"\xef\xbb\xbf\r\n \r\n", ("是空的", "请")),
    BadFile("word-named-excel", "清单.xlsx", notice_file, ("扩展名是 .xlsx", "实际内容却是Word")),
    BadFile("excel-named-word", "通知.docx", lambda: a_list(line()), ("扩展名是 .docx", "实际内容却是Excel")),
    BadFile("text-named-word", "通知.docx", lambda: "关于路灯的通知".encode(), ("实际内容却是文本文件",)),
    BadFile("picture-named-word", "通知.docx", files.png, ("实际内容却是图片",)),
    BadFile("picture-named-csv", "清单.csv", files.png, ("实际内容却是图片",)),
    BadFile("binary-named-csv", "清单.csv", lambda: b"1,\x00\x01\x02", ("无法识别的二进制文件",)),
    BadFile(
        "encrypted",
        "清单.xlsx",
        lambda: OLE_MARK + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        ("文件设有打开密码", "请取消密码后另存"),
    ),
    BadFile(
        "broken-old-excel",
        "清单.xls",
        lambda: OLE_MARK + "Workbook".encode("utf-16-le"),
        ("文件不完整或已损坏",),
    ),
    BadFile("truncated-word", "通知.docx", lambda: notice_file()[:-2000], ("文件不完整或已损坏",)),
    BadFile("truncated-excel", "清单.xlsx", lambda: a_list(line())[:2500], ("文件不完整或已损坏",)),
    BadFile("bomb-word", "通知.docx", lambda: bomb("word/document.xml"), ("文件解压后异常庞大",)),
    BadFile("bomb-excel", "清单.xlsx", lambda: bomb("xl/workbook.xml"), ("文件解压后异常庞大",)),
    BadFile("fifty-megabytes", "清单.csv", lambda: b"x" * 50_000_000, ("有 50 MB，超过",)),
    BadFile(
        "half-a-pair", "清单.csv", lambda: "\ud800".encode("utf-16", "surrogatepass"), ("文字编码无法识别",)
    ),
    BadFile(
        "table-without-limit",
        "通知.docx",
        lambda: without("整改时限"),
        ("表1第1行的表头缺少“整改时限”列", "请补齐列名"),
    ),
    BadFile(
        "list-without-text",
        "清单.xlsx",
        lambda: xlsx_file([("编号", "来源"), (FIRST, "12340")]),
        ("工作表“清单”第1行的表头缺少“意见内容”列，实有“编号”、“来源”",),
    ),
    BadFile(
        "other-table",
        "花名册.csv",
        lambda: csv_file([("甲", "乙"), ("1", "2")]),
        ("第1行没有认出表头（首行是“甲”、“乙”）",),
    ),
    BadFile(
        "number-twice-in-list",
        "清单.xlsx",
        lambda: a_list(line(), line(SECOND), line(text="公交太少。")),
        ("工作表“清单”第4行与工作表“清单”第2行的编号同为", FIRST),
        readable=True,
    ),
    BadFile(
        "number-twice-in-table",
        "通知.docx",
        lambda: notice_file(GOOD_ROW, row(position="2", content="公交太少。")),
        ("表1第3行", FIRST),
        readable=True,
    ),
    BadFile(
        "number-mangled-text",
        "清单.xlsx",
        lambda: a_list(line("1.2021E+14")),
        ("工作表“清单”第2行B列的编号“1.2021E+14”已被表格软件改成数值", "请把该列设为文本格式"),
    ),
    BadFile(
        "number-mangled-figure",
        "清单.xlsx",
        lambda: number_as_figure(1.2021e14),
        ("工作表“汇总”第2行B列的编号",),
    ),
    BadFile(
        "number-too-long-for-a-figure",
        "清单.xlsx",
        lambda: number_as_figure(1.2021099010000712e17),
        ("工作表“汇总”第2行B列的编号", "末尾数字可能丢失"),
    ),
    BadFile(
        "number-mangled-csv",
        "清单.csv",
        lambda: csv_file([LIST_HEAD, line("1.2021E+14")]),
        ("第2行第2列的编号",),
    ),
    BadFile(
        "text-missing",
        "清单.xlsx",
        lambda: a_list(line(), line(SECOND, "")),
        ("工作表“清单”第3行C列没有意见内容",),
    ),
    BadFile(
        "number-too-long",
        "清单.xlsx",
        lambda: a_list(line("1" * 41)),
        ("工作表“清单”第2行的“编号”超过40个字",),
        readable=True,
    ),
    BadFile(
        "source-too-long",
        "清单.csv",
        lambda: csv_file([("编号", "意见内容", "来源"), (FIRST, "路灯不亮。", "来" * 61)]),
        ("第2行的“来源”超过60个字",),
        readable=True,
    ),
    BadFile(
        "name-too-long",
        "通知.docx",
        lambda: notice_file(row(person="名" * 41)),
        ("表1第2行的“负责人”超过40个字",),
        readable=True,
    ),
    BadFile(
        "quote-open", "清单.csv", lambda: '编号,意见内容\n1,"路灯'.encode(), ("从第2行起无法按 CSV 读取",)
    ),
)
