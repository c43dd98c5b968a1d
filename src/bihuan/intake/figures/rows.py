"""The rows of a list, read for what can contradict itself. Pure.

Columns are known by the names offices give them, in simplified characters; a column that says nothing about days,
findings or states is left alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bihuan.intake.dates import parse_day
from bihuan.intake.figures.days import days_in, plain_days
from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.numbers import squeeze
from bihuan.language.script import simplified

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("position", r"序号|编号序|项次"),
        ("number", r".*(?:受理|案件|信访|举报|问题|工单|交办|转办|事项|意见).{0,2}(?:编号|号|号码|编码)|编号|工单号"),
        ("founded", r".*是否属实.*|查实情况|属实情况"),
        (
            "measures",
            (
                r".*(?:处理|处置|查处|办理).{0,3}(?:整改)?.{0,4}情况"
                r"|整改(?:措施|情况|落实情况|完成情况|进展情况?|成效)|.*整改情况"
            ),
        ),
        ("checked", r".*(?:调查|核实|核查).{0,4}(?:情况|结果)"),
        (
            "done",
            (
                r".*是否(?:已?办结|完成|销号|整改到位|已?完成整改).*|(?:办结|完成|销号|办理|整改).{0,2}状态"
                r"|办结情况|办理进度|当前状态|状态"
            ),
        ),
        ("remarks", r"备注|说明"),
        ("progress", r".*(?:进度|进展).{0,3}|完成(?:比例|百分比|率)"),
        (
            "received_on",
            (
                r".*(?:受理|收到|接收|来电|来信|来访|来文|反映|登记|投诉|举报|提交|发现|咨询|接件|收件|接报)"
                r".{0,2}(?:日期|时间)"
            ),
        ),
        ("assigned_on", r".*(?:交办|转办|派单|下发|分办|派发|移交).{0,2}(?:日期|时间)"),
        (
            "limit",
            (
                r".*(?:整改|办理|办结|回复|完成|处理|答复).{0,2}(?:期限|时限|截止日期|截止时间)"
                r"|截止(?:日期|时间)|时限|期限"
            ),
        ),
        ("finished_on", r".*(?:办结|完成|回复|答复|反馈|整改到位|整改完成).{0,2}(?:日期|时间)"),
        ("verified_on", r".*(?:核查|验收|复核|复查|核验|检查|调查|核实|回访).{0,2}(?:日期|时间)"),
        ("closed_on", r".*销号.{0,2}(?:日期|时间)"),
    )
)  # fmt: skip
DAYS = ("received_on", "assigned_on", "limit", "finished_on", "verified_on", "closed_on")
_TELLING = frozenset({"founded", "measures", "checked", "done", "remarks", "progress", *DAYS})
_DAY_IN_NUMBER = re.compile(
    r"(?<!\d)(?P<day>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?=\d{2,5}(?!\d))"
)
_BLANK = frozenset({"", "无", "/", "-", "—", "——", "\\", "、", "空"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a document: its place, its columns as printed, where its rows stand; ``complete`` to its end.

    ``known`` are lists whose numbers are looked at elsewhere.
    """

    where: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Grid, int], ...]
    complete: bool = True
    known: bool = False

    def fields(self) -> dict[str, int]:
        """The first column of each field."""
        found: dict[str, int] = {}
        for column, name in enumerate(self.columns):
            if field := field_of(name):
                found.setdefault(field, column)
        return found

    def words(self, column: int) -> Iterator[tuple[int, str]]:
        """What stands in a column, row by row."""
        for at, (grid, row) in enumerate(self.rows):
            cells = grid.rows[row]
            yield at, cells[column].strip() if column < len(cells) else ""

    def place(self, at: int) -> str:
        """Where a row stands."""
        grid, row = self.rows[at]
        return grid.place(row)

    @property
    def contradictable(self) -> bool:
        """Whether a row has more than one thing to say of the case, so that they can contradict each other."""
        fields = set(self.fields())
        telling = fields & _TELLING
        return len(telling) > 1 or (
            "number" in fields and bool(telling - {"received_on", "remarks", "limit"})
        )


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row says about itself. ``has`` names the fields that are there at all, empty or not."""

    where: str
    position: str
    number: str
    founded: str
    checked: str
    measures: str
    done: str
    remarks: str
    progress: str
    days: Mapping[str, date]
    headings: Mapping[str, str]
    last: bool

    @property
    def name(self) -> str:
        """The row as a clerk would look for it."""
        if self.number:
            return f"{self.where}（编号 {self.number}）"
        return f"{self.where}（序号{self.position}）" if self.position else self.where


@lru_cache(maxsize=2048)
def field_of(column: str) -> str | None:
    """Which of the fields a column of this name holds."""
    name = squeeze(simplified(column))
    return next((field for field, pattern in _COLUMNS if pattern.fullmatch(name)), None)


def facts_of(table: Listed) -> Iterator[RowFacts]:
    """Every row with its words and days."""
    columns = table.fields()
    headings = {field: table.columns[column] for field, column in columns.items()}
    last = len(table.rows) - 1
    for at, (grid, row) in enumerate(table.rows):
        cells = grid.rows[row]
        words = {
            field: simplified(cells[column].strip()) if column < len(cells) else ""
            for field, column in columns.items()
        }
        number = squeeze(words.get("number", ""))
        days = {field: day for field in DAYS if (day := parse_day(words.get(field, "")))}
        if "received_on" not in days and (day := day_in_number(number)):
            days["received_on"] = day
        yield RowFacts(
            table.place(at),
            squeeze(words.get("position", "")),
            number,
            squeeze(words.get("founded", "")),
            words.get("checked", ""),
            words.get("measures", ""),
            squeeze(words.get("done", "")),
            words.get("remarks", ""),
            words.get("progress", ""),
            days,
            headings,
            last=at == last and not table.complete,
        )


def day_in_number(number: str) -> date | None:
    """The day a number of this kind carries: D2HH202403250005 was received on 2024-03-25."""
    match = _DAY_IN_NUMBER.search(number)
    return parse_day(match["day"]) if match else None


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return squeeze(text).strip("。．.") in _BLANK


def first_day(text: str, year: int | None) -> tuple[date, str, str] | None:
    """The first day of a text, what stands before it, and what behind."""
    plain = plain_days(text)
    named = next((one for one in days_in(plain, year) if one.day), None)
    return (named.day, plain[: named.start], plain[named.end :]) if named and named.day else None
