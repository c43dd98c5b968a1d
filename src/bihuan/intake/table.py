"""The target table (整改目标表): nine columns in the notice, by whatever names, out of any table a reader gave."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bihuan.intake.cells import (
    clean_number,
    clean_text,
    number_problem,
    position_of,
    split_measures,
    split_people,
    split_units,
)
from bihuan.intake.column_names import TARGET_TABLE
from bihuan.intake.columns import (
    NO_CORRECTIONS,
    TARGET_TABLE_MARKS,
    TARGET_TABLE_NEEDED,
    ColumnMap,
    Header,
    find_header,
    is_aside,
    is_header_again,
    others,
)
from bihuan.intake.indicators import find_indicators
from bihuan.intake.limits import parse_limit
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.reading import Row, Table
from bihuan.kernel.findings import Finding, Severity, block, note, warn
from bihuan.kernel.numbers import squeeze

FIELD_WORDS = {
    "position": "序号",
    "number": "问题编号",
    "content": "整改内容",
    "type": "意见建议类型",
    "target": "整改目标",
    "measures": "整改措施",
    "limit": "整改时限",
    "units": "责任部门",
    "person": "负责人",
}
_FEWEST_MARKS = 2


@dataclass(slots=True)
class TableReading:
    """What one or more grids gave: the rows, and everything noticed. ``errors`` mean: not readable."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings for which the table cannot be read at all."""
        return [finding for finding in self.findings if finding.severity is Severity.BLOCK]

    def table(self) -> Table:
        """The table as read."""
        return Table(self.columns, tuple(self.rows))


def target_header(grid: Grid, corrected: ColumnMap = NO_CORRECTIONS) -> Header | None:
    """The header of ``grid`` when it is a target table, complete or not; None when it is something else."""
    header = find_header(grid, TARGET_TABLE, corrected)
    if header is None or len(TARGET_TABLE_MARKS & header.columns.keys()) < _FEWEST_MARKS:
        return None
    return header


def missing_columns(grid: Grid, header: Header) -> Finding | None:
    """The refusal of a target table without the four elements (S3), naming what is missing and what was found."""
    missing = header.missing(TARGET_TABLE_NEEDED)
    if not ({"number", "position"} & header.columns.keys()):
        missing.insert(0, "number")
    if not missing:
        return None
    place = grid.place(header.at)
    return block(
        "columns-missing",
        f"{place}的表头缺少{_quoted(FIELD_WORDS[name] for name in missing)}列，实有{_quoted(header.names)}；"
        "请补齐列名后再导入。",
        where=place,
        clause="S3",
    )


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names if name)


def read_rows(grid: Grid, header: Header, work_year: int | None, into: TableReading) -> None:
    """Append the rows of ``grid``. A row that only continues the row above by merged cells is folded into it."""
    if not into.columns:
        into.columns = header.names
    if header.at >= 0:
        into.findings.extend(_column_findings(grid, header))
    for at in range(header.first_row, len(grid.rows)):
        cells = grid.rows[at]
        if not any(cell.strip() for cell in cells) or is_header_again(grid, at, header):
            continue
        if is_aside(cells):
            text = squeeze(next(cell for cell in cells if cell.strip()))
            into.findings.append(
                note("row-skipped", f"{grid.place(at)}只有一处文字“{text[:30]}”，按说明行处理，未作为整改事项。",
                     where=grid.place(at))
            )  # fmt: skip
            continue
        _read_row(grid, at, header, work_year, into)


def _read_row(grid: Grid, at: int, header: Header, work_year: int | None, into: TableReading) -> None:
    values = {name: _cell(grid, at, column) for name, column in header.columns.items()}
    key = header.columns.get("number", header.columns.get("position"))
    if key is not None and (at, key) in grid.covered and into.rows:
        into.rows[-1] = _folded(into.rows[-1], values)
        return
    number = clean_number(values.get("number", ""))
    if "number" in header.columns:
        problem = number_problem(grid, at, header.columns["number"], number)
        if problem is not None:
            into.findings.append(problem)
    if not number:
        number = clean_number(values.get("position", ""))
        into.findings.append(_no_number(grid, at, header, number))
    extra = others(grid.rows[at], header.others())
    into.rows.append(_row(values, number, work_year, grid.place(at), extra))


def _row(
    values: dict[str, str],
    number: str,
    work_year: int | None,
    where: str,
    extra: tuple[tuple[str, str], ...],
) -> Row:
    target = clean_text(values.get("target", ""))
    return Row(
        position=position_of(values.get("position", "")),
        number=number,
        content=clean_text(values.get("content", "")),
        type=squeeze(values.get("type", "")),
        target=target,
        measures=split_measures(values.get("measures", "")),
        limit=parse_limit(values.get("limit", ""), work_year),
        units=split_units(values.get("units", "")),
        person="、".join(split_people(values.get("person", ""))),
        indicators=find_indicators(target),
        where=where,
        extra=extra,
    )


def _no_number(grid: Grid, at: int, header: Header, fallback: str) -> Finding:
    place = grid.place(at, header.columns.get("number"))
    if "number" in header.columns or not fallback:
        return block("number-missing", f"{place}没有问题编号；请按原件补填后再导入。", where=place)
    return warn(
        "number-from-position", f"表中没有问题编号列，{place}以序号“{fallback}”代替；请核对。", where=place
    )


def _folded(row: Row, values: dict[str, str]) -> Row:
    """``row`` with the measures, units and people that a further line under a merged number adds."""
    measures = split_measures(values.get("measures", ""))
    more = tuple(measure for measure in measures if measure not in row.measures)
    units = tuple(dict.fromkeys(row.units + split_units(values.get("units", ""))))
    people = [name for name in split_people(values.get("person", "")) if name not in row.person.split("、")]
    person = "、".join(filter(None, [row.person, *people]))
    return replace(row, measures=row.measures + more, units=units, person=person)


def _cell(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else ""


def _column_findings(grid: Grid, header: Header) -> list[Finding]:
    place = grid.place(header.at)
    found = []
    if unknown := [name for _, name in header.others()]:
        message = f"{place}的{_quoted(unknown)}列不在整改目标表的九列之内，内容按原文保留。"
        found.append(note("column-unknown", message, where=place))
    if absent := header.missing(("type", "person")):
        message = (
            f"{place}的表头缺少{_quoted(FIELD_WORDS[name] for name in absent)}列；请补齐，或在立项时填写。"
        )
        found.append(warn("column-missing", message, where=place, clause="S3"))
    return found
