"""The act of confirming how opinions are sorted (分类管理, S2): many at once, each with its own line in its history."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Opinion
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.people.models import Unit
from bihuan.triage import sorting_rules as rules
from bihuan.triage.models import Sorting
from bihuan.triage.sorting_rules import Choice


@transaction.atomic
def sort_opinions(choices: Sequence[Choice], *, by: Actor, now: datetime) -> list[Sorting]:
    """确认分类: what each opinion is, and who should handle it. A later decision takes the place of an earlier one.

    No case is opened or changed: that an opinion stands in one already keeps nobody from sorting it.
    """
    opinions = _lock([choice.opinion for choice in choices], by)
    units = Unit.objects.in_bulk(
        [key for choice in choices for key in (choice.unit, choice.suggested.unit) if key]
    )
    refuse_if(
        rules.sorting_findings(
            choices,
            {
                key: rules.SortedOpinion(row.number, row.batch.coordinator.path)
                for key, row in opinions.items()
            },
            {key: rules.NamedUnit(unit.name, unit.path, unit.is_area) for key, unit in units.items()},
        )
    )
    known = {row.opinion_id: row for row in Sorting.objects.filter(opinion__in=opinions)}
    names = {key: unit.name for key, unit in units.items()}
    return [
        _write(choice, opinions[choice.opinion], known.get(choice.opinion), names, by=by, now=now)
        for choice in choices
    ]


def _write(
    choice: Choice,
    opinion: Opinion,
    row: Sorting | None,
    names: Mapping[int, str],
    *,
    by: Actor,
    now: datetime,
) -> Sorting:
    row = row or Sorting(opinion=opinion)
    row.kind, row.category, row.route = choice.kind, choice.category, choice.route
    row.unit_id, row.urgent = choice.unit, choice.urgent
    row.decided_by_id, row.decided_at = by.staff_id, now
    row.save()
    record(
        Act.SORT_OPINIONS,
        by=by,
        now=now,
        subject_kind="opinion",
        subject_id=opinion.pk,
        batch_id=opinion.batch_id,
        sentence=rules.sentence(choice, opinion.number, names),
        data={"opinion": opinion.pk, "followed": rules.followed(choice)},
    )
    return row


def _lock(keys: Sequence[int], by: Actor) -> dict[int, Opinion]:
    """The opinions that exist, locked in the order of their keys; all of them ones that ``by`` may sort."""
    related = Opinion.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    opinions = {row.pk: row for row in related.filter(pk__in=keys).order_by("pk")}
    for path in {row.batch.coordinator.path for row in opinions.values()}:
        if finding := may(by, Act.SORT_OPINIONS, Standing(coordinator=path)):
            raise NotAllowed([finding])
    return opinions
