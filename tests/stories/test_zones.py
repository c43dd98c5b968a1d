"""片区: work is given only within the zone whose coordinator gives it, through every act that names a unit."""

from bihuan.cases.actions import edit_case
from bihuan.cases.lifecycle import State
from bihuan.people.models import Unit
from bihuan.triage.actions import answer_directly
from bihuan.verification.actions import appoint_verifier
from tests.support.world import World, refused


def test_nobody_of_another_zone_is_given_work(world: World) -> None:
    zone = Unit.objects.create(name="另一片区", is_area=True)
    stranger = Unit.objects.create(name="另一片区住建局", parent=zone)
    case = world.case()
    with refused(("other-zone", "S5")):
        answer_directly(world.opinion(6).pk, by=world.zhao, now=world.now, unit=stranger, reason="政策咨询。")
    with refused(("other-zone", "S5")):
        edit_case(case.pk, by=world.zhao, now=world.now, changes={"lead": stranger})
    with refused(("other-zone", "S5")):
        appoint_verifier(world.case_in(State.RECTIFYING).pk, by=world.zhao, now=world.now, unit=stranger)
