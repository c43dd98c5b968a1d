"""A list as a paper, the sheets it may stand on, and how text is measured. Pure.

Whatever text goes in, what comes out is text: ``cleaned`` is the one place where a paper is made fit to be written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import ceil

from bihuan.kernel.numbers import pad_name

# Unfit for XML, or invisible and able to make a text read other than it is (bidirectional overrides).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Where a title may be broken: before a word that begins a new thought (GB/T 9704: 按词意断行).
_BREAKS_BEFORE = re.compile("整改|销号|社会评价|意见建议|关于|绩效考评")
# The same, and behind a name or a thing named. Wherever else a long title is broken, it is broken inside a thought.
_SEAMS = re.compile(
    "(?=整改|销号|社会评价|意见建议|关于|绩效考评|管理委员会)(?<!《)"
    "|(?<=意见建议)(?!整改)|(?<=试验区)|(?<=开发区)|(?<=办公室)"
)
# Two signs that stay together: no line begins with what closes, ends with what opens, or cuts a number in two.
_UNBREAKABLE = re.compile(r"[（《〔“]|.[）》〕”、，。：；的]|[0-9A-Za-z.][0-9A-Za-z.%年]|年度", re.DOTALL)
# Words of titles and of the names of offices: none is divided. Those that others begin with come after them.
_WORDS = re.compile(
    "管理委员会|委员会|办公室|人民政府|领导小组|开发区|试验区|示范区|产业园区|整改事项|工作方案|整改|销号|社会评价|意见建议|绩效考评"
)
# What the label of a form asks for.
_AIR = 0.5  # characters
_ASKED = re.compile("(?:审核|审批|核查|办理|处理)?意见|情况|要求|说明|结论|措施|日期|签字")
MOST_TITLE_LINES = 6
# In squares of characters: a line more, or a break inside a thought, against lines of unlike length.
_LINE_COSTS, _NO_SEAM_COSTS = 10, 60


class Align(StrEnum):
    """How the text of a column stands in its cells: short codes and dates centred, long text from the left."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its margins in millimetres; by default those of GB/T 9704 turned with a sheet on its side."""

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
# GB/T 9704-2012, 5.1: 天头 37, 订口 28, 版心 156 × 225.
A4_UPRIGHT = Sheet("A4", 210, 297, top=37, bottom=35, left=28, right=26)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in millimetres, how its text stands.

    ``above`` are the headings of the header rows over it, the outermost first: neighbours under the same words share
    one cell, and a column with fewer of them reaches down over several rows.
    """

    heading: str
    width: float
    align: Align = Align.LEFT
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePaper:
    """A table as an office puts it on paper.

    ``attachment`` is the mark top left (附件); ``above`` and ``below`` are lines around the table. Every row has
    one text a column. ``columns_a_page`` says how many columns stand on the first page when the table is too broad
    for one; the first ``kept`` are repeated on the next. ``dated`` is the day the paper speaks of.
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
    kept: int = 2


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


def written_title_lines(text: str, room: float) -> tuple[str, ...]:
    """The lines of a title in which its writer may have broken lines: kept where each fits, else broken anew."""
    written = tuple(text.split("\n"))
    if len(written) > 1 and any(ems(line) > room for line in written):
        return _many_lines(
            "".join(written), room, [len("".join(written[:at])) for at in range(1, len(written))]
        )
    return tuple(line for each in written for line in title_lines(each, room))


def title_lines(title: str, room: float) -> tuple[str, ...]:
    """The title on one line, or on several broken by meaning, two at a seam so that the first is not shorter.

    A title that cannot be broken into ``MOST_TITLE_LINES`` is left to the word processor.
    """
    whole = ems(title)
    if whole <= room:
        return (title,)
    if whole > 2 * room:
        return _many_lines(title, room)
    fits = [
        at
        for at in (match.start() for match in _BREAKS_BEFORE.finditer(title))
        if whole / 2 <= ems(title[:at]) <= room
    ]
    return (title[: min(fits)], title[min(fits) :]) if fits else _many_lines(title, room)


def _many_lines(title: str, room: float, wished: Iterable[int] = ()) -> tuple[str, ...]:
    """Every break at a seam where there is one or where it is ``wished``, and the lines about equally long."""
    whole, length = ems(title), len(title)
    if whole > MOST_TITLE_LINES * room:
        return (title,)
    even = whole / -(-whole // room)
    costs = {match.start(): 0 for match in _SEAMS.finditer(title)} | dict.fromkeys(wished, 0)
    inside = {at for word in _WORDS.finditer(title) for at in range(word.start() + 1, word.end())}
    # best[at]: what it costs to have set the title up to there, and where its last line begins.
    best: dict[int, tuple[float, int]] = {0: (0, 0)}
    for end in range(1, length + 1):
        if end < length and (end in inside or _UNBREAKABLE.match(title, end - 1)):
            continue
        offers = [
            (
                best[start][0]
                + _LINE_COSTS
                + costs.get(end, _NO_SEAM_COSTS)
                + (ems(title[start:end]) - even) ** 2,
                start,
            )
            for start in range(end)
            if start in best and ems(title[start:end]) <= room
        ]
        if offers:
            best[end] = min(offers)
    return tuple(_walked_back(title, best)) if length in best else (title,)


def label_lines(label: str, room: float) -> tuple[str, ...]:
    """The label of a form on lines of ``room`` characters: divided before what is asked for, else evenly.

    One that would fill its line from rule to rule is divided too, where that can be done before what is asked for.
    """
    lines: list[str] = []
    for text in label.split("\n"):
        count = ceil(ems(text) / max(1.0, room))
        nearly_full = ems(text) > room - _AIR
        ends = [
            at.start() for at in _ASKED.finditer(text) if at.start() > 0 and ems(text[at.start() :]) <= room
        ]
        if nearly_full and ends and ems(text[: ends[0]]) <= room:
            lines += [text[: ends[0]], text[ends[0] :]]
        else:
            each = ceil(len(text) / max(1, count)) or 1
            lines += [text[at : at + each] for at in range(0, len(text), each)] or [""]
    return tuple(lines)


def _walked_back(title: str, best: dict[int, tuple[float, int]]) -> list[str]:
    lines: list[str] = []
    end = len(title)
    while end:
        start = best[end][1]
        lines.insert(0, title[start:end])
        end = start
    return lines
