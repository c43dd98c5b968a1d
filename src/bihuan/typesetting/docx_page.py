"""Sheets, margins and page numbers of a Word document (GB/T 9704-2012, clauses 5.1, 5.2.4 and 7.5). Pure."""

import math

from bihuan.typesetting.docx_text import (
    FOOT,
    FOURTH,
    LINE_PITCH,
    MM_A_POINT,
    NAMESPACE,
    paragraph,
    points,
    run,
    tabs,
    twips,
)
from bihuan.typesetting.table import Sheet, ems

# Millimetres from the body to the dashes beside the number; they stand in the middle of their line.
NUMBER_BELOW_BODY = 7
_DASH_IN_LINE = FOURTH * MM_A_POINT / 2
_FOOT_LINES = 2  # more do not fit below the number
_BESIDE_NUMBER = 30  # millimetres that the page number may need


def section_xml(sheet: Sheet, footers: tuple[str, str], foot: str, *, restart: bool) -> str:
    """The properties of a section. ``footers`` are the relations of the odd and of the even one.

    ``restart``: its pages count from 1.
    """
    landscape = ' w:orient="landscape"' if sheet.width > sheet.height else ""
    lines = 1 + (
        min(_FOOT_LINES, math.ceil(_breadth(foot) / sheet.body_width)) if _needs_own_line(foot, sheet) else 0
    )
    below = sheet.bottom - NUMBER_BELOW_BODY + _DASH_IN_LINE - lines * FOURTH * MM_A_POINT
    odd, even = footers
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        '<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(sheet.width)}" w:h="{twips(sheet.height)}"{landscape}/>'
        f'<w:pgMar w:top="{twips(sheet.top)}" w:right="{twips(sheet.right)}" w:bottom="{twips(sheet.bottom)}"'
        f' w:left="{twips(sheet.left)}" w:header="{twips(15)}" w:footer="{twips(below)}" w:gutter="0"/>'
        + ('<w:pgNumType w:start="1"/>' if restart else "")
        + f'<w:docGrid w:type="lines" w:linePitch="{points(LINE_PITCH)}"/>'
        "</w:sectPr>"
    )


def footer_xml(foot: str, sheet: Sheet, *, even: bool) -> str:
    """The foot of the odd or of the even pages: — 1 — one character in from its side, ``foot`` small on the other."""
    edge, character = twips(sheet.body_width), points(FOURTH)
    foot = foot.replace("\n", " ")
    own_line = _needs_own_line(foot, sheet)
    beside = "" if own_line else run(foot, "PaperFoot")
    tab = "<w:r><w:tab/></w:r>"
    if even:
        look = tabs(("right", edge)) + f'<w:ind w:left="{character}"/>'
        line = _NUMBER + (tab + beside if beside else "")
    else:
        look, line = tabs(("right", edge - character)), beside + tab + _NUMBER
    more = paragraph("PageNumber", run(foot, "PaperFoot")) if own_line else ""
    return f"<w:ftr {NAMESPACE}>{paragraph('PageNumber', line, look)}{more}</w:ftr>"


# — 1 —: half-width digits between two dashes of full width.
_NUMBER = run("— ") + '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>' + run(" —")


def _needs_own_line(foot: str, sheet: Sheet) -> bool:
    return _breadth(foot) > sheet.body_width - _BESIDE_NUMBER


def _breadth(foot: str) -> float:
    return ems(foot) * FOOT * MM_A_POINT


def settings_xml() -> str:
    """word/settings.xml: odd and even pages differ; punctuation keeps its full width, so that lines hold 28."""
    return (
        f'<w:settings {NAMESPACE}><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )
