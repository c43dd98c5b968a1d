"""梳理: the opinions that wait to be sorted, each with what is suggested and why; many are confirmed at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.documents.kinds import XLSX
from bihuan.followup.relapse_queries import Before, closed_before
from bihuan.intake.models import Opinion
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.triage.groups import alike_counts
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_queries import UnitNames, known_words, sorted_opinions, waiting
from bihuan.triage.suggestions import Suggestions, suggestions_for
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.sorting_forms import RELAPSE, SIZES, Sent, SortingFilter, token_of, with_what_rows_show
from bihuan.web.sorting_rows import row_of, sorted_table
from bihuan.web.standing import may_somewhere

LABEL = "梳理分类"
# Conditions on what is suggested are asked of so many opinions at most: nobody waits for ten thousand.
MOST_SCANNED, AT_ONCE = 1_000, 200
USUAL_KINDS = ("建设性意见建议", "投诉举报", "咨询", "求助", "感谢表扬", "其他")


@dataclass(frozen=True, slots=True)
class Listed:
    """The opinions a filter leaves, what was suggested for those that were looked at, and whether that was all."""

    rows: Any
    suggested: dict[int, Suggestions]
    cut: bool = False


@office
def page(request: OfficeRequest) -> HttpResponse:
    """GET shows the list; POST confirms what was ticked, or the whole page, and goes on with what follows."""
    if not may_somewhere(request.actor, Act.SORT_OPINIONS):
        raise PermissionDenied(
            f"您的岗位不能办理“{Act.SORT_OPINIONS.label}”。可由{who_may(Act.SORT_OPINIONS)}办理。"
        )
    if request.method == "POST":
        return _confirm(request)
    form = SortingFilter(request.actor, request.GET)
    names: dict[int, UnitNames] = {}
    before = _closed_before(request.actor, form)
    form.tell_relapses(len(before))
    listed = _listed(form, names, before)
    page_obj = page_of(request, listed.rows, SIZES)
    rows = list(page_obj.object_list)
    missing = [row for row in rows if row.pk not in listed.suggested]
    suggested = {**listed.suggested, **suggestions_for(missing)}
    return _show(request, form, rows, suggested, names, page_obj=page_obj, cut=listed.cut)


def _closed_before(actor: Actor, form: SortingFilter) -> dict[int, tuple[Before, ...]]:
    """Of the first opinions that the stored conditions leave: those that look like a closed case come back."""
    keys = form.opinions().select_related(None).prefetch_related(None).values_list("pk", flat=True)
    return closed_before(actor, list(keys[:MOST_SCANNED]))


def _listed(
    form: SortingFilter, names: dict[int, UnitNames], before: Mapping[int, tuple[Before, ...]]
) -> Listed:
    opinions, cut = form.opinions(), False
    if form.wants("only") == RELAPSE:
        cut = opinions.count() > MOST_SCANNED
        opinions = opinions.filter(pk__in=before)
    if not form.of_suggestions:
        return Listed(opinions, {}, cut=cut)
    kept: list[Opinion] = []
    suggested: dict[int, Suggestions] = {}
    looked = list(opinions[: MOST_SCANNED + 1])
    for start in range(0, min(len(looked), MOST_SCANNED), AT_ONCE):
        some = looked[start : min(start + AT_ONCE, MOST_SCANNED)]
        suggested |= suggestions_for(some)
        learn_names(some, names)
        kept += [row for row in some if form.keeps(row, suggested[row.pk], names[row.batch.coordinator_id])]
    return Listed(kept, suggested, cut=cut or len(looked) > MOST_SCANNED)


def learn_names(rows: Iterable[Opinion], names: dict[int, UnitNames]) -> None:
    """Add the names of the units around each office that is not known yet."""
    for row in rows:
        if row.batch.coordinator_id not in names:
            names[row.batch.coordinator_id] = UnitNames(row.batch.coordinator.path)


def _confirm(request: OfficeRequest) -> HttpResponse:
    sent = Sent.of(request.POST)
    here = f"{reverse('triage')}?{request.GET.urlencode()}"
    if not sent.chosen:
        messages.warning(request, "请先勾选要确认的意见，或者填写分类后确认本页。")
        return redirect(here)
    related = with_what_rows_show(sorted_opinions(request.actor))
    opinions = related.in_bulk(sent.rows)
    names: dict[int, UnitNames] = {}
    learn_names(opinions.values(), names)
    choices, findings = sent.choices(opinions, names)
    status = 422
    if not findings:
        try:
            done = sort_opinions(choices, by=request.actor, now=now())
        except (Refused, NotAllowed) as refusal:
            findings, status = list(refusal.findings), status_of(refusal)
        else:
            return _told(request, len(done), len(sent.rows) - len(done), here)
    rows = [opinions[key] for key in sent.rows if key in opinions]
    form = SortingFilter(request.actor, request.GET)
    return _show(
        request, form, rows, suggestions_for(rows), names, sent=sent, findings=findings, status=status
    )


def _told(request: OfficeRequest, done: int, left: int, here: str) -> HttpResponseRedirect:
    rest = f"，本页其余{left}条未确认" if left else ""
    messages.success(request, f"已确认{done}条意见的分类{rest}。")
    return redirect(here)


def _show(
    request: OfficeRequest,
    form: SortingFilter,
    rows: Sequence[Opinion],
    suggested: Mapping[int, Suggestions],
    names: dict[int, UnitNames],
    *,
    page_obj: Any = None,
    cut: bool = False,
    sent: Sent | None = None,
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    learn_names(rows, names)
    keys, scope = [row.pk for row in rows], form.scope()
    alike, before = alike_counts(keys), closed_before(request.actor, keys)
    total, left = scope.count(), waiting(scope).count()
    batches = {row.batch_id for row in rows} or set(map(int, form.batches))
    about = {
        "form": form,
        "rows": [
            row_of(row, suggested[row.pk], names[row.batch.coordinator_id], alike.get(row.pk, 0), sent)
            | {"before": before.get(row.pk, ())}
            for row in rows
        ],
        "page_obj": page_obj,
        "cut": MOST_SCANNED if cut else 0,
        "token": token_of({row.pk: suggested[row.pk] for row in rows}),
        "refusals": findings,
        "kinds": list(dict.fromkeys((*known_words("kind", batches), *USUAL_KINDS))),
        "categories": known_words("category", batches),
        "units": list(dict.fromkeys(name for each in names.values() for name in each.names())),
        "total": total,
        "done": total - left,
        "percent": 100 * (total - left) // total if total else 0,
        "learning": any(suggested[row.pk].learning for row in rows),
        "filtered": any(form.wants(name) for name in form.fields),
        "query": request.GET.urlencode(),
        "batch": form.wants("batch"),
        "crumbs": [{"label": "意见建议", "url": reverse("opinions")}, {"label": LABEL}],
    }
    return render(request, "triage/page.html", about, status=status)


@office
def listing_file(request: OfficeRequest) -> HttpResponse:
    """The list with its sorting (.xlsx): it can be read back as a list of opinions."""
    form, today = SortingFilter(request.actor, request.GET), day_of(now())
    names: dict[int, UnitNames] = {}
    rows = list(_listed(form, names, _closed_before(request.actor, form)).rows)
    learn_names(rows, names)
    return saved_as(table_rendered(sorted_table(rows, names, today), XLSX), f"{LABEL}{today:%Y%m%d}", XLSX)
