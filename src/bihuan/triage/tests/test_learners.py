"""What an office teaches: from the first day by its duty list, then by each decision; nobody else's, and on disk."""

from collections.abc import Mapping
from typing import Any

import pytest

from bihuan.cases.actions import reassign_case, return_case
from bihuan.cases.lifecycle import State
from bihuan.intake.models import Batch, Opinion
from bihuan.people.models import Unit
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage import learned_files, learners
from bihuan.triage.examples import examples_of
from bihuan.triage.learners import Offer, OfficeLearner, office_learner
from bihuan.triage.models import Sorting
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice
from bihuan.triage.suggestions import suggestions_for
from tests.support.world import World

LAMP = "海棠街的路灯连着几天不亮，夜里摸黑走路。"
KITE = "海边放风筝的线缠在电线上，没有人管。"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(learners, "_OFFICES", {})
    # However slow the machine, what was decided is learned before the answer.
    monkeypatch.setattr(learners, "BUDGET_SECONDS", 60.0)
    settings.VAR_DIR = tmp_path


def asked(world: World, text: str, batch: Batch | None = None) -> Mapping[str, Offer]:
    """What is suggested for a new opinion of these words."""
    batch = batch or world.batch
    opinion = Opinion.objects.create(batch=batch, number=f"8{Opinion.objects.count():05}", text=text)
    again = Opinion.objects.select_related("batch__coordinator").get(pk=opinion.pk)
    return suggestions_for([again])[opinion.pk].offers


def unit_said(offers: Mapping[str, Offer]) -> str:
    return Unit.objects.get(pk=int(offers["unit"].ranked[0][0])).name if "unit" in offers else ""


def with_duties(world: World) -> None:
    lines = [
        DutyLine("综合执法局", ("路灯", "占道经营", "夜市"), ("《城市照明管理规定》",)),
        DutyLine("建设局", ("道路", "人行道", "公交站"), ()),
        DutyLine("组织人社局", ("工资", "社保", "欠薪"), ()),
    ]
    import_duties(world.unit("zone").pk, lines, by=world.zhao, now=world.now)


def decide(
    world: World, text: str, times: int = 1, batch: Batch | None = None, by: Any = None, **parts: Any
) -> None:
    """Somebody sorts ``times`` opinions of nearly these words."""
    for at in range(times):
        number = f"7{Opinion.objects.count():05}"
        row = Opinion.objects.create(batch=batch or world.batch, number=number, text=f"{text}第{at}次反映。")
        sort_opinions([Choice(row.pk, **parts)], by=by or world.zhao, now=world.now)


def contrast(world: World, **where: Any) -> None:
    """Another category: of one alone no word tells anything."""
    decide(world, "人民公园的厕所没人打扫。", times=3, category="环境卫生", **where)


def test_it_works_from_the_first_day_by_the_duty_list_alone(world: World) -> None:
    with_duties(world)
    offers = asked(world, LAMP)
    assert unit_said(offers) == "综合执法局"
    assert "路灯" in offers["unit"].why
    assert not Sorting.objects.exists(), "suggesting decides nothing"


def test_a_text_that_nothing_is_known_of_is_met_with_silence(world: World) -> None:
    with_duties(world)
    offers = asked(world, "嗯。")
    assert "unit" not in offers
    assert "category" not in offers


def test_a_correction_counts_from_the_next_suggestion_on(world: World) -> None:
    with_duties(world)
    contrast(world)
    assert unit_said(asked(world, KITE)) != "管委会办公室"
    decide(world, KITE, times=3, category="电力设施", unit=world.unit("office").pk)
    after = asked(world, KITE)
    assert unit_said(after) == "管委会办公室"
    assert after["category"].ranked[0][0] == "电力设施"


def test_a_decision_that_was_changed_counts_as_it_is_now(world: World) -> None:
    with_duties(world)
    decide(world, KITE, times=3, unit=world.unit("construction").pk)
    assert unit_said(asked(world, KITE)) == "建设局"
    enforcement = world.unit("enforcement").pk
    for row in Opinion.objects.filter(text__startswith=KITE, sorting__isnull=False):
        sort_opinions([Choice(row.pk, unit=enforcement)], by=world.zhao, now=world.later())
    assert unit_said(asked(world, KITE)) == "综合执法局"


def test_a_new_duty_list_counts_from_the_next_suggestion_on(world: World) -> None:
    with_duties(world)
    asked(world, LAMP)
    lines = [DutyLine("综合执法局", ("夜市",)), DutyLine("建设局", ("路灯", "道路"))]
    import_duties(world.unit("zone").pk, lines, by=world.zhao, now=world.now)
    assert unit_said(asked(world, "滨海路的路灯坏了。")) == "建设局"


def test_what_another_office_decided_teaches_nobody_else(world: World) -> None:
    theirs = Batch.objects.create(
        number="望海办发〔2022〕1号",
        title="通知",
        coordinator=world.unit("elsewhere"),
        rules=world.batch.rules,
    )
    contrast(world, batch=theirs, by=world.wei)
    decide(world, KITE, times=4, batch=theirs, by=world.wei, category="风筝管理")
    ours = asked(world, KITE).get("category")
    assert ours is None or "风筝管理" not in [value for value, _ in ours.ranked]
    assert asked(world, KITE, theirs)["category"].ranked[0][0] == "风筝管理"
    keys = list(Opinion.objects.filter(batch=theirs).values_list("pk", flat=True))
    assert examples_of(world.batch.coordinator_id, keys) == []


def example(world: World, position: int = 1) -> tuple[str, str]:
    opinion = world.case(position).memberships.get(founding=True).opinion
    (found,) = examples_of(world.batch.coordinator_id, [opinion.pk])
    return found.route, Unit.objects.get(pk=found.unit).name if found.unit else ""


def test_the_unit_of_a_case_teaches_after_a_reassignment_the_new_one_and_after_a_return_none(
    world: World,
) -> None:
    case = world.case_in(State.ASSIGNED)
    assert example(world) == ("now", "综合执法局")
    return_case(case.pk, by=world.liaison(case), now=world.later(), reason="路灯归建设局管理。")
    assert example(world) == ("now", "")
    reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"), person_in_charge="郑七",
        reason="按职责分工改派。",
    )  # fmt: skip
    assert example(world) == ("now", "建设局")


def test_the_newest_of_sorting_and_hand_over_is_what_teaches(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    opinion = case.memberships.get(founding=True).opinion
    choice = Choice(opinion.pk, route="staged", unit=world.unit("construction").pk)
    sort_opinions([choice], by=world.zhao, now=world.later())
    assert example(world) == ("staged", "建设局")


def test_what_was_learned_lies_on_disk_and_a_new_process_begins_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_duties(world)
    contrast(world)
    decide(world, KITE, times=4, category="电力设施", unit=world.unit("construction").pk)
    office = world.batch.coordinator
    assert office_learner(office.pk).learn_all(office.path)
    assert not office_learner(office.pk).learn_all(office.path), "nothing new"
    decide(world, "码头的吊机夜里太响。", times=3, category="港口噪声")
    monkeypatch.setattr(learners, "_OFFICES", {})
    monkeypatch.setattr(OfficeLearner, "_fit", lambda *_: pytest.fail("it began from nothing"))
    assert asked(world, KITE)["category"].ranked[0][0] == "电力设施"
    assert asked(world, "码头的吊机夜里太响。")["category"].ranked[0][0] == "港口噪声"


def test_a_file_of_another_ledger_or_a_broken_one_is_not_used(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    contrast(world)
    decide(world, KITE, times=4, category="电力设施")
    office = world.batch.coordinator
    office_learner(office.pk).learn_all(office.path)
    kept = learned_files.kept(office.pk)
    assert kept is not None
    for about in (
        {**kept.about, "place": [kept.about["place"][0], "another entry"]},
        {**kept.about, "version": 0},
        {**kept.about, "path": "9/9."},
    ):
        learned_files.keep(office.pk, learned_files.Learned(about, kept.learners))
        monkeypatch.setattr(learners, "_OFFICES", {})
        assert asked(world, KITE)["category"].ranked[0][0] == "电力设施"
    learned_files.path_of(office.pk).write_bytes(b"PK\x03\x04 broken")
    assert learned_files.kept(office.pk) is None
    monkeypatch.setattr(learners, "_OFFICES", {})
    assert asked(world, KITE)["category"].ranked[0][0] == "电力设施"


def test_more_than_a_reader_waits_for_is_learned_by_and_by(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(world, KITE, times=5, category="电力设施")
    monkeypatch.setattr(learners, "_OFFICES", {})
    monkeypatch.setattr(learners, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(learners, "BUDGET_SECONDS", -1.0)
    office = world.batch.coordinator
    asked(world, KITE)
    assert not office_learner(office.pk).ready
    for _ in range(20):
        asked(world, KITE)
    assert office_learner(office.pk).ready
