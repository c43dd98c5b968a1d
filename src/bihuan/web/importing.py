"""导入来件: choose a file, see what was understood of it, confirm. Before the confirmation nothing is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.cases.visibility import visible_batches
from bihuan.intake.columns import KEPT
from bihuan.intake.models import Batch, ImportedFile
from bihuan.intake.readers.container import ENDINGS
from bihuan.intake.readers.scan import NotRecognised
from bihuan.intake.reading import Reading
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.kernel.numbers import fold_brackets
from bihuan.triage.importing import ImportResult, counted, import_reading
from bihuan.triage.list_facts import told_here
from bihuan.web.column_corrections import CHOICES, reading_office, remember, shown_tables, understood
from bihuan.web.differences import difference_page, rulings_of, scope_of
from bihuan.web.import_columns import waiting_file
from bihuan.web.import_pages import pages_of
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere
from bihuan.web.understanding import Waiting, park, said_once, settle, shown_reading

ACCEPTED = ",".join(ENDINGS)
CRUMBS: list[dict[str, str]] = [{"label": "批次", "url": "/batches"}, {"label": "导入来件", "url": "/import"}]


class UploadForm(forms.Form):
    """Which file, and into which batch."""

    file = forms.FileField(
        label="文件",
        help_text="整改通知、整改目标表或者意见清单：Word、WPS、Excel、CSV、文本、网页、PDF、OFD、扫描件、照片，"
        "不超过 50 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        max_length=255,
    )
    batch = forms.ModelChoiceField(
        label="批次",
        queryset=Batch.objects.none(),
        required=False,
        empty_label="按来件的发文字号确定（没有的，新建批次）",
        help_text="意见清单没有发文字号的，请选择所属批次。",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["batch"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = visible_batches(actor)

    def clean_file(self) -> UploadedFile:
        """Before it is read into memory: not larger than this installation allows."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT:
            limit = settings.UPLOAD_LIMIT // 1024 // 1024
            raise forms.ValidationError(f"文件超过 {limit} MB，请拆分后分别导入。")
        return upload


class ConfirmForm(forms.Form):
    """What else the import needs to know."""

    token = forms.CharField(widget=forms.HiddenInput)
    scope = forms.CharField(widget=forms.HiddenInput, required=False)
    checked = forms.BooleanField(
        label="已对照原件逐项核对",
        required=False,
        help_text="扫描识别的内容只是草稿；编号、日期、单位和人名尤须逐字核对，有误的请改用有文字的原件。",
    )
    new_number = forms.CharField(
        label="新批次的发文字号",
        required=False,
        max_length=60,
        help_text="来件中没有发文字号，又未选择批次的，请填写；该文号已有批次的，先列出与已有清单的不同。",
    )

    def clean_new_number(self) -> str:
        """Whatever brackets were typed, it is one number."""
        return fold_brackets(self.cleaned_data["new_number"].strip())


@office
def upload(request: OfficeRequest) -> HttpResponse:
    """Choose the file. It is read at once, so that a file nobody can read is refused here."""
    if not may_somewhere(request.actor, Act.IMPORT_FILE):
        raise PermissionDenied(f"您的岗位不能导入来件。可由{who_may(Act.IMPORT_FILE)}办理。")
    form = UploadForm(request.actor, request.POST or None, request.FILES or None, initial=request.GET.dict())
    if not form.is_valid():
        return show_upload(request, form, status=422 if form.is_bound else 200)
    file, batch = form.cleaned_data["file"], form.cleaned_data["batch"]
    content, name = file.read(), str(file.name)
    waiting = Waiting("", sha256_hex(content), name, request.user.pk, batch.pk if batch else None)
    try:
        understood(content, waiting, reading_office(request.actor, batch))
    except NotRecognised:
        return redirect(f"{reverse('import-scan')}?file={replace(waiting, sealed=park(content)).token()}")
    except NotReadable as problem:
        token = replace(waiting, sealed=park(content)).token() if is_correctable(problem) else ""
        return show_upload(request, form, problem.findings, status=422, token=token)
    return redirect(f"{reverse('import-preview')}?file={replace(waiting, sealed=park(content)).token()}")


def is_correctable(problem: NotReadable) -> bool:
    """Whether the file could be read if its columns were understood otherwise."""
    return any(finding.code == "columns-missing" for finding in problem.findings)


def show_upload(
    request: OfficeRequest, form: UploadForm, refusals: Any = (), *, status: int = 200, token: str = ""
) -> HttpResponse:
    """The page of the form; ``token`` is that of a file whose columns could be understood otherwise."""
    page = {
        "act": {"label": "导入来件", "clause": "S2", "help": "先预览系统对来件的理解，确认后再保存。"},
        "refusals": said_once(finding.as_dict() for finding in refusals),
        "token": token,
        "form": form,
        "submits": [{"label": "读取并预览", "kind": "primary"}],
        "cancel_url": reverse("batches"),
        "crumbs": [CRUMBS[0], {"label": "导入来件"}],
    }
    return render(request, "importing/upload.html", page, status=status)


@require_GET
@office
def preview(request: OfficeRequest) -> HttpResponse:
    """What was understood of the file that waits."""
    sent = {"token": request.GET.get("file", ""), "scope": scope_of(request.GET.get("scope", "")).value}
    form = ConfirmForm(initial=sent)
    return step(request, request.GET.get("file", ""), form)


@office
def confirm(request: OfficeRequest) -> HttpResponse:
    """Save what was previewed, all or nothing."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return step(request, request.POST.get("token", ""), form)
    return step(request, form.cleaned_data["token"], form, save=True)


def step(request: OfficeRequest, token: str, form: ConfirmForm, *, save: bool = False) -> HttpResponse:
    """Fetch the file that waits and read it; then show it or save it."""
    try:
        found = fetched(request, token)
    except NotRecognised:
        return redirect(f"{reverse('import-scan')}?file={token}")
    except NotReadable:
        return redirect(f"{reverse('import-columns')}?file={token}")
    if found is None:
        messages.warning(request, "预览已失效或者已经导入，请重新选择文件。")
        return redirect("import")
    waiting, content, reading = found
    if not save:
        return show_preview(request, waiting, reading, form)
    if into := unseen_batch(request, waiting, form.cleaned_data["new_number"]):
        return compared_first(request, waiting, into, form)
    try:
        result = store(request, waiting, reading, form.cleaned_data)
    except (Refused, NotAllowed) as refusal:
        return show_preview(request, waiting, reading, form, refusal.findings, status=status_of(refusal))
    settle(waiting, content, reading)
    tell(request, waiting, result)
    remember_corrections(request, waiting, reading, result)
    return redirect("batch" if seen_batch(request, result) else "batches", *seen_batch(request, result))


def unseen_batch(request: OfficeRequest, waiting: Waiting, number: str) -> Batch | None:
    """The batch that is there under the number typed for a new one: nobody has seen what the file changes in it."""
    if waiting.batch or not number:
        return None
    return visible_batches(request.actor).filter(number=number).first()


def compared_first(request: OfficeRequest, waiting: Waiting, into: Batch, form: ConfirmForm) -> HttpResponse:
    """The preview again, as if the batch had been chosen. Nothing is saved."""
    said = f"已有批次{into.number}，尚未导入。来件将并入该批次，请核对与已有清单的不同，再确认导入。"
    messages.warning(request, said)
    asked = {"file": replace(waiting, batch=into.pk).token(), "scope": form.cleaned_data["scope"]}
    return redirect(f"{reverse('import-preview')}?{urlencode(asked)}")


def fetched(request: OfficeRequest, token: str) -> tuple[Waiting, bytes, Reading] | None:
    """The file that waits under ``token`` and what is understood of it; None when it waits no more."""
    found = waiting_file(request, token)
    if found is None:
        return None
    waiting, content, of = found
    return waiting, content, understood(content, waiting, of)


def store(
    request: OfficeRequest, waiting: Waiting, reading: Reading, sent: Mapping[str, Any]
) -> ImportResult:
    """The act itself."""
    return import_reading(
        reading,
        by=request.actor,
        now=now(),
        name=waiting.name,
        sha256=waiting.sha256,
        batch_id=waiting.batch,
        new_number=sent["new_number"],
        scope=scope_of(sent["scope"]),
        checked=bool(sent["checked"]),
        rulings=rulings_of(request.POST),
    )


def remember_corrections(
    request: OfficeRequest, waiting: Waiting, reading: Reading, result: ImportResult
) -> None:
    """Once the file is in, what was corrected is remembered for its sender."""
    of = reading_office(request.actor, result.batch if waiting.batch else None)
    for sender, count in remember(waiting, reading, of, by=request.actor, now=now()):
        messages.success(request, f"已记住“{sender}”来件{count}列的理解，以后照此读取。")


def seen_batch(request: OfficeRequest, result: ImportResult) -> list[int]:
    """The batch's key when the reader may look at it, else nothing."""
    return list(visible_batches(request.actor).filter(pk=result.batch.pk).values_list("pk", flat=True))


def tell(request: OfficeRequest, waiting: Waiting, result: ImportResult) -> None:
    """Say what the import did."""
    if result.already_imported:
        messages.info(request, f"“{waiting.name}”此前已经导入，没有改动任何内容。")
        return
    done = f"已导入“{waiting.name}”：新增意见{result.new_opinions}条、整改事项{result.new_cases}项"
    same = f"，{result.unchanged}条此前已有、保持不变" if result.unchanged else ""
    units = f"；新增单位：{'、'.join(result.new_units)}" if result.new_units else ""
    messages.success(request, f"{done}{counted(result.counts)}{same}{units}。")


def show_preview(
    request: OfficeRequest,
    waiting: Waiting,
    reading: Reading,
    form: ConfirmForm,
    refusals: Any = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of the preview."""
    seen, number = visible_batches(request.actor), reading.document.number
    chosen = seen.filter(pk=waiting.batch).first() if waiting.batch else None
    same = seen.filter(number=number).first() if number and not chosen else None
    known = ImportedFile.objects.filter(sha256=waiting.sha256, batch__in=seen).first()
    shown, tables = shown_reading(reading), shown_tables(reading.tables)
    page = {
        "name": waiting.name,
        "reading": shown,
        "tables": tables,
        "columns": counted_columns(tables),
        "choices": CHOICES,
        "token": waiting.token(),
        "blocked": bool(told_here(chosen or same, reading).reading.blocking),
        "batch": chosen or same,
        "known": known,
        "ask_number": not (chosen or number),
        "form": form,
        "refusals": refusals,
        "crumbs": [*CRUMBS, {"label": "预览"}],
        **pages_of(waiting, reading),
        **difference_page(
            request.actor, waiting, reading, scope_of(form["scope"].value() or ""), rulings_of(request.POST)
        ),
    }
    page["parts"] = parts_of(page)
    return render(request, "importing/preview.html", page, status=status)


def counted_columns(tables: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many columns there are, and how many of them have no meaning of their own."""
    fields = [column["field"] for table in tables for column in table["columns"]]
    return {"all": len(fields), "kept": fields.count(KEPT)}


def parts_of(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of a long preview, to go to each of them at once."""
    reading = page["reading"]
    parts = (
        ("读取时发现的情况", "findings", len(reading["findings"])),
        ("列的理解", "columns", page["columns"]["all"]),
        ("与已有清单对照", "difference", int("difference" in page)),
        ("整改目标表", "rows", reading["row_count"]),
        ("意见清单", "opinions", reading["opinion_count"]),
    )
    shown = [
        {"label": label, "url": f"#{part}", "count": None if part == "difference" else count}
        for label, part, count in parts
        if count
    ]
    return [*shown, {"label": "确认导入", "url": "#confirm"}]
