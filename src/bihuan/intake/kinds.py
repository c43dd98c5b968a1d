"""Which kind a table is, by its columns, and what the cells of a row mean. Grids in, ``SeenTable`` out."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bihuan.intake import handled, opinion_list, table
from bihuan.intake.cells import clean_number, clean_text, split_measures, split_people, split_units
from bihuan.intake.column_names import HANDLED_LIST, OPINION_LIST, TARGET_TABLE, Aliases
from bihuan.intake.columns import (
    NO_CORRECTIONS,
    TARGET_TABLE_NEEDED,
    ColumnMap,
    Header,
    find_header,
    guess_header,
)
from bihuan.intake.dates import parse_day
from bihuan.intake.fragments import join_fragments
from bihuan.intake.limits import parse_limit
from bihuan.intake.readers.blocks import Blocks, Grid, GridKind
from bihuan.intake.seen import Part, SeenTable, TableKind, Values, key_of
from bihuan.kernel.findings import Finding
from bihuan.kernel.numbers import squeeze

_TARGETS: Aliases = {**HANDLED_LIST, **TARGET_TABLE}
_HANDLED: Aliases = {**OPINION_LIST, **HANDLED_LIST}
_OPINIONS: Aliases = {**HANDLED_LIST, **OPINION_LIST}
_HEADING = re.compile(r"(?:表|清单|台账|目录|情况)(?:[（(].{0,30}[）)])?\s*$|^[^:：]*(?:公开|公示)$")
_LONGEST_STATE = 8
# The head of a page that was saved as text.
PAGE_TITLE = re.compile(r"^#+\s*标题\s*[:：]\s*")
_SPLIT = re.compile(r"[、，,；;/\n]+|\s{1,}")

LABELS = {
    "position": "序号", "number": "受理编号", "content": "整改内容", "text": "交办问题基本情况", "type": "意见建议类型",
    "target": "整改目标", "measures": "整改措施", "limit": "整改时限", "units": "责任单位", "person": "负责人",
    "source": "来源", "date": "收到日期", "contact": "联系方式", "contact_name": "联系人",
    "contact_phone": "联系电话",
    "region": "行政区域", "categories": "污染类型", "checked": "调查核实情况", "founded": "是否属实",
    "goal": "办结目标",
    "handled": "处理和整改情况", "done": "是否办结", "accountability": "问责情况", "closed": "是否销号",
    "closed_on": "销号日期", "adopted": "是否采纳", "adopted_why": "采纳理由", "heading": "标题",
    "letter_writer": "来信人", "reply_unit": "回复部门", "replied_on": "回复时间", "reply": "回复内容",
    "handling": "处理类别", "supporting": "配合单位", "accepting": "验收单位", "remarks": "备注",
}  # fmt: skip
_OPINION_LABELS = {**LABELS, "number": "编号", "text": "意见内容"}
_ADOPTION_LABELS = {**LABELS, "number": "编号", "text": "意见内容", "contact_name": "反馈人"}
_LETTER_LABELS = {
    **LABELS, "number": "信件编号", "text": "来信内容", "date": "来信时间", "source": "信件来源", "done": "办理状态",
    "categories": "问题类型",
}  # fmt: skip
_TARGET_LABELS = {**LABELS, "number": "问题编号", "units": "责任部门"}


def _list(text: str) -> list[str]:
    return [word for piece in _SPLIT.split(text) if (word := squeeze(piece))]


def _day(text: str) -> str:
    day = parse_day(text)
    return day.isoformat() if day else squeeze(text)


def _one_name(text: str) -> list[str]:
    """Kinds of pollution: several with marks between them, but a word that was broken is one."""
    return _list(text) if re.search(r"[、，,；;/]", text) else [squeeze(text)]


_MEANS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(
        ("position", "region", "type", "founded", "done", "closed", "adopted", "source", "handling"), squeeze
    ),
    **dict.fromkeys(("contact_name", "contact_phone", "letter_writer", "reply_unit"), squeeze),
    **dict.fromkeys(("date", "closed_on", "replied_on"), _day),
    **dict.fromkeys(("goal", "handled", "measures"), lambda text: list(split_measures(text))),
    **dict.fromkeys(("units", "supporting", "accepting"), lambda text: list(split_units(text))),
    "number": clean_number,
    "categories": _one_name,
    "person": lambda text: "、".join(split_people(text)),
}


def _fields(values: Values, labels: dict[str, str]) -> dict[str, Any]:
    """The understood values by their Chinese names; what is empty is null."""
    said: dict[str, Any] = {
        labels[field]: _MEANS.get(field, clean_text)(text) if text else None for field, text in values.items()
    }
    if values.get("founded"):
        said["属实认定"] = handled.verdict(values["founded"])
    if words := values.get("done") or values.get("remarks") or _only_a_state(values.get("checked", "")):
        said["办结认定"] = handled.state(words)
    for field in ("goal", "handled"):
        if values.get(field):
            said[f"{'办结目标' if field == 'goal' else '处理和整改'}_条数"] = len(said[labels[field]])
    return said


def _only_a_state(text: str) -> str:
    """暂未办结 over the cells of everything that is still to be said."""
    return text if len(squeeze(text)) <= _LONGEST_STATE else ""


def _understand_handled(values: Values) -> dict[str, Any]:
    said = handled.derived(dict(values))
    return {
        **said,
        **{name: value for name, value in _fields(values, LABELS).items() if value or name not in said},
    }


def _understand_adoption(values: Values) -> dict[str, Any]:
    return _fields(values, _ADOPTION_LABELS)


def _understand_letter(values: Values) -> dict[str, Any]:
    return _fields(values, _LETTER_LABELS)


def _understand_opinion(values: Values) -> dict[str, Any]:
    return _fields(values, _OPINION_LABELS)


def _understand_target(values: Values) -> dict[str, Any]:
    limit = parse_limit(values.get("limit", ""), None)
    return {
        **_fields(values, _TARGET_LABELS),
        "时限类型": limit.kind.value if limit.kind else None,
        "时限日期": limit.date.isoformat() if limit.date else None,
    }


_UNDERSTAND = {
    TableKind.TARGETS: (_understand_target, _TARGET_LABELS),
    TableKind.OPINIONS: (_understand_opinion, _OPINION_LABELS),
    TableKind.ADOPTION: (_understand_adoption, _ADOPTION_LABELS),
    TableKind.LETTERS: (_understand_letter, _LETTER_LABELS),
}


def tables_of(blocks: Blocks, corrected: ColumnMap = NO_CORRECTIONS) -> tuple[list[SeenTable], list[Finding]]:
    """Every table of the file in order, one that runs over pages once; and what had to be put together again."""
    seen: list[SeenTable] = []
    heading = ""
    for part in blocks.parts:
        if not isinstance(part, Grid):
            heading = squeeze(PAGE_TITLE.sub("", part.text)) if _HEADING.search(part.text) else heading
            continue
        fresh = see(part, corrected, heading)
        heading = ""
        above = seen[-1] if seen else None
        if above is not None and (goes_on := _goes_on(above, part, fresh)):
            seen[-1] = goes_on
        elif fresh is not None:
            seen.append(fresh)
    return seen, [finding for found in seen for finding in join_fragments(found)]


def see(grid: Grid, corrected: ColumnMap = NO_CORRECTIONS, heading: str = "") -> SeenTable | None:
    """What a grid is; None when it has no row that could be a header. ``heading`` stands above it in the text."""
    kind, header, read_by = _judged(grid, corrected)
    if header is None:
        return None
    understand, labels = _UNDERSTAND.get(kind, (_understand_handled, LABELS))
    title = _title(grid, header) or heading[:200]
    return SeenTable(kind, (Part(grid, header, read_by),), understand, labels, title)


def _judged(grid: Grid, corrected: ColumnMap) -> tuple[TableKind, Header | None, Header | None]:
    """The kind of a grid, the header by which its rows are shown, and that by which they are imported."""
    wide = find_header(grid, _HANDLED, corrected)
    fields = wide.columns.keys() if wide else set()
    targets = table.target_header(grid, corrected)
    if targets is not None and _is_plan(targets, len(fields & _REPORTED)):
        return TableKind.TARGETS, find_header(grid, _TARGETS, corrected), targets
    listed = opinion_list.list_header(grid, corrected)
    if wide is not None:
        for kind, marks, fewest in _MARKS:
            if len(fields & marks) >= fewest:
                return kind, wide, listed
    if listed is not None:
        return TableKind.OPINIONS, find_header(grid, _OPINIONS, corrected), listed
    return TableKind.OTHER, wide or guess_header(grid), None


def _is_plan(header: Header, reported: int) -> bool:
    """Whether these are the columns of a plan: all that a plan needs, or some of them and little that was reported."""
    missing = header.missing(TARGET_TABLE_NEEDED)
    if not missing:
        return True
    return reported < (1 if "target" in missing else 2) and not {"target", "measures"} <= set(missing)


# What was reported of a case, in a list that is no plan any more.
_REPORTED = frozenset({"checked", "founded", "handled", "done", "closed", "closed_on"})
_MARKS = (
    (TableKind.HANDLED, frozenset({"checked", "founded", "categories", "accountability", "handled"}), 3),
    (TableKind.HANDLED, frozenset({"checked", "categories"}), 2),
    (TableKind.ADOPTION, frozenset({"adopted"}), 1),
    (TableKind.LETTERS, frozenset({"reply", "reply_unit", "replied_on", "letter_writer"}), 2),
    (TableKind.HANDLED, frozenset({"founded"}), 1),
    (TableKind.LEDGER, frozenset({"closed", "done", "handled", "closed_on", "checked"}), 1),
)


def _title(grid: Grid, header: Header) -> str:
    """The longest text of the rows above the header."""
    above = [cell.strip() for row in grid.rows[: max(header.at, 0)] for cell in row if cell.strip()]
    return squeeze(max(above, key=len, default=""))[:200]


def _goes_on(above: SeenTable, grid: Grid, fresh: SeenTable | None) -> SeenTable | None:
    """``above`` with the grid as its next page, when it is one: the same header and the count goes on, or no header."""
    last = above.parts[-1]
    if grid.kind is not GridKind.DOCUMENT or last.grid.kind is not GridKind.DOCUMENT:
        return None
    if fresh is not None and fresh.kind is not TableKind.OTHER:
        same = fresh.signature == above.signature and fresh.kind is above.kind
        return (
            replace(above, parts=(*above.parts, *fresh.parts))
            if same and _counts_on(last, fresh.parts[0])
            else None
        )
    width = len(last.header.names)
    if not grid.rows or max(map(len, grid.rows)) > width or min(map(len, grid.rows)) < width - 1:
        return None
    part = Part(
        grid,
        replace(last.header, at=-1, first_row=0),
        replace(last.read_by, at=-1, first_row=0) if last.read_by else None,
    )
    return replace(above, parts=(*above.parts, part)) if _counts_on(last, part) else None


def _counts_on(last: Part, part: Part) -> bool:
    """Whether the first row of a page continues the last of the page before: no number of its own, or a later one."""
    if len(part.grid.rows) <= part.header.first_row or len(last.grid.rows) <= last.header.first_row:
        return False
    at, column = part.header.first_row, part.header.columns.get("position")
    first = key_of(part.grid, at, part.header)
    if not first or column is None:
        return not first or part.header.at < 0
    position, before = part.grid.rows[at][column].strip(), _last_position(last)
    return position.isdecimal() and before is not None and int(position) == before + 1


def _last_position(part: Part) -> int | None:
    column = part.header.columns.get("position", 0)
    positions = (row[column].strip() for row in reversed(part.grid.rows) if column < len(row))
    return next((int(text) for text in positions if text.isdecimal()), None)


def parts_of(tables: Iterable[SeenTable]) -> Iterator[tuple[TableKind, Part]]:
    """Every grid of every table with its kind."""
    return ((found.kind, part) for found in tables for part in found.parts)
