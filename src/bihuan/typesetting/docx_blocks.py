"""The blocks of a paper as the body of a Word document, one after the other (GB/T 9704-2012, clause 7). Pure.

What stands above and below a block decides the blank lines between them; everything else is in the block itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bihuan.typesetting.docx_media import Media
from bihuan.typesetting.docx_tables import (
    NONE,
    form_xml,
    imprint_xml,
    list_xml,
    photos_xml,
    qr_xml,
)
from bihuan.typesetting.docx_text import (
    CHARACTER,
    LINE_PITCH,
    MM_A_POINT,
    RED,
    TITLE,
    TITLE_PITCH,
    paragraph,
    points,
    run,
    spacing,
    tabs,
    twips,
)
from bihuan.typesetting.header import parts_of
from bihuan.typesetting.paper import (
    AttachmentNote,
    Block,
    Form,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    NewPage,
    Number,
    Paragraph,
    Photos,
    QrCode,
    Recipients,
    Remark,
    Section,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import Sheet, ems, written_title_lines

_HEAD_BELOW_EDGE = 35  # millimetres from the upper edge of the 版心 to the 发文机关标志
_HEAD_LARGEST, _HEAD_LEAST = 48, 26  # points
_HEAD_PITCH = 1.2  # of its size: a tenth of it is air above the signs
_RULE_BELOW_NUMBER = 10  # points; with what the line leaves below its signs this is 4 mm
_RULE = 12  # eighths of a point
_LEADS = {Level.FIRST: "LeadHei", Level.SECOND: "LeadKai"}
_ABOVE_RULES = spacing(after=7, exactly=LINE_PITCH)  # what is ruled does not stand close to the text above it
_KEPT_TO_TEXT = (AttachmentNote, Signature)  # they never stand on a page without text
_SEAL = 2  # blank lines, so that a seal of 42 mm reaches the text and stands over signature and date
_DATE_IN = 4  # characters between a sealed date and the edge
_BODY_IN = 2  # characters between a signature without seal and the edge


@dataclass(slots=True)
class Flow:
    """What has been set of a section so far."""

    sheet: Sheet
    media: Media
    parts: list[str] = field(default_factory=list)
    new_page: bool = False
    after_table: bool = False
    held_by_end: bool = False  # a section ends in a paragraph, and not in the one that holds a 版记

    def put(self, style: str, inner: str = "", look: str = "", *, keep_next: bool = False) -> None:
        """A paragraph."""
        self.parts.append(paragraph(style, inner, look, new_page=self.new_page, keep_next=keep_next))
        self.new_page = self.after_table = self.held_by_end = False

    def blank(self, lines: int, *, keep_next: bool = False) -> None:
        """Blank lines of the body."""
        for _ in range(lines):
            self.put("BodyFlush", keep_next=keep_next)

    def put_table(self, xml: str) -> None:
        """A table. Two in a row would become one, and none can begin a page by itself."""
        if not xml:
            return
        if self.new_page or self.after_table:
            self.put("PaperEnd")
        self.parts.append(xml)
        self.after_table = self.held_by_end = True


def section_blocks(section: Section, media: Media, properties: str, *, last: bool) -> str:
    """The blocks of ``section`` and its ``properties``: in its last paragraph, or after it when it is the ``last``."""
    flow = Flow(section.sheet, media)
    blocks = section.blocks
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        if isinstance(block, Mark) and before is not None:
            flow.new_page = True
        flow.blank(_blank_lines(before, block), keep_next=isinstance(block, _KEPT_TO_TEXT))
        _SETTERS[type(block)](flow, block, after)
    if flow.held_by_end or not flow.parts:
        flow.put("PaperEnd")
    if last:
        return "".join(flow.parts) + properties
    # Not in a paragraph of its own: a page that is full would spill it.
    flow.parts[-1] = flow.parts[-1].replace("</w:pPr>", f"{properties}</w:pPr>", 1)
    return "".join(flow.parts)


def _blank_lines(before: Block | None, block: Block) -> int:
    """How many blank lines of the body stand between the two."""
    if before is None or isinstance(before, NewPage):
        return 0
    if isinstance(block, Title):
        return {Letterhead: 2, Mark: 1, Number: 0}.get(type(before), 1)
    if isinstance(block, Paragraph):
        return 1 if isinstance(before, Title) else 0
    if isinstance(block, Signature):
        return _SEAL if block.sealed else 1
    return 1 if isinstance(block, Recipients | AttachmentNote) else 0


# ── head ────────────────────────────────────────────────────────────────────────────────────────


def _letterhead(flow: Flow, block: Letterhead, after: Block | None) -> None:
    width = flow.sheet.body_width / MM_A_POINT
    lines = written_title_lines(block.body, width / _HEAD_LEAST)
    size = min(_HEAD_LARGEST, max(_HEAD_LEAST, int(0.98 * width / max(1.0, *map(ems, lines)))))
    air = size * (_HEAD_PITCH - 1) / 2
    red = f'<w:rPr><w:rFonts w:hint="eastAsia"/><w:color w:val="{RED}"/><w:sz w:val="{2 * size}"/></w:rPr>'
    flow.put(
        "Letterhead",
        run("\n".join(lines)).replace('<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>', red),
        spacing(before=_HEAD_BELOW_EDGE / MM_A_POINT - air, exactly=size * _HEAD_PITCH),
    )
    flow.blank(2)
    rule = f'<w:bottom w:val="single" w:sz="{_RULE}" w:space="{_RULE_BELOW_NUMBER}" w:color="{RED}"/>'
    flow.put("LetterNumber", run(block.number), f"<w:pBdr>{rule}</w:pBdr>")


def _number(flow: Flow, block: Number, after: Block | None) -> None:
    flow.put("PaperNumber", run(block.text))


def _mark(flow: Flow, block: Mark, after: Block | None) -> None:
    flow.put("PaperMark", run(block.text))


def _title(flow: Flow, block: Title, after: Block | None) -> None:
    """The title. Two lines that no writer broke are broken by indents on both sides, without a mark in the text."""
    width, size = flow.sheet.body_width, TITLE * MM_A_POINT
    written = block.text.strip("\n").split("\n")
    lines = written_title_lines("\n".join(written), width / size - 1)
    broken = len(written) > 1 or len(lines) > 2
    indent = ""
    if len(lines) > 1 and not broken:
        side = max(0, twips((width - (ems(lines[0]) + 0.6) * size) / 2))
        indent = f'<w:ind w:left="{side}" w:right="{side}"/>'
    below = 0 if isinstance(after, Recipients | Paragraph) else 10
    flow.put(
        "PaperTitle",
        run("\n".join(lines if broken else written)),
        spacing(after=below, exactly=TITLE_PITCH) + indent,
        keep_next=True,
    )


def _recipients(flow: Flow, block: Recipients, after: Block | None) -> None:
    flow.put("BodyFlush", run(block.text if block.text.endswith(("：", ":")) else f"{block.text}："))


# ── body ────────────────────────────────────────────────────────────────────────────────────────


def _paragraph(flow: Flow, block: Paragraph, after: Block | None) -> None:
    style = _LEADS.get(block.level, "")
    lead = block.lead if style else 0
    inner = run(block.text[:lead], style) + run(block.text[lead:])
    # A heading does not end a page.
    alone = bool(lead) and lead >= len(block.text)
    look = _ABOVE_RULES if isinstance(after, Form | Table) else ""
    flow.put("Body", inner, look, keep_next=alone or isinstance(after, _KEPT_TO_TEXT))


def _line(flow: Flow, block: Line, after: Block | None) -> None:
    """A line beside a table; tabs in it part it into pieces from edge to edge."""
    edge = twips(flow.sheet.body_width)
    count = block.text.count("\t")
    stops = [("center", edge * at // count) for at in range(1, count)] + [("right", edge)] * bool(count)
    look = tabs(*stops) if stops else ""
    if block.align != "left":
        look += f'<w:jc w:val="{block.align}"/>'
    flow.put("PaperLine", run(block.text), look)


def _attachment_note(flow: Flow, block: AttachmentNote, after: Block | None) -> None:
    """附件：1. …; what goes on on the next line stands below the name, and so does the next name."""
    several = len(block.names) > 1
    first, number = (
        3,
        0.25 + (len(str(len(block.names))) + 1.2) / 2 if several else 0,
    )  # characters: 附件： and 1.
    left = points((2 + first + number) * CHARACTER)
    for at, name in enumerate(block.names):
        hanging = points((number + (0 if at else first)) * CHARACTER)
        text = ("" if at else "附件：") + (f"{at + 1}.\t{name}" if several else name)
        look = tabs(("left", left)) + f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
        flow.put("BodyFlush", run(text), look, keep_next=isinstance(after, Signature))


def _signature(flow: Flow, block: Signature, after: Block | None) -> None:
    """署名 over its date. The bodies stand centred on each other; the longest and the date are placed by the rule."""
    longest = max(map(ems, block.bodies), default=0.0)
    body_in, date_in = _signature_places(longest, ems(block.day), sealed=block.sealed)
    for body in block.bodies:
        flow.put(
            "BodyRight", run(body), _right(body_in + (longest - ems(body)) / 2), keep_next=bool(block.day)
        )
    if block.day:
        flow.put("BodyRight", run(block.day), _right(date_in), keep_next=isinstance(after, Remark))


def _signature_places(body: float, day: float, *, sealed: bool) -> tuple[float, float]:
    """How far body and date stand in from the right (7.3.5.1, 7.3.5.2), by their breadths; all in characters."""
    if not sealed:
        # The date begins two characters after the body begins. A longer date is the one that stands two in.
        return (_BODY_IN, body - day) if body >= day else (day + 2 - body + _BODY_IN, _BODY_IN)
    # The body stands centred over the date. One that would then reach beyond the edge takes the date with it.
    beyond = max(0.0, (body - day) / 2 - _DATE_IN)
    return _DATE_IN + (day - body) / 2 + beyond, _DATE_IN + beyond


def _right(characters: float) -> str:
    return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{points(characters * CHARACTER)}"/>'


def _remark(flow: Flow, block: Remark, after: Block | None) -> None:
    text = block.text if block.text.startswith(("（", "(")) else f"（{block.text}）"
    flow.put("Body", run(text))


# ── tables and what is set as one ───────────────────────────────────────────────────────────────


def _table(flow: Flow, block: Table, after: Block | None) -> None:
    if not block.columns:
        flow.put("PaperLine", run(block.empty))
        return
    for at, part in enumerate(parts_of(block, flow.sheet)):
        if at:
            flow.new_page = True
            flow.put("PaperLine", run("（续表）"), '<w:jc w:val="right"/>')
        flow.put_table(list_xml(block, part, flow.sheet))


def _form(flow: Flow, block: Form, after: Block | None) -> None:
    flow.put_table(form_xml(block, flow.sheet))


def _photos(flow: Flow, block: Photos, after: Block | None) -> None:
    if block.pairs:
        flow.put_table(photos_xml(block, flow.sheet, flow.media))
    else:
        flow.put("Caption", run(NONE))


def _qr(flow: Flow, block: QrCode, after: Block | None) -> None:
    flow.put_table(qr_xml(block, flow.sheet, flow.media))


def _imprint(flow: Flow, block: Imprint, after: Block | None) -> None:
    flow.put_table(imprint_xml(block, flow.sheet))
    flow.put("PaperEnd")
    flow.held_by_end = True


def _new_page(flow: Flow, block: NewPage, after: Block | None) -> None:
    flow.new_page = True


_SETTERS: dict[type, Callable[[Flow, Any, Block | None], None]] = {
    Letterhead: _letterhead,
    Number: _number,
    Title: _title,
    Recipients: _recipients,
    Paragraph: _paragraph,
    Line: _line,
    AttachmentNote: _attachment_note,
    Signature: _signature,
    Remark: _remark,
    Mark: _mark,
    Form: _form,
    Table: _table,
    Photos: _photos,
    QrCode: _qr,
    NewPage: _new_page,
    Imprint: _imprint,
}
