"""Reader of photos and of scanned pages: their words are recognised, and what comes out is a draft.

Recognising is an extra (requirements/ocr.in). It runs in a process of its own (``scan_words``), one file at a time
because it takes every core, and what it found is remembered for a while: between a file's preview and its import the
same words must be shown and taken.
"""

import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bihuan.intake.readers import container, scan_words
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.page_layout import layout_of
from bihuan.intake.readers.page_words import Page, Rule, Word
from bihuan.intake.refusal import not_readable
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, warn

DRAFT = "scan-draft"
HOW_TO = "扫描件的识别须由系统管理员安装识别组件（make ocr）；也可以改用有文字的原件导入。"
SECONDS_A_PAGE = 60
_REMEMBERED = 8
_CHILD = Path(__file__).with_name("scan_words.py")
_found: OrderedDict[tuple[str, str], list[tuple[Page, int]]] = OrderedDict()
_one_at_a_time = threading.Lock()


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of a photo, as a draft."""
    layout = layout_of(recognised(content))
    if not layout.parts:
        raise not_readable(
            "scan-no-text",
            "图片中没有识别出文字；请核对是否选错文件，或者重新扫描（不低于200 dpi）后再导入。",
        )
    return Blocks(layout.parts, tuple(drafts(layout.unsure)))


def is_there() -> bool:
    """Whether this installation can recognise scans."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def not_there() -> NotReadable:
    """The refusal of a scan where recognising is not installed."""
    return not_readable("scan-not-installed", f"文件是扫描件或者照片，没有文字，不能直接读取；{HOW_TO}")


def drafts(unsure: Sequence[tuple[str, str]]) -> list[Finding]:
    """That what was read is a draft, and where it is the least sure."""
    doubted = f"其中{len(unsure)}处识别把握不大，已逐处列出。" if unsure else ""
    whole = warn(DRAFT, f"此为扫描识别的草稿，须对照原件逐字核对。{doubted}", where="全文")
    return [whole, *(warn("scan-unsure", f"{where}识别把握不大：“{text[:40]}”，请对照原件核对。", where=where)
                     for where, text in unsure)]  # fmt: skip


def is_draft(findings: Sequence[Finding]) -> bool:
    """Whether what was read must be compared with the original by a person before it is taken."""
    return any(finding.code == DRAFT for finding in findings)


def recognised(content: bytes, pages: Sequence[int] | None = None) -> list[Page]:
    """The words on these pages (from 0) of a PDF; without ``pages`` those of a photo. Raises NotReadable."""
    if not is_there():
        raise not_there()
    if pages is not None and len(pages) > scan_words.MOST_PAGES:
        raise _too_many()
    asked = "-" if pages is None else ",".join(map(str, pages))
    key = (sha256_hex(content), asked)
    with _one_at_a_time:
        if key not in _found:
            _found[key] = _recognise(
                content, asked, range(len(pages)) if pages else range(scan_words.MOST_PAGES)
            )
            while len(_found) > _REMEMBERED:
                _found.popitem(last=False)
        _found.move_to_end(key)
        return [page for page, _ in _found[key]]


def turns_of(content: bytes, number: int) -> int:
    """By how many quarters page ``number`` was turned to be read; 0 when nobody remembers."""
    digest = sha256_hex(content)
    known = (page for key, pages in list(_found.items()) if key[0] == digest for page in pages)
    return next((turns for page, turns in known if page.number == number), 0)


def _recognise(content: bytes, asked: str, pages: Sequence[int]) -> list[tuple[Page, int]]:
    seconds = SECONDS_A_PAGE * (len(pages) + 1)
    command = [sys.executable, "-I", str(_CHILD), str(seconds * 2), asked]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as problem:
        raise not_readable("file-too-slow", "扫描件的识别超过时限仍未完成；请拆分后分别导入。") from problem
    if done.returncode == scan_words.TOO_MANY_PAGES:
        raise _too_many()
    if done.returncode == scan_words.TOO_LARGE:
        raise not_readable("file-too-large", "图片的像素过多，不能识别；请缩小（300 dpi 即可）后再导入。")
    if done.returncode:
        raise container.damaged()
    numbers = [int(word) + 1 for word in asked.split(",")] if asked != "-" else list(range(1, len(pages) + 1))
    return [_page(number, line) for number, line in zip(numbers, done.stdout.splitlines(), strict=False)]


def _page(number: int, line: bytes) -> tuple[Page, int]:
    width, height, turns, words, rules = json.loads(line)
    held = tuple(Word(*word) for word in words)
    return Page(number, width, height, held, tuple(Rule(*rule) for rule in rules)), turns


def _too_many() -> NotReadable:
    return not_readable(
        "file-too-large", f"扫描的页数超过{scan_words.MOST_PAGES}页，请拆分后分别导入，或者改用有文字的原件。"
    )
