"""年度评估 and 转入下一批: once a year; the case goes on, and with it everybody who is owed an answer."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bihuan.access.acts import Act
from bihuan.cases.actions import edit_case, request_extension
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import State
from bihuan.cases.models import FOREVER, CarryOver, Case, Stretch
from bihuan.closure.actions import close_case
from bihuan.closure.facts import closing_facts
from bihuan.disclosure.actions import disclose_case
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.lasting.actions import carry_over_case
from bihuan.lasting.models import LongTermReview
from bihuan.lasting.queries import long_term_cases, long_term_row, unreviewed_cases
from bihuan.response.actions import record_return_visit, reply_opinion
from bihuan.response.facts import members_of, voices
from bihuan.supervision.models import Supervision
from bihuan.triage.actions import merge_opinions
from bihuan.triage.queries import visible_opinions
from bihuan.verification.facts import acceptance_lines
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World, not_allowed, refused

S = State


@pytest.fixture
def lamps(world: World) -> Case:
    """The lamps as work for years, under way."""
    world.edit(world.case(), route="long_term")
    merge_opinions(world.case().pk, [world.opinion(4).pk], by=world.zhao, now=world.now, reason="同一路段。")
    return world.case_in(S.RECTIFYING)


@pytest.fixture
def later(world: World, lamps: Case) -> Case:
    """What it became in the batch of the year after."""
    world.review_the_year(lamps)
    return world.carry_over(lamps)


# ── 年度评估 ──


def test_a_review_stands_in_the_history_and_moves_nothing(world: World, lamps: Case) -> None:
    world.review_the_year(lamps)
    review = LongTermReview.objects.get()
    assert (review.year, review.verdict, review.reviewed_by) == (
        2022,
        "stage_reached",
        world.cast.users["zhao"],
    )
    entry = Entry.objects.get(act=Act.REVIEW_LONG_TERM)
    assert (entry.sentence, entry.from_state, entry.to_state) == (
        "登记年度评估：2022年度，取得阶段性进展",
        S.RECTIFYING,
        S.RECTIFYING,
    )
    with refused(("already-reviewed", "S11")):
        world.review_the_year(lamps)


def test_only_the_coordinator_reviews_and_only_what_goes_on_for_years(world: World, lamps: Case) -> None:
    for other in (world.li, world.sun, world.qian, world.wei, world.feng):
        with not_allowed():
            world.review_the_year(lamps, by=other)
    with refused(("not-lasting", "S11")):
        world.review_the_year(world.case_in(S.RECTIFYING, WAGES))


def test_a_case_that_was_struck_off_and_is_kept_up_is_reviewed_too(world: World) -> None:
    case = world.case_in(S.CLOSED)
    with refused(("not-lasting", "S11")):
        world.review_the_year(case)
    case.close_outs.update(status="kept_up")
    world.review_the_year(case, verdict="kept_up", next_step="")
    assert LongTermReview.objects.get().get_verdict_display() == "已完成并长期坚持"


# ── 转入下一批 ──


def test_the_case_ends_here_and_goes_on_there_with_the_same_promises(
    world: World, lamps: Case, later: Case
) -> None:
    lamps.refresh_from_db()
    assert (lamps.state, later.state, later.batch, later.position) == (
        S.CARRIED_OVER,
        S.DRAFT,
        world.next_batch,
        1,
    )
    for name in ("number", "content", "target", "route", "limit_kind", "limit_date", "limit_text", "lead_id",
                 "person_in_charge", "principal_leader", "assignee"):  # fmt: skip
        assert getattr(later, name) == getattr(lamps, name), name
    assert (later.progress, later.round, later.assigned_on, later.verifying_id) == (0, 1, None, None)
    assert list(later.measures.values_list("text", "due_on", "progress")) == [
        (row.text, row.due_on, "to_do") for row in lamps.measures.all()
    ]
    (indicator,) = later.indicators.all()
    assert (indicator.value, indicator.unit, indicator.numerator) == (Decimal(36), "盏", None)
    link = CarryOver.objects.get()
    assert (link.earlier, link.later, link.by) == (lamps, later, world.cast.users["qian"])


def test_both_cases_tell_it_and_both_have_their_stretch(world: World, lamps: Case, later: Case) -> None:
    first, second = Entry.objects.filter(act=Act.CARRY_OVER_CASE).order_by("pk")
    assert (first.subject_id, first.from_state, first.to_state) == (lamps.pk, S.RECTIFYING, S.CARRIED_OVER)
    assert first.sentence == "转入下一批继续办理：临港管办发〔2023〕6号第1项，支路改造列入明年计划。"
    assert (second.subject_id, second.batch_id, second.from_state) == (later.pk, world.next_batch.pk, "")
    assert second.sentence == "由临港管办发〔2022〕8号第1项转入：支路改造列入明年计划。"
    assert first.public == second.public == ""
    assert first.traces.exists()
    assert second.traces.exists()
    running = dict(
        Stretch.objects.filter(until=FOREVER, case__in=[lamps, later]).values_list("case_id", "state")
    )
    assert running == {lamps.pk: S.CARRIED_OVER, later.pk: S.DRAFT}


def test_only_a_leader_of_the_zone_carries_over(world: World, lamps: Case) -> None:
    world.review_the_year(lamps)
    for other in (world.zhao, world.sun, world.wei, world.feng):
        with not_allowed():
            world.carry_over(lamps, by=other)


@pytest.mark.long
@pytest.mark.parametrize("state", [S.DRAFT, S.ASSIGNED, S.VERIFYING, S.NOTICING, S.CLOSED])
def test_what_is_not_yet_begun_or_already_handed_in_is_not_carried_over(world: World, state: State) -> None:
    world.edit(world.case(), route="long_term")
    case = world.case_in(state)
    with not_allowed("wrong-state", "S11"):
        world.carry_over(case)


def test_an_overdue_case_is_not_hidden_by_a_new_batch(world: World, lamps: Case) -> None:
    world.review_the_year(lamps)
    world.on(2023, 1, 1)
    with refused(("overdue", "S11")):
        world.carry_over(lamps)


def test_everything_that_waits_is_told_at_once(world: World, lamps: Case) -> None:
    limit = lamps.limit_date
    assert limit is not None
    request_extension(
        lamps.pk, by=world.sun, now=world.now, new_date=limit + timedelta(days=90), reason="缺货。"
    )
    urged(world, lamps, "催办〔2022〕1号")
    with refused(
        ("reason-missing", "S11"),
        ("not-reviewed", "S11"),
        ("request-pending", "S11"),
        ("supervision-open", "S11"),
    ):
        world.carry_over(lamps, reason="")
    assert world.state(lamps) is S.RECTIFYING


def test_what_was_settled_or_taken_back_stands_in_nobody_s_way(world: World, lamps: Case) -> None:
    world.review_the_year(lamps)
    for number, ended in (("催办〔2022〕1号", "settled_at"), ("催办〔2022〕2号", "withdrawn_at")):
        order = urged(world, lamps, number)
        Supervision.objects.filter(pk=order.pk).update(**{ended: world.now})
    assert world.carry_over(lamps).state == S.DRAFT


def urged(world: World, case: Case, number: str) -> Supervision:
    return Supervision.objects.create(
        batch=case.batch, case=case, unit=world.unit("enforcement"), rung="urging", number=number, cause=number,
        why="进度滞后。", by_rule=False, issued_at=world.now, reply_due_on=world.today,
    )  # fmt: skip


def test_the_batch_must_be_a_later_one_of_the_same_coordinator(world: World, lamps: Case) -> None:
    world.review_the_year(lamps)
    with refused(("not-a-later-batch", "S11")):
        world.carry_over(lamps, batch_id=lamps.batch_id)
    Batch.objects.filter(pk=world.next_batch.pk).update(work_year=None)
    with refused(("work-year-missing", "S11")):
        world.carry_over(lamps)
    Batch.objects.filter(pk=world.next_batch.pk).update(work_year=2023, coordinator=world.unit("elsewhere"))
    with refused(("other-coordinator", "S11")):
        world.carry_over(lamps)


# ── whoever spoke is owed an answer by the later case ──


def closed_but_for_the_voices(world: World, later: Case) -> Case:
    """The later case on public notice, with nothing missing but what is owed to those who spoke."""
    issue_batch(later.batch_id, by=world.zhao, now=world.now)
    world.walk(later, S.NOTICING)
    world.answer_doubts(later)
    world.apply(later)
    world.wait_for_notice(later)
    return world.fresh(later)


def test_the_opinions_stay_with_the_first_case_and_speak_to_the_last(
    world: World, lamps: Case, later: Case
) -> None:
    assert not later.memberships.exists()
    numbers = [world.opinion(1).number, world.opinion(4).number]
    assert [row.opinion.number for row in members_of(later)] == numbers
    assert [row.opinion.number for row in members_of(lamps)] == numbers
    assert [voice.replied for voice in voices(later)] == [False, False]
    said = {text for subject, text in acceptance_lines(later) if subject == "opinion"}
    assert said == {world.opinion(1).text, world.opinion(4).text}


def test_a_carried_over_item_is_not_closed_while_its_people_are_unanswered(world: World, later: Case) -> None:
    case = closed_but_for_the_voices(world, later)
    facts = closing_facts(case, hands_of(case), world.today)
    assert {finding.code for finding in facts.unanswered_voices} == {"not-contacted", "not-replied"}
    with refused(("not-contacted", "S9"), ("not-replied", "S4")):
        close_case(later.pk, by=world.qian, now=world.now)
    for serial in (1, 4):
        world.contact(world.opinion(serial), by=world.li)
        world.reply(world.opinion(serial), by=world.li)
    assert close_case(later.pk, by=world.qian, now=world.now).approved


def test_it_is_not_disclosed_before_each_of_them_was_visited_about_the_later_case(
    world: World, later: Case
) -> None:
    case = closed_but_for_the_voices(world, later)
    for serial in (1, 4):
        world.contact(world.opinion(serial), by=world.li)
        world.reply(world.opinion(serial), by=world.li)
    world.close(case)
    world.file(case)
    world.draft(case)
    world.review(case)
    with refused(("not-visited", "S26")):
        disclose_case(case.pk, by=world.zhao, now=world.now)
    for serial in (1, 4):
        world.visit(world.opinion(serial), case)
    disclose_case(case.pk, by=world.zhao, now=world.now)
    assert world.state(case) is S.DISCLOSED


def test_what_was_replied_before_a_relapse_does_not_answer_the_round_that_was_carried_over(
    world: World,
) -> None:
    world.edit(world.case(), route="long_term")
    case = world.case_in(S.REOPENED)
    assert [voice.replied for voice in voices(world.fresh(case))] == [False]
    world.review_the_year(case)
    later = world.carry_over(case)
    assert [voice.replied for voice in voices(world.fresh(later))] == [False]
    world.later()
    world.reply(world.opinion(1), by=world.li)
    assert [voice.replied for voice in voices(world.fresh(later))] == [True]


def test_the_unit_that_takes_over_may_read_and_answer_what_was_said_to_the_first_case(
    world: World, later: Case
) -> None:
    opinion = world.opinion(1)
    assert opinion not in visible_opinions(world.wang)
    with not_allowed():
        world.reply(opinion, by=world.wang)
    edit_case(later.pk, by=world.zhao, now=world.now, changes={"lead": world.unit("construction")})
    assert opinion in visible_opinions(world.wang)
    reply_opinion(opinion.pk, by=world.wang, now=world.now, channel="phone", text="由我局接着办理。")
    assert opinion.replies.filter(by_name="王八一").exists()


def test_a_visit_about_the_later_case_needs_an_opinion_of_its_line(world: World, later: Case) -> None:
    case = closed_but_for_the_voices(world, later)
    with not_allowed():
        record_return_visit(
            world.opinion(5).pk, case.pk, by=world.han, now=world.now, channel="visit", outcome="no_contact",
            satisfaction="unknown", note="已到现场。",
        )  # fmt: skip


def test_who_had_a_hand_in_the_earlier_case_has_it_in_the_later_one(
    world: World, lamps: Case, later: Case
) -> None:
    before, after = hands_of(world.fresh(lamps)), hands_of(world.fresh(later))
    assert before.people.keys() <= after.people.keys()
    assert all(before.people[part] <= after.people[part] for part in before.people)
    assert set(before.handling) <= set(after.handling)


def test_a_line_may_be_carried_over_again_and_the_first_voices_still_count(world: World, later: Case) -> None:
    issue_batch(later.batch_id, by=world.zhao, now=world.now)
    world.walk(later, S.RECTIFYING)
    third = Batch.objects.create(
        number="临港管办发〔2024〕3号",
        coordinator=later.batch.coordinator,
        work_year=2024,
        rules=later.batch.rules,
    )
    world.on(2023, 2, 1)
    Case.objects.filter(pk=later.pk).update(limit_date=None, limit_kind="long_term")
    world.review_the_year(later)
    last = carry_over_case(later.pk, by=world.qian, now=world.now, batch_id=third.pk, reason="列入明年计划。")
    assert [row.opinion.number for row in members_of(world.fresh(last))] == [
        world.opinion(1).number,
        world.opinion(4).number,
    ]
    assert world.opinion(1) in visible_opinions(world.li)


# ── 长期事项 ──


def test_the_list_has_what_goes_on_for_years_with_the_years_that_lack_a_review(world: World) -> None:
    green = world.case_in(S.RECTIFYING, GREEN)
    world.case_in(S.RECTIFYING, LAMPS)
    (case,) = long_term_cases(world.zhao)
    assert case == green
    assert list(long_term_cases(world.li)) == []
    on = day_of(world.on(2023, 3, 1))
    row = long_term_row(case, on)
    assert (row.missing, row.last, row.period, row.period_over) == (
        (2022, 2023),
        None,
        "“十四五”（2021—2025年）",
        False,
    )
    assert list(unreviewed_cases(long_term_cases(world.zhao), on)) == [green]
    for year in (2022, 2023):
        world.review_the_year(green, year=year)
    (case,) = long_term_cases(world.zhao)
    row = long_term_row(case, on)
    assert (row.missing, row.last and row.last.year) == ((), 2023)
    assert not unreviewed_cases(long_term_cases(world.zhao), on).exists()


def test_a_plan_that_has_ended_is_marked_while_the_case_is_open(world: World) -> None:
    world.case_in(S.RECTIFYING, GREEN)
    (case,) = long_term_cases(world.zhao)
    assert long_term_row(case, day_of(world.on(2026, 1, 1))).period_over
    assert not long_term_row(case, day_of(world.on(2025, 12, 31))).period_over


def test_the_list_shows_both_ends_of_what_was_carried_over(world: World, lamps: Case, later: Case) -> None:
    rows = {case.pk: long_term_row(case, world.today) for case in long_term_cases(world.zhao)}
    assert (rows[lamps.pk].missing, rows[later.pk].missing) == ((), ())
    went, came = rows[lamps.pk].went_to, rows[later.pk].came_from
    assert went is not None
    assert came is not None
    assert (went.later, came.earlier) == (later, lamps)
