"""问题编号 on papers: by the number the superior's newest list gives, with the own one beside it.

In a cell it can be read back (``intake.row_numbers``); in a sentence it stands without brackets.
"""

from django.db.models import F, Model, OuterRef, Prefetch, QuerySet, Subquery

from bihuan.cases.models import Case
from bihuan.intake.models import Amendment
from bihuan.intake.row_numbers import Named, numbers_text
from bihuan.triage.list_diff import NUMBER
from bihuan.triage.models import Membership


def _newest(**opinion: OuterRef) -> Subquery:
    named = Amendment.objects.filter(field=NUMBER, **opinion).order_by("-pk")
    return Subquery(named.values("after")[:1])


def with_called(cases: QuerySet[Case]) -> QuerySet[Case]:
    """``cases`` with the number by which the superior calls each now. No further statement."""
    newest = _newest(opinion__batch=OuterRef("batch"), opinion__number=OuterRef("number"))
    return cases.annotate(called=newest)


def with_numbers(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same, and the opinions that were merged into each. One further statement."""
    merged = (
        Membership.objects.filter(founding=False)
        .annotate(number=F("opinion__number"), called=_newest(opinion=OuterRef("opinion")))
        .order_by("opinion__number")
    )
    return with_called(cases).prefetch_related(Prefetch("memberships", merged, to_attr="merged"))


def in_a_cell(case: Case) -> str:
    """新号（原号：旧号）、归并的编号, of a case from ``with_numbers``."""
    return numbers_text([_named(case), *map(_named, case.merged)])  # type: ignore[attr-defined]


def in_a_sentence(case: Case) -> str:
    """新号，原号旧号, of a case from ``with_called``."""
    named = _named(case)
    return f"{named.number}，原号{named.formerly}" if named.formerly else named.number


def _named(row: Model) -> Named:
    """A case or a membership; what was called back to its own number has one."""
    number: str = row.number  # type: ignore[attr-defined]
    called: str | None = row.called  # type: ignore[attr-defined]
    return Named(called, number) if called and called != number else Named(number)
