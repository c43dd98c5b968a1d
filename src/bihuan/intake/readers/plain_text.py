"""All the words of an evidence document, to be compared with others: .txt, .csv, .docx, .xlsx and .pdf.

Layout is not kept: a line a paragraph, a row a line. Bounded are bytes, unpacked bytes, pages, characters and time.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path, PurePath

from bihuan.intake.readers import container, open_blocks, refuse_size
from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.intake.readers.pdf import refuse_lies
from bihuan.intake.readers.text import printable
from bihuan.intake.refusal import not_readable

MOST_CHARACTERS = 500_000
MOST_SECONDS = 20

_ENDING_OF = {
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_PDF_READER = Path(__file__).with_name("pdf_words.py")


def text_of(content: bytes, media_type_or_name: str) -> str:
    """The words of a document, by its media type or its file name; "" for kinds that hold none or cannot be read.

    Raises NotReadable, and nothing else, for a file that is damaged, encrypted, a bomb or not what its name says.
    """
    ending = _ENDING_OF.get(media_type_or_name) or PurePath(media_type_or_name).suffix.lower()
    if ending not in _ENDING_OF.values():
        return ""
    # A media type is no name to show: the refusals call the file 文件.
    name = f"文件{ending}" if media_type_or_name in _ENDING_OF else media_type_or_name
    if ending == ".pdf":
        return _pdf(content, name)
    lines = _lines(content, name, ending)
    return _bounded(lines)


def _lines(content: bytes, name: str, ending: str) -> Iterator[str]:
    for part in open_blocks(content, name).parts:
        if isinstance(part, Paragraph):
            yield part.text
        else:
            yield from _rows(part)
    if ending == ".docx":
        yield from _beside(content)


def _rows(grid: Grid) -> Iterator[str]:
    """The rows, a merged cell said once."""
    for at, row in enumerate(grid.rows):
        cells = [
            cell
            for column, cell in enumerate(row)
            if cell
            and (at, column) not in grid.covered
            and not (grid.kind.value == "document" and column and row[column - 1] == cell)
        ]
        if cells:
            yield "\t".join(cells)


def _beside(content: bytes) -> Iterator[str]:
    """What stands beside the body of a Word file: heads, feet and notes."""
    for part in container.unpack(
        container.open_zip(content), lambda name: bool(_BESIDE.fullmatch(name))
    ).values():
        try:
            root = ET.fromstring(part)  # noqa: S314 -- entities and bombs were refused by unpack
        except ET.ParseError as problem:
            raise container.damaged() from problem
        for paragraph in root.iter():
            if paragraph.tag.endswith("}p"):
                words = "".join(piece.text or "" for piece in paragraph.iter() if piece.tag.endswith("}t"))
                if words.strip():
                    yield words.strip()


def _bounded(lines: Iterator[str]) -> str:
    kept: list[str] = []
    left = MOST_CHARACTERS
    for line in lines:
        kept.append(line[:left])
        left -= len(line) + 1
        if left <= 0:
            break
    return "\n".join(kept)


def _pdf(content: bytes, name: str) -> str:
    refuse_size(len(content), name)
    if container.kind_of(content) is not container.Kind.PDF:
        raise not_readable(
            "wrong-kind", f"文件“{name}”的扩展名是 .pdf，实际内容却不是 PDF，请核对后重新上传。"
        )
    refuse_lies(content)
    try:
        # In a process of its own: see pdf_words.
        command = [sys.executable, "-I", str(_PDF_READER), str(MOST_CHARACTERS), str(MOST_SECONDS)]
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise not_readable(
            "file-too-slow",
            f"读取 PDF 超过{MOST_SECONDS}秒仍未完成，内容过于复杂；请用原软件重新导出后上传。",
        ) from problem
    return _words(done)


def _words(done: "subprocess.CompletedProcess[bytes]") -> str:
    from bihuan.intake.readers import pdf_words

    if done.returncode == pdf_words.ENCRYPTED:
        raise container.encrypted()
    if done.returncode == pdf_words.TOO_MANY_PAGES:
        raise not_readable(
            "file-too-large", f"PDF 超过{pdf_words.MOST_PAGES}页，不像一份佐证材料；请拆分后上传。"
        )
    if done.returncode:
        raise container.damaged()
    return printable(done.stdout.decode("utf-8")).strip()[:MOST_CHARACTERS]
