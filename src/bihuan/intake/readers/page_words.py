"""What stands on a page: pieces of text and ruling lines at their places.

Lengths are points (1/72 inch), x grows to the right, y downwards; the page stands upright.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text in its box: one character, or several of one line, spread evenly over the box.

    A blank that the file really holds is a word too; gaps need none. ``sure`` is below 1 where it was recognised.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line, horizontal or vertical, or nearly so."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
