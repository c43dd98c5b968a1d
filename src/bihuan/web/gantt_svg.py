"""挂图 drawn: rows of bars over days, as SVG that needs no script and is read without colour.

A row has two lines. Above, the plan: the work from 交办 to the day by which it must be done, filled as far as it is
reported, then the steps that follow. Below, what happened. Letters and patterns say what colours say.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bihuan.cases.lifecycle import Step
from bihuan.cases.models import Case
from bihuan.kernel.workdays import WorkCalendar
from bihuan.reports.gantt import GanttRow, UnitLine
from bihuan.supervision.backward import PlannedStep
from bihuan.typesetting.table import ems
from bihuan.web.gantt_axis import BREADTH, LABELS, ONE_DAY, WIDTH, Axis

ROW, UNIT_ROW, HEAD = 28, 22, 36
# As high as a sheet of A3 on its side leaves room for, below the heading and the legend.
SHEET = 690
LETTERS = {
    Step.RECTIFY: "整", Step.VERIFY: "核", Step.NOTICE: "示", Step.CLOSE: "销", Step.FILE: "备", Step.DISCLOSE: "开",
}  # fmt: skip
LIGHT_LETTERS = {"green": "绿", "blue": "蓝", "yellow": "黄", "red": "红", "grey": "灰"}
_LETTER_ROOM = 11


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the rows share. ``case_url`` leads to a case, ``change_url`` to the form that changes its dates."""

    axis: Axis
    today: date
    calendar: WorkCalendar
    case_url: Callable[[Case], str]
    change_url: Callable[[Case], str]


def sheets(rows: Sequence[GanttRow], drawing: Drawing) -> list[SafeString]:
    """The chart of cases, cut into drawings of one printed page each, the units named anew on every one."""
    found: list[SafeString] = []
    parts: list[str] = []
    height = float(HEAD)
    for unit, group in groupby(rows, lambda row: row.case.lead.name if row.case.lead else "未定责任单位"):
        name = unit
        for row in group:
            if height + (UNIT_ROW if name else 0) + ROW > SHEET:
                found.append(_sheet(parts, height, drawing))
                parts, height, name = [], float(HEAD), name or f"{unit}（续）"
            if name:
                parts.append(_unit_row(name, height))
                height, name = height + UNIT_ROW, ""
            parts.append(_case_row(row, height, drawing))
            height += ROW
    return [*found, _sheet(parts, height, drawing)] if parts else found


def unit_sheets(
    lines: Sequence[UnitLine], drawing: Drawing, url: Callable[[UnitLine], str]
) -> list[SafeString]:
    """The chart of units: from the first assignment to the last limit, filled as far as cases are struck off."""
    a_sheet = (SHEET - HEAD) // ROW
    return [
        _sheet(
            [_line_row(line, HEAD + ROW * n, drawing, url(line)) for n, line in enumerate(part)],
            HEAD + ROW * len(part),
            drawing,
        )
        for part in (lines[at : at + a_sheet] for at in range(0, len(lines), a_sheet))
    ]


# ── the sheet ───────────────────────────────────────────────────────────────────────────────────


def _sheet(parts: Iterable[str], height: float, drawing: Drawing) -> SafeString:
    drawn = "".join((*_ground(drawing, height), *parts, _today(drawing, height)))
    return mark_safe(  # noqa: S308  # every text was escaped where it was written
        f'<svg class="gantt-sheet" viewBox="0 0 {WIDTH} {height + 4:g}" role="group" aria-label="挂图，日期见下表">'
        f"{drawn}</svg>"
    )


def _ground(drawing: Drawing, height: float) -> list[str]:
    axis = drawing.axis
    drawn = [
        _rect("g-rest", axis.x(day), HEAD, axis.day, height - HEAD)
        for day in axis.rest_days(drawing.calendar)
    ]
    months = list(axis.months())
    for (day, name), (after, _) in zip(months, [*months[1:], (axis.last, "")], strict=True):
        drawn.append(_line("g-month", axis.x(day), 2, axis.x(day), height))
        if axis.x(after) - axis.x(day) >= 12 * ems(name) + 6:
            drawn.append(_text("g-scale", axis.x(day) + 4, 14, name))
    drawn += [_text("g-day", axis.x(day) + axis.day / 2, 30, f"{day.day}", "middle") for day in axis.days()]
    drawn.append(_line("g-base", 0, HEAD, WIDTH, HEAD))
    return drawn


def _today(drawing: Drawing, height: float) -> str:
    axis, today = drawing.axis, drawing.today
    if not axis.shows(today, today):
        return ""
    x = axis.x(today) + axis.day / 2
    word = f'<rect class="g-today-box" x="{x - 15:.1f}" y="19" width="30" height="14" rx="2"/>'
    return f"{_line('g-today', x, 33, x, height)}{word}{_text('g-today-word', x, 30, '今日', 'middle')}"


def _unit_row(name: str, y: float) -> str:
    return _rect("g-unit", 0, y, WIDTH, UNIT_ROW) + _text("g-unit-name", 6, y + 15, name)


# ── a case ──────────────────────────────────────────────────────────────────────────────────────


def _case_row(row: GanttRow, y: float, drawing: Drawing) -> str:
    case = row.case
    light = row.lit.light.value
    name = _cut(f"{case.position}. {' '.join(case.content.split())}", (LABELS - 34) / 12)
    label = (
        f'<rect class="g-lamp g-{light}" x="5" y="{y + 6:g}" width="16" height="16" rx="2"/>'
        + _text(f"g-lamp-word g-{light}", 13, y + 18.5, LIGHT_LETTERS[light], "middle")
        + f'<a href="{escape(drawing.case_url(case))}">{_text("g-name", 27, y + 18.5, name)}</a>'
    )
    bars = "".join((*_planned(row, y, drawing), *_happened(row, y, drawing)))
    change = escape(drawing.change_url(case))
    return (
        f'<g class="g-row">{_line("g-rule", 0, y + ROW, WIDTH, y + ROW)}{label}'
        f'<a href="{change}" tabindex="-1"><title>{escape(told(row))}</title>'
        f"{_rect('g-touch', LABELS, y, BREADTH, ROW)}{bars}</a></g>"
    )


def told(row: GanttRow) -> str:
    """A row in words."""
    parts = [
        f"第{row.case.position}项",
        row.case.get_state_display(),
        f"进度{row.case.progress}%",
        row.lit.why,
    ]
    if row.schedule is not None:
        parts.append(row.schedule.why)
    parts += [f"{step.label}{_span_words(*row.done[step])}" for step in Step if step in row.done]
    return "；".join(part.rstrip("。") for part in parts if part) + "。"


def _span_words(starts: date, ends: date) -> str:
    return f"{starts}" if starts == ends else f"{starts}至{ends}"


def _planned(row: GanttRow, y: float, drawing: Drawing) -> list[str]:
    axis, case, top = drawing.axis, row.case, y + 4
    if row.schedule is None:
        return _open_ended(row, top, drawing)
    drawn = []
    begins, ends = case.assigned_on, row.schedule.rectify_by
    if begins is not None and begins <= ends:
        left, right = axis.x(begins), axis.x(ends + ONE_DAY)
        drawn.append(_rect("g-plan", left, top, right - left, 11))
        reached = axis.x(begins + ((ends - begins) + ONE_DAY) * case.progress / 100)
        drawn.append(_rect("g-done", left, top, reached - left, 11, fill="url(#g-done)"))
    drawn += [_segment(step, axis, top) for step in row.schedule.steps if step.step is not Step.RECTIFY]
    if row.first_limit is not None:
        drawn.append(_flag("g-first-limit", axis, row.first_limit, y))
    drawn.append(_flag("g-limit", axis, row.schedule.limit, y))
    return drawn


def _segment(planned: PlannedStep, axis: Axis, top: float) -> str:
    if not axis.shows(planned.starts, planned.ends):
        return ""
    left, right = axis.x(planned.starts), axis.x(planned.ends + ONE_DAY)
    notice = planned.step is Step.NOTICE
    drawn = _rect(
        f"g-step g-{planned.step.value}", left, top, right - left, 11, fill="url(#g-notice)" if notice else ""
    )
    word = "公示" if notice and right - left >= 26 else LETTERS[planned.step]
    if right - left >= _LETTER_ROOM:
        drawn += _text(f"g-letter g-on-{planned.step.value}", (left + right) / 2, top + 9.2, word, "middle")
    return drawn


def _flag(css: str, axis: Axis, day: date, y: float) -> str:
    """The end of the limit: a post with a flag. Nothing where it lies outside."""
    if not axis.shows(day, day):
        return ""
    x = axis.x(day + ONE_DAY)
    return f'<path class="{css}" d="M{x:g} {y + 24:g}V{y + 1:g}h8l-3.5 4l3.5 4h-8"/>'


def _open_ended(row: GanttRow, top: float, drawing: Drawing) -> list[str]:
    """Without a date: a hatched bar, open until the case is struck off, and the days of the reviews."""
    begins, axis = row.case.assigned_on, drawing.axis
    if begins is None:
        return []
    closed = row.done.get(Step.CLOSE)
    if closed is not None:
        return [
            _rect(
                "g-open",
                axis.x(begins),
                top,
                axis.x(closed[1] + ONE_DAY) - axis.x(begins),
                11,
                "url(#g-open)",
            )
        ]
    left, right = axis.x(begins), LABELS + BREADTH
    shape = f"M{left:g} {top:g}H{right - 6:g}L{right:g} {top + 5.5:g}L{right - 6:g} {top + 11:g}H{left:g}z"
    drawn = [f'<path class="g-open" fill="url(#g-open)" d="{shape}"/>']
    for day, css in ((row.looked_on, "g-looked"), (row.review_due, "g-review")):
        if day is not None and axis.shows(day, day):
            x = axis.x(day) + axis.day / 2
            drawn.append(f'<circle class="{css}" cx="{x:.1f}" cy="{top + 5.5:g}" r="6.5"/>')
            drawn.append(_text(f"g-letter {css}-word", x, top + 9, "评", "middle"))
    return drawn


def _happened(row: GanttRow, y: float, drawing: Drawing) -> list[str]:
    """The line of what was done: the work until it was handed in, or until today, then each step on its day."""
    axis, top, begins = drawing.axis, y + 17, row.case.assigned_on
    drawn = []
    rectified = row.done.get(Step.RECTIFY)
    ends = rectified[1] if rectified else drawing.today
    if begins is not None and begins <= ends and axis.shows(begins, ends):
        css = "g-work" if rectified else "g-work g-going"
        drawn.append(_line(css, axis.x(begins), top + 3, axis.x(ends + ONE_DAY), top + 3))
    notice = row.done.get(Step.NOTICE)
    if notice is not None and axis.shows(*notice):
        drawn.append(_line("g-shown", axis.x(notice[0]), top + 3, axis.x(notice[1] + ONE_DAY), top + 3))
    marks = [
        (axis.x(row.done[step][0]) + axis.day / 2, step)
        for step in Step
        if step in row.done and axis.shows(*row.done[step])
    ]
    for n, (x, step) in enumerate(marks):
        drawn.append(_line("g-tick", x, top - 1, x, top + 7))
        room = n + 1 == len(marks) or marks[n + 1][0] - x >= _LETTER_ROOM
        if room and step is not Step.NOTICE:  # its dots tell it
            drawn.append(_text("g-letter g-tick-word", x + 2, top + 7.5, LETTERS[step]))
    return drawn


# ── a unit ──────────────────────────────────────────────────────────────────────────────────────


def _line_row(line: UnitLine, y: float, drawing: Drawing, url: str) -> str:
    axis = drawing.axis
    name = _text("g-name", 6, y + 18.5, _cut(line.name, (LABELS - 14) / 12))
    words = f"共{line.total}项，已销号{line.struck_off}项" + (
        f"，逾期{line.overdue}项" if line.overdue else ""
    )
    bar = ""
    left, right = axis.x(drawing.today), axis.x(drawing.today)
    if line.begins is not None and line.ends is not None:
        left, right = axis.x(line.begins), axis.x(line.ends + ONE_DAY)
        bar = _rect("g-plan", left, y + 5, right - left, 11)
        share = (right - left) * line.struck_off / line.total
        bar += _rect("g-done", left, y + 5, share, 11, fill="url(#g-done)")
    css = "g-count g-late" if line.overdue else "g-count"
    said = _text(css, min(left + 2, WIDTH - 240), y + 25.5, words)
    return (
        f'<g class="g-row">{_line("g-rule", 0, y + ROW, WIDTH, y + ROW)}<a href="{escape(url)}">'
        f"<title>{escape(f'{line.name}：{words}')}</title>{name}{bar}{said}</a></g>"
    )


# ── strokes ─────────────────────────────────────────────────────────────────────────────────────


def _rect(css: str, x: float, y: float, width: float, height: float, fill: str = "") -> str:
    painted = f' fill="{fill}"' if fill else ""
    return f'<rect class="{css}"{painted} x="{x:g}" y="{y:g}" width="{max(0.0, width):.1f}" height="{height:g}"/>'


def _line(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:g}" x2="{x2:.1f}" y2="{y2:g}"/>'


def _text(css: str, x: float, y: float, words: str, anchor: str = "") -> str:
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{css}" x="{x:.1f}" y="{y:g}"{side}>{escape(words)}</text>'


def _cut(words: str, room: float) -> str:
    """As much of ``words`` as fits."""
    if ems(words) <= room:
        return words
    kept = words[: 2 * int(room)]
    while kept and ems(kept) + 1 > room:
        kept = kept[:-1]
    return f"{kept}…"
