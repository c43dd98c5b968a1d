"""清单变更: what later lists of the superior say otherwise, where it waits to be looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.visibility import visible_batches
from bihuan.documents.amendment_lists import amendment_list, list_difference
from bihuan.documents.kinds import XLSX
from bihuan.intake.models import Amendment, Opinion
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, NotReadable, Refused
from bihuan.kernel.findings import Finding
from bihuan.triage.amendments import (
    amendments_of,
    outcome,
    settle_amendment,
    visible_amendments,
    waiting_amendments,
)
from bihuan.triage.list_facts import batch_of, decided_here, difference_of
from bihuan.typesetting import xlsx
from bihuan.web.differences import scope_of
from bihuan.web.importing import fetched
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_in_batch, may_somewhere
from bihuan.web.word_marks import changed_words

LABEL = "清单变更"
ALL = ("", "全部")
WAITING, SETTLED = "waiting", "settled"
SIGNS = {
    Amendment.Kind.CHANGED: "wait",
    Amendment.Kind.WITHDRAWN: "bad",
    Amendment.Kind.RETURNED: "bad",
    Amendment.Kind.RESTORED: "doing",
}
SIZES = (50, 100, 200)
MOST_AT_ONCE = SIZES[-1]


class AmendmentFilter(forms.Form):
    """What is asked for; those that wait where nothing is."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[(WAITING, "待处理"), (SETTLED, "已处理"), ("all", "全部")]
    )
    kind = forms.ChoiceField(label="变更", required=False, choices=[ALL, *Amendment.Kind.choices])
    batch = forms.ChoiceField(label="批次", required=False)
    q = forms.CharField(
        label="关键词",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "问题编号、变更内容"}),
    )

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        self.actor = actor
        batches = [(str(pk), number) for pk, number in visible_batches(actor).values_list("pk", "number")]
        self.fields["batch"] = forms.ChoiceField(label="批次", required=False, choices=[ALL, *batches])

    def amendments(self) -> QuerySet[Amendment]:
        """Those that match; a condition that cannot be read asks for nothing."""
        self.is_valid()
        wanted, found = self.cleaned_data, visible_amendments(self.actor)
        state = wanted.get("state") or WAITING
        if state != "all":
            found = found.filter(settled_at__isnull=state == WAITING)
        if kind := wanted.get("kind"):
            found = found.filter(kind=kind)
        if batch := wanted.get("batch"):
            found = found.filter(opinion__batch=batch)
        if text := wanted.get("q", "").strip():
            found = found.filter(
                Q(opinion__number__contains=text) | Q(before__contains=text) | Q(after__contains=text)
            )
        return found


@office
def listing(request: OfficeRequest) -> HttpResponse:
    """清单变更, those that wait first; who coordinates settles many at once."""
    return show(request, AmendmentFilter(request.GET, request.actor).amendments())


def show(
    request: OfficeRequest,
    amendments: QuerySet[Amendment],
    refusals: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of the list; after a refusal that of what was chosen, with what was typed."""
    form, page = AmendmentFilter(request.GET, request.actor), page_of(request, amendments, SIZES)
    rows = amendment_rows(request.actor, page)
    about = {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "may_settle": any(each["may_settle"] for each in rows),
        "refusals": refusals,
        "ticked": bool(refusals),
        "remark": request.POST.get("remark", ""),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "export_url": f"{reverse('amendments-file')}?{request.GET.urlencode()}",
        "crumbs": [{"label": "意见建议", "url": reverse("opinions")}, {"label": LABEL}],
    }
    return render(request, "amendments/list.html", about, status=status)


@office
def listing_file(request: OfficeRequest) -> HttpResponse:
    """The list as the filter shows it (.xlsx)."""
    today = day_of(now())
    rows = AmendmentFilter(request.GET, request.actor).amendments()
    return saved_as(xlsx.render(amendment_list(rows, today), filters=True), f"{LABEL}{today:%Y%m%d}", XLSX)


@require_POST
@office
def settle(request: OfficeRequest) -> HttpResponse:
    """处理清单变更: those that were ticked, with what follows from them."""
    keys = [int(key) for key in request.POST.getlist("amendment") if key.isdecimal()][:MOST_AT_ONCE]
    chosen = visible_amendments(request.actor).filter(pk__in=keys)
    try:
        settled = settle_amendment(
            list(chosen.values_list("pk", flat=True)),
            by=request.actor,
            now=now(),
            remark=request.POST.get("remark", ""),
        )
    except (Refused, NotAllowed) as refusal:
        shown = chosen if keys else visible_amendments(request.actor).filter(settled_at=None)
        return show(request, shown, refusal.findings, status_of(refusal))
    messages.success(request, f"已处理清单变更{len(settled)}条。")
    back = request.POST.get("back", "")
    allowed = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if allowed else reverse("amendments"))


@office
def difference_file(request: OfficeRequest) -> HttpResponse:
    """Of a file that waits: everything it says otherwise (.xlsx), for whoever checks a long list on paper."""
    try:
        found = fetched(request, request.GET.get("file", ""))
    except NotReadable:
        found = None
    batch = batch_of(request.actor, found[2], found[0].batch) if found else None
    if found is None or batch is None:
        messages.warning(request, "预览已失效或者已经导入，请重新选择文件。")
        return redirect("import")
    today = day_of(now())
    diff = difference_of(batch, found[2], scope_of(request.GET.get("scope", "")))
    content = xlsx.render(list_difference(diff, batch, today), filters=True)
    return saved_as(content, f"清单对照{today:%Y%m%d}", XLSX)


def amendment_rows(actor: Actor, rows: Iterable[Amendment]) -> list[dict[str, Any]]:
    """Amendments as the table shows them: the changed words marked, and what was decided here about each."""
    amendments = list(rows)
    decided = decided_here({row.opinion_id for row in amendments})
    shown = []
    for row in amendments:
        before, after = changed_words(row.before, outcome(row))
        open_to_me = row.settled_at is None and may_in_batch(actor, Act.SETTLE_AMENDMENT, row.opinion.batch)
        shown.append(
            {
                "row": row,
                "sign": SIGNS[Amendment.Kind(row.kind)],
                "before": before,
                "after": after,
                "decided": decided.get(row.opinion_id, ""),
                "may_settle": open_to_me,
            }
        )
    return shown


def amendment_panel(actor: Actor, opinions: Iterable[Opinion]) -> dict[str, Any]:
    """The amendments of some opinions, for the page of one and for that of their case."""
    rows = amendment_rows(actor, amendments_of(opinions))
    return {
        "amendment_rows": rows,
        "amendments_open": sum(each["row"].settled_at is None for each in rows),
        "may_settle": any(each["may_settle"] for each in rows),
    }


def amendments_waiting(actor: Actor) -> int:
    """How many wait for the reader, for 待办."""
    return waiting_amendments(actor).count() if may_somewhere(actor, Act.SETTLE_AMENDMENT) else 0
