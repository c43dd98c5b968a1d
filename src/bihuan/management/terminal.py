"""Text on a terminal, where a Chinese character is as wide as two others."""

from collections.abc import Sequence

FIRST_WIDE = 0x2E80


def columns(text: str) -> int:
    """How wide ``text`` stands."""
    return sum(2 if ord(character) >= FIRST_WIDE else 1 for character in text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """``rows`` as lines whose columns begin below each other."""
    widths = [max(map(columns, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(
            text + " " * (width - columns(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
