"""What an OFD page draws: its characters and its ruling lines, at their places in points."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bihuan.intake.readers.page_words import Rule, Word
from bihuan.intake.readers.text import UNPRINTABLE
from bihuan.intake.refusal import not_readable

MOST_CHARACTERS = 1_000_000
MOST_RULES = 200_000
_MOST_DEPTH = 30
# Of the height of a character, how much stands above the line it is written on.
_ABOVE = 0.88
# Millimetres: a filled shape thinner than this is a line somebody drew as a shape.
_THIN = 1.0
_STRAIGHT = 0.3
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_STEP = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
Point = tuple[float, float]


class Matrix(NamedTuple):
    """How a place within an object becomes a place on the page."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def place(self, x: float, y: float) -> Point:
        """The place on the page of (x, y)."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: "Matrix") -> "Matrix":
        """This one first, then ``outer``."""
        e, f = outer.place(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )

    def scale(self) -> float:
        """By how much lengths grow."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))


@dataclass(slots=True)
class Drawing:
    """What was found on a page so far."""

    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0


def draw(group: ET.Element, outer: Matrix, drawing: Drawing, depth: int = 0) -> None:
    """Add what a layer or a group within it draws."""
    for element in group:
        tag = element.tag.rpartition("}")[2]
        if element.get("Visible", "true").lower() in ("false", "0"):
            continue
        if tag == "TextObject":
            drawing.words += _words(element, _placed(element, outer))
        elif tag == "PathObject":
            drawing.rules += _rules(element, _placed(element, outer))
        elif tag == "ImageObject":
            drawing.pictures += 1
        elif tag == "PageBlock" and depth < _MOST_DEPTH:
            draw(element, outer, drawing, depth + 1)
    if len(drawing.words) > MOST_CHARACTERS or len(drawing.rules) > MOST_RULES:
        raise not_readable("file-too-large", "OFD 页面内容过多，不像一份通知；请拆分后再导入。")


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in (text or "").split()]


def _placed(element: ET.Element, outer: Matrix) -> Matrix:
    """From places within the object to places on the page: its own matrix, then where its box begins."""
    x, y, *_ = [*_numbers(element.get("Boundary")), 0.0, 0.0]
    own = _numbers(element.get("CTM"))
    inner = Matrix(*own) if len(own) == len(Matrix()) else Matrix()
    return inner.within(Matrix(e=x, f=y)).within(outer)


def _words(text: ET.Element, placed: Matrix) -> Iterator[Word]:
    size = float(text.get("Size") or 0)
    across = float(text.get("HScale") or 1)
    x = y = 0.0
    for code in text:
        if code.tag.rpartition("}")[2] != "TextCode":
            continue
        x, y = float(code.get("X") or x), float(code.get("Y") or y)
        characters = UNPRINTABLE.sub("", "".join(code.itertext()).strip("\n\r\t"))
        right, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        at_x, at_y = x, y
        for character in characters:
            width = size * across * (1.0 if ord(character) > 0x2E7F else 0.5)
            yield _word(character, at_x, at_y, width, size, placed)
            step_x, step_y = next(right, None), next(down, 0.0)
            at_x += step_x if step_x is not None else (width if code.get("DeltaY") is None else 0.0)
            at_y += step_y


def _word(character: str, x: float, y: float, width: float, size: float, placed: Matrix) -> Word:
    corners = [
        placed.place(x + dx, y + dy) for dx in (0, width) for dy in (-_ABOVE * size, (1 - _ABOVE) * size)
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Word(min(xs), min(ys), max(xs), max(ys), character)


def _steps(text: str | None) -> Iterator[float]:
    """The distances from one character to the next; ``g 3 5.5`` stands for three times 5.5."""
    marks = iter((text or "").split())
    for mark in marks:
        if mark != "g":
            yield float(mark)
            continue
        count, value = int(next(marks, "0")), float(next(marks, "0"))
        for _ in range(min(count, MOST_CHARACTERS)):
            yield value


def _rules(path: ET.Element, placed: Matrix) -> Iterator[Rule]:
    stroked = path.get("Stroke", "true").lower() not in ("false", "0")
    box = [*_numbers(path.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
    if not stroked and min(box[2], box[3]) > _THIN:
        return  # a background
    for data in path:
        if data.tag.rpartition("}")[2] == "AbbreviatedData":
            for start, end in _segments(data.text or ""):
                (x0, y0), (x1, y1) = placed.place(*start), placed.place(*end)
                if min(abs(x0 - x1), abs(y0 - y1)) <= _STRAIGHT:
                    yield Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _segments(data: str) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path."""
    marks = _STEP.findall(data)
    begun = here = (0.0, 0.0)
    at = 0
    while at < len(marks):
        order = marks[at]
        count = _ARGUMENTS.get(order)
        if count is None:
            raise ValueError("a path that does not say what to do")
        numbers = list(map(float, marks[at + 1 : at + 1 + count]))
        at += 1 + count
        there = (numbers[-2], numbers[-1]) if numbers else begun
        if order in "SM":
            begun = there
        elif order in "LC":
            yield here, there
        here = there
