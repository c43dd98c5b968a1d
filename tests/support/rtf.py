"""A writer of RTF: paragraphs and tables with merged cells, as Word or as other programs write it. For tests alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tests.support.word97 import Cells

_COLUMN = 1000  # twips
_FONTS = (
    r"{\fonttbl{\f0\fcharset0 Times New Roman;}{\f3\fcharset2 Symbol;}"
    r"{\f13\fcharset134 {\*\falt SimSun}\'cb\'ce\'cc\'e5;}}"
)
_HEAD = (
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0\snext0 Normal;}{\*\cs10 \additive Default;}}"
    r"{\info{\title 100}{\author 1}}{\*\generator 1;}{\header\pard 2\par}\paperw11906\plain\f13 "
)
_PICTURE = r"{\*\shppict{\pict\pngblip\picw1\pich1 89504e47}}{\nonshppict{\pict\wmetafile8 0100}}"


@dataclass(frozen=True)
class Merged:
    """A table; ``down`` and ``right`` name the cells that continue the one above, the one to the left."""

    rows: Sequence[Sequence[str]]
    down: frozenset[tuple[int, int]] = frozenset()
    right: frozenset[tuple[int, int]] = frozenset()


def rtf_file(parts: Sequence[str | Cells | Merged], *, unicode: bool = False) -> bytes:
    """The document: Chinese as bytes of code page 936, as Word writes it, or as numbers of Unicode."""
    body = chain.from_iterable(_part(part, unicode=unicode) for part in parts)
    start = r"{\rtf1\ansi\ansicpg936\uc2\deff0\deflang1033"
    return f"{start}{_FONTS}{_HEAD}{_PICTURE}{''.join(body)}}}".encode("ascii")


def escaped(text: str, *, unicode: bool = False) -> str:
    """Text as it stands in RTF, its line feeds as paragraphs."""
    return "".join(_escaped(char, unicode=unicode) for char in text)


def _escaped(char: str, *, unicode: bool) -> str:
    if char == "\n":
        return "\\par\r\n"
    if char == "\t":
        return r"\tab "
    if char in "\\{}":
        return f"\\{char}"
    if char < "\x80":
        return char
    spare = "".join(f"\\'{byte:02x}" for byte in char.encode("gb18030"))
    if not unicode:
        return spare
    units = char.encode("utf-16-le")
    numbers = [int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)]
    return "".join(f"\\u{number}\\'a1\\'f5" for number in numbers)


def _part(part: str | Cells | Merged, *, unicode: bool) -> Iterator[str]:
    if isinstance(part, str):
        yield rf"\pard\plain\f13 {escaped(part, unicode=unicode)}\par" + "\r\n"
        return
    right = part.right if isinstance(part, Merged) else frozenset()
    for at, row in enumerate(part.rows):
        definition = r"\trowd\trgaph108\trleft-108"
        for column in range(len(row)):
            definition += r"\clvmrg" if (at, column) in part.down else ""
            definition += (
                r"\clvmgf" if (at + 1, column) in part.down and (at, column) not in part.down else ""
            )
            definition += r"\clmrg" if (at, column) in right else ""
            definition += r"\clmgf" if (at, column + 1) in right and (at, column) not in right else ""
            definition += rf"\clbrdrt\brdrs\cellx{(column + 1) * _COLUMN}"
        yield definition
        for column, text in enumerate(row):
            inside = "" if (at, column) in part.down or (at, column) in right else text
            yield rf"\pard\intbl {{{escaped(inside, unicode=unicode)}}}\cell" + "\r\n"
        yield rf"{{{definition}\row}}" + "\r\n"
