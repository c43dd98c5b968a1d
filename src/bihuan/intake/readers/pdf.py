"""Reader of .pdf: the text and the tables of its pages; pages that are pictures only are recognised where that can be
done (``scan``), and then all of it is a draft.

The file is opened in a process of its own (``pdf_pages``), whose time and memory are bounded.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bihuan.intake.readers import container, pdf_pages, scan
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.page_layout import layout_of
from bihuan.intake.readers.page_words import Page, Rule, Word
from bihuan.intake.readers.text import UNPRINTABLE
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, warn

MOST_PAGES = 500
MOST_SECONDS = 60
_SHOWN_PAGES = 10
_CHILD = Path(__file__).with_name("pdf_pages.py")
# What a PDF says of its own length: in the dictionary a file for the web begins with, and of each stream.
_WHOLE_LENGTH = re.compile(rb"/Linearized[^>]{0,200}?/L\s+(\d{1,12})")
_STREAM_LENGTH = re.compile(rb"/Length\s+(\d{1,12})(?!\d|\s+\d+\s+R)")
_TAIL = 2048


def read(content: bytes, recogniser: scan.Recogniser) -> Blocks:
    """The paragraphs and tables of the pages. A page without text is recognised, or named as not read."""
    refuse_lies(content)
    pages, kinds = _pages(content)
    pictures = [at for at, kind in enumerate(kinds) if kind == pdf_pages.PICTURE]
    findings: list[Finding] = []
    is_draft = pdf_pages.RECOGNISED in kinds
    if pictures:
        try:
            found = dict(zip(pictures, recogniser(content, pictures), strict=True))
        except scan.NotInstalled:
            if len(pictures) == len(pages):
                raise
            findings = [_not_read(pictures)]
        else:
            pages, is_draft = [found.get(at, page) for at, page in enumerate(pages)], True
    layout = layout_of(pages)
    if is_draft:
        findings += scan.drafts(layout.unsure)
    return Blocks(layout.parts, tuple(findings))


def _not_read(pictures: Sequence[int]) -> Finding:
    named = "、".join(f"第{at + 1}页" for at in pictures[:_SHOWN_PAGES])
    more = "等" if len(pictures) > _SHOWN_PAGES else ""
    message = f"{named}{more}（共{len(pictures)}页）是图片，没有文字，未读取；{scan.HOW_TO}"
    return warn(scan.NOT_READ, message, where=f"第{pictures[0] + 1}页")


def _pages(content: bytes) -> tuple[list[Page], list[int]]:
    pages, kinds = [], []
    for number, line in enumerate(_told(content), start=1):
        width, height, kind, words, rules = json.loads(line)
        held = tuple(Word(*word) for word in words if not UNPRINTABLE.search(word[4]))
        pages.append(Page(number, width, height, held, tuple(Rule(*rule) for rule in rules)))
        kinds.append(kind)
    return pages, kinds


def _told(content: bytes) -> list[bytes]:
    command = [sys.executable, "-I", str(_CHILD), str(MOST_SECONDS), str(MOST_PAGES)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise not_readable(
            "file-too-slow",
            f"读取 PDF 超过{MOST_SECONDS}秒仍未完成，内容过于复杂；请用原软件重新导出后再导入。",
        ) from problem
    if done.returncode == pdf_pages.ENCRYPTED:
        raise container.encrypted()
    if done.returncode == pdf_pages.TOO_MANY_PAGES:
        raise _too_large(f"超过{MOST_PAGES}页")
    if done.returncode == pdf_pages.TOO_LONG:
        raise _too_large("的文字超过150万字")
    if done.returncode:
        raise container.damaged()
    return done.stdout.splitlines()


def _too_large(why: str) -> NotReadable:
    return not_readable("file-too-large", f"PDF {why}，不像一份来件；请拆分后再导入，清单请改存为 .xlsx。")


def refuse_lies(content: bytes) -> None:
    """Refuse a PDF that is cut off, or says that it or a part of it is longer than the file."""
    size = len(content)
    claimed = [int(match[1]) for match in _STREAM_LENGTH.finditer(content)]
    if whole := _WHOLE_LENGTH.search(content[:_TAIL]):
        claimed.append(int(whole[1]))
    if b"%%EOF" not in content[-_TAIL:] or any(length > size for length in claimed):
        raise not_readable(
            "file-damaged",
            "PDF 实际长度与文件内标明的长度不符，文件不完整或已损坏；请重新获取原件，或用原软件重新导出后上传。",
        )
