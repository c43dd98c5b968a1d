"""What the typesetter is told beyond the words of a paper: where titles break, which rows may, how large pictures are.

Pure but for the one that is asked for photos. Lengths are millimetres.
"""

import base64
import io
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import singledispatch
from typing import Any

from PIL import Image

from bihuan.typesetting.header import depth, header_cells, parts_of
from bihuan.typesetting.paper import (
    PARTS,
    Block,
    Form,
    Letterhead,
    Paper,
    Photo,
    PhotoOf,
    Photos,
    QrCode,
    Table,
    Title,
)
from bihuan.typesetting.qr import qr_svg
from bihuan.typesetting.table import Sheet, label_lines, lines_needed, written_title_lines

_MM_A_POINT = 25.4 / 72
_MM_A_DOT = 25.4 / 96  # no photo is shown larger than its dots allow
_TITLE, _FORM, _TABLE = 22, 12, 10.5
LEAST_HEAD = 26  # points: 一号, the least size of a 发文机关标志
_FORM_PITCH, _TABLE_PITCH = 20, 16
_FORM_BLANK = 26  # points: a line for handwriting
_MARGIN = 1.0
_PHOTO_HEIGHT, _PHOTO_GUTTER = 70, 6
# A row that is reckoned to take this part of a page may break: what is reckoned and what is set differ a little.
_SURELY_FITS = 0.8
_NARROWEST, _FLATTEST = 0.05, 20


@dataclass(slots=True)
class Pictures:
    """The files of the pictures, by the names under which the typesetter finds them. Each photo is taken in once."""

    photo_of: PhotoOf
    files: dict[str, bytes] = field(default_factory=dict)
    _shapes: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)

    def photo(self, sha256: str) -> tuple[str, int, int] | None:
        """File name, width and height in dots; None when there is none or it cannot be read."""
        if sha256 not in self._shapes:
            self._shapes[sha256] = self._taken_in(self.photo_of(sha256))
        return self._shapes[sha256]

    def qr(self, address: str) -> str | None:
        """File name of the code that leads to ``address``; None when it is longer than a code can hold."""
        try:
            return self._kept(qr_svg(address))
        except ValueError:
            return None

    def _taken_in(self, content: bytes | None) -> tuple[str, int, int] | None:
        if not content:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                    kind, size = str(picture.format), picture.size
                    # The typesetter stops at a picture that breaks off in the middle: it is decoded here once.
                    picture.load()
        except Exception:
            # Whatever broken bytes make a decoder raise: no paper fails because of one picture.
            return None
        return self._kept(_wrapped(content, kind.lower(), *size)), *size

    def _kept(self, content: bytes) -> str:
        name = f"picture{len(self.files)}.svg"
        self.files[name] = content
        return name


def _wrapped(content: bytes, kind: str, width: int, height: int) -> bytes:
    """A photo inside an SVG picture: files held in memory must be text. The PDF carries the photo as it was."""
    photo = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{photo}"/></svg>'
    ).encode("ascii")


def laid_out(paper: Paper, plain: dict[str, Any], drawn: Pictures) -> dict[str, Any]:
    """``plain``, the JSON form of ``paper``, with what its typesetter wants to know besides."""
    for section, told in zip(paper.sections, plain["sections"], strict=True):
        for block, block_told in zip(section.blocks, told["blocks"], strict=True):
            _tell(block, block_told, section.sheet, drawn)
    return plain


@singledispatch
def _tell(_block: Block, _told: dict[str, Any], _sheet: Sheet, _drawn: Pictures) -> None:
    """Most blocks say all there is to say."""


@_tell.register
def _(block: Title, told: dict[str, Any], sheet: Sheet, _drawn: Pictures) -> None:
    told["lines"] = written_title_lines(block.text, sheet.body_width / (_TITLE * _MM_A_POINT) - 1)


@_tell.register
def _(block: Letterhead, told: dict[str, Any], sheet: Sheet, _drawn: Pictures) -> None:
    told["lines"] = written_title_lines(block.body, sheet.body_width / (LEAST_HEAD * _MM_A_POINT))


@_tell.register
def _(block: Form, told: dict[str, Any], sheet: Sheet, _drawn: Pictures) -> None:
    part = sheet.body_width / PARTS / (_FORM * _MM_A_POINT)
    for row, row_told in zip(block.rows, told["rows"], strict=True):
        for cell, cell_told in zip(row, row_told, strict=True):
            if cell.label:
                cell_told["text"] = "\n".join(label_lines(cell.text, cell.span * part))
    told["breaks"] = [
        n
        for n, row in enumerate(block.rows)
        if any(
            _may_break(cell.text, cell.span * part - 1, _FORM_PITCH, sheet, cell.blank * _FORM_BLANK)
            for cell in row
        )
    ]


@_tell.register
def _(block: Table, told: dict[str, Any], sheet: Sheet, _drawn: Pictures) -> None:
    told["parts"] = [_part(block, part, sheet) for part in parts_of(block, sheet)]


@_tell.register
def _(block: Photos, told: dict[str, Any], sheet: Sheet, drawn: Pictures) -> None:
    told["pairs"] = [[_photo(photo, sheet, drawn) for photo in pair] for pair in block.pairs]


@_tell.register
def _(block: QrCode, told: dict[str, Any], _sheet: Sheet, drawn: Pictures) -> None:
    told["file"] = drawn.qr(block.address)


def _photo(photo: Photo | None, sheet: Sheet, drawn: Pictures) -> dict[str, Any] | None:
    """The file of a photo and how large it is shown: beside its twin, not too high, not beyond its dots."""
    if photo is None:
        return None
    found = drawn.photo(photo.sha256)
    if found is None:
        return {"file": None, "caption": photo.caption}
    name, wide, high = found
    shape = min(max(high / wide, _NARROWEST), _FLATTEST)
    room = (sheet.body_width - _PHOTO_GUTTER) / 2
    width = min(room, _PHOTO_HEIGHT / shape, max(wide * _MM_A_DOT, 1))
    return {"file": name, "caption": photo.caption, "width": width, "height": width * shape}


def _part(block: Table, part: Sequence[int], sheet: Sheet) -> dict[str, Any]:
    """The columns that stand together on a page: their widths, their header, the rows that may break."""
    columns = [block.columns[at] for at in part]
    narrowed = min(1.0, sheet.body_width / max(1.0, sum(column.width for column in columns)))
    widths = [column.width * narrowed for column in columns]
    rooms = [max(1.0, (width - 2 * _MARGIN) / (_TABLE * _MM_A_POINT)) for width in widths]
    kept = min(block.kept, len(part)) if list(part) != list(range(len(part))) else 0
    header = [
        asdict(cell) | {"room": _letters(sum(rooms[cell.column : cell.column + cell.columns]))}
        for cell in header_cells(columns, {kept})
    ]
    heads = depth(columns) * 2 * _TABLE_PITCH
    return {
        "columns": list(part),
        "widths": widths,
        "rooms": [_letters(room) for room in rooms],
        "aligns": [column.align.value for column in columns],
        "header": header,
        "breaks": [
            n
            for n, row in enumerate(block.rows)
            if any(
                _may_break(row[at], room, _TABLE_PITCH, sheet, heads)
                for at, room in zip(part, rooms, strict=True)
            )
        ],
    }


def _letters(room: float) -> int:
    """How many Latin letters or digits stand where ``room`` Chinese characters do, capitals among them."""
    return max(1, int(room * 1.6))


def _may_break(text: str, room: float, pitch: float, sheet: Sheet, besides: float) -> bool:
    """Whether a cell comes so near to the height of a page that its row must be allowed to go on on the next.

    ``pitch`` and ``besides`` (what else stands on the page or in the cell) are points, ``room`` is characters a line.
    """
    most = (sheet.body_height / _MM_A_POINT * _SURELY_FITS - besides) / pitch
    # Most texts are short: counting their characters is enough.
    if len(text) / max(1.0, room) + 1 + text.count("\n") <= most:
        return False
    return lines_needed(text, room) > most
