"""One notice in every form offices send: the same lines and table as Word, RTF, Excel, PDF, web page, OFD and text.

``NOTICE`` is invented. A reader that understands one form of it must understand all of them alike.
"""

import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

import xlwt

from bihuan.intake.readers.blocks import Blocks, Paragraph
from bihuan.intake.tests.builders import GOOD_ROW, NINE, NOTICE_LINES, csv_file, docx_file, row, xlsx_file
from tests.support.ofd import ofd_file
from tests.support.rtf import rtf_file
from tests.support.word97 import Cells, word_file


@dataclass(frozen=True)
class Notice:
    """The lines above the table, and the table with its header."""

    lines: Sequence[str]
    rows: Sequence[Sequence[str]]

    @classmethod
    def of(cls, blocks: Blocks) -> "Notice":
        """What a reader found, to be written in other forms: its lines up to its one table."""
        lines: list[str] = []
        for part in blocks.parts:
            if not isinstance(part, Paragraph):
                return cls(lines, part.rows)
            lines.append(part.text)
        raise ValueError("no table")

    @property
    def parts(self) -> list[str | Cells]:
        """Lines and table in order."""
        return [*self.lines, Cells(self.rows)]

    @property
    def sheet(self) -> list[list[str]]:
        """Lines and table as they stand in a sheet: each line in the first cell of a row."""
        return [*([line] for line in self.lines), *map(list, self.rows)]


NOTICE = Notice(
    NOTICE_LINES,
    (
        NINE,
        GOOD_ROW,
        row(
            position="2",
            number="120210990100018",
            content="工地拖欠工资，希望尽快拿到。",
            target="全年欠薪案件结案率达98%。",
            measures="开展根治欠薪专项行动。",
            limit="2022年\n12月31日",
            units="组织人社局",
            person="钱  立",
        ),
        row(
            position="3",
            number="120210990100029",
            content="厂区周边扬尘大，绿化少。",
            target="逐步改善园区环境质量。",
            measures="1. 加大洒水降尘力度。\n2. 补植行道树。\n3. 每月巡查一次，发现裸土及时覆盖。",
            limit="立即整改\n长期执行",
            units="市政建设局、生态环境局",
            person="孙  三",
        ),
        row(
            position="4",
            number="120210990100031",
            content="建议延长公交线路，方便港湾小区居民出行。",
            target="公交线路延长至港湾小区。",
            measures="1. 调查客流。\n2. 调整线路。",
            limit="持续推进",
            units="交通运输局",
            person="李  四",
        ),
    ),
)


def as_docx(notice: Notice) -> bytes:
    """Word since 2007."""
    return docx_file(notice.lines, [notice.rows])


def as_doc(notice: Notice) -> bytes:
    """Word before 2007."""
    return word_file(notice.parts)


def as_doc_saved_fast(notice: Notice) -> bytes:
    """Word before 2007, the text in pieces that stand in another order in the file."""
    return word_file(notice.parts, pieces=7)


def as_rtf(notice: Notice) -> bytes:
    """The form every word processor can write."""
    return rtf_file(notice.parts)


def as_rtf_in_unicode(notice: Notice) -> bytes:
    """The same with its Chinese as numbers."""
    return rtf_file(notice.parts, unicode=True)


def as_xlsx(notice: Notice) -> bytes:
    """Excel since 2007."""
    return xlsx_file(notice.sheet, sheet="整改目标表")


def as_xls(notice: Notice) -> bytes:
    """Excel before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("整改目标表")
    for at, cells in enumerate(notice.sheet):
        for column, text in enumerate(cells):
            sheet.write(at, column, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_html(notice: Notice, encoding: str = "utf-8") -> bytes:
    """A web page as a publishing system writes it: all of it in one cell of a table, a script beside it."""
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in notice.lines)
    rows = "".join(f"<tr>{''.join(map(_html_cell, cells))}</tr>\n" for cells in notice.rows)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>公开</title><style>p {{margin: 0}}</style>'
        "</head><body><ul><li><a href='/'>首页</a></li></ul>"
        "<script>document.write('<table><tr><td>1</td></tr></table>')</script>"
        f"<table><tr><td>{lines}<table border=1>{rows}</table></td></tr></table></body></html>"
    ).encode(encoding)


def _html_cell(text: str) -> str:
    return f"<td>{html.escape(text).replace(chr(10), '<br>').replace('  ', '&nbsp;&nbsp;')}</td>"


def as_mht(notice: Notice) -> bytes:
    """The web page saved in one file."""
    letter = EmailMessage()
    letter.set_content("网页")
    letter.make_related()
    letter.add_related(as_html(notice), "text", "html", cte="base64")
    return letter.as_bytes()


def as_ofd(notice: Notice) -> bytes:
    """OFD, the national form of pages."""
    return ofd_file(notice.parts)


def as_pdf(notice: Notice) -> bytes:
    """PDF with text, as our own typesetter makes it."""
    from tests.support import paged

    return paged.as_pdf(notice)


def as_text(notice: Notice) -> bytes:
    """What Word makes of it when it is saved as text: a cell a line behind a tab, an empty line between rows."""
    rows = "\n\n".join("\n".join(f"\t{cell}" for cell in cells) for cells in notice.rows)
    return "\n".join([*notice.lines, "", rows, " "]).encode()


def as_csv(notice: Notice) -> bytes:
    """A list of values as Excel saves it here."""
    return csv_file(notice.sheet, "gb18030")


FORMS: dict[str, Callable[[Notice], bytes]] = {
    "通知.docx": as_docx,
    "通知.doc": as_doc,
    "通知.wps": as_doc_saved_fast,
    "通知.rtf": as_rtf,
    "改名.doc": as_rtf_in_unicode,
    "通知.xlsx": as_xlsx,
    "通知.xls": as_xls,
    "通知.et": as_xls,
    "通知.html": as_html,
    "通知.htm": lambda notice: as_html(notice, "gb18030"),
    "网页.xls": as_html,
    "通知.mht": as_mht,
    "通知.ofd": as_ofd,
    "通知.pdf": as_pdf,
    "通知.txt": as_text,
    "通知.csv": as_csv,
}
