"""A writer of OFD (GB/T 33190): running text and ruled tables on pages, for tests alone.

Every character gets its place, as programs write it that print into OFD; the lines of a table are paths.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.support.word97 import Cells

_WIDTH, _HEIGHT, _MARGIN = 297.0, 210.0, 20.0
_SIZE, _LINE, _PADDING = 3.5, 5.5, 1.0


@dataclass
class _Paper:
    """The pages so far, and how far down the last one is filled."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = _MARGIN

    def room_for(self, height: float) -> None:
        """Begin a new page unless this one has room."""
        if self.y + height > _HEIGHT - _MARGIN and self.pages[-1]:
            self.pages.append([])
            self.y = _MARGIN

    def text(self, x: float, y: float, text: str) -> None:
        """A line of text with its upper edge at ``y``."""
        steps = _distances(text)
        box = f"{x} {y} {sum(map(_wide, text)):.2f} {_SIZE}"
        self.pages[-1].append(
            f'<ofd:TextObject ID="1" Font="2" Size="{_SIZE}" Boundary="{box}"><ofd:TextCode X="0" '
            f'Y="{_SIZE * 0.88:.2f}" DeltaX="{steps}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def rule(self, x: float, y: float, width: float, height: float) -> None:
        """A line drawn from a corner."""
        self.pages[-1].append(
            f'<ofd:PathObject ID="1" LineWidth="0.3" Boundary="{x} {y} {width} {height}">'
            f"<ofd:AbbreviatedData>M 0 0 L {width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
        )


def ofd_file(parts: Sequence[str | Cells]) -> bytes:
    """The pages as a file, the paragraphs and tables one below the other."""
    paper = _Paper()
    for part in parts:
        if isinstance(part, str):
            for line in _wrapped(part, _WIDTH - 2 * _MARGIN):
                paper.room_for(_LINE)
                paper.text(_MARGIN, paper.y, line)
                paper.y += _LINE
        else:
            _table(paper, part)
    return _package(paper.pages)


def _table(paper: _Paper, table: Cells) -> None:
    widths = _widths(table)
    for row in table.rows:
        lines = [list(_wrapped(text, width - 2 * _PADDING)) for text, width in zip(row, widths, strict=False)]
        height = max(len(cell) for cell in lines) * _LINE + 2 * _PADDING
        paper.room_for(height)
        x = _MARGIN
        for cell, width in zip(lines, widths, strict=False):
            for n, line in enumerate(cell):
                paper.text(x + _PADDING, paper.y + _PADDING + n * _LINE, line)
            paper.rule(x, paper.y, 0, height)
            x += width
        paper.rule(x, paper.y, 0, height)
        paper.rule(_MARGIN, paper.y, sum(widths), 0)
        paper.rule(_MARGIN, paper.y + height, sum(widths), 0)
        paper.y += height
    paper.y += _LINE


def _widths(table: Cells) -> list[float]:
    """Short columns as wide as their longest line and two characters to spare, so that a line ends where somebody
    ended it; long ones share what is left."""
    columns = max(map(len, table.rows))
    lines = [
        [line for row in table.rows for text in row[n : n + 1] for line in text.split("\n")]
        for n in range(columns)
    ]
    wanted = [max(sum(map(_wide, line)) for line in column) + 2 * _SIZE + 2 * _PADDING for column in lines]
    room = _WIDTH - 2 * _MARGIN
    long = [width > room / columns for width in wanted]
    left = room - sum(width for width, is_long in zip(wanted, long, strict=True) if not is_long)
    share = left / (sum(long) or 1)
    return [share if is_long else width for width, is_long in zip(wanted, long, strict=True)]


def _wide(character: str) -> float:
    return _SIZE if ord(character) > 0x2E7F else _SIZE / 2


def _distances(text: str) -> str:
    return " ".join(f"{_wide(character):g}" for character in text[:-1])


def _wrapped(text: str, width: float) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for character in paragraph:
            if used + _wide(character) > width:
                yield line
                line, used = "", 0.0
            line += character
            used += _wide(character)
        yield line


def _package(pages: Sequence[Sequence[str]]) -> bytes:
    listed = "".join(
        f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    parts = {
        "OFD.xml": _element(
            "OFD",
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
        ),
        "Doc_0/Document.xml": _element(
            "Document",
            f"<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {_WIDTH} {_HEIGHT}</ofd:PhysicalBox></ofd:PageArea>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>",
        ),
    }
    for n, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = _element(
            "Page", f'<ofd:Content><ofd:Layer ID="3">{"".join(page)}</ofd:Layer></ofd:Content>'
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _element(name: str, inner: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<ofd:{name} xmlns:ofd="http://www.ofdspec.org/2016">{inner}</ofd:{name}>'
