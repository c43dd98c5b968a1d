"""What waits to be decided on is found by its place, and is what nobody took up or answered."""

from bihuan.triage.actions import answer_directly, merge_opinions, unmerge_opinion
from bihuan.triage.queries import undecided, undecided_of, visible_opinions
from tests.support.world import World


def waiting(world: World, who: str = "zhao") -> set[int]:
    """By its place; and that it is what stands in no case and has no answer."""
    actor = world.cast.actors[who]
    found = set(undecided_of(actor).values_list("pk", flat=True))
    assert found == set(undecided(visible_opinions(actor)).values_list("pk", flat=True))
    return found


def test_what_waits_is_what_nobody_took_up_or_answered(world: World) -> None:
    case, four, five = world.case(), world.opinion(4).pk, world.opinion(5).pk
    before = waiting(world)
    assert {four, five} <= before
    merge_opinions(case.pk, [four], by=world.zhao, now=world.now, reason="同一条路")
    answer_directly(five, by=world.zhao, now=world.now, unit=world.unit("construction"), reason="政策咨询。")
    assert waiting(world) == before - {four, five}
    unmerge_opinion(case.pk, four, by=world.zhao, now=world.now, reason="不是同一条路")
    assert waiting(world) == before - {five}


def test_only_who_looks_over_the_batch_finds_it(world: World) -> None:
    world.case()
    assert waiting(world, "qian")
    assert [waiting(world, who) for who in ("li", "zhou", "wei")] == [set()] * 3
