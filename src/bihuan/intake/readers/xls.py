"""Reader of .xls and .et, the workbooks of before 2007: every visible sheet as one table, as text."""

from bihuan.intake.readers import biff, container, ole, sheets
from bihuan.intake.readers.blocks import Blocks, Grid
from bihuan.intake.readers.text import printable
from bihuan.kernel.findings import Finding


def read(content: bytes) -> Blocks:
    """The visible sheets that hold anything. A hidden sheet is left out and noted."""
    compound = ole.Compound(content)
    grids: list[Grid] = []
    findings: list[Finding] = []
    try:
        found = biff.sheets_of(compound.read("Workbook" if "Workbook" in compound.names() else "Book"))
    except biff.Encrypted as problem:
        raise container.encrypted() from problem
    for sheet in found:
        if not sheet.visible:
            findings.append(sheets.hidden_sheet(sheet.name))
            continue
        grid = sheets.grid_of(sheet.name, sheet.rows(), sheet.beside)
        grid.rows = [[printable(cell) for cell in row] for row in grid.rows]
        if grid.rows:
            grids.append(grid)
            findings += sheets.findings_of(grid, sheet.beside)
    return Blocks(tuple(grids), tuple(findings))
