"""Reading opinions: which an actor may see, and where each stands."""

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches, visible_cases
from bihuan.intake.models import Opinion
from bihuan.triage.models import Membership


def visible_opinions(actor: Actor) -> QuerySet[Opinion]:
    """Opinions of visible batches, of visible cases, and those the actor's unit must answer directly."""
    in_cases = Membership.objects.filter(case__in=visible_cases(actor).values("pk")).values("opinion")
    own_units = units_under(actor.paths(OVER_UNIT)).values("pk")
    return Opinion.objects.filter(
        Q(batch__in=visible_batches(actor).values("pk"))
        | Q(pk__in=in_cases)
        | Q(direct_answer__unit__in=own_units)
    )


def undecided(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Opinions nobody has merged, taken up or answered directly (S2: none may stay so)."""
    return opinions.filter(memberships=None, direct_answer=None)
