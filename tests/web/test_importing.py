"""Import: nothing is saved before the confirmation, the second import changes nothing, and a list stays sealed."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.web.understanding import WAITS_SECONDS, waiting_room
from tests.support.world import World
from tests.web.office_builders import LIST, browser_of, upload, words

PRIVATE = ("吕先生", "13800009999")


def send(client: Client, file: Any, batch: Batch | None = None) -> Any:
    return client.post(reverse("import"), {"file": file, "batch": batch.pk if batch else ""}, follow=True)


def confirm(client: Client, preview: Any, **form: str) -> Any:
    return client.post(
        reverse("import-confirm"), {"token": preview.context["form"].initial["token"], **form}, follow=True
    )


def files_in_the_clear() -> list[Path]:
    kept = [path for path in Path(settings.BLOB_DIR).rglob("*") if path.is_file()]
    return [path for path in kept if any(word.encode() in path.read_bytes() for word in PRIVATE)]


@pytest.fixture
def own_blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for files that no other test has used."""
    monkeypatch.setattr(settings, "BLOB_DIR", tmp_path)
    return tmp_path


@pytest.fixture
def client_zhao(world: World) -> Client:
    return browser_of(world, "zhao")


def test_the_preview_shows_what_was_understood_and_saves_nothing(world: World, client_zhao: Client) -> None:
    batch = world.batch
    before = Opinion.objects.count()
    page = words(send(client_zhao, upload(), batch))
    assert "码头堆场夜间噪声大。" in page
    assert "吕** 138****9999" in page
    assert not any(word in page for word in PRIVATE)
    assert batch.number in page
    assert Opinion.objects.count() == before
    assert files_in_the_clear() == []


def test_the_confirmation_saves_and_the_list_is_not_kept_in_the_clear(
    world: World, client_zhao: Client
) -> None:
    batch = world.batch
    done = confirm(client_zhao, send(client_zhao, upload(), batch))
    assert "新增意见2条" in words(done)
    assert done.redirect_chain[-1][0] == reverse("batch", args=[batch.pk])
    assert Opinion.objects.get(number="120210990100021").contactable
    assert files_in_the_clear() == []


def test_a_second_import_of_the_same_file_says_so_and_changes_nothing(
    world: World, client_zhao: Client
) -> None:
    batch = world.batch
    confirm(client_zhao, send(client_zhao, upload(), batch))
    counts = Opinion.objects.count(), ImportedFile.objects.count()
    again = send(client_zhao, upload(name="另一个名字.csv"), batch)
    assert "再次导入不会改动任何内容" in words(again)
    assert "没有改动任何内容" in words(confirm(client_zhao, again))
    assert (Opinion.objects.count(), ImportedFile.objects.count()) == counts


def test_a_list_without_a_number_asks_for_one(world: World, client_zhao: Client) -> None:
    preview = send(client_zhao, upload())
    refused = confirm(client_zhao, preview)
    assert refused.status_code == 409
    assert "文件中没有发文字号" in words(refused)
    assert "码头堆场夜间噪声大。" in words(refused)
    confirm(client_zhao, preview, new_number="临港管办发〔2022〕9号")
    assert Batch.objects.get(number="临港管办发〔2022〕9号").opinions.count() == 2


def test_a_number_that_is_there_already_shows_what_differs_before_anything_is_saved(
    world: World, client_zhao: Client
) -> None:
    batch, counts = (
        world.batch,
        (Opinion.objects.count(), ImportedFile.objects.count(), Batch.objects.count()),
    )
    preview = send(client_zhao, upload())
    assert "与已有清单对照" not in words(preview)
    typed = batch.number.replace("〔", "[").replace("〕", "]")
    shown = confirm(client_zhao, preview, new_number=typed)
    assert "与已有清单对照" in words(shown)
    assert f"已有批次{batch.number}，尚未导入" in words(shown)
    assert (Opinion.objects.count(), ImportedFile.objects.count(), Batch.objects.count()) == counts
    done = confirm(client_zhao, shown)
    assert "新增意见2条" in words(done)
    assert batch.opinions.count() == counts[0] + 2


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (upload("", "空.csv"), "是空的"),
        (upload("甲,乙\n1,2\n", "别的表.csv"), "请"),
        (upload("PK\x03\x04", "坏.xlsx"), "请"),
        (upload(LIST.replace("120210990100021", "1.2021E+14"), "清单.csv"), "1.2021E+14"),
    ],
    ids=["empty", "no-columns", "broken", "mangled-number"],
)
def test_a_file_nobody_can_read_is_refused_in_words(
    world: World, client_zhao: Client, file: Any, message: str
) -> None:
    file.seek(0)
    answer = send(client_zhao, file)
    assert answer.status_code == 422
    assert message in words(answer)
    assert ImportedFile.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    world: World, client_zhao: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT", 10)
    answer = send(client_zhao, upload())
    assert answer.status_code == 422
    assert "文件超过" in words(answer)


def test_a_preview_belongs_to_whoever_brought_the_file(world: World, client_zhao: Client) -> None:
    token = send(client_zhao, upload(), world.batch).context["form"].initial["token"]
    other = browser_of(world, "wei").get(reverse("import-preview"), {"file": token}, follow=True)
    changed = client_zhao.get(reverse("import-preview"), {"file": f"{token}x"}, follow=True)
    for answer in (other, changed):
        assert "预览已失效" in words(answer)
        assert "码头堆场" not in words(answer)


def test_only_a_coordinator_imports(world: World) -> None:
    for name in ("li", "qian", "feng", "chen"):
        client = browser_of(world, name)
        assert client.get(reverse("import")).status_code == 403
        assert send(client, upload()).status_code == 403


def test_the_notice_itself_is_kept_and_read_again_on_its_page(
    world: World, client_zhao: Client, seed_dir: Path
) -> None:
    with (seed_dir / "notice.docx").open("rb") as notice:
        confirm(client_zhao, send(client_zhao, notice))
    file = ImportedFile.objects.get(name="notice.docx")
    page = words(client_zhao.get(reverse("batch-file", args=[file.batch_id, file.pk])))
    assert "来件规定的职责" in page
    assert "整改目标表" in page


@pytest.mark.parametrize(
    "text",
    [
        "编号,意见内容,诉求人电话\n1,路灯不亮。,13800009999\n",
        "编号,意见内容,反映人\n1,路灯不亮。,吕先生\n",
        "编号,意见内容,备注\n1,路灯不亮。,可打13800009999找吕先生\n",
        "编号,意见内容\n1,路灯不亮，请打13800009999找吕先生。\n",
        "登记表,13800009999,吕先生\n编号,意见内容,来源\n1,路灯不亮。,12340\n",
    ],
    ids=["unusual-heading", "only-a-name", "unread-column", "in-the-words", "above-the-header"],
)
def test_a_list_with_a_personal_detail_anywhere_is_not_kept(
    world: World, client_zhao: Client, own_blobs: Path, text: str
) -> None:
    batch = world.batch
    done = confirm(client_zhao, send(client_zhao, upload(text), batch))
    assert "新增意见1条" in words(done)
    assert files_in_the_clear() == []
    assert list(waiting_room().iterdir()) == []
    file = ImportedFile.objects.get(name="意见清单.csv")
    assert client_zhao.get(reverse("batch-file", args=[batch.pk, file.pk])).status_code == 200


def test_a_list_without_any_is_kept(world: World, client_zhao: Client, own_blobs: Path) -> None:
    text = "编号,意见内容,联系方式\n1,路灯不亮。,\n"
    confirm(client_zhao, send(client_zhao, upload(text), world.batch))
    kept = [path.read_bytes() for path in own_blobs.rglob("*") if path.is_file()]
    assert text.encode("utf-8-sig") in kept


def test_what_was_never_confirmed_goes_with_a_later_upload(
    world: World, client_zhao: Client, own_blobs: Path
) -> None:
    old = send(client_zhao, upload(), world.batch)
    (forgotten,) = waiting_room().iterdir()
    send(client_zhao, upload(name="第二份.csv"), world.batch)
    assert forgotten.exists()  # both still wait
    long_ago = forgotten.stat().st_mtime - WAITS_SECONDS - 1
    os.utime(forgotten, (long_ago, long_ago))
    send(client_zhao, upload(name="第三份.csv"), world.batch)
    assert not forgotten.exists()
    assert len(list(waiting_room().iterdir())) == 2
    assert "预览已失效" in words(confirm(client_zhao, old))
