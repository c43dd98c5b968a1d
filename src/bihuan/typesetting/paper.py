"""A paper as an office means it: what stands on it, in which order, on which sheets. Pure; nothing here is drawn.

Described once, set three ways (``docx``, ``pdf`` and, where it is one table, ``xlsx``). The one JSON form of a paper
(``as_json``, ``from_json``) is what is hashed, stored and handed to the typesetter: two papers with the same
fingerprint read the same, word for word.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import IntEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bihuan.kernel.canonical import canonical_json
from bihuan.typesetting.table import A4_UPRIGHT, Align, Column, Sheet, TablePaper, printable

# What a photo is asked for by its SHA-256: JPEG or PNG bytes of a size fit for paper, or None when it cannot be shown.
PhotoOf = Callable[[str], bytes | None]


class Level(IntEnum):
    """The levels of a body (GB/T 9704): 一、黑体; （一）楷体; 1. and （1） 仿宋, as everything else."""

    BODY = 0
    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4


@dataclass(frozen=True, slots=True)
class Letterhead:
    """发文机关标志 in red, the 发文字号 below it, and the red rule."""

    body: str
    number: str


@dataclass(frozen=True, slots=True)
class Number:
    """编号 of a working paper, from the right, above its title."""

    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """标题. A line end in ``text`` is where its writer breaks it; else it is broken by meaning."""

    text: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """主送, one blank line below the title, ending in a full-width colon."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, indented two characters. The first ``lead`` characters are set in its level's font."""

    text: str
    level: Level = Level.BODY
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line above or below a table: 填报单位, 截至, 注."""

    text: str
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class AttachmentNote:
    """附件说明 one blank line below the body: 附件：1. …; a single one carries no number."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期. ``sealed``: room is left for a seal (the date four characters in), else two characters in."""

    bodies: tuple[str, ...]
    day: str
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """附注 below the date, in brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """附件1, top left of a page of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a form: ``span`` of the twelve parts of a row; a ``label`` is set in 黑体, centred.

    ``blank`` lines are left for handwriting below the text.
    """

    text: str
    span: int
    label: bool = False
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form (审批表): rows of cells whose spans add up to ``PARTS``."""

    rows: tuple[tuple[Cell, ...], ...]


PARTS = 12


@dataclass(frozen=True, slots=True)
class Table:
    """A list (台账): the header is repeated on every page, rows are kept in one piece where they can be.

    ``columns_a_page`` says how many columns stand on the first page when the table is too broad for one; the first
    ``kept`` columns are repeated on the next.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    columns_a_page: int | None = None
    kept: int = 2
    empty: str = "暂无整改事项"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by the SHA-256 of its file, and what stands below it."""

    sha256: str
    caption: str


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures before and after, side by side; one of a pair may be missing (None)."""

    pairs: tuple[tuple[Photo | None, Photo | None], ...]


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code that leads to ``address``, and what stands beside it."""

    address: str
    caption: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: 抄送, 印发机关 and its day. Empty parts are left out."""

    copies: str = ""
    printed_by: str = ""
    printed_on: str = ""


Block = (
    Letterhead
    | Number
    | Title
    | Recipients
    | Paragraph
    | Line
    | AttachmentNote
    | Signature
    | Remark
    | Mark
    | Form
    | Table
    | Photos
    | QrCode
    | NewPage
    | Imprint
)


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on sheets of one kind, beginning on a new page. Page numbers run on through a paper."""

    blocks: tuple[Block, ...]
    sheet: Sheet = A4_UPRIGHT


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    ``name`` is its kind in Chinese, for properties and file names. ``dated`` is the day it speaks of. ``foot`` is
    printed small at the foot of every page, opposite the page number: what ties a signed sheet to its version.
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    dated: date | None = None
    foot: str = ""

    def blocks(self) -> Iterator[Block]:
        """All blocks in order, whatever sheet they stand on."""
        for section in self.sections:
            yield from section.blocks


def as_paper(table: TablePaper) -> Paper:
    """A paper that is one table, as a paper."""
    blocks: list[Block] = [Mark(table.attachment)] if table.attachment else []
    blocks += [Title(table.title), *(Line(text) for text in table.above)]
    blocks.append(Table(table.columns, table.rows, table.columns_a_page, table.kept))
    blocks += [Line(text) for text in table.below]
    return Paper(table.name, table.title, (Section(tuple(blocks), table.sheet),), table.dated)


# ── the one JSON form ───────────────────────────────────────────────────────────────────────────


def as_json(paper: Paper) -> dict[str, Any]:
    """``paper`` as plain values. A block says what it is under ``is``."""
    plain: dict[str, Any] = _plain(paper)
    return plain


def from_json(data: Mapping[str, Any]) -> Paper:
    """The paper that ``as_json`` wrote. Raises KeyError or TypeError for anything else."""
    paper: Paper = _typed(Paper, data)
    return paper


def fingerprint(paper: Paper) -> str:
    """SHA-256 of what the paper says, 64 hexadecimal digits. ``foot`` is left out: it carries the code made of this."""
    text = canonical_json(as_json(replace(paper, foot="")))
    return hashlib.sha256(text.encode()).hexdigest()


_BLOCKS = {block.__name__: block for block in get_args(Block)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        name = type(value).__name__
        tag = {"is": name} if name in _BLOCKS else {}
        return tag | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _typed(kind: Any, value: Any) -> Any:
    """``value`` as ``kind`` asks for it."""
    if get_origin(kind) in (Union, UnionType):
        if value is None:
            return None
        if isinstance(value, Mapping) and "is" in value:
            return _typed(_BLOCKS[value["is"]], value)
        return _typed(next(each for each in get_args(kind) if each is not type(None)), value)
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        each = parts if Ellipsis not in parts else [parts[0]] * len(value)
        return tuple(_typed(part, inner) for part, inner in zip(each, value, strict=True))
    if kind is date:
        return date.fromisoformat(value)
    if hasattr(kind, "__dataclass_fields__"):
        types = get_type_hints(kind)
        given = {field.name: _typed(types[field.name], value[field.name]) for field in fields(kind)}
        return kind(**given)
    return kind(value) if isinstance(kind, type) and issubclass(kind, IntEnum | Align) else value


def cleaned(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """``papers`` with everything removed that no paper can carry (see ``printable``)."""
    return tuple(_clean(paper) for paper in papers)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        # An Align is a str too and stays what it is.
        return value if isinstance(value, Align) else printable(value)
    if isinstance(value, tuple):
        return tuple(_clean(each) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{field.name: _clean(getattr(value, field.name)) for field in fields(value)})
    return value
