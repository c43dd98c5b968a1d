"""The figures of a day and the cases behind one of them, as tables to be saved and filed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bihuan.cases.models import Case
from bihuan.reports.as_of import FigureRow, UnitFigures
from bihuan.reports.figures import DEFINITIONS, LABELS, Figures, rates_of
from bihuan.typesetting.table import A3, Align, Column, TablePaper

_C = Align.CENTER
_RATES = tuple(rates_of(Figures()))
_UNITS = (
    Column("序号", 12, _C),
    Column("责任单位", 40),
    *(Column(label, 18, _C) for label in LABELS.values()),
    *(Column(label, 30, _C) for label in _RATES),
)
_CASES = (
    Column("批次", 40),
    Column("序号", 12, _C),
    Column("问题编号", 36, _C),
    Column("整改内容", 90),
    Column("责任单位", 34),
    Column("环节", 22, _C),
    Column("整改时限", 26, _C),
    Column("进度（%）", 16, _C),
)


def units_table(units: Sequence[UnitFigures], total: Figures, of: str, on: date) -> TablePaper:
    """Every unit with every figure, the sum in the last row, and below what each word counts."""
    rows = [(str(at), unit.unit_name, *_cells(unit.figures)) for at, unit in enumerate(units, 1)]
    notes = "；".join(f"{name}：{meaning}" for name, meaning in DEFINITIONS.items())
    return TablePaper(
        "统计报表",
        "整改情况统计表",
        _UNITS,
        (*rows, ("", "合计", *_cells(total))),
        above=(f"{of}，截至{on}",),
        below=(f"注：{notes}。",),
        sheet=A3,
        dated=on,
    )


def cases_table(
    rows: Iterable[FigureRow], cases: Mapping[int, Case], units: Mapping[int, str], name: str, on: date
) -> TablePaper:
    """The cases that one figure counts, as they stood that day."""
    return TablePaper(
        "事项清单",
        f"整改情况统计表所列“{LABELS[name]}”事项清单",
        _CASES,
        tuple(_case(row, cases[row.case_id], units) for row in rows),
        above=(f"截至{on}",),
        sheet=A3,
        dated=on,
    )


def _cells(figures: Figures) -> tuple[str, ...]:
    counts = (str(getattr(figures, name)) for name in LABELS)
    return (*counts, *map(str, rates_of(figures).values()))


def _case(row: FigureRow, case: Case, units: Mapping[int, str]) -> tuple[str, ...]:
    return (
        case.batch.number,
        str(case.position),
        case.number,
        case.content,
        units.get(row.unit_id or 0, ""),
        row.state.label,
        str(row.limit or ""),
        str(row.percent),
    )
