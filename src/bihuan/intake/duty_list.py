"""A file with a duty list (职责清单): 单位、关键词、依据, a unit a row or a duty a row. Pure."""

import re
from collections.abc import Iterator

from bihuan.intake.column_names import Aliases
from bihuan.intake.columns import Header, find_header, is_aside, is_header_again
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.readers.scan import not_here
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.numbers import squeeze
from bihuan.reference.duty_rules import DutyLine

COLUMNS: Aliases = {
    "unit": (
        "单位", "单位名称", "部门", "部门名称", "责任单位", "责任部门", "承办单位", "承办部门", "牵头单位", "牵头部门",
        "主管部门", "主管单位", "职能部门", "机构", "机构名称", "unit",
    ),
    "keywords": (
        "关键词", "关键字", "职责", "主要职责", "职责内容", "职责事项", "工作职责", "职能", "主要职能", "事项",
        "事项名称", "业务范围", "管辖范围", "受理范围", "职责范围", "keywords",
    ),
    "laws": (
        "依据", "法律依据", "法规依据", "法律法规", "法律法规依据", "职责依据", "设定依据", "政策依据", "laws",
    ),
}  # fmt: skip
_BETWEEN_WORDS = re.compile(r"[、，,；;。\n\r\t|/]+|\s{2,}|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_BETWEEN_LAWS = re.compile(r"[；;\n\r]+|(?<=》)[、，,](?=《)")
_NUMBERED = re.compile(r"^(?:[（(]?\d{1,2}[)）.、．]|[（(]?[一二三四五六七八九十]{1,3}[)）、])\s*")


def read_duties(content: bytes, name: str) -> tuple[DutyLine, ...]:
    """What a file called ``name`` says. Raises NotReadable when it holds no duty list.

    Whether the units are known, and whether every one has keywords, is for ``reference.duty_rules`` to say.
    """
    lines: list[DutyLine] = []
    known = False
    for grid in open_blocks(content, name, not_here).grids():
        header = find_header(grid, COLUMNS)
        if header is None or header.missing(("unit", "keywords")):
            continue
        known = True
        lines += _lines(grid, header)
    if not known:
        raise _no_columns()
    return tuple(lines)


def _lines(grid: Grid, header: Header) -> Iterator[DutyLine]:
    unit_at, words_at = header.columns["unit"], header.columns["keywords"]
    laws_at, unit = header.columns.get("laws", -1), ""
    for at in range(header.first_row, len(grid.rows)):
        row = grid.rows[at]
        if not any(cell.strip() for cell in row) or is_header_again(grid, at, header):
            continue
        # One single text is a remark, unless it stands where keywords do, below the unit they belong to.
        if is_aside(row) and (_cell(row, unit_at).strip() or not _cell(row, words_at).strip()):
            continue
        # A duty a row leaves the unit out where it is the one above.
        unit = squeeze(_cell(row, unit_at)) or unit
        if unit:
            words = _split(_BETWEEN_WORDS, _cell(row, words_at))
            yield DutyLine(unit, words, _split(_BETWEEN_LAWS, _cell(row, laws_at)), grid.place(at))


def _split(between: re.Pattern[str], cell: str) -> tuple[str, ...]:
    parts = (_NUMBERED.sub("", part.strip()).strip() for part in between.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def _cell(row: list[str], column: int) -> str:
    return row[column] if 0 <= column < len(row) else ""


def _no_columns() -> NotReadable:
    message = (
        "没有认出职责清单的表头；请按“单位、关键词、依据”三列填写，每个单位一行，首行为列名，依据可以不填。"
    )
    return not_readable("columns-missing", message)
