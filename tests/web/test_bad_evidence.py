"""The upload page given bad files, and many files: each is kept whole or refused in words, and nothing in between."""

import errno
import json
import mmap
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.blobs import kept, path_of
from bihuan.evidence.models import Blob, Evidence, EvidenceKind
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused
from bihuan.web import uploads
from bihuan.web.act_forms_base import Task
from bihuan.web.act_forms_evidence import BY_NAME, EvidenceForm
from tests.stories.forms import nothing_changes
from tests.support.bad_evidence import BAD_EVIDENCE, EXE, MEGABYTE, PHOTO_BEFORE, BadEvidence
from tests.support.evidence_files import box, heic, jpeg, mp4
from tests.support.files import png, txt
from tests.support.world import World

K = EvidenceKind
CONFLICT = 409


@pytest.fixture(autouse=True)
def small_limits(settings: LazySettings, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"
    settings.UPLOAD_LIMIT, settings.VIDEO_LIMIT = MEGABYTE, 2 * MEGABYTE


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.RECTIFYING)


@pytest.fixture
def li(world: World, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The liaison of the responsible unit, logged in, at the time of the story."""
    monkeypatch.setattr(clock, "now", lambda: world.now)
    client = Client()
    client.force_login(world.cast.users["li"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def one(client: Client, case: Case, name: str, content: bytes, **words: Any) -> dict[str, Any]:
    """What the queue of the page is told about one file."""
    data = {"kind": K.DATA, "before": "", "measure": "", "note": ""} | words
    answer = client.post(reverse("evidence-upload", args=[case.pk]), {**data, "file": sent(name, content)})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def many(client: Client, case: Case, *files: tuple[str, bytes], kind: str = BY_NAME, **words: Any) -> Any:
    """The plain form, as a browser without JavaScript sends it."""
    data = {"kind": kind, "file": [sent(*file) for file in files], **words}
    return client.post(reverse("case-act", args=[case.pk, "add-evidence"]), data)


def suggested(client: Client, case: Case, *names: str) -> list[dict[str, str]]:
    body = json.dumps({"names": names})
    path = reverse("evidence-suggestions", args=[case.pk])
    rows: list[dict[str, str]] = client.post(path, body, content_type="application/json").json()["files"]
    return rows


# ── bad files, through every door ───────────────────────────────────────────
@pytest.mark.long
@pytest.mark.parametrize("bad", BAD_EVIDENCE, ids=[bad.about for bad in BAD_EVIDENCE])
def test_a_bad_file_is_refused_by_the_act_by_the_queue_and_by_the_plain_form(
    bad: BadEvidence, world: World, case: Case, li: Client
) -> None:
    with nothing_changes():
        with pytest.raises(Refused) as caught:
            add_evidence(
                case.pk,
                by=world.liaison(case),
                now=world.now,
                kind=bad.kind,
                name=bad.name,
                content=bad.content,
            )
        told = one(li, case, bad.name, bad.content, kind=bad.kind)
        page = many(li, case, (bad.name, bad.content), kind=bad.kind)
    assert [finding.code for finding in caught.value.findings] == [bad.code]
    (message,) = [finding.message for finding in caught.value.findings]
    assert told == {"id": None, "already": False, "why": [message]}
    assert page.status_code == CONFLICT
    assert message in page.content.decode()
    assert list(kept()) == []


def test_of_many_files_the_good_ones_stay_and_each_bad_one_is_told(case: Case, li: Client) -> None:
    page = many(
        li, case, ("整改前1.jpg", jpeg(1)), ("整改方案.txt", txt()), ("整改前2.jpg", EXE), ("IMG.txt", b"a")
    )
    text = page.content.decode()
    assert page.status_code == CONFLICT
    assert "整改前1.jpg：已上传" in text
    assert "整改方案.txt：已上传" in text
    assert "文件“整改前2.jpg”是可执行程序" in text
    assert "IMG.txt：无法从文件名判断材料类型" in text
    assert sorted(case.evidence.values_list("name", flat=True)) == ["整改前1.jpg", "整改方案.txt"]
    assert Blob.objects.count() == len(list(kept())) == 2


# ── many files ──────────────────────────────────────────────────────────────
def test_photos_sent_together_find_their_partners_by_name(case: Case, li: Client) -> None:
    files = [
        (f"整改{side}{spot}.jpg", jpeg(10 * spot + (side == "后"))) for side in "后前" for spot in (1, 2, 3)
    ]
    assert many(li, case, *files).status_code == 302
    pairs = {row.name: row.before.name for row in case.evidence.filter(kind=K.PHOTO_AFTER) if row.before}
    assert pairs == {f"整改后{spot}.jpg": f"整改前{spot}.jpg" for spot in (1, 2, 3)}


def test_a_photo_after_finds_the_photo_before_of_last_month(world: World, case: Case, li: Client) -> None:
    first = world.hand_in(case, K.PHOTO_BEFORE, name="望海路（前）.jpg", content=jpeg(1))
    world.hand_in(case, K.PHOTO_BEFORE, name="港前路（前）.jpg", content=jpeg(2))
    assert many(li, case, ("望海路（后）.jpg", jpeg(3))).status_code == 302
    assert case.evidence.get(kind=K.PHOTO_AFTER).before == first


def test_a_photo_after_without_a_partner_is_told_by_name(case: Case, li: Client) -> None:
    page = many(li, case, ("整改前1.jpg", jpeg(1)), ("整改后7.jpg", jpeg(2)), ("整改后8.jpg", jpeg(3)))
    assert "整改后7.jpg：请为整改后图片选择对应的整改前图片" in page.content.decode()
    assert case.evidence.count() == 1


@pytest.mark.long
def test_more_files_than_one_page_may_send_are_refused_as_a_whole(case: Case, li: Client) -> None:
    files = [(f"数据{number}.txt", f"{number}".encode()) for number in range(uploads.MOST_FILES + 1)]
    with nothing_changes():
        page = many(li, case, *files)
    assert page.status_code == CONFLICT
    assert "一次最多上传200个文件，本次没有保存任何文件" in page.content.decode()
    assert many(li, case, *files[:-1]).status_code == 302
    assert case.evidence.count() == uploads.MOST_FILES


def test_ten_thousand_files_at_once_are_refused_without_being_kept_open(
    case: Case, li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class Counted(uploads.Stored):
        def __init__(self, name: str, *args: Any) -> None:
            opened.append(name)
            super().__init__(name, *args)

    monkeypatch.setattr(uploads, "Stored", Counted)
    with nothing_changes():
        page = many(li, case, *((f"数据{number}.txt", bytes(400)) for number in range(10_000)))
    assert page.status_code == CONFLICT
    assert "请分次上传" in page.content.decode()
    assert len(opened) == uploads.MOST_FILES + 1


# ── the queue ───────────────────────────────────────────────────────────────
def test_a_file_that_is_sent_again_is_there_already(case: Case, li: Client) -> None:
    """The connection broke after the file had arrived, or the page was opened anew."""
    first = one(li, case, "数据.txt", txt())
    with nothing_changes():
        again = one(li, case, "数据.txt", txt())
    assert again == {"id": first["id"], "already": True, "why": []}
    assert first == {"id": case.evidence.get().pk, "already": False, "why": []}


def test_the_queue_is_told_what_names_say(world: World, case: Case, li: Client) -> None:
    before = world.hand_in(case, K.PHOTO_BEFORE, name="整改前9.jpg", content=jpeg(9))
    rows = suggested(
        li, case, "整改后1.jpg", "整改前1.jpg", "整改后9.jpg", "会议纪要.docx", "IMG.jpg", "整改前9.jpg"
    )
    assert [row["kind"] for row in rows] == [
        "photo_after", "photo_before", "photo_after", "meeting_minutes", "", "photo_before",
    ]  # fmt: skip
    assert [row["before"] for row in rows] == ["queued-1", "", f"kept-{before.pk}", "", "", ""]


@pytest.mark.parametrize("body", ["", "[]", '{"names": 3}', '{"other": []}', "\xff"])
def test_a_question_that_is_none_is_no_fault_of_the_server(case: Case, li: Client, body: str) -> None:
    path = reverse("evidence-suggestions", args=[case.pk])
    assert li.post(path, body, content_type="application/json").status_code == 400


def test_names_are_cleaned_on_their_way_in(case: Case, li: Client) -> None:
    one(li, case, "长" * 300 + ".txt", txt("一"))
    one(li, case, "方\u202e案.txt", txt("二"))
    assert list(case.evidence.order_by("pk").values_list("name", flat=True)) == [
        "长" * 196 + ".txt",
        "方案.txt",
    ]


def test_a_video_goes_from_disk_to_disk(
    case: Case, li: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be larger than a document, and is never in memory as a whole."""
    settings.FILE_UPLOAD_HANDLERS = ["bihuan.web.uploads.OnDisk"]
    handed: list[type] = []

    def watched(*args: Any, **words: Any) -> Evidence:
        handed.append(type(words["content"]))
        return add_evidence(*args, **words)

    monkeypatch.setattr("bihuan.web.act_forms_evidence.add_evidence", watched)
    film = mp4() + box(b"free", bytes(MEGABYTE + MEGABYTE // 2))
    piece = Evidence.objects.get(pk=one(li, case, "现场.mp4", film)["id"])
    assert handed == [mmap.mmap]
    assert (piece.blob.size, piece.blob.media_type) == (len(film), "video/mp4")
    assert path_of(piece.blob_id).read_bytes() == film


# ── a full disk ─────────────────────────────────────────────────────────────
def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


def test_a_disk_that_is_full_of_evidence_is_told_and_leaves_nothing(
    case: Case, li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", full)
    with nothing_changes():
        told = one(li, case, "数据.txt", txt())
    assert "存储空间已满" in told["why"][0]
    assert list(kept()) == []
    monkeypatch.undo()


def test_a_disk_that_fills_up_while_a_file_arrives_is_told_too(
    case: Case, li: Client, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["bihuan.web.uploads.OnDisk"]
    monkeypatch.setattr(uploads.Stored, "write", full, raising=False)
    with nothing_changes():
        told = one(li, case, "数据.txt", txt())
        page = many(li, case, ("数据.txt", txt()), kind=K.DATA)
    assert "存储空间已满" in told["why"][0]
    assert "存储空间已满" in page.content.decode()


def test_of_a_file_without_an_end_no_more_is_written_than_may_be_kept(
    case: Case, li: Client, settings: LazySettings
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["bihuan.web.uploads.OnDisk"]
    handler = uploads.OnDisk()
    handler.new_file("file", "a.txt", "text/plain", 0)
    for _ in range(8):
        handler.receive_data_chunk(bytes(MEGABYTE), 0)
    assert handler.file_complete(8 * MEGABYTE).seek(0, 2) == settings.VIDEO_LIMIT + 1
    assert "超过1MB上限" in one(li, case, "数据.txt", b"a" * (3 * MEGABYTE))["why"][0]


def test_a_process_that_is_killed_between_the_file_and_the_row_leaves_a_file_and_no_row(
    case: Case, li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As good as the end of the process: nothing catches it."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(Evidence.objects.__class__, "create", killed)
    with nothing_changes(), pytest.raises(Killed):
        one(li, case, "数据.txt", txt())
    (orphan,) = kept()
    monkeypatch.undo()
    assert orphan.read_bytes() == txt()
    assert Evidence.objects.count() == Blob.objects.count() == 0


# ── what is shown ───────────────────────────────────────────────────────────
def test_the_page_shows_what_has_arrived_and_asks_for_what_the_item_needs(
    world: World, case: Case, li: Client
) -> None:
    one(li, case, "整改数据.txt", txt())
    text = li.get(reverse("case-act", args=[case.pk, "add-evidence"])).content.decode()
    assert "本轮已上传的材料" in text
    assert "整改数据.txt" in text


def test_photos_are_asked_for_where_there_is_something_to_be_seen(world: World, case: Case) -> None:
    """No photos where the item needs none: they may be handed in, and nobody is asked for them."""

    def asked() -> list[str]:
        form = EvidenceForm(Task(case, Act.ADD_EVIDENCE, world.liaison(case), world.now))
        groups = dict(form.fields["kind"].choices)  # type: ignore[attr-defined]
        return [kind for kind, _ in groups["应有材料"]]

    assert asked() == [K.PLAN, K.MEETING_MINUTES, K.DATA]
    case.on_site = True
    assert asked() == [K.PLAN, K.MEETING_MINUTES, K.PHOTO_BEFORE, K.PHOTO_AFTER, K.DATA]


def test_a_heic_is_shown_as_every_browser_can_and_kept_as_it_came(case: Case, li: Client) -> None:
    told = one(li, case, "整改前.heic", heic(exif=True), kind=PHOTO_BEFORE)
    shown = li.get(reverse("evidence-photo", args=[told["id"]]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert b"HUAWEI" not in shown.content
    saved = li.get(reverse("evidence-file", args=[told["id"]]))
    assert b"".join(saved.streaming_content) == heic(exif=True)  # type: ignore[attr-defined]
    assert saved["Content-Disposition"].startswith("attachment")
    text = one(li, case, "数据.txt", txt())
    plain = li.get(reverse("evidence-photo", args=[text["id"]]))
    assert b"".join(plain.streaming_content) == txt(), "what is no picture is the file itself"  # type: ignore[attr-defined]


def test_a_picture_is_served_as_the_picture_it_is(case: Case, li: Client) -> None:
    told = one(li, case, "整改前.png", png(), kind=PHOTO_BEFORE)
    shown = li.get(reverse("evidence-file", args=[told["id"]]))
    assert shown["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content) == png()  # type: ignore[attr-defined]
