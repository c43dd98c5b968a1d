"""The only door to cases and batches: what an actor may see. Every page, export and search starts here."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.models import Case, Stretch, SupportingUnit
from bihuan.intake.models import Batch
from bihuan.people.models import Unit

# Posts that look over a whole batch, and posts that look at their own unit's work.
OVER_BATCH = (Role.COORDINATOR, Role.SENIOR_LEADER, Role.REVIEWER, Role.VIEWER)
OVER_UNIT = (Role.UNIT_LEADER, Role.LIAISON, Role.VIEWER)


def units_under(paths: tuple[str, ...]) -> QuerySet[Unit]:
    """The units at ``paths`` and everything below them."""
    if not paths:
        return Unit.objects.none()
    return Unit.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths))).order_by()


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases ``actor`` may see: the coordinator's whole batch, a unit's own subtree, what a verifier was given.

    Only the posts that are held are asked about: an OR over nothing would still cost the database a full look.
    """
    may_see = _of_whole_batches(actor) + _of_its_own(actor)
    return Case.objects.filter(reduce(or_, may_see)) if may_see else Case.objects.none()


def visible_stretches(actor: Actor) -> QuerySet[Stretch]:
    """How the cases that ``actor`` may see now stood at any time: who sees a case sees its past."""
    may_see = _of_whole_batches(actor)
    if own := _of_its_own(actor):
        may_see.append(Q(case__in=Case.objects.filter(reduce(or_, own)).order_by().values("pk")))
    return Stretch.objects.filter(reduce(or_, may_see)) if may_see else Stretch.objects.none()


def _of_whole_batches(actor: Actor) -> list[Q]:
    paths = actor.paths(OVER_BATCH)
    if not paths:
        return []
    batches = Batch.objects.filter(coordinator__in=units_under(paths).values("pk"))
    return [Q(batch__in=batches.order_by().values("pk"))]


def _of_its_own(actor: Actor) -> list[Q]:
    """The cases of its units, and those it was given to verify."""
    may_see = []
    if paths := actor.paths(OVER_UNIT):
        units = units_under(paths).values("pk")
        supported = SupportingUnit.objects.filter(unit__in=units).values("case")
        may_see += [Q(lead__in=units), Q(pk__in=supported)]
    if paths := actor.paths((Role.VERIFIER,)):
        units = units_under(paths).values("pk")
        may_see += [Q(verifying__in=units), Q(second_verifying__in=units)]
    return may_see


def visible_batches(actor: Actor) -> QuerySet[Batch]:
    """The batches whose coordinator ``actor`` stands at or above."""
    return Batch.objects.filter(coordinator__in=units_under(actor.paths(OVER_BATCH)).values("pk"))


def whole_batches(actor: Actor) -> frozenset[int] | None:
    """The batches whose every case ``actor`` may see, where that is all; None when some other cases may be as well."""
    found = frozenset(visible_batches(actor).order_by().values_list("pk", flat=True))
    if _of_its_own(actor) and Batch.objects.exclude(pk__in=found).exists():
        return None
    return found
