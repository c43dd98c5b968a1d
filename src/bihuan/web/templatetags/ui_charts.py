"""Charts that are drawn on the server. Every one has the same figures beside it as a table. Contract: docs/ui.md."""

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()

WIDTH, HEIGHT = 720, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 120, 14, 30
# Lines are told apart by stroke and mark, not by colour alone.
STROKES = ("", "7 4", "2 4")
# At most so many words fit under the axis.
MOST_WORDS = 9
# As high as a name is on a phone.
NAME_HEIGHT = 26


@register.inclusion_tag("components/trend.html")
def trend(
    label: str, words: Sequence[str], lines: Sequence[tuple[str, Sequence[int]]], unit: str = "项"
) -> dict[str, Any]:
    """``lines`` are (name, values), up to three; ``words`` name the points below the axis."""
    top = nice_top(max((value for _, values in lines for value in values), default=0))
    count = len(words)
    across = [place(at, count) for at in range(count)]
    every = max(1, -(-count // MOST_WORDS))
    drawn = [_line(name, values, across, top, n) for n, (name, values) in enumerate(lines)]
    return {
        "label": label,
        "unit": unit,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "scale_x": LEFT - 8,
        "names_x": WIDTH - RIGHT + 8,
        "words_y": HEIGHT - 8,
        "grid": [
            {"y": y, "word_y": y + 4, "value": top * n // 4}
            for n in range(5)
            for y in [height(top * n // 4, top)]
        ],
        "marks": [
            # On a phone only every second one is shown, in larger letters.
            {"x": x, "word": word, "often": (count - 1 - at) // every % 2 == 1}
            for at, (x, word) in enumerate(zip(across, words, strict=True))
            if (count - 1 - at) % every == 0
        ],
        "lines": _apart(drawn),
        "rows": [
            {"word": word, "values": [values[at] for _, values in lines]} for at, word in enumerate(words)
        ],
    }


def _line(name: str, values: Sequence[int], across: Sequence[float], top: int, number: int) -> dict[str, Any]:
    points = [(x, height(value, top)) for x, value in zip(across, values, strict=True)]
    return {
        "name": name,
        "stroke": STROKES[number % len(STROKES)],
        "number": number + 1,
        "path": " ".join(f"{x:g},{y:g}" for x, y in points),
        "marks": [
            {"x": x, "y": y, "corner_x": x - 3, "corner_y": y - 3}
            for x, y in (points if len(points) <= MOST_WORDS * 2 else points[-1:])
        ],
        "end": points[-1][1] if points else 0,
        "last": values[-1] if values else 0,
    }


def _apart(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names at the ends of the lines do not lie on one another."""
    ordered = sorted(lines, key=lambda each: each["end"])
    above = -float("inf")
    for line in ordered:
        line["word_y"] = above = max(line["end"] + 4, above + NAME_HEIGHT)
    below = HEIGHT - BOTTOM - 2 + NAME_HEIGHT  # the words under the axis reach below the lowest name
    for line in reversed(ordered):
        line["word_y"] = below = min(line["word_y"], below - NAME_HEIGHT)
    return lines


def place(at: int, count: int) -> float:
    """Where point ``at`` of ``count`` stands across."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (at / (count - 1) if count > 1 else 0.5), 1)


def height(value: int, top: int) -> float:
    """Where ``value`` stands on a scale that ends at ``top``."""
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)


def nice_top(most: int) -> int:
    """The end of the scale: four even steps of whole numbers, at least ``most``."""
    step = 1
    while step * 4 < most:
        for factor in (2, 5, 10):
            if step * factor * 4 >= most:
                return step * factor * 4
        step *= 10
    return step * 4
