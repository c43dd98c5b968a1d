"""The one entry to the pure part of intake: a file in, everything understood of it out. Writes nothing."""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from bihuan.intake import figures, opinion_list, table
from bihuan.intake.columns import NO_CORRECTIONS, ColumnMap
from bihuan.intake.findings import notice_findings
from bihuan.intake.kinds import PAGE_TITLE, parts_of, tables_of
from bihuan.intake.list_findings import list_findings
from bihuan.intake.notice import read_notice, says_anything
from bihuan.intake.readers import open_blocks, refuse_size
from bihuan.intake.readers.blocks import Blocks, Grid, GridKind, Paragraph
from bihuan.intake.readers.scan import Recogniser, recognised
from bihuan.intake.readers.text_tables import lay_out, with_header_filled
from bihuan.intake.reading import DocumentFacts, Reading, plain
from bihuan.intake.refusal import not_readable
from bihuan.intake.seen import Part, SeenTable, TableKind, data_rows
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, block, note, warn
from bihuan.kernel.workdays import WorkCalendar

_FIGURE = re.compile(r"\d{1,9}(?:\.\d+)?%?")
_FEWEST_FIGURES = 2
_ROWS_TO_JUDGE = 20


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file holds before anything is taken from it."""

    document: DocumentFacts
    tables: tuple[SeenTable, ...]

    def as_json(self) -> dict[str, Any]:
        """What of it goes into the object of ``bihuan read --json`` when nothing can be imported."""
        return {"document": plain(self.document), "tables": [table.as_json() for table in self.tables]}


def read_file(path: Path, calendar: WorkCalendar, *, name: str | None = None) -> Reading:
    """What is understood of the file at ``path``; ``name`` is what people call it when it was stored otherwise.

    Raises NotReadable, and nothing else, when it cannot be read.
    """
    name = name or path.name or str(path)
    return read_bytes(file_content(path, name), calendar, name=name)


def file_content(path: Path, name: str) -> bytes:
    """The bytes of the file at ``path``, called ``name``. Raises NotReadable, and nothing else."""
    try:
        if not path.is_file():
            raise not_readable("file-missing", f"找不到文件“{name}”；请核对路径和文件名。")
        refuse_size(path.stat().st_size, name)
        return path.read_bytes()
    except (OSError, ValueError) as problem:
        raise not_readable("file-missing", f"文件“{name}”打不开；请核对路径和读取权限。") from problem


def read_bytes(
    content: bytes,
    calendar: WorkCalendar,
    *,
    name: str,
    columns: ColumnMap = NO_CORRECTIONS,
    recogniser: Recogniser = recognised,
) -> Reading:
    """What is understood of ``content``, a file called ``name``. Raises NotReadable with every fault there is.

    ``columns``: what a clerk said of the columns of this sender's tables; it goes before what their names say.
    ``recogniser`` gives the words of scanned pages.
    """
    with _collector_paused():
        return _read(open_blocks(content, name, recogniser), calendar, name, columns)


def survey(
    content: bytes,
    *,
    name: str,
    columns: ColumnMap = NO_CORRECTIONS,
    recogniser: Recogniser = recognised,
) -> Survey:
    """The document and the tables of a file, also of one that cannot be imported as its columns are understood.

    Raises NotReadable only for a file that cannot be opened.
    """
    with _collector_paused():
        blocks = with_tables(open_blocks(content, name, recogniser))
        tables, _ = tables_of(blocks, columns)
        return Survey(_facts(blocks, tables), tuple(tables))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Reading makes many small values and no cycles; looking for cycles meanwhile cost a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(blocks: Blocks, calendar: WorkCalendar, name: str, columns: ColumnMap) -> Reading:
    blocks = with_tables(blocks)
    tables, joined = tables_of(blocks, columns)
    facts = _facts(blocks, tables)
    said = figures.heard(blocks.parts, tables, facts.issued_on)
    understood = any(one.kind is not TableKind.OTHER or _holds_figures(one) for one in tables)
    worth_showing = bool(facts.title or facts.duties) or says_anything(facts) or said.tells or understood
    targets = table.TableReading()
    opinions = opinion_list.ListReading()
    faults = _read_tables(blocks, tables, facts, targets, opinions, worth_showing=worth_showing)
    if faults:
        raise NotReadable(opinion_list.capped(faults))
    found_table = targets.table() if targets.columns else None
    if not (found_table or opinions.lines or worth_showing):
        raise NotReadable([_nothing_found(blocks, name)])
    findings = [
        *blocks.findings,
        *joined,
        *_cut_off(tables),
        *_unsure(tables),
        *targets.findings,
        *opinions.findings,
    ]
    if not (found_table or opinions.lines or understood or said.tells or says_anything(facts)):
        message = "没有认出表格和数量，只读取了标题和正文；如文中有表格，请核对格式。"
        findings.append(note("text-only", message))
    if found_table or (not opinions.lines and says_anything(facts)):
        findings += notice_findings(facts, found_table, calendar)
    contradictions = figures.contradictions(said)
    findings = opinion_list.capped([*findings, *list_findings(opinions.lines), *contradictions])
    lines = tuple(opinions.lines)
    found_figures = figures.figures_of(said)
    return Reading(
        facts, found_table, lines, tuple(findings), tuple(tables), found_figures, tuple(contradictions)
    )


def _holds_figures(found: SeenTable) -> bool:
    """Whether it is a table of figures in a paper: worth showing, though nothing is imported from it."""
    part = found.parts[0]
    if part.grid.kind is not GridKind.DOCUMENT or part.header.first_row == 0:
        return False
    rows = islice(data_rows(part.grid, part.header), _ROWS_TO_JUDGE)
    return any(
        sum(map(bool, map(_FIGURE.fullmatch, row))) >= _FEWEST_FIGURES
        for row in (part.grid.rows[at] for at in rows)
    )


def _cut_off(tables: Sequence[SeenTable]) -> list[Finding]:
    """The tables that break off in the middle of a row."""
    return [
        warn(
            "table-cut-off",
            f"{found.where}起的表格在末行中断，末行内容不完整；请取得全文后再导入。",
            where=found.where,
        )
        for found in tables
        if not found.complete and found.kind is not TableKind.OTHER
    ]


def _unsure(tables: Sequence[SeenTable]) -> list[Finding]:
    """The rows of which it is not certain where a cell stands or ends."""
    return [
        warn("row-unsure", f"{part.grid.place(at)}{why}；请对照原件核对该行。", where=part.grid.place(at))
        for _, part in parts_of(tables)
        for at, why in (*sorted(part.grid.unsure.items()), *_outside(part))
    ]


def _outside(part: Part) -> Iterator[tuple[int, str]]:
    """The rows of a sheet that have words beside the table, where no column is named."""
    if part.grid.kind is not GridKind.SHEET or part.header.first_row == 0:
        return
    width = len(part.header.names)
    for at in range(part.header.first_row, len(part.grid.rows)):
        row = part.grid.rows[at]
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            yield at, "的内容超出表头，表头之外的单元格没有读取"


def with_tables(blocks: Blocks) -> Blocks:
    """The blocks with the tables that stand in running text made out, whatever the format they came in."""
    parts: list[Paragraph | Grid] = []
    run: list[Paragraph] = []
    tables = 0
    for part in (*blocks.parts, None):
        if isinstance(part, Paragraph):
            run.append(part)
            continue
        laid = lay_out([found.text for found in run], [found.where for found in run], tables=tables)
        tables += sum(isinstance(found, Grid) for found in laid) + isinstance(part, Grid)
        parts += laid
        run = []
        if part is not None:
            parts.append(part if part.kind is GridKind.DOCUMENT else with_header_filled(part))
    return replace(blocks, parts=tuple(parts))


def _facts(blocks: Blocks, tables: Sequence[SeenTable]) -> DocumentFacts:
    """What the running text says of the document."""
    heads = {id(part.grid): max(part.header.at, 0) for kind, part in parts_of(tables) if part.read_by}
    return read_notice(_all_lines(blocks, heads), text_ends=_lines_before_table(blocks, heads))


def _all_lines(blocks: Blocks, heads: Mapping[int, int]) -> list[str]:
    """The running text, and of every table the rows above its header: title, 填报单位, date."""
    lines: list[str] = []
    for part in blocks.parts:
        if not isinstance(part, Grid):
            lines.append(PAGE_TITLE.sub("", part.text))
            continue
        above = part.rows[: heads.get(id(part), 0)]
        lines.extend(cell.strip() for row in above for cell in dict.fromkeys(row) if cell.strip())
    return lines


def _lines_before_table(blocks: Blocks, heads: Mapping[int, int]) -> int:
    """How many lines of running text stand before the first table that is read as a target table or a list."""
    lines = 0
    for part in blocks.parts:
        if not isinstance(part, Grid):
            lines += 1
        elif id(part) in heads:
            break
    return lines


def _read_tables(
    blocks: Blocks,
    tables: Sequence[SeenTable],
    facts: DocumentFacts,
    targets: table.TableReading,
    opinions: opinion_list.ListReading,
    *,
    worth_showing: bool,
) -> list[Finding]:
    """Read each table as what it is. Returns everything for which the file cannot be read."""
    faults: list[Finding] = []
    unusable: list[Finding] = []
    for kind, part in parts_of(tables):
        grid, header = part.grid, part.read_by
        if header is None:
            unusable.append(_unknown_table(grid) if kind is TableKind.OTHER else _no_list(grid, kind))
        elif kind is TableKind.TARGETS:
            if fault := table.missing_columns(grid, header):
                faults.append(fault)
            else:
                table.read_rows(grid, header, facts.work_year, targets)
        elif fault := opinion_list.missing_columns(grid, header):
            unusable.append(fault)
        else:
            opinion_list.read_lines(
                grid, header, opinions, wide=None if kind is TableKind.OPINIONS else part.header
            )
    seen = {id(part.grid) for _, part in parts_of(tables)}
    unusable += [_unknown_table(grid) for grid in blocks.grids() if id(grid) not in seen]
    faults += targets.errors + opinions.errors
    return faults or _nothing_read(blocks, targets, opinions, unusable, worth_showing=worth_showing)


def _nothing_read(
    blocks: Blocks,
    targets: table.TableReading,
    opinions: opinion_list.ListReading,
    unusable: list[Finding],
    *,
    worth_showing: bool,
) -> list[Finding]:
    """Why a file without a usable row cannot be read; for any other what was left out is only noted.

    ``worth_showing``: the file still holds a paper, figures or a table that was understood.
    """
    if targets.columns and not targets.rows:
        return [block("table-empty", "整改目标表只有表头，没有内容；请核对后再导入。", where="整改目标表")]
    if not targets.columns and not opinions.lines:
        if any(grid.kind is not GridKind.DOCUMENT for grid in blocks.grids()):
            return unusable or [block("list-empty", "表格只有表头，没有内容；请核对后再导入。")]
        if unusable and not worth_showing:
            return unusable
    targets.findings += [note("table-unknown", fault.message, where=fault.where) for fault in unusable]
    return []


def _unknown_table(grid: Grid) -> Finding:
    first = next((row for row in grid.rows if any(cell.strip() for cell in row)), [])
    names = "、".join(f"“{cell.strip()[:20]}”" for cell in first[:12] if cell.strip())
    place = grid.name if grid.kind is GridKind.DOCUMENT else grid.place(0)
    message = (
        f"{place}没有认出表头（首行是{names}）；整改目标表应有“整改内容、整改目标、整改措施、整改时限、责任部门”等列，"
        "意见清单应有“编号、意见内容”列。"
    )
    return block("columns-missing", message, where=place, clause="S3")


def _no_list(grid: Grid, kind: TableKind) -> Finding:
    """A table that was understood, but is none of those that are imported."""
    place = grid.name if grid.kind is GridKind.DOCUMENT else grid.place(0)
    message = f"{place}是{kind.value}，没有“编号、意见内容”列，不能作为意见清单导入，只供核对。"
    return block("columns-missing", message, where=place, clause="S3")


def _nothing_found(blocks: Blocks, name: str) -> Finding:
    first = next(blocks.lines(), "")
    found = f"，开头是“{first[:30]}”" if first else ""
    return block(
        "nothing-recognised",
        f"文件“{name}”中没有认出通知、整改目标表或意见清单{found}；请核对是否选错文件。",
    )
