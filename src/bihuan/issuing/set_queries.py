"""Which sets of papers somebody may fetch, and how many wait before one."""

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.visibility import units_under, visible_batches, visible_cases
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet

UNFINISHED = (PaperSet.State.WAITING, PaperSet.State.RUNNING)


def fetchable_sets(actor: Actor) -> QuerySet[PaperSet]:
    """The sets that ``actor`` asked for or coordinates, of what ``actor`` may still see today.

    A unit that a case was taken from no longer fetches the set it once asked for.
    """
    coordinated = Batch.objects.filter(
        coordinator__in=units_under(actor.paths((Role.COORDINATOR,))).values("pk")
    )
    whose = Q(asked_by=actor.user_id) | Q(batch__in=coordinated.order_by().values("pk"))
    whole = Q(case=None, batch__in=visible_batches(actor).order_by().values("pk"))
    one = Q(case__in=visible_cases(actor).order_by().values("pk"))
    return PaperSet.objects.filter(whose, whole | one)


def ahead_of(wanted: PaperSet) -> int:
    """How many sets are made before ``wanted``, the one being made now included."""
    return PaperSet.objects.filter(state__in=UNFINISHED, pk__lt=wanted.pk).count()
