"""No door closes an item that a gate refuses: not the act, the page, the signed sheet, a command, the admin, bulk.

Each unmet gate is tried at each door. A door that is added later must be added here: the last tests say where closing
is written at all.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.admin import site as default_site
from django.test import Client
from django.urls import reverse

import bihuan
from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.access.policy import POLICY
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.cases.models import Case, Measure
from bihuan.closure.actions import close_case
from bihuan.closure.models import CloseOut
from bihuan.evidence.models import Evidence
from bihuan.intake.models import Amendment
from bihuan.issuing.actions import issue_paper, record_signature
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.tests.scans import png_of
from bihuan.kernel.errors import BihuanError
from bihuan.notice.actions import raise_objection
from bihuan.response.models import Reply
from bihuan.verification.models import Verification
from bihuan.web.admin import site
from tests.support.world import World
from tests.web.office_builders import browser_of

SOURCE = Path(bihuan.__file__).parent


@pytest.fixture
def ready(world: World) -> Case:
    """A case that could be struck off today."""
    case = world.case_in(State.NOTICING)
    world.answer_everybody(case)
    world.answer_doubts(case)
    world.apply(case)
    return case


# ── what is made to be wanting, one gate at a time ──


def not_applied(world: World, case: Case) -> None:
    CloseOut.objects.filter(case=case).delete()


def loose_measure(world: World, case: Case) -> None:
    Measure.objects.filter(case=case, position=1).update(progress=Measure.Progress.DOING)


def no_evidence(world: World, case: Case) -> None:
    Evidence.objects.filter(case=case, kind="plan").delete()


def not_verified(world: World, case: Case) -> None:
    Verification.objects.filter(case=case).update(passed=False)


def verified_by_itself(world: World, case: Case) -> None:
    Verification.objects.filter(case=case).update(unit=case.lead, verified_by=world.li.user_id)


def notice_running(world: World, case: Case) -> None:
    world.now = case.notices.get().posted_at


def objection_open(world: World, case: Case) -> None:
    first = case.notices.get().starts_on
    day = world.now.replace(year=first.year, month=first.month, day=first.day)
    raise_objection(case.pk, by=PUBLIC, now=day, text="路灯仍有三盏不亮。")


def unanswered_voice(world: World, case: Case) -> None:
    Reply.objects.all().delete()


def amendment_open(world: World, case: Case) -> None:
    Amendment.objects.create(
        opinion=world.opinion(1), file=world.batch.files.get(), kind="withdrawn", found_at=world.now
    )


WANTING: tuple[tuple[Callable[[World, Case], None], str], ...] = (
    (not_applied, "not-applied"),
    (loose_measure, "measures-loose"),
    (no_evidence, "no-plan"),
    (not_verified, "not-verified"),
    (verified_by_itself, "verifier-is-handler"),
    (notice_running, "notice-not-over"),
    (objection_open, "objection-open"),
    (unanswered_voice, "not-replied"),
    (amendment_open, "amendment-open"),
)


# ── the doors ──


def by_the_act(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> str:
    try:
        close_case(case.pk, by=world.qian, now=world.now)
    except BihuanError as refusal:
        return " ".join(finding.code for finding in refusal.findings)
    return ""


def by_the_page(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("bihuan.kernel.clock.now", lambda: world.now)
    answer = browser_of(world, "qian").post(
        reverse("case-act", args=[case.pk, "close-case"]), {"act": Act.CLOSE_CASE.value, "remark": "同意。"}
    )
    assert answer.status_code in (403, 409, 422)
    return str(answer.status_code)


def by_the_signed_sheet(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> str:
    paper = IssuedPaper.objects.get(case=case)
    try:
        record_signature(
            paper.pk, by=world.zhao, now=world.now, code="", scan_name="签批.png", content=png_of(paper.code),
            signed_by=world.qian.staff_id, signed_on=world.today, agreed=True, remark="同意。",
        )  # fmt: skip
    except BihuanError as refusal:
        return " ".join(finding.code for finding in refusal.findings)
    return ""


Door = Callable[[World, Case, pytest.MonkeyPatch], str]
DOORS: tuple[Door, ...] = (by_the_act, by_the_page, by_the_signed_sheet)


def come_to(door: Door, world: World, case: Case) -> None:
    """Until the notice is over, with the sheet in hand that the door asks for."""
    if door is by_the_signed_sheet:
        typed = {"下一步安排": "纳入日常巡查。"}
        by = world.liaison(case)
        issue_paper(
            "close-out-application", case.batch_id, by=by, now=world.now, case_id=case.pk, typed=typed
        )
    world.wait_for_notice(case)


@pytest.mark.long
@pytest.mark.parametrize(("spoil", "code"), WANTING, ids=[code for _, code in WANTING])
@pytest.mark.parametrize("door", DOORS)
def test_no_door_closes_what_a_gate_refuses(
    world: World,
    ready: Case,
    monkeypatch: pytest.MonkeyPatch,
    door: Door,
    spoil: Callable[[World, Case], None],
    code: str,
) -> None:
    come_to(door, world, ready)
    spoil(world, ready)
    said = door(world, ready, monkeypatch)
    assert world.state(ready) is State.NOTICING
    assert not ready.close_outs.filter(approved=True).exists()
    if door is by_the_act:
        assert code in said.split()
    assert said


@pytest.mark.parametrize("door", DOORS)
def test_each_door_does_close_what_no_gate_refuses(
    world: World,
    ready: Case,
    monkeypatch: pytest.MonkeyPatch,
    door: Door,
) -> None:
    """Or the refusals above would say nothing."""
    come_to(door, world, ready)
    if door is by_the_page:
        monkeypatch.setattr("bihuan.kernel.clock.now", lambda: world.now)
        browser_of(world, "qian").post(
            reverse("case-act", args=[ready.pk, "close-case"]),
            {"act": Act.CLOSE_CASE.value, "remark": "同意。"},
        )
    else:
        door(world, ready, monkeypatch)
    assert world.state(ready) is State.CLOSED


@pytest.mark.long
def test_nobody_without_the_post_closes_by_any_page(world: World, ready: Case) -> None:
    world.wait_for_notice(ready)
    for username in world.cast.users:
        if username != "qian":
            browser_of(world, username).post(
                reverse("case-act", args=[ready.pk, "close-case"]), {"act": Act.CLOSE_CASE.value}
            )
    Client().post(reverse("case-act", args=[ready.pk, "close-case"]), {"act": Act.CLOSE_CASE.value})
    assert world.state(ready) is State.NOTICING


# ── and there is no other door ──


def test_the_admin_knows_nothing_of_cases() -> None:
    reference = {"Unit", "User", "CalendarDay"}
    assert {model.__name__ for model in site._registry} == reference
    assert not [model for model in default_site._registry if model.__module__.startswith("bihuan.")]


def test_one_act_closes_and_one_function_does_it() -> None:
    to_closed = [row.act for row in TRANSITIONS.values() if row.target is State.CLOSED]
    assert to_closed == [Act.CLOSE_CASE]
    assert POLICY[Act.CLOSE_CASE]
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and re.search(r"\bclose_case\(", path.read_text("utf-8"))
    }
    # The act itself, the page, the signed sheet, and the demonstration, which walks through the acts like anybody.
    assert callers == {
        "closure/actions.py",
        "issuing/actions.py",
        "management/demo/life.py",
        "web/act_forms_closing.py",
    }


def test_only_advance_writes_the_state_of_a_case() -> None:
    writers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"\bcase\.state = |Case\.objects[^\n]*\.update\([^)]*state", path.read_text("utf-8"))
    }
    assert writers == {"cases/advance.py"}
