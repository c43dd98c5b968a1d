"""职责清单: by which words the matters of each unit are known; shown, exported, and imported from a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor, Role, area_of_path
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.documents.kinds import XLSX
from bihuan.intake.duty_list import read_duties
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.people.models import Unit, UnitDuty
from bihuan.people.order import TreeOrder
from bihuan.reference.duty_actions import ImportedDuties, import_duties
from bihuan.typesetting.table import Align, Column, TablePaper
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

LABEL = "职责清单"
MOST_BYTES = 5 * 1024 * 1024


def areas_of(actor: Actor) -> QuerySet[Unit]:
    """The areas whose duty lists the actor reads: those it works in; a system administrator all of them."""
    areas = Unit.objects.filter(is_area=True).order_by(TreeOrder())
    if Role.SYSTEM_ADMIN in actor.roles():
        return areas
    return areas.filter(path__in={area_of_path(path) for path in actor.paths()})


def _units(actor: Actor) -> list[Unit]:
    """The departments of those areas, each with its duties if it has any."""
    found: dict[int, Unit] = {}
    for area in areas_of(actor):
        units = Unit.objects.filter(path__startswith=area.path, is_area=False).select_related(
            "duty", "parent"
        )
        found |= {unit.pk: unit for unit in units.order_by(TreeOrder())}
    return list(found.values())


def _row(unit: Unit) -> dict[str, Any]:
    duty: UnitDuty | None = getattr(unit, "duty", None)
    return {
        "unit": unit,
        "keywords": duty.keywords.splitlines() if duty else [],
        "laws": duty.laws.splitlines() if duty else [],
    }


@office
def page(request: OfficeRequest) -> HttpResponse:
    """The duty list of the reader's areas."""
    rows = [_row(unit) for unit in _units(request.actor)]
    about = {
        "rows": rows,
        "without": sum(not row["keywords"] for row in rows),
        "may_import": may_somewhere(request.actor, Act.IMPORT_DUTIES),
        "crumbs": [{"label": "意见建议", "url": reverse("opinions")}, {"label": LABEL}],
    }
    return render(request, "triage/duties.html", about)


@office
def listing_file(request: OfficeRequest) -> HttpResponse:
    """The same as a file that can be filled in and imported again (.xlsx)."""
    today = day_of(now())
    rows = [_row(unit) for unit in _units(request.actor)]
    table = TablePaper(
        name=LABEL,
        title=LABEL,
        columns=(Column("单位", 40, Align.CENTER), Column("关键词", 110), Column("依据", 90)),
        rows=tuple((row["unit"].name, "、".join(row["keywords"]), "\n".join(row["laws"])) for row in rows),
        dated=today,
    )
    return saved_as(table_rendered(table, XLSX), f"{LABEL}{today:%Y%m%d}", XLSX)


class UploadForm(forms.Form):
    """Which area, and the file."""

    area = forms.ModelChoiceField(label="适用地方", queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label="文件",
        help_text="职责清单（.xlsx、.csv），每个单位一行，不超过 5 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=255,
    )

    def __init__(self, actor: Actor, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["area"].queryset = areas_of(actor)  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_file(self) -> Any:
        """A list of duties is a few pages."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError("文件超过 5 MB，不像职责清单，请核对是否选错文件。")
        return sent


@office
def upload(request: OfficeRequest) -> HttpResponse:
    """导入职责清单. What the file says of a unit replaces what was there; nothing else is touched."""
    if not may_somewhere(request.actor, Act.IMPORT_DUTIES):
        raise PermissionDenied(f"您的岗位不能导入职责清单。可由{who_may(Act.IMPORT_DUTIES)}办理。")
    form = UploadForm(request.actor, request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _show(request, form, status=422 if form.is_bound else 200)
    sent = form.cleaned_data["file"]
    try:
        lines = read_duties(sent.read(), str(sent.name))
        area = form.cleaned_data["area"].pk
        done = import_duties(area, lines, by=request.actor, now=now(), file_name=str(sent.name))
    except NotReadable as problem:
        return _show(request, form, problem.findings, status=422)
    except (Refused, NotAllowed) as refusal:
        return _show(request, form, refusal.findings, status=status_of(refusal))
    messages.success(request, _told(done))
    return redirect("duties")


def _told(done: ImportedDuties) -> str:
    return (
        f"已导入职责清单：新增{len(done.new)}个单位，更新{len(done.changed)}个单位，"
        f"{len(done.unchanged)}个单位没有变化。"
    )


def _show(request: OfficeRequest, form: UploadForm, refusals: Any = (), *, status: int = 200) -> HttpResponse:
    about = {
        "act": {
            "label": "导入职责清单",
            "help": "文件中列出的单位以文件为准，没有列出的单位不变。承办单位的建议即按新的清单提出。",
        },
        "refusals": refusals,
        "form": form,
        "submits": [{"label": "导入", "kind": "primary"}],
        "cancel_url": reverse("duties"),
        "crumbs": [{"label": LABEL, "url": reverse("duties")}, {"label": "导入职责清单"}],
    }
    return render(request, "triage/duties_upload.html", about, status=status)
