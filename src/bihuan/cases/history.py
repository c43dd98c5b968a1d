"""Who did what to a case, read from the journal: for the matrix of independence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import CLOSED_TO_SOME, PART_OF, Hands, Part, independence_findings
from bihuan.cases.carried import line_of, lines_of
from bihuan.cases.models import Assignment, Case, SupportingUnit
from bihuan.cases.queries import rows_of
from bihuan.journal.models import Entry
from bihuan.journal.queries import history_of, users_who
from bihuan.kernel.findings import Finding

# A draft that was replaced by somebody else's is nobody's statement: who wrote the one that stands has the part.
ONLY_THE_LAST = frozenset({Part.DRAFTED})


def hands_of(case: Case) -> Hands:
    """Who had which part in the case, in any round, and in those it goes on with. Three statements."""
    return hands_of_all([case])[case.pk]


def hands_told(case: Case, history: Iterable[Entry]) -> Hands:
    """The same on a page that has read the case with its history, its hand-overs and its supporting units."""
    if len(list(line_of(case))) > 1:
        return hands_of(case)
    last: dict[tuple[Act, int], None] = {}
    for entry in history:
        if entry.act in PART_OF and entry.by_user_id is not None:
            done = (Act(entry.act), entry.by_user_id)
            last.pop(done, None)  # who did it last stands at the end
            last[done] = None
    took_over = [row for row in rows_of(case, "assignments", "unit") if row.acknowledged_at is not None]
    units = [row.unit.path for row in (*rows_of(case, "supporting", "unit"), *took_over)]
    return _together([_parts(last)], [(case.standing().lead, *dict.fromkeys(units))])


def hands_of_all(cases: Sequence[Case]) -> dict[int, Hands]:
    """The same for many cases, by their ids. Three statements, where none was carried over."""
    lines = lines_of([case.pk for case in cases])
    keys = {key for line in lines.values() for key in line}
    done: dict[int, list[tuple[Act, int]]] = defaultdict(list)
    for case_id, act, user_id in users_who(PART_OF, "case", keys):
        done[case_id].append((act, user_id))
    supporting = SupportingUnit.objects.filter(case__in=keys)
    took_over = Assignment.objects.filter(case__in=keys, acknowledged_at__isnull=False)
    units = supporting.order_by().values_list("case_id", "unit__path")
    paths: dict[int, list[str]] = defaultdict(list, {case.pk: [case.standing().lead] for case in cases})
    for case_id, path in units.union(took_over.order_by().values_list("case_id", "unit__path")):
        paths[case_id].append(path)
    return {
        key: _together([_parts(done[each]) for each in line], [paths[each] for each in line])
        for key, line in lines.items()
    }


def _parts(done: Iterable[tuple[Act, int]]) -> dict[Part, set[int]]:
    """Who had which part, of who did what, in the order in which it was done last."""
    people: dict[Part, set[int]] = {}
    for act, user_id in done:
        part = PART_OF[act]
        people[part] = {user_id} if part in ONLY_THE_LAST else people.get(part, set()) | {user_id}
    return people


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
