"""出文登记: the register of issued papers, the numbers they used, one paper with its files and signatures."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import holds, may
from bihuan.documents.kinds import KINDS, XLSX
from bihuan.evidence.blobs import path_of
from bihuan.evidence.sniff import IMAGES
from bihuan.issuing.facts import (
    Matter,
    address_of,
    content_of,
    matter_of_paper,
    printed_paper,
    record_bars,
    spoils,
)
from bihuan.issuing.models import IssuedPaper, PaperSignature
from bihuan.issuing.queries import (
    SIGNED,
    SPOILED,
    VALID,
    RegisterFilter,
    about_what,
    batches_with_papers,
    label_of,
    number_series,
    numbers_table,
    register,
    register_table,
    state_of,
    visible_papers,
)
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.codes import print_code
from bihuan.typesetting import xlsx
from bihuan.typesetting.qr import qr_png
from bihuan.web.paging import page_of
from bihuan.web.paper_files import page_pictures, picture_address, rendered, saved_as
from bihuan.web.paper_panel import STATE_KINDS, address, paper_row
from bihuan.web.session import OfficeRequest, office

ALL = ("", "全部")
# Numbers shown of one series; the file has all.
MOST_SHOWN = 200


# ── the register ────────────────────────────────────────────────────────────────────────────────


class RegisterForm(forms.Form):
    """What of the register is asked for. Anything that is not a choice asks for nothing."""

    batch = forms.ChoiceField(label="批次", required=False)
    kind = forms.ChoiceField(
        label="文书种类", required=False, choices=[ALL, *((kind.name, kind.label) for kind in KINDS.values())]
    )
    year = forms.ChoiceField(label="年度", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, *((word, word) for word in (VALID, SIGNED, SPOILED))]
    )
    text = forms.CharField(
        label="关键词",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "编号或者标题"}),
    )

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        batches = [(str(batch.pk), batch.number) for batch in batches_with_papers(actor)]
        years = visible_papers(actor).order_by().dates("issued_at", "year", order="DESC")
        for name, choices in (
            ("batch", batches),
            ("year", [(str(day.year), f"{day.year}年") for day in years]),
        ):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=[ALL, *choices]
            )

    def wanted(self) -> RegisterFilter:
        """The filter; a condition that cannot be read asks for nothing."""
        self.is_valid()
        data = self.cleaned_data
        return RegisterFilter(
            batch=int(data.get("batch") or 0) or None,
            kind=data.get("kind", ""),
            year=int(data.get("year") or 0) or None,
            state=data.get("state", ""),
            text=data.get("text", "").strip(),
        )


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """出文登记簿."""
    form = RegisterForm(request.GET, request.actor)
    page = page_of(request, register(request.actor, form.wanted()))
    about = {
        "form": form,
        "page_obj": page,
        "rows": [paper_row(paper) for paper in page],
        "filtered": any(request.GET.get(name) for name in form.fields),
        "export_url": f"{reverse('papers-file')}?{request.GET.urlencode()}",
        "crumbs": [{"label": "出文登记"}],
    }
    return render(request, "issuing/register.html", about)


@office
def listing_file(request: OfficeRequest) -> HttpResponse:
    """The register as the filter shows it (.xlsx)."""
    papers, today = register(request.actor, RegisterForm(request.GET, request.actor).wanted()), day_of(now())
    content = xlsx.render(register_table(papers.order_by("pk"), today), filters=True)
    return saved_as(content, f"出文登记簿{today:%Y%m%d}", XLSX)


@office
def numbers(request: OfficeRequest) -> HttpResponse:
    """Which numbers were used for what, kind by kind and year by year."""
    series = [
        {"row": row, "uses": row.uses[-MOST_SHOWN:], "cut": len(row.uses) > MOST_SHOWN, "kinds": NUMBER_KINDS}
        for row in number_series(request.actor)
    ]
    about = {
        "series": series,
        "spoiled": SPOILED,
        "crumbs": [{"label": "出文登记", "url": reverse("papers")}, {"label": "编号使用情况"}],
    }
    return render(request, "issuing/numbers.html", about)


NUMBER_KINDS = {"已出文": "done", SPOILED: "off"}


@office
def numbers_file(request: OfficeRequest) -> HttpResponse:
    """The same as .xlsx."""
    today = day_of(now())
    content = xlsx.render(numbers_table(number_series(request.actor), today), filters=True)
    return saved_as(content, f"文书编号使用情况{today:%Y%m%d}", XLSX)


# ── one paper ───────────────────────────────────────────────────────────────────────────────────


def find(request: OfficeRequest, paper_id: int) -> IssuedPaper:
    """The paper, when the reader may see what it is about; 404 otherwise."""
    seen = visible_papers(request.actor).select_related(
        "batch__coordinator", "case__batch", "unit", "content", "issued_by", "spoiled_by"
    )
    return get_object_or_404(seen, pk=paper_id)


@office
def page(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """What it says, where it stands, who signed it."""
    paper = find(request, paper_id)
    signatures = list(paper.signatures.select_related("signed_by", "recorded_by", "scan"))
    content, matter, kind = content_of(paper), matter_of_paper(paper), KINDS.get(paper.kind)
    pages, total = page_pictures(content.printed())
    state = state_of(paper, signed=bool(signatures))
    decided = bool(signatures) and kind is not None and kind.decides is not None
    about = {
        "paper": paper,
        "label": label_of(paper.kind),
        "state": state,
        "state_kind": STATE_KINDS[state],
        "code": print_code(paper.code),
        "qr": picture_address(qr_png(address_of(paper.code))),
        "check_url": address_of(paper.code),
        "facts": _facts(paper, matter, content.issuer),
        "pages": pages,
        "total": total,
        "files": [(ending, reverse("paper-file", args=[paper.pk, ending[1:]])) for ending in _endings(paper)],
        "signatures": [_signature(row) for row in signatures],
        "decides": kind.decides if kind else None,
        "may_spoil": paper.spoiled_at is None and not decided and may_spoil(request.actor, paper, matter),
        "again_url": _again(request.actor, paper, matter),
        "may_sign": paper.spoiled_at is None and not decided and may_record(request.actor, matter),
        "crumbs": [
            {"label": "出文登记", "url": reverse("papers")},
            {"label": paper.number or label_of(paper.kind)},
        ],
    }
    return render(request, "issuing/paper.html", about)


@office
def file(request: OfficeRequest, paper_id: int, paper_form: str) -> HttpResponse:
    """The paper as it was made final, in one of its forms."""
    paper, ending = find(request, paper_id), f".{paper_form}"
    if ending not in _endings(paper):
        raise Http404
    name = "-".join(part for part in (label_of(paper.kind), paper.number) if part)
    return saved_as(rendered(printed_paper(paper), ending), name, ending)


@office
def scan(request: OfficeRequest, paper_id: int, signature_id: int) -> HttpResponseBase:
    """The scan of a signed sheet. Pictures are shown, a PDF is saved."""
    signatures = PaperSignature.objects.filter(paper=find(request, paper_id)).select_related("scan")
    signature = get_object_or_404(signatures, pk=signature_id)
    path = path_of(signature.scan_id)
    if not path.is_file():
        raise Http404
    inline = signature.scan.media_type in IMAGES
    response = FileResponse(
        path.open("rb"),
        as_attachment=not inline,
        filename=signature.scan_name,
        content_type=signature.scan.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _endings(paper: IssuedPaper) -> tuple[str, ...]:
    return KINDS[paper.kind].forms if paper.kind in KINDS else (XLSX, ".docx", ".pdf")


def _facts(paper: IssuedPaper, matter: Matter, issuer: str) -> list[Any]:
    subject = reverse("case", args=[paper.case_id]) if paper.case_id else ""
    rows: list[Any] = [
        {"label": "标题", "value": paper.title, "wide": True},
        ("文书种类", label_of(paper.kind)),
        ("编号", paper.number),
        {"label": "事项", "value": about_what(paper), "url": subject},
        ("轮次", f"第{paper.round}轮" if paper.round else ""),
        ("制发单位", issuer),
        ("范本", f"第{paper.wording_version}版" if paper.wording_version else "通用范本"),
        ("定稿人", paper.issued_by.name),
        ("定稿时间", paper.issued_at),
        {"label": "内容指纹（SHA-256）", "value": paper.fingerprint, "wide": True},
    ]
    if paper.spoiled_by:
        rows += [
            ("作废人", paper.spoiled_by.name),
            ("作废时间", paper.spoiled_at),
            {"label": "作废理由", "value": paper.spoiled_reason, "wide": True},
        ]
    return rows


def _again(actor: Actor, paper: IssuedPaper, matter: Matter) -> str:
    """Where the paper that takes the place of a spoiled one is drawn up, for those who draw it up; else empty."""
    kind = KINDS.get(paper.kind)
    own = kind is not None and holds(actor, kind.drawn_up_by, matter.standing())
    return address(kind, matter) if kind is not None and own and paper.spoiled_at else ""


def _signature(row: PaperSignature) -> dict[str, Any]:
    return {
        "row": row,
        "url": reverse("paper-scan", args=[row.paper_id, row.pk]),
        "is_picture": row.scan.media_type in IMAGES,
        "how": "二维码识别" if row.code_read else "人工核对校验码",
    }


def may_spoil(actor: Actor, paper: IssuedPaper, matter: Matter) -> bool:
    """Whether the page offers 作废: the act asks again."""
    return may(actor, Act.SPOIL_PAPER, matter.standing()) is None and spoils(actor, paper, matter)


def may_record(actor: Actor, matter: Matter) -> bool:
    """Whether the page offers 登记线下签批: the act asks again."""
    return may(actor, Act.RECORD_SIGNATURE, matter.standing()) is None and not record_bars(actor, matter)
