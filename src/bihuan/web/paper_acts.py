"""The acts on an issued paper: 作废, and 登记线下签批, which does what the signature stands for."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor, Role, area_of_path, within
from bihuan.access.actor import Post as HeldPost
from bihuan.access.acts import Act
from bihuan.access.policy import may, who_may
from bihuan.documents.kinds import KINDS, Kind
from bihuan.issuing.actions import record_signature, spoil_paper
from bihuan.issuing.facts import Matter, matter_of_paper, record_bars
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import about_what, label_of
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.people.models import Post, User
from bihuan.web.act_forms_base import Day, Words
from bihuan.web.issued import find, may_spoil
from bihuan.web.refusals import ask_instead, status_of
from bihuan.web.session import OfficeRequest, office

# ── 作废 ────────────────────────────────────────────────────────────────────────────────────────


class SpoilForm(forms.Form):
    """Why a paper is made void."""

    use_required_attribute = False
    reason = Words("作废理由", max_length=500, help_text="写明错在何处、由哪一份代替。编号保留，不再使用。")


@office
def spoil(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """文书作废."""
    paper = find(request, paper_id)
    if not may_spoil(request.actor, paper, matter_of_paper(paper)):
        raise PermissionDenied(f"您的岗位不能作废本文书。可由{who_may(Act.SPOIL_PAPER)}办理。")
    form = SpoilForm(request.POST if request.method == "POST" else None, label_suffix="")
    if not form.is_valid():
        return _show_spoil(request, paper, form, status=422 if form.is_bound else 200)
    try:
        spoil_paper(paper.pk, by=request.actor, now=now(), reason=form.cleaned_data["reason"])
    except (Refused, NotAllowed) as refusal:
        return _show_spoil(request, paper, form, refusal.findings, status=status_of(refusal))
    messages.success(request, "文书已作废，编号保留并注明。")
    return redirect("paper", paper.pk)


def _show_spoil(
    request: OfficeRequest, paper: IssuedPaper, form: SpoilForm, refusals: Any = (), *, status: int
) -> HttpResponse:
    act = {"label": Act.SPOIL_PAPER.label, "help": "作废后不能恢复。内容和编号仍在登记簿中，注明作废。"}
    submits = [{"label": Act.SPOIL_PAPER.label, "kind": "danger"}]
    return render(request, "act_base.html", _act_page(paper, act, form, refusals, submits), status=status)


def _act_page(
    paper: IssuedPaper, act: dict[str, str], form: forms.Form, refusals: Any, submits: list[dict[str, str]]
) -> dict[str, Any]:
    back = reverse("paper", args=[paper.pk])
    return {
        "act": act,
        "paper": paper,
        "subject": [
            ("文书种类", label_of(paper.kind)),
            ("编号", paper.number),
            {"label": "标题", "value": paper.title, "wide": True},
            ("事项", about_what(paper)),
            ("定稿时间", paper.issued_at),
        ],
        "refusals": refusals,
        "form": form,
        "submits": submits,
        "cancel_url": back,
        "crumbs": [
            {"label": "出文登记", "url": reverse("papers")},
            {"label": paper.number or label_of(paper.kind), "url": back},
            {"label": act["label"]},
        ],
    }


# ── 登记线下签批 ────────────────────────────────────────────────────────────────────────────────


class SignatureForm(forms.Form):
    """A signed sheet, as it came back."""

    use_required_attribute = False
    scan = forms.FileField(label="扫描件", help_text="PDF、JPEG 或 PNG。请扫描全部页面，二维码须完整清晰。")
    code = forms.CharField(
        label="校验码",
        required=False,
        max_length=20,
        help_text="印在每页页脚。扫描件上的二维码能够识别的，可以不填；不能识别的，须按纸面输入。",
    )
    signed_by = forms.ChoiceField(label="签批人")
    signed_on = Day("签批日期", help_text="按纸面所署日期填写。")
    agreed = forms.ChoiceField(
        label="签批结论", choices=[("1", "同意"), ("0", "不同意")], widget=forms.RadioSelect()
    )
    remark = Words("签批意见", must=False, max_length=2000, help_text="照录纸面意见；不同意的须照录理由。")

    def __init__(self, data: Any, files: Any, *, signers: list[tuple[str, str]], decides: bool) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["signed_by"] = forms.ChoiceField(label="签批人", choices=[("", "请选择"), *signers])
        if not decides:
            del self.fields["agreed"]


@office
def sign(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """登记线下签批: for a paper that stands for a decision, the decision is made by this."""
    paper = find(request, paper_id)
    matter = matter_of_paper(paper)
    if finding := may(request.actor, Act.RECORD_SIGNATURE, matter.standing()):
        raise PermissionDenied(finding.message)
    if bars := record_bars(request.actor, matter):
        ask = ask_instead(matter.case, Act.RECORD_SIGNATURE, bars) if matter.case else ""
        raise PermissionDenied(f"{bars[0].message}{ask}也可以由有权领导在系统中直接办理。")
    kind = KINDS.get(paper.kind)
    decides = kind.decides if kind else None
    form = SignatureForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        signers=_signers(kind, matter),
        decides=decides is not None,
    )
    if not form.is_valid():
        return _show_sign(request, paper, form, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        record_signature(
            paper.pk,
            by=request.actor,
            now=now(),
            code=data["code"],
            scan_name=data["scan"].name,
            content=data["scan"].read(),
            signed_by=int(data["signed_by"]),
            signed_on=data["signed_on"],
            agreed=data.get("agreed", "1") == "1",
            remark=data["remark"],
        )
    except (Refused, NotAllowed) as refusal:
        return _show_sign(request, paper, form, refusal.findings, status=status_of(refusal))
    done = f"，已依签批办理“{decides[data['agreed'] != '1'].label}”" if decides else ""
    messages.success(request, f"线下签批已登记{done}。")
    return redirect("paper", paper.pk)


def _signers(kind: Kind | None, matter: Matter) -> list[tuple[str, str]]:
    """Who may have signed: those whose signature decides; on a paper that decides nothing, everybody in the area.

    Whether the one who is chosen may decide on this case is for the act to say.
    """
    standing = matter.standing()
    area = area_of_path(standing.coordinator)
    posts: dict[User, list[Post]] = defaultdict(list)
    for post in (
        Post.objects.filter(user__is_active=True).select_related("user", "unit").order_by("user__name")
    ):
        posts[post.user].append(post)
    wanted = []
    for user, held in posts.items():
        actor = Actor(
            user.pk, user.name, "", tuple(HeldPost(Role(p.role), p.unit_id, p.unit.path) for p in held)
        )
        if kind and kind.decides:
            fits = any(may(actor, act, standing) is None for act in kind.decides)
        else:
            fits = any(within(path, area) for path in actor.paths())
        if fits:
            wanted.append((str(user.pk), f"{user.name}（{'、'.join(map(str, held))}）"))
    return wanted


def _show_sign(
    request: OfficeRequest, paper: IssuedPaper, form: SignatureForm, refusals: Any = (), *, status: int
) -> HttpResponse:
    kind = KINDS.get(paper.kind)
    told = "登记后，扫描件与本文书绑定，作为办理依据长期保存。"
    if kind and kind.decides:
        yes, no = kind.decides
        told = (
            f"登记后即按签批人名义办理“{yes.label}”或者“{no.label}”，各项条件照常审查；"
            "任何一项不符合的，不予登记，不保存扫描件。"
        )
    act = {"label": Act.RECORD_SIGNATURE.label, "clause": "S17", "help": told}
    submits = [{"label": "登记", "kind": "primary"}]
    return render(request, "act_base.html", _act_page(paper, act, form, refusals, submits), status=status)
