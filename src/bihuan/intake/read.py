"""The one entry to the pure part of intake: a file in, everything understood of it out. Writes nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bihuan.intake import opinion_list, table
from bihuan.intake.findings import notice_findings
from bihuan.intake.list_findings import list_findings
from bihuan.intake.notice import read_notice, says_anything
from bihuan.intake.readers import open_blocks, refuse_size
from bihuan.intake.readers.blocks import Blocks, Grid, GridKind
from bihuan.intake.reading import DocumentFacts, Reading
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, block, note
from bihuan.kernel.workdays import WorkCalendar


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


def read_bytes(content: bytes, calendar: WorkCalendar, *, name: str) -> Reading:
    """What is understood of ``content``, a file called ``name``. Raises NotReadable with every fault there is."""
    with _collector_paused():
        return _read(content, calendar, name)


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


def _read(content: bytes, calendar: WorkCalendar, name: str) -> Reading:
    blocks = open_blocks(content, name)
    facts = read_notice(_all_lines(blocks), text_ends=_lines_before_table(blocks))
    targets = table.TableReading()
    opinions = opinion_list.ListReading()
    faults = _read_grids(blocks, facts, targets, opinions)
    if faults:
        raise NotReadable(opinion_list.capped(faults))
    found_table = targets.table() if targets.columns else None
    if not (found_table or opinions.lines or says_anything(facts)):
        raise NotReadable([_nothing_found(blocks, name)])
    findings = [*blocks.findings, *targets.findings, *opinions.findings]
    if found_table or not opinions.lines:
        findings += notice_findings(facts, found_table, calendar)
    findings += list_findings(opinions.lines)
    return Reading(facts, found_table, tuple(opinions.lines), tuple(opinion_list.capped(findings)))


def _all_lines(blocks: Blocks) -> list[str]:
    """The running text, and of every table the rows above its header: title, 填报单位, date."""
    lines: list[str] = []
    for part in blocks.parts:
        if not isinstance(part, Grid):
            lines.append(part.text)
            continue
        header = table.target_header(part) or opinion_list.list_header(part)
        above = part.rows[: header.at] if header else []
        lines.extend(cell.strip() for row in above for cell in dict.fromkeys(row) if cell.strip())
    return lines


def _lines_before_table(blocks: Blocks) -> int:
    """How many lines of running text stand before the first table that is read as a target table or a list."""
    lines = 0
    for part in blocks.parts:
        if not isinstance(part, Grid):
            lines += 1
        elif table.target_header(part) or opinion_list.list_header(part):
            break
    return lines


def _read_grids(
    blocks: Blocks, facts: DocumentFacts, targets: table.TableReading, opinions: opinion_list.ListReading
) -> list[Finding]:
    """Read each table as what it is. Returns everything for which the file cannot be read."""
    faults: list[Finding] = []
    unusable: list[Finding] = []
    for grid in blocks.grids():
        if header := table.target_header(grid):
            if fault := table.missing_columns(grid, header):
                faults.append(fault)
            else:
                table.read_rows(grid, header, facts.work_year, targets)
        elif header := opinion_list.list_header(grid):
            if fault := opinion_list.missing_columns(grid, header):
                unusable.append(fault)
            else:
                opinion_list.read_lines(grid, header, opinions)
        else:
            unusable.append(_unknown_table(grid))
    faults += targets.errors + opinions.errors
    if faults:
        return faults
    if targets.columns and not targets.rows:
        return [block("table-empty", "整改目标表只有表头，没有内容；请核对后再导入。", where="整改目标表")]
    if (
        not targets.columns
        and not opinions.lines
        and any(grid.kind is not GridKind.DOCUMENT for grid in blocks.grids())
    ):
        return unusable or [block("list-empty", "表格只有表头，没有内容；请核对后再导入。")]
    if not targets.columns and not opinions.lines and not says_anything(facts) and unusable:
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


def _nothing_found(blocks: Blocks, name: str) -> Finding:
    first = next(blocks.lines(), "")
    found = f"，开头是“{first[:30]}”" if first else ""
    return block(
        "nothing-recognised",
        f"文件“{name}”中没有认出通知、整改目标表或意见清单{found}；请核对是否选错文件。",
    )
