"""登记现场核验 and 回复核验意见: all or nothing, once, by who may; and what is left in the journal."""

import json
from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import Actor
from bihuan.audit.fsck import check_everything
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents.check_sheet import LINES
from bihuan.evidence.blobs import path_of
from bihuan.inspection.actions import answer_finding, record_inspection
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.queries import findings_of, findings_to_answer, inspections, open_findings
from bihuan.inspection.rules import Filled
from bihuan.inspection.tests.sheets import FOUND, NAME, filled
from bihuan.journal.models import Entry
from bihuan.kernel.errors import NotAllowed, Refused
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World


@pytest.fixture
def case(world: World) -> Case:
    """A case of the batch, struck off, on the day after the visit."""
    case = world.case_in(State.CLOSED, LAMPS)
    world.on(2022, 11, 21)
    return case


def recorded(world: World, sheet: Filled | None = None, **changes: Any) -> Inspection:
    sheet = sheet or filled(world, **changes)
    return record_inspection(world.batch.pk, by=world.zhao, now=world.now, filled=sheet)


def finding(case: Case) -> InspectionFinding:
    return findings_of(case).get()


def test_a_filled_in_sheet_becomes_a_finding_an_item_and_is_kept(world: World, case: Case) -> None:
    sheet = filled(world)
    inspection = recorded(world, sheet)
    assert (inspection.body, inspection.inspectors) == ("市绩效办", "陆七、莫八")
    assert inspection.visited_on == date(2022, 11, 20)
    assert inspection.sheet_name == NAME
    assert path_of(inspection.sheet_id or "").read_bytes() == sheet.content
    rows = inspection.findings.order_by("case__position")
    assert [(row.case.position, row.get_verdict_display(), row.text) for row in rows] == [
        (position, verdict, text) for position, (verdict, text, _) in FOUND.items()
    ]
    assert finding(case).answer_due_on == date(2022, 12, 10)


def test_it_stands_in_the_journal_of_the_batch_and_of_every_item_and_moves_none(
    world: World, case: Case
) -> None:
    inspection = recorded(world)
    entries = Entry.objects.filter(act="record_inspection").order_by("pk")
    assert [(entry.subject_kind, entry.from_state) for entry in entries] == [("case", "")] * 3 + [
        ("batch", "")
    ]
    assert entries[0].sentence.startswith("市绩效办2022-11-20现场核验，结论：不属实。望海路北段")
    assert entries[3].sentence == "登记市绩效办2022-11-20现场核验，共3项"
    assert json.loads(entries[3].data) == {"inspection": inspection.pk, "sheet": inspection.sheet_id}
    assert world.state(case) is State.CLOSED


def test_the_same_sheet_again_changes_nothing(world: World, case: Case) -> None:
    sheet = filled(world)
    first, entries = recorded(world, sheet), Entry.objects.count()
    assert recorded(world, sheet) == first
    assert (Inspection.objects.count(), Entry.objects.count()) == (1, entries)


def test_the_same_visit_in_another_file_is_refused(world: World, case: Case) -> None:
    recorded(world)
    with pytest.raises(Refused) as refusal:
        recorded(world, inspectors="陆七")
    assert {found.code for found in refusal.value.findings} == {"inspected-twice"}
    assert "第1项的核验意见已经登记" in refusal.value.findings[0].message


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({(LINES, "F3"): "很好"}, "verdict-unknown", "工作表“核验表”第3行F列"),
        ({(LINES, "F4"): None}, "verdict-missing", "工作表“核验表”第4行F列"),
        ({(LINES, "A5"): "9"}, "item-unknown", "工作表“核验表”第5行A列"),
        ({(LINES, "B5"): "450000000000000"}, "item-mismatch", "工作表“核验表”第5行B列"),
        ({(LINES, "H3"): "尽快"}, "due-unreadable", "工作表“核验表”第3行H列"),
    ],
)
def test_one_wrong_cell_refuses_the_whole_sheet_and_names_it(
    world: World, case: Case, cells: dict[tuple[str, str], Any], code: str, place: str
) -> None:
    with pytest.raises(Refused) as refusal:
        recorded(world, cells=cells)
    assert [(found.code, found.where) for found in refusal.value.findings] == [(code, place)]
    assert not Inspection.objects.exists()
    assert not InspectionFinding.objects.exists()
    assert not Entry.objects.filter(act="record_inspection").exists()


def test_an_item_twice_and_a_day_to_come_are_refused_together(world: World, case: Case) -> None:
    twice = {(LINES, "A5"): "2", (LINES, "B5"): world.case(WAGES).number}
    with pytest.raises(Refused) as refusal:
        recorded(world, visited_on="2022年11月30日", cells=twice)
    assert [found.code for found in refusal.value.findings] == ["day-in-the-future", "item-twice"]


def test_the_sheet_of_one_item_is_recorded_for_that_item(world: World, case: Case) -> None:
    assert recorded(world, case=case).findings.get().case == case
    other = {(LINES, "A3"): str(WAGES), (LINES, "B3"): world.case(WAGES).number}
    with pytest.raises(Refused) as refusal:
        recorded(world, case=case, cells=other, visited_on="2022年11月19日")
    assert [found.code for found in refusal.value.findings] == ["item-not-in-pack"]


def test_only_the_coordinator_records(world: World, case: Case) -> None:
    sheet = filled(world)
    for actor in (world.li, world.sun, world.qian, world.zhou, world.feng, world.wei, world.chen):
        with pytest.raises(NotAllowed):
            record_inspection(world.batch.pk, by=actor, now=world.now, filled=sheet)
    assert not Inspection.objects.exists()


def test_the_unit_answers_once_and_that_it_was_late_stays(world: World, case: Case) -> None:
    recorded(world)
    world.on(2022, 12, 12)
    row = answer_finding(finding(case).pk, by=world.li, now=world.now, text="  6盏路灯已于12月11日修复。")
    assert (row.answer, row.answered_by_id) == ("6盏路灯已于12月11日修复。", world.li.user_id)
    entry = Entry.objects.get(act="answer_finding")
    assert (entry.subject_kind, entry.subject_id) == ("case", case.pk)
    assert entry.sentence.startswith("回复市绩效办2022-11-20现场核验意见（逾期2天）：6盏")
    with pytest.raises(Refused, match="已经回复"):
        answer_finding(row.pk, by=world.li, now=world.now, text="再次说明。")


def test_the_coordinator_answers_too_and_others_do_not(world: World, case: Case) -> None:
    recorded(world)
    for actor in (world.wang, world.qian, world.zhou, world.feng, world.wei):
        with pytest.raises(NotAllowed):
            answer_finding(finding(case).pk, by=actor, now=world.now, text="已修复。")
    with pytest.raises(Refused, match="请填写回复内容"):
        answer_finding(finding(case).pk, by=world.zhao, now=world.now, text=" ")
    answer_finding(finding(case).pk, by=world.zhao, now=world.now, text="已修复。")
    assert finding(case).answered_at == world.now


def test_what_needs_no_answer_gets_none(world: World, case: Case) -> None:
    recorded(world)
    with pytest.raises(Refused, match="无需回复"):
        answer_finding(finding(world.case(GREEN)).pk, by=world.zhao, now=world.now, text="谢谢。")


def test_open_findings_are_those_that_wait_as_far_as_one_sees(world: World, case: Case) -> None:
    recorded(world)

    def seen(actor: Actor) -> list[int]:
        return [row.case.position for row in open_findings(actor)]

    assert (seen(world.zhao), seen(world.li), seen(world.wang), seen(world.wei)) == ([1], [1], [], [])
    assert findings_to_answer(world.li).count() == 1
    assert findings_to_answer(world.qian).count() == 0, "a leader sees it and has not to answer"
    (visit,) = inspections(world.qian)
    assert (visit.said, visit.objected, visit.waiting) == (3, 1, 1)  # type: ignore[attr-defined]
    assert not inspections(world.li).exists()
    answer_finding(finding(case).pk, by=world.li, now=world.now, text="已修复。")
    assert seen(world.zhao) == []


def test_an_objection_to_what_is_struck_off_is_a_suspicion_and_nothing_more(world: World, case: Case) -> None:
    recorded(world)
    assert finding(case).suspects  # type: ignore[attr-defined]
    assert not findings_of(world.case(WAGES)).get().suspects  # type: ignore[attr-defined]
    world.later()
    world.reopen(case)
    assert not finding(case).suspects  # type: ignore[attr-defined]
    world.walk(case, State.CLOSED)
    assert not finding(case).suspects, "what was found before is no objection to the new close-out"  # type: ignore[attr-defined]


def test_the_tables_say_what_the_journal_says(world: World, case: Case) -> None:
    recorded(world)
    answer_finding(finding(case).pk, by=world.li, now=world.now, text="已修复。")
    assert list(check_everything(world.now)) == []
