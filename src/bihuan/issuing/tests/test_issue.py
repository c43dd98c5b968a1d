"""文书定稿 and 作废: numbers without gaps, codes, versions, and who may."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.issuing import actions
from bihuan.issuing.actions import issue_paper, spoil_paper
from bihuan.issuing.content import read_content
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper, Wording
from bihuan.issuing.tests.papers import WORDING, small_papers
from bihuan.journal.models import Entry, NumberSeries
from bihuan.kernel.codes import code_of, print_code
from bihuan.typesetting.paper import Number, Paragraph, fingerprint
from tests.support.world import World, not_allowed, refused

__all__ = ["small_papers"]
pytestmark = pytest.mark.usefixtures("small_papers")
TYPED = {"要求": "请于十日内整改到位。"}


def order(world: World, case: Case, **changes: Any) -> IssuedPaper:
    """A 核查验收表 about ``case``, by the coordinator."""
    return issue(world, "verification-form", case, **{"typed": TYPED, **changes})


def issue(world: World, kind: str, case: Case, **changes: Any) -> IssuedPaper:
    """A paper of ``kind`` about ``case``, by the coordinator, now."""
    given: dict[str, Any] = {"by": world.zhao, "now": world.now, "case_id": case.pk}
    return issue_paper(kind, case.batch_id, **{**given, **changes})


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.RECTIFYING)


def test_a_paper_made_final_has_number_code_foot_and_its_words_for_ever(world: World, case: Case) -> None:
    paper = order(world, case)
    kept = content_of(paper)
    assert paper.number == f"核查〔{world.today.year}〕1号"
    assert Number(paper.number) in list(kept.paper.blocks())
    assert Paragraph(TYPED["要求"]) in list(kept.paper.blocks())
    assert paper.fingerprint == fingerprint(kept.paper)
    assert paper.code == code_of(paper.fingerprint, paper.number)
    assert kept.printed().foot == f"{paper.number} · 校验码 {print_code(paper.code)} · 通用范本"
    assert (kept.wording, kept.typed, kept.issuer) == (WORDING, TYPED, "组织人社局")
    assert read_content(kept.as_bytes()) == kept
    assert (paper.round, paper.title, paper.wording_version) == (1, "第1项", 0)
    assert not kept.address, "nobody signs a 核查验收表 for a decision"


def test_the_journal_names_the_paper_in_the_history_of_the_case(world: World, case: Case) -> None:
    paper = order(world, case)
    row = Entry.objects.latest("pk")
    assert (row.act, row.subject_kind, row.subject_id) == (Act.ISSUE_PAPER, "case", case.pk)
    assert row.sentence == f"核查验收表定稿：{paper.number}，校验码{print_code(paper.code)}"
    assert paper.fingerprint in row.data


def test_numbers_have_no_gap_when_an_act_fails_and_none_is_used_twice(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = order(world, case)

    def broken(*args: object, **words: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_kept", broken)
        with pytest.raises(RuntimeError):
            order(world, case)
    with refused(("blank-left", "")):
        order(world, case, typed={"要求": "  "})
    second = order(world, case)
    spoil_paper(second.pk, by=world.zhao, now=world.now, reason="错字。")
    third = order(world, case)
    numbers = [f"核查〔{world.today.year}〕{serial}号" for serial in (1, 2, 3)]
    assert [first.number, second.number, third.number] == numbers
    assert NumberSeries.objects.get(kind="核查", year=world.today.year).last == 3


def test_each_year_and_each_kind_counts_by_itself(world: World, case: Case) -> None:
    order(world, case)
    circular = issue_paper("circular", case.batch_id, by=world.zhao, now=world.now, typed=TYPED)
    world.on(2023, 1, 5)
    assert order(world, case).number == "核查〔2023〕1号"
    assert circular.number == "通报〔2022〕1号"
    assert Entry.objects.get(data__contains=circular.fingerprint).subject_kind == "batch"


def test_who_may_not_draw_it_up_and_who_sees_nothing_of_it(world: World, case: Case) -> None:
    for who in ("li", "sun", "qian", "wei", "wang", "feng", "chen"):
        with not_allowed("not-allowed"):
            order(world, case, by=world.cast.actors[who])
    with not_allowed("not-allowed"):
        issue_paper("unit-plan", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    assert issue_paper("unit-plan", case.batch_id, by=world.li, now=world.now, case_id=case.pk).pk
    assert IssuedPaper.objects.count() == 1


def test_what_it_is_about_must_be_what_its_kind_asks_for(world: World, case: Case) -> None:
    with pytest.raises(ValueError, match="about a case"):
        issue_paper("verification-form", case.batch_id, by=world.zhao, now=world.now)
    with pytest.raises(Case.DoesNotExist):
        order(world, case, case_id=case.pk + 999)


def test_a_paper_for_the_public_waits_for_the_notice(world: World, case: Case) -> None:
    by = world.zhao
    with refused(("not-public-yet", "S16")):
        issue(world, "public-notice", case, by=by)
    world.walk(case, State.NOTICING)
    assert issue(world, "public-notice", case, by=by).number == "公示〔2022〕1号"


def test_a_number_given_out_by_the_hand_over_stands_on_one_valid_paper_only(world: World, case: Case) -> None:
    by = world.zhao
    first = issue(world, "assignment-order", case, by=by)
    assert first.number == case.assignments.get().number
    assert not NumberSeries.objects.filter(kind="核查").exists()
    with refused(("already-issued", "")):
        issue(world, "assignment-order", case, by=by)
    Case.objects.filter(pk=case.pk).update(target="全线路灯完好")
    with refused(("number-in-use", "")):
        issue(world, "assignment-order", case, by=by)
    spoil_paper(first.pk, by=world.zhao, now=world.now, reason="目标有变。")
    second = issue(world, "assignment-order", case, by=by)
    assert (second.number, second.code == first.code) == (first.number, False)


def test_a_certificate_has_no_number_before_the_close_out(world: World, case: Case) -> None:
    world.walk(case, State.NOTICING)
    with refused(("number-missing", "S16")):
        issue_paper("close-out-certificate", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)


def test_the_same_words_without_a_number_are_issued_once_and_again_after_they_were_spoiled(
    world: World, case: Case
) -> None:
    by = world.li
    first = issue(world, "unit-plan", case, by=by)
    with refused(("already-issued", "")):
        issue(world, "unit-plan", case, by=by)
    spoil_paper(first.pk, by=world.li, now=world.now, reason="打印错页。")
    second = issue(world, "unit-plan", case, by=by)
    assert second.fingerprint == first.fingerprint
    assert second.code != first.code


def test_nothing_to_say_is_no_paper(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.issuing.facts.draw_up", lambda *args, **words: iter(()))
    with refused(("nothing-to-say", "S16")):
        order(world, case)
    assert not NumberSeries.objects.filter(kind="核查").exists()


def test_the_office_s_own_wording_is_used_and_its_version_printed(world: World, case: Case) -> None:
    for version, text in ((1, "【标题：旧】"), (2, "【标题：关于{名称}的核查验收表】\n{目标}")):
        Wording.objects.create(
            unit=case.batch.coordinator, kind="verification-form", version=version, text=text,
            saved_by=world.cast.users["zhao"], saved_at=world.now,
        )  # fmt: skip
    paper = order(world, case)
    assert (paper.title, paper.wording_version) == ("关于第1项的核查验收表", 2)
    assert content_of(paper).foot.endswith("范本第2版")


def test_spoiling_needs_a_reason_is_done_once_and_by_whom_it_belongs(world: World, case: Case) -> None:
    paper = order(world, case)
    with refused(("reason-missing", "S17")):
        spoil_paper(paper.pk, by=world.zhao, now=world.now, reason=" ")
    for who in ("li", "qian", "wei"):
        with not_allowed("not-allowed"):
            spoil_paper(paper.pk, by=world.cast.actors[who], now=world.now, reason="错字。")
    spoil_paper(paper.pk, by=world.zhao, now=world.later(), reason="错字。")
    paper.refresh_from_db()
    assert (paper.spoiled_by_id, paper.spoiled_at, paper.spoiled_reason) == (
        world.zhao.user_id, world.now, "错字。",
    )  # fmt: skip
    assert Entry.objects.latest("pk").sentence.startswith(f"核查验收表作废：{paper.number}")
    with refused(("already-spoiled", "")):
        spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="又错。")


def test_a_unit_spoils_its_own_papers_and_the_coordinator_any(world: World, case: Case) -> None:
    by = world.li
    paper = issue(world, "unit-plan", case, by=by)
    with not_allowed("not-allowed"):
        spoil_paper(paper.pk, by=world.wang, now=world.now, reason="错字。")
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="错字。")


def test_the_database_keeps_an_issued_paper_as_it_is(world: World, case: Case) -> None:
    paper = order(world, case)

    def by_hand(statement: str, *values: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    moment: datetime = world.now
    attempts = (
        lambda: IssuedPaper.objects.filter(pk=paper.pk).update(number="核查〔2022〕9号"),
        lambda: IssuedPaper.objects.filter(pk=paper.pk).update(case=None),
        lambda: IssuedPaper.objects.filter(pk=paper.pk).update(round=None),
        lambda: IssuedPaper.objects.filter(pk=paper.pk).delete(),
        lambda: by_hand("UPDATE bihuan_issuedpaper SET code = 'X' WHERE id = %s", paper.pk),
        lambda: by_hand("DELETE FROM bihuan_issuedpaper"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    spoil_paper(paper.pk, by=world.zhao, now=moment, reason="错字。")
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedPaper.objects.filter(pk=paper.pk).update(spoiled_at=None, spoiled_by=None, spoiled_reason="")
    paper.refresh_from_db()
    assert paper.spoiled_reason == "错字。"
