"""成套文书: ask for one, see how far it is, fetch it. Only sets the reader may fetch exist here."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches
from bihuan.evidence.blobs import path_of
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_actions import request_paper_set
from bihuan.issuing.set_queries import UNFINISHED, ahead_of, fetchable_sets
from bihuan.issuing.sets import file_name
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.web.cases import visible_case
from bihuan.web.paging import page_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.set_panel import ask_url, may_ask, newest, shown

State, Purpose = PaperSet.State, PaperSet.Purpose
# The page looks again by itself: every few seconds at first, then less often, and in the end no more, because every
# look keeps a session alive that should end when nobody is there.
SOON, LATER = 2, 10  # seconds
LOOKS_SOON, MOST_LOOKS = 30, 60
# When nobody has begun by then, nobody may be working at all.
LONG_WAIT = timedelta(seconds=15)


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """The sets the reader may fetch, the newest first."""
    rows = fetchable_sets(request.actor).select_related("batch", "case__batch", "asked_by", "content")
    page = page_of(request, rows.order_by("-pk"))
    return render(
        request,
        "sets/list.html",
        {"page_obj": page, "rows": [shown(row) for row in page], "crumbs": [{"label": "成套文书"}]},
    )


@office
def of_batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Ask for the set of a whole batch."""
    seen = visible_batches(request.actor).select_related("coordinator")
    return _ask(request, get_object_or_404(seen, pk=batch_id), None)


@office
def of_case(request: OfficeRequest, case_id: int) -> HttpResponse:
    """Ask for the set of one case."""
    case = visible_case(request.actor, case_id)
    return _ask(request, case.batch, case)


def _ask(request: OfficeRequest, batch: Batch, case: Case | None) -> HttpResponse:
    if not may_ask(request.actor, batch, case):
        raise PermissionDenied(f"您的岗位不能生成成套文书。可由{who_may(Act.REQUEST_PAPER_SET)}办理。")
    purpose = Purpose.INSPECTION if request.GET.get("purpose") == Purpose.INSPECTION else Purpose.ARCHIVE
    if request.method == "POST":
        try:
            asked = request_paper_set(
                batch.pk,
                by=request.actor,
                now=clock.now(),
                case_id=case.pk if case else None,
                purpose=purpose,
            )
        except NotAllowed as refusal:
            raise PermissionDenied(refusal.findings[0].message) from refusal
        return redirect("set", asked.pk)
    inspection = purpose is Purpose.INSPECTION
    back = reverse("case", args=[case.pk]) if case else reverse("batch", args=[batch.pk])
    page = {
        "act": {"label": f"生成{purpose.label}" if inspection else Act.REQUEST_PAPER_SET.label},
        "inspection": inspection,
        "subject": _subject(batch, case),
        "case": case,
        "under_way": newest(request.actor, batch, case).filter(purpose=purpose, state__in=UNFINISHED).first(),
        "cancel_url": back,
        "crumbs": [*_place(batch, case), {"label": Act.REQUEST_PAPER_SET.label}],
    }
    return render(request, "sets/ask.html", page)


@office
def page(request: OfficeRequest, set_id: int) -> HttpResponse:
    """How far a set is. While it is being made the page looks again by itself."""
    paper_set = _found(request.actor, set_id)
    looks = _looks(request)
    unfinished = paper_set.state in UNFINISHED
    again = unfinished and looks < MOST_LOOKS
    waited = clock.now() - paper_set.asked_at
    response = render(
        request,
        "sets/page.html",
        {
            "row": shown(paper_set),
            "ahead": ahead_of(paper_set) if paper_set.state == State.WAITING else 0,
            "nobody": _nobody_works(paper_set, waited),
            "again": again,
            "stopped_looking": unfinished and not again,
            "about": _about(paper_set),
            "ask_url": ask_url(paper_set.batch, paper_set.case, paper_set.purpose),
            "crumbs": [*_place(paper_set.batch, paper_set.case), {"label": "成套文书"}],
        },
    )
    if again:
        pause = SOON if looks < LOOKS_SOON else LATER
        response["Refresh"] = f"{pause}; url={reverse('set', args=[set_id])}?looks={looks + 1}"
    response["Cache-Control"] = "no-store"
    return response


@office
def file(request: OfficeRequest, set_id: int) -> FileResponse:
    """The zip, a part at a time."""
    paper_set = _found(request.actor, set_id)
    path = path_of(paper_set.content_id) if paper_set.content_id else None
    if path is None or not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=file_name(paper_set), content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _found(actor: Actor, set_id: int) -> PaperSet:
    rows = fetchable_sets(actor).select_related("batch__coordinator", "case__batch", "asked_by", "content")
    return get_object_or_404(rows, pk=set_id)


def _nobody_works(paper_set: PaperSet, waited: timedelta) -> bool:
    """Whether the set waits though nothing is being made: the worker may not be running."""
    if paper_set.state == State.WAITING:
        return waited > LONG_WAIT and not _somebody_works(clock.now())
    return paper_set.state == State.RUNNING and _left_behind(paper_set, clock.now())


def _somebody_works(now: datetime) -> bool:
    return PaperSet.objects.filter(state=State.RUNNING, leased_until__gt=now).exists()


def _left_behind(paper_set: PaperSet, now: datetime) -> bool:
    return paper_set.leased_until is not None and paper_set.leased_until + LONG_WAIT < now


def _looks(request: OfficeRequest) -> int:
    looks = request.GET.get("looks", "")
    return int(looks) if looks.isascii() and looks.isdecimal() and len(looks) < 4 else 0


def _about(paper_set: PaperSet) -> list[dict[str, Any]]:
    case = paper_set.case
    return [
        {"label": "批次", "value": paper_set.batch.number},
        {"label": "事项", "value": f"第{case.position}项 {case.number}" if case else "全部事项"},
        {"label": "用途", "value": paper_set.get_purpose_display()},
        {"label": "申请人", "value": paper_set.asked_by.name},
        {"label": "申请时间", "value": clock_time(paper_set.asked_at)},
        *_result(paper_set),
    ]


def _result(paper_set: PaperSet) -> list[dict[str, Any]]:
    if not paper_set.content_id:
        return []
    return [
        {"label": "完成时间", "value": clock_time(paper_set.finished_at)},
        {"label": "SHA-256", "value": paper_set.content_id, "wide": True},
    ]


def clock_time(moment: datetime | None) -> str:
    """A moment to the minute, in the office's time; empty for none."""
    return f"{moment.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}" if moment else ""


def _subject(batch: Batch, case: Case | None) -> list[tuple[str, str]]:
    if case is None:
        return [("批次", batch.number), ("标题", batch.plan_title or batch.title)]
    unit = case.lead.name if case.lead else "未定"
    return [
        ("事项", str(case)),
        ("问题编号", case.number),
        ("责任单位", unit),
        ("整改内容", case.content),
    ]


def _place(batch: Batch, case: Case | None) -> list[dict[str, str]]:
    if case is not None:
        return [
            {"label": "整改台账", "url": reverse("ledger")},
            {"label": str(case), "url": reverse("case", args=[case.pk])},
        ]
    return [
        {"label": "批次", "url": reverse("batches")},
        {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
    ]
