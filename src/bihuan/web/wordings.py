"""文书范本 and 台账样式: which text is in force for each kind of paper and each list, its editor and its versions."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may, who_may
from bihuan.documents.compose import SPEAKS_OF
from bihuan.documents.kinds import KINDS, About
from bihuan.documents.wording import fill_ins
from bihuan.documents.wording_words import WORDS
from bihuan.issuing.wording_actions import save_wording
from bihuan.issuing.wordings import (
    LIST_KIND,
    InForce,
    OwnList,
    Worded,
    check_text,
    lists_in_force,
    noun_of,
    wording_in_force,
    wording_units,
    wording_version,
    wording_versions,
    wordings_in_force,
    words_for,
)
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.people.models import Unit
from bihuan.typesetting.fonts import broken_fonts, fonts_in_use
from bihuan.web.session import OfficeRequest, office
from bihuan.web.wording_forms import WordingForm, text_of_file
from bihuan.web.wording_preview import MOST_CASES, Preview, preview

ABOUT = {About.BATCH: "批次", About.UNIT: "责任单位", About.CASE: "事项"}
_LONGEST_QUOTE = 60
# What a list begins from that is not made from another one.
_FIRST_LIST = """【标题：{批次主题}整改台账】
【表前：文号：{发文字号}】
【表前：截至{今日}，共{件数}项】
【纸张：A4】
【列：序号｜10｜居中】{序}
【列：整改内容｜70】{整改内容}
【列：责任单位｜24｜居中】{责任单位}
【列：整改时限｜24｜居中】{整改时限}
"""


@office
@require_GET
def listing(request: OfficeRequest) -> HttpResponse:
    """Every kind of paper with the wording in force, for one of the units whose wordings the reader may see."""
    units = list(wording_units(request.actor).select_related("parent"))
    chosen = [unit for unit in units if str(unit.pk) == request.GET.get("unit")] or units[:1]
    page: dict[str, Any] = {
        "units": units,
        "who_may": who_may(Act.SAVE_WORDING),
        "crumbs": [{"label": "文书范本"}],
    }
    for unit in chosen[:1]:
        papers = [each for each in wordings_in_force(unit.pk) if each.kind.name in SPEAKS_OF]
        page |= {
            "unit": unit,
            "rows": [_row(unit, each) for each in papers],
            "lists": [_row(unit, each) for each in lists_in_force(unit.pk)],
            "may_save": _may_save(request, unit),
        }
    return render(request, "wordings/list.html", page)


def _row(unit: Unit, each: InForce) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "about": ABOUT[each.kind.about],
        "version": each.version,
        "row": each.row,
        "url": reverse("wording", args=[unit.pk, each.kind.name]),
    }


@office
def wording(request: OfficeRequest, unit_id: int, kind: str) -> HttpResponse:
    """The wording of one kind: to be read, or by who may, to be changed."""
    unit, known = _find(request, unit_id, kind)
    if not _may_save(request, unit):
        if request.method == "POST":
            raise _not_yours()
        return _show_version(request, unit, wording_in_force(unit.pk, known))
    in_force = wording_in_force(unit.pk, known)
    if request.method == "POST":
        return _edited(request, unit, in_force)
    begun = _begun_from(request, unit, known) or in_force
    form = WordingForm(initial={"text": begun.text, "based_on": in_force.version})
    return _show_editor(request, unit, in_force, form, begun=begun)


@office
def new_list(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """A list of the office's own that is not there yet, begun from another one or from a few columns."""
    unit: Unit = get_object_or_404(wording_units(request.actor), pk=unit_id)
    if not _may_save(request, unit):
        raise _not_yours()
    if request.method == "POST":
        return _edited(request, unit, InForce(OwnList(""), 0, ""))
    asked = request.GET.get("from", "")
    begun = wording_in_force(unit.pk, OwnList(asked))
    if asked and begun.is_new:
        raise Http404
    text = begun.text or _FIRST_LIST
    form = WordingForm(initial={"text": text, "based_on": 0, "note": f"由“{asked}”改编" if asked else "新建"})
    return _show_editor(request, unit, InForce(OwnList(""), 0, ""), form)


def _not_yours() -> PermissionDenied:
    return PermissionDenied(f"您的岗位不能修改文书范本和台账样式。可由{who_may(Act.SAVE_WORDING)}办理。")


@office
def version(request: OfficeRequest, unit_id: int, kind: str, version: int) -> HttpResponse:
    """One version, with numbered lines."""
    unit, known = _find(request, unit_id, kind)
    return _show_version(request, unit, _found(unit, known, version))


@office
def text(request: OfficeRequest, unit_id: int, kind: str, version: int) -> HttpResponse:
    """One version as a text file, for Windows editors: with a mark of its encoding and their line ends."""
    unit, known = _find(request, unit_id, kind)
    found = _found(unit, known, version)
    content = found.text.replace("\n", "\r\n").encode("utf-8-sig")
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    name = f"{known.label}{noun_of(known)}（第{found.version}版）.txt"
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response


@office
@require_GET
def fonts(request: OfficeRequest) -> HttpResponse:
    """字体: in which fonts papers are set here."""
    page = {
        "fonts": fonts_in_use(settings.FONT_DIR),
        "broken": broken_fonts(settings.FONT_DIR),
        "crumbs": [{"label": "文书范本", "url": reverse("wordings")}, {"label": "字体"}],
    }
    return render(request, "wordings/fonts.html", page)


# ── the editor ──────────────────────────────────────────────────────────────────────────────────


def _edited(request: OfficeRequest, unit: Unit, in_force: InForce) -> HttpResponse:
    """What one of the editor's buttons does. Whatever comes of it, the text stays in the editor."""
    form = WordingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_editor(request, unit, in_force, form, status=422)
    wish = request.POST.get("do", "check")
    if wish == "load":
        return _load(request, unit, in_force, form)
    if wish == "save":
        return _save(request, unit, in_force, form)
    typed, kind = form.cleaned_data["text"], in_force.kind
    findings = check_text(kind, typed)
    seen = preview(request.actor, unit, kind, typed) if wish == "preview" and not findings else None
    return _show_editor(
        request,
        unit,
        in_force,
        _again(form),
        findings=findings,
        seen=seen,
        checked=not findings,
        nothing_to_see=wish == "preview" and not seen,
    )


def _save(request: OfficeRequest, unit: Unit, in_force: InForce, form: WordingForm) -> HttpResponse:
    data = form.cleaned_data
    kind = OwnList(data["name"]) if in_force.is_new else in_force.kind
    try:
        saved = save_wording(
            unit.pk, kind, by=request.actor, now=now(), as_new=in_force.is_new,
            text=data["text"], note=data["note"], based_on=data["based_on"],
        )  # fmt: skip
    except (Refused, NotAllowed) as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409
        current = in_force if in_force.is_new else wording_in_force(unit.pk, kind)
        # From here on the writer knows of what was saved meanwhile, and may save over it.
        again = _again(form, based_on=current.version)
        return _show_editor(request, unit, current, again, refusals=refusal.findings, status=status)
    then = "在整改台账页即可导出" if isinstance(kind, OwnList) else "此后定稿的文书按此范本"
    messages.success(request, f"“{kind.label}”{noun_of(kind)}已存为第{saved.version}版，{then}。")
    return redirect("wording", unit.pk, kind.name)


def _load(request: OfficeRequest, unit: Unit, in_force: InForce, form: WordingForm) -> HttpResponse:
    loaded = text_of_file(form.cleaned_data["file"])
    if loaded is None:
        form.add_error("file", "请选择一个纯文本文件（.txt），不能为空，也不能是 Word 文件。")
        return _show_editor(request, unit, in_force, form, status=422)
    again = _again(form, text=loaded)
    findings = check_text(in_force.kind, loaded)
    return _show_editor(request, unit, in_force, again, findings=findings, loaded=True)


def _again(form: WordingForm, **changed: object) -> WordingForm:
    """The form with what was typed in it, as it is kept, and not yet judged."""
    kept = {name: form.cleaned_data[name] for name in ("name", "text", "note", "based_on")}
    return WordingForm(initial={**kept, **changed})


def _begun_from(request: OfficeRequest, unit: Unit, kind: Worded) -> InForce | None:
    """The version that ``?from=`` asks for as a beginning."""
    asked = request.GET.get("from", "")
    return _found(unit, kind, int(asked)) if asked.isdecimal() and len(asked) < 9 else None


def _show_editor(
    request: OfficeRequest,
    unit: Unit,
    in_force: InForce,
    form: WordingForm,
    *,
    findings: Iterable[Finding] = (),
    refusals: Iterable[Finding] = (),
    begun: InForce | None = None,
    seen: Preview | None = None,
    status: int = 200,
    **told: object,
) -> HttpResponse:
    written = str(form["text"].value() or "")
    page = {
        **_about(unit, in_force),
        **told,
        "form": form,
        "findings": _quoting(findings, written),
        "refusals": _quoting(refusals, written),
        "begun": begun if begun and begun.version != in_force.version else None,
        "seen": seen,
        "most_cases": MOST_CASES if in_force.kind.about is not About.CASE else 0,
        "to_fill_in": () if isinstance(in_force.kind, OwnList) else fill_ins(written),
        "may_save": True,
    }
    return render(request, "wordings/editor.html", page, status=status)


def _show_version(request: OfficeRequest, unit: Unit, shown: InForce) -> HttpResponse:
    in_force = wording_in_force(unit.pk, shown.kind)
    page = {
        **_about(unit, in_force),
        "shown": shown,
        "is_in_force": shown.version == in_force.version,
        "lines": shown.text.removesuffix("\n").split("\n"),
        "may_save": _may_save(request, unit),
        "who_may": who_may(Act.SAVE_WORDING),
    }
    if not page["is_in_force"]:
        page["crumbs"][-1]["url"] = reverse("wording", args=[unit.pk, shown.kind.name])
        page["crumbs"].append({"label": f"第{shown.version}版" if shown.version else f"通用{page['noun']}"})
    return render(request, "wordings/version.html", page)


def _about(unit: Unit, in_force: InForce) -> dict[str, Any]:
    """What every page of one kind shows beside its text."""
    kind = in_force.kind
    vocabulary, shipped = words_for(kind), wording_version(unit.pk, kind, 0)
    versions = [*reversed(wording_versions(unit.pk, kind)), *([None] if shipped and shipped.text else [])]
    return {
        "unit": unit,
        "kind": kind,
        "noun": noun_of(kind),
        "is_list": isinstance(kind, OwnList),
        "in_force": in_force,
        "versions": [{"number": row.version if row else 0, "row": row} for row in versions],
        "vocabulary": vocabulary,
        "pictures": len(vocabulary.tables) + len(vocabulary.photos),
        "instructions": list(WORDS.values()),
        "crumbs": [
            {"label": "文书范本", "url": f"{reverse('wordings')}?unit={unit.pk}"},
            {"label": kind.label or "新建台账样式"},
        ],
    }


def _quoting(findings: Iterable[Finding], written: str) -> list[dict[str, str]]:
    """``findings`` with the line each is about: a text field has no line numbers."""
    return [{**finding.as_dict(), "remedy": _line_of(finding, written)} for finding in findings]


def _line_of(finding: Finding, written: str) -> str:
    number = finding.where.strip("第行")
    lines = written.split("\n")
    if not number.isdecimal() or not 0 < int(number) <= len(lines):
        return ""
    line = lines[int(number) - 1].strip()
    return f"该行：{line[:_LONGEST_QUOTE]}{'…' if len(line) > _LONGEST_QUOTE else ''}"


# ── who and what ────────────────────────────────────────────────────────────────────────────────


def _may_save(request: OfficeRequest, unit: Unit) -> bool:
    return may(request.actor, Act.SAVE_WORDING, Standing(coordinator=unit.path)) is None


def _find(request: OfficeRequest, unit_id: int, kind: str) -> tuple[Unit, Worded]:
    """The unit, when the reader may see its wordings, and the kind or the list; 404 for anything else."""
    unit: Unit = get_object_or_404(wording_units(request.actor), pk=unit_id)
    word, _, name = kind.partition(":")
    if word == LIST_KIND and not wording_in_force(unit.pk, own := OwnList(name)).is_new:
        return unit, own
    if kind not in KINDS or kind not in SPEAKS_OF:
        raise Http404
    return unit, KINDS[kind]


def _found(unit: Unit, kind: Worded, number: int) -> InForce:
    found = wording_version(unit.pk, kind, number)
    if found is None or found.is_new:
        raise Http404
    return found
