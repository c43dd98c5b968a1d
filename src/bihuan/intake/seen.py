"""Every table of a file as it was seen: its kind, its columns as printed, its rows with what was understood of them.

Nothing is computed before it is asked for: a list of 100,000 rows costs no more than the grid it stands in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bihuan.intake.column_names import label
from bihuan.intake.columns import KEPT, UNREAD, Header, distinct, is_aside, is_header_again, signature
from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.findings import Finding

_SUMS = frozenset({"合计", "总计", "小计", "共计"})


class TableKind(StrEnum):
    """What a table is for."""

    TARGETS = "整改目标表"
    OPINIONS = "意见清单"
    HANDLED = "转办和公开情况一览表"
    LEDGER = "整改台账"
    ADOPTION = "意见采纳情况表"
    LETTERS = "来信办理情况"
    OTHER = "其他表格"


Values = Mapping[str, str]
# What contradicts itself, by the place of the row.
Contradictions = Mapping[str, Sequence[Finding]]
NONE_FOUND: Contradictions = {}
Understand = Callable[[Values], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """One grid of a table: ``header`` says what every column holds, ``read_by`` what the import takes of it."""

    grid: Grid
    header: Header
    read_by: Header | None = None


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row: its place, its cells by the printed names, what was understood, and where each of that stands."""

    where: str
    cells: dict[str, str]
    fields: dict[str, Any]
    places: dict[str, str]


@dataclass(frozen=True, slots=True)
class SeenTable:
    """One table, over all the pages it runs on. ``labels`` are the Chinese names of its fields."""

    kind: TableKind
    parts: tuple[Part, ...]
    understand: Understand
    labels: Mapping[str, str]
    title: str = ""
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", distinct(self.parts[0].header.names))

    @property
    def where(self) -> str:
        """The place of the header."""
        first = self.parts[0]
        return first.grid.place(max(first.header.at, 0))

    @property
    def signature(self) -> str:
        """What the header is known by when the same sender sends it again."""
        return signature(self.parts[0].header.names)

    @property
    def complete(self) -> bool:
        """Whether the table was there to its end."""
        return all(part.grid.complete for part in self.parts)

    def meanings(self) -> list[tuple[str, str]]:
        """Every column with the field it was understood as, KEPT as printed, or UNREAD."""
        header = self.parts[0].header
        by_column = {column: name for name, column in header.columns.items()}
        return [
            (name, UNREAD if n in header.unread else by_column.get(n, KEPT))
            for n, name in enumerate(self.columns)
        ]

    def rows(self) -> Iterator[SeenRow]:
        """The rows, without header, titles, sums and remarks."""
        for part in self.parts:
            for at in data_rows(part.grid, part.header):
                yield self._row(part, at)

    def _row(self, part: Part, at: int) -> SeenRow:
        grid, header = part.grid, part.header
        cells = grid.rows[at]
        values = {name: cells[n].strip() if n < len(cells) else "" for name, n in header.columns.items()}
        printed = {
            name: cells[n].strip() if n < len(cells) else ""
            for n, name in enumerate(self.columns)
            if n not in header.unread
        }
        places = {
            self.labels.get(name, name): grid.place(at, n)
            for name, n in header.columns.items()
            if values[name]
        }
        return SeenRow(grid.place(at), printed, self.understand(values), places)

    def as_json(self, contradictions: Contradictions = NONE_FOUND) -> dict[str, Any]:
        """The object of ``tables`` in ``bihuan read --json``; ``contradictions`` go to the rows they stand in."""
        return {
            "kind": self.kind.value,
            "title": self.title or None,
            "where": self.where,
            "columns": list(self.columns),
            "complete": self.complete,
            "rows": [
                {
                    "where": row.where,
                    "cells": row.cells,
                    "fields": _with_contradictions(row, contradictions),
                    "places": row.places,
                    "findings": [found.code for found in contradictions.get(row.where, ())],
                }
                for row in self.rows()
            ],
        }


def _with_contradictions(row: SeenRow, contradictions: Contradictions) -> dict[str, Any]:
    found = contradictions.get(row.where)
    return {**row.fields, "矛盾提示": "\n".join(one.message for one in found)} if found else row.fields


def data_rows(grid: Grid, header: Header) -> Iterator[int]:
    """The rows of ``grid`` that hold an item: neither empty nor the header again nor an aside nor a sum."""
    for at in range(header.first_row, len(grid.rows)):
        row = grid.rows[at]
        filled = [cell for cell in row if cell and not cell.isspace()]
        if not filled or (len(filled) < 3 and is_aside(row) and len(header.names) > 1):
            continue
        if label(filled[0]) in _SUMS if len(filled[0]) < 6 else False:
            continue
        if is_header_again(grid, at, header):
            continue
        yield at


def key_of(grid: Grid, at: int, header: Header) -> str:
    """What names a row: its number and its position, "" when both are empty."""
    row = grid.rows[at]
    return "".join(row[n].strip() for n in header.key_columns() if n < len(row))
