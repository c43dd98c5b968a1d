"""What every reader gives: paragraphs and tables in the order of the file, each knowing its place in Chinese."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from bihuan.kernel.findings import Finding


class GridKind(StrEnum):
    """Where a table came from; decides how its places are named."""

    DOCUMENT = "document"
    SHEET = "sheet"
    CSV = "csv"


class Doubt(StrEnum):
    """What a reader cannot be sure of in a cell that was kept as a number."""

    DIGITS_LOST = "digits_lost"
    LONG_NUMBER = "long_number"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text. Never empty, never with outer blanks."""

    text: str
    where: str


@dataclass(slots=True)
class Grid:
    """A table as plain text: rows of equal or shorter length, merged cells filled with their text.

    ``covered`` holds the cells (row, column) that only continue a cell merged downwards; ``doubts`` the number
    cells that may have lost digits. Both are sparse, so that a list of 100,000 rows stays light. ``complete`` is
    not set where the table breaks off in the middle of a row.
    """

    kind: GridKind
    name: str
    rows: list[list[str]]
    covered: set[tuple[int, int]] = field(default_factory=set)
    doubts: dict[tuple[int, int], Doubt] = field(default_factory=dict)
    # Where each row stands, for tables that run over pages: counting from the first row would not find it.
    row_places: list[str] = field(default_factory=list)
    complete: bool = True
    # Rows of which it is not certain where a cell stands or ends, and why, in Chinese.
    unsure: dict[int, str] = field(default_factory=dict)

    def place(self, row: int, column: int | None = None) -> str:
        """The place of a row or cell as a clerk would look for it; counting starts at 1."""
        if self.kind is GridKind.SHEET:
            return f"工作表“{self.name}”第{row + 1}行" + (
                f"{column_letter(column)}列" if column is not None else ""
            )
        if self.row_places:
            place = self.row_places[row]
        else:
            place = f"第{row + 1}行" if self.kind is GridKind.CSV else f"{self.name}第{row + 1}行"
        return place + (f"第{column + 1}列" if column is not None else "")


@dataclass(frozen=True, slots=True)
class Blocks:
    """One file, opened: its paragraphs and tables in order, and what the reader itself noticed."""

    parts: tuple[Paragraph | Grid, ...]
    findings: tuple[Finding, ...] = ()

    def lines(self) -> Iterator[str]:
        """The running text, line by line."""
        return (part.text for part in self.parts if isinstance(part, Paragraph))

    def grids(self) -> Iterator[Grid]:
        """The tables, in order."""
        return (part for part in self.parts if isinstance(part, Grid))


@lru_cache(maxsize=1024)
def column_letter(column: int) -> str:
    """The name Excel gives the column: 0 is A, 26 is AA."""
    letters = ""
    left = column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
