"""Papers for a browser: as a file to be saved, and as pictures of their pages."""

import base64
import io
from dataclasses import replace
from typing import Any

import pypdfium2
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from bihuan.documents.kinds import DOCX, PDF, XLSX
from bihuan.documents.pictures import photo_of
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from bihuan.typesetting import docx, pdf, xlsx
from bihuan.typesetting.paper import Paper, Section, Table, as_paper
from bihuan.typesetting.table import TablePaper

CSV = ".csv"
MEDIA = {
    CSV: "text/csv; charset=utf-8",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A look, not the paper: what follows is read in the file.
MOST_PAGES = 8
MOST_ROWS = 150
# What a table may hold as .pdf: about three seconds, and half a gigabyte of memory.
MOST_CELLS = 40_000
_DOTS_AN_INCH, _POINTS_AN_INCH = 90, 72


def rendered(paper: Paper, form: str) -> bytes:
    """``paper`` as .docx, .pdf or, the tables of it, .xlsx. Raises Refused for what .xlsx cannot hold."""
    if form == DOCX:
        return docx.render([paper], photo_of)
    if form == PDF:
        return pdf.render([paper], photo_of, fonts=settings.FONT_DIR)
    return xlsx.render_papers([paper])


def table_rendered(table: TablePaper, form: str) -> bytes:
    """``table`` in the same forms, in .xlsx with filters. Refused where nobody would wait for it."""
    cells = len(table.rows) * len(table.columns)
    if form == PDF and cells > MOST_CELLS:
        message = (
            f"共{len(table.rows)}项、{len(table.columns)}列，超过 PDF 一次可以排印的篇幅，"
            "请按批次或者责任单位筛选后再导出，或者导出 Excel、Word。"
        )
        raise Refused([block("list-too-large", message)])
    if form == XLSX:
        return xlsx.render(table, filters=True)
    return rendered(as_paper(table), form)


def saved_as(content: bytes, name: str, form: str) -> HttpResponse:
    """``content`` as a file to be saved as ``name`` and ``form`` (RFC 5987: Chinese file names)."""
    response = HttpResponse(content, content_type=MEDIA[form])
    header = content_disposition_header(as_attachment=True, filename=f"{name}{form}")
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def page_pictures(paper: Paper) -> tuple[list[dict[str, Any]], int]:
    """The first pages of ``paper`` (src, and whether the sheet lies on its side), and how many pages there are.

    0 for a paper so long that only the beginning of its tables was set: nobody waits for the thousandth row.
    """
    beginning = _beginning(paper)
    document = pypdfium2.PdfDocument(rendered(beginning, PDF))
    try:
        shown = [_picture(document[number]) for number in range(min(len(document), MOST_PAGES))]
        return shown, len(document) if beginning == paper else 0
    finally:
        document.close()


def _beginning(paper: Paper) -> Paper:
    """``paper`` with no more rows in a table than its first pages may show."""
    return replace(paper, sections=tuple(_first_rows(section) for section in paper.sections))


def _first_rows(section: Section) -> Section:
    blocks = (
        replace(block, rows=block.rows[:MOST_ROWS]) if isinstance(block, Table) else block
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def _picture(page: pypdfium2.PdfPage) -> dict[str, Any]:
    width, height = page.get_size()
    stream = io.BytesIO()
    page.render(scale=_DOTS_AN_INCH / _POINTS_AN_INCH).to_pil().save(stream, "PNG")
    return {"src": picture_address(stream.getvalue()), "wide": width > height}


def picture_address(png: bytes) -> str:
    """A PNG as an address that holds it: nothing to keep, nothing that another person could ask for."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
