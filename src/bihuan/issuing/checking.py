"""Holding a file against the paper it should be: every paragraph of a .docx or PDF compared with what was kept.

What was kept is set again in the same form and read back by the same reader, so that only words can differ.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, islice

import pypdfium2
from django.conf import settings

from bihuan.documents.pictures import photo_of
from bihuan.evidence.sniff import sniff
from bihuan.intake.readers import docx as docx_reader
from bihuan.intake.readers.blocks import Paragraph
from bihuan.intake.readers.container import MAIN_PART, open_zip, unpack
from bihuan.issuing.content import Content
from bihuan.kernel.codes import typed_code
from bihuan.kernel.errors import NotReadable, Refused
from bihuan.kernel.findings import Finding, block
from bihuan.typesetting import docx, pdf

MOST_DIFFERENCES = 50
# Lines held against each other at once: what it costs grows with their square.
_WINDOW = 500
MOST_PAGES = 500
_PDF = "application/pdf"
# What every zip file, and so every .docx, begins with.
ZIP = b"PK\x03\x04"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CODE = re.compile(r"校验码\s*([0-9A-Za-z]{5}\s*-\s*[0-9A-Za-z]{5})")
_TAG = re.compile(r"<[^>]+>")
_BESIDE = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_EMBEDDED = "（嵌入的其他文档）"
_PAGE_NUMBER = re.compile(r"[—―-]+\d+[—―-]+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where a file does not say what the paper says; one of the two is empty for what was added or left out."""

    kept: str
    found: str


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a file: its lines without blanks, the codes printed on it, and the lines that stand beside its body.

    ``beside``: in headers, feet and notes, and what is embedded so that only some programs show it.
    """

    lines: tuple[str, ...]
    codes: frozenset[str]
    beside: tuple[str, ...] = ()


def text_of(content: bytes, name: str) -> Text:
    """The words of a .docx or PDF. Raises Refused for anything else, and for what cannot be opened."""
    kind = sniff(content, name)
    try:
        if kind is not None and kind.media_type == _WORD:
            body = _squeezed(_docx_lines(content))
            return Text(body, _codes(_docx_feet(content)), _squeezed(_docx_beside(content, body)))
        if kind is not None and kind.media_type == _PDF:
            pages = list(_pdf_pages(content))
            lines = [line for page in pages for line in page.splitlines()]
            return Text(_squeezed(lines), _codes("\n".join(pages)))
    except NotReadable as problem:
        raise Refused(problem.findings) from problem
    except (pypdfium2.PdfiumError, ValueError, StopIteration, SyntaxError) as problem:
        raise Refused([_damaged(name)]) from problem
    if name.lower().endswith(".docx") and content.startswith(ZIP):
        raise Refused([_damaged(name)])
    message = f"“{name}”不是 Word 文档（.docx）或 PDF，不能核对内容；扫描件请只按校验码查验。"
    raise Refused([block("kind-unsupported", message, where=name)])


def _damaged(name: str) -> Finding:
    message = f"文件“{name}”不完整或已损坏，无法核对，请重新获取。"
    return block("file-damaged", message, where=name)


def differences(text: Text, name: str, kept: Content) -> list[Difference]:
    """Where the file called ``name`` and what was kept of the paper differ; none when it is unchanged."""
    printed = kept.printed()
    if name.lower().endswith(".docx"):
        own = text_of(docx.render([printed], photo_of), "own.docx")
    else:
        own = text_of(pdf.render([printed], photo_of, fonts=settings.FONT_DIR), "own.pdf")
    foot = _BLANKS.sub("", kept.foot)
    kept_lines, found_lines = _without_feet(own.lines, foot), _without_feet(text.lines, foot)
    # Odd and even pages have a foot each.
    beside = [line for line in dict.fromkeys(_without_feet(text.beside, foot)) if line not in own.beside]
    rows = [Difference("", line) for line in beside]
    # Another font breaks lines elsewhere: words are compared before lines are.
    if "".join(kept_lines) != "".join(found_lines):
        rows += islice(_compared(kept_lines, found_lines), MOST_DIFFERENCES)
    return rows[:MOST_DIFFERENCES]


def _compared(kept: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    """The places that differ, from the beginning on, a window of lines after the other."""
    a = c = 0
    while a < len(kept) or c < len(found):
        ours, theirs = kept[a : a + _WINDOW], found[c : c + _WINDOW]
        changes = SequenceMatcher(None, ours, theirs).get_opcodes()
        to_the_end = a + len(ours) == len(kept) and c + len(theirs) == len(found)
        # What differs at the end of a window may agree with what comes after it: looked at again with the next one.
        if not to_the_end and len(changes) > 1 and changes[-1][0] != "equal":
            changes.pop()
        for tag, i, j, k, m in changes:
            if tag != "equal":
                yield Difference(_said_once(ours[i:j]), _said_once(theirs[k:m]))
        a, c = a + changes[-1][2], c + changes[-1][4]


def _said_once(lines: Sequence[str]) -> str:
    """``lines`` to be read: a cell that spans ten columns of the grid was read ten times."""
    return "\n".join(line for line, _ in groupby(lines))


def _docx_lines(content: bytes) -> Iterator[str]:
    for part in docx_reader.read(content).parts:
        if isinstance(part, Paragraph):
            yield part.text
        else:
            yield from (line for row in part.rows for cell in row for line in cell.split("\n"))


def _docx_feet(content: bytes) -> str:
    parts = unpack(open_zip(content), lambda name: name.startswith("word/footer"))
    return "\n".join(_TAG.sub("", part.decode("utf-8", "replace")) for part in parts.values())


def _docx_beside(content: bytes, body: Sequence[str]) -> Iterator[str]:
    """What a program may show that the reader of the body passes over: headers, feet, notes, embedded documents."""
    archive = open_zip(content)
    parts = unpack(archive, lambda name: bool(_BESIDE.fullmatch(name) or MAIN_PART.fullmatch(name)))
    words = "".join(body)
    for name, part in parts.items():
        root = ET.fromstring(part)  # noqa: S314 -- entities and bombs were refused by unpack
        if _BESIDE.fullmatch(name):
            yield from map(_words, _named(root, "p"))
            continue
        yield from (_EMBEDDED for _ in _named(root, "altChunk"))
        # Word keeps a second copy of a text box there: no news, as long as it says what the box says.
        second = map(_words, _named(root, "Fallback"))
        yield from (text for text in second if _BLANKS.sub("", text) not in words)


def _named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _words(element: ET.Element) -> str:
    return "".join(text.text or "" for text in _named(element, "t"))


def _pdf_pages(content: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise ValueError("no pages, or too many")
        for number in range(len(document)):
            yield document[number].get_textpage().get_text_range()
    finally:
        document.close()


def _squeezed(lines: Sequence[str] | Iterator[str]) -> tuple[str, ...]:
    squeezed = (_BLANKS.sub("", line) for line in lines)
    return tuple(line for line in squeezed if line)


def _without_feet(lines: Sequence[str], foot: str) -> list[str]:
    """``lines`` without page numbers and feet: another page break puts them elsewhere."""
    return [rest for line in lines if (rest := line.replace(foot, "")) and not _PAGE_NUMBER.fullmatch(rest)]


def _codes(text: str) -> frozenset[str]:
    return frozenset(typed_code(match) for match in _CODE.findall(text))
