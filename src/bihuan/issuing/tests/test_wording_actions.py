"""修改文书范本: versions are added and never changed, and two who write at once lose nothing."""

from typing import Any

import pytest

from bihuan.access.acts import Act
from bihuan.documents.compose import built_in, vocabulary_of
from bihuan.documents.kinds import KINDS
from bihuan.documents.wording import check_wording
from bihuan.issuing.models import Wording
from bihuan.issuing.wording_actions import plain_text, save_wording
from bihuan.issuing.wordings import (
    wording_in_force,
    wording_units,
    wording_version,
    wording_versions,
    wordings_in_force,
)
from bihuan.journal.models import Entry
from bihuan.kernel.errors import Refused
from tests.support.world import World, not_allowed, refused

KIND = KINDS["supervision-order"]
TEXT = "【标题：督办单】\n请{责任单位}抓紧整改。\n"


def save(world: World, **changes: Any) -> Wording:
    """A new wording of the 督办单, by the coordinator who began from the one in force."""
    unit = world.unit("coordinator")
    given: dict[str, Any] = {"by": world.zhao, "now": world.now, "text": TEXT, "note": "改用本单位的表述"}
    given["based_on"] = wording_in_force(unit.pk, KIND).version
    return save_wording(unit.pk, KIND, **{**given, **changes})


def test_a_change_is_the_next_version_and_the_one_before_is_kept(world: World) -> None:
    first = save(world)
    second = save(world, text=TEXT + "特此督办。", note="加结束语")
    unit = world.unit("coordinator")
    assert (first.version, second.version) == (1, 2)
    assert wording_in_force(unit.pk, KIND).text == TEXT + "特此督办。\n"
    assert [row.text for row in wording_versions(unit.pk, KIND)] == [TEXT, TEXT + "特此督办。\n"]
    before = wording_version(unit.pk, KIND, 1)
    assert before is not None
    assert before.text == TEXT
    assert wording_version(unit.pk, KIND, 3) is None


def test_a_change_is_written_in_the_journal(world: World) -> None:
    saved = save(world)
    entry = Entry.objects.get(subject_kind="wording")
    assert (entry.act, entry.by_name, entry.subject_id) == (Act.SAVE_WORDING, "赵一", saved.pk)
    assert entry.sentence == "修改“督办单”范本，存为第1版：改用本单位的表述"


def test_until_somebody_changes_it_the_wording_of_the_program_is_in_force(world: World) -> None:
    unit = world.unit("coordinator")
    for in_force in wordings_in_force(unit.pk):
        assert (in_force.version, in_force.text, in_force.row) == (0, built_in(in_force.kind), None)
    zero = wording_version(unit.pk, KIND, 0)
    assert zero is not None
    assert zero.text == built_in(KIND)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_wordings_of_the_program_pass_their_own_check(kind: Any) -> None:
    assert check_wording(built_in(kind), vocabulary_of(kind)) == []


def test_a_wording_is_that_of_its_unit_and_its_kind_alone(world: World) -> None:
    save(world)
    assert wording_in_force(world.unit("elsewhere").pk, KIND).version == 0
    changed = [each.kind.name for each in wordings_in_force(world.unit("coordinator").pk) if each.version]
    assert changed == [KIND.name]


def test_what_was_saved_meanwhile_is_not_written_over(world: World) -> None:
    save(world)
    with pytest.raises(Refused) as caught:
        save(world, text=TEXT + "另一人的话。", based_on=0)
    (finding,) = caught.value.findings
    assert finding.code == "wording-changed-meanwhile"
    assert "赵一" in finding.message
    assert "第1版" in finding.message
    assert wording_in_force(world.unit("coordinator").pk, KIND).text == TEXT
    assert save(world, text=TEXT + "另一人的话。", based_on=1).version == 2


def test_a_wording_with_mistakes_is_refused_with_all_of_them(world: World) -> None:
    with refused(("unknown-field", ""), ("unclosed-block", ""), ("title-missing", ""), ("note-missing", "")):
        save(world, text="{责任部门}\n【如有：责任单位】", note=" ")
    assert not Wording.objects.exists()
    assert not Entry.objects.filter(subject_kind="wording").exists()


@pytest.mark.parametrize("typed", [TEXT, TEXT.replace("\n", "\r\n"), f"\n{TEXT.rstrip()}  \n\n"])
def test_a_text_that_changes_nothing_is_no_new_version(world: World, typed: str) -> None:
    save(world)
    with refused(("wording-unchanged", "")):
        save(world, text=typed)


def test_a_note_is_not_a_report(world: World) -> None:
    assert save(world, note="改" * 200).note == "改" * 200
    with refused(("note-too-long", "")):
        save(world, text=TEXT + "又改。", note="改" * 201)


@pytest.mark.parametrize("who", ["qian", "sun", "li", "zhou", "wu", "feng", "chen", "wei"])
def test_only_the_coordinator_of_the_zone_changes_a_wording(world: World, who: str) -> None:
    with not_allowed():
        save(world, by=world.cast.actors[who])


def test_readers_find_the_wordings_of_who_coordinates_what_they_see(world: World) -> None:
    world.assign(world.case())
    own, other = world.unit("coordinator"), world.unit("elsewhere")
    found = {who: set(wording_units(actor)) for who, actor in world.cast.actors.items()}
    assert found["zhao"] == found["qian"] == found["li"] == found["feng"] == {own}
    assert found["wei"] == {other}
    assert found["chen"] == set()


def test_a_wording_is_kept_without_what_cannot_be_printed() -> None:
    assert plain_text("甲\x00 \r\n乙\u202e\u2028丙\n\n") == "甲\n乙\n丙\n"
