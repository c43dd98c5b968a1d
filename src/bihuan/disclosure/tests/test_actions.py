from typing import Any

import pytest

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.disclosure import actions
from bihuan.disclosure.models import Statement
from bihuan.journal.tests.rows import refused_unsaved
from tests.support.world import World

S = State
TEXT = "望海路路灯已全部更换，夜间照明恢复。"
REVIEW, PRIVACY = "政府信息公开条例第17条", "个人信息保护法第25条"


def draft(world: World, case: Case, by: Actor, text: str = TEXT) -> Statement:
    return actions.draft_statement(case.pk, by=by, now=world.now, text=text)


def review(world: World, case: Case, by: Actor, **changes: Any) -> Statement:
    asked: dict[str, Any] = {"secrecy_checked": True, "privacy_checked": True, "remark": "可以公开。"}
    return actions.review_statement(case.pk, by=by, now=world.now, **(asked | changes))


def send_back(world: World, case: Case, by: Actor, remark: str = "请补充照度。") -> Statement:
    return actions.send_back_statement(case.pk, by=by, now=world.now, remark=remark)


def disclose(world: World, case: Case, by: Actor) -> Statement:
    return actions.disclose_case(case.pk, by=by, now=world.now)


def drafted(world: World) -> Case:
    case = world.case_in(S.FILED)
    draft(world, case, world.li)
    return case


def reviewed(world: World) -> Case:
    case = drafted(world)
    world.visit_everybody(case)
    review(world, case, world.wu)
    return case


DEEDS = (
    Deed(
        Act.DRAFT_STATEMENT, in_state(S.CLOSED), draft, ("li", "sun", "zhao"), S.CLOSED,
        "拟公开稿", S.NOTICING, "S19",
    ),
    Deed(Act.REVIEW_STATEMENT, drafted, review, ("wu",), S.FILED, "公开审查通过：可以公开。", S.DISCLOSED, "S21"),
    Deed(Act.SEND_BACK_STATEMENT, drafted, send_back, ("wu",), S.FILED, "退回公开稿：请补充照度。", S.NOTICING, "S21"),
    Deed(Act.DISCLOSE_CASE, reviewed, disclose, ("zhao",), S.DISCLOSED, "公开", S.CLOSED, "S16"),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_disclosure_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_disclosure_is_for_those_who_may_and_nobody_else(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_an_act_of_disclosure_is_refused_in_a_state_that_does_not_know_it(world: World, deed: Deed) -> None:
    deed.is_unknown_in_another_state(world)


def test_a_statement_has_words(world: World) -> None:
    case = world.case_in(S.CLOSED)
    with refused_unsaved(("text-missing", "S27")):
        draft(world, case, world.li, text=" ")


@pytest.mark.parametrize("unchecked", ["secrecy_checked", "privacy_checked"])
def test_a_review_confirms_that_it_looked_for_secrets_and_for_privacy(world: World, unchecked: str) -> None:
    case = drafted(world)
    with refused_unsaved(("review-unconfirmed", REVIEW)):
        review(world, case, world.wu, **{unchecked: False})


def test_nobody_reviews_their_own_draft(world: World) -> None:
    case = world.case_in(S.FILED)
    both = world.cast.give_post("li", "zone", Role.REVIEWER)
    draft(world, case, both)
    with refused_unsaved(("after-drafted", "S17")):
        review(world, case, both)


def test_a_draft_with_a_telephone_number_is_stopped_by_the_review(world: World) -> None:
    case = world.case_in(S.FILED)
    draft(world, case, world.li, text="已电话13800001234告知。")
    with refused_unsaved(("private-detail", PRIVACY)):
        review(world, case, world.wu)


@pytest.mark.parametrize("act", [review, send_back])
def test_without_a_draft_that_waits_there_is_nothing_to_review(world: World, act: Any) -> None:
    case = world.case_in(S.FILED)
    with refused_unsaved(("nothing-to-review", "S21")):
        act(world, case, world.wu)
    draft(world, case, world.li)
    send_back(world, case, world.wu)
    with refused_unsaved(("nothing-to-review", "S21")):
        act(world, case, world.wu)


def test_a_draft_is_sent_back_with_what_to_mend(world: World) -> None:
    case = drafted(world)
    with refused_unsaved(("reason-missing", "S21")):
        send_back(world, case, world.wu, remark="")


def test_nothing_goes_out_unreviewed_or_before_the_return_visits(world: World) -> None:
    case = world.case_in(S.FILED)
    with refused_unsaved(("not-reviewed", REVIEW), ("not-visited", "S26")):
        disclose(world, case, world.zhao)


def test_a_change_after_the_review_needs_another_review(world: World) -> None:
    case = reviewed(world)
    draft(world, case, world.li, text="望海路路灯已更换三十六盏。")
    with refused_unsaved(("not-reviewed", REVIEW)):
        disclose(world, case, world.zhao)
    review(world, case, world.wu)
    assert disclose(world, case, world.zhao).text == "望海路路灯已更换三十六盏。"


def test_what_went_out_is_exactly_what_was_reviewed(world: World) -> None:
    case = reviewed(world)
    statement = disclose(world, case, world.zhao)
    assert (statement.text, statement.approved, statement.reviewed_by_id) == (TEXT, True, world.wu.user_id)
    assert statement.disclosed_at == world.now
