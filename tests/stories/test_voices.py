"""归并: one case for several who said the same. Nobody's voice is lost in it (T16, S4, S26)."""

from datetime import timedelta

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.routes import Route
from bihuan.closure.actions import close_case
from bihuan.disclosure.actions import disclose_case
from bihuan.journal.queries import history_of
from bihuan.reports.counts import batch_counts
from bihuan.reports.voices import DEFINITIONS, printed, voice_counts
from bihuan.response.actions import log_contact, record_return_visit, reply_opinion
from bihuan.response.models import Contact
from bihuan.triage.actions import answer_directly, merge_opinions, open_case, unmerge_opinion
from bihuan.triage.queries import undecided
from bihuan.verification.facts import acceptance_lines
from tests.support.world import World, not_allowed, refused


def test_two_who_said_the_same_are_each_answered_and_each_visited(world: World) -> None:
    case, first, second = world.case(), world.opinion(1), world.opinion(4)

    # 林女士 speaks of the same dark road: one case, two voices.
    with refused(("reason-missing", "S13")):
        merge_opinions(case.pk, [second.pk], by=world.zhao, now=world.now, reason="")
    with not_allowed():
        merge_opinions(case.pk, [second.pk], by=world.sun, now=world.now, reason="同一路段。")
    merge_opinions(case.pk, [second.pk], by=world.zhao, now=world.later(), reason="同一路段。")
    with refused(("already-merged", "S13")):
        merge_opinions(case.pk, [second.pk], by=world.zhao, now=world.now, reason="同一路段。")
    with refused(("in-a-case", "S12")):
        answer_directly(
            second.pk, by=world.zhao, now=world.now, unit=world.unit("enforcement"), reason="请理解。"
        )

    # The verifier reads both in their own words (T11).
    assert [text for subject, text in acceptance_lines(case) if subject == "opinion"] == [
        first.text,
        second.text,
    ]

    # An answer to one is no answer to the other.
    world.walk(case, State.NOTICING)
    with refused(("too-late-to-merge", "S13")):
        merge_opinions(case.pk, [world.opinion(5).pk], by=world.zhao, now=world.now, reason="同一路段。")
    world.contact(first, by=world.li)
    world.reply(first, by=world.li)
    world.apply(case)
    world.wait_for_notice(case)
    with refused(("not-contacted", "S9"), ("not-replied", "S4")):
        close_case(case.pk, by=world.qian, now=world.now)
    world.contact(second, by=world.li)
    world.reply(second, by=world.li)
    close_case(case.pk, by=world.qian, now=world.now)

    # Nor is a visit to one a visit to the other. 林女士 cannot be found: after three attempts that is on record.
    world.file(case)
    world.draft(case)
    world.review(case)
    world.visit(first, case)
    with refused(("not-visited", "S26")):
        disclose_case(case.pk, by=world.zhao, now=world.now)
    with refused(("attempts-too-few", "S26"), ("verdict-from-nobody", "S14")):
        world.visit(second, case, outcome="unreachable", satisfaction="satisfied")
    with refused(("contact-was-left", "S26")):
        world.visit(second, case, outcome="no_contact", satisfaction="unknown")
    for _ in range(3):
        log_contact(
            second.pk, by=world.li, now=world.later(), channel="phone", reached=False, note="无人接听。"
        )
    world.visit(second, case, outcome="unreachable", satisfaction="unknown")
    disclose_case(case.pk, by=world.zhao, now=world.now)
    assert world.state(case) is State.DISCLOSED


def test_a_merge_can_be_undone_and_done_again_without_losing_a_word(world: World) -> None:
    case, opinion = world.case(), world.opinion(4)
    merge_opinions(case.pk, [opinion.pk], by=world.zhao, now=world.now, reason="同一路段。")
    world.assign(case)
    world.contact(opinion, by=world.li)
    reply_opinion(opinion.pk, by=world.li, now=world.now, channel="phone", text="已排查。")

    with refused(("reason-missing", "S13")):
        unmerge_opinion(case.pk, opinion.pk, by=world.zhao, now=world.now, reason=" ")
    with refused(("founding-opinion", "S13")):
        unmerge_opinion(case.pk, world.opinion(1).pk, by=world.zhao, now=world.now, reason="拆开。")
    unmerge_opinion(case.pk, opinion.pk, by=world.zhao, now=world.later(), reason="实为另一路段。")
    with refused(("not-merged", "S13")):
        unmerge_opinion(case.pk, opinion.pk, by=world.zhao, now=world.now, reason="再撤一次。")
    assert opinion in undecided(world.batch.opinions.all())
    with not_allowed():
        reply_opinion(opinion.pk, by=world.li, now=world.now, channel="phone", text="与我局无关了。")

    merge_opinions(case.pk, [opinion.pk], by=world.zhao, now=world.later(), reason="核实确为同一路段。")
    assert opinion not in undecided(world.batch.opinions.all())
    assert opinion.replies.get().text == "已排查。"
    assert opinion.contacts.count() == 1
    assert [entry.act for entry in history_of("opinion", opinion.pk)] == [
        Act.MERGE_OPINIONS,
        Act.LOG_CONTACT,
        Act.REPLY_OPINION,
        Act.UNMERGE_OPINION,
        Act.MERGE_OPINIONS,
    ]


def test_one_opinion_that_asks_two_things_founds_two_cases_with_a_reason(world: World) -> None:
    opinion = world.opinion(7)
    first = open_case(opinion.pk, by=world.zhao, now=world.now, route=Route.NOW, reason="能够立行立改。")
    with refused(("split-reason-missing", "S13")):
        open_case(opinion.pk, by=world.zhao, now=world.now, route=Route.NOW)
    second = open_case(opinion.pk, by=world.zhao, now=world.now, route=Route.NOW, reason="兼有站台问题。")
    assert (first.position, second.position) == (4, 5)
    assert first.content == second.content == opinion.text


def test_a_visit_belongs_to_the_case_and_comes_after_the_work(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    with refused(("too-early-to-visit", "S26")):
        world.visit(world.opinion(1), case)
    world.walk(case, State.CLOSED)
    with refused(("not-merged", "S26")):
        world.visit(world.opinion(5), case, by=world.zhao)
    with not_allowed():
        world.visit(world.opinion(1), case, by=world.sun)
    with refused(("text-missing", "S26")):
        record_return_visit(
            world.opinion(1).pk,
            case.pk,
            by=world.han,
            now=world.now,
            channel="phone",
            outcome="reached",
            satisfaction="satisfied",
            note="",
        )


def test_sixteen_is_not_four_and_every_count_adds_up(world: World) -> None:
    merge_opinions(world.case().pk, [world.opinion(4).pk], by=world.zhao, now=world.now, reason="同一路段。")
    answer_directly(
        world.opinion(6).pk, by=world.zhao, now=world.now, unit=world.unit("coordinator"), reason="政策咨询。"
    )
    counts = batch_counts(world.batch)
    assert (counts.stated_received, counts.stated_rectify) == (8, 3)
    assert (counts.opinions, counts.in_cases, counts.answered_directly, counts.undecided) == (8, 4, 1, 3)
    assert (counts.cases, counts.merged_away) == (3, 1)


def test_the_three_rates_name_what_they_leave_out(world: World) -> None:
    case = world.case_in(State.CLOSED)
    answer_directly(
        world.opinion(6).pk, by=world.zhao, now=world.now, unit=world.unit("coordinator"), reason="政策咨询。"
    )
    told = voice_counts(world.batch)
    assert (told.opinions, told.excluded, told.solved) == (8, 1, 1)
    assert str(told.solved_rate) == "14.2%（1/7）"
    assert told.response_rate.whole >= told.response_rate.part
    assert list(printed(told)) == list(DEFINITIONS)
    assert "三次未能联系" in DEFINITIONS["解决率"]
    assert "α＝1" in DEFINITIONS["满意率"]
    assert case.state == State.CLOSED


def test_whoever_was_called_too_late_was_not_responded_to(world: World) -> None:
    world.case_in(State.ACKNOWLEDGED)
    before = voice_counts(world.batch)
    assert (before.contacted, before.waited) == (0, 1)
    opinion = world.opinion(1)
    world.now += timedelta(days=30)
    world.contact(opinion, by=world.sun)
    assert voice_counts(world.batch).contacted == 0
    handed_over = world.case().assignments.get().assigned_at
    Contact.objects.filter(opinion=opinion).update(at=handed_over)
    assert voice_counts(world.batch).contacted == 1
