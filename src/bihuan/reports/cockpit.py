"""领导驾驶舱、大屏: what a leader looks at on one page. The number of statements does not grow with the cases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import STEP_OF, State, Step
from bihuan.cases.models import Case
from bihuan.kernel.clock import day_of
from bihuan.people.calendar import Calendars, office_calendars
from bihuan.reports.as_of import UnitFigures, figures_by_unit, figures_trend
from bihuan.reports.figures import Figures
from bihuan.reports.ledger import counts_by_state
from bihuan.reports.reds import Reds, dated, red_cases
from bihuan.reports.remembered import until_the_next_entry

# The trend shows so many weeks, up to today.
WEEKS = 12
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class DueCases:
    """Cases whose limit falls in the week that runs: how many, and the first of them."""

    count: int
    first: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows. ``steps``: cases in each of the six steps, those not yet handed over left out."""

    today: date
    figures: Figures
    units: tuple[UnitFigures, ...]
    trend: tuple[tuple[date, Figures], ...]
    calendars: Calendars
    reds: Reds
    due: DueCases
    steps: tuple[tuple[Step, int], ...]


def overview(actor: Actor, now: datetime, *, batch: int | None = None) -> Overview:
    """What stands behind the cockpit and the wall board; counted once between two entries of the journal."""
    today = day_of(now)
    return until_the_next_entry(("overview", actor, today, batch), lambda: _overview(actor, today, batch))


def _overview(actor: Actor, today: date, batch: int | None) -> Overview:
    units = figures_by_unit(actor, today, batch=batch)
    figures = sum((unit.figures for unit in units), Figures())
    calendars, by_state = office_calendars(), counts_by_state(actor)
    return Overview(
        today=today,
        figures=figures,
        units=units,
        trend=(*figures_trend(actor, weeks_to(today)[:-1], batch=batch), (today, figures)),
        calendars=calendars,
        reds=red_cases(actor, today, calendars, MOST_ROWS, batch=batch),
        due=due_this_week(actor, today),
        steps=tuple((step, _in_step(step, by_state)) for step in Step),
    )


def weeks_to(today: date) -> list[date]:
    """The last ``WEEKS`` Sundays before today, and today."""
    sunday = today - timedelta(days=today.isoweekday() % 7 or 7)
    return [*(sunday - timedelta(weeks=n) for n in reversed(range(WEEKS - 1))), today]


def due_this_week(actor: Actor, today: date) -> DueCases:
    """The limits from today to the coming Sunday."""
    sunday = today + timedelta(days=7 - today.isoweekday())
    due = dated(actor).filter(limit_date__range=(today, sunday))
    rows = due.select_related("batch__coordinator", "lead", "verifying").order_by(
        "limit_date", "batch_id", "position"
    )
    first = tuple(rows[:MOST_ROWS])
    return DueCases(len(first) if len(first) < MOST_ROWS else due.count(), first)


def _in_step(step: Step, by_state: dict[State, int]) -> int:
    return sum(count for state, count in by_state.items() if STEP_OF[state] is step)
