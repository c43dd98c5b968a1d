"""A batch as its papers see it: the life of each case, the figures, and what falls to each unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Measure
from bihuan.closure.models import CloseOut
from bihuan.documents.lives import Life, gather_lives
from bihuan.documents.scope import Scope
from bihuan.intake.reading import LimitKind
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.models import Unit
from bihuan.people.order import place_in_tree
from bihuan.reports.figures import CaseFacts, Figures, Group, figures, group_of, is_interim
from bihuan.reports.outcomes import OutcomeFacts, Stated, stated

_FINISHED = (Measure.Progress.DONE, Measure.Progress.KEPT_UP)


@dataclass(frozen=True, slots=True)
class Told:
    """A case with where it stands towards its limit; withdrawn cases are not told of."""

    life: Life
    facts: CaseFacts
    group: Group
    stated: Stated

    @property
    def is_late(self) -> bool:
        """Whether it is one of those that the figures call 滞后."""
        return self.group is Group.BEHIND


@dataclass(frozen=True, slots=True)
class UnitPart:
    """The cases one unit is responsible for; ``unit`` is None for those that have none yet."""

    unit: Unit | None
    told: tuple[Told, ...]
    figures: Figures

    @property
    def name(self) -> str:
        """The unit as papers call it."""
        return self.unit.name if self.unit else "待明确"


@dataclass(frozen=True, slots=True)
class BatchView:
    """The cases in the order of the ledger, their figures, and the same by unit, in the order of the tree."""

    told: tuple[Told, ...]
    figures: Figures
    units: tuple[UnitPart, ...]


def view_of(scope: Scope) -> BatchView:
    """The batch as ``scope`` shows it. A constant number of statements."""
    calendar = office_calendar(scope.batch.coordinator.path)
    lives = list(gather_lives(scope.cases, scope.today))
    facts = {life.case.pk: _facts(life) for life in lives}
    told = tuple(_told(lives, facts, calendar, scope.today))
    return BatchView(
        told, figures(facts.values(), calendar, scope.today), _by_unit(told, calendar, scope.today)
    )


def _facts(life: Life) -> CaseFacts:
    case = life.case
    return CaseFacts(
        state=State(case.state),
        limit=case.limit_date,
        assigned_on=case.assigned_on,
        percent=case.progress,
        tolerance=case.batch.rulebook.yellow_points,
        kinds=frozenset(LimitKind(kind) for kind in (case.limit_kind, case.limit_then) if kind),
        some_done=any(measure.progress in _FINISHED for measure in case.measures.all()),
    )


def _told(
    lives: Iterable[Life], facts: dict[int, CaseFacts], calendar: OfficeCalendar, today: date
) -> Iterable[Told]:
    for life in lives:
        group = group_of(facts[life.case.pk], calendar, today)
        if group is not None:
            yield Told(life, facts[life.case.pk], group, _stated(life, facts[life.case.pk], group, today))


def _stated(life: Life, facts: CaseFacts, group: Group, today: date) -> Stated:
    done = life.close_out
    return stated(
        OutcomeFacts(
            group=group,
            percent=facts.percent,
            limit=facts.limit,
            interim=is_interim(facts),
            is_due=facts.limit is not None and facts.limit <= today,
            struck_off=done.number if done else "",
            kept_up=done is not None and done.status == CloseOut.Status.KEPT_UP,
            loose=tuple(
                measure.position
                for measure in life.case.measures.all()
                if measure.due_on and measure.due_on < today and measure.progress not in _FINISHED
            ),
        )
    )


def _by_unit(told: Iterable[Told], calendar: OfficeCalendar, today: date) -> tuple[UnitPart, ...]:
    parts: dict[int | None, list[Told]] = {}
    for each in told:
        parts.setdefault(each.life.case.lead_id, []).append(each)
    found = [
        UnitPart(cases[0].life.case.lead, tuple(cases), figures((t.facts for t in cases), calendar, today))
        for cases in parts.values()
    ]
    return tuple(sorted(found, key=_place))


def _place(part: UnitPart) -> tuple[bool, tuple[int, ...]]:
    """In the order of the tree, those without a unit last."""
    return part.unit is None, place_in_tree(part.unit.path if part.unit else "")
