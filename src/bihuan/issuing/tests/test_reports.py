"""书面报送: a unit's leader hands in its report; late or not, supplements, sent back; who owes one (S20, T5, T6)."""

from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.issuing.actions import issue_paper, record_signature, spoil_paper
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper, SubmittedReport
from bihuan.issuing.report_actions import send_back_report, submit_report
from bihuan.issuing.report_queries import (
    report_overview,
    reports_awaited,
    reports_owed,
    said_by_units,
    units_without_report,
)
from bihuan.issuing.report_rules import ReportFacts, report_gates
from bihuan.issuing.tests.scans import png_of
from bihuan.journal.models import Entry
from bihuan.people.models import Unit
from tests.support.cast import PEOPLE
from tests.support.world import GREEN, WAGES, World, not_allowed, refused

TYPED = {"长效机制": "路灯每月巡查一次。", "存在问题和下步打算": "十二月底前更换其余路灯。"}


@pytest.fixture
def case(world: World) -> Case:
    """The lamps in hand; the report is due on Saturday 2022-12-10, and it is the Friday before."""
    case = world.case_in(State.RECTIFYING)
    Batch.objects.filter(pk=case.batch_id).update(report_due_on=date(2022, 12, 10))
    world.on(2022, 12, 9)
    return world.fresh(case)


def submit(world: World, case: Case, **changes: Any) -> SubmittedReport:
    given: dict[str, Any] = {"by": world.sun, "now": world.now, "typed": TYPED}
    return submit_report(case.batch_id, world.unit("enforcement").pk, **{**given, **changes})


def standing(case: Case) -> tuple[str, date | None, int]:
    """How the report of the lamps' unit stands, some days later."""
    batch = Batch.objects.get(pk=case.batch_id)
    (row,) = report_overview(batch, Unit.objects.filter(pk__in=[case.lead_id]))
    return row.submitted.word(date(2022, 12, 20)), row.submitted.on, row.submitted.supplements


# ── what it is ──────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_made_final_and_handed_in_by_one_act(world: World, case: Case) -> None:
    report = submit(world, case)
    paper = IssuedPaper.objects.get()
    assert (report.sequence, report.paper, report.unit) == (1, paper, world.unit("enforcement"))
    assert (paper.kind, paper.unit, paper.number) == ("completion-report", report.unit, "")
    said = content_of(paper)
    assert said.typed == TYPED
    assert said.issuer == "综合执法局"
    row = Entry.objects.latest("pk")
    assert (row.act, row.subject_kind, row.subject_id) == (Act.SUBMIT_REPORT, "batch", case.batch_id)
    assert row.sentence.startswith("报送综合执法局整改完成情况报告（校验码")
    assert "逾期" not in row.sentence
    assert [entry.act for entry in Entry.objects.order_by("pk")][-2:] == [Act.ISSUE_PAPER, Act.SUBMIT_REPORT]


@pytest.mark.parametrize(
    ("day", "word"), [(9, "按期报送"), (10, "按期报送"), (11, "逾期1天报送"), (12, "逾期2天报送")]
)
def test_saturday_is_the_day_and_sunday_is_late(world: World, case: Case, day: int, word: str) -> None:
    world.on(2022, 12, day, 23)
    submit(world, case)
    assert standing(case) == (word, date(2022, 12, day), 0)
    assert ("逾期" in Entry.objects.latest("pk").sentence) is (day > 10)


def test_what_is_not_finished_on_the_day_of_the_report_is_not_overdue_for_that(
    world: World, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(progress=95)
    world.on(2022, 12, 10)
    said = str(content_of(submit(world, case).paper).paper)
    assert "达到序时进度：时限2022年12月31日未到，进度95%" in said
    assert "未达到序时进度" not in said.replace("未达到序时进度”", "")
    assert "已完成整改1件" not in said


def test_a_supplement_follows_and_neither_mends_nor_spoils_the_day_of_the_report(
    world: World, case: Case
) -> None:
    submit(world, case)
    world.on(2023, 1, 5)
    second = submit(world, case, typed={**TYPED, "长效机制": "已出台巡查制度。"})
    assert second.sequence == 2
    assert "（第2次）" in Entry.objects.latest("pk").sentence
    assert standing(case) == ("按期报送", date(2022, 12, 9), 1)


def test_a_button_pressed_twice_makes_no_supplement(world: World, case: Case) -> None:
    submit(world, case)
    with refused(("already-issued", "")):
        submit(world, case)
    assert SubmittedReport.objects.count() == IssuedPaper.objects.count() == 1


def test_a_report_that_was_sent_back_did_not_come(world: World, case: Case) -> None:
    report = submit(world, case)
    send_back_report(report.pk, by=world.zhao, now=world.now, reason="请补充巡查制度的文号。")
    row = Entry.objects.latest("pk")
    assert (row.act, row.subject_id) == (Act.SEND_BACK_REPORT, case.batch_id)
    assert row.sentence.endswith("：请补充巡查制度的文号。")
    assert standing(case) == ("已退回，待重新报送，逾期10天", None, 0)
    assert world.unit("enforcement") in units_without_report(case.batch)
    world.on(2022, 12, 13)
    submit(world, case, typed={**TYPED, "长效机制": "临港执发〔2022〕3号。"})
    assert standing(case) == ("逾期3天报送", date(2022, 12, 13), 0)


def test_a_signed_scan_is_bound_to_the_report(world: World, case: Case) -> None:
    paper = submit(world, case).paper
    record_signature(
        paper.pk, by=world.zhao, now=world.now, code="", scan_name="报告.png", content=png_of(paper.code),
        signed_by=world.sun.staff_id, signed_on=world.today, agreed=True,
    )  # fmt: skip
    assert paper.signatures.get().signed_by_id == world.sun.user_id


# ── a report made final by the liaison ──────────────────────────────────────────────────────────


def final(world: World, case: Case) -> IssuedPaper:
    return issue_paper(
        "completion-report", case.batch_id, by=world.li, now=world.now, unit_id=case.lead_id, typed=TYPED
    )


def test_the_leader_hands_in_what_the_liaison_made_final(world: World, case: Case) -> None:
    paper = final(world, case)
    report = submit(world, case, typed=None, paper_id=paper.pk)
    assert (report.paper, IssuedPaper.objects.count()) == (paper, 1)
    with refused(("report-submitted", "S20")):
        submit(world, case, typed=None, paper_id=paper.pk)


def test_a_report_that_is_no_longer_so_or_void_is_not_handed_in(world: World, case: Case) -> None:
    paper = final(world, case)
    Case.objects.filter(pk=case.pk).update(target="更换损坏路灯40盏。")
    with refused(("report-changed", "S20")):
        submit(world, case, typed=None, paper_id=paper.pk)
    spoil_paper(paper.pk, by=world.li, now=world.now, reason="数字有变动。")
    with refused(("report-spoiled", "S20")):
        submit(world, case, typed=None, paper_id=paper.pk)


def test_the_report_of_another_unit_is_not_found(world: World, case: Case) -> None:
    paper = final(world, case)
    world.walk(world.case(GREEN), State.RECTIFYING)
    with pytest.raises(IssuedPaper.DoesNotExist):
        submit_report(
            case.batch_id, world.unit("construction").pk, by=world.zheng, now=world.now, paper_id=paper.pk
        )


def test_a_report_that_was_handed_in_is_not_made_void_by_the_unit(world: World, case: Case) -> None:
    report = submit(world, case)
    with refused(("submitted", "S20")):
        spoil_paper(report.paper_id, by=world.sun, now=world.now, reason="不想报了。")
    send_back_report(report.pk, by=world.zhao, now=world.now, reason="请修改。")
    spoil_paper(report.paper_id, by=world.sun, now=world.now, reason="已退回，重新报送。")


# ── who may, and what is refused ────────────────────────────────────────────────────────────────


def test_only_the_leader_of_the_unit_hands_in_and_only_the_coordinator_sends_back(
    world: World, case: Case
) -> None:
    for actor in (*(world.cast.actors[name] for name in PEOPLE if name != "sun"), PUBLIC):
        with not_allowed("not-allowed"):
            submit(world, case, by=actor)
    report = submit(world, case)
    for actor in (*(world.cast.actors[name] for name in PEOPLE if name != "zhao"), PUBLIC):
        with not_allowed("not-allowed"):
            send_back_report(report.pk, by=actor, now=world.now, reason="请修改。")


def test_the_coordinators_bureau_reports_for_its_own_case_as_everybody(world: World, case: Case) -> None:
    world.walk(world.case(WAGES), State.RECTIFYING)
    world.on(2022, 12, 9)
    unit = world.unit("coordinator")
    report = submit_report(case.batch_id, unit.pk, by=world.jiang, now=world.now, typed=TYPED)
    assert report.unit == unit


def test_what_the_unit_has_not_filled_in_is_told_and_nothing_is_kept(world: World, case: Case) -> None:
    with refused(("blank-left", ""), ("blank-left", "")):
        submit(world, case, typed={})
    assert not SubmittedReport.objects.exists()
    assert not IssuedPaper.objects.exists()


def test_a_unit_without_cases_and_a_batch_with_nothing_in_it_have_nothing_to_report(
    world: World, case: Case
) -> None:
    with refused(("nothing-to-report", "S20")):
        submit_report(
            case.batch_id, world.unit("construction").pk, by=world.zheng, now=world.now, typed=TYPED
        )
    empty = Batch.objects.create(
        number="临港管办发〔2022〕99号", title="空批次", coordinator=world.unit("coordinator"),
        rules=case.batch.rules,
    )  # fmt: skip
    with refused(("batch-empty", "S20")):
        submit_report(empty.pk, world.unit("enforcement").pk, by=world.sun, now=world.now, typed=TYPED)
    assert units_without_report(empty) == ()


def test_a_report_is_sent_back_once_and_with_a_reason(world: World, case: Case) -> None:
    report = submit(world, case)
    with refused(("reason-missing", "S20")):
        send_back_report(report.pk, by=world.zhao, now=world.now, reason=" ")
    send_back_report(report.pk, by=world.zhao, now=world.now, reason="请修改。")
    with refused(("already-sent-back", "S20")):
        send_back_report(report.pk, by=world.zhao, now=world.now, reason="请修改。")


FACTS = ReportFacts("综合执法局", in_batch=4, handed=3, unfinished=frozenset({2, 3}))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("第2项已完成整改。", True),
        ("第1项已完成整改，第3项已整改到位。", True),
        ("各项问题均已按期完成整改", True),
        ("全部事项已销号。", True),
        ("第1项已完成整改。", False),
        ("第2项预计十二月底完成整改。", False),
        ("第2项尚未完成整改；第1项已销号。", False),
        ("路灯已更换三十盏，其余已下单。", False),
    ],
)
def test_nothing_is_called_finished_that_is_not_struck_off(text: str, claimed: bool) -> None:
    facts = ReportFacts(
        FACTS.unit, FACTS.in_batch, FACTS.handed, FACTS.unfinished, {"存在问题和下步打算": text}
    )
    assert [finding.code for finding in report_gates(facts)] == (["claimed-done"] if claimed else [])


def test_a_claim_is_refused_by_the_act_with_the_cases_it_names(world: World, case: Case) -> None:
    with refused(("claimed-done", "S17")):
        submit(world, case, typed={**TYPED, "长效机制": "第1项已完成整改。"})


# ── who owes one ────────────────────────────────────────────────────────────────────────────────


def test_units_owe_a_report_from_the_hand_over_on(world: World, case: Case) -> None:
    batch = Batch.objects.get(pk=case.batch_id)
    assert units_without_report(batch) == (world.unit("enforcement"),)
    world.walk(world.case(GREEN), State.ASSIGNED)
    assert [unit.name for unit in units_without_report(batch)] == ["综合执法局", "建设局"]
    submit(world, case)
    assert [unit.name for unit in units_without_report(batch)] == ["建设局"]


def test_a_report_stays_when_the_case_it_told_of_has_gone_to_another_unit(world: World, case: Case) -> None:
    """The unit that has none left owes nothing more; the one that has it now owes its own."""
    submit(world, case)
    Case.objects.filter(pk=case.pk).update(lead=world.unit("construction"))
    rows = {row.unit.name: row for row in report_overview(case.batch)}
    assert (rows["综合执法局"].handed, rows["综合执法局"].submitted.on) == (0, date(2022, 12, 9))
    assert [unit.name for unit in units_without_report(case.batch)] == ["建设局"]
    send_back_report(SubmittedReport.objects.get().pk, by=world.zhao, now=world.now, reason="请补充。")
    assert [row.unit.name for row in report_overview(case.batch)] == ["建设局"]


def test_the_leader_and_the_liaison_owe_it_and_the_coordinator_awaits_it(world: World, case: Case) -> None:
    def owed() -> list[str]:
        return [name for name in PEOPLE if reports_owed(world.cast.actors[name])]

    assert owed() == ["sun", "li"]
    assert [row.unit.name for row in reports_awaited(world.zhao)] == ["综合执法局"]
    assert not reports_awaited(world.wei)
    submit(world, case)
    assert owed() == []
    assert not reports_awaited(world.zhao)


def test_what_the_units_wrote_is_gathered_for_the_compiled_report(world: World, case: Case) -> None:
    report = submit(world, case)
    assert said_by_units(report_overview(case.batch)) == {
        name: f"综合执法局：{text}" for name, text in TYPED.items()
    }
    send_back_report(report.pk, by=world.zhao, now=world.now, reason="请修改。")
    assert said_by_units(report_overview(case.batch)) == {}
