"""What a holiday arrangement (放假安排) must be, who may enter it, and what it changes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.access.actor import Actor, Role, area_of_path, within
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.workdays import WorkCalendar

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NOTE, LONGEST_SOURCE = 100, 200


@dataclass(frozen=True, slots=True)
class NoticedDay:
    """A day as an arrangement gives it; ``where`` is its place in the file, empty when it came from a form."""

    day: date
    is_workday: bool
    note: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that is worked under one calendar and not under another."""

    day: date
    is_workday: bool
    note: str


def may_import(by: Actor, path: str) -> Finding | None:
    """None when ``by`` may enter the layer of the unit at ``path``, empty for the nation; else who may.

    A coordinator for the area it works in and every unit of it; a system administrator for every layer.
    """
    own = any(within(path, area_of_path(held)) for held in by.paths((Role.COORDINATOR,)))
    if own or Role.SYSTEM_ADMIN in by.roles():
        return None
    if not path:
        return block("not-allowed", "适用于全国的放假安排由系统管理员导入。")
    message = "您的岗位不能导入该单位的放假安排。可由系统管理员，或者该单位所在地方的牵头单位管理员导入。"
    return block("not-allowed", message)


def year_findings(year: int) -> list[Finding]:
    """A year that no office plans for is a slip of the pen."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return []
    return [
        block("calendar-year-wrong", f"年度应在{FIRST_YEAR}年至{LAST_YEAR}年之间，现为{year}年，请核对。")
    ]


def day_findings(year: int, days: Sequence[NoticedDay]) -> list[Finding]:
    """Everything for which ``days`` cannot be the arrangement of ``year``, each with its place."""
    if not days:
        return [block("calendar-empty", f"{year}年的放假安排中没有日期，请核对后再导入。")]
    findings: list[Finding] = []
    first: dict[date, NoticedDay] = {}
    for each in days:
        other = first.setdefault(each.day, each)
        if other is not each:
            findings.append(_twice(other, each))
        if not is_of_year(each.day, year):
            findings.append(_other_year(each, year))
        if len(each.note) > LONGEST_NOTE:
            message = f"{each.where}的说明超过{LONGEST_NOTE}字，请精简。"
            findings.append(block("calendar-note-too-long", message, where=each.where))
    return findings


def is_of_year(day: date, year: int) -> bool:
    """Whether the arrangement of ``year`` may speak of ``day``: New Year's rest begins in the December before."""
    neighbours = ((year - 1, 12), (year + 1, 1))
    return day.year == year or (day.year, day.month) in neighbours


def changed_days(
    before: WorkCalendar, after: WorkCalendar, days: Sequence[NoticedDay], others: Sequence[date]
) -> tuple[ChangedDay, ...]:
    """What is worked ``after`` and was not ``before``, or the other way round, among ``days`` and ``others``."""
    notes = {each.day: each.note for each in days}
    return tuple(
        ChangedDay(day, after.is_workday(day), notes.get(day, ""))
        for day in sorted({*notes, *others})
        if before.is_workday(day) != after.is_workday(day)
    )


def _twice(first: NoticedDay, second: NoticedDay) -> Finding:
    places = "和".join(place for place in (first.where, second.where) if place)
    day = f"{second.day:%Y-%m-%d}"
    if first.is_workday == second.is_workday:
        message = f"{places}都是{day}，请删去其中一行。"
        return block("calendar-day-twice", message, where=second.where)
    message = f"{places}的{day}既为上班又为休息，请对照放假安排原文改正其中一行。"
    return block("calendar-day-off-and-working", message, where=second.where)


def _other_year(each: NoticedDay, year: int) -> Finding:
    message = (
        f"{each.where}的{each.day:%Y-%m-%d}不属于{year}年的放假安排"
        f"（只能是{year}年，以及相邻的{year - 1}年12月、{year + 1}年1月的日期），请核对日期或者所填年度。"
    )
    return block("calendar-day-of-another-year", message, where=each.where)
