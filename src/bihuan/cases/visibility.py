"""The only door to cases and batches: what an actor may see. Every page, export and search starts here."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.people.models import Unit

# Posts that look over a whole batch, and posts that look at their own unit's work.
OVER_BATCH = (Role.COORDINATOR, Role.SENIOR_LEADER, Role.REVIEWER, Role.VIEWER)
OVER_UNIT = (Role.UNIT_LEADER, Role.LIAISON, Role.VIEWER)


def units_under(paths: tuple[str, ...]) -> QuerySet[Unit]:
    """The units at ``paths`` and everything below them."""
    if not paths:
        return Unit.objects.none()
    return Unit.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths)))


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases ``actor`` may see: the coordinator's whole batch, a unit's own subtree, what a verifier was given."""
    over_batch = units_under(actor.paths(OVER_BATCH)).values("pk")
    over_unit = units_under(actor.paths(OVER_UNIT)).values("pk")
    verifying = units_under(actor.paths((Role.VERIFIER,))).values("pk")
    return Case.objects.filter(
        Q(batch__in=Batch.objects.filter(coordinator__in=over_batch).values("pk"))
        | Q(lead__in=over_unit)
        | Q(pk__in=Case.objects.filter(supporting__unit__in=over_unit).values("pk"))
        | Q(verifying__in=verifying)
    )


def visible_batches(actor: Actor) -> QuerySet[Batch]:
    """The batches whose coordinator ``actor`` stands at or above."""
    return Batch.objects.filter(coordinator__in=units_under(actor.paths(OVER_BATCH)).values("pk"))
