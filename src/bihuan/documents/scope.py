"""What papers are made of: a batch, and those of its cases that the caller may see. A paper adds none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from bihuan.cases.models import Case
from bihuan.documents.values import Values
from bihuan.intake.models import Batch
from bihuan.people.models import Unit


@dataclass(frozen=True, slots=True)
class Scope:
    """``cases`` start from ``visible_cases``, or at the console from all. ``today`` is the day the papers speak of.

    ``typed`` is what a person adds: for a few kinds it says what the paper is to count (the period of a circular).
    """

    batch: Batch
    cases: QuerySet[Case]
    today: date
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a paper is about, and what stands there. ``case`` and ``unit`` are None where the kind has none."""

    values: Values
    case: Case | None = None
    unit: Unit | None = None


# How what papers speak of is gathered: a constant number of statements for any number of them.
Gather = Callable[[Scope], Iterator[Subject]]
