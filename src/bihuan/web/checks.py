"""查验: is a paper in hand one of ours, and does it still stand? By its code for everybody, by file for the office."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.cases.lifecycle import State
from bihuan.disclosure.projection import PublicCase, PublicCloseOut
from bihuan.disclosure.queries import public_cases
from bihuan.documents.kinds import KINDS
from bihuan.issuing.checking import MOST_DIFFERENCES, Difference, differences, text_of
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import (
    certificate_of,
    certificate_of_code,
    label_of,
    paper_of_code,
    state_of,
    visible_papers,
)
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import print_code, typed_code
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding, block
from bihuan.web.paper_panel import STATE_KINDS
from bihuan.web.public import show
from bihuan.web.session import OfficeRequest, office, public

CODE_LENGTH = 10
CERTIFICATE = "close-out-certificate"


# ── for everybody ───────────────────────────────────────────────────────────────────────────────


@require_safe
@public
def public_form(request: HttpRequest) -> HttpResponse:
    """文书查验: the code is asked for."""
    if typed := typed_code(request.GET.get("code", ""))[: CODE_LENGTH + 10]:
        return redirect("check-code", typed)
    return show(request, "public/check.html", {}, "文书查验")


@require_safe
@public
def public_check(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper or certificate with this code is worth today; 404 with advice when there is none."""
    wanted = typed_code(code)
    certificate = certificate_of_code(wanted)
    paper = None if certificate else paper_of_code(wanted)
    if paper is not None and paper.kind == CERTIFICATE:
        certificate = certificate_of(paper.case_id, paper.number)
    about = {
        "code": wanted,
        "printed": print_code(wanted),
        "certificate": _certificate(*certificate) if certificate else None,
        "paper": _public_paper(paper) if paper else None,
    }
    found = certificate is not None or paper is not None
    return show(request, "public/check_result.html", about, "查验结果", status=200 if found else 404)


def _certificate(case: PublicCase, close_out: PublicCloseOut) -> dict[str, Any]:
    """A close-out as its certificate's reader asks: is it in force, and if not, since when and why."""
    in_force = close_out.revoked_on is None
    later = [row for row in case.close_outs if row.round > close_out.round]
    return {
        "close_out": close_out,
        "case": case,
        "in_force": in_force,
        "later": later[-1] if later else None,
        "ended": State(case.state) is State.WITHDRAWN,
        "carried_over": State(case.state) is State.CARRIED_OVER,
        "standing": case.standing_of(close_out),
        "url": reverse("public-item", args=[case.id]),
    }


def _public_paper(paper: IssuedPaper) -> dict[str, Any]:
    """Of an issued paper: its kind, number, unit, day and state. What it says and of whom is nobody's business here."""
    state = state_of(paper, signed=False)
    kind = KINDS.get(paper.kind)
    shown = kind is not None and kind.public and public_cases().filter(pk=paper.case_id or 0).exists()
    return {
        "label": label_of(paper.kind),
        "number": paper.number,
        "issuer": content_of(paper).issuer,
        "day": day_of(paper.issued_at),
        "state": state,
        "state_kind": "done" if paper.spoiled_at is None else "off",
        "spoiled": paper.spoiled_at is not None,
        "url": reverse("public-item", args=[paper.case_id]) if shown else "",
    }


# ── for the office ──────────────────────────────────────────────────────────────────────────────


class CheckForm(forms.Form):
    """A code, or a file that bears one."""

    use_required_attribute = False
    code = forms.CharField(
        label="校验码", required=False, max_length=20, help_text="印在每页页脚，如 7K3MX-9QD2P；不分大小写。"
    )
    file = forms.FileField(
        label="文件",
        required=False,
        help_text="本系统生成的 .docx 或 .pdf，逐段与定稿内容比对；校验码可从页脚读取。",
    )


@office
def office_check(request: OfficeRequest) -> HttpResponse:
    """Which paper it is, and whether every paragraph still says what was made final."""
    sent = request.method == "POST"
    form = CheckForm(request.POST if sent else None, request.FILES if sent else None, label_suffix="")
    about: dict[str, Any] = {
        "form": form,
        "crumbs": [{"label": "出文登记", "url": reverse("papers")}, {"label": "文书查验"}],
    }
    if not (form.is_bound and form.is_valid()):
        return render(request, "issuing/check.html", about, status=422 if form.is_bound else 200)
    try:
        about |= _checked(request, form)
        status = 200
    except Refused as refusal:
        about |= {"refusals": refusal.findings}
        status = 409
    return render(request, "issuing/check.html", about, status=status)


def _checked(request: OfficeRequest, form: CheckForm) -> dict[str, Any]:
    """The paper and what differs. Raises Refused with what to do when there is none, or the file cannot be read."""
    typed, file = typed_code(form.cleaned_data["code"]), form.cleaned_data["file"]
    if not typed and not file:
        raise Refused([block("nothing-to-check", "请输入校验码，或者选择要核对的文件。")])
    text = text_of(file.read(), file.name) if file else None
    codes = [typed] if typed else sorted(text.codes) if text else []
    if len(codes) != 1:
        raise Refused([_no_code(codes)])
    paper = paper_of_code(codes[0])
    if paper is None:
        certificate = certificate_of_code(codes[0])
        if certificate:
            return {"certificate": _certificate(*certificate)}
        raise Refused([_unknown(codes[0])])
    mine = visible_papers(request.actor).filter(pk=paper.pk).exists()
    found: dict[str, Any] = {"paper": paper, "mine": mine, "public": _public_paper(paper)}
    found["state"] = state_of(paper, signed=paper.signatures.exists())
    found["state_kind"] = STATE_KINDS[found["state"]]
    if text and mine:
        rows: list[Difference] = differences(text, file.name, content_of(paper))
        found |= {"compared": file.name, "differences": rows, "more": len(rows) == MOST_DIFFERENCES}
    return found


def _no_code(codes: list[str]) -> Finding:
    if codes:
        printed = "、".join(print_code(code) for code in codes)
        return block("several-codes", f"文件中有几份文书（校验码{printed}），请输入要核对的一份。")
    return block(
        "no-code", "文件页脚没有校验码，不是本系统定稿的文书，或者页脚已被删改；请按纸面输入校验码。"
    )


def _unknown(code: str) -> Finding:
    return block(
        "unknown-code",
        f"没有校验码为{print_code(code)}的文书。请逐字核对：校验码共10位，不含字母I、L、O、U；"
        "确与纸面一致的，该纸面不是本系统定稿的文书。",
    )
