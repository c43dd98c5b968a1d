"""A scan is recognised once, beside the requests; what the preview showed is what is imported, and it waits sealed."""

import io
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from bihuan.intake.models import ImportedFile
from bihuan.intake.readers import scan
from bihuan.web import recognition
from bihuan.web.understanding import waiting_of, waiting_room
from tests.support.world import World
from tests.web.office_builders import browser_of, words

# What the stand-in says it recognised: a list of opinions without ruling lines, in points.
LIST = (("问题编号", "意见内容"), ("120210990100401", "望海路路灯不亮"), ("120210990100402", "广场积水"))
HEAD = "import sys, json, time, os\ncontent = sys.stdin.buffer.read()\n"


def scripted(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """In place of the recogniser: this script."""
    child = folder / "stand_in.py"
    child.write_text(HEAD + textwrap.dedent(script))
    monkeypatch.setattr(scan, "_CHILD", child)
    monkeypatch.setattr(scan, "is_there", lambda: True)


def told(rows: tuple[tuple[str, ...], ...] = LIST, *, turns: int = 0) -> str:
    """A line of script that tells of one page with these rows."""
    held = [
        [60 + 200 * column, 60 + 30 * at, 60 + 200 * column + 11 * len(text), 71 + 30 * at, text, 0.99]
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    rules = [[50.0, 50.0 + 30 * at, 500.0, 50.0 + 30 * at] for at in range(len(rows) + 1)]
    rules += [[x, 50.0, x, 50.0 + 30 * len(rows)] for x in (50.0, 250.0, 500.0)]
    return f"print(json.dumps({[595.0, 842.0, turns, held, rules]!r}), flush=True)\n"


@pytest.fixture(autouse=True)
def empty_room(settings: Any, tmp_path: Path) -> None:
    """Only the files of this test wait."""
    settings.BLOB_DIR = tmp_path / "blobs"


@pytest.fixture
def photo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(stream, "PNG")
    return stream.getvalue()


def sent(client: Client, photo: bytes, batch: int, name: str = "清单.png") -> Any:
    return client.post(reverse("import"), {"file": SimpleUploadedFile(name, photo), "batch": batch})


def waited(client: Client, address: str, until: Callable[[Any], bool]) -> Any:
    """The page as a browser looks at it again and again, up to a bound no test should come near."""
    for _ in range(3000):
        response = client.get(address)
        if until(response):
            return response
        time.sleep(0.02)
    raise AssertionError(words(response))


def leads_on(response: HttpResponse) -> bool:
    return response.status_code == 302


@pytest.mark.long
def test_an_upload_is_answered_at_once_and_leads_to_the_preview_when_all_is_recognised(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    wait = f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    scripted(monkeypatch, tmp_path, "print(2, flush=True)\n" + told() + wait + told((("备注",),)))
    zhao = browser_of(world, "zhao")
    address = sent(zhao, photo, world.batch.pk)["Location"]
    assert address.startswith(reverse("import-scan"))
    page = waited(zhao, address, lambda page: "正在识别第2页，共2页" in words(page))
    assert page["Refresh"].startswith("3; url=/import/scan?file=")
    assert page["Cache-Control"] == "no-store"
    go.touch()
    onward = waited(zhao, address, leads_on)["Location"]
    preview = zhao.get(onward)
    assert "望海路路灯不亮" in words(preview)
    assert "此为扫描识别的草稿" in words(preview)


@pytest.mark.long
def test_what_the_preview_showed_is_imported_though_the_recogniser_would_now_say_otherwise(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch, tmp_path, "print(1)\n" + told())
    zhao = browser_of(world, "zhao")
    onward = waited(zhao, sent(zhao, photo, world.batch.pk)["Location"], leads_on)["Location"]
    preview = zhao.get(onward)
    scripted(monkeypatch, tmp_path, "sys.exit(3)")  # whoever recognises once more is refused
    token = preview.context["form"].initial["token"]
    done = zhao.post(reverse("import-confirm"), {"token": token, "checked": "on"}, follow=True)
    assert "新增意见2条" in words(done)
    texts = world.batch.opinions.filter(number__startswith="1202109901004").values_list("text", flat=True)
    assert sorted(texts) == ["广场积水", "望海路路灯不亮"]
    assert list(waiting_room().iterdir()) == []


@pytest.mark.long
def test_recognised_words_wait_sealed_and_a_scanned_list_is_not_kept(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch, tmp_path, "print(1)\n" + told())
    zhao = browser_of(world, "zhao")
    onward = waited(zhao, sent(zhao, photo, world.batch.pk)["Location"], leads_on)["Location"]
    token = zhao.get(onward).context["form"].initial["token"]
    waiting = waiting_of(token, world.cast.users["zhao"].pk)
    held = [path for path in waiting_room().iterdir() if path.name.startswith(waiting.sealed)]
    assert len(held) == 2
    for path in held:
        assert path.read_text().startswith("v1:")
    zhao.post(reverse("import-confirm"), {"token": token, "checked": "on"})
    kept = [path for path in waiting_room().parent.rglob("*") if path.is_file()]
    assert photo not in [path.read_bytes() for path in kept]
    imported = ImportedFile.objects.latest("pk")
    assert zhao.get(reverse("batch-file", args=[world.batch.pk, imported.pk])).status_code == 200


@pytest.mark.long
def test_a_page_is_shown_turned_as_it_was_read(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch, tmp_path, "print(1)\n" + told(turns=1))
    zhao = browser_of(world, "zhao")
    onward = waited(zhao, sent(zhao, photo, world.batch.pk)["Location"], leads_on)["Location"]
    (page,) = zhao.get(onward).context["pages"]
    width, height = Image.open(io.BytesIO(zhao.get(page["url"]).content)).size
    assert (width, height) == (200, 300)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sys.exit(3)", "文件不完整或已损坏"),
        ("print(1)", "没有识别出文字"),
        ("print(30); sys.exit(5)", "超过20页"),
        ("time.sleep(3600)", "识别超出时限，已停止"),
    ],
)
def test_what_cannot_be_recognised_is_refused_by_name(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, said: str
) -> None:
    monkeypatch.setattr(scan, "SECONDS_A_PAGE", 0.02)
    if script == "print(1)":
        monkeypatch.setattr(scan, "SECONDS_A_PAGE", 60)
        script += "\n" + told(())
    scripted(monkeypatch, tmp_path, script)
    zhao = browser_of(world, "zhao")
    address = sent(zhao, photo, world.batch.pk)["Location"]
    refused = waited(zhao, address, lambda page: page.status_code != 200)
    assert refused.status_code == 422
    assert said in words(refused)


@pytest.mark.long
def test_one_scan_is_recognised_at_a_time_and_the_next_takes_its_turn(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    wait = f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    scripted(monkeypatch, tmp_path, "print(1, flush=True)\n" + wait + told())
    zhao = browser_of(world, "zhao")
    first = sent(zhao, photo, world.batch.pk)["Location"]
    waited(zhao, first, lambda page: "正在识别第1页，共1页" in words(page))
    second = sent(zhao, photo, world.batch.pk)["Location"]
    assert "前面有其他扫描件正在识别" in words(zhao.get(second))
    go.touch()
    waited(zhao, first, leads_on)
    waited(zhao, second, leads_on)


def test_what_was_broken_off_is_taken_up_by_the_next_look(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch, tmp_path, "print(1)\n" + told())
    zhao = browser_of(world, "zhao")
    address = sent(zhao, photo, world.batch.pk)["Location"]
    # As a process leaves it that was ended in the middle: told how far it was, and nobody at it any more.
    (parked,) = [path for path in waiting_room().iterdir() if "." not in path.name]
    parked.with_name(f"{parked.name}.{recognition.DOING}").write_text("[3, 7]")
    assert "第4页，共7页" not in words(zhao.get(address))
    waited(zhao, address, leads_on)


def test_a_scan_that_waits_is_nobody_elses_business(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch, tmp_path, "print(1)\n" + told())
    zhao = browser_of(world, "zhao")
    address = sent(zhao, photo, world.batch.pk)["Location"]
    assert browser_of(world, "qian").get(address)["Location"] == reverse("import")
    assert zhao.get(reverse("import-scan"))["Location"] == reverse("import")
    early = zhao.get(address.replace(reverse("import-scan"), reverse("import-preview")))
    assert early["Location"].startswith(reverse("import-scan"))
    early = zhao.get(address.replace(reverse("import-scan"), reverse("import-columns")))
    assert early["Location"].startswith(reverse("import-scan"))


def test_a_page_nobody_has_left_stops_looking_in_the_end(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    scripted(monkeypatch, tmp_path, f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\nsys.exit(3)")
    zhao = browser_of(world, "zhao")
    address = sent(zhao, photo, world.batch.pk)["Location"]
    later, last = zhao.get(f"{address}&looks=20"), zhao.get(f"{address}&looks=140")
    go.touch()
    assert later["Refresh"].startswith("10; ")
    assert "Refresh" not in last
    assert "已停止自动刷新" in words(last)
    waited(zhao, address, lambda page: page.status_code == 422)


def test_where_nothing_can_recognise_it_a_scan_is_refused_at_once(
    world: World, photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "is_there", lambda: False)
    refused = sent(browser_of(world, "zhao"), photo, world.batch.pk)
    assert refused.status_code == 422
    assert "安装识别组件" in words(refused)
