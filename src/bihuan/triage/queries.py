"""Reading opinions: which an actor may see, and where each stands."""

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.carried import carried_on, lines_of
from bihuan.cases.models import FOREVER, Case
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches, visible_cases
from bihuan.intake.models import Opinion
from bihuan.triage.models import Membership, Place


def visible_opinions(actor: Actor) -> QuerySet[Opinion]:
    """Opinions of visible batches, of visible cases and those they go on with, and what the unit answers directly."""
    seen = visible_cases(actor)
    came = lines_of(seen.exclude(carried_from=None).values_list("pk", flat=True))
    earlier = {key for line in came.values() for key in line}
    in_cases = Membership.objects.filter(Q(case__in=seen.values("pk")) | Q(case__in=earlier)).values(
        "opinion"
    )
    own_units = units_under(actor.paths(OVER_UNIT)).values("pk")
    return Opinion.objects.filter(
        Q(batch__in=visible_batches(actor).values("pk"))
        | Q(pk__in=in_cases)
        | Q(direct_answer__unit__in=own_units)
    )


def cases_with(opinion: Opinion) -> QuerySet[Case]:
    """The cases the opinion stands in, and those that go on with one of them."""
    stands_in = Membership.objects.filter(opinion=opinion).values_list("case_id", flat=True)
    return Case.objects.filter(pk__in=carried_on(stands_in))


def undecided(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Opinions nobody has merged, taken up or answered directly (S2: none may stay so)."""
    return opinions.filter(memberships=None, direct_answer=None)


def undecided_of(actor: Actor) -> QuerySet[Opinion]:
    """Those the actor sees, by their places: what stands nowhere else is seen with its batch alone."""
    waiting = Place.objects.filter(
        batch__in=visible_batches(actor).order_by().values("pk"), until=FOREVER, where=Place.Where.UNDECIDED
    )
    return Opinion.objects.filter(pk__in=waiting.order_by().values("opinion"))
