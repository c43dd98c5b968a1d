"""Reads a check sheet that was filled in (``documents.check_sheet`` gave it out): where each thing stands.

What it says is judged by ``rules.check``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bihuan.documents import check_sheet as given
from bihuan.inspection.rules import Filled, Line
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Blocks, Grid
from bihuan.intake.refusal import not_readable
from bihuan.kernel.numbers import squeeze

ENDING = ".xlsx"
_HEADINGS = {
    given.POSITION: "position",
    given.NUMBER: "number",
    given.VERDICT: "verdict",
    given.TEXT: "text",
    given.DUE: "due",
}
_NOTE = "注："


def read_check_sheet(content: bytes, name: str) -> Filled:
    """What was filled in. Raises NotReadable for a file that is no check sheet."""
    if PurePath(name).suffix.lower() != ENDING:
        raise not_readable(
            "check-sheet-kind", f"“{name}”不是 .xlsx 文件，请上传迎检资料所附的核验表（.xlsx）。"
        )
    blocks = open_blocks(content, name)
    table = _table(blocks)
    if table is None:
        words = "”“".join(_HEADINGS)
        raise not_readable(
            "not-a-check-sheet",
            f"“{name}”中没有核验表：应当有一行表头，含“{words}”各列。请使用迎检资料所附的核验表。",
        )
    facts = dict(_facts(blocks))
    return Filled(
        body=facts.get(given.BODY, ""),
        inspectors=facts.get(given.INSPECTORS, ""),
        visited_on=facts.get(given.VISITED_ON, ""),
        lines=tuple(table.lines()),
        code=facts.get(given.CODE, ""),
        batch=facts.get(given.BATCH, ""),
        made_on=facts.get(given.MADE_ON, ""),
        content=content,
        name=name,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of items: its header stands in row ``header``, each column at its place."""

    grid: Grid
    header: int
    columns: dict[str, int]

    def lines(self) -> Iterator[Line]:
        """Every row below the header in which anything of these columns is written."""
        for at in range(self.header + 1, len(self.grid.rows)):
            cells = self.grid.rows[at]
            said = {key: cells[column] if column < len(cells) else "" for key, column in self.columns.items()}
            if not any(text.strip() for text in said.values()) or cells[0].startswith(_NOTE):
                continue
            places = {key: self.grid.place(at, column) for key, column in self.columns.items()}
            yield Line(self.grid.place(at), **said, places=places)


def _table(blocks: Blocks) -> _Table | None:
    for grid in blocks.grids():
        for at, row in enumerate(grid.rows):
            heads = [squeeze(cell) for cell in row]
            if all(heading in heads for heading in _HEADINGS):
                return _Table(grid, at, {key: heads.index(heading) for heading, key in _HEADINGS.items()})
    return None


def _facts(blocks: Blocks) -> Iterator[tuple[str, str]]:
    """What stands beside each label of the first sheet."""
    labels = {given.CODE, given.BATCH, given.MADE_ON, given.BODY, given.INSPECTORS, given.VISITED_ON}
    for grid in blocks.grids():
        for row in grid.rows:
            if len(row) > 1 and (label := squeeze(row[0])) in labels:
                yield label, row[1]
