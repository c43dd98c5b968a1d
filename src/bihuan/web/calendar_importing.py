"""导入放假安排: choose a file, see what it changes, confirm; or change a single day, which makes a new version, too."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor, Role, area_of_path
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.intake.calendar_file import read_calendar
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.people.calendar import office_calendar
from bihuan.people.calendar_year import days_in_force, spoken_days
from bihuan.people.models import CalendarNotice, Unit
from bihuan.people.order import TreeOrder
from bihuan.reference.calendar_actions import import_calendar, version_in_force
from bihuan.reference.calendar_queries import changes_by
from bihuan.reference.calendar_rules import (
    LONGEST_NOTE,
    LONGEST_SOURCE,
    NoticedDay,
    day_findings,
    year_findings,
)
from bihuan.web.act_forms_base import Day, Words
from bihuan.web.calendar import NATION
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

SALT = "bihuan.web.calendar"
WAITS_SECONDS = 24 * 3600
MOST_BYTES = 1024 * 1024
AS_ABOVE = "above"
CRUMB = {"label": "工作日历", "url": "/calendar"}


class BoundTo(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Whom an arrangement binds: the units the reader may enter one for; nobody in particular is the nation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.none(), label="适用", required=False, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)

    def offer(self, actor: Actor) -> None:
        """What ``reference.calendar_rules.may_import`` lets the actor choose."""
        if Role.SYSTEM_ADMIN in actor.roles():
            self.queryset, self.empty_label = Unit.objects.order_by("-is_area", TreeOrder()), NATION
            return
        mine = Q(pk=None)
        for path in actor.paths((Role.COORDINATOR,)):
            mine |= Q(path__startswith=area_of_path(path))
        self.queryset, self.empty_label = Unit.objects.filter(mine).order_by("-is_area", TreeOrder()), None
        self.required = True


class UploadForm(forms.Form):
    """The file, whom it binds, and on what it rests."""

    unit = BoundTo(help_text="该单位及其下级单位适用；下级的安排优先于上级的安排。")
    file = forms.FileField(
        label="文件",
        help_text="放假安排（.csv、.xlsx 或者 holiday-cn 的 .json），每天一行，不超过 1 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        max_length=255,
    )
    year = forms.IntegerField(label="年度", required=False, help_text="留空则由文件中的日期判断。")
    source = forms.CharField(
        label="依据",
        max_length=LONGEST_SOURCE,
        help_text="发文机关、文号或者标题，如“桂政办电〔2023〕××号”。",
    )

    def __init__(self, actor: Actor, data: Any = None, files: Any = None, **initial: Any) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")
        self.fields["unit"].offer(actor)  # type: ignore[attr-defined]  # a BoundTo

    def clean_file(self) -> Any:
        """An arrangement is a page of days."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError("文件超过 1 MB，不像放假安排，请核对是否选错文件。")
        return sent


class DayForm(forms.Form):
    """One day of one layer."""

    unit = BoundTo()
    day = Day("日期")
    kind = forms.ChoiceField(
        label="改为",
        choices=[("off", "休息"), ("work", "上班"), (AS_ABOVE, "撤销本级的调整，按上级的安排")],
        widget=forms.RadioSelect,
    )
    note = Words("说明", rows=1, must=False, max_length=LONGEST_NOTE, help_text="如节日名称。")
    source = forms.CharField(label="依据", max_length=LONGEST_SOURCE, help_text="发文机关、文号或者标题。")

    def __init__(self, actor: Actor, data: Any = None, files: Any = None, **initial: Any) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")
        self.fields["unit"].offer(actor)  # type: ignore[attr-defined]  # a BoundTo


@office
def upload(request: OfficeRequest) -> HttpResponse:
    """Choose the file; what it says and what it changes is shown before anything is saved."""
    _only_who_may(request)
    form = UploadForm(request.actor, request.POST or None, request.FILES or None, **_asked(request))
    if not form.is_valid():
        return _show_upload(request, form, status=422 if form.is_bound else 200)
    words = form.cleaned_data
    try:
        reading = read_calendar(words["file"].read(), str(words["file"].name))
    except NotReadable as problem:
        return _show_upload(request, form, problem.findings, status=422)
    year = words["year"] or reading.year
    if findings := [*year_findings(year), *day_findings(year, reading.days)]:
        return _show_upload(request, form, findings, status=422)
    return _show_preview(request, words["unit"], year, reading.days, words)


@office
def confirm(request: OfficeRequest) -> HttpResponse:
    """Save what was previewed."""
    try:
        user, unit, year, days, words = signing.loads(
            request.POST.get("token", ""), salt=SALT, max_age=WAITS_SECONDS
        )
    except signing.BadSignature:
        user = None
    if user != request.user.pk:
        messages.warning(request, "预览已失效，请重新选择文件。")
        return redirect("calendar-import")
    lines = [NoticedDay(date.fromisoformat(day), worked, note) for day, worked, note in days]
    try:
        notice = import_calendar(unit, year, lines, by=request.actor, now=now(), **words)
    except (Refused, NotAllowed) as refusal:
        form = UploadForm(request.actor, unit=unit, year=year, source=words["source"])
        return _show_upload(request, form, refusal.findings, status=status_of(refusal))
    return _done(request, notice)


@office
def day(request: OfficeRequest) -> HttpResponse:
    """Change one day of one layer."""
    _only_who_may(request)
    form = DayForm(request.actor, request.POST or None, **_asked(request))
    if not form.is_valid():
        return _show_day(request, form, status=422 if form.is_bound else 200)
    words = form.cleaned_data
    unit, year = words["unit"], words["day"].year
    try:
        notice = import_calendar(
            unit.pk if unit else None,
            year,
            _with_day(unit, words),
            by=request.actor,
            now=now(),
            source=words["source"],
            based_on=version_in_force(unit.pk if unit else None, year),
        )
    except (Refused, NotAllowed) as refusal:
        return _show_day(request, form, refusal.findings, status=status_of(refusal))
    return _done(request, notice)


def _with_day(unit: Unit | None, words: dict[str, Any]) -> list[NoticedDay]:
    """The layer in force with one day changed. The nation's begins as the arrangement that is shipped."""
    year = words["day"].year
    rows = days_in_force(unit.pk if unit else None, year)
    if unit is None and not rows:
        kept = {each.day: each for each in spoken_days(office_calendar(), "", year)}
        days = {each.day: NoticedDay(each.day, each.is_workday, each.note) for each in kept.values()}
    else:
        days = {row.day: NoticedDay(row.day, row.is_workday, row.note) for row in rows}
    days.pop(words["day"], None)
    if words["kind"] != AS_ABOVE:
        days[words["day"]] = NoticedDay(words["day"], words["kind"] == "work", words["note"].strip())
    return [days[each] for each in sorted(days)]


def _only_who_may(request: OfficeRequest) -> None:
    if not may_somewhere(request.actor, Act.IMPORT_CALENDAR):
        raise PermissionDenied(f"您的岗位不能维护工作日历。可由{who_may(Act.IMPORT_CALENDAR)}办理。")


def _asked(request: OfficeRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("unit", "day") if name in request.GET}


def _done(request: OfficeRequest, notice: CalendarNotice) -> HttpResponse:
    messages.success(request, f"已存为{notice}。已经确定的期限不因此改变。")
    return redirect(f"{reverse('calendar')}?year={notice.year}&unit={notice.unit_id or 0}")


def _show_upload(
    request: OfficeRequest, form: UploadForm, refusals: Any = (), *, status: int = 200
) -> HttpResponse:
    page = {
        "act": {
            "label": "导入放假安排",
            "help": "先预览文件引起的变动，确认后存为新的一版；以前的版本保留。",
        },
        "refusals": refusals,
        "form": form,
        "submits": [{"label": "读取并预览", "kind": "primary"}],
        "cancel_url": reverse("calendar"),
        "crumbs": [CRUMB, {"label": "导入放假安排"}],
    }
    return render(request, "calendar/upload.html", page, status=status)


def _show_day(
    request: OfficeRequest, form: DayForm, refusals: Any = (), *, status: int = 200
) -> HttpResponse:
    page = {
        "act": {"label": "调整一天", "help": "调整后存为新的一版。已经确定的签收、公示等期限不因此改变。"},
        "refusals": refusals,
        "form": form,
        "cancel_url": reverse("calendar"),
        "crumbs": [CRUMB, {"label": "调整一天"}],
    }
    return render(request, "act_base.html", page, status=status)


def _show_preview(
    request: OfficeRequest, unit: Unit | None, year: int, days: Sequence[NoticedDay], words: dict[str, Any]
) -> HttpResponse:
    key = unit.pk if unit else None
    based_on = version_in_force(key, year)
    told = {"source": words["source"], "file_name": str(words["file"].name), "based_on": based_on}
    plain = [[each.day.isoformat(), each.is_workday, each.note] for each in days]
    page = {
        "unit": unit.name if unit else NATION,
        "year": year,
        "version": based_on + 1,
        "source": words["source"],
        "days": days,
        "changes": changes_by(unit, year, days),
        "token": signing.dumps([request.user.pk, key, year, plain, told], salt=SALT, compress=True),
        "crumbs": [CRUMB, {"label": "导入放假安排", "url": reverse("calendar-import")}, {"label": "预览"}],
    }
    return render(request, "calendar/preview.html", page)
