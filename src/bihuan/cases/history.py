"""Who did what to a case, read from the journal: for the matrix of independence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import CLOSED_TO_SOME, PART_OF, Hands, Part, independence_findings
from bihuan.cases.carried import lines_of
from bihuan.cases.models import Assignment, Case, SupportingUnit
from bihuan.journal.queries import history_of, users_who
from bihuan.kernel.findings import Finding

# A draft that was replaced by somebody else's is nobody's statement: who wrote the one that stands has the part.
ONLY_THE_LAST = frozenset({Part.DRAFTED})


def hands_of(case: Case) -> Hands:
    """Who had which part in the case, in any round, and in those it goes on with. Three statements."""
    return hands_of_all([case])[case.pk]


def hands_of_all(cases: Sequence[Case]) -> dict[int, Hands]:
    """The same for many cases, by their ids. Three statements, where none was carried over."""
    lines = lines_of([case.pk for case in cases])
    keys = {key for line in lines.values() for key in line}
    people: dict[int, dict[Part, set[int]]] = defaultdict(lambda: defaultdict(set))
    for case_id, act, user_id in users_who(PART_OF, "case", keys):
        part = PART_OF[act]
        people[case_id][part] = {user_id} if part in ONLY_THE_LAST else people[case_id][part] | {user_id}
    supporting = SupportingUnit.objects.filter(case__in=keys)
    took_over = Assignment.objects.filter(case__in=keys, acknowledged_at__isnull=False)
    units = supporting.order_by().values_list("case_id", "unit__path")
    paths: dict[int, list[str]] = defaultdict(list, {case.pk: [case.standing().lead] for case in cases})
    for case_id, path in units.union(took_over.order_by().values_list("case_id", "unit__path")):
        paths[case_id].append(path)
    return {
        key: _together([people[each] for each in line], [paths[each] for each in line])
        for key, line in lines.items()
    }


def _together(people: Sequence[Mapping[Part, set[int]]], paths: Sequence[Sequence[str]]) -> Hands:
    """The hands of one matter, whichever of its cases they had their part in."""
    parts = {part for each in people for part in each}
    return Hands(
        {part: frozenset().union(*(each.get(part, ()) for each in people)) for part in parts},
        tuple(path for each in paths for path in each),
    )


def bars(actor: Actor, act: Act, case: Case) -> list[Finding]:
    """Why independence closes ``act`` on this case to ``actor``. Asks the database only where the matrix has it."""
    return independence_findings(actor, act, hands_of(case)) if act in CLOSED_TO_SOME else []


def reopened_at(case_id: int) -> datetime | None:
    """When the present round began, if it is not the first."""
    last = history_of("case", case_id).filter(act=Act.REOPEN_CASE).last()
    return last.at if last else None
