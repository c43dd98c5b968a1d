"""The duty list: whose it is, which words it gives a unit, and that a second import changes nothing."""

import pytest

from bihuan.journal.models import Entry
from bihuan.journal.tests.rows import last_entry, refused_unsaved
from bihuan.people.models import UnitDuty
from bihuan.reference.duty_actions import ImportedDuties, import_duties
from bihuan.reference.duty_rules import DutyLine
from tests.support.refusals import not_allowed
from tests.support.world import World

LAMPS = DutyLine("综合执法局", ("路灯", "占道经营"), ("《城市照明管理规定》",), "第2行")
ROADS = DutyLine("建设局", ("道路", "公交站"), (), "第3行")


def store(world: World, *lines: DutyLine, by: str = "zhao") -> ImportedDuties:
    area = world.unit("zone").pk
    actor = world.cast.actors[by]
    return import_duties(area, lines or (LAMPS, ROADS), by=actor, now=world.now, file_name="职责.xlsx")


def duties() -> dict[str, tuple[str, str]]:
    return {row.unit.name: (row.keywords, row.laws) for row in UnitDuty.objects.select_related("unit")}


def test_each_unit_has_its_words_and_its_laws(world: World) -> None:
    done = store(world)
    assert duties() == {
        "综合执法局": ("路灯\n占道经营", "《城市照明管理规定》"),
        "建设局": ("道路\n公交站", ""),
    }
    assert done.new == ("综合执法局", "建设局")
    entry = last_entry("unit", world.unit("zone").pk)
    assert (entry.act, entry.by_name) == ("import_duties", "赵一")
    assert entry.sentence == "导入临港产业园区管理委员会职责清单：新增2个单位，更新0个单位"


def test_a_second_import_changes_nothing_and_a_later_list_changes_what_it_speaks_of(world: World) -> None:
    store(world)
    entries = Entry.objects.count()
    assert store(world).unchanged == ("综合执法局", "建设局")
    assert Entry.objects.count() == entries
    done = store(world, DutyLine("建设局", ("道路",)))
    assert (done.changed, done.new) == (("建设局",), ())
    assert duties()["建设局"] == ("道路", "")
    assert duties()["综合执法局"][0].startswith("路灯")


def test_a_row_for_each_duty_is_one_unit(world: World) -> None:
    store(world, DutyLine("建设局", ("道路",), ("甲",)), DutyLine("建设局", ("路面", "道路"), ("乙", "甲")))
    assert duties() == {"建设局": ("道路\n路面", "甲\n乙")}


def test_every_fault_is_named_with_its_place_and_nothing_is_stored(world: World) -> None:
    world.batch  # noqa: B018
    wrong = (LAMPS, DutyLine("海事局", ("船",), (), "第3行"), DutyLine("建设局", (), (), "第4行"))
    with refused_unsaved(("unit-unknown", ""), ("keywords-missing", "")):
        store(world, *wrong)
    with refused_unsaved(("duty-too-long", "")):
        store(world, DutyLine("建设局", ("路" * 61,)))
    with refused_unsaved(("duties-empty", "")):
        import_duties(world.unit("zone").pk, (), by=world.zhao, now=world.now)


@pytest.mark.parametrize("name", ["zhao", "chen"])
def test_the_coordinator_of_the_area_and_the_system_administrator_may(world: World, name: str) -> None:
    store(world, by=name)
    assert len(duties()) == 2


@pytest.mark.parametrize("name", ["wei", "sun", "qian", "feng", "wu"])
def test_others_may_not_the_coordinator_of_another_area_least_of_all(world: World, name: str) -> None:
    with not_allowed():
        store(world, by=name)
    assert duties() == {}
