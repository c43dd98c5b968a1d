import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bihuan.cases.lifecycle import State
from bihuan.evidence.features import features_of
from bihuan.evidence.fingerprint import Fingerprint
from bihuan.evidence.models import EvidenceKind, Picture, Writing
from tests.support.files import pdf, txt
from tests.support.paper import GREEN
from tests.support.photos import photo
from tests.support.refusals import refused
from tests.support.world import World

K = EvidenceKind


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"


def taken_with_a_camera() -> bytes:
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "HUAWEI", "P40"
    tags.get_ifd(0x8769)[0x9003] = "2022:06:01 16:20:00"
    stream = io.BytesIO()
    with Image.open(io.BytesIO(photo(1))) as shot:
        shot.save(stream, "JPEG", exif=tags)
    return stream.getvalue()


def test_of_a_photo_its_fingerprint_and_what_the_camera_wrote_are_kept(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    piece = world.hand_in(case, K.PHOTO_BEFORE, name="整改前.jpg", content=taken_with_a_camera())
    kept = Picture.objects.get()
    assert kept.blob_id == piece.blob_id
    assert (kept.taken_at, kept.device) == (datetime(2022, 6, 1, 8, 20, tzinfo=UTC), "HUAWEI P40")
    assert Fingerprint.from_bytes(bytes(kept.fingerprint)).width == 960


def test_of_a_paper_its_words_and_their_sketch_are_kept(world: World) -> None:
    words = "望海路南段电缆接头进水，二十二盏灯整夜不亮，施工队挖开井盖抽干积水，重做防水接头。"
    world.hand_in(world.case_in(State.RECTIFYING), K.PLAN, name="报告.txt", content=txt(words))
    kept = Writing.objects.get()
    assert kept.text == words
    assert len(bytes(kept.sketch)) > 0


def test_a_file_is_read_once_however_often_it_is_handed_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.hand_in(world.case_in(State.RECTIFYING), K.PLAN, content=pdf(1))
    monkeypatch.setattr("bihuan.evidence.actions.features_of", None)
    world.hand_in(world.case_in(State.RECTIFYING, GREEN), K.PLAN, content=pdf(1))
    assert Writing.objects.count() == 1


def test_a_picture_that_cannot_be_compared_is_refused() -> None:
    with refused(("picture-unreadable", "S18")):
        features_of(photo(1)[:2000], "image/jpeg", "整改后.jpg")


def test_kinds_without_words_or_picture_have_no_features() -> None:
    assert features_of(b"\x00" * 64, "video/mp4", "现场.mp4") is None
