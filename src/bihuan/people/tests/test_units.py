import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from bihuan.access.actor import Role, house_of, same_house
from bihuan.people.directory import Directory, area_named_by, area_of
from bihuan.people.models import Post, Unit, User, actor_of
from tests.support.world import World

pytestmark = pytest.mark.django_db


def unit(name: str, parent: Unit | None = None, *, is_area: bool = False, short_name: str = "") -> Unit:
    return Unit.objects.create(name=name, parent=parent, is_area=is_area, short_name=short_name)


def path(one: Unit) -> str:
    return Unit.objects.values_list("path", flat=True).get(pk=one.pk)


def test_a_path_is_the_units_place_in_the_tree_and_tells_areas_from_departments() -> None:
    city = unit("滨海市", is_area=True)
    zone = unit("临港产业园区", city, is_area=True)
    bureau = unit("综合执法局", zone)
    office = unit("路灯管理所", bureau)
    assert path(office) == office.path == f"{city.pk}/{zone.pk}/{bureau.pk}.{office.pk}."
    assert house_of(office.path) == bureau.path


def test_units_move_with_the_one_above_them() -> None:
    city = unit("滨海市", is_area=True)
    old, new = unit("临港产业园区", city, is_area=True), unit("望海新区", city, is_area=True)
    bureau = unit("综合执法局", old)
    office = unit("路灯管理所", bureau)
    neighbour = unit("建设局", old)
    bureau.parent = new
    bureau.save()
    assert path(bureau) == f"{new.path}{bureau.pk}."
    assert path(office) == f"{new.path}{bureau.pk}.{office.pk}."
    assert path(neighbour) == f"{old.path}{neighbour.pk}."


def test_a_department_that_becomes_an_area_takes_its_own_departments_along() -> None:
    zone = unit("临港产业园区")
    bureau = unit("综合执法局", zone)
    assert same_house(zone.path, bureau.path)
    zone.is_area = True
    zone.save()
    assert path(bureau) == f"{zone.pk}/{bureau.pk}."
    assert not same_house(path(zone), path(bureau))


def test_a_unit_keeps_its_path_when_only_its_name_changes() -> None:
    bureau = unit("综合执法局", unit("临港产业园区", is_area=True))
    before = path(bureau)
    bureau.name = "综合行政执法局"
    bureau.save()
    assert path(bureau) == before


@pytest.mark.parametrize("below", [False, True])
def test_a_unit_is_not_put_below_itself(below: bool) -> None:
    bureau = unit("综合执法局")
    bureau.parent = unit("路灯管理所", bureau) if below else bureau
    with pytest.raises(ValidationError, match="请另选"):
        bureau.full_clean()


def test_two_neighbours_do_not_share_a_name_but_two_zones_may_have_the_same_bureau() -> None:
    one, other = unit("临港产业园区", is_area=True), unit("望海新区", is_area=True)
    unit("组织人社局", one)
    unit("组织人社局", other)
    with pytest.raises(IntegrityError):
        unit("组织人社局", one)


def test_a_unit_is_found_by_its_full_and_by_its_short_name_within_its_area_only() -> None:
    zone, elsewhere = unit("临港产业园区", is_area=True), unit("望海新区", is_area=True)
    bureau = unit("自然资源和建设局", zone, short_name="建设局")
    unit("综合执法局", elsewhere)
    directory = Directory(zone)
    assert directory.find("自然资源和建设局") == directory.find("建设局") == bureau
    assert directory.find("综合执法局") is None
    assert directory.find("临港产业园区") == zone


def test_a_unit_named_for_the_first_time_is_added_to_the_area_once() -> None:
    zone = unit("临港产业园区", is_area=True)
    directory = Directory(zone)
    added = directory.find_or_add("应急管理局")
    assert directory.find_or_add("应急管理局") == added
    assert (directory.added, added.parent) == ([added], zone)
    assert Directory(zone).find("应急管理局") == added


def test_the_area_of_a_unit_is_the_nearest_one_at_or_above_it() -> None:
    city = unit("滨海市", is_area=True)
    zone = unit("临港产业园区", city, is_area=True)
    office = unit("路灯管理所", unit("综合执法局", zone))
    assert (area_of(office), area_of(zone)) == (zone, zone)
    assert area_of(unit("某局")).name == "某局"


def test_an_office_that_issues_a_notice_speaks_for_its_area() -> None:
    zone = unit("临港产业园区管理委员会", is_area=True)
    unit("管委会办公室", zone)
    assert area_named_by("临港产业园区管理委员会办公室") == zone
    new = area_named_by("望海新区管理委员会办公室")
    assert (new.name, new.is_area) == ("望海新区管理委员会", True)


def test_an_actor_is_a_user_with_the_posts_they_hold(world: World) -> None:
    bureau = world.unit("enforcement")
    assert world.li.name == "李四"
    assert world.li.unit_name == bureau.name
    assert [(post.role, post.unit_id, post.unit_path) for post in world.li.posts] == [
        (Role.LIAISON, bureau.pk, bureau.path)
    ]


def test_an_account_without_a_post_acts_for_nobody() -> None:
    user = User.objects.create_user("lu", "园区-路灯-三十六盏", "陆小五")
    actor = actor_of(user)
    assert (actor.posts, actor.unit_name, user.is_staff) == ((), "", False)
    assert user.check_password("园区-路灯-三十六盏")
    assert "路灯" not in user.password


def test_only_an_active_system_administrator_reaches_the_reference_data(world: World) -> None:
    chen = world.cast.users["chen"]
    assert (chen.is_staff, chen.has_perm("bihuan.x"), chen.has_module_perms("bihuan")) == (True, True, True)
    assert not world.cast.users["zhao"].is_staff
    chen.is_active = False
    assert not chen.is_staff


def test_nobody_holds_the_same_post_twice(world: World) -> None:
    with pytest.raises(IntegrityError):
        Post.objects.create(user=world.cast.users["li"], unit=world.unit("enforcement"), role=Role.LIAISON)
