"""抽查: announced and carried out by the office, read and recomputed by everybody."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.cases.visibility import visible_batches
from bihuan.followup.actions import announce_draw, carry_out_draw
from bihuan.followup.draw_queries import all_draws, announced_list, drawn_cases
from bihuan.followup.facts import deciding_checkpoint, drawable
from bihuan.followup.models import Draw
from bihuan.followup.weights import rule_sentences
from bihuan.intake.models import Batch
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.web.paging import page_of
from bihuan.web.public import show
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office, public
from bihuan.web.standing import may_in_batch


class AnnounceForm(forms.Form):
    """公告抽查: how many."""

    use_required_attribute = False
    count = forms.IntegerField(label="抽取数量（项）", min_value=0, max_value=100_000)


# ── for the office ──────────────────────────────────────────────────────────────────────────────


@office
def of_batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The draws of one batch; POST announces one."""
    batch = _batch(request, batch_id)
    listed = drawable(batch.pk)
    form = AnnounceForm(request.POST or None, label_suffix="")
    refusals: Iterable[Any] = ()
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            draw = announce_draw(batch.pk, by=request.actor, now=now(), count=form.cleaned_data["count"])
        except (Refused, NotAllowed) as refusal:
            refusals, status = refusal.findings, status_of(refusal)
        else:
            messages.success(request, "抽查已公告，名单和权重已固定。公告封存进公开日志后即可抽取。")
            return redirect("batch-draw", batch.pk, draw.pk)
    draws = list(all_draws().filter(batch=batch))
    page = {
        "batch": batch,
        "draws": draws,
        "listed": listed,
        "rule": rule_sentences(),
        "form": form,
        "refusals": refusals,
        "may_announce": may_in_batch(request.actor, Act.ANNOUNCE_DRAW, batch),
        "waiting": any(draw.carried_out_at is None for draw in draws),
        "crumbs": [*_crumbs(batch), {"label": "抽查"}],
    }
    return render(request, "draws/list.html", page, status=status)


@office
def page(request: OfficeRequest, batch_id: int, draw_id: int) -> HttpResponse:
    """One draw; POST carries it out."""
    batch = _batch(request, batch_id)
    draw = get_object_or_404(all_draws().filter(batch=batch), pk=draw_id)
    may_draw = may_in_batch(request.actor, Act.CARRY_OUT_DRAW, batch)
    refusals: Iterable[Any] = ()
    status = 200
    if request.method == "POST":
        if not may_draw:
            raise PermissionDenied(f"您的岗位不能抽取。可由{who_may(Act.CARRY_OUT_DRAW)}办理。")
        try:
            carry_out_draw(draw.pk, by=request.actor, now=now())
        except (Refused, NotAllowed) as refusal:
            refusals, status = refusal.findings, status_of(refusal)
        else:
            messages.success(request, "已按公开日志的检查点抽取。")
            return redirect("batch-draw", batch.pk, draw.pk)
    about = {
        **_about(draw),
        "batch": batch,
        "refusals": refusals,
        "may_draw": may_draw and draw.carried_out_at is None,
        "sealed": draw.carried_out_at is not None or deciding_checkpoint(draw) is not None,
        "crumbs": [
            *_crumbs(batch),
            {"label": "抽查", "url": reverse("batch-draws", args=[batch.pk])},
            {"label": f"抽查{draw.pk}"},
        ],
    }
    return render(request, "draws/page.html", about, status=status)


def _batch(request: OfficeRequest, batch_id: int) -> Batch:
    seen = visible_batches(request.actor).select_related("coordinator")
    batch: Batch = get_object_or_404(seen, pk=batch_id)
    return batch


def _crumbs(batch: Batch) -> list[dict[str, str]]:
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
    ]


def _about(draw: Draw) -> dict[str, Any]:
    """What every page of a draw shows."""
    lines, rule = announced_list(draw)
    drawn = drawn_cases(draw) if draw.carried_out_at else []
    return {"draw": draw, "lines": lines, "rule": rule, "drawn": drawn}


# ── for everybody ───────────────────────────────────────────────────────────────────────────────


@require_safe
@public
def public_listing(request: HttpRequest) -> HttpResponse:
    """Every draw there was."""
    return show(request, "public/draws.html", {"page_obj": page_of(request, all_draws())}, "抽查")


@require_safe
@public
def public_page(request: HttpRequest, draw_id: int) -> HttpResponse:
    """One draw: its list with weights and reasons, its checkpoint, its result, and how to work it out oneself."""
    return show(
        request,
        "public/draw.html",
        {**_about(_public_draw(draw_id)), "crumbs": _public_crumbs(draw_id)},
        None,
    )


@require_safe
@public
def public_list(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The list as a text, as ``python -m tlog.draw`` reads it."""
    return _text(_public_draw(draw_id).weights, f"draw-{draw_id}-list.txt")


@require_safe
@public
def public_checkpoint(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The signed checkpoint that decided; 404 while there is none."""
    draw = _public_draw(draw_id)
    if draw.checkpoint is None:
        raise Http404
    return _text(draw.checkpoint.note, f"draw-{draw_id}-checkpoint.txt")


def _public_crumbs(draw_id: int) -> list[dict[str, str]]:
    return [
        {"label": "整改公开", "url": reverse("public-list")},
        {"label": "抽查", "url": reverse("public-draws")},
        {"label": f"抽查{draw_id}"},
    ]


def _public_draw(draw_id: int) -> Draw:
    return get_object_or_404(all_draws(), pk=draw_id)


def _text(text: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": disposition}
    )
