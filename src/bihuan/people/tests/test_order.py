import random
from itertools import pairwise

import pytest

from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder, place_in_tree
from tests.support.world import World


def test_ids_are_compared_as_numbers_and_each_unit_stands_before_those_below_it() -> None:
    told = ["", "1/", "1/2/", "1/2/9.", "1/2/9.11.", "1/2/10.", "1/12.", "3/", "20/", "20/100."]
    mixed = random.Random(7).sample(told, len(told))
    assert sorted(mixed, key=place_in_tree) == told
    assert sorted(mixed) != told


@pytest.mark.django_db
def test_the_database_has_the_same_order() -> None:
    city = Unit.objects.create(name="滨海市", is_area=True)
    zones = [Unit.objects.create(name=f"{at}区", parent=city, is_area=True) for at in range(3)]
    for at in range(40):
        Unit.objects.create(name=f"第{at}局", parent=zones[at % 3])
    wide = Unit.objects.create(pk=4_000_000_000, name="更远的市", is_area=True)
    Unit.objects.create(pk=999_999_999, name="信访局", parent=wide)
    paths = [unit.path for unit in Unit.objects.order_by(TreeOrder())]
    assert len(paths) == Unit.objects.count()
    assert all(place_in_tree(one) < place_in_tree(other) for one, other in pairwise(paths))


@pytest.mark.django_db
def test_a_path_that_was_tampered_with_stands_somewhere_and_stops_nothing(world: World) -> None:
    Unit.objects.filter(pk=world.unit("office").pk).update(path="改过的路径，[1")
    assert len(Unit.objects.order_by(TreeOrder())) == Unit.objects.count()


@pytest.mark.django_db
def test_what_has_no_unit_can_be_put_last(world: World) -> None:
    lead = TreeOrder("lead__path").asc(nulls_last=True)
    cases = world.batch.cases.order_by(lead, "position")
    world.batch.cases.filter(position=1).update(lead=None)
    assert [case.lead is None for case in cases] == [False, False, True]
