"""No door passes a verification or closes a case while a doubt is unanswered, also one that arose after it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import close_case
from bihuan.doubts.facts import doubts_of
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.reports.next_steps import next_steps
from bihuan.verification.actions import appoint_second_verifier
from bihuan.web.admin import site
from tests.support.paper import GREEN
from tests.support.photos import photo, used_again
from tests.support.refusals import refused
from tests.support.world import World

K = EvidenceKind


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"


def with_photos(world: World) -> Case:
    """A case in the hands of the unit, with a pair of photos of its own."""
    case = world.case_in(State.RECTIFYING)
    world.hand_in(case, K.PHOTO_BEFORE, name="整改前.jpg", content=photo(4))
    world.hand_in(case, K.PHOTO_AFTER, name="整改后.jpg", content=photo(5))
    world.later(9)
    world.submit(case)
    return case


def handed_in_again(world: World) -> None:
    """The photo after turns up in another case."""
    other = world.case_in(State.RECTIFYING, GREEN)
    world.hand_in(other, K.PHOTO_BEFORE, name="前.jpg", content=photo(6))
    world.hand_in(other, K.PHOTO_AFTER, name="后.jpg", content=used_again(photo(5)))


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.cast.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(world: World, who: str, case: Case, act: Act, **words: str) -> Any:
    """The form of the act, filled in and sent."""
    client, url = signed_in(world, who), reverse("case-act", args=[case.pk, act.value.replace("_", "-")])
    form = client.get(url).context["form"]
    typed = {name: "yes" if name.startswith("met-") else "现场查看，属实。" for name in form.fields}
    return client.post(url, {**typed, "visited_on": "", "act": act.value, **words})


def blocks(world: World, case: Case, who: str, act: Act) -> set[str]:
    steps = next_steps(world.fresh(case), world.cast.actors[who], world.now)
    return {finding.code for step in steps if step.act is act for finding in step.blocks}


def test_no_door_passes_a_verification_past_an_open_doubt(world: World) -> None:
    case = with_photos(world)
    handed_in_again(world)
    assert [doubt.code for doubt in doubts_of(world.fresh(case))][:1] == ["photo-reused"]
    with refused(("doubt-unanswered", "S17"), ("doubt-needs-second", "S17")):
        world.verify_as_it_stands(case)
    answer = post(world, "zhou", case, Act.PASS_VERIFICATION, verifiers="周五、韩小五")
    assert answer.status_code == 409
    assert "严重疑点" in answer.content.decode()
    assert blocks(world, case, "zhou", Act.PASS_VERIFICATION) >= {"doubt-unanswered", "doubt-needs-second"}
    assert blocks(world, case, "zhou", Act.FAIL_VERIFICATION) == set()
    assert world.state(case) is State.VERIFYING
    world.fail(case)
    assert world.state(case) is State.REWORK
    assert not DoubtAnswer.objects.exists()


@pytest.mark.long
def test_a_doubt_that_arises_after_the_verification_stops_the_close_out(world: World) -> None:
    case = with_photos(world)
    world.walk(case, State.NOTICING)
    world.answer_everybody(case)
    world.apply(case)
    world.wait_for_notice(case)
    handed_in_again(world)
    with refused(("doubt-unanswered", "S17"), ("doubt-needs-second", "S17")):
        close_case(case.pk, by=world.qian, now=world.now)
    assert post(world, "qian", case, Act.CLOSE_CASE, remark="同意。").status_code == 409
    assert blocks(world, case, "qian", Act.CLOSE_CASE) == {"doubt-unanswered", "doubt-needs-second"}
    assert world.state(case) is State.NOTICING
    appoint_second_verifier(case.pk, by=world.zhao, now=world.now, unit=world.unit("construction"))
    world.answer_doubts(case)
    close_case(case.pk, by=world.qian, now=world.now)
    assert world.state(case) is State.CLOSED


def test_reference_data_has_no_door_to_evidence_or_answers() -> None:
    assert not {Case, Evidence, DoubtAnswer} & set(site._registry)
