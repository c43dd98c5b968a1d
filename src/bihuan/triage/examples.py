"""What the decisions of an office say about its opinions: the examples that suggestions are learned from.

A decision is the newest that stands: how a person sorted the opinion, the unit and route of the case that took it up
(after a 改派 the new unit; after a 退回 none), who answers it directly, and the type the superior printed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from bihuan.cases.lifecycle import State
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, Opinion
from bihuan.triage.models import DirectAnswer, Membership, Sorting

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Example:
    """An opinion and what is decided of it; a part nobody decided is empty."""

    opinion: int
    text: str
    kind: str = ""
    category: str = ""
    route: str = ""
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    route: str
    kind: str
    unit: int | None
    returned: int | None
    assigned_at: datetime | None


def examples_of(coordinator: int, opinions: Collection[int]) -> list[Example]:
    """The decisions on these opinions, as far as they are the office's own: another's are not there to learn from."""
    own = Opinion.objects.filter(batch__coordinator=coordinator)
    found: list[Example] = []
    for chunk in _chunks(sorted(set(opinions))):
        found += _examples(own.filter(pk__in=chunk))
    return found


def decided_opinions(coordinator: int, most: int) -> list[int]:
    """The newest opinions of the office of which anything is decided, oldest first."""
    own = Opinion.objects.filter(batch__coordinator=coordinator).order_by()
    ways: list[QuerySet[Opinion]] = [
        own.exclude(kind=""),
        own.filter(sorting__isnull=False),
        own.filter(memberships__isnull=False),
        own.filter(direct_answer__isnull=False),
    ]
    keys: set[int] = set()
    for way in ways:
        keys |= set(way.order_by("-pk").values_list("pk", flat=True)[:most])
    return sorted(keys)[-most:]


def opinions_of(subjects: Iterable[tuple[str, int]]) -> set[int]:
    """The opinions that entries about these subjects (kind, key) speak of."""
    of: dict[str, set[int]] = defaultdict(set)
    for kind, key in subjects:
        of[kind].add(key)
    found = set(of["opinion"])
    if of["case"]:
        found |= set(Membership.objects.filter(case__in=of["case"]).values_list("opinion_id", flat=True))
    if of["batch"]:
        printed = Opinion.objects.filter(batch__in=of["batch"]).exclude(kind="")
        found |= set(printed.values_list("pk", flat=True))
        cases = Membership.objects.filter(case__batch__in=of["batch"])
        found |= set(cases.values_list("opinion_id", flat=True))
    return found


def batches_of(coordinator: int) -> set[int]:
    """The batches the office coordinates."""
    return set(Batch.objects.filter(coordinator=coordinator).order_by().values_list("pk", flat=True))


def _examples(opinions: QuerySet[Opinion]) -> list[Example]:
    rows = list(opinions.order_by("pk").values_list("pk", "text", "kind"))
    keys = [key for key, _, _ in rows]
    sortings = {row.opinion_id: row for row in Sorting.objects.filter(opinion__in=keys)}
    answers = dict(DirectAnswer.objects.filter(opinion__in=keys).values_list("opinion_id", "unit_id"))
    cases = _cases(keys)
    return [
        _example(key, text, kind, sortings.get(key), cases.get(key), answers.get(key))
        for key, text, kind in rows
    ]


def _example(
    key: int, text: str, printed: str, sorting: Sorting | None, case: _Case | None, answers: int | None
) -> Example:
    kind, category, route, unit = printed, "", "", None
    if case is not None:
        kind, route, unit = case.kind or kind, case.route, case.unit
    elif answers is not None:
        route, unit = Route.EXPLAIN.value, answers
    if sorting is not None:
        category = sorting.category
        later = case is None or case.assigned_at is None or sorting.decided_at > case.assigned_at
        kind = sorting.kind or kind
        if later and answers is None:
            route, unit = sorting.route or route, sorting.unit_id or unit
        if case is not None and unit == case.returned:
            unit = None
    return Example(key, text, kind, category, route, unit)


def _cases(opinions: Collection[int]) -> dict[int, _Case]:
    """The case of each opinion, the one that it founded before one that it was merged into."""
    members = Membership.objects.filter(opinion__in=opinions).order_by("founding", "pk")
    said = members.annotate(assigned_at=Max("case__assignments__assigned_at")).values_list(
        "opinion_id", "case__route", "case__kind", "case__lead_id", "case__state", "assigned_at"
    )
    found = {}
    for opinion, route, kind, lead, state, assigned_at in said:
        returned = lead if state == State.RETURNED else None
        unit = None if returned else lead
        found[opinion] = _Case(route, kind, unit, returned, assigned_at)
    return found


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
