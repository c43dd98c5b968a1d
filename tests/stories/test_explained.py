"""解释说明 (S12): an opinion that needs explaining and no rectifying. It ends with whether it was understood."""

import pytest

from bihuan.access.acts import Act
from bihuan.cases.routes import Route
from bihuan.journal.queries import history_of
from bihuan.people.sealed import unseal
from bihuan.reports.counts import batch_counts
from bihuan.response.actions import (
    ContactDetails,
    log_contact,
    record_understanding,
    reply_opinion,
    reveal_contact,
)
from bihuan.triage.actions import answer_directly, merge_opinions, open_case
from bihuan.triage.queries import visible_opinions
from tests.support.world import World, not_allowed, refused


def test_a_question_about_policy_is_explained_until_it_is_understood(world: World) -> None:
    opinion = world.opinion(6)
    office = world.unit("construction")
    with refused(("reason-missing", "S12")):
        answer_directly(opinion.pk, by=world.zhao, now=world.now, unit=office, reason="")
    with not_allowed():
        answer_directly(opinion.pk, by=world.sun, now=world.now, unit=office, reason="政策咨询。")
    answer_directly(opinion.pk, by=world.zhao, now=world.later(), unit=office, reason="政策咨询。")
    with refused(("answered-directly", "S12")):
        answer_directly(opinion.pk, by=world.zhao, now=world.now, unit=office, reason="再办一次。")

    # From now on it is the answering unit's, and it founds and joins no case.
    assert opinion in visible_opinions(world.wang)
    assert opinion not in visible_opinions(world.li)
    with refused(("answered-directly", "S12")):
        open_case(opinion.pk, by=world.zhao, now=world.now, route=Route.NOW)
    with refused(("answered-directly", "S12")):
        merge_opinions(world.case().pk, [opinion.pk], by=world.zhao, now=world.now, reason="同类。")

    # 王 looks up the telephone, with a purpose, and the look is on record; the number itself is not.
    with not_allowed():
        reveal_contact(opinion.pk, by=world.li, now=world.now, purpose="随便看看")
    with refused(("text-missing", "S9")):
        reveal_contact(opinion.pk, by=world.wang, now=world.now, purpose="")
    seen = reveal_contact(opinion.pk, by=world.wang, now=world.later(), purpose="电话解释政策")
    assert seen == ContactDetails("何女士", "13700004321")
    assert "13700004321" not in opinion.contact_phone
    assert unseal(opinion.contact_phone) == "13700004321"
    look = history_of("opinion", opinion.pk).get(act=Act.REVEAL_CONTACT)
    assert "电话解释政策" in look.sentence
    assert "13700004321" not in look.sentence + look.data

    # First the explanation, then whether it was understood. A "no" says what follows.
    with refused(("not-replied", "S12")):
        record_understanding(opinion.pk, by=world.wang, now=world.now, understood=True, note="")
    with refused(("text-missing", "S9")):
        log_contact(opinion.pk, by=world.wang, now=world.now, channel="phone", reached=True, note="")
    world.contact(opinion, by=world.wang)
    reply_opinion(
        opinion.pk, by=world.wang, now=world.later(), channel="phone", text="异地就医备案后可以报销。"
    )
    with refused(("note-missing", "S12")):
        record_understanding(opinion.pk, by=world.wang, now=world.now, understood=False, note="")
    record_understanding(
        opinion.pk, by=world.wang, now=world.now, understood=False, note="认为手续太繁，拟上门再解释。"
    )
    answer = record_understanding(opinion.pk, by=world.wang, now=world.later(3), understood=True, note="")
    assert answer.understood is True


def test_an_explanation_that_was_not_understood_may_become_a_case_after_all(world: World) -> None:
    opinion, office = world.opinion(6), world.unit("construction")
    answer_directly(opinion.pk, by=world.zhao, now=world.now, unit=office, reason="政策咨询。")
    reply_opinion(opinion.pk, by=world.wang, now=world.later(), channel="phone", text="备案后可以报销。")
    record_understanding(
        opinion.pk, by=world.wang, now=world.later(), understood=False, note="反映窗口确实没有受理。"
    )
    with refused(("answered-directly", "S12")):  # explaining once more is no way out
        answer_directly(opinion.pk, by=world.zhao, now=world.now, unit=office, reason="再解释。")
    case = open_case(opinion.pk, by=world.zhao, now=world.now, route=Route.NOW, reason="窗口确有问题。")
    assert case.number == opinion.number
    counts = batch_counts(world.batch)
    assert counts.opinions == counts.in_cases + counts.answered_directly + counts.undecided


def test_what_is_not_answered_directly_has_nothing_to_be_understood(world: World) -> None:
    with refused(("not-answered-directly", "S12")):
        record_understanding(
            world.opinion(7).pk, by=world.zhao, now=world.now, understood=True, note="明白了。"
        )


def test_an_explanation_opens_no_case(world: World) -> None:
    with pytest.raises(ValueError, match="opens no case"):
        open_case(world.opinion(7).pk, by=world.zhao, now=world.now, route=Route.EXPLAIN, reason="政策")
