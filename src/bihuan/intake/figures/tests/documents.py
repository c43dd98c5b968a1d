"""Invented papers for the tests of figures: running text by lines, tables by rows."""

from bihuan.intake import figures
from bihuan.intake.kinds import tables_of
from bihuan.intake.readers.blocks import Blocks, Grid, GridKind, Paragraph
from bihuan.kernel.findings import Finding

HANDLED = [
    "序号",
    "受理编号",
    "交办问题基本情况",
    "行政区域",
    "污染类型",
    "调查核实情况",
    "是否属实",
    "处理和整改情况",
    "备注",
]
COMPLAINT = "河湾路沿街餐馆油烟扰民，影响居民休息。"


def findings(text: str, *tables: list[list[str]]) -> list[Finding]:
    """What contradicts itself in a paper of these lines and tables."""
    return figures.contradictions(_heard(text, tables))


def codes(text: str, *tables: list[list[str]]) -> list[str]:
    """The codes of what contradicts itself."""
    return [finding.code for finding in findings(text, *tables)]


def said(text: str, *tables: list[list[str]]) -> dict[str, str]:
    """The figures by their names."""
    return {figure.name: figure.value + figure.unit for figure in figures.figures_of(_heard(text, tables))}


def case(**cells: str) -> list[str]:
    """A row of the list of handled cases: what is not given is without fault."""
    usual = {
        "序号": "1",
        "受理编号": "D2024050600012",
        "交办问题基本情况": COMPLAINT,
        "行政区域": "云泽区",
        "污染类型": "大气",
        "调查核实情况": "经现场核查，该路段有餐馆未清洗油烟净化设施。",
        "是否属实": "属实",
        "处理和整改情况": "责令两家餐馆清洗油烟净化设施，已完成整改。",
        "备注": "已办结",
    }
    return [(usual | cells)[name] for name in HANDLED]


def _heard(text: str, tables: tuple[list[list[str]], ...]) -> figures.Heard:
    lines = [
        Paragraph(line.strip(), f"第{at}行") for at, line in enumerate(text.split("\n"), 1) if line.strip()
    ]
    grids = [Grid(GridKind.DOCUMENT, f"表{at}", rows) for at, rows in enumerate(tables, 1)]
    blocks = Blocks((*lines, *grids))
    return figures.heard(blocks.parts, tables_of(blocks)[0])
