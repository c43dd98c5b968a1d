"""整改台账: the cases the reader may see, filtered and paged, each with its light, step and state."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import CharField, F, Value
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor, Role, area_of_path
from bihuan.cases.lifecycle import LEFT, STEP_OF, State
from bihuan.cases.models import Case
from bihuan.cases.routes import CASE_ROUTES
from bihuan.cases.visibility import OVER_BATCH, units_under, visible_batches, visible_cases
from bihuan.documents.kinds import DOCX, KINDS, PDF, XLSX
from bihuan.documents.lists import built_in_lists, label_of
from bihuan.intake.models import Batch
from bihuan.issuing.wordings import own_lists
from bihuan.kernel import clock
from bihuan.people.order import place_in_tree
from bihuan.reports.ledger import LedgerFilter, LedgerPage, LedgerRow, ledger_page
from bihuan.supervision.lights import SCHEDULE_PROGRESS
from bihuan.web.paging import SIZES
from bihuan.web.session import OfficeRequest, office

ALL = ("", "全部")
DUE = [ALL, ("overdue", "已逾期"), ("soon", "十日内到期"), ("undated", "无截止日期")]
# What the close-out ledger is called among the lists, and the forms of each.
CLOSE_OUT_LEDGER = "close-out-ledger"
FORM_WORDS = {XLSX: "Excel", DOCX: "Word", PDF: "PDF"}
# How a state looks: waiting for somebody else, being worked on, done, gone wrong, off.
KIND_OF: dict[State, str] = {
    State.DRAFT: "todo",
    State.ASSIGNED: "wait",
    State.RETURNED: "bad",
    State.ACKNOWLEDGED: "doing",
    State.PLANNED: "wait",
    State.RECTIFYING: "doing",
    State.REWORK: "bad",
    State.REOPENED: "bad",
    State.VERIFYING: "wait",
    State.VERIFIED: "wait",
    State.NOTICING: "wait",
    State.CLOSED: "done",
    State.FILED: "done",
    State.DISCLOSED: "done",
    State.WITHDRAWN: "off",
    State.CARRIED_OVER: "off",
}


class FilterForm(forms.Form):
    """What the reader asks for. Anything that is not a choice asks for nothing."""

    batch = forms.ChoiceField(label="批次", required=False)
    unit = forms.ChoiceField(label="责任单位", required=False)
    state = forms.ChoiceField(
        label="环节", required=False, choices=[ALL, *((state.value, state.label) for state in State)]
    )
    route = forms.ChoiceField(
        label="整改类型",
        required=False,
        choices=[ALL, *((route.value, route.label) for route in CASE_ROUTES)],
    )
    due = forms.ChoiceField(label="期限", required=False, choices=DUE)
    text = forms.CharField(
        label="关键词",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "编号、内容或目标"}),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")

    def offer(self, batches: list[tuple[str, str]], units: list[tuple[str, str]]) -> None:
        """Fill in the choices that come from the ledger itself."""
        for name, choices in (("batch", batches), ("unit", units)):
            self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> LedgerFilter:
        """The filter of the ledger. Numbers are read as sent: whose they are is for ``visible_cases`` to know."""
        sent = {name: self.data.get(name, "").strip() for name in self.fields}
        known = {name: dict(self.fields[name].choices) for name in ("state", "route", "due")}  # type: ignore[attr-defined]
        picked = {name: sent[name] if sent[name] in choices else "" for name, choices in known.items()}
        return LedgerFilter(
            batch=_number(sent["batch"]), unit=_number(sent["unit"]), text=sent["text"][:100], **picked
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@office
def page(request: OfficeRequest) -> HttpResponse:
    """The ledger. Few and constantly many statements, whatever the size of the page."""
    form, today = FilterForm(request.GET), clock.day_of(clock.now())
    number, size = _number(request.GET.get("page", "")) or 1, _number(request.GET.get("size", ""))
    shown = ledger_page(
        request.actor, form.wanted(), today, number=number, size=size if size in SIZES else SIZES[0]
    )
    form.offer(*_choices(request.actor))
    return render(
        request,
        "ledger/page.html",
        {
            "form": form,
            "rows": [_row(line) for line in shown.rows],
            "page_obj": _pages(shown),
            "exports": exports(request.actor) if shown.total else [],
            "query": request.GET.urlencode(),
            "legend": SCHEDULE_PROGRESS,
            "batch_id": form.wanted().batch,
            "filtered": any(request.GET.get(name) for name in form.fields),
            "crumbs": [{"label": "整改台账"}],
        },
    )


def exports(actor: Actor) -> list[dict[str, Any]]:
    """What the cases shown can be saved as: the close-out ledger, the lists of the offices, those of the program."""
    own = own_lists(actor)
    several = len({row.unit_id for row in own.values()}) > 1
    rows = [(CLOSE_OUT_LEDGER, KINDS["ledger"].label, "")]
    rows += [(str(key), row.name, row.unit.name if several else "") for key, row in own.items()]
    changed = set() if several else {row.name for row in own.values()}
    rows += [
        (key, label_of(text), "") for key, text in built_in_lists().items() if label_of(text) not in changed
    ]
    return [
        {
            "label": label,
            "of": unit,
            "files": [
                {"word": word, "url": reverse("ledger-list", args=[key, ending.lstrip(".")])}
                for ending, word in FORM_WORDS.items()
            ],
        }
        for key, label, unit in rows
    ]


def _row(line: LedgerRow) -> dict[str, Any]:
    return {
        "case": line.case,
        "light": line.lit.light.value,
        "word": line.lit.label,
        "why": line.lit.why,
        **state_signs(line.case),
    }


def state_signs(case: Case) -> dict[str, Any]:
    """What the step bars and the state tag of a case take."""
    state = State(case.state)
    step = STEP_OF[state]
    current = "done" if state is State.DISCLOSED else step.value if step else ""
    return {
        "state": state.label,
        "kind": KIND_OF[state],
        "round": f"第{case.round}轮",
        "step": current,
        "left": state.label if state in LEFT else "",
    }


def _choices(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The batches and the units to choose from, in one statement.

    Who looks over a batch is offered the whole area, without a look at its cases; a unit only what it handles.
    """
    if over := actor.paths(set(OVER_BATCH) - {Role.VIEWER}):
        units = units_under(tuple({area_of_path(path) for path in over}))
        batches = visible_batches(actor).order_by()
    else:
        units = units_under(actor.paths())
        batches = Batch.objects.filter(pk__in=visible_cases(actor).order_by().values("batch")).order_by()
    named = [
        rows.annotate(what=Value(what, CharField()), called=F(name), place=F(place)).values_list(
            "what", "pk", "called", "place"
        )
        for rows, what, name, place in (
            (batches, "batch", "number", "number"),
            (units, "unit", "name", "path"),
        )
    ]
    found = sorted(named[0].union(named[1], all=True), key=lambda row: (place_in_tree(row[3]), row[1]))
    newest_first = [(str(key), name) for what, key, name, _ in reversed(found) if what == "batch"]
    return newest_first, [(str(key), name) for what, key, name, _ in found if what == "unit"]


def _pages(shown: LedgerPage) -> SimpleNamespace:
    """The page as {% pager %} takes it."""
    paginator = SimpleNamespace(num_pages=shown.pages, count=shown.total, per_page=shown.size)
    return SimpleNamespace(number=shown.number, paginator=paginator)
