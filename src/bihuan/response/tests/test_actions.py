from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC, Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.intake.models import Opinion
from bihuan.journal.models import Entry
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from bihuan.response import actions
from bihuan.response.actions import ContactDetails
from bihuan.response.facts import voices
from bihuan.response.models import ReturnVisit
from bihuan.triage.actions import answer_directly, merge_opinions
from bihuan.triage.models import DirectAnswer
from tests.support.cast import PEOPLE
from tests.support.paper import PHONE
from tests.support.refusals import not_allowed, refused
from tests.support.world import World


def reveal(world: World, opinion: Opinion, by: Actor, purpose: str = "告知承办情况") -> ContactDetails:
    return actions.reveal_contact(opinion.pk, by=by, now=world.now, purpose=purpose)


def contact(world: World, opinion: Opinion, by: Actor, note: str = "已告知由我局承办。") -> object:
    return actions.log_contact(opinion.pk, by=by, now=world.now, channel="phone", reached=True, note=note)


def reply(world: World, opinion: Opinion, by: Actor, text: str = "路灯已更换。") -> object:
    return actions.reply_opinion(opinion.pk, by=by, now=world.now, channel="phone", text=text)


def visit(world: World, opinion: Opinion, by: Actor, **changes: Any) -> ReturnVisit:
    said = {"channel": "phone", "outcome": "reached", "satisfaction": "satisfied", "note": "路灯亮了。"}
    return actions.record_return_visit(opinion.pk, world.case().pk, by=by, now=world.now, **(said | changes))


def understand(
    world: World, opinion: Opinion, by: Actor, *, yes: bool = True, note: str = ""
) -> DirectAnswer:
    return actions.record_understanding(opinion.pk, by=by, now=world.now, understood=yes, note=note)


def of_the_case(world: World) -> Opinion:
    """The opinion of the lamps, whose work is under way."""
    world.case_in(State.RECTIFYING)
    return world.opinion(1)


def verified(world: World) -> Opinion:
    """The opinion of the lamps, whose work was done and verified."""
    world.case_in(State.VERIFIED)
    return world.opinion(1)


def answered(world: World) -> Opinion:
    """An opinion that the construction bureau answers directly, and has replied to."""
    opinion = world.opinion(6)
    answer_directly(
        opinion.pk, by=world.zhao, now=world.now, unit=world.unit("construction"), reason="属政策解释"
    )
    reply(world, opinion, world.wang)
    return opinion


@dataclass(frozen=True)
class Saying:
    """An act towards an opinion, by whom, and what the journal says of it."""

    act: Act
    ready: Callable[[World], Opinion]
    do: Callable[[World, Opinion, Actor], object]
    by: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return self.act.value


SAYINGS = (
    Saying(
        Act.REVEAL_CONTACT, of_the_case, reveal, ("li", "sun", "zhao"), "查看联系方式，用途：告知承办情况"
    ),
    Saying(Act.LOG_CONTACT, of_the_case, contact, ("li", "sun", "zhao"), "已联系上"),
    Saying(Act.REPLY_OPINION, of_the_case, reply, ("li", "sun", "zhao"), "已答复"),
    Saying(Act.RECORD_UNDERSTANDING, answered, understand, ("wang", "zheng", "zhao"), "已取得理解"),
    Saying(Act.RECORD_RETURN_VISIT, verified, visit, ("han", "zhao"), "已回访，满意"),
)


@pytest.mark.parametrize("saying", SAYINGS, ids=str)
def test_every_word_with_a_citizen_leaves_its_row(world: World, saying: Saying) -> None:
    opinion, actor = saying.ready(world), world.cast.actors[saying.by[0]]
    world.later()
    saying.do(world, opinion, actor)
    if saying.act is Act.RECORD_RETURN_VISIT:  # who called has had a hand in the case
        entry = last_entry("case", world.case().pk)
    else:
        entry = last_entry("opinion", opinion.pk)
    assert (entry.act, entry.by_name, entry.at) == (saying.act, actor.name, world.now)
    assert entry.sentence == f"意见{opinion.number}：{saying.sentence}"
    assert (entry.from_state, entry.to_state, entry.batch_id) == ("", "", opinion.batch_id)


@pytest.mark.parametrize("saying", SAYINGS, ids=str)
def test_only_those_who_handle_an_opinion_speak_with_who_gave_it(world: World, saying: Saying) -> None:
    opinion = saying.ready(world)
    before = everything()
    for name in sorted(set(PEOPLE) - set(saying.by)):
        verified_it = saying.act is Act.RECORD_RETURN_VISIT and name == "zhou"
        with refused(("after-verified", "S17")) if verified_it else not_allowed():
            saying.do(world, opinion, world.cast.actors[name])
    with not_allowed():
        saying.do(world, opinion, PUBLIC)
    assert everything() == before
    for name in saying.by:
        saying.do(world, opinion, world.cast.actors[name])


def test_contact_details_are_sealed_at_rest_and_each_look_at_them_is_written_down(world: World) -> None:
    opinion = of_the_case(world)
    assert PHONE not in opinion.contact_phone + opinion.contact_name
    looks = Entry.objects.filter(act=Act.REVEAL_CONTACT)
    for count in (1, 2):
        assert reveal(world, opinion, world.li) == ContactDetails("陈先生", PHONE)
        assert looks.count() == count
    assert not any(PHONE in text for text in Entry.objects.values_list("sentence", flat=True))


def test_who_left_no_details_is_told_apart_without_a_key(world: World) -> None:
    assert world.opinion(1).contactable
    assert not world.opinion(5).contactable
    assert reveal(world, world.opinion(5), world.zhao) == ContactDetails("", "")


@pytest.mark.parametrize(
    ("act", "words", "code", "clause"),
    [
        (reveal, {"purpose": " "}, "text-missing", "S9"),
        (contact, {"note": ""}, "text-missing", "S9"),
        (reply, {"text": "\n"}, "text-missing", "S4"),
        (visit, {"note": ""}, "text-missing", "S26"),
        (visit, {"outcome": "no_contact", "satisfaction": "unknown"}, "contact-was-left", "S26"),
        (visit, {"outcome": "unreachable", "satisfaction": "unknown"}, "attempts-too-few", "S26"),
        (visit, {"outcome": "unreachable"}, "verdict-from-nobody", "S14"),
    ],
)
def test_an_act_towards_a_citizen_without_its_words_is_refused(
    world: World, act: Any, words: dict[str, str], code: str, clause: str
) -> None:
    opinion = verified(world)
    with refused_unsaved((code, clause)):
        act(world, opinion, world.zhao, **words)


def test_three_attempts_that_reached_nobody_excuse_a_visit_and_a_talk_is_no_such_attempt(
    world: World,
) -> None:
    opinion = verified(world)
    for reached in (True, False, False):
        world.contact(opinion, by=world.li, reached=reached)
    nobody = {"outcome": "unreachable", "satisfaction": "unknown"}
    with refused_unsaved(("attempts-too-few", "S26")):
        visit(world, opinion, world.han, **nobody)
    world.contact(opinion, by=world.li, reached=False)
    assert visit(world, opinion, world.han, **nobody).outcome == "unreachable"


def test_who_did_the_work_does_not_make_the_visit(world: World) -> None:
    opinion = verified(world)
    moved = world.cast.give_post("li", "office", Role.VERIFIER)
    with refused_unsaved(("after-handled", "S17")):
        visit(world, opinion, moved)


def test_a_visit_is_to_an_opinion_of_the_case(world: World) -> None:
    verified(world)
    with refused_unsaved(("not-merged", "S26")):
        visit(world, world.opinion(4), world.zhao)


def test_each_opinion_of_a_merged_case_has_its_own_voice(world: World) -> None:
    case = world.case()
    merge_opinions(
        case.pk, [world.opinion(4).pk, world.opinion(5).pk], by=world.zhao, now=world.now, reason="同一条路"
    )
    world.contact(world.opinion(1), by=world.zhao)
    world.reply(world.opinion(4), by=world.zhao)
    heard = [(voice.number[-1], voice.contacted, voice.replied) for voice in voices(world.fresh(case))]
    assert heard == [("1", True, False), ("4", False, True), ("5", False, False)]


def test_a_unit_speaks_with_those_whose_opinion_was_merged_into_its_case(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    opinion = world.opinion(4)
    with not_allowed():
        reply(world, opinion, world.li)
    merge_opinions(case.pk, [opinion.pk], by=world.zhao, now=world.now, reason="同一条路")
    reply(world, opinion, world.li)
    assert opinion.replies.get().by_unit == "综合执法局"


def test_whether_it_was_understood_is_asked_after_the_explanation_and_a_no_says_why(world: World) -> None:
    opinion = world.opinion(6)
    answer_directly(
        opinion.pk, by=world.zhao, now=world.now, unit=world.unit("construction"), reason="属政策解释"
    )
    with refused_unsaved(("not-replied", "S12"), ("note-missing", "S12")):
        understand(world, opinion, world.wang, yes=False)
    reply(world, opinion, world.wang)
    answer = understand(world, opinion, world.wang, yes=False, note="仍认为应报销，已转医保局。")
    assert (answer.understood, answer.understood_at) == (False, world.now)
    assert last_entry("opinion", opinion.pk).sentence.endswith("未取得理解")


def test_before_the_verification_there_is_nothing_to_be_pleased_with(world: World) -> None:
    opinion = of_the_case(world)
    with refused_unsaved(("too-early-to-visit", "S26")):
        visit(world, opinion, world.zhao)


def test_only_a_direct_answer_ends_with_whether_it_was_understood(world: World) -> None:
    opinion = of_the_case(world)
    with refused_unsaved(("not-answered-directly", "S12")):
        understand(world, opinion, world.li)
