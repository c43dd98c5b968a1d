"""Reader of photos and of scanned pages: their words are recognised, and what comes out is a draft.

Recognising is an extra (requirements/ocr.in), takes seconds a page and runs in a process of its own (``scan_words``).
Who opens a file says how its scans are to be read (``Recogniser``): at once, from what was recognised before, or not.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from bihuan.intake.readers import container, scan_words
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.page_layout import layout_of
from bihuan.intake.readers.page_words import Page, Rule, Word
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, block, warn

# The words on these pages (from 0) of a PDF; without pages those of a photo. Raises NotReadable.
Recogniser = Callable[[bytes, Sequence[int] | None], list[Page]]
# Told how many pages are done, of how many.
Told = Callable[[int, int], None]

DRAFT, NOT_READ = "scan-draft", "pages-not-read"
HOW_TO = "扫描件的识别须由系统管理员安装识别组件（make ocr）；也可以改用有文字的原件导入。"
SECONDS_A_PAGE = 60
_CHILD = Path(__file__).with_name("scan_words.py")
_ENDED = (-signal.SIGKILL, -signal.SIGXCPU)


class NotInstalled(NotReadable):
    """This installation cannot recognise scans."""

    def __init__(self) -> None:
        message = f"文件是扫描件或者照片，没有文字，不能直接读取；{HOW_TO}"
        super().__init__([block("scan-not-installed", message)])


class NotRecognised(NotReadable):
    """The words of these pages (those of a photo: None) are still to be recognised."""

    def __init__(self, pages: Sequence[int] | None) -> None:
        super().__init__([block("scan-not-recognised", "文件是扫描件或者照片，尚未识别；请稍候再查看。")])
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on the pages (from 0) of one file: width, height, turns, words, ruling lines of each."""

    found: Mapping[int, str]

    @classmethod
    def from_json(cls, text: str) -> "Recognised":
        """What ``as_json`` wrote."""
        return cls({int(number): line for number, line in json.loads(text).items()})

    def as_json(self) -> str:
        """All of it as text."""
        return json.dumps(dict(self.found))

    def pages(self, content: bytes, asked: Sequence[int] | None) -> list[Page]:
        """The words, as a ``Recogniser`` gives them; never recognises anew. Raises NotRecognised."""
        numbers = sorted(self.found) if asked is None else asked
        if not numbers or any(number not in self.found for number in numbers):
            _refuse_many(asked)
            raise NotRecognised(asked) if is_there() else NotInstalled()
        return [_page(number, self.found[number]) for number in numbers]

    def turns(self, number: int) -> int:
        """By how many quarters page ``number`` (from 0) was turned to be read."""
        return int(json.loads(self.found[number])[2]) if number in self.found else 0


def read(content: bytes, recogniser: Recogniser) -> Blocks:
    """The paragraphs and tables of a photo, as a draft."""
    layout = layout_of(recogniser(content, None))
    if not layout.parts:
        raise not_readable(
            "scan-no-text",
            "图片中没有识别出文字；请核对是否选错文件，或者重新扫描（不低于200 dpi）后再导入。",
        )
    return Blocks(layout.parts, tuple(drafts(layout.unsure)))


def is_there() -> bool:
    """Whether this installation can recognise scans."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def drafts(unsure: Sequence[tuple[str, str]]) -> list[Finding]:
    """That what was read is a draft, and where it is the least sure."""
    doubted = f"其中{len(unsure)}处识别把握不大，已逐处列出。" if unsure else ""
    whole = warn(DRAFT, f"此为扫描识别的草稿，须对照原件逐字核对。{doubted}", where="全文")
    return [whole, *(warn("scan-unsure", f"{where}识别把握不大：“{text[:40]}”，请对照原件核对。", where=where)
                     for where, text in unsure)]  # fmt: skip


def is_draft(findings: Sequence[Finding]) -> bool:
    """Whether what was read must be compared with the original by a person before it is taken."""
    return any(finding.code == DRAFT for finding in findings)


def recognised(content: bytes, pages: Sequence[int] | None) -> list[Page]:
    """A ``Recogniser``: recognises here and now, however long it takes."""
    return recognise(content, pages).pages(content, pages)


def not_here(content: bytes, pages: Sequence[int] | None) -> list[Page]:
    """A ``Recogniser`` for files nobody would compare with the original word by word: refuses every scan."""
    raise not_readable(
        "scan-not-here",
        "文件是扫描件或者照片，识别的内容须逐字核对，此处不能导入；请改用有文字的原件（.xlsx、.csv、.docx）。",
    )


def recognise(
    content: bytes, pages: Sequence[int] | None, tell: Told = lambda done, total: None
) -> Recognised:
    """Recognise the words on these pages (from 0) of a PDF, else of a photo; ``tell`` hears how far it is.

    Raises NotReadable.
    """
    if not is_there():
        raise NotInstalled
    _refuse_many(pages)
    seconds = SECONDS_A_PAGE * (len(pages or range(scan_words.MOST_PAGES)) + 1)
    asked = "-" if pages is None else ",".join(map(str, pages))
    lines: list[str] = []
    with _child([str(seconds * 2), asked], content, seconds) as told:
        total = int(told.readline() or 0)
        tell(0, total)
        for line in told:
            lines.append(line.decode())
            tell(len(lines), total)
    return Recognised(dict(zip(range(len(lines)) if pages is None else pages, lines, strict=True)))


@contextmanager
def _child(arguments: list[str], content: bytes, seconds: float) -> Iterator[IO[bytes]]:
    """What the recogniser tells, line by line; it is ended when its time is up. Raises NotReadable for its faults."""
    command = [sys.executable, "-I", str(_CHILD), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(seconds, process.kill)
        late.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(content)
                process.stdin.close()
            yield process.stdout
            code = process.wait()
        finally:
            late.cancel()
            process.kill()
    if code:
        raise _fault(code)


def _fault(code: int) -> NotReadable:
    if code in _ENDED:
        return not_readable(
            "file-too-slow", "扫描件的识别超出时限，已停止；请拆分后分别导入，或者改用有文字的原件。"
        )
    if code == scan_words.TOO_MANY_PAGES:
        return _too_many()
    if code == scan_words.TOO_LARGE:
        return not_readable("file-too-large", "图片的像素过多，不能识别；请缩小（300 dpi 即可）后再导入。")
    return container.damaged()


def _page(number: int, line: str) -> Page:
    width, height, _, words, rules = json.loads(line)
    held = tuple(Word(*word) for word in words)
    return Page(number + 1, width, height, held, tuple(Rule(*rule) for rule in rules))


def _refuse_many(pages: Sequence[int] | None) -> None:
    if pages is not None and len(pages) > scan_words.MOST_PAGES:
        raise _too_many()


def _too_many() -> NotReadable:
    return not_readable(
        "file-too-large", f"扫描的页数超过{scan_words.MOST_PAGES}页，请拆分后分别导入，或者改用有文字的原件。"
    )
