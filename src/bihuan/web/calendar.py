"""工作日历: a year as twelve months, the layers it is made of with their versions, and the year as a file."""

import csv
import io
from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from bihuan.access.actor import Actor, Role, above, area_of_path
from bihuan.access.acts import Act
from bihuan.documents.kinds import XLSX
from bihuan.kernel.clock import day_of, now
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.calendar_year import SpokenDay, notices_of, spoken_days
from bihuan.people.models import CalendarDay, CalendarNotice, Unit
from bihuan.people.order import TreeOrder
from bihuan.reference.calendar_rules import FIRST_YEAR, LAST_YEAR
from bihuan.typesetting import xlsx
from bihuan.typesetting.table import Align, Column, TablePaper
from bihuan.web.calendar_warnings import uncovered_limits
from bihuan.web.paper_files import CSV, saved_as
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

NATION = "全国"
HEADINGS = ("日期", "上班/休息", "说明")
WORDS = {True: "上班", False: "休息"}
SHIPPED = "本系统自带的国务院办公厅放假安排（chinesecalendar）"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which calendar is looked at: of whom, in which year."""

    unit: Unit | None
    year: int

    @property
    def path(self) -> str:
        """The place of the unit; empty for the nation."""
        return self.unit.path if self.unit else ""

    @property
    def name(self) -> str:
        """Whose calendar it is."""
        return self.unit.name if self.unit else NATION


class ChoiceForm(forms.Form):
    """Year and unit. Anything that is not a choice asks for nothing."""

    year = forms.ChoiceField(label="年度", required=False)
    unit = forms.ChoiceField(label="适用", required=False)

    def __init__(self, data: QueryDict, actor: Actor, today: date) -> None:
        self.units = {str(unit.pk): unit for unit in units_seen(actor)}
        own = next(iter(actor.paths()), "")
        first = next((key for key, unit in self.units.items() if unit.path == own), "0")
        sent, years = data.get("year", ""), {today.year + n for n in range(-4, 3)}
        if sent.isascii() and sent.isdecimal() and FIRST_YEAR <= int(sent[:9]) <= LAST_YEAR:
            years.add(int(sent))
        else:
            sent = str(today.year)
        key = data.get("unit", first)
        self.shown = Shown(self.units.get(key), int(sent))
        super().__init__({"year": sent, "unit": key if key in self.units else "0"}, label_suffix="")
        self.fields["year"] = forms.ChoiceField(
            label="年度", required=False, choices=[(str(year), f"{year}年") for year in sorted(years)]
        )
        named = [(key, unit.name) for key, unit in self.units.items()]
        self.fields["unit"] = forms.ChoiceField(label="适用", required=False, choices=[("0", NATION), *named])


def units_seen(actor: Actor) -> QuerySet[Unit]:
    """The areas above the reader, the reader's own units, and those of the area that have an arrangement of their own;
    for a system administrator every area and every unit that has one."""
    paths = actor.paths()
    wanted = Q(path__in={place for path in paths for place in above(path)})
    within_reach = Q()
    if Role.SYSTEM_ADMIN in actor.roles():
        wanted |= Q(is_area=True)
    else:
        for path in paths:
            within_reach |= Q(path__startswith=area_of_path(path))
    with_own = Q(pk__in=CalendarNotice.objects.exclude(unit=None).values("unit")) & within_reach
    return Unit.objects.filter(wanted | with_own if paths else Q(pk=None)).order_by(TreeOrder())


@office
def page(request: OfficeRequest) -> HttpResponse:
    """The year of one unit, or of the nation."""
    today = day_of(now())
    form = ChoiceForm(request.GET, request.actor, today)
    shown = form.shown
    calendar = office_calendar(shown.path)
    days = spoken_days(calendar, shown.path, shown.year)
    about = {
        "form": form,
        "shown": shown,
        "months": list(months(shown.year, calendar, days, today)),
        "differing": [each for each in days if each.differs],
        "layers": layers(shown, calendar),
        "corrections": list(CalendarDay.objects.filter(notice=None, day__year=shown.year)),
        "uncovered": uncovered_limits(request.actor, calendar, today, shown.year),
        "may_import": may_somewhere(request.actor, Act.IMPORT_CALENDAR),
        "query": f"year={shown.year}&unit={shown.unit.pk if shown.unit else 0}",
        "crumbs": [{"label": "工作日历"}],
    }
    return render(request, "calendar/page.html", about)


def months(
    year: int, calendar: OfficeCalendar, days: tuple[SpokenDay, ...], today: date
) -> Iterator[dict[str, Any]]:
    """Twelve months of weeks from Monday to Sunday; each day with what it is, in a word beside the colour."""
    notes = {each.day: each.note for each in days}
    for month in range(1, 13):
        weeks = [
            [_cell(day, calendar, notes, today) if day.month == month else None for day in week]
            for week in Calendar().monthdatescalendar(year, month)
        ]
        yield {"name": f"{month}月", "weeks": weeks}


def _cell(day: date, calendar: OfficeCalendar, notes: dict[date, str], today: date) -> dict[str, Any]:
    worked, weekend = calendar.is_workday(day), day.weekday() >= 5
    kind, mark = "", ""
    if worked and weekend:
        kind, mark = "work", "班"
    elif not worked and (not weekend or notes.get(day)):
        kind, mark = "off", "休"
    elif weekend:
        kind = "weekend"
    return {"day": day, "kind": kind, "mark": mark, "note": notes.get(day, ""), "today": day == today}


def layers(shown: Shown, calendar: OfficeCalendar) -> list[dict[str, Any]]:
    """The versions that bind the unit in the year, the widest layer first; the newest of each is in force."""
    notices = [notice for notice in notices_of(shown.path) if notice.year == shown.year]
    newest: dict[int | None, int] = {}
    for notice in notices:
        newest.setdefault(notice.unit_id, notice.pk)
    rows = [_layer(notice, in_force=newest[notice.unit_id] == notice.pk) for notice in notices]
    if None not in newest and calendar.covers(shown.year):
        rows.insert(
            0, {"unit": NATION, "version": "自带", "state": "现行", "kind": "done", "source": SHIPPED}
        )
    return rows


def _layer(notice: CalendarNotice, *, in_force: bool) -> dict[str, Any]:
    return {
        "unit": notice.unit.name if notice.unit else NATION,
        "version": f"第{notice.version}版",
        "state": "现行" if in_force else "已替换",
        "kind": "done" if in_force else "off",
        "source": notice.source,
        "file": notice.file_name,
        "by": notice.entered_by.name if notice.entered_by else "命令行",
        "at": notice.entered_at,
    }


@office
def file(request: OfficeRequest) -> HttpResponse:
    """The year in force as a file that can be imported again: .csv, or .xlsx when asked for."""
    shown = ChoiceForm(request.GET, request.actor, day_of(now())).shown
    rows = file_rows(spoken_days(office_calendar(shown.path), shown.path, shown.year))
    name = f"{shown.name}{shown.year}年工作日历"
    if request.GET.get("form") == "xlsx":
        return saved_as(as_xlsx(name, rows), name, XLSX)
    return saved_as(as_csv(rows), name, CSV)


def file_rows(days: tuple[SpokenDay, ...]) -> list[tuple[str, ...]]:
    """The rows below the header."""
    return [(f"{each.day:%Y-%m-%d}", WORDS[each.is_workday], each.note) for each in days]


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADINGS, *rows])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: list[tuple[str, ...]]) -> bytes:
    """The same as a workbook."""
    widths = (30.0, 30.0, 90.0)
    columns = tuple(
        Column(heading, width, Align.CENTER) for heading, width in zip(HEADINGS, widths, strict=True)
    )
    return xlsx.render(TablePaper(name=title, title=title, columns=columns, rows=tuple(rows)))
