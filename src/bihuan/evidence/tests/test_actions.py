from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.tests.deeds import Deed, in_state
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.blobs import keep, path_of
from bihuan.evidence.facts import missing_evidence, wanted_evidence
from bihuan.evidence.models import Blob, EvidenceKind
from bihuan.journal.tests.rows import refused_unsaved
from bihuan.kernel.canonical import sha256_hex
from tests.support.bad_evidence import EXE, docx, with_parts
from tests.support.files import pdf, png
from tests.support.paper import GREEN
from tests.support.refusals import refused
from tests.support.world import World

S, K = State, EvidenceKind

# Word with a macro.
MACROS = with_parts(docx(), **{"word/vbaProject.bin": b"x"})


def hand_in(world: World, case: Case, by: Actor, **changes: Any) -> object:
    piece: dict[str, Any] = {"kind": K.PLAN, "name": "整改方案.pdf", "content": pdf(7)}
    return add_evidence(case.pk, by=by, now=world.now, **(piece | changes))


ADD = Deed(
    Act.ADD_EVIDENCE, in_state(S.RECTIFYING), hand_in, ("sun", "li"), S.RECTIFYING,
    "上传佐证材料：整改方案“整改方案.pdf”", S.VERIFYING, "S18",
)  # fmt: skip


def test_handing_in_leaves_its_row_in_the_journal_with_the_hash_of_the_file(world: World) -> None:
    assert sha256_hex(pdf(7)) in ADD.leaves_its_row(world).data


def test_handing_in_is_for_the_responsible_unit_and_nobody_else(world: World) -> None:
    ADD.is_for_nobody_else(world)


def test_while_it_is_being_verified_nothing_is_added(world: World) -> None:
    ADD.is_unknown_in_another_state(world)


def test_the_same_bytes_are_kept_once_however_often_they_are_handed_in(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    first = world.hand_in(case, K.PLAN, content=pdf(1))
    second = world.hand_in(case, K.DATA, content=pdf(1))
    third = world.hand_in(world.case_in(S.RECTIFYING, GREEN), K.PLAN, content=pdf(1))
    assert first.blob_id == second.blob_id == third.blob_id == sha256_hex(pdf(1))
    blob = Blob.objects.get()
    assert (blob.size, blob.media_type) == (len(pdf(1)), "application/pdf")
    assert path_of(blob.sha256).read_bytes() == pdf(1)


def test_a_file_that_is_there_is_never_written_again(settings: LazySettings, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path
    path = path_of(keep(b"once"))
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert keep(b"once") == path.name
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [path.name]


def test_a_file_that_could_not_be_written_whole_leaves_nothing(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BLOB_DIR = tmp_path

    def disk_full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="no space"):
        keep(b"half")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content": b""}, "file-empty"),
        ({"content": EXE, "name": "路灯.jpg", "kind": K.PHOTO_BEFORE}, "file-executable"),
        ({"content": EXE, "name": "工具.exe"}, "file-executable"),
        ({"content": MACROS, "name": "方案.docx"}, "file-has-macros"),
        ({"name": "路灯.pdf", "kind": K.PHOTO_BEFORE}, "photo-wanted"),
        ({"name": ".."}, "file-name-differs"),
        ({"name": ""}, "file-name-differs"),
        ({"content": png(), "name": "路灯.png", "kind": K.PHOTO_AFTER}, "pair-missing"),
    ],
)
def test_a_file_that_is_not_what_is_wanted_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved((code, "S18")):
        hand_in(world, case, world.li, **changes)


def test_a_file_over_the_limit_of_the_installation_is_refused(world: World, settings: LazySettings) -> None:
    settings.UPLOAD_LIMIT = len(pdf(7)) - 1
    case = world.case_in(S.RECTIFYING)
    with refused_unsaved(("file-too-large", "S18")):
        hand_in(world, case, world.li)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/整改方案.pdf", "整改方案.pdf"),
        ("C:\\用户\\李四\\整改方案.pdf", "整改方案.pdf"),
        ("/整改方案.pdf", "整改方案.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_of_a_name_only_the_last_part_is_kept_and_its_ending(world: World, name: str, kept: str) -> None:
    case = world.case_in(S.RECTIFYING)
    hand_in(world, case, world.li, name=name)
    assert case.evidence.get().name == kept


def test_the_same_file_is_not_handed_in_twice_as_the_same_kind(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    hand_in(world, case, world.li)
    with refused_unsaved(("evidence-known", "S18")):
        hand_in(world, case, world.sun, name="同一方案.pdf")


def test_a_photo_after_belongs_to_one_photo_before_of_the_same_case(world: World) -> None:
    case, elsewhere = world.case_in(S.RECTIFYING), world.case_in(S.RECTIFYING, GREEN)
    before = world.hand_in(case, K.PHOTO_BEFORE)
    assert world.hand_in(case, K.PHOTO_AFTER, before=before.pk).before == before
    with refused_unsaved(("pair-taken", "S18")):
        world.hand_in(case, K.PHOTO_AFTER, before=before.pk)
    foreign = world.hand_in(elsewhere, K.PHOTO_BEFORE)
    with refused_unsaved(("pair-missing", "S18")):
        world.hand_in(case, K.PHOTO_AFTER, before=foreign.pk)


def test_only_a_photo_after_is_paired(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    before = world.hand_in(case, K.PHOTO_BEFORE)
    assert world.hand_in(case, K.DATA, before=before.pk).before is None


def test_a_photo_shown_as_before_and_as_after_stops_the_submission(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    world.do_the_work(case)
    before = world.hand_in(case, K.PHOTO_BEFORE, content=png(200))
    world.hand_in(case, K.PHOTO_AFTER, content=png(200), before=before.pk)
    with refused(("after-is-before", "S17")):
        world.submit(case)


def test_a_photo_before_without_its_photo_after_stops_the_submission(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    world.hand_in(case, K.PHOTO_BEFORE)
    with refused(("photo-unpaired", "S18")):
        world.submit(case)


def test_where_there_is_a_place_to_be_seen_photos_are_wanted_too(world: World) -> None:
    case = world.case()
    world.edit(case, on_site=True)
    assert wanted_evidence(world.fresh(case)) == (
        "plan",
        "meeting_minutes",
        "data",
        "photo_before",
        "photo_after",
    )


def test_evidence_counts_for_its_round_only(world: World) -> None:
    case = world.case_in(S.REOPENED)
    codes = [finding.code for finding in missing_evidence(case)]
    assert case.evidence.count() == 3
    assert codes == ["no-plan", "no-meeting-minutes", "no-data"]
    world.hand_in(case, K.PLAN, content=path_of(case.evidence.earliest("pk").blob_id).read_bytes())
    assert len(missing_evidence(case)) == 2
