"""台账: the ledger an actor sees, filtered and paged, each row with its light. A constant number of statements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import CLOCK_RUNS, State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.intake.models import Batch
from bihuan.kernel.workdays import WorkCalendar
from bihuan.people.calendar import office_calendars
from bihuan.supervision.lights import Lit, light_of
from bihuan.supervision.past import Past, limit_facts, pasts_of


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What the reader asks for. Empty fields ask for nothing.

    ``due`` is one of overdue (时限已过), soon (ten calendar days), undated (没有截止日期).
    """

    batch: int | None = None
    unit: int | None = None
    state: str = ""
    route: str = ""
    due: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One case and its light."""

    case: Case
    lit: Lit


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger: ``total`` rows in all, of which these."""

    rows: tuple[LedgerRow, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


def ledger_cases(actor: Actor, wanted: LedgerFilter, today: date) -> QuerySet[Case]:
    """The cases of the ledger in its order: newest batch first, then by position."""
    cases = visible_cases(actor)
    if wanted.batch:
        cases = cases.filter(batch=wanted.batch)
    if wanted.unit:
        cases = cases.filter(lead=wanted.unit)
    if wanted.state:
        cases = cases.filter(state=wanted.state)
    if wanted.route:
        cases = cases.filter(route=wanted.route)
    cases = _due(cases, wanted.due, today)
    if text := wanted.text.strip():
        cases = cases.filter(Q(number__contains=text) if text.isdigit() else _words(text))
    return in_order(cases)


def in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The order of the ledger: newest batch first, then by position."""
    return cases.order_by("-batch_id", "position")


def ledger_page(
    actor: Actor, wanted: LedgerFilter, today: date, *, number: int = 1, size: int = 25
) -> LedgerPage:
    """One page. A page past the last is the last."""
    cases = ledger_cases(actor, wanted, today)
    # A search reads every text there is: it does so once, for the count and the page together.
    found = list(cases.values_list("pk", flat=True)) if wanted.text.strip() else None
    total = len(found) if found is not None else cases.count()
    number = max(1, min(number, -(-total // size) or 1))
    window = slice((number - 1) * size, number * size)
    page = cases[window] if found is None else in_order(Case.objects.filter(pk__in=found[window]))
    shown = page.select_related("batch__coordinator", "lead", "verifying")
    calendars, pasts = office_calendars(), pasts_of(shown)
    rows = tuple(
        LedgerRow(case, lit(case, calendars.of(case.batch.coordinator.path), today, pasts)) for case in shown
    )
    return LedgerPage(rows, total, number, size)


def lit(case: Case, calendar: WorkCalendar, today: date, pasts: Mapping[int, Past] | None = None) -> Lit:
    """The light of a case (its batch loaded). ``pasts`` are those of many cases; without them its own is asked for."""
    past = (pasts_of([case]) if pasts is None else pasts).get(case.pk)
    return light_of(limit_facts(case, past), case.batch.rulebook, calendar, today)


def counts_by_state(actor: Actor, batch: Batch | None = None) -> dict[State, int]:
    """How many visible cases stand in each state; states with none are left out."""
    cases = visible_cases(actor)
    if batch is not None:
        cases = cases.filter(batch=batch)
    # By batch and unit as well: the index answers in its own order, without a look at the rows.
    counts: Counter[State] = Counter()
    for *_, state, count in cases.order_by().values_list("batch", "lead", "state").annotate(Count("pk")):
        counts[State(state)] += count
    return dict(counts)


def _words(text: str) -> Q:
    return Q(content__contains=text) | Q(target__contains=text)


def _due(cases: QuerySet[Case], due: str, today: date) -> QuerySet[Case]:
    if due == "undated":
        return cases.filter(limit_date=None)
    if due == "overdue":
        return cases.filter(limit_date__lt=today, state__in=CLOCK_RUNS)
    if due == "soon":
        return cases.filter(
            limit_date__range=(today, date.fromordinal(today.toordinal() + 10)), state__in=CLOCK_RUNS
        )
    return cases
