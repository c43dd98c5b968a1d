"""The rows of one case. A page reads them once, and every rule that asks for them again is given the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from bihuan.cases.models import Case

# What was read of a case, by relation: what came with each row.
_READ = "_read"


def read_once(case: Case, relations: Mapping[str, Sequence[str]]) -> None:
    """Read these relations of ``case`` with what stands beside each row: one statement a relation.

    For pages alone: an act asks anew, for it writes what it has read.
    """
    wanted = [
        Prefetch(relation, Case._meta.get_field(relation).related_model.objects.select_related(*beside))  # type: ignore[union-attr]  # relations only
        for relation, beside in relations.items()
    ]
    prefetch_related_objects([case], *wanted)
    vars(case)[_READ] = {**vars(case).get(_READ, {}), **relations}


def was_read(case: Case, relations: Mapping[str, Sequence[str]]) -> bool:
    """Whether ``read_once`` has read all of it."""
    read = vars(case).get(_READ, {})
    return all(
        name in read and all(any(f"{path}__".startswith(f"{one}__") for path in read[name]) for one in beside)
        for name, beside in relations.items()
    )


def rows_of(case: Case, relation: str, *beside: str) -> list[Any]:
    """The rows of a relation in its order, with what stands beside each."""
    manager = getattr(case, relation)
    return list(manager.all() if was_read(case, {relation: beside}) else manager.select_related(*beside))


def rows_now(case: Case, relation: str, *beside: str) -> list[Any]:
    """Those of the present round."""
    return [row for row in rows_of(case, relation, *beside) if row.round == case.round]
