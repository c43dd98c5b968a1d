"""疑似同一件: proposed groups side by side, what is common and what differs; a person merges them or tells them apart.

Merging is done on the forms of 立项 and 归并, to which this page leads with the opinions chosen.
"""

from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.followup.relapse import marked
from bihuan.intake.models import Batch, Opinion
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.triage.alike_words import marks_of
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.groups import Proposed, apart_within, ground_of, kept_current, members, proposed
from bihuan.triage.sorting_queries import sorted_batches, sorted_opinions
from bihuan.web.paging import page_of
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

LABEL = "疑似同一件"
SIZES = (10, 25, 50)
# Of a larger group so many are shown at first; telling all of so many apart at once is a slip of the hand.
MOST_SHOWN, MOST_APART = 30, 12


@office
def page(request: OfficeRequest) -> HttpResponse:
    """GET shows the groups; POST goes on to merging those that were ticked, or tells them apart."""
    if not may_somewhere(request.actor, Act.KEEP_APART):
        raise PermissionDenied(
            f"您的岗位不能办理“{Act.KEEP_APART.label}”。可由{who_may(Act.KEEP_APART)}办理。"
        )
    if request.method == "POST":
        return _decide(request)
    return _show(request)


def _show(request: OfficeRequest, findings: tuple[Finding, ...] = (), *, status: int = 200) -> HttpResponse:
    batches = list(_batches(request))
    stale = [batch for batch in batches if not kept_current(batch, now())]
    opinion = request.GET.get("opinion", "")
    wanted = int(opinion) if opinion.isascii() and opinion.isdecimal() and len(opinion) < 19 else None
    groups = proposed([batch.pk for batch in batches], opinion=wanted)
    page_obj = page_of(request, groups, SIZES)
    found = members(page_obj.object_list)
    about = {
        "groups": [_group(each, found[each.group]) for each in page_obj.object_list],
        "page_obj": page_obj,
        "stale": stale,
        "one": wanted,
        "several": len(batches) > 1,
        "batch": request.GET.get("batch", ""),
        "refusals": findings,
        "crumbs": [
            {"label": "意见建议", "url": reverse("opinions")},
            {"label": "梳理分类", "url": reverse("triage")},
            {"label": LABEL},
        ],
    }
    return render(request, "triage/alike.html", about, status=status)


def _batches(request: OfficeRequest) -> Any:
    """The batch that the address names, else all that the reader sorts."""
    batches, wanted = sorted_batches(request.actor), request.GET.get("batch", "")
    if not wanted:
        return batches
    key = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0
    one: Batch = get_object_or_404(batches, pk=key)
    return [one]


def _group(group: Proposed, opinions: list[Opinion]) -> dict[str, Any]:
    shown = opinions[:MOST_SHOWN]
    like, ground = marks_of([row.text for row in shown]), ground_of(shown)
    cases = {each.case for row in opinions for each in row.memberships.all()}
    return {
        "key": group.group,
        "batch": opinions[0].batch,
        "size": group.size,
        "more": group.size - len(shown),
        "common": ground.common,
        "differs": ground.differs,
        "case": min(cases, key=lambda case: case.position) if cases else None,
        "told": len(apart_within([row.pk for row in shown])),
        "items": [
            {
                "opinion": row,
                "pieces": [
                    (words, _mark(words, same, other)) for words, same in marked(row.text, like.shared)
                ],
                "other": other,
                "cases": [each.case for each in row.memberships.all()],
                "answer": getattr(row, "direct_answer", None),
            }
            for row, other in zip(shown, like.other, strict=True)
        ],
    }


def _mark(words: str, same: bool, other: tuple[str, ...]) -> str:
    return "same" if same else "other" if words in other else ""


def _decide(request: OfficeRequest) -> HttpResponse:
    """What was ticked belongs together; what stands beside it unticked does not."""
    rows = {row.pk: row for row in _sent(request, "row")}
    ticked = [row for row in _sent(request, "opinion") if row.pk in rows]
    if request.POST.get("do") == "apart":
        return _apart(request, list(rows.values()), ticked)
    if len(ticked) < 2:
        messages.warning(request, "请至少勾选两条意见再归并。")
        return redirect(request.get_full_path())
    waiting = [row for row in ticked if not row.memberships.exists()]
    case = request.POST.get("case", "")
    chosen = waiting or ticked
    query: list[tuple[str, Any]] = [("opinion", row.pk) for row in chosen]
    back = ("back", _next_groups(request))
    if request.POST.get("do") == "merge":
        return redirect(f"{reverse('opinions-merge')}?{urlencode([*query, ('case', case), back])}")
    first = reverse("opinion-act", args=[chosen[0].pk, "open-case"])
    return redirect(f"{first}?{urlencode([*query[1:], back])}")


def _next_groups(request: OfficeRequest) -> str:
    """Where the groups go on once this one is done: the same page, for all groups where it was one alone."""
    asked = request.GET.copy()
    asked.pop("opinion", None)
    return f"{reverse('alike')}?{asked.urlencode()}" if asked else reverse("alike")


def _sent(request: OfficeRequest, name: str) -> list[Opinion]:
    keys = [
        int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdecimal() and len(key) < 19
    ]
    return list(sorted_opinions(request.actor).filter(pk__in=keys[:MOST_SHOWN]).order_by("pk"))


def _apart(request: OfficeRequest, rows: list[Opinion], ticked: list[Opinion]) -> HttpResponse:
    """Each that was not ticked is none with each that was; where all or none were ticked, all are told apart."""
    belongs = {row.pk for row in ticked}
    others = [row for row in rows if row.pk not in belongs]
    if ticked and others:
        pairs = [(one, other) for one in ticked for other in others]
    elif len(rows) <= MOST_APART:
        pairs = list(combinations(rows, 2))
    else:
        messages.warning(request, f"本组共{len(rows)}条，请勾选属于同一件的，其余的再认定不是同一件。")
        return redirect(request.get_full_path())
    known, reason = apart_within([row.pk for row in rows]), request.POST.get("reason", "").strip()
    new = [(one, other) for one, other in pairs if tuple(sorted((one.pk, other.pk))) not in known]
    try:
        with transaction.atomic():
            for one, other in new:
                keep_apart(one.pk, other.pk, by=request.actor, now=now(), reason=reason)
    except (Refused, NotAllowed) as refusal:
        return _show(request, refusal.findings, status=status_of(refusal))
    messages.success(request, f"已认定{len(new)}对意见不是同一件，不再作为同一件提出。")
    return redirect(request.get_full_path())
