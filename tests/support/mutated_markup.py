"""XML and HTML changed where it hurts, and still well formed: what stands in .docx, .xlsx, .ofd, .html and .mht."""

import base64
import random
import re

_TAG = re.compile(rb"<([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(rb"""(\s[\w:.-]+\s?=\s?)("[^"<>]*"|'[^'<>]*')""")
_TEXT = re.compile(rb">([^<>]+)<")
_MOST_ADDED = 4_000_000
VALUES = (
    b"0", b"-1", b"1", b"true", b"", b"255", b"65536", b"1048577", b"2147483648", b"99999999999999999999",
    b"1e999",
    b"1E+308", b"nan", b"inf", b"-0.0", b"A0", b"XFD1048576", b"A1:XFD1048576", b"ZZZ9999999", b"9999-12-31",
    b"0000-00-00", b"2024-02-30", b"2958466", b"-657435", b"../../outside", b"file:///etc/os-release",
    b"g 999999999 1", b"0 0 1e308 1e308", b"nan nan nan nan", b"1 0 0 0 0 0",
)  # fmt: skip
TEXTS = (
    b"=1+1", b"=cmd|' /C calc'!A0", b"2024-13-45", "9999年99月99日".encode(), "公元前1年0月0日".encode(),
    b"1e999",
    b"99999999999999999999", b"-1", "（" .encode() * 3000, "一、（一）1.（1）".encode() * 200, b"a" * 40_000,
    "，".encode() * 9000, "第九千九百九十九万亿条".encode(), b"100%200%", b"&#0;", b"&#x10FFFF;", b"&#55296;",
    b"&y;&x;",
)  # fmt: skip
_OF_SHEETS = (
    b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A1" t="s"><v>4294967295</v></c>', b"<c><f>1+1</f></c>",
    b'<c r="A1" t="e"><v>#REF!</v></c>', b'<c r="A1" s="99"><v>1e300</v></c>',
    b'<c r="A1" t="d"><v>99999-99-99</v></c>',
    b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>', b'<row r="1" hidden="1"/>',
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', b'<si><t/></si>',
    b'<sheet name="x" sheetId="1"/>',
    b'<cols><col min="1" max="16384" hidden="1"/></cols>', b'<dimension ref="A1:XFD1048576"/>',
)  # fmt: skip
_OF_DOCUMENTS = (
    b'<w:tcPr><w:gridSpan w:val="200"/></w:tcPr>', b"<w:tcPr><w:vMerge/></w:tcPr>", b"<w:tbl><w:tr/></w:tbl>",
    b'<w:trPr><w:gridBefore w:val="200"/></w:trPr>', b'<w:fldSimple w:instr="DDEAUTO c:\\cmd.exe"/>',
    b"<w:tc/>", b"<w:tr/>",
    b'<w:pPr><w:numPr><w:ilvl w:val="-9"/><w:numId w:val="x"/></w:numPr></w:pPr>',
    b"<w:del><w:r><w:t>x</w:t></w:r></w:del>",
    b'<w:altChunk w:id="1"/>', b"<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    b"<w:r><w:br/><w:tab/><w:cr/></w:r>",
)  # fmt: skip
_ODD_TEXT = (
    b'<ofd:TextObject Size="%b" Boundary="%b">'
    b'<ofd:TextCode X="0" Y="%b" DeltaX="%b">xyz</ofd:TextCode></ofd:TextObject>'
)
_ODD_PATH = b"<ofd:PathObject %b><ofd:AbbreviatedData>%b</ofd:AbbreviatedData></ofd:PathObject>"
_OF_PAGES = (
    _ODD_TEXT % (b"1e308", b"nan 0 inf 1", b"0", b"1"), _ODD_TEXT % (b"3", b"0 0 9 9", b"1", b"g 999999999 1"),
    _ODD_TEXT % (b"-3", b"9 9 -9 -9", b"1e308", b"g -1 g -1"), _ODD_TEXT % (b"0", b"0 0 0 0", b"nan", b""),
    _ODD_PATH % (b'Boundary="0 0 1e9 1e9"', b"M 0 0 L 1e308 nan C 1"),
    _ODD_PATH % (b'Boundary="0 0 9 9" CTM="0 0 0 0 0 0"', b"M 0 0 L 9 0 L 0 9 C"),
    b'<ofd:Template TemplateID="1"/>', b'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>',
    b"<ofd:PageBlock/>",
    b"<ofd:DocRoot>../../../../etc/passwd</ofd:DocRoot>", b"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>",
    b"<ofd:PhysicalBox>0 0 1e308 1e-308</ofd:PhysicalBox>", b'<ofd:ImageObject ResourceID="1"/>',
)  # fmt: skip
_OF_WEB_PAGES = (
    b"<td colspan=1000 rowspan=65000>x</td>", b"<td colspan=99999999 rowspan=0>", b"<table><tr><td>",
    b"<ol start=99999999><li>", b'<p style="display:none">', b"<script>while(1){}</script>",
    b"</table></td></tr>",
    b"<meta charset=utf-7>", b"<![CDATA[", b"<!--", b'<iframe src="file:///etc/os-release"></iframe>',
    b"<tr><td>x<td>",
    b"<base href='http://127.0.0.1:9/'>", b"<pre>" + b"\n" * 500 + b"</pre>", b"<option>",
    b"<table><tr><td>1<td>2</table>",
)  # fmt: skip
_SNIPPETS = ((b"spreadsheetml", _OF_SHEETS), (b"xmlns:w=", _OF_DOCUMENTS), (b"xmlns:ofd", _OF_PAGES))


def element_repeated(content: bytes, chance: random.Random) -> bytes:
    """One whole element many times: rows, cells, paragraphs, sheets, pages."""
    start, end = _element(content, chance)
    times = min(chance.choice((1, 2, 30, 2_000, 20_000)), _MOST_ADDED // (end - start))
    return content[:end] + content[start:end] * times + content[end:]


def element_nested(content: bytes, chance: random.Random) -> bytes:
    """One element within itself, as deep as nobody would write it, and closed as often as it is opened."""
    start, end = _element(content, chance)
    found = _TAG.match(content, start)
    if found is None:
        return content
    depth = chance.choice((20, 250, 900, 9_000))
    close = b"</" + found[1] + b">"
    return content[:start] + found[0] * depth + content[start:end] + close * depth + content[end:]


def element_left_out(content: bytes, chance: random.Random) -> bytes:
    """One whole element less."""
    start, end = _element(content, chance)
    return content[:start] + content[end:]


def element_moved(content: bytes, chance: random.Random) -> bytes:
    """One whole element in another place, maybe within another."""
    start, end = _element(content, chance)
    rest, moved = content[:start] + content[end:], content[start:end]
    places = [found.end() for found in _TAG.finditer(rest)] or [0]
    at = chance.choice(places)
    return rest[:at] + moved + rest[at:]


def value_changed(content: bytes, chance: random.Random) -> bytes:
    """The values of a few attributes: lengths, places, spans, references."""
    for _ in range(chance.choice((1, 1, 3))):
        found = _one(_ATTRIBUTE, content, chance)
        if found is not None:
            put = found[1] + b'"' + chance.choice(VALUES) + b'"'
            content = content[: found.start()] + put + content[found.end() :]
    return content


def text_changed(content: bytes, chance: random.Random) -> bytes:
    """The text of an element: days that are none, formulas, numbers without end."""
    found = _one(_TEXT, content, chance)
    if found is None:
        return content + chance.choice(TEXTS)
    return content[: found.start(1)] + chance.choice(TEXTS + VALUES) + content[found.end(1) :]


def snippet_put_in(content: bytes, chance: random.Random) -> bytes:
    """A piece of markup that is known to hurt, once or very often."""
    snippet = chance.choice(next((own for mark, own in _SNIPPETS if mark in content[:2000]), _OF_WEB_PAGES))
    found = _one(_TAG, content, chance)
    at = 0 if found is None else chance.choice((found.start(), found.end()))
    return content[:at] + snippet * chance.choice((1, 1, 40, 3_000)) + content[at:]


MARKUP = (
    element_repeated, element_nested, element_left_out, element_moved,
    value_changed, value_changed, text_changed, text_changed, snippet_put_in, snippet_put_in,
)  # fmt: skip


def _one(pattern: "re.Pattern[bytes]", content: bytes, chance: random.Random) -> "re.Match[bytes] | None":
    found = list(pattern.finditer(content[:400_000]))
    return chance.choice(found) if found else None


def _element(content: bytes, chance: random.Random) -> tuple[int, int]:
    """Where an element begins and ends that has an end; without any, a piece of the text."""
    found = _one(_TAG, content, chance)
    if found is None:
        start = chance.randrange(len(content))
        return start, min(start + 50, len(content))
    if found[2].endswith(b"/"):
        return found.span()
    depth = 0
    for step in re.finditer(
        rb"<(/?)" + re.escape(found[1]) + rb"(?:\s[^<>]*)?(?<!/)>", content[found.start() :]
    ):
        depth += -1 if step[1] else 1
        if not depth:
            return found.start(), found.start() + step.end()
    return found.span()


# ── the letter around a web page ─────────────────────────────────────────────────────────────────

_HEADERS = (
    b"Content-Type: multipart/related; boundary=\"\"", b"Content-Type: text/html; charset=utf-7",
    b"Content-Type: text/html; charset=\xff\x00", b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-uuencode", b"Content-Transfer-Encoding: 8bit",
    b"Content-Type: text/html; charset*=a'b'%ff",
    b"Content-Location: file:///etc/os-release", b"Content-Type: message/rfc822", b"X: " + b"y" * 70_000,
    b"Content-Type: message/delivery-status",
    b"Content-Type: multipart/related; boundary=\"" + b"=" * 3000 + b'"',
)  # fmt: skip
_BODY = re.compile(rb"(?:[A-Za-z0-9+/]{60,}\r?\n){3,}[A-Za-z0-9+/=]*")
_HEADER = re.compile(rb"^[A-Za-z-]+:[^\n]*$", re.MULTILINE)


def page_in_letter_changed(content: bytes, chance: random.Random) -> bytes:
    """The page in the letter, the letter around it whole."""
    found = _BODY.search(content)
    if found is None:
        return header_changed(content, chance)
    try:
        page = base64.b64decode(found[0])
    except ValueError:
        return header_changed(content, chance)
    changed = chance.choice(MARKUP)(page, chance)
    return content[: found.start()] + base64.encodebytes(changed) + content[found.end() :]


def header_changed(content: bytes, chance: random.Random) -> bytes:
    """A line of the head becomes another, or the new one stands beside it, once or often."""
    found = _one(_HEADER, content, chance)
    if found is None:
        return chance.choice(_HEADERS) + b"\n" + content
    put = b"\n".join([chance.choice(_HEADERS)] * chance.choice((1, 1, 500)))
    at = chance.choice((found.start(), found.end()))
    return (
        content[: found.start()]
        + put
        + (b"" if at == found.start() else b"\n" + found[0])
        + content[found.end() :]
    )


def letters_nested(content: bytes, chance: random.Random) -> bytes:
    """A letter in a letter in a letter."""
    depth = chance.choice((3, 60, 400, 3_000))
    head = b"".join(
        b'Content-Type: multipart/related; boundary="b%d"\n\n--b%d\n' % (number, number)
        for number in range(depth)
    )
    return head + content


LETTER = (
    page_in_letter_changed,
    page_in_letter_changed,
    page_in_letter_changed,
    header_changed,
    letters_nested,
)
