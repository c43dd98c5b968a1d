"""A file with a holiday arrangement (放假安排): .csv, .xlsx, or the JSON of the holiday-cn project. Pure.

A table has 日期, 上班/休息 and, if it likes, 说明, by their many names; a day a row.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from bihuan.intake.column_names import Aliases, label
from bihuan.intake.columns import Header, find_header, is_aside, is_header_again
from bihuan.intake.dates import parse_day
from bihuan.intake.readers import open_blocks, refuse_size
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.readers.scan import not_here
from bihuan.intake.readers.text import decode
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, block
from bihuan.reference.calendar_rules import NoticedDay

COLUMNS: Aliases = {
    "day": ("日期", "年月日", "放假日期", "调休日期", "公历日期", "date"),
    "worked": (
        "上班/休息", "休息/上班", "上班休息", "上班或休息", "上班或者休息", "放假/上班", "上班/放假", "安排",
        "类型", "类别", "性质", "状态", "班休", "是否上班", "是否工作日", "是否放假", "是否休息", "是否休息日",
        "isOffDay",
    ),
    "note": ("说明", "名称", "节日", "节日名称", "假日", "假日名称", "节假日", "节假日名称", "备注", "事由", "name"),
}  # fmt: skip
WORKED = frozenset(
    {"上班", "班", "补班", "调休上班", "上班(调休)", "调班", "工作", "工作日", "上班日", "补班日", "正常上班"}
)
RESTED = frozenset(
    {"休息", "休", "放假", "假", "假日", "节日", "节假日", "法定节假日", "公休", "公休日", "休息日", "放假日",
     "调休休息", "放假调休", "补休"}
)  # fmt: skip
YES, NO = frozenset({"是", "true", "1", "yes", "y", "√"}), frozenset({"否", "false", "0", "no", "n", "×"})
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """The days of the file in its order, and the year it says or most of its days lie in."""

    year: int
    days: tuple[NoticedDay, ...]


def read_calendar(content: bytes, name: str) -> CalendarReading:
    """What a file called ``name`` says. Raises NotReadable with every fault, naming row and column.

    That a day stands twice or belongs to another year is for ``reference.calendar_rules`` to say.
    """
    if PurePath(name).suffix.lower() == ".json":
        return _read_json(content, name)
    days: list[NoticedDay] = []
    faults: list[Finding] = []
    known = False
    for grid in open_blocks(content, name, not_here).grids():
        header = find_header(grid, COLUMNS)
        if header is None or header.missing(("day", "worked")):
            continue
        known = True
        _read_rows(grid, header, days, faults)
    if not known:
        raise _no_columns()
    if faults:
        raise NotReadable(faults[:MOST_SHOWN])
    return CalendarReading(_year_of(days), tuple(days))


def _read_rows(grid: Grid, header: Header, days: list[NoticedDay], faults: list[Finding]) -> None:
    day_at, worked_at = header.columns["day"], header.columns["worked"]
    meaning = _meaning_of(label(header.names[worked_at]))
    for at in range(header.first_row, len(grid.rows)):
        row = grid.rows[at]
        if not any(cell.strip() for cell in row) or is_header_again(grid, at, header):
            continue
        day, worked = parse_day(_cell(row, day_at)), meaning(label(_cell(row, worked_at)).lower())
        if day is None and worked is None and is_aside(row) and not _cell(row, day_at)[:1].isdigit():
            continue  # a remark under the table
        if day is None:
            faults.append(_no_day(grid, at, day_at))
        if worked is None:
            faults.append(_neither(grid, at, worked_at))
        if day is not None and worked is not None:
            note = plain(_cell(row, header.columns.get("note", -1)))
            days.append(NoticedDay(day, worked, note, grid.place(at)))


def _meaning_of(heading: str) -> Callable[[str], bool | None]:
    """How the cells under ``heading`` are to be understood: 是 under 是否放假 is a rest day."""
    asks_for_rest = heading in ("是否放假", "是否休息", "是否休息日", "isOffDay")

    def worked(cell: str) -> bool | None:
        if cell in WORKED:
            return True
        if cell in RESTED:
            return False
        if cell not in YES | NO or not (asks_for_rest or heading.startswith("是否")):
            return None
        return (cell in YES) is not asks_for_rest

    return worked


def plain(text: str) -> str:
    """A note in one line."""
    return " ".join(text.split())


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if 0 <= column < len(row) else ""


def _year_of(days: list[NoticedDay]) -> int:
    counted = Counter(each.day.year for each in days)
    return max(counted, key=lambda year: (counted[year], year), default=0)


# ── the JSON of holiday-cn ──────────────────────────────────────────────────
def _read_json(content: bytes, name: str) -> CalendarReading:
    refuse_size(len(content), name)
    try:
        data = json.loads(decode(content))
    except (ValueError, RecursionError) as problem:
        raise not_readable("json-broken", f"文件“{name}”不是完整的 JSON，请重新下载后再导入。") from problem
    rows = data.get("days") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        message = (
            f"文件“{name}”中没有“days”一项，不是放假安排的 JSON（holiday-cn 格式），请核对是否选错文件。"
        )
        raise not_readable("json-not-a-calendar", message)
    found = [_json_day(row, f"第{at}项") for at, row in enumerate(rows, 1)]
    if faults := [each for each in found if isinstance(each, Finding)]:
        raise NotReadable(faults[:MOST_SHOWN])
    days = [each for each in found if isinstance(each, NoticedDay)]
    year = data.get("year")
    return CalendarReading(year if isinstance(year, int) else _year_of(days), tuple(days))


def _json_day(row: Any, where: str) -> NoticedDay | Finding:
    words = row if isinstance(row, dict) else {}
    day, off = _iso_day(words.get("date")), words.get("isOffDay")
    if day is None or not isinstance(off, bool):
        message = f"{where}没有正确的“date”（如 2023-10-01）和“isOffDay”（true 或者 false），请更正后再导入。"
        return block("calendar-entry-wrong", message, where=where)
    return NoticedDay(day, not off, plain(str(words.get("name") or "")), where)


def _iso_day(text: Any) -> date | None:
    return parse_day(text) if isinstance(text, str) else None


# ── what is said of a file that cannot be read ──────────────────────────────
def _no_columns() -> NotReadable:
    message = "没有认出放假安排的表头；请按“日期、上班/休息、说明”三列填写，每天一行，首行为列名。"
    return not_readable("columns-missing", message)


def _no_day(grid: Grid, row: int, column: int) -> Finding:
    place, words = grid.place(row, column), _cell(grid.rows[row], column)
    if not words:
        return block("date-missing", f"{place}没有日期，请补填。", where=place)
    message = f"{place}的日期“{words[:20]}”无法识别；每行写一天，写成 2023-10-01 或者 2023年10月1日。"
    return block("date-not-understood", message, where=place)


def _neither(grid: Grid, row: int, column: int) -> Finding:
    place, words = grid.place(row, column), _cell(grid.rows[row], column)
    what = f"“{words[:20]}”看不出是上班还是休息" if words else "没有填写"
    return block("calendar-kind-unknown", f"{place}{what}，请写“上班”或者“休息”。", where=place)
