"""挂图作战: a batch drawn over time, case by case or unit by unit, with the same days as a table below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.lifecycle import State, wrong_state
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.documents.kinds import XLSX
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of, now
from bihuan.people.calendar import office_calendar
from bihuan.reports.gantt import Gantt, GanttRow, UnitLine, gantt, gantt_ids, gantt_rows
from bihuan.reports.gantt_table import STEPS, days_of, gantt_table, said_of
from bihuan.supervision.lights import SCHEDULE_PROGRESS, Light
from bihuan.web import gantt_axis
from bihuan.web.gantt_svg import Drawing, sheets, unit_sheets
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.session import OfficeRequest, office

ALL = ("", "全部")
CASES, UNITS = "cases", "units"
# Above so many cases a batch is first shown by unit.
MANY = 300
PAGE = 100
# What of one unit is drawn at once for the wall.
MOST_PRINTED = 1000
WINDOWS = {"quarter": (14, 76), "month": (7, 35)}


class GanttForm(forms.Form):
    """What of the chart is asked for. Anything that is not a choice asks for nothing."""

    unit = forms.ChoiceField(label="责任单位", required=False)
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[ALL, *((light.value, light.label) for light in Light)]
    )
    span = forms.ChoiceField(
        label="时段", required=False, choices=[("", "全程"), ("quarter", "近三个月"), ("month", "近六周")]
    )
    view = forms.ChoiceField(
        label="方式", required=False, choices=[("", "自动"), (CASES, "逐项"), (UNITS, "按单位汇总")]
    )

    def __init__(self, data: QueryDict, units: Sequence[UnitLine]) -> None:
        super().__init__(data, label_suffix="")
        named = [(str(line.unit), f"{line.name}（{line.total}项）") for line in units if line.unit]
        self.fields["unit"] = forms.ChoiceField(label="责任单位", required=False, choices=[ALL, *named])

    def wanted(self) -> "Wanted":
        """What was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        light = asked.get("light", "")
        return Wanted(
            int(asked.get("unit") or 0) or None,
            Light(light) if light else None,
            asked.get("span", ""),
            asked.get("view", ""),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose cases, of which light, of which window of time, and whether one by one."""

    unit: int | None
    light: Light | None
    span: str
    view: str

    def by_unit(self, total: int) -> bool:
        """Whether the units are drawn instead of their cases."""
        if self.unit or self.light:
            return False
        return self.view == UNITS or (self.view == "" and total > MANY)


@office
def page(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The chart. The number of statements is the same for every batch."""
    chart = _chart(request, batch_id)
    form = GanttForm(request.GET, chart.units)
    wanted = form.wanted()
    shown = _units(chart, wanted) if wanted.by_unit(chart.total) else _cases(request, chart, wanted)
    about = {
        "batch": chart.batch,
        "today": chart.today,
        "form": form,
        "total": chart.total,
        "legend": SCHEDULE_PROGRESS,
        "steps": list(STEPS.values()),
        "query": request.GET.urlencode(),
        "print_url": _print_url(request, wanted),
        "crumbs": [
            {"label": "批次", "url": reverse("batches")},
            {"label": chart.batch.number, "url": reverse("batch", args=[batch_id])},
            {"label": "挂图作战"},
        ],
        **shown,
    }
    return render(request, "gantt/page.html", about)


@office
def table(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The same days as a list (.xlsx): every case the filter shows."""
    chart = _chart(request, batch_id)
    wanted = GanttForm(request.GET, chart.units).wanted()
    ids, _ = gantt_ids(chart, wanted.unit, wanted.light, slice(0, chart.total))
    content = table_rendered(gantt_table(gantt_rows(chart, ids), chart.batch, chart.today), XLSX)
    return saved_as(content, f"挂图作战表{chart.today:%Y%m%d}", XLSX)


def _chart(request: OfficeRequest, batch_id: int) -> Gantt:
    """The chart of a batch the reader looks over or has cases of; 404 for any other."""
    today = day_of(now())
    batch = visible_batches(request.actor).select_related("coordinator").filter(pk=batch_id).first()
    if batch is None:
        batch = _batch_of_own_cases(request.actor, batch_id)
    return gantt(request.actor, batch, office_calendar(batch.coordinator.path), today)


def _batch_of_own_cases(actor: Actor, batch_id: int) -> Batch:
    mine = (
        visible_cases(actor)
        .filter(batch=batch_id)
        .select_related("batch__coordinator")
        .order_by("pk")
        .first()
    )
    if mine is None:
        raise Http404
    return mine.batch


def _cases(request: OfficeRequest, chart: Gantt, wanted: Wanted) -> dict[str, Any]:
    """Case by case: one page of them, or for the wall all of a unit."""
    size = MOST_PRINTED if _prints(request, wanted) else PAGE
    asked = request.GET.get("page", "")
    number = max(1, int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1)
    ids, total = gantt_ids(chart, wanted.unit, wanted.light, slice((number - 1) * size, number * size))
    rows = gantt_rows(chart, ids)
    drawing = _drawing(request.actor, chart, wanted, [day for row in rows for day in gantt_axis.days_of(row)])
    paginator = SimpleNamespace(num_pages=max(1, -(-total // size)), count=total, per_page=size)
    return {
        "sheets": sheets(rows, drawing),
        "rows": [_row(row, drawing) for row in rows],
        "page_obj": SimpleNamespace(number=number, paginator=paginator),
        "printing": _prints(request, wanted),
    }


def _units(chart: Gantt, wanted: Wanted) -> dict[str, Any]:
    """Unit by unit."""
    days = [day for line in chart.units for day in (line.begins, line.ends)]
    drawing = _drawing(None, chart, wanted, days)
    address = reverse("batch-gantt", args=[chart.batch.pk])

    def url(line: UnitLine) -> str:
        return f"{address}?view={CASES}" + (f"&unit={line.unit}" if line.unit else "")

    lines = [{"line": line, "url": url(line)} for line in chart.units]
    return {"sheets": unit_sheets(chart.units, drawing, url), "lines": lines}


def _drawing(actor: Actor | None, chart: Gantt, wanted: Wanted, days: list[Any]) -> Drawing:
    if wanted.span in WINDOWS:
        axis = gantt_axis.around(chart.today, *WINDOWS[wanted.span])
    else:
        axis = gantt_axis.whole(days, chart.today)
    return Drawing(axis, chart.today, chart.calendar, _case_url, lambda case: change_url(case, actor))


def _case_url(case: Case) -> str:
    return reverse("case", args=[case.pk])


def change_url(case: Case, actor: Actor | None) -> str:
    """The form that changes the days of a case, as far as the reader may open it now; else the case."""
    forms_ = (
        (Act.EDIT_CASE, True),
        (Act.SUBMIT_PLAN, True),
        (Act.REQUEST_EXTENSION, case.limit_date is not None),
    )
    for act, fits in forms_:
        known = fits and actor is not None and wrong_state(act, State(case.state)) is None
        if known and actor is not None and may(actor, act, case.standing()) is None:
            return reverse("case-act", args=[case.pk, act.value.replace("_", "-")])
    return f"{_case_url(case)}#schedule"


def _row(row: GanttRow, drawing: Drawing) -> dict[str, Any]:
    case, change = row.case, drawing.change_url(row.case)
    return {
        "case": case,
        "url": _case_url(case),
        "state": State(case.state).label,
        "assigned_on": _day(case.assigned_on),
        "limit": _day(case.limit_date),
        "limit_kind": case.get_limit_kind_display(),
        "light": row.lit.light.value,
        "word": row.lit.label,
        "why": said_of(row),
        "days": [
            (label, _lines(planned), _lines(done))
            for label, (planned, done) in zip(STEPS.values(), days_of(row), strict=True)
        ],
        "review_due": _day(row.review_due),
        "change": "" if "#" in change else change,
    }


def _lines(words: str) -> list[str]:
    """A span of days on two lines."""
    return words.replace("至", "至\n").split("\n") if words else []


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _prints(request: OfficeRequest, wanted: Wanted) -> bool:
    return wanted.unit is not None and request.GET.get("print") == "1"


def _print_url(request: OfficeRequest, wanted: Wanted) -> str:
    """All rows of the unit on sheets of A3; offered where one unit was chosen."""
    if wanted.unit is None:
        return ""
    query = request.GET.copy()
    query.pop("page", None)
    query["print"] = "1"
    return f"?{query.urlencode()}"
