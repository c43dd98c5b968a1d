"""账实相符: what a batch received and took up, against where it stood at the end of any day. Nothing is mended.

Each line counts its whole from other rows than its parts: where they differ, something is wrong, and the line says so.
A constant number of statements.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import IN_HAND, STRUCK_OFF, State
from bihuan.cases.models import CarryOver, Case, Stretch
from bihuan.cases.visibility import visible_batches
from bihuan.intake.models import Batch, Opinion
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.reports.as_of import NO_UNIT, end_of, stood_at
from bihuan.triage.models import Membership, Place

# Where cases stand, by the states that belong there. Every state is in one of them.
CASE_PARTS: Mapping[str, tuple[str, frozenset[State]]] = {
    "not_assigned": ("待交办", frozenset({State.DRAFT, State.RETURNED})),
    "in_hand": ("办理中", IN_HAND),
    "closed": ("已销号", STRUCK_OFF),
    "withdrawn": ("已撤销", frozenset({State.WITHDRAWN})),
    "carried_over": ("转入下一批", frozenset({State.CARRIED_OVER})),
}
PART_OF_STATE = {state: name for name, (_, states) in CASE_PARTS.items() for state in states}
RECEIVED, CASES, SPLIT, CARRIED_IN, FOUNDERS = "received", "cases", "split", "carried_in", "founders"
LATER_OPINIONS, LATER_CASES = "later_opinions", "later_cases"


@dataclass(frozen=True, slots=True)
class Term:
    """One number; ``name`` opens what it counts (``opinions_in``, ``cases_in``), empty where a paper states it."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A whole and the parts it should be the sum of."""

    title: str
    unit: str
    whole: Term
    parts: tuple[Term, ...]

    @property
    def difference(self) -> int:
        """What is missing in the parts (above zero) or is too much in them."""
        return self.whole.count - sum(part.count for part in self.parts)

    @property
    def holds(self) -> bool:
        """Whether the parts make up the whole."""
        return self.difference == 0

    @property
    def sentence(self) -> str:
        """The line in words, with its verdict."""
        parts = "＋".join(f"{part.label}{part.count}{self.unit}" for part in self.parts)
        said = f"{self.whole.label}{self.whole.count}{self.unit}，{parts}"
        if self.holds:
            return f"{said}，相符。"
        word = "少" if self.difference > 0 else "多"
        return (
            f"{said}，合计比{self.whole.label}{word}{abs(self.difference)}{self.unit}，不相符，请查明原因。"
        )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The cases one unit led that day, by where they stood; ``unit_id`` None: without a unit."""

    unit_id: int | None
    unit_name: str
    line: Line


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The lines of a batch, those of its units, and whether anything was there at all."""

    batch: Batch
    on: date
    lines: tuple[Line, ...]
    units: tuple[UnitLine, ...]

    @property
    def holds(self) -> bool:
        """Whether every line does."""
        return all(line.holds for line in self.lines)

    @property
    def empty(self) -> bool:
        """Nothing had been received or taken up by then."""
        return not any(line.whole.count for line in self.lines[:3])


def reconcile(actor: Actor, on: date, batch: int) -> Reconciliation:
    """The batch at the end of ``on``. Raises ``Batch.DoesNotExist`` for one ``actor`` does not look over.

    Nothing of it is remembered: it is there to show what changed without an act.
    """
    found = visible_batches(actor).get(pk=batch)
    places = Counter(dict(_places(found, on).values_list("where").annotate(Count("pk")).order_by()))
    stood = stood_at(Stretch.objects.filter(batch=found), on).values_list("lead", "state")
    by_unit: dict[int | None, Counter[str]] = {}
    for lead, state, cases in stood.annotate(cases=Count("case")):
        by_unit.setdefault(lead, Counter())[PART_OF_STATE[State(state)]] += cases
    total = sum(by_unit.values(), Counter[str]())
    cases = Term(CASES, "列入整改的事项", _cases(found, on).count())
    opinions = Term(RECEIVED, "登记的意见", _opinions(found, on).count())
    lines = [
        Line("意见去向", "条", opinions, _where(places)),
        Line("事项办理", "项", cases, _parts(total)),
        Line("意见与事项", "项", cases, _bridge(found, on, places[Place.Where.FOUNDING])),
        Line("单位与批次", "项", cases, (Term("", "各单位合计", total.total()),)),
        *_stated(found, on, opinions, cases),
    ]
    return Reconciliation(found, on, tuple(lines), _units(by_unit))


def opinions_in(actor: Actor, on: date, batch: int, name: str) -> QuerySet[Opinion]:
    """The opinions that the number ``name`` counts, as they stood on that day."""
    found = visible_batches(actor).get(pk=batch)
    if name == RECEIVED:
        return _opinions(found, on)
    if name == LATER_OPINIONS:
        return _later_opinions(found, on)
    where = Place.Where.FOUNDING if name == FOUNDERS else name
    return Opinion.objects.filter(pk__in=_places(found, on).filter(where=where).values("opinion"))


def cases_in(actor: Actor, on: date, batch: int, name: str, unit: int | None = None) -> QuerySet[Stretch]:
    """The same of cases: the stretches in which they stood. ``unit`` 0: those that had none."""
    found = visible_batches(actor).get(pk=batch)
    stood = stood_at(Stretch.objects.filter(batch=found), on)
    if unit is not None:
        stood = stood.filter(lead=unit or None)
    if name in CASE_PARTS:
        return stood.filter(state__in=CASE_PARTS[name][1])
    if name == SPLIT:
        return stood.filter(case__in=_split(found, on).values("pk"))
    if name == LATER_CASES:
        return stood.filter(case__in=_later_cases(found, on).values("pk"))
    return stood.exclude(case__carried_from=None) if name == CARRIED_IN else stood


def _places(batch: Batch, on: date) -> QuerySet[Place]:
    end = end_of(on)
    return Place.objects.filter(batch=batch, since__lt=end, until__gte=end).order_by()


def _opinions(batch: Batch, on: date) -> QuerySet[Opinion]:
    """Those that were there by the end of ``on``, wherever they stood."""
    return _opinions_before(batch, end_of(on))


def _opinions_before(batch: Batch, moment: datetime) -> QuerySet[Opinion]:
    known = Place.objects.filter(opinion=OuterRef("pk"), since__lt=moment)
    return Opinion.objects.filter(Exists(known), batch=batch)


def _cases(batch: Batch, on: date) -> QuerySet[Case]:
    return _cases_before(batch, end_of(on))


def _cases_before(batch: Batch, moment: datetime) -> QuerySet[Case]:
    known = Stretch.objects.filter(case=OuterRef("pk"), since__lt=moment)
    return Case.objects.filter(Exists(known), batch=batch)


def _split(batch: Batch, on: date) -> QuerySet[Case]:
    """The cases of an opinion that founds an earlier case, too (S13)."""
    founding = Membership.objects.filter(founding=True, case__batch=batch).order_by()
    # Few opinions found more than one case: only these are asked which came first.
    several = founding.values("opinion").annotate(cases=Count("case")).filter(cases__gt=1).values("opinion")
    earlier = founding.filter(opinion=OuterRef("opinion"), case__lt=OuterRef("case"))
    later = founding.filter(opinion__in=several).filter(Exists(earlier))
    return _cases(batch, on).filter(pk__in=later.values("case"))


def _where(places: Mapping[str, int]) -> tuple[Term, ...]:
    return tuple(Term(where.value, str(where.label), places[where]) for where in Place.Where)


def _parts(counts: Mapping[str, int]) -> tuple[Term, ...]:
    return tuple(Term(name, label, counts[name]) for name, (label, _) in CASE_PARTS.items())


def _bridge(batch: Batch, on: date, founders: int) -> tuple[Term, ...]:
    carried = _cases(batch, on).filter(pk__in=CarryOver.objects.order_by().values("later")).count()
    return (
        Term(FOUNDERS, "立项的意见", founders),
        Term(SPLIT, "一条意见拆分增加", _split(batch, on).count()),
        Term(CARRIED_IN, "上一批转入", carried),
    )


def _stated(batch: Batch, on: date, opinions: Term, cases: Term) -> list[Line]:
    """What the notice states, where it states anything, and what came or was taken up after the issue."""
    # Two counts of what was there by then and then: a count of what came in between would look twice at each.
    issued = min(_after_issue(batch) or end_of(on), end_of(on))
    lines = []
    if batch.received_count is not None:
        stated = Term("", "来件写明的意见", batch.received_count)
        later = Term(LATER_OPINIONS, "印发后收到", opinions.count - _opinions_before(batch, issued).count())
        lines.append(Line("来件与登记", "条", opinions, (stated, later)))
    if batch.rectify_count is not None:
        stated = Term("", "来件写明的事项", batch.rectify_count)
        later = Term(LATER_CASES, "印发后立项或转入", cases.count - _cases_before(batch, issued).count())
        lines.append(Line("来件与立项", "项", cases, (stated, later)))
    return lines


def _later_opinions(batch: Batch, on: date) -> QuerySet[Opinion]:
    """Those that were registered after the batch was issued."""
    issued = _after_issue(batch)
    if issued is None:
        return Opinion.objects.none()
    return _opinions(batch, on).exclude(pk__in=_opinions_before(batch, issued).values("pk"))


def _later_cases(batch: Batch, on: date) -> QuerySet[Case]:
    """Those that were opened, split off or carried over after the batch was issued."""
    issued = _after_issue(batch)
    if issued is None:
        return Case.objects.none()
    return _cases(batch, on).exclude(pk__in=_cases_before(batch, issued).values("pk"))


def _after_issue(batch: Batch) -> datetime | None:
    """The first moment after the batch was issued: what came with it at that very moment came with it."""
    return batch.frozen_at + timedelta.resolution if batch.frozen_at else None


def _units(by_unit: Mapping[int | None, Counter[str]]) -> tuple[UnitLine, ...]:
    """In the order of the tree, those without a unit last. The whole of a unit is what its parts add up to."""
    units = list(Unit.objects.filter(pk__in=[key for key in by_unit if key]).order_by(TreeOrder()))
    named: list[tuple[int | None, str]] = [(unit.pk, unit.name) for unit in units]
    named += [(None, NO_UNIT)] if None in by_unit else []
    return tuple(
        UnitLine(key, name, Line(name, "项", Term(CASES, "事项", by_unit[key].total()), _parts(by_unit[key])))
        for key, name in named
    )
