"""The small parts of WordprocessingML: measures, runs, paragraphs, and the styles that name every font once. Pure.

Text is written as XML strings: a thousand rows cost a thousand concatenations, not a thousand walks of a tree. Whoever
calls has made the text printable (``paper.cleaned``); what XML itself forbids is escaped here and nowhere else.
"""

from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# By the names under which the office's computers have them (domain §3.6); never embedded.
SONG_TITLE, HEI, KAI, FANGSONG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LATIN = "Times New Roman"
RED = "FF0000"

MM_A_POINT = 25.4 / 72
# Points: 二号, 三号, 四号, 小四, 五号, 小五.
TITLE, BODY, FOURTH, LINE, TABLE, FOOT = 22, 16, 14, 12, 10.5, 9
LINE_PITCH = 28.95  # points: 225 mm / 22 lines, rounded down to a twentieth
# Points: 28 characters on 156 mm, rounded down to a twentieth. Set as spacing, not as a grid of lines and characters:
# that is read in three ways by the three programs an office may have.
CHARACTER = 15.75
TITLE_PITCH = 33
FORM_PITCH = 20
TABLE_PITCH = 16
# Word's least: what must follow a table takes no room that anybody sees.
_END_PITCH = 0.7

_PARAGRAPHS = (
    # name, font, points, alignment, line pitch (None: as high as what stands on it), points before and after,
    # characters indented
    ("Body", FANGSONG, BODY, "both", LINE_PITCH, 0, 2),
    ("BodyFlush", FANGSONG, BODY, "left", LINE_PITCH, 0, 0),
    ("BodyRight", FANGSONG, BODY, "right", LINE_PITCH, 0, 0),
    ("PaperNumber", FANGSONG, FOURTH, "right", LINE_PITCH, 0, 0),
    ("LetterNumber", FANGSONG, BODY, "center", 18, 0, 0),
    ("PaperMark", HEI, BODY, "left", LINE_PITCH, 0, 0),
    ("PaperTitle", SONG_TITLE, TITLE, "center", TITLE_PITCH, 0, 0),
    ("PaperLine", FANGSONG, LINE, "left", FORM_PITCH, 3, 0),
    ("TableHeading", HEI, TABLE, "center", TABLE_PITCH, 0, 0),
    ("TableText", FANGSONG, TABLE, "left", TABLE_PITCH, 0, 0),
    ("TableCode", FANGSONG, TABLE, "center", TABLE_PITCH, 0, 0),
    ("FormLabel", HEI, LINE, "center", FORM_PITCH, 0, 0),
    ("FormText", FANGSONG, LINE, "left", FORM_PITCH, 0, 0),
    ("Caption", FANGSONG, LINE, "center", FORM_PITCH, 2, 0),
    ("Picture", FANGSONG, LINE, "center", None, 0, 0),
    ("Letterhead", SONG_TITLE, TITLE, "center", None, 0, 0),
    ("Imprint", FANGSONG, FOURTH, "left", 22, 0, 0),
    ("PageNumber", SONG, FOURTH, "left", FOURTH, 0, 0),
    ("PaperEnd", FANGSONG, 1, "left", _END_PITCH, 0, 0),
)
# Only what lies on the grid of 22 lines and 28 characters counts characters by it.
_ON_GRID = {"Body", "BodyFlush", "BodyRight"}
_CHARACTERS = (
    # name, font, Latin font, points (None: those of the paragraph)
    ("LeadHei", HEI, LATIN, None),
    ("LeadKai", KAI, LATIN, None),
    ("PaperFoot", SONG, SONG, FOOT),
)


def points(value: float) -> int:
    """``value`` points in twips."""
    return round(value * 20)


def twips(millimetres: float) -> int:
    """``millimetres`` in twips."""
    return points(millimetres / MM_A_POINT)


def run(text: str, style: str = "") -> str:
    """``text`` as a run; a line end or a tab in it stays one. Nothing for an empty text."""
    if not text:
        return ""
    inner = escape(text)
    if "\n" in inner or "\t" in inner:
        inner = inner.replace("\n", f"{_CLOSE}<w:br/>{_OPEN}").replace("\t", f"{_CLOSE}<w:tab/>{_OPEN}")
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    # The hint makes quotation marks and dashes full-width, as Chinese sets them.
    return f'<w:r><w:rPr>{named}<w:rFonts w:hint="eastAsia"/></w:rPr>{_OPEN}{inner}{_CLOSE}</w:r>'


_OPEN, _CLOSE = '<w:t xml:space="preserve">', "</w:t>"


def paragraph(
    style: str, inner: str = "", look: str = "", *, new_page: bool = False, keep_next: bool = False
) -> str:
    """A paragraph of ready runs. ``look`` are further properties, in the order of the schema (tabs, spacing, ind …)."""
    keep = "<w:keepNext/>" if keep_next else ""
    broken = "<w:pageBreakBefore/>" if new_page else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{broken}{look}</w:pPr>{inner}</w:p>'


def tabs(*stops: tuple[str, int]) -> str:
    """Tab stops: alignment and twips from the left edge."""
    return "<w:tabs>" + "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in stops) + "</w:tabs>"


def spacing(*, before: float = 0, after: float = 0, exactly: float | None) -> str:
    """Space above and below and the line pitch, in points."""
    pitch = f'w:line="{points(exactly)}" w:lineRule="exact"' if exactly else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{points(before)}" w:after="{points(after)}" {pitch}/>'


def styles_xml() -> str:
    """word/styles.xml. No theme: its fonts would win over the named ones."""
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    normal = f"<w:rPr>{fonts(FANGSONG)}{_size(BODY)}{language}</w:rPr>"
    return (
        f"<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault>{normal}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        # The grid counts its characters from the size of this one.
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:rPr>{_size(BODY)}</w:rPr></w:style>"
        + "".join(_paragraph_style(*each) for each in _PARAGRAPHS)
        + "".join(_character_style(*each) for each in _CHARACTERS)
        + "</w:styles>"
    )


def fonts(east: str, latin: str = LATIN) -> str:
    """The fonts of a run: Chinese and Latin."""
    return f'<w:rFonts w:ascii="{latin}" w:eastAsia="{east}" w:hAnsi="{latin}" w:cs="{latin}"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def _paragraph_style(
    name: str, font: str, size: float, align: str, pitch: float | None, around: float, indent: int
) -> str:
    first = ""
    if indent:
        first = f'<w:ind w:firstLineChars="{indent * 100}" w:firstLine="{points(indent * CHARACTER)}"/>'
    tight = f'<w:spacing w:val="{points(CHARACTER - BODY)}"/>' if name in _ON_GRID else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        # A page is full at its 22nd line. autoSpace: no room of its own between 12 and 月, a digit is half a character.
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        + ("" if name in _ON_GRID else '<w:snapToGrid w:val="0"/>')
        + f'{spacing(before=around, after=around, exactly=pitch)}{first}<w:jc w:val="{align}"/></w:pPr>'
        f"<w:rPr>{fonts(font, SONG if font == SONG else LATIN)}{tight}{_size(size)}</w:rPr></w:style>"
    )


def _character_style(name: str, font: str, latin: str, size: float | None) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:rPr>{fonts(font, latin)}{_size(size) if size else ''}</w:rPr></w:style>"
    )
