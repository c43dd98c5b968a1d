"""Characters → lines, and lines → text as Chinese is written: no blank between two characters that a line parted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bihuan.intake.readers.page_words import Word

# Gaps, in characters: what parts two words of Latin, two of Chinese, and two cells of a table without rulings.
_LATIN_GAP = 0.28
_HAN_GAP = 0.75
CELL_GAP = 1.3
# How much of a line may stay free, in characters, though the next word would not have fitted.
_SLACK = 0.6
_NOT_FIRST = frozenset("，。、；：！？）】〕》」』”’％%,.;:!?)]}·")
_NOT_LAST = frozenset("（【〔《「『“‘([{")
_SENTENCE_ENDS = tuple("。；;：:！!？?")
_ITEM_BEGINS = re.compile(
    r"[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、)）](?!\d)|[①-⑳]|第[一二三四五六七八九十]{1,3}[条项章、]"
    r"|[一二三四五六七八九十]是"
)
_PHRASE = re.compile(r"[\u4e00-\u9fff]{8,12}")
_UNIT = re.compile(r"[\u4e00-\u9fff]{2,}(?:局|办|办公室|委|委员会|中心|部|处|街道|镇|政府|公司|大队|支队|院)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its box, the size of its characters, and ``head``, how broad what cannot be parted at its
    beginning is. ``pieces`` are its parts between wide gaps: (left, right, text)."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str
    head: float
    pieces: tuple[tuple[float, float, str], ...]
    sure: float

    @property
    def width(self) -> float:
        """How broad the line is."""
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.y0 + self.y1) / 2


def characters(words: Iterable[Word]) -> list[Word]:
    """``words`` one character each; a longer word is spread over its box, a Latin character half as broad."""
    singles: list[Word] = []
    for word in words:
        if len(word.text) == 1:
            singles.append(word)
        else:
            singles.extend(_spread(word))
    return singles


def _spread(word: Word) -> Iterator[Word]:
    breadths = [_breadth(char) for char in word.text]
    step = (word.x1 - word.x0) / (sum(breadths) or 1)
    at = word.x0
    for char, breadth in zip(word.text, breadths, strict=True):
        yield Word(at, word.y0, at + breadth * step, word.y1, char, word.sure)
        at += breadth * step


def _breadth(char: str) -> float:
    return 0.5 if char < "\u0250" else 1.0


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines that single characters stand in, from above to below."""
    visible = [word for word in words if not word.text.isspace()]
    if not visible:
        return []
    size = size_of(visible)
    rows: list[list[Word]] = []
    middle = 0.0
    for word in sorted(words, key=_middle):
        if not rows or _middle(word) - middle > size * 0.5:
            rows.append([])
            middle = _middle(word)
        rows[-1].append(word)
        # A little tilt of a line is followed.
        middle += (_middle(word) - middle) / len(rows[-1])
    return [line for row in rows if (line := _line(row)) is not None]


def _middle(word: Word) -> float:
    return (word.y0 + word.y1) / 2


def size_of(words: Sequence[Word]) -> float:
    """How broad a Chinese character is among ``words``."""
    broad = [word.x1 - word.x0 for word in words if word.text >= "\u2e80"]
    return (median(broad) if broad else 0.8 * median(word.y1 - word.y0 for word in words)) or 1.0


def _line(row: list[Word]) -> Line | None:
    visible = sorted((word for word in row if not word.text.isspace()), key=lambda word: (word.x0, word.x1))
    if not visible:
        return None
    size = size_of(visible)
    visible = _printed_once(visible, size)
    blanks = sorted(_middle_x(word) for word in row if word.text.isspace())
    text, pieces = _said(visible, blanks, size)
    return Line(
        x0=visible[0].x0,
        y0=min(word.y0 for word in visible),
        x1=max(word.x1 for word in visible),
        y1=max(word.y1 for word in visible),
        size=size,
        text=text,
        head=_head(visible),
        pieces=tuple(pieces),
        sure=min(word.sure for word in visible),
    )


def _middle_x(word: Word) -> float:
    return (word.x0 + word.x1) / 2


def _printed_once(row: list[Word], size: float) -> list[Word]:
    """Some programs print a bold character twice, a hair apart."""
    kept = row[:1]
    for word in row[1:]:
        if word.text != kept[-1].text or word.x0 - kept[-1].x0 > size * 0.2:
            kept.append(word)
    return kept


def _said(
    row: Sequence[Word], blanks: list[float], size: float
) -> tuple[str, list[tuple[float, float, str]]]:
    """The text of a line, and its pieces between wide gaps."""
    text = piece = row[0].text
    begun = row[0].x0
    pieces: list[tuple[float, float, str]] = []
    at = 0
    for before, word in pairwise(row):
        gap = word.x0 - before.x1
        typed = 0
        while at < len(blanks) and blanks[at] < word.x0 + 0.01:
            typed += blanks[at] >= _middle_x(before)
            at += 1
        between = " " * typed or (" " if gap > size * _least_gap(before, word) else "")
        if gap > size * CELL_GAP:
            pieces.append((begun, before.x1, piece))
            piece, begun = "", word.x0
        elif piece:
            piece += between
        text += between + word.text
        piece += word.text
    return text, [*pieces, (begun, row[-1].x1, piece)]


def _least_gap(before: Word, word: Word) -> float:
    return _LATIN_GAP if before.text < "\u0250" and word.text < "\u0250" else _HAN_GAP


def _head(row: Sequence[Word]) -> float:
    """How broad the first word is: Latin letters and digits go together, and so does a mark with its character."""
    end = row[0].x1
    for before, word in pairwise(row):
        together = (
            (_latin(before.text) and _latin(word.text) and word.x0 - before.x1 < (word.y1 - word.y0) * 0.2)
            or word.text in _NOT_FIRST
            or before.text in _NOT_LAST
        )
        if not together:
            break
        end = word.x1
    return end - row[0].x0


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-/.%@_")


def is_full(line: Line, following: Line, room: float) -> bool:
    """Whether ``line`` ended only because what follows did not fit into ``room`` any more."""
    return line.width + following.head > room - line.size * _SLACK


def goes_on(line: Line, following: Line, room: float) -> bool:
    """Whether the text of ``line`` goes on in ``following``: parted by the edge, and not by whoever wrote it."""
    if _ITEM_BEGINS.match(following.text) and line.text.endswith(_SENTENCE_ENDS):
        return False
    if _UNIT.fullmatch(line.text) and _UNIT.fullmatch(following.text):
        return False
    return is_full(line, following, room)


def joined(before: str, after: str) -> str:
    """Two lines as one text: a blank only between two Latin words."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return before + (" " if latin else "") + after


def _is_couplet(above: str, below: str) -> bool:
    """Two phrases of one length below each other, 立即整改 over 长期执行: written so, and not parted by the edge."""
    return len(above) == len(below) and _PHRASE.fullmatch(above + below) is not None


def text_of(lines: Sequence[Line], room: float) -> str:
    """The lines of a cell as text; a break that somebody typed stays."""
    if len(lines) == 2 and _is_couplet(lines[0].text, lines[1].text):
        return f"{lines[0].text}\n{lines[1].text}"
    text = ""
    for at, line in enumerate(lines):
        if not text:
            text = line.text
        elif goes_on(lines[at - 1], line, room):
            text = joined(text, line.text)
        else:
            text += "\n" + line.text
    return text
