"""A unit reuses last year's photo: found, shown, answered by two units, and kept in the journal."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.doubt import Doubt, Weight
from bihuan.doubts.facts import doubts_of
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.intake.actions import issue_batch
from bihuan.journal.models import Entry
from bihuan.triage.importing import import_reading
from bihuan.verification.actions import appoint_second_verifier
from tests.support.paper import LAMPS, reading
from tests.support.photos import photo, used_again
from tests.support.refusals import refused
from tests.support.world import World

K = EvidenceKind
REASON = "两处路口相邻，已到现场重新拍摄核对，路灯确已更换。"
SECOND_REASON = "会同到现场逐盏核对，36盏均已更换。"


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"


@pytest.fixture
def reused(world: World) -> tuple[Case, Evidence]:
    """A case sent to verification whose photo after is last year's of another case, and that old photo."""
    old = last_years_photo(world)
    world.on(2022, 5, 20)
    case = world.case_in(State.RECTIFYING)
    world.hand_in(case, K.PHOTO_BEFORE, name="整改前.jpg", content=photo(2))
    world.hand_in(case, K.PHOTO_AFTER, name="整改后.jpg", content=used_again(photo(1)))
    world.later(9)
    world.submit(case)
    return case, old


def last_years_photo(world: World) -> Evidence:
    """Handed in for a case of an earlier batch that 周 has nothing to do with."""
    world.on(2021, 5, 20)
    now = reading()
    last_year = replace(now, document=replace(now.document, number="临港管办发〔2021〕6号", work_year=2021))
    batch = import_reading(last_year, by=world.zhao, now=world.now, name="notice.docx", sha256="b" * 64).batch
    issue_batch(batch.pk, by=world.zhao, now=world.later())
    case = Case.objects.get(batch=batch, position=LAMPS)
    world.walk(case, State.PLANNED)
    world.appoint(case, "construction")
    world.walk(case, State.RECTIFYING)
    world.hand_in(case, K.PHOTO_BEFORE, name="去年整改前.jpg", content=photo(3))
    return world.hand_in(case, K.PHOTO_AFTER, name="去年整改后.jpg", content=photo(1))


def the_doubt(world: World, case: Case, old: Evidence) -> Doubt:
    (found,) = [
        doubt
        for doubt in doubts_of(world.fresh(case))
        if any(side.sha256 == old.blob_id for side in doubt.seen)
    ]
    return found


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.cast.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_last_years_photo_is_found_answered_by_two_units_and_kept_in_the_journal(
    world: World, reused: tuple[Case, Evidence]
) -> None:
    case, old = reused
    doubt = the_doubt(world, case, old)
    assert doubt.weight is Weight.SEVERE
    assert {side.case_id for side in doubt.seen} == {case.pk, old.case_id}
    answer_the_others(world, case, doubt)

    with refused(("doubt-unanswered", doubt.clause), ("doubt-needs-second", doubt.clause)):
        world.verify_as_it_stands(case)
    answer_doubt(case.pk, by=world.zhou, now=world.later(), key=doubt.key, reason=REASON)
    with refused(("doubt-needs-second", doubt.clause)):
        world.verify_as_it_stands(case)
    appoint_second_verifier(case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"))
    with refused(("doubt-needs-second", doubt.clause)):
        world.verify_as_it_stands(case)
    answer_doubt(case.pk, by=world.yang, now=world.later(), key=doubt.key, reason=SECOND_REASON)
    world.verify_as_it_stands(case)
    assert world.state(case) is State.VERIFIED

    rows = Entry.objects.filter(subject_kind="case", subject_id=case.pk, act=Act.ANSWER_DOUBT).order_by("pk")
    told = [json.loads(row.data) for row in rows]
    mine = [row for row in told if row["key"] == doubt.key]
    assert [(row["code"], row["message"], row["reason"]) for row in mine] == [
        (doubt.code, doubt.message, REASON),
        (doubt.code, doubt.message, SECOND_REASON),
    ]
    assert [row.by_name for row in rows][-2:] == ["周五", "杨小六"]


def answer_the_others(world: World, case: Case, doubt: Doubt) -> None:
    for other in doubts_of(world.fresh(case)):
        if other.key != doubt.key:
            answer_doubt(case.pk, by=world.zhou, now=world.now, key=other.key, reason=REASON)


def test_the_verifier_is_shown_both_photos_and_nothing_else_of_the_other_case(
    world: World, reused: tuple[Case, Evidence]
) -> None:
    case, old = reused
    doubt = the_doubt(world, case, old)
    client = signed_in(world, "zhou")
    page = client.get(reverse("doubts", args=[case.pk])).content.decode()
    assert doubt.message in page
    assert "严重疑点" in page
    for side in range(2):
        url = reverse("doubt-picture", args=[case.pk, doubt.key, side])
        assert url in page
        answer = client.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert client.get(reverse("doubt-picture", args=[case.pk, doubt.key, 2])).status_code == 404
    assert client.get(reverse("doubt-picture", args=[case.pk, "0000000000", 0])).status_code == 404
    assert client.get(reverse("case", args=[old.case_id])).status_code == 404
    assert client.get(reverse("evidence-file", args=[old.pk])).status_code == 404


@pytest.mark.long
def test_who_does_the_work_hears_of_it_when_it_has_been_judged_and_never_sees_the_other_photo(
    world: World, reused: tuple[Case, Evidence]
) -> None:
    case, old = reused
    doubt = the_doubt(world, case, old)
    client = signed_in(world, "li")
    page, picture = reverse("doubts", args=[case.pk]), reverse("doubt-picture", args=[case.pk, doubt.key, 1])
    item = reverse("case", args=[case.pk])
    assert client.get(page).status_code == 404
    assert doubt.message not in client.get(item).content.decode()
    assert "疑点" not in client.get(item).content.decode()
    world.fail(case)
    assert doubt.message in client.get(page).content.decode()
    assert picture not in client.get(page).content.decode()
    assert client.get(picture).status_code == 404


def test_the_form_answers_many_at_once_or_nothing(world: World, reused: tuple[Case, Evidence]) -> None:
    case, old = reused
    doubt = the_doubt(world, case, old)
    client, act = signed_in(world, "zhou"), reverse("case-act", args=[case.pk, "answer-doubt"])
    keys = [each.key for each in doubts_of(world.fresh(case))]
    reasons = {f"reason-{key}": REASON for key in keys}
    short = client.post(act, {**reasons, f"reason-{doubt.key}": "属实"})
    assert short.status_code == 409
    assert REASON in short.content.decode() or len(keys) == 1
    assert not DoubtAnswer.objects.exists()
    assert client.post(act, {}).status_code == 409
    gone = client.post(act, {**reasons, "reason-0000000000": REASON})
    assert "该疑点已不存在" in gone.content.decode()
    assert client.post(act, reasons).status_code == 302
    assert set(DoubtAnswer.objects.values_list("key", flat=True)) == set(keys)
    assert "本单位已说明该疑点" in client.post(act, reasons).content.decode()
