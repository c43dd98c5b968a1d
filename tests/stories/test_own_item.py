"""工地拖欠工资 (T1, S17): the coordinator tries to verify its own item, by every door, and is let in by none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.access.actor import Role
from bihuan.access.acts import Act
from bihuan.access.independence import CLOSED_TO_SOME, Part
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import close_case
from bihuan.issuing.actions import issue_paper, record_signature
from bihuan.issuing.tests.scans import png_of
from bihuan.journal.models import Entry
from bihuan.management.demo import build
from bihuan.notice.actions import dismiss_objection, post_notice, raise_objection, reveal_objector
from bihuan.people.models import Post, actor_of
from bihuan.reports.worklist import worklist
from bihuan.response.actions import record_return_visit
from bihuan.verification.actions import (
    appoint_second_verifier,
    appoint_verifier,
    fail_verification,
    pass_verification,
)
from bihuan.verification.models import Verification
from tests.support.world import LAMPS, WAGES, World, refused

BELONGS = ("belongs-to-handler", "S17")
SHEET: dict[str, Any] = {"verifiers": ["赵一", "韩小五"], "remark": "同意通过。"}


@pytest.fixture
def own(world: World) -> Iterator[Case]:
    """The bureau's own item stands before the verification. Whatever is tried, it stands there afterwards."""
    case = world.case_in(State.VERIFYING, WAGES)
    world.cast.give_post(
        "zhao", "office", Role.VERIFIER
    )  # lent to the office, to verify other bureaus' items
    yield case
    assert not Verification.objects.filter(case=case, verified_by=world.cast.users["zhao"]).exists()


def browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.cast.users[name])
    return client


def address(case: Case, act: Act) -> str:
    return reverse("case-act", args=[case.pk, act.value.replace("_", "-")])


def test_the_act_turns_the_bureau_away_wherever_its_people_hold_a_post(world: World, own: Case) -> None:
    before = Entry.objects.count()
    with refused(("verifier-is-handler", "S17")):
        appoint_verifier(own.pk, by=world.qian, now=world.now, unit=world.unit("coordinator"))
    for appoint in (appoint_verifier, appoint_second_verifier):
        with refused(BELONGS):
            appoint(own.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    for verdict, met in ((pass_verification, True), (fail_verification, False)):
        with refused(BELONGS):
            verdict(own.pk, by=world.zhao, now=world.now, checks=world.checks(own, met=met), **SHEET)
    # A colleague who typed for the bureau and has left it since is turned away for what was done.
    world.cast.take_posts("chu")
    moved = world.cast.give_post("chu", "office", Role.VERIFIER)
    with refused(("after-handled", "S17")):
        pass_verification(own.pk, by=moved, now=world.now, checks=world.checks(own), **SHEET)
    assert (world.state(own), Entry.objects.count()) == (State.VERIFYING, before)


def test_the_page_says_so_before_anybody_fills_in_a_form_and_names_who_could(world: World, own: Case) -> None:
    zhao = browser(world, "zhao")
    page = zhao.get(reverse("case", args=[own.pk])).text
    assert (
        "赵一在本事项的责任单位或者配合单位任职，不得办理“核查通过”。可由周五（管委会办公室）、韩小五（管委会办公室）办理"
        in page
    )
    assert address(own, Act.PASS_VERIFICATION) not in page, "the button is grey"
    assert own not in [item.case for item in worklist(world.zhao, world.now)]
    for act, could in (
        (Act.PASS_VERIFICATION, "周五（管委会办公室）"),
        (Act.APPOINT_VERIFIER, "可由钱二（临港产业园区管理委员会）办理"),
        (Act.APPOINT_SECOND_VERIFIER, "可由钱二（临港产业园区管理委员会）办理"),
    ):
        asked = zhao.get(address(own, act))
        assert asked.status_code == 403
        assert "赵一在本事项的责任单位或者配合单位任职" in asked.text
        assert could in asked.text
        assert zhao.post(address(own, act), {"unit": world.unit("construction").pk}).status_code == 403
    assert world.state(own) is State.VERIFYING
    assert browser(world, "zhou").get(address(own, Act.PASS_VERIFICATION)).status_code == 200


def test_the_administrator_gives_posts_but_no_way_around(world: World, own: Case) -> None:
    """Whoever is given whatever post in the admin stays who they are; and no case stands in the admin."""
    user, posts = world.cast.users["jiang"], world.cast.users["jiang"].posts.get()
    form = {
        "username": "jiang", "name": user.name, "is_active": "on", "password1": "",
        "posts-TOTAL_FORMS": "2", "posts-INITIAL_FORMS": "1", "posts-0-id": posts.pk, "posts-0-user": user.pk,
        "posts-0-unit": posts.unit_id, "posts-0-role": posts.role,
        "posts-1-user": user.pk, "posts-1-unit": world.unit("office").pk, "posts-1-role": Role.VERIFIER.value,
    }  # fmt: skip
    changed = browser(world, "chen").post(reverse("admin:bihuan_user_change", args=[user.pk]), form)
    assert changed.status_code == 302
    assert Post.objects.filter(user=user, role=Role.VERIFIER).exists()
    with refused(("after-handled", "S17")):  # he signed the bureau's own check
        pass_verification(own.pk, by=actor_of(user), now=world.now, checks=world.checks(own), **SHEET)
    assert browser(world, "chen").get("/admin/bihuan/case/").status_code == 404
    assert browser(world, "chen").get(address(own, Act.PASS_VERIFICATION)).status_code == 404


def test_no_command_does_what_the_matrix_closes_to_some(world: World, own: Case) -> None:
    """Of the command line only the demonstration calls acts on a case, in the name of its own invented people."""
    folder = Path(build.__file__).parent.parent
    acts = re.compile(r"\b(?:" + "|".join(sorted(CLOSED_TO_SOME)) + r")\(")
    calling = {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*.py")
        if acts.search(path.read_text("utf-8"))
    }
    assert calling == {"demo"}


def test_a_sheet_of_paper_is_no_way_around(world: World) -> None:
    case = world.case_in(State.PLANNED, WAGES)
    paper = issue_paper("unit-plan", case.batch_id, by=world.chu, now=world.now, case_id=case.pk)
    sheet: dict[str, Any] = {
        "now": world.now, "code": "", "scan_name": "签批.png", "content": png_of(paper.code),
        "signed_on": world.today, "agreed": True,
    }  # fmt: skip
    with refused(BELONGS):
        record_signature(paper.pk, by=world.zhao, signed_by=world.qian.staff_id, **sheet)
    # Nor is it signed by one of the bureau who holds a leader's post besides.
    recorder = world.cast.give_post("wu", "zone", Role.COORDINATOR)
    leading = world.cast.give_post("jiang", "zone", Role.SENIOR_LEADER)
    with refused(BELONGS):
        record_signature(paper.pk, by=recorder, signed_by=leading.staff_id, **sheet)
    assert world.state(case) is State.PLANNED
    record_signature(paper.pk, by=recorder, signed_by=world.qian.staff_id, **sheet)
    assert world.state(case) is State.RECTIFYING


def test_after_the_verification_the_bureau_judges_nothing_of_its_own_either(world: World, own: Case) -> None:
    world.verify(own)
    notice: dict[str, Any] = {
        "public_text": "群众反映欠薪。",
        "text": "已结案。",
        "how_to_object": "电话0777-1。",
    }
    with refused(BELONGS):
        post_notice(own.pk, by=world.zhao, now=world.now, **notice)
    world.post(own)
    objection = raise_objection(own.pk, by=world.feng, now=world.now, text="还有三件未结。")
    with refused(BELONGS):
        dismiss_objection(own.pk, objection.pk, by=world.zhao, now=world.now, answer="已结。")
    with refused(BELONGS):
        reveal_objector(own.pk, objection.pk, by=world.zhao, now=world.now, purpose="核实")
    dismiss_objection(own.pk, objection.pk, by=world.qian, now=world.now, answer="三件属邻县。")
    opinion = own.memberships.get().opinion
    call: dict[str, Any] = {
        "channel": "visit",
        "outcome": "no_contact",
        "satisfaction": "unknown",
        "note": "已查看。",
    }
    with refused(BELONGS):
        record_return_visit(opinion.pk, own.pk, by=world.zhao, now=world.now, **call)
    with refused(("after-verified", "S17")):
        record_return_visit(opinion.pk, own.pk, by=world.zhou, now=world.now, **call)
    world.walk(own, State.DISCLOSED)
    with refused(BELONGS):
        world.look_back(own, held=True, by=world.zhao)
    world.look_back(own, held=True)
    hands = hands_of(own).people
    assert hands[Part.VERIFIED] == {world.zhou.user_id}
    assert hands[Part.CALLED] == {world.han.user_id}
    assert hands[Part.DECIDED] == {world.qian.user_id}


def test_a_row_that_was_changed_behind_the_acts_is_found_when_the_case_is_to_be_closed(world: World) -> None:
    """Somebody writes the bureau into the database as its own verifier, after the fact."""
    case = world.case_in(State.NOTICING, WAGES)
    world.answer_everybody(case)
    world.apply(case)
    world.wait_for_notice(case)
    Verification.objects.filter(case=case).update(unit=world.unit("coordinator"))
    with refused(("verifier-is-handler", "S17")):
        close_case(case.pk, by=world.qian, now=world.now)
    Verification.objects.filter(case=case).update(
        unit=world.unit("office"), verified_by=world.cast.users["chu"]
    )
    with refused(("after-handled", "S17")):
        close_case(case.pk, by=world.qian, now=world.now)
    assert world.state(case) is State.NOTICING


def test_of_other_bureaus_items_the_same_people_judge_as_before(world: World) -> None:
    case = world.case_in(State.VERIFYING, LAMPS)
    lent = world.cast.give_post("zhao", "office", Role.VERIFIER)
    world.answer_doubts(case)
    pass_verification(case.pk, by=lent, now=world.later(), checks=world.checks(case), **SHEET)
    assert world.state(case) is State.VERIFIED
