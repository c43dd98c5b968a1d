"""What no two hands in a case may have been, asked of the journal and written down here once more."""

from bihuan.access.actor import house_of
from bihuan.access.independence import Part
from bihuan.cases.history import hands_of
from bihuan.cases.models import Case
from tests.support.world import World

# Written down again, and not read from the matrix: what nobody may have done both of, in whatever order.
CONFLICTS = (
    (Part.HANDLED, Part.VERIFIED),
    (Part.HANDLED, Part.CALLED),
    (Part.HANDLED, Part.DECIDED),
    (Part.HANDLED, Part.REVIEWED),
    (Part.VERIFIED, Part.CALLED),
    (Part.VERIFIED, Part.DECIDED),
    (Part.CALLED, Part.DECIDED),
    (Part.DRAFTED, Part.REVIEWED),
)
# Those who may not belong to a department that handles the case.
OUTSIDERS = (Part.VERIFIED, Part.CALLED, Part.DECIDED)


def check_the_hands(world: World, case: Case) -> None:
    """Nobody had two parts that exclude each other, and nobody of a department that handles the case judged it."""
    hands = hands_of(case)
    for one, other in CONFLICTS:
        both = hands.people.get(one, frozenset()) & hands.people.get(other, frozenset())
        assert not both, f"{one} and {other} by {both}"
    for actor in world.cast.everybody():
        if {house_of(path) for path in actor.paths()} & hands.houses():
            judged = [part for part in OUTSIDERS if actor.user_id in hands.people.get(part, frozenset())]
            assert not judged, f"{actor.name} of a handling department: {judged}"
