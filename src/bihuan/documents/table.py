"""A paper that is one table, described once and rendered to several forms (``xlsx``, ``docx``). Pure.

Whatever text goes in, what comes out is text: ``cleaned`` is the one place where a paper is made fit to be written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bihuan.kernel.numbers import pad_name

# Unfit for XML, or invisible and able to make a text read other than it is (bidirectional overrides).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Where a title may be broken: before a word that begins a new thought (GB/T 9704: 按词意断行).
_BREAKS_BEFORE = re.compile("整改|销号|社会评价|意见建议|关于|绩效考评")


class Align(StrEnum):
    """How the text of a column stands in its cells: short codes and dates centred, long text from the left."""

    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper lying on its side, in millimetres: the margins of GB/T 9704 turned with it."""

    name: str
    width: float
    height: float
    top: float = 28
    bottom: float = 26
    left: float = 35
    right: float = 37

    @property
    def body_width(self) -> float:
        """What is left between the margins."""
        return self.width - self.left - self.right

    @property
    def body_height(self) -> float:
        """What is left between the margins."""
        return self.height - self.top - self.bottom


A4 = Sheet("A4", 297, 210)
A3 = Sheet("A3", 420, 297)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in millimetres, how its text stands."""

    heading: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class TablePaper:
    """A table as an office puts it on paper.

    ``attachment`` is the mark top left (附件); ``above`` and ``below`` are lines around the table. Every row has
    one text a column. ``columns_a_page`` says how many columns stand on the first page when the table is too broad
    for one; the first two are repeated on the next. ``dated`` is the day the paper speaks of.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    attachment: str = ""
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    sheet: Sheet = A4
    columns_a_page: int | None = None
    dated: date | None = None


def cleaned(paper: TablePaper) -> TablePaper:
    """``paper`` with line ends made one kind and everything removed that no paper can carry."""

    def each(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(printable(text) for text in texts)

    return replace(
        paper,
        title=printable(paper.title).replace("\n", ""),
        attachment=printable(paper.attachment),
        above=each(paper.above),
        below=each(paper.below),
        rows=tuple(each(row) for row in paper.rows),
    )


def printable(text: str) -> str:
    """``text`` with ``\\n`` for every line end, without control characters, half surrogates and text-turning marks."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def print_day(day: date) -> str:
    """A day as papers print it: 2022年5月20日, no leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def padded(people: str) -> str:
    """Names joined with 、, each padded as papers print it (T13)."""
    return "、".join(pad_name(name) for name in people.split("、"))


def ems(text: str) -> float:
    """The width of ``text`` in characters: a Latin letter or digit is half a Chinese one."""
    return sum(0.5 if char < "\u2000" else 1 for char in text)


def lines_needed(text: str, room: float) -> int:
    """How many lines ``text`` takes when ``room`` Chinese characters stand on one."""
    return sum(max(1, int(-(-ems(line) // max(1, room)))) for line in text.split("\n"))


def title_lines(title: str, room: float) -> tuple[str, ...]:
    """The title on one line, or on two broken by meaning, the first not shorter: they stand as a trapezium.

    A title too long for two lines is left to the word processor.
    """
    whole = ems(title)
    if whole <= room or whole > 2 * room:
        return (title,)
    fits = [
        at
        for at in (match.start() for match in _BREAKS_BEFORE.finditer(title))
        if whole / 2 <= ems(title[:at]) <= room
    ]
    at = min(fits) if fits else _first(lambda end: ems(title[:end]) >= whole / 2, len(title))
    return title[:at], title[at:]


def _first(reaches: Callable[[int], bool], most: int) -> int:
    return next((end for end in range(1, most) if reaches(end)), most)
