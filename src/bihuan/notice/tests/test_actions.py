from datetime import date
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC, Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.closure.facts import current_notice
from bihuan.intake.actions import issue_batch
from bihuan.journal.tests.rows import last_entry, not_allowed_unsaved, refused_unsaved
from bihuan.notice import actions
from bihuan.notice.models import Notice, Objection
from bihuan.people.sealed import unseal
from tests.support.paper import PHONE
from tests.support.world import World

S = State
WORDS = {
    "public_text": "群众反映望海路路灯损坏。",
    "text": "望海路36盏损坏路灯已全部更换，拟予销号，现予公示。",
    "how_to_object": "组织人社局，电话0777-1234567，临港大道1号。",
}


def post(world: World, case: Case, by: Actor, **changes: Any) -> Notice:
    return actions.post_notice(case.pk, by=by, now=world.now, **(WORDS | changes))


def object_to(
    world: World, case: Case, by: Actor = PUBLIC, text: str = "路口三盏没有换。", **contact: str
) -> Objection:
    return actions.raise_objection(case.pk, by=by, now=world.now, text=text, **contact)


def dismiss(world: World, case: Case, by: Actor, answer: str = "经查看，三盏属邻县。") -> Objection:
    objection = Objection.objects.filter(notice__case=case).latest("pk")
    return actions.dismiss_objection(case.pk, objection.pk, by=by, now=world.now, answer=answer)


def uphold(world: World, case: Case, by: Actor, answer: str = "确有三盏未换。") -> Objection:
    objection = Objection.objects.filter(notice__case=case).latest("pk")
    return actions.uphold_objection(case.pk, objection.pk, by=by, now=world.now, answer=answer)


def objected(world: World) -> Case:
    case = world.case_in(S.NOTICING)
    object_to(world, case)
    return case


DEEDS = (
    Deed(
        Act.DISMISS_OBJECTION, objected, dismiss, ("zhao", "qian"), S.NOTICING,
        "异议不成立，已答复：经查看，三盏属邻县。", S.CLOSED, "S16",
    ),
    Deed(
        Act.UPHOLD_OBJECTION, objected, uphold, ("zhao", "qian"), S.REWORK,
        "异议成立，退回整改：确有三盏未换。", S.CLOSED, "S17",
    ),
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_ruling_leaves_its_row_in_the_journal(world: World, deed: Deed) -> None:
    deed.leaves_its_row(world)


@pytest.mark.parametrize(
    "deed",
    [
        Deed(
            Act.POST_NOTICE, in_state(S.VERIFIED), post, ("zhao", "qian"), S.NOTICING, "", S.VERIFYING, "S16"
        ),
        *DEEDS,
    ],
    ids=str,
)
def test_the_notice_and_its_objections_are_the_coordinators_alone(world: World, deed: Deed) -> None:
    deed.is_for_nobody_else(world)


@pytest.mark.parametrize("state", [S.VERIFYING, S.NOTICING, S.REWORK])
def test_only_a_verified_case_is_shown_to_the_public(world: World, state: State) -> None:
    case = world.case_in(state)
    with not_allowed_unsaved("wrong-state", "S16"):
        post(world, case, world.zhao)


@pytest.mark.parametrize("act", [dismiss, uphold])
def test_after_the_close_out_no_objection_is_ruled_on(world: World, act: Any) -> None:
    case = objected(world)
    dismiss(world, case, world.zhao)
    world.walk(case, S.CLOSED)
    with not_allowed_unsaved("wrong-state", "S16" if act is dismiss else "S17"):
        act(world, case, world.zhao)


def test_a_notice_leaves_its_row_with_its_days(world: World) -> None:
    case = world.case_in(S.VERIFIED)
    world.on(2022, 12, 21)
    post(world, case, world.zhao)
    entry = last_entry("case", case.pk)
    assert (entry.act, entry.from_state, entry.to_state) == (Act.POST_NOTICE, S.VERIFIED, S.NOTICING)
    assert entry.sentence == "发布公示：2022-12-21至2022-12-27，5个工作日"
    assert world.fresh(case).public_text == WORDS["public_text"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("posted", "rules", "starts_on", "ends_on"),
    [
        ((2022, 9, 26), {}, date(2022, 9, 26), date(2022, 9, 30)),
        ((2022, 9, 26), {"notice_days": 7}, date(2022, 9, 26), date(2022, 10, 9)),
        ((2022, 9, 26), {"notice_days": 10}, date(2022, 9, 26), date(2022, 10, 12)),
        ((2022, 9, 26), {"notice_first_day_counts": False}, date(2022, 9, 26), date(2022, 10, 8)),
        ((2022, 10, 1), {}, date(2022, 10, 8), date(2022, 10, 12)),
        ((2025, 1, 21), {"notice_days": 10}, date(2025, 1, 21), date(2025, 2, 8)),
    ],
)
def test_the_last_day_follows_from_the_rules_of_the_batch_and_the_calendar(
    world: World, posted: tuple[int, int, int], rules: dict[str, Any], starts_on: date, ends_on: date
) -> None:
    issue_batch(world.import_notice().pk, by=world.zhao, now=world.now, changes=rules)
    case = world.case_in(S.VERIFIED)
    world.on(*posted)
    notice = post(world, case, world.zhao)
    assert (notice.starts_on, notice.ends_on) == (starts_on, ends_on)


def test_a_notice_may_be_set_to_begin_later(world: World) -> None:
    case = world.case_in(S.VERIFIED)
    world.on(2022, 9, 23)
    assert post(world, case, world.zhao, starts_on=date(2022, 9, 26)).ends_on == date(2022, 9, 30)


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({"text": " "}, "notice-text-missing", "S16"),
        ({"how_to_object": ""}, "how-to-object-missing", "S16"),
        ({"public_text": ""}, "public-text-missing", "S27"),
        ({"public_text": "陈先生13800001234反映路灯不亮。"}, "private-detail", "个人信息保护法第25条"),
        ({"text": "已电话13800001234告知。"}, "private-detail", "个人信息保护法第25条"),
        ({"starts_on": date(2022, 1, 1)}, "notice-in-the-past", "S16"),
    ],
)
def test_a_notice_that_may_not_go_out_is_not_posted(
    world: World, changes: dict[str, Any], code: str, clause: str
) -> None:
    case = world.case_in(S.VERIFIED)
    with refused_unsaved((code, clause)):
        post(world, case, world.zhao, **changes)


def test_anybody_may_object_and_the_journal_names_the_public_and_not_the_person(world: World) -> None:
    case = world.case_in(S.NOTICING)
    objection = object_to(world, case, contact_name="陈先生", contact_phone=PHONE)
    entry = last_entry("case", case.pk)
    assert (entry.act, entry.by_user, entry.by_name) == (Act.RAISE_OBJECTION, None, "社会公众")
    assert (entry.from_state, entry.to_state, entry.sentence) == (S.NOTICING, S.NOTICING, "收到异议")
    assert PHONE not in entry.data + objection.contact_phone
    assert (unseal(objection.contact_name), unseal(objection.contact_phone)) == ("陈先生", PHONE)


@pytest.mark.parametrize("state", [S.VERIFIED, S.CLOSED, S.REWORK])
def test_outside_a_notice_nobody_can_object(world: World, state: State) -> None:
    case = world.case_in(state)
    with not_allowed_unsaved("wrong-state", "S16"):
        object_to(world, case)


def test_an_objection_comes_within_the_period_to_its_last_minute(world: World) -> None:
    case = world.case_in(S.VERIFIED)
    world.on(2022, 12, 21)
    post(world, case, world.zhao)
    world.on(2022, 12, 27, 23)
    object_to(world, case)
    world.on(2022, 12, 28, 0)
    with refused_unsaved(("not-in-notice-period", "S16")):
        object_to(world, case)


def test_an_objection_has_words(world: World) -> None:
    case = world.case_in(S.NOTICING)
    with refused_unsaved(("text-missing", "S16")):
        object_to(world, case, text=" ")


def test_a_dismissed_objection_is_answered_and_the_notice_goes_on(world: World) -> None:
    case = objected(world)
    objection = dismiss(world, case, world.zhao)
    assert (objection.ruling, objection.answered_by_id) == ("dismissed", world.zhao.user_id)
    assert current_notice(case) == objection.notice


def test_an_upheld_objection_ends_the_notice_and_the_rework_needs_a_new_one(world: World) -> None:
    case = objected(world)
    uphold(world, case, world.zhao)
    assert current_notice(case) is None
    world.walk(case, S.NOTICING)
    first, second = case.notices.all()
    assert (first.ended_early_at is None, second.ended_early_at) == (False, None)
    assert current_notice(case) == second


@pytest.mark.parametrize("act", [dismiss, uphold])
def test_an_objection_is_ruled_on_once_and_with_an_answer(world: World, act: Any) -> None:
    case = objected(world)
    with refused_unsaved(("answer-missing", "S16")):
        act(world, case, world.zhao, answer=" ")
    dismiss(world, case, world.zhao)
    with refused_unsaved(("objection-answered", "S16")):
        act(world, case, world.zhao)


def test_the_objection_of_another_case_is_not_ruled_on_here(world: World) -> None:
    case, other = objected(world), world.case_in(S.NOTICING, 3)
    objection = Objection.objects.get(notice__case=case)
    with pytest.raises(Objection.DoesNotExist):
        actions.dismiss_objection(other.pk, objection.pk, by=world.zhao, now=world.now, answer="不成立。")


def test_who_objected_is_shown_for_a_purpose_and_every_look_is_journaled(world: World) -> None:
    case = world.case_in(S.NOTICING)
    objection = object_to(world, case, contact_name="陈先生", contact_phone=PHONE)

    def reveal(by: Actor, purpose: str = "电话告知答复") -> actions.ObjectorDetails:
        return actions.reveal_objector(case.pk, objection.pk, by=by, now=world.now, purpose=purpose)

    for name in ("sun", "li", "zhou", "wu", "chen", "feng", "wei"):
        with not_allowed_unsaved():
            reveal(world.cast.actors[name])
    with refused_unsaved(("purpose-missing", "个人信息保护法第6条")):
        reveal(world.zhao, " ")
    assert reveal(world.zhao) == actions.ObjectorDetails("陈先生", PHONE)
    entry = last_entry("case", case.pk)
    assert (entry.act, entry.by_user_id, entry.from_state, entry.to_state) == (
        Act.REVEAL_OBJECTOR, world.zhao.user_id, "", "",
    )  # fmt: skip
    assert entry.sentence == "查看异议人联系方式，用途：电话告知答复"
    assert PHONE not in entry.sentence + entry.data
    assert world.state(case) is S.NOTICING


def test_an_objection_is_found_only_under_its_own_case(world: World) -> None:
    objection = object_to(world, world.case_in(S.NOTICING), contact_phone=PHONE)
    with pytest.raises(Objection.DoesNotExist):
        actions.reveal_objector(world.case(3).pk, objection.pk, by=world.zhao, now=world.now, purpose="核实")
